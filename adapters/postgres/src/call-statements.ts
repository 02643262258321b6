/** What a commit does to calls: their rows, whom they name, and the names that providers have for them. @module */
import type { Commit, CommitRefusal } from 'crmkit'
import { callPartyTable, callTable, lineTable, partyRowsOf } from './call-table.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { insertStatements, tableName } from './table.ts'

/** Adds new numbers and calls, and writes down whom calls name. Replaced rows are in place by then. */
export function callStatements(
  schema: string,
  { workspaceId }: Commit,
  { lines, calls }: Pick<SortedWrites, 'lines' | 'calls'>,
): readonly Statement[] {
  const written = [...calls.created, ...calls.updated]
  return [
    ...insertStatements(schema, lineTable, workspaceId, lines.created),
    ...insertStatements(schema, callTable, workspaceId, calls.created),
    ...(calls.updated.length === 0
      ? []
      : [
          statement(
            `DELETE FROM ${tableName(schema, callPartyTable.name)} AS t ` +
              'WHERE t.workspace_id = $1::uuid AND t.call_id = ANY ($2::text::uuid[])',
            workspaceId,
            arrayLiteral(calls.updated.map(({ id }) => id)),
          ),
        ]),
    ...insertStatements(schema, callPartyTable, workspaceId, partyRowsOf(written)),
    ...nameStatements(schema, workspaceId, written),
  ]
}

/** Adds the names that are not there yet. One that another call has breaks the primary key, and so the commit. */
function nameStatements(
  schema: string,
  workspaceId: string,
  written: SortedWrites['calls']['updated'],
): readonly Statement[] {
  const named = written.filter(({ providerCallId }) => providerCallId !== null)
  if (named.length === 0) return []
  const names = tableName(schema, 'call_names')
  return [
    statement(
      `INSERT INTO ${names} (workspace_id, provider, name, call_id) SELECT $1::uuid, u.provider, u.name, u.call_id ` +
        'FROM unnest($2::text::text[], $3::text::text[], $4::text::uuid[]) AS u(provider, name, call_id) ' +
        `WHERE NOT EXISTS (SELECT 1 FROM ${names} AS n WHERE n.workspace_id = $1::uuid ` +
        'AND n.provider = u.provider AND n.name = u.name AND n.call_id = u.call_id)',
      workspaceId,
      arrayLiteral(named.map(({ provider }) => provider)),
      arrayLiteral(named.map(({ providerCallId }) => providerCallId)),
      arrayLiteral(named.map(({ id }) => id)),
    ),
  ]
}

/** A call of the commit whose name another one has. */
export async function findTakenName(reader: Reader, { workspaceId, writes }: Commit): Promise<CommitRefusal | null> {
  const named = writes.flatMap((write) =>
    write.kind === 'call' && write.record.providerCallId !== null ? [write.record] : [],
  )
  if (named.length === 0) return null
  const query = statement(
    'SELECT u.call_id FROM unnest($2::text::text[], $3::text::text[], $4::text::uuid[]) AS u(provider, name, call_id) ' +
      `JOIN ${tableName(reader.schema, 'call_names')} AS n ON n.workspace_id = $1::uuid AND n.provider = u.provider ` +
      'AND n.name = u.name AND n.call_id <> u.call_id LIMIT 1',
    workspaceId,
    arrayLiteral(named.map(({ provider }) => provider)),
    arrayLiteral(named.map(({ providerCallId }) => providerCallId)),
    arrayLiteral(named.map(({ id }) => id)),
  )
  const id = (await reader.read(workspaceId, query)).rows[0]?.[0]
  return id == null ? null : { code: 'version-conflict', subject: { kind: 'call', id } }
}
