/** Mail that came in as rows, with the look-ups by its ids and its files. @module */
import type { Commit, FiledMail, InboundAddress, MailCursor } from 'crmkit'
import { peopleOfMail } from 'crmkit/domain'
import { arrayLiteral, json } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { insertStatements, type Table, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

/** The table of mails that were filed. */
export const mailTable: Table<FiledMail> = {
  name: 'mails',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'provider', type: 'text', value: (record) => record.provider },
    { name: 'received_at', type: 'bigint', value: (record) => String(record.receivedAt) },
    { name: 'filing', type: 'json', value: (record) => json(record.filing) },
    { name: 'direction', type: 'text', value: (record) => record.direction },
    { name: 'automatic', type: 'text', value: (record) => record.automatic },
    { name: 'interaction_id', type: 'uuid', value: (record) => record.interactionId },
    { name: 'note_id', type: 'uuid', value: (record) => record.noteId },
    { name: 'candidates', type: 'json', value: (record) => json(record.candidates) },
    { name: 'mail_ids', type: 'json', value: (record) => json(record.mailIds) },
    { name: 'head', type: 'json', value: ({ head }) => (head === null ? null : json(head)) },
    { name: 'files', type: 'json', value: (record) => json(record.files) },
  ],
}

const readMail = cellReader(mailTable.columns.map((column) => column.name))

/** A row of the table's columns as a mail. */
export function toMail(row: Row): FiledMail {
  const cells = readMail(row)
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    provider: cells.text('provider'),
    receivedAt: cells.integer('received_at'),
    filing: cells.json<FiledMail['filing']>('filing'),
    // These columns hold only what the core has words for.
    direction: cells.text('direction') as FiledMail['direction'],
    automatic: cells.maybe('automatic') as FiledMail['automatic'],
    interactionId: cells.maybe('interaction_id'),
    noteId: cells.maybe('note_id'),
    candidates: cells.list<FiledMail['candidates'][number]>('candidates'),
    mailIds: cells.list<string>('mail_ids'),
    head: cells.json<FiledMail['head']>('head'),
    files: cells.list<FiledMail['files'][number]>('files'),
  }
}

/** An id of a mail among mails, for looking it up. */
const mailNameTable: Table<{ readonly mailId: string; readonly id: string }> = {
  name: 'mail_names',
  columns: [
    { name: 'mail_id', type: 'text', value: (row) => row.mailId },
    { name: 'id', type: 'uuid', value: (row) => row.id },
  ],
}

/** A file of a mail, for looking it up. */
const mailFileTable: Table<{ readonly fileId: string; readonly id: string }> = {
  name: 'mail_files',
  columns: [
    { name: 'file_id', type: 'uuid', value: (row) => row.fileId },
    { name: 'id', type: 'uuid', value: (row) => row.id },
  ],
}

/** A person whom a mail is from, or may be from, for looking it up. */
const mailPersonTable: Table<{ readonly person: string; readonly id: string }> = {
  name: 'mail_people',
  columns: [
    { name: 'person', type: 'text', value: (row) => row.person },
    { name: 'id', type: 'uuid', value: (row) => row.id },
  ],
}

/** The table of addresses of our own. */
export const addressTable: Table<InboundAddress> = {
  name: 'inbound_addresses',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'kind', type: 'text', value: (record) => record.kind },
    { name: 'token', type: 'text', value: (record) => record.token },
    { name: 'target_id', type: 'uuid', value: (record) => record.targetId },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
  ],
}

const readAddress = cellReader(addressTable.columns.map((column) => column.name))

/** A row of the table's columns as an address. */
export function toAddress(row: Row): InboundAddress {
  const cells = readAddress(row)
  return {
    id: cells.text('id'),
    version: cells.integer('version'),
    // The column holds only what the core has words for.
    kind: cells.text('kind') as InboundAddress['kind'],
    token: cells.text('token'),
    targetId: cells.text('target_id'),
    createdAt: cells.integer('created_at'),
  }
}

const cursorTable: Table<MailCursor> = {
  name: 'mail_cursors',
  columns: [
    { name: 'provider', type: 'text', value: (row) => row.provider },
    { name: 'cursor', type: 'text', value: (row) => row.cursor },
  ],
}

/** Takes mails off matters that are removed, whose addresses go with them. It goes before the matters. */
export function mailLeftovers(
  schema: string,
  workspaceId: string,
  { interactions: { purged } }: Pick<SortedWrites, 'interactions'>,
): readonly Statement[] {
  if (purged.length === 0) return []
  const gone = arrayLiteral(purged.map(({ id }) => id))
  const ofMatters = 'WHERE t.workspace_id = $1::uuid AND t.interaction_id = ANY ($2::text::uuid[])'
  return [
    statement(
      `UPDATE ${tableName(schema, mailTable.name)} AS t SET interaction_id = NULL, note_id = NULL ${ofMatters}`,
      workspaceId,
      gone,
    ),
    statement(
      `DELETE FROM ${tableName(schema, addressTable.name)} AS t ` +
        "WHERE t.workspace_id = $1::uuid AND t.kind = 'interaction' AND t.target_id = ANY ($2::text::uuid[])",
      workspaceId,
      gone,
    ),
  ]
}

/** Writes what is new of incoming mail. */
export function mailStatements(
  schema: string,
  { workspaceId, mailCursor }: Commit,
  { mails, addresses }: Pick<SortedWrites, 'mails' | 'addresses'>,
): readonly Statement[] {
  const written = [...mails.created, ...mails.updated]
  const names = written.flatMap(({ id, mailIds }) => [...new Set(mailIds)].map((mailId) => ({ mailId, id })))
  const files = written.flatMap((mail) => mail.files.map(({ fileId }) => ({ fileId, id: mail.id })))
  const people = written.flatMap((mail) => peopleOfMail(mail).map((person) => ({ person, id: mail.id })))
  return [
    ...insertStatements(schema, mailTable, workspaceId, mails.created),
    ...[mailNameTable, mailFileTable, mailPersonTable].flatMap(({ name }) =>
      withoutLookUps(schema, workspaceId, name, mails.updated),
    ),
    ...insertStatements(schema, mailNameTable, workspaceId, names),
    ...insertStatements(schema, mailFileTable, workspaceId, files),
    ...insertStatements(schema, mailPersonTable, workspaceId, people),
    ...insertStatements(schema, addressTable, workspaceId, addresses.created),
    ...insertStatements(schema, cursorTable, workspaceId, mailCursor === undefined ? [] : [mailCursor], {
      key: ['provider'],
      replace: ['cursor'],
    }),
  ]
}

/** Of a mail that is rewritten, what it was looked up by. */
function withoutLookUps(
  schema: string,
  workspaceId: string,
  table: string,
  updated: readonly FiledMail[],
): readonly Statement[] {
  if (updated.length === 0) return []
  return [
    statement(
      `DELETE FROM ${tableName(schema, table)} AS t ` +
        'WHERE t.workspace_id = $1::uuid AND t.id = ANY ($2::text::uuid[])',
      workspaceId,
      arrayLiteral(updated.map(({ id }) => id)),
    ),
  ]
}
