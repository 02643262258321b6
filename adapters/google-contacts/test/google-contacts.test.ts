/** What is known of the People API, fact by fact, and what the adapter makes of it. */

import { fieldsOf } from '@crmkit/adapter-kit'
import type { ContactDirectory, DirectoryWrite } from 'crmkit'
import { countedId } from 'crmkit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { googleContacts } from '../src/index.ts'
import { openScene, patient, type Scene } from './scene.ts'

const bob = { givenName: 'Bob', familyName: 'Poire', jobTitle: 'Buyer', companyName: 'Pomme SARL' }
const wireBob = { names: [{ givenName: 'Bob', familyName: 'Poire' }] }

let scene: Scene
beforeEach(async () => {
  scene = await openScene()
})
afterEach(async () => {
  await scene.close()
})

/** The requests of a kind, as they were asked. */
function asked(part: string) {
  return scene.requests.filter(({ path }) => path.includes(part))
}

async function versionOf(directory: ContactDirectory, entryId: string): Promise<string> {
  const answer = await directory.readEntries([entryId], patient)
  if (answer.kind !== 'entries') throw new Error(answer.kind)
  return answer.entries[0]?.version ?? ''
}

async function update(entryId: string, changes: Extract<DirectoryWrite, { kind: 'update' }>['changes']) {
  const version = await versionOf(scene.directory, entryId)
  return { kind: 'update', entryId, version, changes } as const
}

