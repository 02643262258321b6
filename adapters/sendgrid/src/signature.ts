/**
 * Signatures of SendGrid: ECDSA over P-256 and SHA-256, of the time and the bytes of the body. Its own package throws on
 * signatures that are none, and takes thirty times as long; the tests hold this against it.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 * @module
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Instant, ProviderDistrust, ProviderRequest } from 'crmkit'

const signatureHeader = 'x-twilio-email-event-webhook-signature'
const timestampHeader = 'x-twilio-email-event-webhook-timestamp'

/** What a signature is held against. */
export interface SignatureCheck {
  readonly keys: readonly KeyObject[]
  readonly now: Instant
  readonly maxAgeMs?: number
}

/** Public keys, as SendGrid shows them. @throws {Error} where one is none */
export function publicKeys(shown: readonly string[]): readonly KeyObject[] {
  return shown.map((key) => {
    const bytes = Buffer.from(key.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
    const made = createPublicKey({ key: bytes, format: 'der', type: 'spki' })
    if (made.asymmetricKeyType !== 'ec') throw new Error('A key of SendGrid is one of ECDSA.')
    return made
  })
}

/** Why a request is not to be trusted; `null`: it is. */
export function distrustOf(request: ProviderRequest, check: SignatureCheck): ProviderDistrust | null {
  const signature = headerOf(request, signatureHeader)
  const timestamp = headerOf(request, timestampHeader)
  if (signature === '' || timestamp === '') return { code: 'missing-signature' }
  const signed = Buffer.concat([Buffer.from(timestamp), request.body])
  const given = Buffer.from(signature, 'base64')
  if (!check.keys.some((key) => verify('sha256', signed, key, given))) return { code: 'wrong-signature' }
  const isOld = check.maxAgeMs !== undefined && !(check.now - Number(timestamp) * 1_000 <= check.maxAgeMs)
  return isOld ? { code: 'too-old' } : null
}

/** A header of a request; `''`: there is none. */
export function headerOf({ headers }: ProviderRequest, name: string): string {
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name) ?? ''
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : ''
}
