/** Guarding messages and calls that a commit relies on without writing them. @module */
import type { Commit } from 'crmkit'
import { callTable } from './call-table.ts'
import type { CheckedStatement } from './checked-writes.ts'
import { arrayLiteral } from './encode.ts'
import { statement } from './executor.ts'
import { messageTable } from './message-table.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { tableName } from './table.ts'

const tables = { message: messageTable.name, call: callTable.name } as const

/**
 * Locks what is guarded together with what of its kind the commit writes, in the order of the ids and before anything is
 * written: two commits that each write what the other guards come one after the other, and the second one sees what the
 * first one left.
 */
export function guardStatements(
  schema: string,
  { workspaceId, recordGuards = [] }: Commit,
  { messages, calls }: Pick<SortedWrites, 'messages' | 'calls'>,
): readonly CheckedStatement[] {
  const updated = { message: messages.updated.map(({ record }) => record), call: calls.updated }
  return (['message', 'call'] as const).flatMap((kind) => {
    const guards = recordGuards.filter((guard) => guard.kind === kind)
    if (guards.length === 0) return []
    const before = updated[kind].map(({ id, version }) => ({ id, version: version - 1 }))
    const locked = [...guards, ...before]
    const check = statement(
      `SELECT t.id FROM ${tableName(schema, tables[kind])} AS t ` +
        'JOIN unnest($2::text::uuid[], $3::text::integer[]) AS u(id, version) ON u.id = t.id AND u.version = t.version ' +
        'WHERE t.workspace_id = $1::uuid ORDER BY t.id FOR NO KEY UPDATE OF t',
      workspaceId,
      arrayLiteral(locked.map(({ id }) => id)),
      arrayLiteral(locked.map(({ version }) => String(version))),
    )
    return [{ statement: check, count: locked.length }]
  })
}
