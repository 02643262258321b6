/** The store contract: lists, pages and counts. Each name is a sentence of a port's documentation. @module */
import type { Company } from '../party/company.ts'
import type { PartyOrder } from '../ports/page.ts'
import { expectEqual, expectThat } from './assert.ts'
import {
  anneSees,
  ben,
  byName,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  type StoreCases,
  sortValueOf,
  write,
} from './store-scene.ts'

const orders: readonly PartyOrder[] = ['name', 'number', 'created', 'updated']

/** Orders, pages, words. */
export const listCases: StoreCases = {
  'list gives every order in both directions, ties by id': async (store) => {
    await open(store)
    const rows = [
      { id: companyId(3), name: 'b', createdAt: 1, updatedAt: 9 },
      { id: companyId(1), name: 'a', createdAt: 2, updatedAt: 8 },
      { id: companyId(2), name: 'a', createdAt: 2, updatedAt: 7 },
    ]
    await write(
      store,
      rows.map((row) => newCompany(row)),
    )
    const expected: Record<PartyOrder, readonly number[]> = {
      name: [1, 2, 3],
      number: [3, 1, 2],
      created: [3, 1, 2],
      updated: [2, 1, 3],
    }
    for (const order of orders) {
      const up = idsOf(await store.companies.list(everything, { ...byName, order }))
      expectEqual(up, expected[order].map(companyId), `ascending by ${order}`)
      const down = idsOf(await store.companies.list(everything, { ...byName, order, descending: true }))
      expectEqual(down, expected[order].map(companyId).toReversed(), `descending by ${order}`)
    }
  },

  'list compares names by code points': async (store) => {
    await open(store)
    const names = ['z', 'a b', 'ab', 'a', '中', '\u{1F34F}', '\uFF21', 'á']
    await write(
      store,
      names.map((name, n) => newContact({ id: contactId(n + 1), familyName: name }, { sortKey: name })),
    )
    const sorted = (await store.contacts.list(everything, byName)).map((contact) => contact.familyName)
    expectEqual(sorted, ['a', 'a b', 'ab', 'z', 'á', '中', '\uFF21', '\u{1F34F}'], 'names in order')
  },

  'list starts right after the position, in every order, whether or not the record there still exists': async (
    store,
  ) => {
    await open(store)
    const rows = [1, 2, 3, 4, 5].map((n) => ({
      id: companyId(n),
      name: n < 4 ? 'same' : `z${n}`,
      createdAt: 7,
      updatedAt: 7,
    }))
    await write(
      store,
      rows.map((row) => newCompany(row)),
    )
    for (const order of orders) {
      for (const descending of [false, true]) {
        const all = await store.companies.list(everything, { ...byName, order, descending })
        const paged: Company[] = []
        for (;;) {
          const last = paged.at(-1)
          const after = last && { value: sortValueOf(last, order), id: last.id }
          const page = await store.companies.list(everything, {
            ...byName,
            order,
            descending,
            limit: 2,
            ...(after === undefined ? {} : { after }),
          })
          if (page.length === 0) break
          paged.push(...page)
          expectThat(paged.length <= all.length, `pages by ${order} must come to an end`)
        }
        expectEqual(idsOf(paged), idsOf(all), `pages by ${order}${descending ? ', descending' : ''}`)
      }
    }
    const gone = { value: 'same', id: `${companyId(1).slice(0, -1)}f` }
    const rest = await store.companies.list(everything, { ...byName, after: gone })
    expectEqual(rest.length, 4, 'records after a position where no record is')
  },

  'list gives full pages of visible records': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3, 4, 5, 6].map((n) =>
        newCompany({ id: companyId(n), name: `n${n}`, visibility: n % 2 === 0 ? 'private' : 'read', ownerId: ben }),
      ),
    )
    const page = await store.companies.list(anneSees, { ...byName, limit: 3 })
    expectEqual(idsOf(page), [1, 3, 5].map(companyId), 'the first page that Anne sees')
  },

  'list never shows another workspace': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1) })], { workspaceId: elsewhere })
    expectEqual(await store.companies.list(everything, byName), [], 'companies here')
    expectEqual(await store.companies.count(everything, byName, 10), 0, 'companies counted here')
  },

  'list shows records in the trash only, and alone, when asked for': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), trashedAt: 3 }), newCompany({ id: companyId(2) })])
    expectEqual(idsOf(await store.companies.list(everything, byName)), [companyId(2)], 'in use')
    const trash = await store.companies.list(everything, { ...byName, trashed: true })
    expectEqual(idsOf(trash), [companyId(1)], 'in the trash')
    await write(store, [newCompany({ id: companyId(3) })])
    const counts = [false, true].map((trashed) => store.companies.count(everything, { words: [], trashed }, 9))
    expectEqual(await Promise.all(counts), [2, 1], 'how many are in use, and how many in the trash')
  },

  'list finds records whose search text holds every word': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }, { searchText: 'pomme 100% fils_a' }),
      newCompany({ id: companyId(2) }, { searchText: 'pomme cent fils\\a' }),
      newCompany({ id: companyId(3) }, { searchText: 'poire 1000 filsxa' }),
    ])
    const search = async (...words: string[]): Promise<readonly string[]> =>
      idsOf(await store.companies.list(everything, { ...byName, order: 'number', words }))
    expectEqual(await search('pomme'), [1, 2].map(companyId), 'one word')
    expectEqual(await search('fils', 'pomme', 'cent'), [companyId(2)], 'several words')
    expectEqual(await search('100%'), [companyId(1)], 'a per cent sign is just a sign')
    expectEqual(await search('s_a'), [companyId(1)], 'an underscore is just a sign')
    expectEqual(await search('fils\\a'), [companyId(2)], 'a backslash is just a sign')
  },

  'list finds a record by its short number': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3].map((n) => newContact({ id: contactId(n) }, { searchText: 'anna' })),
    )
    const found = await store.contacts.list(everything, { ...byName, words: ['2'] })
    expectEqual(idsOf(found), [contactId(2)], 'the contact number 2')
  },

  'count counts what list would list, and stops at the cap': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3, 4, 5].map((n) =>
        newCompany(
          { id: companyId(n), visibility: n === 1 ? 'private' : 'read', ownerId: ben },
          { searchText: `n${n}` },
        ),
      ),
    )
    expectEqual(await store.companies.count(anneSees, byName, 100), 4, 'visible to Anne')
    expectEqual(await store.companies.count(everything, byName, 100), 5, 'all')
    expectEqual(await store.companies.count(everything, byName, 3), 3, 'capped')
    expectEqual(await store.companies.count(everything, { ...byName, words: ['n4'] }, 100), 1, 'searched')
  },

  'findBySortKey finds equal names in the whole workspace, hidden and trashed ones too': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [
      newCompany({ id: companyId(1), name: 'Pomme', visibility: 'private', ownerId: ben, trashedAt: 4 }),
      newCompany({ id: companyId(2), name: 'Pommeraie' }),
      newCompany({ id: companyId(3), name: 'Pomme' }),
    ])
    await write(store, [newCompany({ id: companyId(4), name: 'Pomme' })], { workspaceId: elsewhere })
    const found = await store.companies.findBySortKey(here, ['pomme', 'poire'], 10)
    expectEqual(idsOf(found), [1, 3].map(companyId), 'companies called Pomme')
    expectEqual(idsOf(await store.companies.findBySortKey(here, ['pomme'], 1)), [companyId(1)], 'at most one')
    const both = await store.companies.findBySortKey(here, ['poire', 'pommeraie', 'pomme'], 10)
    expectEqual(idsOf(both), [1, 2, 3].map(companyId), 'companies of several names')
  },
}
