import { recordPair } from '../identity/record-pair.ts'
import type { ClusterQuery } from '../ports/identity-index.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted, withAnne, withGroup } from './access-scene.ts'
import { expectEqual } from './assert.ts'
import {
  anne,
  ben,
  companyId,
  companyKey,
  contactId,
  contactKey,
  elsewhere,
  everything,
  here,
  newCompany,
  newContact,
  open,
  type StoreCases,
  write,
} from './store-scene.ts'

const everyCompany: ClusterQuery = { kind: 'company', limit: 100, mostRecords: 100 }

/** Keys that several records share, and pairs that are ignored. */
export const duplicateCases: StoreCases = {
  'keys that several records of one kind share come in the order of their code points': async (store) => {
    await open(store)
    await writeCompanies(store, ['npc:z|1|x', 'npc:é|1|x', 'npc:Z|1|x', 'vat:FR1'])
    await write(store, [newContact({ id: contactId(1) }), newContact({ id: contactId(2) })], {
      keysAdded: [
        companyKey('vat:FR2', companyId(1)),
        contactKey('vat:FR2', contactId(1)),
        contactKey('mail:a@b.example', contactId(1)),
        contactKey('mail:a@b.example', contactId(2)),
      ],
    })
    const companies = await store.identity.listClusters(everything, everyCompany)
    const both = { recordIds: [companyId(1), companyId(2)], count: 2 }
    expectEqual(
      companies,
      ['npc:Z|1|x', 'npc:z|1|x', 'npc:é|1|x', 'vat:FR1'].map((key) => ({ key, ...both })),
      'keys of companies',
    )
    const contacts = await store.identity.listClusters(everything, { ...everyCompany, kind: 'contact' })
    expectEqual(
      contacts,
      [{ key: 'mail:a@b.example', recordIds: [contactId(1), contactId(2)], count: 2 }],
      'keys of contacts',
    )
    expectEqual(
      await store.identity.listClusters({ ...everything, workspaceId: elsewhere }, everyCompany),
      [],
      'keys elsewhere',
    )
  },

  'a key that fewer than two records of the scope carry is no shared one, and only those of the scope are counted':
    async (store) => {
      await open(store)
      const hidden = { visibility: 'private', ownerId: ben } as const
      await write(
        store,
        [
          newCompany({ id: companyId(1), ...hidden }),
          newCompany({ id: companyId(2), ...hidden, shares: withGroup }),
          newCompany({ id: companyId(3), ownerId: anne, trashedAt: 5 }),
          newCompany({ id: companyId(4), ...hidden }),
          newCompany({ id: companyId(5), ownerId: ben }),
          newContact({ id: contactId(1), ...hidden, shares: withAnne }),
          newContact({ id: contactId(2), ...hidden }),
        ],
        {
          keysAdded: [
            ...[1, 4].map((n) => companyKey('vat:FR1', companyId(n))),
            ...[1, 3].map((n) => companyKey('vat:FR2', companyId(n))),
            ...[1, 2, 3, 4, 5].map((n) => companyKey('vat:FR3', companyId(n))),
            ...[3, 4, 5].map((n) => companyKey('vat:FR4', companyId(n))),
            ...[1, 2].map((n) => contactKey('mail:a@b.example', contactId(n))),
          ],
        },
      )
      const [two, three, five] = [2, 3, 5].map(companyId)
      expectEqual(
        await store.identity.listClusters(granted, everyCompany),
        [
          { key: 'vat:FR3', recordIds: [two, three, five], count: 3 },
          { key: 'vat:FR4', recordIds: [three, five], count: 2 },
        ],
        'what Anne sees as a user',
      )
      expectEqual(
        await store.identity.listClusters(assigned, { ...everyCompany, mostRecords: 1 }),
        [{ key: 'vat:FR3', recordIds: [two], count: 2 }],
        'what she sees if she is restricted',
      )
      expectEqual(await store.identity.listClusters(granted, { ...everyCompany, kind: 'contact' }), [], 'of contacts')
      const first = await store.identity.listClusters(granted, { ...everyCompany, limit: 1 })
      expectEqual(
        first.map(({ key }) => key),
        ['vat:FR3'],
        'a page is full where enough keys follow',
      )
      expectEqual((await store.identity.listClusters(everything, everyCompany)).length, 4, 'an administrator sees all')
    },

  'a page of shared keys starts at the key, inclusive, whether or not it still exists': async (store) => {
    await open(store)
    await writeCompanies(store, ['vat:FR1', 'vat:FR3', 'vat:FR5'])
    const from = async (key: string, limit: number): Promise<readonly string[]> =>
      (await store.identity.listClusters(everything, { ...everyCompany, from: key, limit })).map((each) => each.key)
    expectEqual(await from('vat:FR3', 1), ['vat:FR3'], 'the key that is there')
    expectEqual(await from('vat:FR2', 5), ['vat:FR3', 'vat:FR5'], 'after a key that is not there')
    expectEqual(await from('vat:FR6', 5), [], 'after the last one')
  },

  'all records of a shared key are counted, and the first ones named': async (store) => {
    await open(store)
    const ids = [4, 2, 5, 1, 3].map(companyId)
    await write(
      store,
      ids.map((id) => newCompany({ id })),
      { keysAdded: ids.map((id) => companyKey('vat:FR1', id)) },
    )
    expectEqual(
      await store.identity.listClusters(everything, { ...everyCompany, mostRecords: 3 }),
      [{ key: 'vat:FR1', recordIds: [1, 2, 3].map(companyId), count: 5 }],
      'the key',
    )
  },

  'pairs that are ignored are found, each once, and none elsewhere or of the other kind': async (store) => {
    await open(store)
    const [pair, other] = [recordPair('company', companyId(2), companyId(1)), companyPair(1, 3)]
    await write(
      store,
      [1, 2, 3].map((n) => newCompany({ id: companyId(n) })),
      { pairsIgnored: [pair] },
    )
    expectEqual(await store.identity.findIgnored(here, [other, pair, pair]), [pair], 'ignored pairs')
    expectEqual(await store.identity.findIgnored(here, [{ ...pair, kind: 'contact' }]), [], 'of the other kind')
    expectEqual(await store.identity.findIgnored(elsewhere, [pair]), [], 'elsewhere')
    expectEqual(await store.identity.findIgnored(here, []), [], 'of no pairs')
  },

  'ignoring a pair that is ignored, or restoring one that is not, changes nothing': async (store) => {
    await open(store)
    const [pair, other] = [companyPair(1, 2), companyPair(1, 3)]
    await write(
      store,
      [1, 2, 3].map((n) => newCompany({ id: companyId(n) })),
      { pairsIgnored: [pair] },
    )
    await write(store, [], { pairsIgnored: [pair], pairsRestored: [other] })
    expectEqual(await store.identity.findIgnored(here, [pair, other]), [pair], 'ignored twice')
    await write(store, [], { pairsRestored: [pair] })
    expectEqual(await store.identity.findIgnored(here, [pair, other]), [], 'restored')
  },

  'purging a record removes the ignored pairs that it is in, and no other': async (store) => {
    await open(store)
    const [lower, higher, other] = [companyPair(1, 2), companyPair(2, 3), companyPair(1, 3)]
    const ofContacts = { ...lower, kind: 'contact' } as const
    await write(
      store,
      [
        ...[1, 2, 3].map((n) => newCompany({ id: companyId(n) })),
        newContact({ id: companyId(1) }),
        newContact({ id: companyId(2) }),
      ],
      { pairsIgnored: [lower, higher, other, ofContacts] },
    )
    await write(store, [{ op: 'purge', kind: 'company', id: companyId(2), expectedVersion: 1 }])
    expectEqual(
      await store.identity.findIgnored(here, [lower, higher, other]),
      [other],
      'pairs that are left of companies',
    )
    expectEqual(await store.identity.findIgnored(here, [ofContacts]), [ofContacts], 'pairs of contacts')
  },
}

function companyPair(a: number, b: number) {
  return recordPair('company', companyId(a), companyId(b))
}

/** Two companies, one hidden and one in the trash, that share keys. */
async function writeCompanies(store: Store, keys: readonly string[]): Promise<void> {
  await write(
    store,
    [newCompany({ id: companyId(1), visibility: 'private' }), newCompany({ id: companyId(2), trashedAt: 3 })],
    { keysAdded: keys.flatMap((key) => [companyKey(key, companyId(1)), companyKey(key, companyId(2))]) },
  )
}
