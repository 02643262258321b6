/**
 * Signing webhooks and checking their signatures, as Standard Webhooks has it: HMAC-SHA256 over id, time and body. A
 * receiver can use the second half of this file, or any other library that knows the standard.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @module
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { fromBase64, toBase64 } from '../kernel/base64.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'

/** What is signed. */
export interface WebhookMessage {
  /** The same for every attempt: what it names has to be done once. */
  readonly id: string
  /** When this attempt is made. */
  readonly sentAt: Instant
  /** The body as it is sent, byte for byte. */
  readonly body: string
}

/** The headers that a signed request has. */
export interface WebhookHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970. */
  readonly 'webhook-timestamp': string
  /** One signature a secret, separated by blanks. */
  readonly 'webhook-signature': string
}

/** The headers of a request, however a server hands them over. */
export type ReceivedHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** A request as it came in. */
export interface ReceivedWebhook {
  readonly headers: ReceivedHeaders
  /** The body as it came in, before anybody parsed it. */
  readonly body: string | Uint8Array
}

/** What a request is held against. */
export interface WebhookCheck {
  /** The secrets that it may be signed with: one, or two while they change. */
  readonly secrets: readonly string[]
  readonly now: Instant
  /** How far its time may be off, either way. Default: five minutes. */
  readonly toleranceMs?: number
}

/** A request that was signed with one of the secrets, not long ago. */
export interface VerifiedWebhook {
  readonly id: string
  readonly sentAt: Instant
}

/** Why a request is not to be trusted. */
export interface WebhookDistrust {
  readonly code: 'missing-header' | 'invalid-timestamp' | 'too-old' | 'too-new' | 'wrong-signature'
}

const prefix = 'whsec_'
const usualToleranceMs = 5 * 60_000

/** A secret as it is written down: `whsec_` and base64. @param bytes by chance, at least 24 of them */
export function webhookSecret(bytes: Uint8Array): string {
  return `${prefix}${toBase64(bytes)}`
}

/** The headers of a request. @param secrets signs with each of them, the present one first */
export function signWebhook(message: WebhookMessage, secrets: readonly string[]): WebhookHeaders {
  const { id, sentAt, body } = message
  const seconds = String(Math.floor(sentAt / 1000))
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets.map((secret) => `v1,${toBase64(macOf(secret, id, seconds, body))}`).join(' '),
  }
}

/**
 * Checks a request. What it names may have been received before: remember the ids.
 *
 * @example
 * const checked = verifyWebhook({ headers: request.headers, body: await request.text() }, { secrets, now: clock.now() })
 * if (!checked.ok) return new Response(checked.error.code, { status: 400 })
 */
export function verifyWebhook(
  { headers, body }: ReceivedWebhook,
  { secrets, now, toleranceMs = usualToleranceMs }: WebhookCheck,
): Result<VerifiedWebhook, WebhookDistrust> {
  const id = headerOf(headers, 'webhook-id')
  const seconds = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (id === '' || seconds === '' || signatures === '') return err({ code: 'missing-header' })
  if (!/^\d{1,12}$/.test(seconds)) return err({ code: 'invalid-timestamp' })
  const sentAt = Number(seconds) * 1000
  if (now - sentAt > toleranceMs) return err({ code: 'too-old' })
  if (sentAt - now > toleranceMs) return err({ code: 'too-new' })
  const given = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .flatMap((signature) => fromBase64(signature.slice(3)) ?? [])
  const expected = secrets.map((secret) => macOf(secret, id, seconds, body))
  // All are compared, whichever fits: how long it takes says nothing.
  const fitting = expected.flatMap((mac) => given.filter((bytes) => areEqual(mac, bytes)))
  return fitting.length === 0 ? err({ code: 'wrong-signature' }) : ok({ id, sentAt })
}

function macOf(secret: string, id: string, seconds: string, body: string | Uint8Array): Uint8Array {
  const key = fromBase64(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret)
  if (key === null || key.length === 0) throw new Error('A webhook’s secret has to be whsec_ and base64.')
  const bytes = typeof body === 'string' ? utf8ToBytes(body) : body
  return hmac(sha256, key, concatBytes(utf8ToBytes(`${id}.${seconds}.`), bytes))
}

/** A header of a request, whether it came as `Headers` or as a plain object; `''`: there is none, or several. */
export function headerOf(headers: ReceivedHeaders, name: string): string {
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name) ?? ''
  const wanted = name.toLowerCase()
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === wanted) ?? []
  return typeof value === 'string' ? value : ''
}

/** Takes the same time for all values of one length. */
function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0)
  return difference === 0
}
