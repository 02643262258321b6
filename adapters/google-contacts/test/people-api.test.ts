/** The People API of the tests is as Google describes its own: asked by Google’s client, and held against the description. */

import { fieldsOf, itemsOf } from '@crmkit/adapter-kit'
import { people_v1 } from '@googleapis/people'
import { type FixedClock, fixedClock } from 'crmkit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itWithSharedData } from '../../../test/shared-data.ts'
import {
  type LoopbackServer,
  type PeopleAccount,
  type PeopleApi,
  type PeopleRequest,
  peopleApi,
  serveOnLoopback,
} from '../src/testing/index.ts'
import { checkRequests, usedMethods } from './description.ts'

const sources = ['READ_SOURCE_TYPE_CONTACT']
const personFields = 'names,emailAddresses,memberships,metadata'
const bob = { names: [{ givenName: 'Bob' }] }
const me = { resourceName: 'people/me', personFields, sources }

let clock: FixedClock
let api: PeopleApi
let anna: PeopleAccount
let server: LoopbackServer
let client: people_v1.People
const requests: PeopleRequest[] = []

beforeEach(async () => {
  clock = fixedClock()
  api = peopleApi({ clock, visibleAfterMs: 300_000, onRequest: (request) => requests.push(request) })
  anna = api.account('anna')
  server = await serveOnLoopback(api.handle)
  client = clientOf(anna.accessToken)
})
afterEach(async () => {
  await server.close()
  checkRequests(requests.splice(0))
})

function clientOf(token: string): people_v1.People {
  return new people_v1.People({ rootUrl: server.url, retry: false, headers: { authorization: `Bearer ${token}` } })
}

/** The status and the reasons of a refusal. */
async function refusal(asking: Promise<unknown>): Promise<readonly unknown[]> {
  const error = await asking.then(
    () => 'it was answered',
    (caught: unknown) => caught,
  )
  const { status, data } = fieldsOf(fieldsOf(error)['response'])
  const said = fieldsOf(fieldsOf(data)['error'])
  const reasons = [...itemsOf(said['details']), ...itemsOf(said['errors'])].map((each) => fieldsOf(each)['reason'])
  return [status, said['status'], ...reasons]
}

async function etagOf(resourceName: string): Promise<string> {
  const { data } = await client.people.get({ resourceName, personFields: 'metadata', sources })
  return data.metadata?.sources?.[0]?.etag ?? ''
}

async function listed(parameters: object = {}): Promise<people_v1.Schema$ListConnectionsResponse> {
  const { data } = await client.people.connections.list({ ...me, ...parameters })
  return data
}