describe('Reading', () => {
  it('asks for contacts only, with the same fields in every page and in every answer', async () => {
    scene.anna.add(wireBob)
    await scene.directory.readPage({}, patient)
    await scene.directory.readEntries(['people/c000000001'], patient)
    const masks = scene.requests.map(({ path }) => {
      const query = new URLSearchParams(path.split('?')[1])
      return [query.getAll('sources').join(), query.get('personFields')]
    })
    const fields = 'metadata,names,phoneNumbers,emailAddresses,addresses,organizations,memberships,clientData'
    expect(masks).toEqual(Array(2).fill(['READ_SOURCE_TYPE_CONTACT', fields]))
  })

  it('takes nothing of what people say of themselves on their profiles', async () => {
    scene.anna.add(wireBob)
    const page = await scene.directory.readPage({}, patient)
    const names = page.kind === 'page' ? page.entries.map(({ fields }) => fields.givenName) : []
    expect(names).toEqual(['Bob'])
  })

  it('asks for changes with the parameters that the token was given for', async () => {
    const first = await scene.directory.readPage({}, patient)
    if (first.kind !== 'page' || first.syncToken === undefined) throw new Error('no token')
    scene.anna.add(wireBob)
    expect(await scene.directory.readPage({ syncToken: first.syncToken }, patient)).toMatchObject({
      kind: 'page',
      entries: [{ fields: { givenName: 'Bob' } }],
    })
    const queries = asked('connections').map(({ path }) => new URLSearchParams(path.split('?')[1]))
    for (const query of queries) query.delete('syncToken')
    expect(new Set(queries.map(String)).size).toBe(1)
  })

  it('reads everybody again where the page size has changed since', async () => {
    const first = await scene.directory.readPage({}, patient)
    if (first.kind !== 'page' || first.syncToken === undefined) throw new Error('no token')
    const auth = { getAccessToken: async () => ({ token: scene.anna.accessToken }) }
    const other = googleContacts({ auth, rootUrl: scene.url, pageSize: 10 })
    const count = scene.requests.length
    expect(await other.readPage({ syncToken: first.syncToken }, patient)).toEqual({ kind: 'token-expired' })
    expect(scene.requests.length).toBe(count)
  })

  it('goes on with a page of changes though only the page is named', async () => {
    await scene.close()
    scene = await openScene({ pageSize: 1 })
    const first = await scene.directory.readPage({}, patient)
    if (first.kind !== 'page' || first.syncToken === undefined) throw new Error('no token')
    for (let count = 0; count < 3; count += 1) scene.anna.add(wireBob)
    const second = await scene.directory.readPage({ syncToken: first.syncToken }, patient)
    if (second.kind !== 'page' || second.nextPageToken === undefined) throw new Error('no second page')
    const third = await scene.directory.readPage({ pageToken: second.nextPageToken }, patient)
    expect(third).toMatchObject({ kind: 'page', entries: [{ entryId: 'people/c000000002' }] })
  })

  it('says token-expired seven days after everybody was read, however often the token was renewed', async () => {
    let read = await scene.directory.readPage({}, patient)
    for (let day = 0; day < 7; day += 1) {
      scene.clock.advance(86_400_000 - 1)
      if (read.kind !== 'page' || read.syncToken === undefined) throw new Error(`${day}: ${read.kind}`)
      read = await scene.directory.readPage({ syncToken: read.syncToken }, patient)
    }
    scene.clock.advance(10)
    if (read.kind !== 'page' || read.syncToken === undefined) throw new Error(read.kind)
    expect(await scene.directory.readPage({ syncToken: read.syncToken }, patient)).toEqual({ kind: 'token-expired' })
  })

  it('refuses a token that is none of its own', async () => {
    expect(await scene.directory.readPage({ syncToken: 'nonsense' }, patient)).toMatchObject({ kind: 'refused' })
    expect(scene.requests).toEqual([])
  })

  it('tells of somebody who has another name by now which ones he had, and changes him by those too', async () => {
    const old = scene.anna.add(wireBob)
    const before = await scene.directory.readPage({}, patient)
    if (before.kind !== 'page' || before.syncToken === undefined) throw new Error('no token')
    const entryId = scene.anna.rename(old)
    expect(entryId).not.toBe(old)
    const renamed = { entryId, formerEntryIds: [old], fields: { givenName: 'Bob' } }
    const changes = await scene.directory.readPage({ syncToken: before.syncToken }, patient)
    expect(changes).toMatchObject({ kind: 'page', entries: [renamed], deletedEntryIds: [] })
    expect(await scene.directory.readEntries([old], patient)).toMatchObject({ kind: 'entries', entries: [renamed] })
    const [written] = await scene.directory.write([await update(old, { givenName: 'Rob' })], patient)
    expect(written).toMatchObject({ kind: 'written', entry: { entryId, formerEntryIds: [old] } })
    // A reading of everybody does not tell.
    const page = await scene.directory.readPage({}, patient)
    expect(page.kind === 'page' && page.entries.map((entry) => entry.formerEntryIds)).toEqual([undefined])
  })

  it('names who was deleted by all the names that he had', async () => {
    const old = scene.anna.add(wireBob)
    const before = await scene.directory.readPage({}, patient)
    if (before.kind !== 'page' || before.syncToken === undefined) throw new Error('no token')
    const present = scene.anna.rename(old)
    await scene.anna.person.remove(present)
    const changes = await scene.directory.readPage({ syncToken: before.syncToken }, patient)
    expect(changes).toMatchObject({ kind: 'page', entries: [], deletedEntryIds: [present, old] })
  })

  it('asks for at most 200 people by name at once', async () => {
    const names = Array.from({ length: 201 }, () => scene.anna.add(wireBob))
    const answer = await scene.directory.readEntries(names, patient)
    expect(answer.kind === 'entries' && answer.entries.length).toBe(201)
    expect(asked('batchGet').length).toBe(2)
  })

  it('takes nobody for deleted whom an answer leaves out', async () => {
    const here = scene.anna.add(wireBob)
    const auth = { getAccessToken: async () => ({ token: scene.anna.accessToken }) }
    const leavesOut = googleContacts({
      auth,
      fetch: async (request) => {
        const response = await scene.api.handle(request)
        const { responses } = await response.json()
        return Response.json({ responses: responses.slice(1) })
      },
    })
    expect(await leavesOut.readEntries([here, scene.anna.add(wireBob)], patient)).toMatchObject({
      kind: 'postponed',
      problem: expect.any(String),
    })
    const failsOne = googleContacts({
      auth,
      fetch: async () => Response.json({ responses: [{ requestedResourceName: here, status: { code: 13 } }] }),
    })
    expect(await failsOne.readEntries([here], patient)).toMatchObject({
      kind: 'postponed',
      problem: expect.any(String),
    })
  })
})

