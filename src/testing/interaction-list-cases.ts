/** The store contract: pages of interactions, in every order. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import { notPlanned } from '../calendar/planned-span.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { InteractionOrder, InteractionQuery } from '../ports/interaction-repository.ts'
import type { PagePosition } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted, withAnne, withBoth, withGroup, withOthers } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import { bySubject, interactionId, listedNumbers, newInteraction } from './interaction-scene.ts'
import { anne, ben, elsewhere, everything, idsOf, open, type StoreCases, write } from './store-scene.ts'

/** Interactions page by page. */
export const interactionListCases: StoreCases = {
  'list of interactions gives every order in both directions, ties by id in the same direction': async (store) => {
    await openOrdered(store)
    for (const order of ['subject', 'number', 'created', 'updated', 'update-date'] as const) {
      for (const descending of [false, true]) {
        const listed = await store.interactions.list(everything, { ...bySubject, order, descending })
        const numbers = descending ? inOrder[order].toReversed() : inOrder[order]
        expectEqual(idsOf(listed), numbers.map(interactionId), `by ${order}${descending ? ', descending' : ''}`)
      }
    }
  },

  'what is not planned comes last in the order of plans, in both directions': async (store) => {
    await openOrdered(store)
    const query = { ...bySubject, order: 'planned' } as const
    const up = await store.interactions.list(everything, query)
    expectEqual(idsOf(up), [1, 2, 3, 5, 4, 6].map(interactionId), 'the first plans first')
    const down = await store.interactions.list(everything, { ...query, descending: true })
    expectEqual(idsOf(down), [5, 3, 2, 1, 6, 4].map(interactionId), 'the last plans first')
  },

  'findPlannedFrom gives where an interaction stands in the order of plans, as its index was written': async (
    store,
  ) => {
    await openOrdered(store)
    const at = (n: number, workspaceId = everything.workspaceId) =>
      store.interactions.findPlannedFrom(workspaceId, interactionId(n))
    expectEqual(await at(2), 20, 'a planned one')
    expectEqual(await at(4), notPlanned, 'one that is not planned')
    expectEqual(await at(99), null, 'an unknown one')
    expectEqual(await at(2, elsewhere), null, 'elsewhere')
  },

  'list of interactions starts right after the position, whether or not the interaction there still exists': async (
    store,
  ) => {
    await openOrdered(store)
    for (const order of orders) {
      for (const descending of [false, true]) {
        const all = await store.interactions.list(everything, { ...bySubject, order, descending })
        const plans = new Map(orderedPlans.map(([n, from]) => [interactionId(n), from]))
        const pages = await pagesOf(store, everything, { ...bySubject, order, descending, limit: 2 }, plans)
        expectEqual(idsOf(pages.flat()), idsOf(all), `pages by ${order}${descending ? ', descending' : ''}`)
      }
    }
    await write(store, [{ op: 'purge', kind: 'interaction', id: interactionId(2), expectedVersion: 1 }])
    const after = { value: 20, id: interactionId(2) }
    const rest = await store.interactions.list(everything, { ...bySubject, order: 'planned', after })
    expectEqual(idsOf(rest), [3, 5, 4, 6].map(interactionId), 'after one that is gone')
  },

  'a page of interactions is full whenever enough visible ones follow, each once': async (store) => {
    await open(store)
    const kinds = [
      { ownerId: anne },
      { ownerId: null, shares: withAnne },
      { ownerId: ben, shares: withBoth },
      { ownerId: ben, visibility: 'private' },
      { ownerId: ben, shares: withGroup },
      { ownerId: ben, visibility: 'private', shares: withOthers },
    ] as const
    const rows = Array.from({ length: 18 }, (_each, index) => ({
      id: interactionId(((index * 7) % 18) + 1),
      subject: ['n', 'o', 'p'][Math.floor(index / 4) % 3] ?? 'n',
      createdAt: 5 + (index % 3),
      ...kinds[index % kinds.length],
    }))
    const plans = new Map(rows.flatMap(({ id }, index) => (index % 4 === 0 ? [] : [[id, index % 5] as const])))
    await write(
      store,
      rows.map((row) => {
        const from = plans.get(row.id)
        return newInteraction(row, from === undefined ? undefined : { from, until: 9 })
      }),
    )
    const hidden = new Set(rows.filter((_each, index) => [3, 5].includes(index % kinds.length)).map(({ id }) => id))
    for (const order of ['subject', 'created', 'planned'] as const) {
      for (const descending of [false, true]) {
        const query = { ...bySubject, order, descending, limit: 5 }
        const all = await store.interactions.list(everything, { ...query, limit: 99 })
        const seen = all.filter(({ id }) => !hidden.has(id))
        for (const scope of [granted, assigned]) {
          const pages = await pagesOf(store, scope, query, plans)
          const what = `by ${order}${descending ? ', descending' : ''}, ${scope.filter.sees}`
          expectEqual(idsOf(pages.flat()), idsOf(seen), `interactions ${what}`)
          expectEqual(
            pages.map((page) => page.length),
            [5, 5, 2],
            `pages ${what}`,
          )
        }
      }
    }
  },

  'interactions in the trash are listed only, and alone, when they are asked for': async (store) => {
    await open(store)
    await write(store, [
      newInteraction({ id: interactionId(1), ownerId: anne }),
      newInteraction({ id: interactionId(2), ownerId: anne, trashedAt: 5 }),
    ])
    for (const narrowed of [{}, { ownerId: anne }]) {
      expectEqual(await listedNumbers(store, narrowed), [1], 'in use')
      expectEqual(await listedNumbers(store, { ...narrowed, trashed: true }), [2], 'in the trash')
    }
    expectEqual(await store.interactions.count(everything, { words: [], trashed: true }, 9), 1, 'counted in the trash')
  },
}

