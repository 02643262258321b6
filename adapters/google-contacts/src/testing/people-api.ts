/**
 * The People API on this machine: a Fetch handler with address books behind it, which answers as Google's official
 * description says, and fails as it is told. For tests and examples. @module
 */

import { type Fields, fieldsOf, readJson } from '@crmkit/adapter-kit'
import type { Clock } from 'crmkit'
import { applyDirectoryChanges } from 'crmkit/domain'
import type { DirectoryPerson } from 'crmkit/testing'
import { fieldsOfPerson, personOfFields } from '../person-fields.ts'
import { type AddressBook, membership, openBook } from './address-book.ts'
import { ApiError } from './api-error.ts'
import { type ConsentAnswer, openConsents, type RegisteredClient } from './consents.ts'
import { callMethod } from './people-methods.ts'
import { contentOf, showPerson } from './shown-person.ts'

/** How the interface behaves. */
export interface PeopleApiOptions {
  /** Default: the system's. */
  readonly clock?: Clock
  /** The most people on a page, however many are asked for. Default: 1,000. */
  readonly pageSize?: number
  /** How long lists don't show a change. Default: 0; Google says: several minutes. */
  readonly visibleAfterMs?: number
  /** Default: seven days from the reading of everybody on. */
  readonly tokenLivesMs?: number
  /** How many requests a minute an account may make. Default: any number. */
  readonly requestsPerMinute?: number
  /** Whether one person who can't be changed has the whole batch refused. Default: `false`. */
  readonly refusesWholeBatches?: boolean
  /** Is told of every request, but those for tokens. */
  readonly onRequest?: (request: PeopleRequest) => void
  /** The application. Default: `testClient`. */
  readonly client?: RegisteredClient
}

/** The application that is registered where no other is given. */
export const testClient: RegisteredClient = {
  clientId: 'crmkit.apps.googleusercontent.example',
  clientSecret: 'secret of the application',
  redirectUris: ['https://crm.example/google/connected'],
}

/** How a request fails. `request-lost` and `answer-lost`: the connection breaks, before or after it was done. */
export type PeopleFailure = 'quota' | 'quota-403' | 'unavailable' | 'no-api' | 'request-lost' | 'answer-lost'

/** A request that was made. */
export interface PeopleRequest {
  readonly account: string | null
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: Fields
  readonly status: number
  readonly answer: unknown
}

/** Somebody's account. */
export interface PeopleAccount {
  /** Opens the account for an hour. */
  readonly accessToken: string
  /** Somebody who uses the address book with another program. */
  readonly person: DirectoryPerson
  /** The people as they stand there, in Google's words. */
  people(): readonly Fields[]
  /** Adds somebody in Google's words, and gives the resource name. */
  add(person: Fields): string
  /** Changes fields in Google's words, each as a whole. */
  change(resourceName: string, person: Fields): void
  /** Gives somebody another resource name, and gives that. */
  rename(resourceName: string): string
  groups(): readonly { readonly resourceName: string; readonly name: string }[]
  /** Fails as many of the next reads, or changes, as there are items; `null` lets one through. */
  failReads(...failures: readonly (PeopleFailure | null)[]): void
  failChanges(...failures: readonly (PeopleFailure | null)[]): void
  /** Makes all tokens of changes given so far too old. */
  expireSyncTokens(): void
  /** Answers at an address of consent, and gives the address that it leads back to. */
  consent(url: string, answer?: ConsentAnswer): string
  /** Takes back every consent, as in the settings of the account. */
  revoke(): void
}

/** The interface, with its accounts. */
export interface PeopleApi {
  /** Answers a request. Rejects where the connection is to break. */
  readonly handle: (request: Request) => Promise<Response>
  /** The account of this name, opened where there is none. */
  account(name: string): PeopleAccount
}

interface OpenAccount {
  readonly book: AddressBook
  readonly reads: (PeopleFailure | null)[]
  readonly changes: (PeopleFailure | null)[]
  /** When it was asked, for the quota. */
  readonly askedAt: number[]
  epoch: number
}

