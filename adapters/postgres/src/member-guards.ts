/** Guarding members whom a commit relies on without writing them. @module */
import type { Commit } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Session, statement } from './executor.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { tableName } from './table.ts'
import { memberTable } from './workspace-tables.ts'

/**
 * Locks the guarded members together with those that the commit writes, in the order of their ids: two commits that each
 * write whom the other guards come one after the other, and the second one sees what the first one wrote.
 * @returns the first guarded member who is not in the version expected
 */
export async function findChangedMember(
  session: Session,
  schema: string,
  { workspaceId, memberGuards = [] }: Commit,
  { members }: SortedWrites,
): Promise<string | null> {
  if (memberGuards.length === 0) return null
  const ids = [...memberGuards.map(({ memberId }) => memberId), ...members.updated.map(({ id }) => id)]
  const { rows } = await session.runOne(
    statement(
      `SELECT m.id, m.version FROM ${tableName(schema, memberTable.name)} AS m ` +
        'WHERE m.workspace_id = $1::uuid AND m.id = ANY ($2::text::uuid[]) ORDER BY m.id FOR UPDATE',
      workspaceId,
      arrayLiteral([...new Set(ids)]),
    ),
  )
  const versions = new Map(rows.map(([id, version]) => [id, Number(version)]))
  return memberGuards.find(({ memberId, version }) => versions.get(memberId) !== version)?.memberId ?? null
}
