/** How Twilio is used. @module */
import type { Clock } from 'crmkit'

/** A key that was made at Twilio, and its secret. */
export interface TwilioApiKey {
  /** `SK…` */
  readonly sid: string
  readonly secret: string
}

/** How to use an account at Twilio. Nothing is read from the environment. */
export interface TwilioOptions {
  /** `AC…` */
  readonly accountSid: string
  /** With which Twilio signs its requests: one, or two while they change, the present one first. */
  readonly authTokens: readonly [string, ...string[]]
  /** With which Twilio is asked. Default: the first of `authTokens`. */
  readonly apiKey?: TwilioApiKey
  /**
   * Where Twilio reaches this host, as Twilio sees it: `https://crm.example/twilio`. What comes in below it is handed to
   * `events`. Signatures cover it, and behind a proxy nobody can tell it from a request.
   */
  readonly publicUrl: string
  /** Where Twilio is. Default: `https://api.twilio.com`. */
  readonly baseUrl?: string
  /** The time. Default: the system's. */
  readonly clock?: Clock
}

/** How text messages are sent. */
export interface TwilioSmsOptions extends TwilioOptions {
  /** A number, a name, or a Messaging Service (`MG…`), for messages that name none. */
  readonly from?: string
}

/** How calls are made. */
export interface TwilioTelephonyOptions extends TwilioOptions {
  /** It signs the passes of operators as well: an auth token can't. */
  readonly apiKey: TwilioApiKey
  /** `AP…`: the TwiML App by which browsers call out. Its Voice URL is `publicUrl` and `/voice/out`. */
  readonly applicationSid: string
  /** `AD…` and `BU…`: what the law of some countries asks for of who buys a number. */
  readonly addressSid?: string
  readonly bundleSid?: string
  /** How long to wait for Twilio where no call says it. Default: 15,000. */
  readonly timeoutMs?: number
}

/** The clock of an adapter. */
export function clockOf({ clock = { now: () => Date.now() } }: TwilioOptions): Clock {
  return clock
}

/** Where Twilio is. */
export function baseUrlOf({ baseUrl = 'https://api.twilio.com' }: TwilioOptions): string {
  return baseUrl
}

/** The address of this host at which Twilio is to tell or ask something. */
export function callbackUrl(
  { publicUrl }: TwilioOptions,
  path: string,
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const said = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(said).toString()
  return `${publicUrl.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`
}

/** Refuses options that can't be meant. @throws {Error} that says what to do */
export function checkOptions({ accountSid, authTokens, publicUrl }: TwilioOptions): void {
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid)) throw new Error('accountSid has to be AC and 32 digits.')
  if (authTokens.some((token) => token === '')) throw new Error('An auth token is empty: anybody could sign with it.')
  if (!URL.canParse(publicUrl)) throw new Error('publicUrl has to be an address: https://crm.example/twilio.')
  const { search, hash } = new URL(publicUrl)
  if (search !== '' || hash !== '') throw new Error('publicUrl has to end with its path.')
}
