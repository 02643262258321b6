/** Keeping what providers tell of mail and text messages. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { NewJob } from '../../job/job.ts'
import type { Instant } from '../../kernel/time.ts'
import type { ProviderTopic } from '../../ports/provider-event-log.ts'
import type { ProviderEvents } from '../../ports/provider-events.ts'
import { distrusted, type ProviderReply, type Received } from './received.ts'

/** The kind of the jobs that interpret what providers told. */
export const providerEventsKind = 'provider-events'

/** What such a job carries. */
export interface ProviderEventsPayload {
  readonly topic: ProviderTopic
  /** What belonged to nothing when it came, from one instant up to another, and how often it was looked at. */
  readonly again?: { readonly from: Instant; readonly until: Instant; readonly round: number }
}

const taken: ProviderReply = { status: 204, body: '' }

/** Events of the workspace's mail provider. */
export async function receiveMailEvents(received: Received): Promise<ProviderReply | null> {
  const mailer = received.channels.mail?.mailer
  if (mailer?.events == null) return null
  return keepEvents(received, 'mail', mailer.provider, mailer.events)
}

/** Events of the workspace's provider of text messages, and what people send it. */
export async function receiveSmsEvents(received: Received): Promise<ProviderReply | null> {
  const sender = received.channels.sms?.sender
  return sender === undefined ? null : keepEvents(received, 'sms', sender.provider, sender.events)
}

/** Keeps the events of a request, and has them interpreted soon. */
export async function keepEvents(
  { ports, workspaceId, request }: Received,
  topic: ProviderTopic,
  provider: string,
  events: Pick<ProviderEvents<unknown>, 'read'>,
): Promise<ProviderReply> {
  const read = await events.read(request)
  if (!read.ok) return distrusted(read.error)
  if (read.value.length === 0) return taken
  const receivedAt = ports.clock.now()
  const kept = read.value.map(({ key, raw }) => ({ topic, provider, key, raw, receivedAt }))
  const written = await ports.store.commit({
    workspaceId,
    writes: [],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [],
    providerEventsKept: kept,
    jobs: [interpretation(topic, ports.ids.next(), receivedAt)],
  })
  if (!written.ok) throw new Error(`events of a provider were refused: ${written.error.code}`)
  return taken
}

/**
 * The job that interprets what is pending by then. One after the other: they would be in each other's way. Where one
 * waits already, it is enough.
 */
export function interpretation(topic: ProviderTopic, id: string, dueAt: number): NewJob {
  const payload: ProviderEventsPayload = { topic }
  return {
    key: `${providerEventsKind}:${id}`,
    kind: providerEventsKind,
    orderKey: `${providerEventsKind}:${topic}`,
    dueAt,
    payload,
    unlessWaiting: true,
  }
}
