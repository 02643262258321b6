/** Calendar feeds as rows, and reading them. @module */
import type { FeedRepository, StoredFeed } from 'crmkit'
import { type Row, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of calendar feeds. */
export const feedTable: Table<StoredFeed> = {
  name: 'calendar_feeds',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'member_id', type: 'uuid', value: (record) => record.memberId },
    { name: 'label', type: 'text', value: (record) => record.label ?? null },
    { name: 'secret_hash', type: 'text', value: (record) => record.secretHash },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
  ],
}

const readFeed = cellReader(feedTable.columns.map((column) => column.name))

function toFeed(row: Row): StoredFeed {
  const cells = readFeed(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    memberId: cells.text('member_id'),
    label: cells.optional('label'),
    secretHash: cells.text('secret_hash'),
    createdAt: cells.integer('created_at'),
  })
}

/** Reads calendar feeds. */
export function feedRepository(reader: Reader): FeedRepository {
  const feeds =
    `SELECT ${selectList(feedTable.columns, 'f')} FROM ${tableName(reader.schema, feedTable.name)} AS f ` +
    'WHERE f.workspace_id = $1::uuid'
  return {
    async find(workspaceId, id) {
      const query = statement(`${feeds} AND f.id = $2::uuid`, workspaceId, id)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toFeed(row)
    },
    async list(workspaceId) {
      const query = statement(`${feeds} ORDER BY f.id`, workspaceId)
      return (await reader.read(workspaceId, query)).rows.map(toFeed)
    },
  }
}
