/** Reading what Twilio tells and asks: one request, one event. @module */
import { createHash } from 'node:crypto'
import { err, type Instant, ok, type PhoneE164, type ProviderEvents } from 'crmkit'
import { isUuid, parsePhone } from 'crmkit/domain'
import { clockOf, type TwilioOptions } from './options.ts'
import { type Fields, fieldsOf, readSigned, type SignedRequest } from './signature.ts'

/** What a request says, by its own words for what it is about. */
export interface Told<Fact> {
  /** The names that make it this event and no other. */
  readonly names: readonly string[]
  readonly fact: Fact | null
}

/** A request, and when it came. */
export interface HeardRequest extends SignedRequest {
  readonly now: Instant
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
      const heard = { ...signed.value, now: clock.now() }
      const told = tell(heard)
      const names = told?.names ?? [createHash('sha256').update(`${query} ${raw}`).digest('hex')]
      return ok([{ key: [path, ...names].join(' '), raw: writeHeard(heard), fact: told?.fact ?? null }])
    },
    understand: (raw) => {
      const heard = readHeard(raw)
      return heard === null ? null : (tell(heard)?.fact ?? null)
    },
  }

  function tell(heard: HeardRequest): Told<Fact> | null {
    const reader = Object.hasOwn(readers, heard.path) ? readers[heard.path] : undefined
    return reader?.(heard) ?? null
  }
}

/**
 * A request as it is stored: when it came and the address, on the first line, which say what the body does not; then the
 * body, as it came.
 */
function writeHeard({ now, path, query, raw }: HeardRequest): string {
  return `${JSON.stringify([now, path, query.toString()])}\n${raw}`
}

function readHeard(written: string): HeardRequest | null {
  const end = written.indexOf('\n')
  const said = end < 0 ? null : readJson(written.slice(0, end))
  if (!Array.isArray(said)) return null
  const [now, path, query]: readonly unknown[] = said
  if (typeof now !== 'number' || typeof path !== 'string' || typeof query !== 'string') return null
  const raw = written.slice(end + 1)
  const address = new URLSearchParams(query)
  const fields = fieldsOf(address, raw)
  return fields === null ? null : { now, path, query: address, fields, raw }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * When it happened, as Twilio writes it; where it does not say, when it came. Twilio names full seconds: the end of the
 * second counts, unless it was told before. Its beginning would put the end of a short call before its start, and that
 * before what came earlier in the same second.
 */
export function timeOf(fields: Fields, name: string, now: Instant): Instant {
  const second = Date.parse(fields[name] ?? '')
  return Number.isNaN(second) ? now : Math.min(second + 999, now)
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
