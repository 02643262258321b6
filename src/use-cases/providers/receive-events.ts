/** Taking in what providers tell of mail and text messages. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { ProviderTopic } from '../../ports/provider-event-log.ts'
import type { ProviderEvents } from '../../ports/provider-events.ts'
import { distrusted, type ProviderReply, type Received } from './received.ts'

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
  { ports, keeper, workspaceId, request }: Received,
  topic: ProviderTopic,
  provider: string,
  events: Pick<ProviderEvents<unknown>, 'read'>,
): Promise<ProviderReply> {
  const read = await events.read(request)
  if (!read.ok) return distrusted(read.error)
  if (read.value.length === 0) return taken
  const receivedAt = ports.clock.now()
  const told = read.value.map(({ key, raw }) => ({ topic, provider, key, raw, receivedAt }))
  await keeper.keep({ workspaceId, topic, provider, events: told })
  return taken
}
