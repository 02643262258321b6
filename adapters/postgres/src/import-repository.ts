/** Reading imports and what they touched. @module */
import type { ImportRepository, PartyKind, TouchedRecord } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Executor, type Row, statement } from './executor.ts'
import {
  importTable,
  refusedTable,
  settledTable,
  toImport,
  toRefusedRow,
  toSettledRows,
  toTouch,
  touchSelectList,
} from './import-tables.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

const recordTables = {
  company: 'companies',
  contact: 'contacts',
  affiliation: 'affiliations',
} as const satisfies Record<PartyKind, string>

/** Reads imports. */
export function importRepository(reader: Reader, liked: Executor['imports']): ImportRepository {
  const { schema } = reader
  const imports =
    `SELECT ${selectList(importTable.columns, 'i')} FROM ${tableName(schema, importTable.name)} AS i ` +
    'WHERE i.workspace_id = $1::uuid'
  const images =
    `LEFT JOIN ${tableName(schema, 'personal_values')} AS v ON v.workspace_id = t.workspace_id ` +
    'AND v.person_id = t.person_id AND v.source_id = t.import_id AND v.item_id = t.record_id'

  return {
    ...liked,
    async find(workspaceId, id) {
      const [row] = (await reader.read(workspaceId, statement(`${imports} AND i.id = $2::uuid`, workspaceId, id))).rows
      return row === undefined ? null : toImport(row)
    },
    async list(workspaceId, { after, limit, memberId }) {
      const values = [workspaceId, String(limit)]
      let text = imports
      if (memberId !== undefined) text += ` AND i.member_id = $${values.push(memberId)}::uuid`
      if (after !== undefined) {
        const startedAt = values.push(String(after.startedAt))
        text += ` AND (i.started_at, i.id) < ($${startedAt}::bigint, $${values.push(after.id)}::uuid)`
      }
      const query = statement(`${text} ORDER BY i.started_at DESC, i.id DESC LIMIT $2::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toImport)
    },
    async findByFileHash(workspaceId, fileHash, memberId) {
      const made = memberId === undefined ? '' : ' AND i.member_id = $3::uuid'
      const query = statement(
        `${imports} AND i.file_hash = $2::text AND i.status <> 'undone'${made} ORDER BY i.started_at DESC, i.id DESC LIMIT 1`,
        workspaceId,
        fileHash,
        ...(memberId === undefined ? [] : [memberId]),
      )
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toImport(row)
    },
    async listTouched(workspaceId, id, kind, { after, limit }) {
      const values = [workspaceId, id, kind, String(limit)]
      if (after !== undefined) values.push(after)
      const records = tableName(schema, recordTables[kind])
      const touches = tableName(schema, 'import_touches')
      const onwards = (column: string): string => (after === undefined ? '' : ` AND ${column} > $5::uuid`)
      const query = statement(
        `WITH page AS (
          (SELECT r.id FROM ${records} AS r
            WHERE r.workspace_id = $1::uuid AND r.import_id = $2::uuid${onwards('r.id')}
            ORDER BY r.id LIMIT $4::bigint)
          UNION
          (SELECT t.record_id FROM ${touches} AS t
            WHERE t.workspace_id = $1::uuid AND t.import_id = $2::uuid AND t.kind = $3::text${onwards('t.record_id')}
            ORDER BY t.record_id LIMIT $4::bigint)
          ORDER BY 1 LIMIT $4::bigint)
        SELECT ${touchSelectList}, page.id, r.id IS NOT NULL FROM page
          LEFT JOIN ${records} AS r
            ON r.workspace_id = $1::uuid AND r.id = page.id AND r.import_id = $2::uuid
          LEFT JOIN ${touches} AS t
            ON t.workspace_id = $1::uuid AND t.import_id = $2::uuid AND t.record_id = page.id
          ${images} ORDER BY page.id`,
        ...values,
      )
      return (await reader.read(workspaceId, query)).rows.map((row) => toTouchedRecord(row, kind))
    },
    async listTouches(workspaceId, recordId) {
      const query = statement(
        `SELECT ${touchSelectList} FROM ${tableName(schema, 'import_touches')} AS t ${images} ` +
          'WHERE t.workspace_id = $1::uuid AND t.record_id = $2::uuid ORDER BY t.import_id',
        workspaceId,
        recordId,
      )
      return (await reader.read(workspaceId, query)).rows.map(toTouch)
    },
    async listTouchesOf(workspaceId, id, recordIds) {
      if (recordIds.length === 0) return []
      const query = statement(
        `SELECT ${touchSelectList} FROM ${tableName(schema, 'import_touches')} AS t ${images} ` +
          'WHERE t.workspace_id = $1::uuid AND t.import_id = $2::uuid AND t.record_id = ANY ($3::text::uuid[])',
        workspaceId,
        id,
        arrayLiteral(recordIds),
      )
      return (await reader.read(workspaceId, query)).rows.map(toTouch)
    },
    async listTouchesOfPerson(workspaceId, personId) {
      const query = statement(
        `SELECT ${touchSelectList} FROM ${tableName(schema, 'personal_values')} AS v ` +
          `JOIN ${tableName(schema, 'import_touches')} AS t ON t.workspace_id = v.workspace_id ` +
          'AND t.import_id = v.source_id AND t.record_id = v.item_id ' +
          'WHERE v.workspace_id = $1::uuid AND v.person_id = $2::uuid AND v.value IS NOT NULL ' +
          'ORDER BY t.import_id, t.record_id',
        workspaceId,
        personId,
      )
      return (await reader.read(workspaceId, query)).rows.map(toTouch)
    },
    async listErased(workspaceId, id) {
      const contacts = tableName(schema, 'contacts')
      const query = statement(
        `SELECT c.import_row AS row, c.id FROM ${contacts} AS c
            WHERE c.workspace_id = $1::uuid AND c.import_id = $2::uuid AND c.anonymized_at IS NOT NULL
          UNION
          SELECT t.row, t.record_id FROM ${contacts} AS c JOIN ${tableName(schema, 'import_touches')} AS t
            ON t.workspace_id = c.workspace_id AND t.import_id = $2::uuid AND t.record_id = c.id
            WHERE c.workspace_id = $1::uuid AND c.anonymized_at IS NOT NULL
          ORDER BY 1, 2`,
        workspaceId,
        id,
      )
      const { rows } = await reader.read(workspaceId, query)
      return rows.map(([row, contactId]) => ({ row: Number(row), contactId: contactId ?? '' }))
    },
    async listRefused(workspaceId, id, { after, limit }) {
      const values = [workspaceId, id, String(limit)]
      let text =
        `SELECT r.row, r.reasons FROM ${tableName(schema, refusedTable.name)} AS r ` +
        'WHERE r.workspace_id = $1::uuid AND r.import_id = $2::uuid'
      if (after !== undefined) text += ` AND r.row > $${values.push(String(after))}::bigint`
      const query = statement(`${text} ORDER BY r.row LIMIT $3::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toRefusedRow)
    },
    async listSettled(workspaceId, id, { after, limit }) {
      const values = [workspaceId, id, String(limit)]
      let text =
        `SELECT ${selectList(settledTable.columns, 's')} FROM ${tableName(schema, settledTable.name)} AS s ` +
        'WHERE s.workspace_id = $1::uuid AND s.import_id = $2::uuid'
      if (after !== undefined) text += ` AND s.first_row > $${values.push(String(after))}::bigint`
      const query = statement(`${text} ORDER BY s.first_row LIMIT $3::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toSettledRows)
    },
  }
}

function toTouchedRecord(row: Row, kind: PartyKind): TouchedRecord {
  const [recordId, created] = row.slice(-2)
  return {
    kind,
    recordId: recordId ?? '',
    touch: row[0] === null ? null : toTouch(row),
    created: created?.startsWith('t') ?? false,
  }
}
