/** ACC-3 Lists and counts of what a member may see are those of the memory store, whatever is shared with whom. */
import type { PGlite } from '@electric-sql/pglite'
import type {
  AccessScope,
  Company,
  Contact,
  PagePosition,
  PartyOrder,
  PartyQuery,
  Share,
  Store,
  Visibility,
  Write,
} from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildCompany, buildContact, buildWorkspace, countedId } from 'crmkit/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { sharedPostgres } from './shared-postgres.ts'
import { openTestPglite } from './test-pglite.ts'

type Kind = 'company' | 'contact'

/** A record of a random world, as far as lists look at it. */
interface Drawn {
  readonly kind: Kind
  readonly sortKey: string
  readonly searchText: string
  readonly at: number
  readonly ownerId: string | null
  readonly visibility: Visibility
  readonly shares: readonly Share[] | undefined
  readonly isTrashed: boolean
}

interface World {
  readonly records: readonly Drawn[]
  /** What some of the records become afterwards; `null`: they go for good. */
  readonly changes: readonly (readonly [index: number, to: Drawn | null])[]
  readonly grantees: readonly string[]
  readonly queries: readonly Omit<PartyQuery, 'after'>[]
}

const people = [1, 2, 3].map((n) => countedId(n, 0xb))
const groups = [11, 12, 13].map((n) => countedId(n, 0xb))
const [anne = ''] = people
const orders: readonly PartyOrder[] = ['name', 'number', 'created', 'updated']

const share = fc.record<Share>({
  with: fc.constantFrom(...people, ...groups),
  level: fc.constantFrom('read', 'write'),
})

const drawn = fc.record<Drawn>({
  kind: fc.constantFrom<Kind>('company', 'company', 'contact'),
  sortKey: fc.constantFrom('a', 'a b', 'b', 'c', 'd'),
  searchText: fc.constantFrom('pomme', 'poire', 'pomme poire'),
  at: fc.integer({ min: 1, max: 6 }),
  ownerId: fc.constantFrom(...people, null),
  visibility: fc.constantFrom<Visibility>('private', 'private', 'read', 'write'),
  shares: fc.option(fc.uniqueArray(share, { maxLength: 4, selector: (one) => one.with }), { nil: undefined }),
  isTrashed: fc.nat(5).map((n) => n === 0),
})

