/**
 * Signatures of Twilio: HMAC-SHA1 over the public address of a request and the fields of its form, or over the address
 * alone, which then holds a hash of the body. Twilio's own function does it: it knows what its servers have signed over
 * the years, with the port and without.
 * @see https://www.twilio.com/docs/usage/security
 * @module
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { err, ok, type ProviderDistrust, type ProviderRequest, type Result } from 'crmkit'
import twilio from 'twilio'
import type { TwilioOptions } from './options.ts'

/** What Twilio said, after its signature was checked. */
export interface SignedRequest {
  /** Below `publicUrl`: `/sms/status`. */
  readonly path: string
  /** What we wrote into the address ourselves. */
  readonly query: URLSearchParams
  readonly fields: Fields
  /** The body, as it came. */
  readonly raw: string
}

/** Fields of a request; of those that came twice, the first. */
export type Fields = Readonly<Record<string, string>>

/** Checks and reads a request. */
export function readSigned(
  { authTokens, publicUrl }: TwilioOptions,
  request: ProviderRequest,
): Result<SignedRequest, ProviderDistrust> {
  const signature = headerOf(request, 'x-twilio-signature')
  if (signature === '') return err({ code: 'missing-signature' })
  const base = new URL(publicUrl)
  // Joined and not resolved: a path that begins with two slashes would lead to another host.
  const address = `${base.origin}${request.path}`
  if (!request.path.startsWith('/') || !URL.canParse(address)) return err({ code: 'wrong-signature' })
  const { pathname, searchParams: query } = new URL(address)
  const raw = Buffer.from(request.body).toString('utf8')
  const hash = query.get('bodySHA256')
  if (hash !== null && !isHashOf(hash, request.body)) return err({ code: 'wrong-signature' })
  // The address says what the body is, for it is signed; the header that says it, too, is not.
  const form = hash === null ? formOf(raw) : {}
  const isSigned = authTokens.some((token) => twilio.validateRequest(token, signature, address, form))
  if (!isSigned) return err({ code: 'wrong-signature' })
  const fields = fieldsOf(query, raw)
  const root = base.pathname.replace(/\/+$/, '')
  if (fields === null || !pathname.startsWith(`${root}/`)) return err({ code: 'unreadable' })
  return ok({ path: pathname.slice(root.length), query, fields, raw })
}

/** What a body says: the address tells whether it is a form or JSON. */
export function fieldsOf(query: URLSearchParams, raw: string): Fields | null {
  return query.has('bodySHA256') ? jsonFields(raw) : firstOf(formOf(raw))
}

/** A header of a request; `''`: there is none. */
function headerOf({ headers }: Pick<ProviderRequest, 'headers'>, name: string): string {
  if ('get' in headers && typeof headers.get === 'function') return headers.get(name) ?? ''
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : ''
}

function isHashOf(hash: string, body: Uint8Array): boolean {
  const expected = createHash('sha256').update(body).digest()
  const given = Buffer.from(hash, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function formOf(raw: string): Record<string, string | string[]> {
  const form = new URLSearchParams(raw)
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...more] = form.getAll(name)
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

function firstOf(form: Readonly<Record<string, string | readonly string[]>>): Fields {
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, typeof value === 'string' ? value : (value[0] ?? '')]),
  )
}

function jsonFields(raw: string): Fields | null {
  try {
    const said: unknown = JSON.parse(raw)
    if (typeof said !== 'object' || said === null || Array.isArray(said)) return null
    return Object.fromEntries(Object.entries(said).filter((entry) => typeof entry[1] === 'string'))
  } catch {
    return null
  }
}
