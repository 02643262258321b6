/** The store contract: what the access predicate lets through. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import type { Company } from '../party/company.ts'
import type { PartyOrder, PartyQuery } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted, withAnne, withBoth, withGroup, withOthers } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import {
  affiliationId,
  anne,
  ben,
  byName,
  companyId,
  contactId,
  everything,
  idsOf,
  newAffiliation,
  newCompany,
  newContact,
  open,
  type StoreCases,
  sortValueOf,
  write,
} from './store-scene.ts'

/** Ben's records and nobody's, of every visibility, shared and not; and what Anne sees of them under each filter. */
const rows = [
  { n: 1, visibility: 'private', ownerId: ben },
  { n: 2, visibility: 'private', ownerId: ben, shares: withAnne },
  { n: 3, visibility: 'private', ownerId: ben, shares: withGroup },
  { n: 4, visibility: 'private', ownerId: ben, shares: withOthers },
  { n: 5, visibility: 'private', ownerId: anne, shares: [] },
  { n: 6, visibility: 'private', ownerId: null },
  { n: 7, visibility: 'read', ownerId: ben },
  { n: 8, visibility: 'write', ownerId: ben, shares: withOthers },
  { n: 9, visibility: 'read', ownerId: null, shares: withOthers },
  { n: 10, visibility: 'write', ownerId: ben, shares: withBoth },
] as const
const seen = { granted: [2, 3, 5, 7, 8, 9, 10], assigned: [2, 3, 5, 6, 9, 10] } as const
const scopes = [
  { scope: granted, numbers: seen.granted },
  { scope: assigned, numbers: seen.assigned },
  { scope: everything, numbers: rows.map(({ n }) => n) },
]

