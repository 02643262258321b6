/** Reading what Twilio tells and asks: one request, one event. @module */
import { createHash } from 'node:crypto'
import { err, type Instant, ok, type PhoneE164, type ProviderEvents } from 'crmkit'
import { isUuid, parsePhone } from 'crmkit/domain'
import { clockOf, type TwilioOptions } from './options.ts'
import { type Fields, headerOf, readSigned, type SignedRequest } from './signature.ts'

/** What a request says, by its own words for what it is about. */
export interface Told<Fact> {
  /** The names that make it this event and no other. */
  readonly names: readonly string[]
  readonly fact: Fact | null
}

/** A request, and when it came. */
export interface HeardRequest extends SignedRequest {
  readonly now: Instant
  /** The same for a request that is repeated; nobody signs it. */
  readonly token: string
}

/** Reads requests. @param readers by the path below the public address; what they don't know is `null` */
export function readEvents<Fact>(
  options: TwilioOptions,
  readers: Readonly<Record<string, (request: HeardRequest) => Told<Fact> | null>>,
): ProviderEvents<Fact> {
  const clock = clockOf(options)
  return {
    read: async (request) => {
      const signed = readSigned(options, request)
      if (!signed.ok) return err(signed.error)
      const { path, raw, query } = signed.value
      const reader = Object.hasOwn(readers, path) ? readers[path] : undefined
      const token = headerOf(request, 'i-twilio-idempotency-token')
      const told = reader?.({ ...signed.value, now: clock.now(), token }) ?? null
      const names = told?.names ?? [createHash('sha256').update(`${query} ${raw}`).digest('hex')]
      return ok([{ key: [path, ...names].join(' '), raw, fact: told?.fact ?? null }])
    },
  }
}

/** When it happened, as Twilio writes it; where it does not say, when it came. */
export function timeOf(fields: Fields, name: string, now: Instant): Instant {
  const at = Date.parse(fields[name] ?? '')
  return Number.isNaN(at) ? now : at
}

/** An id of ours that comes back in the address. */
export function ourId(query: URLSearchParams, name: string): string | null {
  const id = query.get(name) ?? ''
  return isUuid(id) ? id : null
}

/** A number as Twilio writes it. `undefined`: it is none, or the name of something else: `client:…`, `whatsapp:+33…`. */
export function numberOf(written: string | undefined): PhoneE164 | undefined {
  return written !== undefined && /^\+\d{4,15}$/.test(written) ? parsePhone(written, undefined).e164 : undefined
}
