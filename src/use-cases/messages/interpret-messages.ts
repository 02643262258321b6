/** What providers told of mail and text messages, folded into the messages. Rules: docs/concepts/messages.md (MSG-1, MSG-2, MSG-3). @module */
import { isCrmError } from '../../kernel/crm-error.ts'
import { isUuid, type MessageId } from '../../kernel/ids.ts'
import { namedId } from '../../kernel/named-id.ts'
import { type RecipientEvent, recordEvent } from '../../message/message.ts'
import { smsSenderId } from '../../message/sms-sender-id.ts'
import { readSmsWord } from '../../message/sms-words.ts'
import { suppressionHash, suppressionOf, suppressionOfWord } from '../../message/suppression.ts'
import { parsePhone } from '../../party/phone.ts'
import type { StoredSuppression } from '../../ports/consent-ledger.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import type { SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import type { ReceivedSms } from '../../ports/sms-sender.ts'
import type { Session } from '../context.ts'
import { isErased, knownSuppression } from '../privacy/erased-recipients.ts'
import type { InterpretedPage, MessagesAhead } from '../providers/interpreter.ts'
import { fileSms } from './file-sms.ts'
import { commitMessages, type MessageChange, messageChange } from './message-change.ts'
import { channelsOf } from './plan-message.ts'

/** What an event says of a message. */
interface MessageFact {
  /** Ours; `null`: the provider's own name has to do. */
  readonly messageId: MessageId | null
  readonly event: RecipientEvent
}

/** An event and what it says; `null`: nobody knows. */
interface ReadEvent<Fact> {
  readonly event: StoredProviderEvent
  readonly fact: Fact | null
}

/** Interprets events of mail. */
export async function interpretMail(
  session: Session,
  events: readonly StoredProviderEvent[],
  ahead: MessagesAhead,
): Promise<InterpretedPage | null> {
  const mailer = (await channelsOf(session)).mail?.mailer
  if (mailer === undefined) return null
  const read = events.map((event): ReadEvent<MessageFact> => {
    const isOurs = mailer.provider === event.provider
    return { event, fact: isOurs ? (mailer.events?.understand(event.raw) ?? null) : null }
  })
  return foldPage(session, read, ahead)
}

/** Interprets events of text messages, and files those that came in at once: what was told before is written by then. */
export async function interpretSms(
  session: Session,
  events: readonly StoredProviderEvent[],
): Promise<InterpretedPage | null> {
  const sender = (await channelsOf(session)).sms?.sender
  if (sender === undefined) return null
  const read: ReadEvent<MessageFact>[] = []
  const words: StoredSuppression[] = []
  const settled: SettledProviderEvent[] = []
  const later: StoredProviderEvent[] = []
  for (const event of events) {
    const fact = sender.provider === event.provider ? sender.events.understand(event.raw) : null
    if (fact?.kind !== 'received') {
      read.push({ event, fact })
      continue
    }
    const word = wordOf(session, event, fact.sms)
    if (word !== null) words.push(word)
    const isTaken = word !== null || (await isFiled(session, event, fact.sms))
    if (!isTaken) later.push(event)
    const aboutId = smsSenderId(session.actor.workspaceId, fact.sms.from)
    settled.push({ ...settledAs(event, isTaken ? 'interpreted' : 'unmatched'), ...(aboutId !== null && { aboutId }) })
  }
  const page = await foldPage(session, read, new Map(), { words, settled })
  return { ...page, later }
}

/** The line that follows from a word, which counts at once; `null`: it is none. */
function wordOf(
  { actor }: Session,
  { provider, key }: StoredProviderEvent,
  sms: ReceivedSms,
): StoredSuppression | null {
  const from = parsePhone(sms.from, undefined).e164
  const word = sms.word ?? readSmsWord(sms.text)
  const entry = from === undefined || word === null ? null : suppressionOfWord(word, from, sms.receivedAt)
  if (entry === null || from === undefined) return null
  const addressHash = suppressionHash(actor.workspaceId, 'sms', from)
  return { id: namedId(`word ${provider} ${key}`), addressHash, entry }
}

/** Puts a text message where somebody reads it. What a rule is against is looked at again later, and holds nothing up. */
async function isFiled(session: Session, { provider, key }: StoredProviderEvent, sms: ReceivedSms): Promise<boolean> {
  try {
    await fileSms(session, { provider, key, sms })
    return true
  } catch (refusal) {
    if (isCrmError(refusal) && !refusal.retryable) return false
    throw refusal
  }
}

