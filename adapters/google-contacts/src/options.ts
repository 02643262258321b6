/** How Google Contacts is used. @module */
import type { GooglePeopleClient } from './people-client.ts'

/** With what an account is opened: `googleOAuth(…).account(…)`, or an `OAuth2Client` of google-auth-library. */
export interface GoogleAuth {
  /** The present access token, refreshed where it is too old. */
  getAccessToken(): Promise<{ readonly token?: string | null }>
  /** Told that a token is not taken any more: the next one has to be another. */
  discard?(token: string): void
}

/** Answers requests: `fetch`, or the handler of `peopleApi()`. */
export type FetchHandler = (request: Request) => Promise<Response>

/** What all uses of Google have in common. */
export interface GoogleTransport {
  /** Where the People API is. Default: `https://people.googleapis.com`. */
  readonly rootUrl?: string
  /**
   * Makes the requests. Default: Node, with a connection for each. What it rejects with counts as a lost answer, for
   * nobody knows how far it came.
   */
  readonly fetch?: FetchHandler
}

/** How lists are read. */
export interface GoogleReading {
  /** People on a page, at most 1,000. Default: 1,000. */
  readonly pageSize?: number
}

/** An account by what opens it, or by a client of the host's own, which has its own connections. */
export type GoogleContactsOptions = GoogleReading &
  ((GoogleTransport & { readonly auth: GoogleAuth }) | { readonly client: GooglePeopleClient })

/** Refuses options that can't be meant. @throws {Error} that says what to do */
export function checkOptions(options: GoogleContactsOptions): void {
  const { pageSize = 1_000 } = options
  if (!(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 1_000)) {
    throw new Error('pageSize has to be between 1 and 1,000.')
  }
  if (!('auth' in options)) return
  const { rootUrl = 'https://people.googleapis.com' } = options
  if (!URL.canParse(rootUrl) || new URL(rootUrl).pathname !== '/') {
    throw new Error('rootUrl has to be an address without a path: https://people.googleapis.com.')
  }
}
