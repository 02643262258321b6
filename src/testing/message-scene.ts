/** What the cases about messages, consent and events of providers are written with. @module */

import { startRecipients } from '../message/message.ts'
import { addedProviderNames } from '../message/provider-names.ts'
import { queueSending } from '../message/sending.ts'
import { type SuppressionEntry, suppress, suppressionHash } from '../message/suppression.ts'
import { type EmailNormalized, parseEmail } from '../party/email.ts'
import type { CreateWrite, UpdateWrite } from '../ports/commit.ts'
import type { StoredSuppression } from '../ports/consent-ledger.ts'
import type { MessageWords, StoredMessage } from '../ports/message-repository.ts'
import type { KeptProviderEvent, ProviderEventName } from '../ports/provider-event-log.ts'
import type { Store } from '../ports/store.ts'
import { ContractFailure, expectPresent } from './assert.ts'
import { countedId } from './fixed-time-and-ids.ts'
import { anne, here } from './store-scene.ts'

/** The n-th message of a case. */
export const messageId = (n: number): string => countedId(n, 0x1e)

/** An address at a customer's. */
export function addressOf(name: string): EmailNormalized {
  const { normalized } = parseEmail(`${name}@pomme.example`)
  if (normalized === undefined) throw new ContractFailure(`${name} is no name of a mailbox`)
  return normalized
}

/** What a message says. */
export const words: MessageWords = {
  subject: 'Apples, 1,000 kg',
  text: 'Dear Anna, they are ripe.',
  html: '<p>Dear Anna, they are “ripe”.</p>',
  from: { address: 'sales@verger.example', name: 'Verger' },
  replyTo: { address: 'anne@verger.example' },
  names: { [addressOf('anna')]: 'Anna Pépin' },
  answers: ['first@pomme.example', 'second@pomme.example'],
  files: [{ fileId: countedId(1, 0x1f), name: 'offer.pdf', type: 'application/pdf', size: 12_000 }],
}

/** A queued mail of Anne's to `anna@pomme.example`, about nothing. */
export function buildMessage(fields: Partial<StoredMessage> & Pick<StoredMessage, 'id'>): StoredMessage {
  return {
    version: 1,
    createdAt: 1_000,
    channel: 'email',
    purpose: 'correspondence',
    memberId: anne,
    sending: queueSending(1_000),
    recipients: startRecipients([{ kind: 'to', address: addressOf('anna') }]),
    provider: 'sendgrid',
    parts: 0,
    headline: 'Apples, 1,000 kg',
    ...fields,
  }
}

/** A write that adds a message. */
export function newMessage(fields: Partial<StoredMessage> & Pick<StoredMessage, 'id'>): CreateWrite {
  return { op: 'create', kind: 'message', record: buildMessage(fields), words }
}

/** A write that replaces a message's fields. */
export async function changedMessage(store: Store, id: string, fields: Partial<StoredMessage>): Promise<UpdateWrite> {
  const current = await message(store, id)
  const record = { ...current, version: current.version + 1, ...fields }
  return { op: 'update', kind: 'message', record, namesAdded: addedProviderNames(current, record) }
}

/** The message as stored, which must be there. */
export async function message(store: Store, id: string): Promise<StoredMessage> {
  return expectPresent((await store.messages.findMany(here, [id]))[0], `message ${id}`)
}

/** A line that suppresses marketing to an address. */
export function buildSuppression(
  id: string,
  address: EmailNormalized,
  fields: Partial<SuppressionEntry> = {},
): StoredSuppression {
  const to = { channel: 'email', purpose: 'marketing', address } as const
  const entry = { ...suppress('unsubscribed', to, 1_000, null), ...fields }
  return { id, addressHash: suppressionHash(here, entry.channel, address), entry }
}

/** What SendGrid told of a mail. */
export function buildProviderEvent(
  fields: Partial<KeptProviderEvent> & Pick<KeptProviderEvent, 'key'>,
): KeptProviderEvent {
  return { topic: 'mail', provider: 'sendgrid', raw: `{"event":"${fields.key}"}`, receivedAt: 1_000, ...fields }
}

/** By which an event is known. */
export function nameOf({ topic, provider, key }: ProviderEventName): ProviderEventName {
  return { topic, provider, key }
}