describe('Writing', () => {
  it('sends the etag of the contact, and keeps what is not its own in a list', async () => {
    const name = scene.anna.add({
      names: [{ givenName: 'Bob', middleName: 'K.', familyName: 'Poire' }],
      phoneNumbers: [
        { value: '+33123456780', type: 'homeFax' },
        { value: '+33612345678', type: 'mobile' },
        { value: '+33123456781', type: 'Boat' },
      ],
      organizations: [{ name: 'Pomme SARL', title: 'Buyer', department: 'Apples', type: 'work' }],
    })
    const write = await update(name, { mobilePhones: ['+33698765432'], familyName: 'Prune', jobTitle: null })
    expect(await scene.directory.write([write], patient)).toMatchObject([{ kind: 'written' }])
    expect(scene.anna.people()).toMatchObject([
      {
        names: [{ givenName: 'Bob', middleName: 'K.', familyName: 'Prune', displayName: 'Bob K. Prune' }],
        phoneNumbers: [
          { value: '+33123456780', type: 'homeFax' },
          { value: '+33698765432', type: 'mobile' },
          { value: '+33123456781', type: 'Boat' },
        ],
        organizations: [{ name: 'Pomme SARL', department: 'Apples', type: 'work' }],
      },
    ])
    const { contacts, updateMask } = fieldsOf(asked('batchUpdate')[0]?.body)
    expect(updateMask).toBe('names,phoneNumbers,organizations')
    const [sent] = Object.values(fieldsOf(contacts)).map(fieldsOf)
    expect(sent?.['metadata']).toEqual({ sources: [{ type: 'CONTACT', id: '00000001', etag: write.version }] })
    expect(JSON.stringify(sent)).not.toMatch(/displayName|canonicalForm|formattedType|unstructuredName/)
  })

  it('leaves others as they are who share a batch, though it has one mask', async () => {
    const [first, second] = [
      scene.anna.add({ ...wireBob, emailAddresses: [{ value: 'b@pomme.example', type: 'Boat' }] }),
      scene.anna.add({ ...wireBob, phoneNumbers: [{ value: '+33612345678' }] }),
    ]
    const writes = [
      await update(first, { givenName: 'Rob' }),
      await update(second, { homeEmails: ['r@pomme.example'] }),
    ]
    await scene.directory.write(writes, patient)
    expect(asked('batchUpdate').length).toBe(1)
    expect(scene.anna.people()).toMatchObject([
      { names: [{ givenName: 'Rob' }], emailAddresses: [{ value: 'b@pomme.example', type: 'Boat' }] },
      { names: [{ givenName: 'Bob' }], emailAddresses: [{ value: 'r@pomme.example', type: 'home' }] },
    ])
  })

  it('says what became of each of 200 at once, and asks four times', async () => {
    const found = await scene.directory.ensureGroup('crmkit', patient)
    if (found.kind !== 'group') throw new Error(found.kind)
    const names = Array.from({ length: 100 }, () => scene.anna.add(wireBob))
    const answer = await scene.directory.readEntries(names, patient)
    if (answer.kind !== 'entries') throw new Error(answer.kind)
    const { groupId } = found.group
    const known = answer.entries.map(({ entryId, version }, index): DirectoryWrite => {
      if (index % 2 === 0) return { kind: 'delete', entryId, version }
      return { kind: 'update', entryId, version, changes: { givenName: `Bob ${index}` } }
    })
    const made = Array.from({ length: 100 }, (_, index): DirectoryWrite => {
      return { kind: 'create', contactId: countedId(index), fields: bob, groupId }
    })
    const before = scene.requests.length
    const writes = known.flatMap((write, index) => [write, made[index] ?? write])
    const answers = await scene.directory.write(writes, patient)
    expect(answers.filter(({ kind }) => kind === 'written').length).toBe(200)
    expect(scene.requests.length - before).toBe(4)
    expect(scene.anna.people().length).toBe(150)
    const told = answers.map((each) => (each.kind === 'written' ? (each.entry?.contactId ?? each.entry?.entryId) : ''))
    const wanted = writes.map((write) => {
      return write.kind === 'create' ? write.contactId : write.kind === 'update' ? write.entryId : undefined
    })
    expect(told).toEqual(wanted)
  })

  it('refuses more than 200 changes', async () => {
    const one: DirectoryWrite = { kind: 'create', contactId: countedId(1), fields: bob, groupId: 'contactGroups/1' }
    await expect(scene.directory.write(Array(201).fill(one), patient)).rejects.toThrow('200')
    expect(scene.requests).toEqual([])
  })

  it.each([false, true])('makes the others where one has no group that is there (whole batches: %s)', async (whole) => {
    await scene.close()
    scene = await openScene({ refusesWholeBatches: whole })
    const found = await scene.directory.ensureGroup('crmkit', patient)
    if (found.kind !== 'group') throw new Error(found.kind)
    const writes = ['contactGroups/none', found.group.groupId, found.group.groupId].map((groupId, index) => {
      return { kind: 'create', contactId: countedId(index), fields: bob, groupId } as const
    })
    const answers = await scene.directory.write(writes, patient)
    expect(answers.map(({ kind }) => kind)).toEqual(['refused', 'written', 'written'])
    expect(scene.anna.people().length).toBe(2)
  })

  it('makes the changes of an account one after the other', async () => {
    let open = 0
    let most = 0
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        open += 1
        most = Math.max(most, open)
        await new Promise((resolve) => setTimeout(resolve, 2))
        open -= 1
        return scene.api.handle(request)
      },
    })
    const writes = [1, 2, 3].map((index): DirectoryWrite => {
      return { kind: 'create', contactId: countedId(index), fields: bob, groupId: 'contactGroups/starred' }
    })
    await Promise.all(writes.map((write) => directory.write([write], patient)))
    expect([most, scene.anna.people().length]).toEqual([1, 3])
  })

  it('keeps our mark where nobody sees it, and puts whom it makes into My Contacts too', async () => {
    const create = { kind: 'create', contactId: countedId(7), fields: bob, groupId: 'contactGroups/starred' } as const
    await scene.directory.write([create], patient)
    expect(scene.anna.people()).toMatchObject([
      {
        clientData: [{ key: 'crmkit', value: countedId(7) }],
        memberships: [
          { contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } },
          { contactGroupMembership: { contactGroupResourceName: 'contactGroups/starred' } },
        ],
      },
    ])
  })

  it('asks for nothing where the changes change nothing', async () => {
    const name = scene.anna.add(wireBob)
    const write = await update(name, {})
    expect(await scene.directory.write([write], patient)).toMatchObject([{ kind: 'written', entry: { entryId: name } }])
    expect(asked('batchUpdate')).toEqual([])
  })

  it('says gone where somebody is deleted between the look and the change', async () => {
    const name = scene.anna.add(wireBob)
    const write = await update(name, { givenName: 'Rob' })
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        if (request.method === 'POST') await scene.anna.person.remove(name)
        return scene.api.handle(request)
      },
    })
    expect(await directory.write([write], patient)).toEqual([{ kind: 'gone' }])
  })

  it('says gone of whom a batch of deletions does not find, and deletes the others', async () => {
    const names = [scene.anna.add(wireBob), scene.anna.add(wireBob), scene.anna.add(wireBob)]
    const writes: DirectoryWrite[] = []
    for (const entryId of names) {
      writes.push({ kind: 'delete', entryId, version: await versionOf(scene.directory, entryId) })
    }
    let isFirst = true
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        if (request.method === 'POST' && isFirst) await scene.anna.person.remove(names[1] ?? '')
        if (request.method === 'POST') isFirst = false
        return scene.api.handle(request)
      },
    })
    const kinds = (await directory.write(writes, patient)).map(({ kind }) => kind)
    expect([kinds, scene.anna.people()]).toEqual([['written', 'gone', 'written'], []])
  })

  it('knows whom it made by its mark, in whichever order Google names them', async () => {
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        const { createdPeople } = await (await scene.api.handle(request)).json()
        return Response.json({ createdPeople: createdPeople.toReversed() })
      },
    })
    const writes = [1, 2].map((index): DirectoryWrite => {
      const fields = { ...bob, givenName: `Bob ${index}` }
      return { kind: 'create', contactId: countedId(index), fields, groupId: 'contactGroups/starred' }
    })
    const answers = await directory.write(writes, patient)
    expect(answers).toMatchObject(
      writes.map(({ kind: _kind, ...write }) => ({
        kind: 'written',
        entry: { contactId: 'contactId' in write ? write.contactId : '' },
      })),
    )
  })

  it('says version-conflict where somebody is changed between the look and the change', async () => {
    const name = scene.anna.add(wireBob)
    const write = await update(name, { givenName: 'Rob' })
    const directory = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        if (request.method === 'POST') scene.anna.change(name, { names: [{ givenName: 'Bobby' }] })
        return scene.api.handle(request)
      },
    })
    expect(await directory.write([write], patient)).toEqual([{ kind: 'version-conflict' }])
    expect(scene.anna.people()).toMatchObject([{ names: [{ givenName: 'Bobby' }] }])
  })
})

