/** The identity index: keys, and the guard that a decision taken on them still holds. @module */
import type { IdentityGuard, IdentityKind, KeyEntry } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { type Table, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

/** The table of identity keys. */
export const identityKeyTable: Table<KeyEntry> = {
  name: 'identity_keys',
  columns: [
    { name: 'key', type: 'text', value: (entry) => entry.key },
    { name: 'kind', type: 'text', value: (entry) => entry.kind },
    { name: 'record_id', type: 'uuid', value: (entry) => entry.recordId },
  ],
}

const kinds: readonly IdentityKind[] = ['company', 'contact']
const read = cellReader(identityKeyTable.columns.map((column) => column.name))

/** A row of the table's columns as a key of a record. */
export function toKeyEntry(row: Row): KeyEntry {
  const cells = read(row)
  return { key: cells.text('key'), kind: cells.oneOf('kind', kinds), recordId: cells.text('record_id') }
}

/** Finds every record that carries one of these keys. */
export function findKeysStatement(schema: string, workspaceId: string, keys: Iterable<string>): Statement {
  return statement(
    `SELECT k.key, k.kind, k.record_id FROM ${tableName(schema, 'identity_keys')} AS k ` +
      'WHERE k.workspace_id = $1::uuid AND k.key = ANY ($2::text::text[])',
    workspaceId,
    arrayLiteral([...new Set(keys)]),
  )
}

/** Removes keys. */
export function removeKeysStatement(schema: string, workspaceId: string, entries: readonly KeyEntry[]): Statement {
  return statement(
    `DELETE FROM ${tableName(schema, 'identity_keys')} AS k ` +
      'USING unnest($2::text::text[], $3::text::text[], $4::text::uuid[]) AS u(key, kind, record_id) ' +
      'WHERE k.workspace_id = $1::uuid AND k.key = u.key AND k.kind = u.kind AND k.record_id = u.record_id',
    workspaceId,
    arrayLiteral(entries.map((entry) => entry.key)),
    arrayLiteral(entries.map((entry) => entry.kind)),
    arrayLiteral(entries.map((entry) => entry.recordId)),
  )
}

/** Whether the index says today what it said when the decision was taken. */
export function guardHolds(guard: IdentityGuard, found: readonly KeyEntry[]): boolean {
  const expected = new Set(guard.hits.map(entryName))
  return found.length === expected.size && found.every((entry) => expected.has(entryName(entry)))
}

/** One name for one entry; ids and kinds hold no space. */
function entryName(entry: KeyEntry): string {
  return `${entry.kind} ${entry.recordId} ${entry.key}`
}
