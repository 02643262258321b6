/** Twilio's own client, one for each question: it has no state that two workspaces could share. @module */

import { type Exchange, exchange, fieldsOf, readJson } from '@crmkit/adapter-kit'
import twilio from 'twilio'
import { baseUrlOf, type TwilioOptions } from './options.ts'

/** What came of asking Twilio. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly value: T }
  /** It said no. `code` is its own, `0` where it said none. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: number; readonly retryAfter?: string }
  /** It surely has not got the question. */
  | { readonly kind: 'unreached'; readonly problem: string }
  /** It may have. */
  | { readonly kind: 'lost'; readonly problem: string }

type ClientRequest = Parameters<InstanceType<typeof twilio.Twilio>['request']>[0]
type Account = InstanceType<typeof twilio.Twilio>['api']['v2010']['account']

/**
 * Takes the request from Twilio's client and makes it by itself: axios follows redirects, asks proxies and reads keys that
 * the environment names, and puts who asked into its errors. What the environment says of regions is not heeded either.
 */
class CarefulClient extends twilio.Twilio {
  outcome: Exchange = { kind: 'unreached', problem: 'not asked' }
  readonly #baseUrl: string
  readonly #authorization: string
  readonly #deadline: number

  constructor(options: TwilioOptions, timeoutMs: number) {
    const [user, password] = credentialsOf(options)
    super(user, password, { accountSid: options.accountSid, edge: '', region: '', logLevel: 'none' })
    this.#baseUrl = baseUrlOf(options).replace(/\/+$/, '')
    this.#authorization = authorizationOf(options)
    this.#deadline = performance.now() + timeoutMs
  }

  override async request({ method = 'get', uri = '', params, data }: ClientRequest): Promise<unknown> {
    const { pathname, search } = new URL(uri)
    const query = params === undefined ? search : `?${formOf(params)}`
    this.outcome = await exchange(
      {
        method: method.toUpperCase(),
        url: `${this.#baseUrl}${pathname}${query === '?' ? '' : query}`,
        headers: {
          authorization: this.#authorization,
          accept: 'application/json',
          ...(data !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(data !== undefined && { body: formOf(data) }),
      },
      { timeoutMs: Math.max(1, this.#deadline - performance.now()) },
    )
    // What went wrong is read from the outcome: Twilio's own errors quote numbers.
    if (this.outcome.kind !== 'answered' || !isSuccess(this.outcome.status)) throw new Error('not answered')
    return { statusCode: this.outcome.status, body: this.outcome.body }
  }
}

/** Asks Twilio, within a time. Says nothing of what was asked. */
export async function ask<T>(
  options: TwilioOptions,
  timeoutMs: number,
  question: (account: Account) => Promise<T>,
): Promise<Asked<T>> {
  const client = new CarefulClient(options, timeoutMs)
  try {
    return { kind: 'answered', value: await question(client.api.v2010.account) }
  } catch {
    const { outcome } = client
    if (outcome.kind !== 'answered') return outcome
    if (isSuccess(outcome.status)) return { kind: 'lost', problem: 'an answer that says nothing' }
    const retryAfter = outcome.headers['retry-after']
    return {
      ...{ kind: 'refused', status: outcome.status, code: codeIn(outcome.body) },
      ...(retryAfter !== undefined && { retryAfter }),
    }
  }
}

/** A refusal in Twilio's numbers: its sentences quote what was sent. */
export function problemOf({ status, code }: { readonly status: number; readonly code: number }): string {
  return code === 0 ? String(status) : `${status} ${code}`
}

/** The header by which Twilio knows who asks. */
export function authorizationOf(options: TwilioOptions): string {
  return `Basic ${Buffer.from(credentialsOf(options).join(':')).toString('base64')}`
}

function credentialsOf({ accountSid, authTokens, apiKey }: TwilioOptions): readonly [string, string] {
  return apiKey === undefined ? [accountSid, authTokens[0]] : [apiKey.sid, apiKey.secret]
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function codeIn(body: string): number {
  const { code } = fieldsOf(readJson(body))
  return typeof code === 'number' ? code : 0
}

function formOf(fields: object): string {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) form.append(name, String(each))
  }
  return form.toString()
}
