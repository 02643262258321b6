/** The People API in a process of its own, so that what it holds counts for nobody else. Told by messages, answers with one. @module */
import { peopleApi, serveOnLoopback } from '@crmkit/google-contacts/testing'

/** What the bench asks of it. */
export type PeopleOrder =
  | { readonly ask: 'fill'; readonly count: number; readonly groupName: string }
  | { readonly ask: 'count' }

/** What it answers. */
export interface PeopleState {
  readonly url: string
  readonly accessToken: string
  /** Requests since the last answer. */
  readonly requests: number
  readonly people: number
}

let requests = 0
const api = peopleApi({
  onRequest: () => {
    requests += 1
  },
})
const server = await serveOnLoopback(api.handle)
const account = api.account('anna')

function state(): PeopleState {
  const told = { url: server.url, accessToken: account.accessToken, requests, people: account.people().length }
  requests = 0
  return told
}

process.on('message', async (order: PeopleOrder) => {
  if (order.ask === 'fill') {
    const groups = account.groups().flatMap(({ name, resourceName }) => (name === order.groupName ? resourceName : []))
    for (let n = 1; n <= order.count; n += 1) {
      const homeEmails = [`there${n}@pomme.example`]
      const mobilePhones = [`+336${String(20_000_000 + n)}`]
      const fields = { givenName: `Given ${n}`, familyName: `There ${n}`, homeEmails, mobilePhones }
      await account.person.add(fields, groups)
    }
  }
  process.send?.(state())
})
process.send?.(state())
