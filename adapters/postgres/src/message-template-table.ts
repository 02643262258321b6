/** Templates of messages as rows. @module */
import type { CommitRefusal, MessageTemplate } from 'crmkit'
import { mostMessageTemplates } from 'crmkit/domain'
import { json } from './encode.ts'
import { type Answer, type Row, type Statement, statement } from './executor.ts'
import { type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of templates of messages. */
export const messageTemplateTable: Table<MessageTemplate> = {
  name: 'message_templates',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'key', type: 'text', value: (record) => record.key },
    { name: 'label', type: 'json', value: (record) => json(record.label) },
    { name: 'channel', type: 'text', value: (record) => record.channel },
    { name: 'locale', type: 'text', value: (record) => record.locale },
    { name: 'subject', type: 'text', value: (record) => record.subject ?? null },
    { name: 'words', type: 'text', value: (record) => record.text ?? null },
    { name: 'html', type: 'text', value: (record) => record.html ?? null },
    { name: 'missing', type: 'json', value: ({ missing }) => (missing === undefined ? null : json(missing)) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

/** Counts the templates beside which others are to be added; the workspace's counters are locked. */
export function templateCountStatements(schema: string, workspaceId: string, added: number): readonly Statement[] {
  if (added === 0) return []
  const table = tableName(schema, messageTemplateTable.name)
  return [statement(`SELECT count(*) FROM ${table} AS t WHERE t.workspace_id = $1::uuid`, workspaceId)]
}

/** The refusal that the answers of {@link templateCountStatements} come to, or `null`. */
export function templateAnswer(added: number, answers: readonly Answer[]): CommitRefusal | null {
  const there = Number(answers[0]?.rows[0]?.[0] ?? 0)
  if (added === 0 || there + added <= mostMessageTemplates) return null
  return { code: 'too-many', kind: 'message-template', most: mostMessageTemplates }
}

const channels: readonly MessageTemplate['channel'][] = ['email', 'sms']
const locales: readonly MessageTemplate['locale'][] = ['en', 'fr', 'ro', 'hu']
const readTemplate = cellReader(messageTemplateTable.columns.map((column) => column.name))

/** A row of the table's columns as a template. */
export function toMessageTemplate(row: Row): MessageTemplate {
  const cells = readTemplate(row)
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    key: cells.text('key'),
    label: cells.json<MessageTemplate['label']>('label'),
    channel: cells.oneOf('channel', channels),
    locale: cells.oneOf('locale', locales),
    subject: cells.optional('subject'),
    text: cells.optional('words'),
    html: cells.optional('html'),
    missing: cells.json<MessageTemplate['missing'] | null>('missing') ?? undefined,
    createdAt: cells.integer('created_at'),
    updatedAt: cells.integer('updated_at'),
  })
}
