/** Imports and what they touched as rows. @module */
import type { BeforeImage, ImportRecord, ImportStatus, ImportTouch, PartyKind, RefusedRow, SettledRows } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of imports. */
export const importTable: Table<ImportRecord> = {
  name: 'imports',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'status', type: 'text', value: (record) => record.status },
    { name: 'file_name', type: 'text', value: (record) => record.fileName ?? null },
    { name: 'file_hash', type: 'text', value: (record) => record.fileHash },
    { name: 'plan', type: 'json', value: (record) => json(record.plan) },
    { name: 'rows_done', type: 'bigint', value: (record) => String(record.rowsDone) },
    { name: 'counts', type: 'json', value: (record) => json(record.counts) },
    { name: 'member_id', type: 'uuid', value: (record) => record.memberId },
    { name: 'started_at', type: 'bigint', value: (record) => String(record.startedAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

const statuses: readonly ImportStatus[] = ['applying', 'applied', 'undoing', 'undone']
const readImport = cellReader(importTable.columns.map((column) => column.name))

/** A row of the table's columns as an import. */
export function toImport(row: Row): ImportRecord {
  const cells = readImport(row)
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    status: cells.oneOf('status', statuses),
    ...present({ fileName: cells.optional('file_name') }),
    fileHash: cells.text('file_hash'),
    plan: cells.json<ImportRecord['plan']>('plan'),
    rowsDone: cells.integer('rows_done'),
    counts: cells.json<ImportRecord['counts']>('counts'),
    memberId: cells.maybe('member_id'),
    startedAt: cells.integer('started_at'),
    updatedAt: cells.integer('updated_at'),
  }
}

/** The table of touches. The image of a person's record stands in the personal values instead. */
export const touchTable: Table<ImportTouch> = {
  name: 'import_touches',
  columns: [
    { name: 'import_id', type: 'uuid', value: (touch) => touch.importId },
    { name: 'record_id', type: 'uuid', value: (touch) => touch.recordId },
    { name: 'kind', type: 'text', value: (touch) => touch.kind },
    { name: 'row', type: 'integer', value: (touch) => String(touch.row) },
    { name: 'version_after', type: 'integer', value: (touch) => String(touch.versionAfter) },
    { name: 'person_id', type: 'uuid', value: (touch) => personOf(touch) },
    { name: 'before', type: 'json', value: (touch) => (touch.before?.kind === 'company' ? json(touch.before) : null) },
  ],
}

/** The person whom a touched record's image tells of, if any. */
export function personOf(touch: ImportTouch): string | null {
  switch (touch.before?.kind) {
    case 'contact':
      return touch.before.record.id
    case 'affiliation':
      return touch.before.record.contactId
    case 'company':
    case undefined:
      return null
  }
}

/** A touch's columns as reads give them: `t` is the touch, `v` the personal values beside it. */
export const touchSelectList: string =
  't.import_id, t.record_id, t.kind, t.row, t.version_after, coalesce(t.before, v.value)'

const kinds: readonly PartyKind[] = ['company', 'contact', 'affiliation']
const readTouch = cellReader(['import_id', 'record_id', 'kind', 'row', 'version_after', 'before'])

/** A row of {@link touchSelectList} as a touch. */
export function toTouch(row: Row): ImportTouch {
  const cells = readTouch(row)
  return {
    importId: cells.text('import_id'),
    recordId: cells.text('record_id'),
    kind: cells.oneOf('kind', kinds),
    row: cells.integer('row'),
    versionAfter: cells.integer('version_after'),
    before: cells.json<BeforeImage | null>('before'),
  }
}

/** A row that an import refused, with its import. */
export interface RefusedRowOfImport {
  readonly importId: string
  readonly refused: RefusedRow
}

/** The table of refused rows. */
export const refusedTable: Table<RefusedRowOfImport> = {
  name: 'import_refused',
  columns: [
    { name: 'import_id', type: 'uuid', value: ({ importId }) => importId },
    { name: 'row', type: 'integer', value: ({ refused }) => String(refused.row) },
    { name: 'reasons', type: 'json', value: ({ refused }) => json(refused.reasons) },
  ],
}

const readRefused = cellReader(['row', 'reasons'])

/** A row of `row` and `reasons` as a refused row. */
export function toRefusedRow(row: Row): RefusedRow {
  const cells = readRefused(row)
  return { row: cells.integer('row'), reasons: cells.json<RefusedRow['reasons']>('reasons') }
}

/** The table of what imports left settled. */
export const settledTable: Table<SettledRows> = {
  name: 'import_settled',
  columns: [
    { name: 'import_id', type: 'uuid', value: (settled) => settled.importId },
    { name: 'first_row', type: 'integer', value: (settled) => String(settled.firstRow) },
    { name: 'last_row', type: 'integer', value: (settled) => String(settled.lastRow) },
    { name: 'reading', type: 'text', value: (settled) => settled.reading },
    { name: 'rows', type: 'text', value: (settled) => settled.rows },
  ],
}

const readSettled = cellReader(settledTable.columns.map((column) => column.name))

/** A row of the table's columns as settled rows. */
export function toSettledRows(row: Row): SettledRows {
  const cells = readSettled(row)
  return {
    importId: cells.text('import_id'),
    firstRow: cells.integer('first_row'),
    lastRow: cells.integer('last_row'),
    reading: cells.text('reading'),
    rows: cells.text('rows'),
  }
}
