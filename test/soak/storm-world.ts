/** Messages, and what a provider tells of them: each event several times, late and in any order. The seed says all of it. */
import type { StoredMessage } from 'crmkit'
import { type DeliveryEventKind, parseEmail, type RecipientEvent, recordEvent, startRecipients } from 'crmkit/domain'
import { buildMessage, countedId } from 'crmkit/testing'

/** How large a storm is. */
export interface StormSize {
  /** How many different events there are. */
  readonly events: number
  readonly seed: number
}

/** An event as the provider tells it. */
export interface ToldEvent {
  readonly key: string
  /** `null`: only the provider's own name for the message is told. */
  readonly messageId: string | null
  readonly event: RecipientEvent
}

/** How many events one request tells. */
const eventsPerRequest = 100
const start = Date.UTC(2026, 0, 5, 9)
const kinds: readonly DeliveryEventKind[] = [
  ...(['accepted', 'deferred', 'sent', 'delivered', 'delivered', 'opened', 'opened', 'clicked'] as const),
  ...(['failed', 'blocked', 'bounced', 'complained', 'unsubscribed', 'resubscribed'] as const),
]

/** The messages as they are when the storm begins: the provider has taken all of them. */
export function stormMessages({ events }: StormSize): readonly StoredMessage[] {
  return Array.from({ length: Math.ceil(events / 6) }, (_none, n) => {
    const recipients = startRecipients([1, 2].slice(0, 1 + (n % 2)).map((which) => to(n, which)))
    return buildMessage({
      id: messageId(n),
      createdAt: start + n,
      recipients: recipients.map((each, place) => ({ ...each, providerMessageId: `name ${n} ${place}` })),
      sending: { state: 'accepted', attempts: 1, acceptedAt: start },
      provider: 'postbox',
    })
  })
}

/** All different events. */
export function stormEvents(size: StormSize): readonly ToldEvent[] {
  const messages = stormMessages(size)
  const random = randomFrom(size.seed)
  const pick = (most: number): number => Math.floor(random() * most)
  return Array.from({ length: size.events }, (_none, n) => {
    const message = messages[pick(messages.length)]
    const recipient = message?.recipients[pick(message.recipients.length)]
    const kind = kinds[pick(kinds.length)]
    if (message === undefined || recipient === undefined || kind === undefined) throw new Error('nothing to tell of')
    const { address, providerMessageId } = recipient
    const event: RecipientEvent = {
      kind,
      at: start + pick(3_600_000),
      address,
      ...(providerMessageId !== undefined && { providerMessageId }),
      ...(kind === 'bounced' && { reason: `550 5.1.${pick(3)}` }),
    }
    return { key: `event-${n}`, messageId: random() < 0.8 ? message.id : null, event }
  })
}

/** The requests that tell them, in their order: each event one to ten times, and nothing in order. */
export function* stormRequests(size: StormSize): Generator<readonly ToldEvent[]> {
  const random = randomFrom(size.seed + 1)
  const told = stormEvents(size).flatMap((event) => Array.from({ length: 1 + Math.floor(random() * 10) }, () => event))
  for (let last = told.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [told[last], told[other]]
    if (a !== undefined && b !== undefined) [told[last], told[other]] = [b, a]
  }
  for (let from = 0; from < told.length; from += eventsPerRequest) yield told.slice(from, from + eventsPerRequest)
}

/** An event as text: about as long as SendGrid's are. */
export function rawOf({ key, messageId, event }: ToldEvent): string {
  const usual = { useragent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', ip: '192.0.2.1', category: ['crm'] }
  const more = { 'smtp-id': `<${key}@postbox.example>`, tls: 1, response: '250 2.0.0 OK queued', pool: 'transactional' }
  return JSON.stringify({ ...event, messageId, ...usual, ...more })
}

/** What the pure rules make of all events, each once, in the order in which they were made. */
export function stormOutcome(size: StormSize): ReadonlyMap<string, StoredMessage> {
  const messages = new Map(stormMessages(size).map((message) => [message.id, message]))
  for (const { event } of stormEvents(size)) {
    const number = Number(event.providerMessageId?.split(' ')[1])
    const message = messages.get(messageId(number))
    if (message === undefined) throw new Error('an event is about nothing')
    const { sending, recipients } = recordEvent(message, event)
    messages.set(message.id, { ...message, sending, recipients })
  }
  return messages
}

function messageId(n: number): string {
  return countedId(n + 1, 0x1e)
}

function to(n: number, which: number) {
  const { normalized } = parseEmail(`p${n}.${which}@pomme.example`)
  if (normalized === undefined) throw new Error('no address')
  return { kind: 'to', address: normalized } as const
}

/** Mulberry32: a small generator whose seed says which run it was. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