/** The predicate in every read. */
export const accessCases: StoreCases = {
  'find gives back with whom a record is shared': async (store) => {
    await openWithShares(store)
    const shares = async (n: number): Promise<unknown> => {
      const [found, person] = await Promise.all([
        store.companies.find(everything, companyId(n)),
        store.contacts.find(everything, contactId(n)),
      ])
      expectEqual(person?.shares, found?.shares, `of contact ${n}`)
      return found?.shares
    }
    expectEqual(await shares(10), withBoth, 'of one that is shared twice')
    expectEqual(await shares(5), [], 'of one that is shared no longer')
    expectEqual(await shares(1), undefined, 'of one that never was')
  },

  'find under a granted filter finds what is not private, the member’s own, and what is shared with a grantee': async (
    store,
  ) => {
    await openWithShares(store)
    expectEqual(await foundOneByOne(store, granted), seen.granted, 'what Anne finds')
    const alone: AccessScope = { ...granted, filter: { sees: 'granted', memberId: anne, grantees: [anne] } }
    expectEqual(await foundOneByOne(store, alone), [2, 5, 7, 8, 9, 10], 'what Anne finds in no group')
  },

  'find under an assigned filter finds what is the member’s own, nobody’s, or shared with a grantee, and nothing else':
    async (store) => {
      await openWithShares(store)
      expectEqual(await foundOneByOne(store, assigned), seen.assigned, 'what Anne finds')
      const alone: AccessScope = { ...assigned, filter: { sees: 'assigned', memberId: anne, grantees: [anne] } }
      expectEqual(await foundOneByOne(store, alone), [2, 5, 6, 9, 10], 'what Anne finds in no group')
    },

  'findMany sees under every filter what find sees': async (store) => {
    await openWithShares(store)
    for (const { scope, numbers } of scopes) {
      const { sees } = scope.filter
      const asked = rows.map(({ n }) => n).toReversed()
      const companies = await store.companies.findMany(scope, asked.map(companyId))
      expectEqual(idsOf(companies).toSorted(), numbers.map(companyId), `companies, ${sees}`)
      const contacts = await store.contacts.findMany(scope, asked.map(contactId))
      expectEqual(idsOf(contacts).toSorted(), numbers.map(contactId), `contacts, ${sees}`)
    }
  },

  'list sees under every filter what find sees, in use and in the trash': async (store) => {
    await openWithShares(store)
    for (const { scope, numbers } of scopes) {
      const { sees } = scope.filter
      for (const order of orders) {
        const companies = idsOf(await store.companies.list(scope, { ...byName, order }))
        expectEqual(companies.toSorted(), numbers.map(companyId), `companies by ${order}, ${sees}`)
      }
      expectEqual(
        idsOf(await store.contacts.list(scope, byName)).toSorted(),
        numbers.map(contactId),
        `contacts, ${sees}`,
      )
      const trash = await store.companies.list(scope, { ...byName, trashed: true })
      expectEqual(
        idsOf(trash).toSorted(),
        numbers.map((n) => companyId(20 + n)),
        `the trash, ${sees}`,
      )
      const named = await store.companies.list(scope, { ...byName, words: ['odd'] })
      const odd = numbers.filter((n) => n % 2 === 1)
      expectEqual(idsOf(named).toSorted(), odd.map(companyId), `with a word, ${sees}`)
    }
  },

  'count sees under every filter what list sees, each record once, and stops at the cap': async (store) => {
    await openWithShares(store)
    for (const { scope, numbers } of scopes) {
      const { sees } = scope.filter
      const { length } = numbers
      expectEqual(await store.companies.count(scope, byName, 100), length, `companies, ${sees}`)
      expectEqual(await store.contacts.count(scope, byName, 100), length, `contacts, ${sees}`)
      expectEqual(await store.companies.count(scope, { ...byName, trashed: true }, 100), length, `the trash, ${sees}`)
      expectEqual(await store.companies.count(scope, byName, 4), 4, `up to a cap, ${sees}`)
      const odd = numbers.filter((n) => n % 2 === 1).length
      expectEqual(await store.companies.count(scope, { ...byName, words: ['odd'] }, 100), odd, `with a word, ${sees}`)
    }
  },

  'affiliations are visible under every filter where both ends are': async (store) => {
    await openWithShares(store)
    const pairs = rows.flatMap((person) => rows.map((place) => ({ person: person.n, place: place.n })))
    const idOf = ({ person, place }: (typeof pairs)[number]): string => affiliationId(person * 16 + place)
    await write(
      store,
      pairs.map((pair) =>
        newAffiliation({
          id: idOf(pair),
          contactId: contactId(pair.person),
          companyId: companyId(pair.place),
          isPrimary: false,
        }),
      ),
    )
    for (const { scope, numbers } of scopes) {
      const { sees } = scope.filter
      const isSeen = (n: number): boolean => numbers.some((each) => each === n)
      const visible = pairs.filter(({ person, place }) => isSeen(person) && isSeen(place))
      const people = rows.map(({ n }) => contactId(n))
      const jobs = await store.affiliations.listOfContacts(scope, people)
      expectEqual(idsOf(jobs), visible.map(idOf), `of contacts, ${sees}`)
      for (const place of [1, 2, 6, 7]) {
        const expected = visible.filter((pair) => pair.place === place).map(idOf)
        const first = await store.affiliations.listOfCompany(scope, companyId(place), { limit: 3 })
        expectEqual(idsOf(first), expected.slice(0, 3), `of company ${place}, ${sees}`)
        const after = first.at(-1)?.id
        const rest = await store.affiliations.listOfCompany(scope, companyId(place), {
          limit: 20,
          ...(after && { after }),
        })
        expectEqual(idsOf(rest), expected.slice(3), `of company ${place}, further on, ${sees}`)
      }
      for (const pair of pairs.filter(({ person, place }) => person === 1 || place === 6 || person === place)) {
        const found = await store.affiliations.find(scope, idOf(pair))
        expectEqual(found !== null, visible.includes(pair), `contact ${pair.person} at company ${pair.place}, ${sees}`)
      }
    }
  },

  'pages under an assigned filter are full and in order, each record once': async (store) => {
    await open(store)
    // Ties in every order; own, nobody's, shared once and twice, and hidden ones in between.
    const kinds = [
      { ownerId: anne },
      { ownerId: null, shares: withAnne },
      { ownerId: ben, shares: withBoth },
      { ownerId: ben, visibility: 'write' },
      { ownerId: ben, shares: withGroup },
      { ownerId: anne, shares: withBoth },
      { ownerId: ben, shares: withOthers },
    ] as const
    const records = Array.from({ length: 21 }, (_each, index) => ({
      id: companyId(((index * 8) % 21) + 1),
      name: ['n', 'o', 'p'][Math.floor(index / 4) % 3] ?? 'n',
      createdAt: 5 + (index % 3),
      updatedAt: 9 - (index % 2),
      ...kinds[index % kinds.length],
    }))
    await write(
      store,
      records.map((record) => newCompany(record)),
    )
    const hidden = new Set(records.filter((_each, index) => [3, 6].includes(index % 7)).map(({ id }) => id))
    for (const order of orders) {
      for (const descending of [false, true]) {
        const query: PartyQuery = { ...byName, order, descending }
        const all = await store.companies.list(everything, query)
        const expected = all.filter(({ id }) => !hidden.has(id))
        const pages = await pagesOf(store, { ...query, limit: 4 })
        const what = `by ${order}${descending ? ', descending' : ''}`
        expectEqual(idsOf(pages.flat()), idsOf(expected), `records ${what}`)
        expectEqual(
          pages.map((page) => page.length),
          [4, 4, 4, 3],
          `pages ${what}`,
        )
      }
    }
  },
}

const orders: readonly PartyOrder[] = ['name', 'number', 'created', 'updated']

/** Companies and contacts as in the table, and the same companies once more in the trash. */
async function openWithShares(store: Store): Promise<void> {
  await open(store)
  await write(
    store,
    rows.flatMap(({ n, ...access }) => {
      const name = `${n % 2 === 0 ? 'even' : 'odd'} ${n}`
      return [
        newCompany({ id: companyId(n), name, ...access }),
        newCompany({ id: companyId(20 + n), name, ...access, trashedAt: 5 }),
        newContact({ id: contactId(n), familyName: name, ...access }),
      ]
    }),
  )
}

/** The numbers of the companies that are found by their id; contacts must be the same. */
async function foundOneByOne(store: Store, scope: AccessScope): Promise<readonly number[]> {
  const found = await Promise.all(
    rows.map(async ({ n }) => {
      const isFound = (await store.companies.find(scope, companyId(n))) !== null
      expectEqual((await store.contacts.find(scope, contactId(n))) !== null, isFound, `contact ${n} and company ${n}`)
      return isFound ? [n] : []
    }),
  )
  return found.flat()
}

async function pagesOf(store: Store, query: PartyQuery): Promise<readonly (readonly Company[])[]> {
  const pages: (readonly Company[])[] = []
  for (;;) {
    const last = pages.at(-1)?.at(-1)
    const after = last && { value: sortValueOf(last, query.order), id: last.id }
    const page = await store.companies.list(assigned, { ...query, ...(after && { after }) })
    if (page.length === 0) return pages
    pages.push(page)
    expectThat(pages.length < 20, 'pages must come to an end')
  }
}