describe('The methods of one person', () => {
  it('create, read, change and delete', async () => {
    const { data: made } = await client.people.createContact({ personFields, sources, requestBody: bob })
    const resourceName = made.resourceName ?? ''
    expect(made).toMatchObject({ names: [{ displayName: 'Bob', metadata: { primary: true } }] })
    const etag = await etagOf(resourceName)
    const metadata = { sources: [{ type: 'CONTACT', etag }] }
    const requestBody = { metadata, names: [{ givenName: 'Rob' }], nicknames: [{ value: 'not in the mask' }] }
    const change = { resourceName, updatePersonFields: 'names', personFields, sources, requestBody }
    const { data: changed } = await client.people.updateContact(change)
    expect(changed).toMatchObject({ names: [{ givenName: 'Rob' }] })
    expect(await etagOf(resourceName)).not.toBe(etag)
    expect(await refusal(client.people.updateContact(change))).toEqual([
      400,
      'FAILED_PRECONDITION',
      'failedPrecondition',
    ])
    await client.people.deleteContact({ resourceName })
    expect(await refusal(client.people.get({ resourceName, personFields }))).toEqual([404, 'NOT_FOUND'])
  })

  it('show what somebody says of himself, unless contacts alone are asked for', async () => {
    const resourceName = anna.add(bob)
    const { data } = await client.people.get({ resourceName, personFields })
    expect(data.metadata?.sources?.map(({ type }) => type)).toEqual(['CONTACT', 'PROFILE'])
    expect(data.names?.length).toBe(2)
    const { data: contact } = await client.people.get({ resourceName, personFields, sources })
    expect(contact.names?.length).toBe(1)
  })

  it.each([
    ['a change without a source', { names: [{ givenName: 'Rob' }] }],
    ['two names', { names: [{ givenName: 'Rob' }, { givenName: 'Bob' }] }],
    ['no group', { memberships: [] }],
    [
      'a group that is not there',
      { memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/x' } }] },
    ],
    [
      'a group that nobody can be put into',
      { memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/blocked' } }] },
    ],
  ])('refuse %s', async (what, person) => {
    const resourceName = anna.add(bob)
    const metadata = { sources: [{ type: 'CONTACT', etag: await etagOf(resourceName) }] }
    const requestBody = what === 'a change without a source' ? person : { ...person, metadata }
    const updatePersonFields = Object.keys(person).join()
    const asking = client.people.updateContact({ resourceName, updatePersonFields, requestBody })
    expect(await refusal(asking)).toEqual([400, 'INVALID_ARGUMENT'])
  })
})

describe('The methods of several', () => {
  it('say of each what became of it', async () => {
    const [here, changed] = [anna.add(bob), anna.add(bob)]
    const { data } = await client.people.getBatchGet({ resourceNames: [here, 'people/c9'], personFields, sources })
    expect(data.responses?.map(({ status, httpStatusCode }) => [status?.code, httpStatusCode])).toEqual([
      [undefined, 200],
      [5, 404],
    ])
    const metadata = { sources: [{ type: 'CONTACT', etag: await etagOf(here) }] }
    const old = { sources: [{ type: 'CONTACT', etag: '#old' }] }
    const { data: after } = await client.people.batchUpdateContacts({
      requestBody: {
        contacts: {
          [here]: { ...bob, metadata },
          [changed]: { ...bob, metadata: old },
          'people/c9': { ...bob, metadata },
        },
        ...{ updateMask: 'names', readMask: 'names', sources },
      },
    })
    expect(Object.values(after.updateResult ?? {}).map(({ status }) => status?.code)).toEqual([undefined, 9, 5])
  })

  it('answer nothing of people where no mask is given', async () => {
    const { data } = await client.people.batchCreateContacts({ requestBody: { contacts: [{ contactPerson: bob }] } })
    expect([data, anna.people().length]).toEqual([{}, 1])
  })

  it.each([
    [
      '200 to create',
      (count: number) =>
        client.people.batchCreateContacts({
          requestBody: { contacts: Array(count).fill({ contactPerson: bob }), readMask: 'names' },
        }),
      200,
    ],
    [
      '500 to delete',
      (count: number) =>
        client.people.batchDeleteContacts({
          requestBody: { resourceNames: Array.from({ length: count }, () => anna.add(bob)) },
        }),
      500,
    ],
    [
      '200 to read',
      (count: number) =>
        client.people.getBatchGet({
          personFields,
          resourceNames: Array.from({ length: count }, (_, index) => `people/c${index}`),
        }),
      200,
    ],
  ])('take at most %s', async (_what, ask, most) => {
    expect(await refusal(ask(most + 1))).toEqual([400, 'INVALID_ARGUMENT'])
    await ask(most)
  })
})

describe('Lists', () => {
  it('show changes late, and what was deleted only to who has a token', async () => {
    const [kept, removed] = [anna.add(bob), anna.add(bob)]
    expect((await listed()).connections).toBeUndefined()
    clock.advance(300_000)
    const { connections, nextSyncToken } = await listed({ requestSyncToken: true })
    expect(connections?.length).toBe(2)
    await anna.person.remove(removed)
    clock.advance(300_000)
    const { connections: changes } = await listed({ requestSyncToken: true, syncToken: nextSyncToken })
    expect(changes).toMatchObject([{ resourceName: removed, metadata: { deleted: true } }])
    expect((await listed()).connections?.map(({ resourceName }) => resourceName)).toEqual([kept])
  })

  it('give a token on the last page only, and only who asks for one gets it', async () => {
    for (let count = 0; count < 3; count += 1) anna.add(bob)
    clock.advance(300_000)
    const first = await listed({ requestSyncToken: true, pageSize: 2 })
    const last = await listed({ requestSyncToken: true, pageSize: 2, pageToken: first.nextPageToken })
    expect([first.nextSyncToken, typeof last.nextSyncToken, last.nextPageToken]).toEqual([
      undefined,
      'string',
      undefined,
    ])
    expect((await listed()).nextSyncToken).toBeUndefined()
  })

  it('refuse a token of other parameters, one that is too old, and nonsense', async () => {
    const { nextSyncToken: syncToken } = await listed({ requestSyncToken: true })
    const list = (parameters: object) => client.people.connections.list({ ...me, ...parameters })
    expect(await refusal(list({ requestSyncToken: true, syncToken, personFields: 'names' }))).toEqual([
      400,
      'INVALID_ARGUMENT',
    ])
    expect(await refusal(list({ syncToken: 'nonsense' }))).toEqual([400, 'INVALID_ARGUMENT'])
    anna.expireSyncTokens()
    const expired = [400, 'FAILED_PRECONDITION', 'EXPIRED_SYNC_TOKEN']
    expect(await refusal(list({ requestSyncToken: true, syncToken }))).toEqual(expired)
  })

  it.each([
    ['no mask', { personFields: '' }],
    ['a field that is none', { personFields: 'names,shoes' }],
    ['a page that is too long', { pageSize: 1_001 }],
  ])('refuse %s', async (_what, parameters) => {
    expect(await refusal(client.people.connections.list({ ...me, ...parameters }))).toEqual([400, 'INVALID_ARGUMENT'])
    // It is not to be held against the description.
    requests.pop()
  })

  it('tell the former names of who has another one, to who has a token', async () => {
    const old = anna.add(bob)
    clock.advance(300_000)
    const { nextSyncToken } = await listed({ requestSyncToken: true })
    const present = anna.rename(old)
    clock.advance(300_000)
    const { connections } = await listed({ requestSyncToken: true, syncToken: nextSyncToken })
    expect(connections).toMatchObject([{ resourceName: present, metadata: { previousResourceNames: [old] } }])
    const { data } = await client.people.getBatchGet({ resourceNames: [old], personFields, sources })
    expect(data.responses).toMatchObject([{ requestedResourceName: old, person: { resourceName: present } }])
  })
})

describe('Groups', () => {
  it('are made once a name, and filled and emptied', async () => {
    const create = () => client.contactGroups.create({ requestBody: { contactGroup: { name: 'crmkit' } } })
    const { resourceName } = (await create()).data
    expect(await refusal(create())).toEqual([409, 'ALREADY_EXISTS'])
    const name = anna.add(bob)
    const modify = (requestBody: object) =>
      client.contactGroups.members.modify({ resourceName: resourceName ?? '', requestBody })
    await modify({ resourceNamesToAdd: [name] })
    const { data } = await client.contactGroups.list({ pageSize: 1_000 })
    expect(data.contactGroups?.find((group) => group.name === 'crmkit')).toMatchObject({ memberCount: 1 })
    await modify({ resourceNamesToRemove: [name] })
    const last = await client.contactGroups.members.modify({
      ...{ resourceName: 'contactGroups/myContacts', requestBody: { resourceNamesToRemove: [name] } },
    })
    expect(last.data).toEqual({ canNotRemoveLastContactGroupResourceNames: [name] })
  })
})

describe('Whoever asks', () => {
  it('has to have a token that has not ended, and the scope', async () => {
    const list = (token: string) => clientOf(token).people.connections.list(me)
    expect(await refusal(list('nonsense'))).toEqual([401, 'UNAUTHENTICATED', 'authError'])
    clock.advance(3_599_000)
    expect(await refusal(list(anna.accessToken))).toEqual([401, 'UNAUTHENTICATED', 'authError'])
  })

  it.each([
    ['quota', [429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED']],
    ['quota-403', [403, 'PERMISSION_DENIED', 'rateLimitExceeded']],
    ['unavailable', [503, 'UNAVAILABLE', 'backendError']],
    ['no-api', [403, 'PERMISSION_DENIED', 'SERVICE_DISABLED']],
  ] as const)('is refused as he is told: %s', async (failure, said) => {
    anna.failReads(null, failure)
    await listed()
    expect(await refusal(client.people.connections.list(me))).toEqual(said)
    await listed()
  })

  it('is told of what there is not', async () => {
    const response = await api.handle(
      new Request('http://people.example/v1/shoes', { headers: { authorization: `Bearer ${anna.accessToken}` } }),
    )
    expect(response.status).toBe(404)
    requests.pop()
  })
})

itWithSharedData('Every method that is answered was held against Google’s description', () => {
  expect([...usedMethods].toSorted()).toEqual([
    'people.contactGroups.create',
    'people.contactGroups.list',
    'people.contactGroups.members.modify',
    'people.people.batchCreateContacts',
    'people.people.batchDeleteContacts',
    'people.people.batchUpdateContacts',
    'people.people.connections.list',
    'people.people.createContact',
    'people.people.deleteContact',
    'people.people.get',
    'people.people.getBatchGet',
    'people.people.updateContact',
  ])
})
