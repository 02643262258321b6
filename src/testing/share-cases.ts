/** The store contract: shares as they come and go. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import { assigned, granted, withAnne, withBoth, withGroup, withOthers } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import {
  ben,
  byName,
  changedCompany,
  companyId,
  contactId,
  elsewhere,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Shares that are added, replaced, taken away and left behind. */
export const shareCases: StoreCases = {
  'shares that are added, replaced or taken away count at once': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), visibility: 'private', ownerId: ben })])
    const seenNow = async (): Promise<readonly boolean[]> => {
      const isListed = async (scope: AccessScope): Promise<boolean> =>
        (await store.companies.list(scope, byName)).length === 1
      const isFound = async (scope: AccessScope): Promise<boolean> =>
        (await store.companies.find(scope, companyId(1))) !== null
      return Promise.all([isFound(granted), isFound(assigned), isListed(granted), isListed(assigned)])
    }
    const [all, none] = [Array(4).fill(true), Array(4).fill(false)]
    expectEqual(await seenNow(), none, 'before')
    for (const [shares, expected, what] of [
      [withAnne, all, 'shared with Anne'],
      [withGroup, all, 'shared with her group instead'],
      [withOthers, none, 'shared with others instead'],
      [withBoth, all, 'shared with both'],
      [[], none, 'shared no longer'],
    ] as const) {
      await write(store, [await changedCompany(store, companyId(1), { shares })])
      expectEqual(await seenNow(), expected, what)
    }
  },

  'a shared record that is renamed is listed at its new place': async (store) => {
    await open(store)
    const shared = { visibility: 'private', ownerId: ben, shares: withGroup } as const
    await write(
      store,
      ['b', 'd', 'f'].map((name, n) => newCompany({ id: companyId(n + 1), name, ...shared })),
    )
    await write(store, [await changedCompany(store, companyId(1), { name: 'e' })])
    const order = [2, 1, 3].map(companyId)
    expectEqual(idsOf(await store.companies.list(assigned, byName)), order, 'by name')
    const after = { value: 'd', id: companyId(2) }
    expectEqual(idsOf(await store.companies.list(assigned, { ...byName, after })), order.slice(1), 'after a position')
  },

  'purging a record removes its shares': async (store) => {
    await open(store)
    const secret = { visibility: 'private', ownerId: ben } as const
    await write(store, [
      newCompany({ id: companyId(1), ...secret, shares: withAnne }),
      newContact({ id: contactId(1), ...secret, shares: withGroup }),
    ])
    await write(store, [
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 },
    ])
    // Whoever still had a share would see what takes the same id.
    await write(store, [newCompany({ id: companyId(1), ...secret }), newContact({ id: contactId(1), ...secret })])
    for (const scope of [granted, assigned]) {
      expectEqual(await store.companies.find(scope, companyId(1)), null, `the company, ${scope.filter.sees}`)
      expectEqual(await store.companies.list(scope, byName), [], `companies, ${scope.filter.sees}`)
      expectEqual(await store.contacts.count(scope, byName, 9), 0, `contacts, ${scope.filter.sees}`)
    }
  },

  'shares of one workspace count for nothing in another': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const record = { id: companyId(1), visibility: 'private', ownerId: ben } as const
    await write(store, [newCompany({ ...record, shares: withAnne })])
    await write(store, [newCompany(record)], { workspaceId: elsewhere })
    for (const { filter } of [granted, assigned]) {
      const there: AccessScope = { workspaceId: elsewhere, filter }
      expectEqual(await store.companies.find(there, companyId(1)), null, `the company elsewhere, ${filter.sees}`)
      expectEqual(await store.companies.list(there, byName), [], `companies elsewhere, ${filter.sees}`)
      expectThat(
        (await store.companies.find({ workspaceId: here, filter }, companyId(1))) !== null,
        'Anne finds it here',
      )
    }
  },
}
