/** The jobs that messages take: sending, and asking for what became of one. Rules: docs/concepts/messages.md (MSG-6). @module */
import type { NewJob } from '../../job/job.ts'
import { fraction } from '../../job/retry.ts'
import type { MessageId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'

/** The kind of the jobs that hand messages over to their provider. */
export const sendKind = 'send'

/** The kind of the jobs that ask a provider whether he has a message. */
export const lookupKind = 'send-lookup'

/** The kind of the jobs that ask a provider what a text message cost. */
export const smsPriceKind = 'sms-price'

/** What a job that sends carries. */
export interface SendPayload {
  readonly messageId: MessageId
}

/** What a job that asks carries. */
export interface LookupPayload extends SendPayload {
  /** When the provider was asked to send it. */
  readonly askedAt: Instant
}

/** How long a provider is left alone before he is asked whether he has a message. */
const lookupPauseMs = 60_000

/**
 * The job that sends a message that is queued. Jobs of one message come one after the other: a job that finds the message
 * being sent knows that whoever did that is gone.
 */
export function sendJob({ id, version }: Pick<StoredMessage, 'id' | 'version'>, dueAt: Instant): NewJob {
  const payload: SendPayload = { messageId: id }
  return { key: `${sendKind}:${id}:${version}`, kind: sendKind, orderKey: `${sendKind}:${id}`, dueAt, payload }
}

/** The job that asks for a message that became uncertain. */
export function lookupJob(
  { id, version }: Pick<StoredMessage, 'id' | 'version'>,
  { askedAt, now }: { readonly askedAt: Instant; readonly now: Instant },
): NewJob {
  const payload: LookupPayload = { messageId: id, askedAt }
  return { key: `${lookupKind}:${id}:${version}`, kind: lookupKind, dueAt: now + lookupPauseMs, payload }
}

/** Prices come minutes after a message at the earliest, and nobody waits for them. */
const pricePauseMs = 300_000
const priceSpreadMs = 3_600_000

/**
 * The job that asks what a text message cost, from when its provider has taken it. Those of messages that were sent
 * together are due over an hour: a provider is asked for them in a trickle, and other jobs find room between.
 */
export function smsPriceJob({ id, version }: Pick<StoredMessage, 'id' | 'version'>, now: Instant): NewJob {
  const payload: SendPayload = { messageId: id }
  const key = `${smsPriceKind}:${id}:${version}`
  const dueAt = now + pricePauseMs + Math.round(priceSpreadMs * fraction(key))
  return { key, kind: smsPriceKind, dueAt, payload }
}