/** Starts with no account. Everything is in memory. */
export function peopleApi(options: PeopleApiOptions = {}): PeopleApi {
  const { clock = { now: () => Date.now() }, visibleAfterMs = 0, client = testClient } = options
  const consents = openConsents(clock, client)
  const accounts = new Map<string, OpenAccount>()

  function accountOf(name: string): OpenAccount {
    const known = accounts.get(name)
    if (known !== undefined) return known
    const opened = { book: openBook(clock, visibleAfterMs), reads: [], changes: [], askedAt: [], epoch: 0 }
    accounts.set(name, opened)
    return opened
  }

  async function handle(request: Request): Promise<Response> {
    const { pathname, search, searchParams } = new URL(request.url)
    const text = await request.text()
    if (pathname === '/token') return consents.exchange(new URLSearchParams(text))
    if (pathname === '/revoke') return consents.revoke(new URLSearchParams(`${search.slice(1)}&${text}`))
    const body = fieldsOf(readJson(text))
    const path = pathname.replace(/^\/v1\//, '')
    const done = (account: string | null, response: Response, answer: unknown) => {
      options.onRequest?.({
        account,
        method: request.method,
        path: path + search,
        body,
        status: response.status,
        answer,
      })
      return response
    }
    const access = consents.accessOf((request.headers.get('authorization') ?? '').replace(/^Bearer /, ''))
    if (access === null) {
      const error = new ApiError(401, 'Request had invalid authentication credentials.', { reason: 'authError' })
      return done(null, error.toResponse(), null)
    }
    const name = access.grant.account
    const account = accountOf(name)
    const failure = (request.method === 'GET' ? account.reads : account.changes).shift() ?? null
    try {
      if (failure === 'request-lost') throw new Error('the connection broke')
      checkScope(access.grant.scopes, request.method)
      countRequest(account)
      if (failure !== null && failure !== 'answer-lost') throw failureOf(failure)
      const answer = callMethod(
        account.book,
        { method: request.method, path, query: searchParams, body },
        {
          now: clock.now(),
          mostOnPage: options.pageSize ?? 1_000,
          tokenLivesMs: options.tokenLivesMs ?? 7 * 86_400_000,
          epoch: account.epoch,
          refusesWholeBatches: options.refusesWholeBatches ?? false,
        },
      )
      if (failure === 'answer-lost') throw new Error('the connection broke')
      return done(name, Response.json(answer), answer)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return done(name, error.toResponse(), null)
    }
  }

  function countRequest(account: OpenAccount): void {
    const { requestsPerMinute } = options
    if (requestsPerMinute === undefined) return
    const now = clock.now()
    while ((account.askedAt[0] ?? now) <= now - 60_000) account.askedAt.shift()
    if (account.askedAt.length >= requestsPerMinute) throw failureOf('quota')
    account.askedAt.push(now)
  }

  return {
    handle,
    account(name) {
      const account = accountOf(name)
      const { book } = account
      const find = (resourceName: string) => {
        return showPerson(book.find(resourceName), { mask: allFields, sources: ['READ_SOURCE_TYPE_CONTACT'] })
      }
      const add = (person: Fields) => book.create(contentOf(person, arraysOf(person))).resourceName
      const change = (resourceName: string, person: Fields) => {
        book.update(resourceName, contentOf(person, arraysOf(person)))
      }
      const inGroups = (names: readonly string[]) =>
        [...new Set(['contactGroups/myContacts', ...names])].map(membership)
      return {
        accessToken: consents.mint(name),
        person: {
          add: async (fields, groupIds) => add({ ...personOfFields(fields), memberships: inGroups(groupIds) }),
          change: async (entryId, changes) => {
            const present = find(entryId)
            change(entryId, personOfFields(applyDirectoryChanges(fieldsOfPerson(present), changes), present))
          },
          setGroups: async (entryId, groupIds) => change(entryId, { memberships: inGroups(groupIds) }),
          remove: async (entryId) => book.remove(entryId),
        },
        people: () => book.people().map(({ resourceName }) => find(resourceName)),
        add,
        change,
        rename: (resourceName) => book.rename(resourceName).resourceName,
        groups: () => book.groups(),
        failReads: (...failures) => void account.reads.push(...failures),
        failChanges: (...failures) => void account.changes.push(...failures),
        expireSyncTokens: () => {
          account.epoch += 1
        },
        consent: (url, answer) => consents.answer(name, url, answer),
        revoke: () => consents.revokeAll(name),
      }
    },
  }
}

const allFields = [
  ...['metadata', 'names', 'phoneNumbers', 'emailAddresses', 'addresses', 'organizations', 'memberships'],
  ...['clientData', 'biographies', 'nicknames', 'urls'],
]

function arraysOf(person: Fields): readonly string[] {
  return Object.keys(person).filter((field) => Array.isArray(person[field]))
}

function checkScope(scopes: readonly string[], method: string): void {
  const writes = 'https://www.googleapis.com/auth/contacts'
  if (scopes.includes(writes) || (method === 'GET' && scopes.includes(`${writes}.readonly`))) return
  const message = 'Request had insufficient authentication scopes.'
  throw new ApiError(403, message, { reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' })
}

function failureOf(failure: Exclude<PeopleFailure, 'request-lost' | 'answer-lost'>): ApiError {
  switch (failure) {
    case 'quota': {
      const message = "Quota exceeded for quota metric 'Critical read requests (Contact and Profile Reads)'."
      return new ApiError(429, message, { reason: 'RATE_LIMIT_EXCEEDED', headers: { 'retry-after': '90' } })
    }
    case 'quota-403':
      return new ApiError(403, 'Rate Limit Exceeded', { reason: 'rateLimitExceeded' })
    case 'unavailable':
      return new ApiError(503, 'The service is currently unavailable.', { reason: 'backendError' })
    case 'no-api': {
      const message = 'People API has not been used in project 0 before or it is disabled.'
      return new ApiError(403, message, { reason: 'SERVICE_DISABLED' })
    }
  }
}
