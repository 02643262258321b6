/** ACC-3, CAL-1, INT-9: lists, counts and timelines of interactions are those of the memory store, in random worlds. */
import type { PGlite } from '@electric-sql/pglite'
import type {
  AccessScope,
  InteractionFilter,
  InteractionOrder,
  InteractionQuery,
  PagePosition,
  Share,
  Store,
  Visibility,
  Write,
} from 'crmkit'
import { type Interaction, type InteractionIndex, type InteractionState, notPlanned } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildCompany, buildContact, buildInteraction, buildWorkspace, countedId } from 'crmkit/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pgliteStore } from '../src/pglite.ts'
import { openTestPglite } from './test-pglite.ts'

/** An interaction of a random world, as far as lists look at it. */
interface Drawn {
  readonly index: InteractionIndex
  readonly at: number
  readonly state: InteractionState
  readonly type: 'sale/a' | 'sale/b'
  readonly company: number | null
  readonly contacts: readonly number[]
  readonly parent: number | null
  readonly attendees: readonly string[]
  readonly ownerId: string | null
  readonly visibility: Visibility
  readonly shares: readonly Share[] | undefined
  readonly isTrashed: boolean
}

const people = [1, 2, 3].map((n) => countedId(n, 0xb))
const [anne = ''] = people
const group = countedId(11, 0xb)
const fortnight = 14 * 86_400_000

const span = fc.oneof(
  fc.constant(undefined),
  fc.record({ from: fc.integer({ min: 0, max: 6 }), length: fc.constantFrom(1, 2, 4) }).map(({ from, length }) => {
    return { from, until: from + length }
  }),
  fc.record({ from: fc.integer({ min: 0, max: 6 }) }),
  fc.integer({ min: 0, max: 6 }).map((from) => ({ from: from - 2 * fortnight, until: from })),
)
const drawn = fc.record<Drawn>({
  index: fc
    .record({
      sortKey: fc.constantFrom('a', 'a b', 'b', 'c'),
      searchText: fc.constantFrom('pomme', 'poire', 'pomme poire'),
      planned: span,
    })
    .map(({ planned, ...words }) => (planned === undefined ? words : { ...words, planned })),
  at: fc.integer({ min: 1, max: 6 }),
  state: fc.constantFrom<InteractionState>('open', 'open', 'in-progress', 'done'),
  type: fc.constantFrom('sale/a', 'sale/b'),
  company: fc.option(fc.integer({ min: 1, max: 2 })),
  contacts: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  parent: fc.option(fc.nat(4)),
  attendees: fc.subarray(people),
  ownerId: fc.constantFrom(...people, null),
  visibility: fc.constantFrom<Visibility>('private', 'private', 'read', 'write'),
  shares: fc.option(
    fc.constantFrom<readonly Share[]>(
      [],
      [{ with: anne, level: 'read' }],
      [
        { with: group, level: 'read' },
        { with: anne, level: 'write' },
      ],
    ),
    { nil: undefined },
  ),
  isTrashed: fc.nat(5).map((n) => n === 0),
})

/** Conditions, each of which is gathered by an index of its own, or by none. */
const conditions: readonly Partial<InteractionFilter>[] = [
  { states: ['open'] },
  { states: ['in-progress', 'done'] },
  { types: ['sale/a'] },
  { ownerId: anne },
  { ownerId: null },
  { attendeeIds: [anne] },
  { attendeeIds: people },
  { companyId: countedId(1, 0xc) },
  { contactId: countedId(1, 0xd) },
  { parentId: idOf(1) },
  { planned: { from: 2, until: 4 } },
  { planned: { from: 0, until: 9 } },
  { withoutPlanAfter: 3 },
  { words: ['pomme'] },
  { words: ['7'] },
  { trashed: true },
]
const filter: fc.Arbitrary<InteractionFilter> = fc
  .uniqueArray(fc.constantFrom(...conditions), { maxLength: 2 })
  .map((some) => Object.assign({ words: [], trashed: false }, ...some))

const orders: readonly InteractionOrder[] = ['subject', 'number', 'created', 'updated', 'update-date', 'planned']
const query = fc.record({
  filter,
  order: fc.constantFrom(...orders),
  descending: fc.boolean(),
  limit: fc.integer({ min: 3, max: 12 }),
})
const world = fc.record({
  records: fc.array(drawn, { minLength: 15, maxLength: 30 }),
  changes: fc.uniqueArray(fc.tuple(fc.nat(14), drawn), { maxLength: 6, selector: ([index]) => index }),
  queries: fc.array(query, { minLength: 3, maxLength: 5 }),
})

function idOf(index: number): string {
  return countedId(index + 1, 0x1a)
}

function recordOf(one: Drawn, index: number) {
  const { at, state, type, company, contacts, parent, attendees, ownerId, visibility, shares, isTrashed } = one
  const base = buildInteraction({
    id: idOf(index),
    createdAt: at,
    updatedAt: 7 - at,
    type,
    ...(company !== null && { companyId: countedId(company, 0xc) }),
    contactIds: contacts.map((n) => countedId(n, 0xd)),
    ...(parent !== null && parent < index && { parentId: idOf(parent) }),
    participants: attendees.map((id) => ({ kind: 'member', id })),
    ownerId,
    visibility,
    ...(shares !== undefined && { shares }),
    ...(isTrashed && { trashedAt: 9 }),
    contactDates: { lastInteractionAt: at },
  })
  switch (state) {
    case 'open':
      return { ...base, state }
    case 'in-progress':
      return { ...base, state, begunAt: 3 }
    case 'done':
      return { ...base, state, concludedAt: 4, outcome: 'neutral' as const }
  }
}