describe('Failures', () => {
  const create: DirectoryWrite = {
    ...{ kind: 'create', contactId: countedId(1), fields: bob, groupId: 'contactGroups/starred' },
  }

  it.each([
    [
      'quota',
      { kind: 'postponed', problem: 'quota', retryAfterMs: 90_000 },
      { kind: 'postponed', problem: 'quota', retryAfterMs: 90_000 },
    ],
    [
      'quota-403',
      { kind: 'postponed', problem: 'quota', retryAfterMs: 60_000 },
      { kind: 'postponed', problem: 'quota', retryAfterMs: 60_000 },
    ],
    [
      'unavailable',
      { kind: 'postponed', problem: '503 UNAVAILABLE backendError' },
      { kind: 'unknown', problem: '503 UNAVAILABLE backendError' },
    ],
    ['request-lost', { kind: 'postponed', problem: 'ECONNRESET' }, { kind: 'unknown', problem: 'ECONNRESET' }],
    [
      'no-api',
      { kind: 'refused', problem: '403 PERMISSION_DENIED SERVICE_DISABLED' },
      { kind: 'refused', problem: '403 PERMISSION_DENIED SERVICE_DISABLED' },
    ],
  ] as const)('%s: asked once, and said of reading and of changing', async (failure, ofReading, ofChanging) => {
    scene.anna.failReads(failure)
    expect(await scene.directory.readPage({}, patient)).toEqual(ofReading)
    scene.anna.failChanges(failure)
    expect(await scene.directory.write([create], patient)).toEqual([ofChanging])
    // Only what reached the interface is counted.
    expect(scene.requests.length).toBe(failure === 'request-lost' ? 0 : 2)
    expect(scene.anna.people()).toEqual([])
  })

  it('does not ask on once a change failed: the rest is postponed', async () => {
    const name = scene.anna.add(wireBob)
    const change = await update(name, { givenName: 'Rob' })
    scene.anna.failChanges('answer-lost')
    const answers = await scene.directory.write([change, create], patient)
    expect(answers.map(({ kind }) => kind)).toEqual(['postponed', 'unknown'])
    expect(scene.anna.people().length).toBe(2)
    expect(asked('batchUpdate')).toEqual([])
  })

  it('is postponed where nobody is at the address', async () => {
    const auth = { getAccessToken: async () => ({ token: scene.anna.accessToken }) }
    const nobody = googleContacts({ auth, rootUrl: 'http://127.0.0.1:9' })
    expect(await nobody.readPage({}, patient)).toEqual({ kind: 'postponed', problem: 'ECONNREFUSED' })
    expect(await nobody.write([create], patient)).toEqual([{ kind: 'postponed', problem: 'ECONNREFUSED' }])
    expect(await nobody.check(patient)).toMatchObject([{ problem: 'unreachable' }])
  })

  it('ends at the deadline', async () => {
    const auth = { getAccessToken: async () => ({ token: scene.anna.accessToken }) }
    const slow = googleContacts({
      auth,
      fetch: (request) =>
        new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(new Error()))),
    })
    const started = performance.now()
    expect(await slow.write([create], { timeoutMs: 60 })).toMatchObject([{ kind: 'unknown' }])
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('counts requests where the account has a quota', async () => {
    await scene.close()
    scene = await openScene({ requestsPerMinute: 2 })
    const kinds = []
    for (let count = 0; count < 3; count += 1) kinds.push((await scene.directory.readPage({}, patient)).kind)
    scene.clock.advance(60_000)
    kinds.push((await scene.directory.readPage({}, patient)).kind)
    expect(kinds).toEqual(['page', 'page', 'postponed', 'page'])
  })

  it('says a problem in codes: neither names nor numbers are quoted', async () => {
    const fields = { givenName: 'Anna Secrète', mobilePhones: ['+33612345678'] }
    const [answer] = await scene.directory.write([{ ...create, fields, groupId: 'contactGroups/none' }], patient)
    expect(answer).toEqual({ kind: 'refused', problem: 'code 3' })
  })
})