const orders: readonly InteractionOrder[] = ['subject', 'number', 'created', 'updated', 'update-date', 'planned']

const day = (text: string): PlainDate => text as PlainDate

/** Six interactions with ties in every order but that of numbers; the fourth and the sixth are not planned. */
async function openOrdered(store: Store): Promise<void> {
  await open(store)
  const rows: readonly (readonly [
    subject: string,
    created: number,
    updated: number,
    on: string,
    from: number | null,
  ])[] = [
    ['c', 30, 60, '2026-12-04', 10],
    ['b', 10, 50, '2026-12-04', 20],
    ['b', 20, 50, '2026-12-03', 20],
    ['a', 20, 40, '2025-12-31', null],
    ['á', 10, 70, '2026-12-10', 30],
    ['a', 40, 10, '2026-01-10', null],
  ]
  await write(
    store,
    [5, 3, 1, 6, 2, 4].flatMap((n) => {
      const [subject, createdAt, updatedAt, on, from] = rows[n - 1] ?? ['', 0, 0, '', null]
      const updateDate = { on: day(on), from: 'schedule' } as const
      return [
        newInteraction(
          { id: interactionId(n), subject, createdAt, updatedAt, updateDate },
          from === null ? undefined : { from, until: from + 5 },
        ),
      ]
    }),
  )
}

/** When those of {@link openOrdered} that are planned begin. */
const orderedPlans = [
  [1, 10],
  [2, 20],
  [3, 20],
  [5, 30],
] as const

const inOrder: Readonly<Record<Exclude<InteractionOrder, 'planned'>, readonly number[]>> = {
  subject: [4, 6, 2, 3, 1, 5],
  number: [5, 3, 1, 6, 2, 4],
  created: [2, 5, 3, 4, 1, 6],
  updated: [6, 4, 2, 3, 1, 5],
  'update-date': [4, 6, 3, 1, 2, 5],
}

function positionOf(record: Interaction, order: InteractionOrder, plans: ReadonlyMap<string, number>): PagePosition {
  const { id } = record
  switch (order) {
    case 'subject':
      return { value: record.subject.toLowerCase(), id }
    case 'number':
      return { value: record.number, id }
    case 'created':
      return { value: record.createdAt, id }
    case 'updated':
      return { value: record.updatedAt, id }
    case 'update-date':
      return { value: record.updateDate.on, id }
    case 'planned':
      return { value: plans.get(id) ?? notPlanned, id }
  }
}

/** All pages of a query. @param plans when interactions are planned from; the others are not planned */
async function pagesOf(
  store: Store,
  scope: AccessScope,
  query: InteractionQuery,
  plans: ReadonlyMap<string, number>,
): Promise<readonly (readonly Interaction[])[]> {
  const pages: (readonly Interaction[])[] = []
  for (;;) {
    const last = pages.at(-1)?.at(-1)
    const page = await store.interactions.list(scope, {
      ...query,
      ...(last && { after: positionOf(last, query.order, plans) }),
    })
    if (page.length === 0) return pages
    pages.push(page)
    expectThat(pages.length < 20, 'pages must come to an end')
  }
}
