/** Messages as rows: the record, and beside it whom it is to, what providers call it, and what it says. @module */
import type { MessageWords, ProviderName, StoredMessage } from 'crmkit'
import { channels, providerNames, purposes } from 'crmkit/domain'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import type { MessageUpdate, NewMessage } from './sorted-writes.ts'
import type { Table } from './table.ts'
import { type Cells, cellReader, present } from './to-record.ts'

/** The table of messages. What became of each recipient stands in the row: it changes with it. */
export const messageTable: Table<StoredMessage> = {
  name: 'messages',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'channel', type: 'text', value: (record) => record.channel },
    { name: 'purpose', type: 'text', value: (record) => record.purpose },
    { name: 'interaction_id', type: 'uuid', value: (record) => record.interactionId ?? null },
    { name: 'member_id', type: 'uuid', value: (record) => record.memberId },
    { name: 'provider', type: 'text', value: (record) => record.provider },
    { name: 'parts', type: 'integer', value: (record) => String(record.parts) },
    { name: 'headline', type: 'text', value: (record) => record.headline },
    { name: 'state', type: 'text', value: (record) => record.sending.state },
    { name: 'sending', type: 'json', value: (record) => json(record.sending) },
    { name: 'recipients', type: 'json', value: (record) => json(record.recipients) },
  ],
}

/** That a message is to a contact, with when it was written, so that the contact's are in their order. */
interface MessageContact {
  readonly messageId: string
  readonly contactId: string
  readonly createdAt: number
}

/** The table of the contacts that messages are to. */
export const messageContactTable: Table<MessageContact> = {
  name: 'message_contacts',
  columns: [
    { name: 'message_id', type: 'uuid', value: (row) => row.messageId },
    { name: 'contact_id', type: 'uuid', value: (row) => row.contactId },
    { name: 'created_at', type: 'bigint', value: (row) => String(row.createdAt) },
  ],
}

/** The contacts of new messages, each once a message. */
export function contactRowsOf(created: readonly NewMessage[]): readonly MessageContact[] {
  return created.flatMap(({ record: { id: messageId, recipients, createdAt } }) =>
    [...new Set(recipients.flatMap(({ contactId }) => contactId ?? []))].map((contactId) => {
      return { messageId, contactId, createdAt }
    }),
  )
}

/** What a provider calls a message. */
interface MessageName extends ProviderName {
  readonly messageId: string
}

/** The table of the names that providers have for messages. */
export const messageNameTable: Table<MessageName> = {
  name: 'message_names',
  columns: [
    { name: 'provider', type: 'text', value: (row) => row.provider },
    { name: 'name', type: 'text', value: (row) => row.providerMessageId },
    { name: 'message_id', type: 'uuid', value: (row) => row.messageId },
  ],
}

/** The names that messages have, if they are new, or come to have. */
export function nameRowsOf(created: readonly NewMessage[], updated: readonly MessageUpdate[]): readonly MessageName[] {
  const added = [...created.map(({ record }) => ({ record, namesAdded: providerNames(record) })), ...updated]
  return added.flatMap(({ record: { id: messageId }, namesAdded }) =>
    namesAdded.map((name) => ({ ...name, messageId })),
  )
}

/** The table of what messages say. */
export const messageWordsTable: Table<NewMessage> = {
  name: 'message_words',
  columns: [
    { name: 'message_id', type: 'uuid', value: ({ record }) => record.id },
    { name: 'words', type: 'json', value: ({ words }) => json(words) },
  ],
}

const readMessage = cellReader([...messageTable.columns.map(({ name }) => name), 'words'])

/** A row of the table's columns as a message. */
export function toMessage(row: Row): StoredMessage {
  return messageOf(readMessage(row))
}

/** A row of the table's columns and of what the message says. */
export function toMessageWithWords(row: Row): {
  readonly message: StoredMessage
  readonly words: MessageWords | null
} {
  const cells = readMessage(row)
  return { message: messageOf(cells), words: cells.json<MessageWords | null>('words') }
}

function messageOf(cells: Cells): StoredMessage {
  return present({
    id: cells.text('id'),
    version: cells.integer('version'),
    createdAt: cells.integer('created_at'),
    channel: cells.oneOf('channel', channels),
    purpose: cells.oneOf('purpose', purposes),
    interactionId: cells.optional('interaction_id'),
    memberId: cells.maybe('member_id'),
    provider: cells.text('provider'),
    parts: cells.integer('parts'),
    headline: cells.maybe('headline'),
    sending: cells.json<StoredMessage['sending']>('sending'),
    recipients: cells.list<StoredMessage['recipients'][number]>('recipients'),
  })
}