describe('Groups', () => {
  it('are found among all pages, and made by the one who comes first', async () => {
    const two = await Promise.all([scene.directory, scene.directory].map((each) => each.ensureGroup('crmkit', patient)))
    expect(two[0]).toEqual(two[1])
    expect(scene.anna.groups().filter(({ name }) => name === 'crmkit').length).toBe(1)
  })

  it('are those of the user: a name of Google’s own is refused', async () => {
    expect(await scene.directory.ensureGroup('starred', patient)).toMatchObject({ kind: 'refused' })
  })

  it('are taken from whoever made them first, where a list does not show them yet', async () => {
    let lists = 0
    const late = googleContacts({
      auth: { getAccessToken: async () => ({ token: scene.anna.accessToken }) },
      fetch: async (request) => {
        const response = await scene.api.handle(request)
        if (request.method !== 'GET') return response
        lists += 1
        return lists === 1 ? Response.json({ contactGroups: [] }) : response
      },
    })
    const first = await scene.directory.ensureGroup('crmkit', patient)
    expect(await late.ensureGroup('crmkit', patient)).toEqual(first)
  })
})

describe('Several accounts', () => {
  it('have nothing in common', async () => {
    const of = (name: string) => {
      const auth = { getAccessToken: async () => ({ token: scene.api.account(name).accessToken }) }
      return googleContacts({ auth, rootUrl: scene.url })
    }
    scene.anna.add(wireBob)
    scene.api.account('bob').add({ names: [{ givenName: 'Carla' }] })
    const [ofAnna, ofBob] = await Promise.all(['anna', 'bob'].map((name) => of(name).readPage({}, patient)))
    expect([ofAnna, ofBob]).toMatchObject([
      { entries: [{ fields: { givenName: 'Bob' } }] },
      { entries: [{ fields: { givenName: 'Carla' } }] },
    ])
  })
})

describe('Options', () => {
  const auth = { getAccessToken: async () => ({ token: '' }) }

  it.each([
    [{ auth, pageSize: 0 }],
    [{ auth, pageSize: 1_001 }],
    [{ auth, rootUrl: 'people' }],
    [{ auth, rootUrl: 'https://people.googleapis.com/v1' }],
  ])('that can’t be meant are refused: %j', (options) => {
    expect(() => googleContacts(options)).toThrow(/has to be/)
  })

  it('of the environment are not read', async () => {
    const before = { ...process.env }
    Object.assign(process.env, {
      HTTP_PROXY: 'http://127.0.0.1:9',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      GOOGLE_CLOUD_UNIVERSE_DOMAIN: 'nowhere.example',
    })
    try {
      expect((await scene.directory.readPage({}, patient)).kind).toBe('page')
    } finally {
      process.env = before
    }
  })
})
