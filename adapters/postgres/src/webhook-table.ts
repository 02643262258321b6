/** Webhooks as rows, and reading them. @module */
import type { StoredWebhook, WebhookRepository, WebhookState } from 'crmkit'
import { json, numeral } from './encode.ts'
import { type Row, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of webhooks. */
export const webhookTable: Table<StoredWebhook> = {
  name: 'webhooks',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'url', type: 'text', value: (record) => record.url },
    { name: 'description', type: 'text', value: (record) => record.description ?? null },
    { name: 'event_types', type: 'json', value: (record) => json(record.eventTypes) },
    { name: 'state', type: 'text', value: (record) => record.state },
    { name: 'given_up', type: 'integer', value: (record) => numeral(record.givenUp) },
    { name: 'disabled_because', type: 'text', value: (record) => record.disabledBecause ?? null },
    { name: 'secrets', type: 'json', value: (record) => json(record.secrets) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

/** The one reason that is known. */
const failing = 'failing' as const

const states: readonly WebhookState[] = ['active', 'disabled', 'gone']
const readWebhook = cellReader(webhookTable.columns.map((column) => column.name))

function toWebhook(row: Row): StoredWebhook {
  const cells = readWebhook(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    url: cells.text('url'),
    description: cells.optional('description'),
    eventTypes: cells.list<string>('event_types'),
    state: cells.oneOf('state', states),
    givenUp: cells.optionalInteger('given_up'),
    disabledBecause: cells.maybe('disabled_because') === null ? undefined : failing,
    secrets: cells.json<StoredWebhook['secrets']>('secrets'),
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}

/** Reads webhooks. */
export function webhookRepository(reader: Reader): WebhookRepository {
  const webhooks =
    `SELECT ${selectList(webhookTable.columns, 'w')} FROM ${tableName(reader.schema, webhookTable.name)} AS w ` +
    'WHERE w.workspace_id = $1::uuid'
  return {
    async find(workspaceId, id) {
      const query = statement(`${webhooks} AND w.id = $2::uuid`, workspaceId, id)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toWebhook(row)
    },
    async list(workspaceId) {
      const query = statement(`${webhooks} ORDER BY w.id`, workspaceId)
      return (await reader.read(workspaceId, query)).rows.map(toWebhook)
    },
  }
}
