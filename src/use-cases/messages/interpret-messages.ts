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
import {
  eventsPerPage,
  type Interpretation,
  type InterpretedPage,
  type KnownMessages,
} from '../providers/interpreter.ts'
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
  known: KnownMessages,
): Promise<Interpretation | null> {
  const mailer = (await channelsOf(session)).mail?.mailer
  if (mailer === undefined) return null
  const read = events.map((event): ReadEvent<MessageFact> => {
    const isOurs = mailer.provider === event.provider
    return { event, fact: isOurs ? (mailer.events?.understand(event.raw) ?? null) : null }
  })
  return fold(session, read, known)
}

/** Interprets events of text messages, and files those that came in at once: what was told before is written by then. */
export async function interpretSms(
  session: Session,
  events: readonly StoredProviderEvent[],
): Promise<Interpretation | null> {
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
  return fold(session, read, new Map(), newPage({ suppressions: words, settled, later }))
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

/** What is written with a page, and what is looked at again later. */
interface PageParts {
  /** What it is about, as it was found. */
  readonly messages: Map<MessageId, StoredMessage>
  readonly erased: Set<MessageId>
  readonly suppressions: StoredSuppression[]
  readonly settled: SettledProviderEvent[]
  readonly later: readonly StoredProviderEvent[]
}

function newPage(parts: Partial<Pick<PageParts, 'suppressions' | 'settled' | 'later'>> = {}): PageParts {
  return { messages: new Map(), erased: new Set(), suppressions: [], settled: [], later: [], ...parts }
}

/** Folds events into their messages. All that is about one message goes on one page. @param first the page to begin with */
async function fold(
  session: Session,
  read: readonly ReadEvent<MessageFact>[],
  known: KnownMessages,
  first = newPage(),
): Promise<Interpretation> {
  const { workspaceId } = session.actor
  const ids = await messageIds(session, read)
  const before = await findMessages(session, ids, known)
  const after = new Map<MessageId, StoredMessage>(before)
  let last = first
  const pages = [first]
  const pageOfMessage = new Map<MessageId, PageParts>()
  for (const [index, { event, fact }] of read.entries()) {
    const message = after.get(ids[index] ?? '')
    let page = message && pageOfMessage.get(message.id)
    if (page === undefined) {
      if (last.settled.length >= eventsPerPage) {
        last = newPage()
        pages.push(last)
      }
      page = last
    }
    if (fact === null) {
      page.settled.push(settledAs(event, 'unknown'))
      continue
    }
    if (message === undefined) {
      // A message is written before anybody is asked to send it: one that is named by our id and not there is nobody's.
      page.settled.push({
        ...settledAs(event, 'unmatched'),
        ...(fact.messageId !== null && { aboutId: fact.messageId }),
      })
      continue
    }
    pageOfMessage.set(message.id, page)
    if (!page.messages.has(message.id)) page.messages.set(message.id, message)
    const { sending, recipients } = recordEvent(message, fact.event)
    after.set(message.id, { ...message, sending, recipients })
    const entry = suppressionOf(message, fact.event)
    if (isErased(message)) page.erased.add(message.id)
    if (entry !== null) {
      const addressHash = suppressionHash(workspaceId, message.channel, fact.event.address)
      page.suppressions.push({
        id: namedId(`event ${event.provider} ${event.key}`),
        addressHash,
        entry: knownSuppression(message, entry),
      })
    }
    page.settled.push({ ...settledAs(event, 'interpreted'), aboutId: message.id })
  }
  const changes = new Map<MessageId, MessageChange>()
  for (const message of before.values()) {
    const change = messageChange(message, after.get(message.id) ?? message)
    if (change === null) continue
    changes.set(message.id, change)
    after.set(message.id, change.after)
  }
  return { pages: pages.map((page) => writtenLater(session, page, changes)), messages: after }
}

function writtenLater(
  session: Session,
  { messages, erased, suppressions, settled, later }: PageParts,
  changes: ReadonlyMap<MessageId, MessageChange>,
): InterpretedPage {
  const own = [...messages.keys()].flatMap((id) => changes.get(id) ?? [])
  const unchanged = [...messages.values()].flatMap(({ id, version }) =>
    changes.has(id) || erased.has(id) ? [] : [{ kind: 'message' as const, id, version }],
  )
  return {
    settled,
    later,
    async write(jobs) {
      const beside = {
        jobs,
        suppressionsAdded: suppressions,
        providerEventsSettled: settled,
        // What is told late of somebody who was erased is not kept either; who is erased meanwhile refuses the page.
        providerEventsBlanked: [...erased],
        recordGuards: unchanged,
      }
      const result = await commitMessages(session, own, beside)
      if (!result.ok && result.error.code !== 'version-conflict')
        throw new Error(`events were refused: ${result.error.code}`)
      return result.ok
    },
  }
}

/** The messages of these ids that are there. */
async function findMessages(
  { store, actor }: Session,
  ids: readonly (MessageId | null)[],
  known: KnownMessages,
): Promise<KnownMessages> {
  const messages = new Map<MessageId, StoredMessage>()
  const missing = new Set<MessageId>()
  for (const id of ids) {
    if (id === null) continue
    const message = known.get(id)
    if (message === undefined) missing.add(id)
    else messages.set(id, message)
  }
  const found = missing.size === 0 ? [] : await store.messages.findMany(actor.workspaceId, [...missing])
  for (const message of found) messages.set(message.id, message)
  return messages
}

/** Which message each event is about: by our id, or by the provider's name for it; `null`: none that has one. */
async function messageIds(
  { store, actor }: Session,
  read: readonly ReadEvent<MessageFact>[],
): Promise<readonly (MessageId | null)[]> {
  const names = read.flatMap(({ event: { provider }, fact }) => {
    const providerMessageId = fact?.messageId === null ? fact.event.providerMessageId : undefined
    return providerMessageId === undefined ? [] : [{ provider, providerMessageId }]
  })
  const known = names.length === 0 ? [] : await store.messages.findByProviderNames(actor.workspaceId, names)
  const byName = new Map(known.map(({ name, messageId }) => [`${name.provider} ${name.providerMessageId}`, messageId]))
  return read.map(({ event, fact }) => {
    if (fact === null) return null
    if (fact.messageId !== null) return isUuid(fact.messageId) ? fact.messageId : null
    return byName.get(`${event.provider} ${fact.event.providerMessageId}`) ?? null
  })
}

function settledAs(
  { topic, provider, key, position }: StoredProviderEvent,
  state: SettledProviderEvent['state'],
): SettledProviderEvent {
  return { topic, provider, key, position, state }
}
