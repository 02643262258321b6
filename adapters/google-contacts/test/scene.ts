/** Google Contacts of one person, over HTTP on this machine. */
import type { ContactDirectory } from 'crmkit'
import { type FixedClock, fixedClock } from 'crmkit/testing'
import { googleContacts } from '../src/index.ts'
import {
  type PeopleAccount,
  type PeopleApi,
  type PeopleApiOptions,
  type PeopleRequest,
  peopleApi,
  serveOnLoopback,
} from '../src/testing/index.ts'
import { checkRequests } from './description.ts'

/** An account, and who uses it. */
export interface Scene {
  readonly clock: FixedClock
  readonly api: PeopleApi
  /** All requests so far. */
  readonly requests: readonly PeopleRequest[]
  readonly anna: PeopleAccount
  readonly url: string
  readonly directory: ContactDirectory
  close(): Promise<void>
}

export const patient = { timeoutMs: 10_000 }

/** Opens the address book of Anna. Every request and answer is held against the official description. */
export async function openScene(options: PeopleApiOptions & { readonly pageSize?: number } = {}): Promise<Scene> {
  const clock = fixedClock()
  const requests: PeopleRequest[] = []
  const api = peopleApi({ clock, onRequest: (request) => requests.push(request), ...options })
  const server = await serveOnLoopback(api.handle)
  const anna = api.account('anna')
  // An access token lives for an hour: each question has a new one.
  const auth = { getAccessToken: async () => ({ token: api.account('anna').accessToken }) }
  return {
    ...{ clock, api, requests, anna, url: server.url },
    directory: googleContacts({ auth, rootUrl: server.url, pageSize: options.pageSize ?? 1_000 }),
    close: async () => {
      await server.close()
      checkRequests(requests)
    },
  }
}