/** What is known of a page before its messages are looked at. */
interface KnownBefore {
  readonly words: readonly StoredSuppression[]
  readonly settled: readonly SettledProviderEvent[]
}

/** Folds events into their messages, so that all of it can be written at once. */
async function foldPage(
  session: Session,
  read: readonly ReadEvent<MessageFact>[],
  ahead: MessagesAhead,
  known: KnownBefore = { words: [], settled: [] },
): Promise<InterpretedPage> {
  const { workspaceId } = session.actor
  const idOf = await messageIds(session, read)
  const before = await findMessages(session, new Set(read.flatMap((each) => idOf(each) ?? [])), ahead)
  const after = new Map<MessageId, StoredMessage>(before)
  const suppressions: StoredSuppression[] = [...known.words]
  const settled: SettledProviderEvent[] = [...known.settled]
  const erased = new Set<MessageId>()
  for (const each of read) {
    const { event, fact } = each
    if (fact === null) {
      settled.push(settledAs(event, 'unknown'))
      continue
    }
    const id = idOf(each)
    const message = id === null ? undefined : after.get(id)
    if (message === undefined) {
      // A message is written before anybody is asked to send it: one that is named by our id and not there is nobody's.
      settled.push({ ...settledAs(event, 'unmatched'), ...(fact.messageId !== null && { aboutId: fact.messageId }) })
      continue
    }
    const { sending, recipients } = recordEvent(message, fact.event)
    after.set(message.id, { ...message, sending, recipients })
    const entry = suppressionOf(message, fact.event)
    if (isErased(message)) erased.add(message.id)
    if (entry !== null) {
      const addressHash = suppressionHash(workspaceId, message.channel, fact.event.address)
      suppressions.push({
        id: namedId(`event ${event.provider} ${event.key}`),
        addressHash,
        entry: knownSuppression(message, entry),
      })
    }
    settled.push({ ...settledAs(event, 'interpreted'), aboutId: message.id })
  }
  const changes: MessageChange[] = []
  for (const message of before.values()) {
    const change = messageChange(message, after.get(message.id) ?? message)
    if (change === null) continue
    changes.push(change)
    after.set(message.id, change.after)
  }
  const write = async (): Promise<boolean> => {
    const result = await commitMessages(session, changes, {
      suppressionsAdded: suppressions,
      providerEventsSettled: settled,
      // What is told late of somebody who was erased is not kept either.
      providerEventsBlanked: [...erased],
    })
    if (!result.ok && result.error.code !== 'version-conflict')
      throw new Error(`events were refused: ${result.error.code}`)
    return result.ok
  }
  return { settled, messages: after, write }
}

/** The messages of these ids that are there. What the page before leaves is not in the store yet, perhaps. */
async function findMessages(
  { store, actor }: Session,
  ids: ReadonlySet<MessageId>,
  ahead: MessagesAhead,
): Promise<ReadonlyMap<MessageId, StoredMessage>> {
  const known = [...ids].flatMap((id) => ahead.get(id) ?? [])
  const missing = [...ids].filter((id) => !ahead.has(id))
  const found = missing.length === 0 ? [] : await store.messages.findMany(actor.workspaceId, missing)
  return new Map([...known, ...found].map((message) => [message.id, message]))
}

/** Which message an event is about: by our id, or by the provider's name for it. */
async function messageIds(
  { store, actor }: Session,
  read: readonly ReadEvent<MessageFact>[],
): Promise<(each: ReadEvent<MessageFact>) => MessageId | null> {
  const names = read.flatMap(({ event: { provider }, fact }) => {
    const providerMessageId = fact?.messageId === null ? fact.event.providerMessageId : undefined
    return providerMessageId === undefined ? [] : [{ provider, providerMessageId }]
  })
  const known = names.length === 0 ? [] : await store.messages.findByProviderNames(actor.workspaceId, names)
  const byName = new Map(known.map(({ name, messageId }) => [`${name.provider} ${name.providerMessageId}`, messageId]))
  return ({ event, fact }) => {
    if (fact === null) return null
    if (fact.messageId !== null) return isUuid(fact.messageId) ? fact.messageId : null
    return byName.get(`${event.provider} ${fact.event.providerMessageId}`) ?? null
  }
}

function settledAs(
  { topic, provider, key, position }: StoredProviderEvent,
  state: SettledProviderEvent['state'],
): SettledProviderEvent {
  return { topic, provider, key, position, state }
}
