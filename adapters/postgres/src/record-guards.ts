/** Guarding messages and calls that a commit relies on without writing them. @module */
import type { Commit } from 'crmkit'
import { callTable } from './call-table.ts'
import type { CheckedStatement } from './checked-writes.ts'
import { arrayLiteral } from './encode.ts'
import { statement } from './executor.ts'
import { messageTable } from './message-table.ts'
import { tableName } from './table.ts'

const tables = { message: messageTable.name, call: callTable.name } as const

/**
 * Locks what is guarded, in the order of the ids: whoever writes it meanwhile waits until this commit has ended, and sees
 * what it left.
 */
export function guardStatements(
  schema: string,
  { workspaceId, recordGuards = [] }: Commit,
): readonly CheckedStatement[] {
  return (['message', 'call'] as const).flatMap((kind) => {
    const guards = recordGuards.filter((guard) => guard.kind === kind)
    if (guards.length === 0) return []
    const check = statement(
      `SELECT t.id FROM ${tableName(schema, tables[kind])} AS t ` +
        'JOIN unnest($2::text::uuid[], $3::text::integer[]) AS u(id, version) ON u.id = t.id AND u.version = t.version ' +
        'WHERE t.workspace_id = $1::uuid ORDER BY t.id FOR SHARE OF t',
      workspaceId,
      arrayLiteral(guards.map(({ id }) => id)),
      arrayLiteral(guards.map(({ version }) => String(version))),
    )
    return [{ statement: check, count: guards.length }]
  })
}
