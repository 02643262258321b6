/** Pairs that are ignored for good. @module */
import type { Commit, IdentityKind, RecordPair } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { insertStatements, type Table, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

const ignoredPairTable: Table<RecordPair> = {
  name: 'ignored_pairs',
  columns: [
    { name: 'kind', type: 'text', value: (pair) => pair.kind },
    { name: 'low_id', type: 'uuid', value: (pair) => pair.ids[0] },
    { name: 'high_id', type: 'uuid', value: (pair) => pair.ids[1] },
  ],
}

const key = ignoredPairTable.columns.map(({ name }) => name)
const kinds: readonly IdentityKind[] = ['company', 'contact']
const read = cellReader(key)

/** A row of {@link findPairsStatement} as a pair. */
export function toPair(row: Row): RecordPair {
  const cells = read(row)
  return { kind: cells.oneOf('kind', kinds), ids: [cells.text('low_id'), cells.text('high_id')] }
}

/** Finds those of these pairs that are ignored. */
export function findPairsStatement(schema: string, workspaceId: string, pairs: readonly RecordPair[]): Statement {
  return statement(
    `SELECT DISTINCT p.kind, p.low_id, p.high_id FROM ${joined(schema)}`,
    workspaceId,
    ...pairArrays(pairs),
  )
}

/** What a commit changes of ignored pairs: what it restores, what it ignores, and what goes with a removed record. */
export function pairStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, pairsIgnored = [], pairsRestored = [] } = commit
  const statements: Statement[] = []
  if (pairsRestored.length > 0) statements.push(restoreStatement(schema, workspaceId, pairsRestored))
  statements.push(
    ...insertStatements(schema, ignoredPairTable, workspaceId, pairsIgnored, { key: [...key], replace: [] }),
  )
  for (const kind of kinds) {
    const ids = commit.writes.flatMap((write) => (write.op === 'purge' && write.kind === kind ? [write.id] : []))
    if (ids.length > 0) statements.push(...forgetStatements(schema, workspaceId, kind, ids))
  }
  return statements
}

function restoreStatement(schema: string, workspaceId: string, pairs: readonly RecordPair[]): Statement {
  return statement(
    `DELETE FROM ${tableName(schema, ignoredPairTable.name)} AS p USING ${named} ` +
      `WHERE p.workspace_id = $1::uuid AND ${matching}`,
    workspaceId,
    ...pairArrays(pairs),
  )
}

/** One statement an index: by the lower id, and by the other one. */
function forgetStatements(
  schema: string,
  workspaceId: string,
  kind: IdentityKind,
  ids: readonly string[],
): readonly Statement[] {
  return ['low_id', 'high_id'].map((column) =>
    statement(
      `DELETE FROM ${tableName(schema, ignoredPairTable.name)} AS p ` +
        `WHERE p.workspace_id = $1::uuid AND p.kind = $2::text AND p.${column} = ANY ($3::text::uuid[])`,
      workspaceId,
      kind,
      arrayLiteral(ids),
    ),
  )
}

const named = 'unnest($2::text::text[], $3::text::uuid[], $4::text::uuid[]) AS u(kind, low_id, high_id)'
const matching = 'p.kind = u.kind AND p.low_id = u.low_id AND p.high_id = u.high_id'

function joined(schema: string): string {
  return `${tableName(schema, ignoredPairTable.name)} AS p JOIN ${named} ON ${matching} WHERE p.workspace_id = $1::uuid`
}

function pairArrays(pairs: readonly RecordPair[]): readonly string[] {
  return ignoredPairTable.columns.map(({ value }) => arrayLiteral(pairs.map(value)))
}