let workspaces = 0

/** Writes a world into a workspace of its own, the same in both stores. */
async function settle(stores: readonly Store[], records: readonly Drawn[], changes: Changes): Promise<string> {
  workspaces += 1
  const workspaceId = countedId(workspaces, 0xa)
  const blank = { sortKey: '', searchText: '' }
  const opening: readonly Write[] = [
    { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) },
    ...[1, 2].map((n): Write => {
      return { op: 'create', kind: 'company', record: buildCompany({ id: countedId(n, 0xc) }), index: blank }
    }),
    ...[1, 2, 3].map((n): Write => {
      return { op: 'create', kind: 'contact', record: buildContact({ id: countedId(n, 0xd) }), index: blank }
    }),
  ]
  for (const store of stores) {
    const creations = records.map((one, index): Write => {
      return { op: 'create', kind: 'interaction', record: recordOf(one, index), index: one.index }
    })
    const notes = records.map((_one, index) => {
      const words = { kind: 'words', text: 'x', voice: 'ours', memberId: null, at: 9, happenedAt: index % 5 } as const
      return { ...words, id: countedId(index + 1, 0x1b), interactionId: idOf(index) }
    })
    const created = await store.commit(buildCommit({ workspaceId, writes: [...opening, ...creations], notes }))
    const rewritten = changes.map(([index, to]): Write => {
      const record = { ...recordOf(to, index), version: 2, number: index + 1 }
      const shares = to.shares ?? records[index]?.shares
      return { op: 'update', kind: 'interaction', record: { ...record, ...(shares && { shares }) }, index: to.index }
    })
    const changed = await store.commit(buildCommit({ workspaceId, writes: rewritten }))
    if (!created.ok || !changed.ok) throw new Error(JSON.stringify([created, changed]))
  }
  return workspaceId
}

type Changes = readonly (readonly [index: number, to: Drawn])[]

/** All pages of a list, each as its ids. */
async function pagesOf(
  store: Store,
  scope: AccessScope,
  asked: Omit<InteractionQuery, 'after'>,
  indexes: ReadonlyMap<string, InteractionIndex>,
): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = []
  let after: PagePosition | undefined
  for (;;) {
    const page = await store.interactions.list(scope, { ...asked, ...(after && { after }) })
    pages.push(page.map(({ id }) => id))
    const last = page.at(-1)
    if (last === undefined || page.length < asked.limit) return pages
    after = { value: sortValue(last, asked.order, indexes.get(last.id)), id: last.id }
  }
}

function sortValue(record: Interaction, order: InteractionOrder, index: InteractionIndex | undefined): string | number {
  switch (order) {
    case 'subject':
      return index?.sortKey ?? ''
    case 'number':
      return record.number
    case 'created':
      return record.createdAt
    case 'updated':
      return record.updatedAt
    case 'update-date':
      return record.updateDate.on
    case 'planned':
      return index?.planned?.from ?? notPlanned
  }
}

describe('interactions in PGlite', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db.close())

  it('ACC-3 are listed and counted, and make timelines and dates, as in memory, in random worlds', {
    timeout: 120_000,
  }, async () => {
    const store = pgliteStore({ db })
    await fc.assert(
      fc.asyncProperty(world, async ({ records, changes, queries }) => {
        const memory = memoryStore()
        const workspaceId = await settle([memory, store], records, changes)
        const indexes = new Map(records.map((one, index) => [idOf(index), one.index]))
        for (const [index, to] of changes) indexes.set(idOf(index), to.index)
        for (const sees of ['assigned', 'granted', 'everything'] as const) {
          const member = { memberId: anne, grantees: [anne, group] }
          const scope: AccessScope = { workspaceId, filter: sees === 'everything' ? { sees } : { sees, ...member } }
          for (const { filter: wanted, ...page } of queries) {
            const asked = { ...wanted, ...page }
            const what = `${sees} ${JSON.stringify(asked)}`
            const expected = await pagesOf(memory, scope, asked, indexes)
            expect(await pagesOf(store, scope, asked, indexes), what).toEqual(expected)
            const count = (of: Store) => of.interactions.count(scope, wanted, 9)
            expect(await count(store), `count ${what}`).toBe(await count(memory))
          }
          for (const [kind, id] of [
            ['company', countedId(1, 0xc)],
            ['contact', countedId(1, 0xd)],
          ] as const) {
            const timeline = (of: Store) => of.interactions.timeline(scope, { kind, ids: [id] }, { limit: 7 })
            expect(await timeline(store), `timeline ${sees}`).toEqual(await timeline(memory))
            const dates = (of: Store) => of.interactions.datesOf(scope, kind, [id])
            expect(await dates(store), `dates ${sees}`).toEqual(await dates(memory))
          }
        }
      }),
      { numRuns: 8 },
    )
  })
})