const world: fc.Arbitrary<World> = fc.record({
  records: fc.array(drawn, { minLength: 20, maxLength: 40 }),
  changes: fc.uniqueArray(fc.tuple(fc.nat(19), fc.option<Drawn>(drawn)), {
    maxLength: 8,
    selector: ([index]) => index,
  }),
  grantees: fc.subarray(groups).map((joined) => [anne, ...joined]),
  queries: fc.array(
    fc.record({
      order: fc.constantFrom(...orders),
      descending: fc.boolean(),
      words: fc.constantFrom([], [], ['pomme'], ['poire', 'pomme'], ['7']),
      trashed: fc.nat(3).map((n) => n === 0),
      limit: fc.integer({ min: 3, max: 12 }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
})

let workspaces = 0

/** Writes a world into a workspace of its own, the same in both stores. */
async function settle(stores: readonly Store[], { records, changes }: World): Promise<string> {
  workspaces += 1
  const workspaceId = countedId(workspaces, 0xa)
  const opening: Write = { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) }
  for (const store of stores) {
    const writes = [opening, ...records.map(creation)]
    const created = await store.commit(buildCommit({ workspaceId, writes }))
    if (!created.ok) throw new Error(JSON.stringify(created.error))
    const { numbers } = created.value
    const rewritten = changes.flatMap(([index, to]): readonly Write[] => {
      const before = records[index]
      return before === undefined ? [] : [change(before, to, index, numbers)]
    })
    const changed = await store.commit(buildCommit({ workspaceId, writes: rewritten }))
    if (!changed.ok) throw new Error(JSON.stringify(changed.error))
  }
  return workspaceId
}

function creation(one: Drawn, index: number): Write {
  const fields = fieldsOf(one, one.kind, index)
  return one.kind === 'company'
    ? { op: 'create', kind: 'company', record: buildCompany(fields), index: one }
    : { op: 'create', kind: 'contact', record: buildContact(fields), index: one }
}

/** A record keeps its kind and its number, and that it was shared once. */
function change({ kind, shares }: Drawn, to: Drawn | null, index: number, numbers: ReadonlyMap<string, number>): Write {
  const id = idOf(kind, index)
  if (to === null) return { op: 'purge', kind, id, expectedVersion: 1 }
  const number = numbers.get(id) ?? 0
  const fields = { ...fieldsOf({ ...to, shares: to.shares ?? shares }, kind, index), version: 2 }
  return kind === 'company'
    ? { op: 'update', kind, record: { ...buildCompany(fields), number }, index: to }
    : { op: 'update', kind, record: { ...buildContact(fields), number }, index: to }
}

function idOf(kind: Kind, index: number): string {
  return countedId(index + 1, kind === 'company' ? 0xc : 0xd)
}

function fieldsOf({ at, ownerId, visibility, shares, isTrashed }: Drawn, kind: Kind, index: number) {
  return {
    id: idOf(kind, index),
    createdAt: at,
    updatedAt: 7 - at,
    ownerId,
    visibility,
    ...(shares !== undefined && { shares }),
    ...(isTrashed && { trashedAt: 9 }),
  }
}

/** All pages of a list, each as its ids. */
async function pages(
  store: Store,
  kind: Kind,
  scope: AccessScope,
  query: Omit<PartyQuery, 'after'>,
  sortKeys: ReadonlyMap<string, string>,
): Promise<readonly (readonly string[])[]> {
  const parties = kind === 'company' ? store.companies : store.contacts
  const all: string[][] = []
  let after: PagePosition | undefined
  for (;;) {
    const page = await parties.list(scope, { ...query, ...(after !== undefined && { after }) })
    all.push(page.map((record) => record.id))
    const last = page.at(-1)
    if (last === undefined || page.length < query.limit) return all
    after = { value: sortValue(last, query.order, sortKeys), id: last.id }
  }
}

function sortValue(
  { id, number, createdAt, updatedAt }: Company | Contact,
  order: PartyOrder,
  sortKeys: ReadonlyMap<string, string>,
): string | number {
  switch (order) {
    case 'name':
      return sortKeys.get(id) ?? ''
    case 'number':
      return number
    case 'created':
      return createdAt
    case 'updated':
      return updatedAt
  }
}

/** Holds a store against memory, in random worlds. */
async function compare(store: () => Store, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(world, async (drawnWorld) => {
      const memory = memoryStore()
      const workspaceId = await settle([memory, store()], drawnWorld)
      const { records, changes, grantees, queries } = drawnWorld
      const sortKeys = new Map(records.map((one, index) => [idOf(one.kind, index), one.sortKey]))
      for (const [index, to] of changes) {
        const before = records[index]
        if (before !== undefined && to !== null) sortKeys.set(idOf(before.kind, index), to.sortKey)
      }
      for (const sees of ['assigned', 'granted'] as const) {
        const scope: AccessScope = { workspaceId, filter: { sees, memberId: anne, grantees } }
        for (const kind of ['company', 'contact'] as const) {
          for (const query of queries) {
            const expected = await pages(memory, kind, scope, query, sortKeys)
            expect(await pages(store(), kind, scope, query, sortKeys), `${sees} ${kind} pages`).toEqual(expected)
            const cap = query.limit * 2
            const count = (of: Store): Promise<number> =>
              (kind === 'company' ? of.companies : of.contacts).count(scope, query, cap)
            expect(await count(store()), `${sees} ${kind} count up to ${cap}`).toBe(await count(memory))
          }
        }
      }
    }),
    { numRuns },
  )
}

const rule = 'ACC-3 lists and counts what a member may see as memory does, in random worlds'

describe('PGlite', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db.close())

  it(rule, { timeout: 60_000 }, () => compare(() => pgliteStore({ db }), 10))
})

describe('PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await openDatabase(server, server.template)
  })
  afterAll(async () => {
    await database.close()
  })

  it(rule, { timeout: 60_000 }, () => compare(() => postgresStore({ pool: database.pool }), 10))
})
