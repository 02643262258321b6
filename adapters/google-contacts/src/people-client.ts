/** Google's own client, and what came of asking it. @module */

import { type Exchange, type Fields, fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { people_v1 } from '@googleapis/people'
import { type Access, accessFailure, accessOf, type NoAccess } from './access.ts'
import { carefulOptions } from './careful-transport.ts'
import type { GoogleContactsOptions } from './options.ts'

/** A method of a client. */
type Method = (params: object, options: object) => Promise<{ readonly data: unknown }>

/** The methods of `people_v1.People` that are used. A client of `googleapis` and one of `@googleapis/people` have them. */
export interface GooglePeopleClient {
  readonly people: {
    getBatchGet(...args: Parameters<Method>): ReturnType<Method>
    batchCreateContacts(...args: Parameters<Method>): ReturnType<Method>
    batchUpdateContacts(...args: Parameters<Method>): ReturnType<Method>
    batchDeleteContacts(...args: Parameters<Method>): ReturnType<Method>
    readonly connections: { list(...args: Parameters<Method>): ReturnType<Method> }
  }
  readonly contactGroups: {
    list(...args: Parameters<Method>): ReturnType<Method>
    create(...args: Parameters<Method>): ReturnType<Method>
  }
}

/** What came of asking Google. */
export type Asked =
  | { readonly kind: 'answered'; readonly value: Fields }
  /** It said no. The reasons are Google's words for programs: `EXPIRED_SYNC_TOKEN`, `failedPrecondition`. */
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly reasons: readonly string[]
      readonly retryAfter?: string
    }
  /** It surely has not got the question. */
  | { readonly kind: 'unreached'; readonly problem: string }
  /** It may have. */
  | { readonly kind: 'lost'; readonly problem: string }
  | NoAccess

/** Asks Google something, within a time. */
export type Ask = (question: (client: GooglePeopleClient, options: object) => Promise<unknown>) => Promise<Asked>

/** What asks for an account until a deadline, which all its questions share. */
export function asking(options: GoogleContactsOptions, timeoutMs: number): Ask {
  const deadline = performance.now() + timeoutMs
  return async (question) => {
    const leftMs = deadline - performance.now()
    if (leftMs <= 0) return { kind: 'unreached', problem: 'timeout' }
    if ('client' in options) return askHost(options.client, question, leftMs)
    const { auth, rootUrl = 'https://people.googleapis.com', fetch } = options
    // Built for one question: it has no state that two accounts could share.
    const client = new people_v1.People({ rootUrl, universeDomain: 'googleapis.com' })
    const askWith = async ({ token }: Access): Promise<Asked> => {
      let outcome: Exchange = { kind: 'unreached', problem: 'not asked' }
      const careful = carefulOptions({ fetch, timeoutMs: Math.max(1, deadline - performance.now()) }, (told) => {
        outcome = told
      })
      await question(client, { ...careful, headers: { authorization: `Bearer ${token}` } })
      return readOutcome(outcome)
    }
    const access = await accessOf(auth)
    if (access.kind !== 'access') return access
    const asked = await askWith(access)
    if (asked.kind !== 'refused' || asked.status !== 401) return asked
    // Whoever is not known has changed nothing: a token may have ended before its time.
    auth.discard?.(access.token)
    const next = await accessOf(auth)
    if (next.kind !== 'access') return next
    if (next.token === access.token) return { kind: 'no-consent', problem: problemOf(asked) }
    const again = await askWith(next)
    return again.kind === 'refused' && again.status === 401 ? { kind: 'no-consent', problem: problemOf(again) } : again
  }
}

/** A refusal in Google's words for programs: its sentences quote what was sent. */
export function problemOf({ status, reasons }: Extract<Asked, { readonly kind: 'refused' }>): string {
  return [String(status), ...reasons].join(' ')
}

/** A client of the host's own: its connections, proxies and tokens are its matter, but it does not try again. */
async function askHost(client: GooglePeopleClient, question: Parameters<Ask>[0], timeoutMs: number): Promise<Asked> {
  try {
    const { data } = fieldsOf(await question(client, { retry: false, timeout: Math.ceil(timeoutMs) }))
    return { kind: 'answered', value: fieldsOf(data) }
  } catch (error) {
    const failure = accessFailure(error)
    if (failure !== null) return failure
    const { response, code } = fieldsOf(error)
    const { status, headers, data } = fieldsOf(response)
    if (typeof status !== 'number') {
      const problem = textOf(code) || textOf(fieldsOf(fieldsOf(error)['cause'])['code']) || 'no answer'
      return { kind: unreachedCodes.has(problem) ? 'unreached' : 'lost', problem }
    }
    const said = refusal(status, data, headerOf(headers, 'retry-after'))
    return status === 401 ? { kind: 'no-consent', problem: problemOf(said) } : said
  }
}

/** Of headers as an object, or as one of several classes: clients bring a `fetch` of their own. */
function headerOf(headers: unknown, name: string): string {
  const { get, [name]: plain } = fieldsOf(headers)
  return textOf(typeof get === 'function' ? get.call(headers, name) : plain)
}

/** Errors of the network that come before a connection stands. */
const unreachedCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

function readOutcome(outcome: Exchange): Asked {
  if (outcome.kind !== 'answered') return outcome
  const { status, headers, body } = outcome
  const said = readJson(body)
  if (status < 200 || status >= 300) return refusal(status, said, textOf(headers['retry-after']))
  if (typeof said !== 'object' || said === null) return { kind: 'lost', problem: 'an answer that says nothing' }
  return { kind: 'answered', value: fieldsOf(said) }
}

function refusal(status: number, said: unknown, retryAfter: string): Extract<Asked, { readonly kind: 'refused' }> {
  const { error } = fieldsOf(typeof said === 'string' ? readJson(said) : said)
  const { status: name, details, errors } = fieldsOf(error)
  const reasons = [...itemsOf(details), ...itemsOf(errors)].map((each) => fieldsOf(each)['reason'])
  const words = [name, ...reasons].map(textOf).filter((word) => /^\w{1,80}$/.test(word))
  return {
    ...{ kind: 'refused', status, reasons: [...new Set(words)] },
    ...(retryAfter !== '' && { retryAfter }),
  }
}
