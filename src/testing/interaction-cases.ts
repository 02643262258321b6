/** The store contract: finding, listing and counting interactions. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import { notPlanned, type PlannedSpan } from '../calendar/planned-span.ts'
import type { Interaction, UnnumberedInteraction } from '../interaction/interaction.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { PlainTime } from '../kernel/wall-clock.ts'
import type { InteractionFilter, InteractionOrder } from '../ports/interaction-repository.ts'
import type { PagePosition } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted, inside, withAnne, withBoth, withGroup, withOthers } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import { buildInteraction } from './builders.ts'
import {
  bySubject,
  changedInteraction,
  creationOf,
  interaction,
  interactionId,
  listedNumbers,
  newInteraction,
} from './interaction-scene.ts'
import {
  anne,
  anneSees,
  ben,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  otherId,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Interactions in reads. */
export const interactionCases: StoreCases = {
  'find gives back every field of an interaction as it was written, in every state': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2) }),
    ])
    await write(store, [newInteraction({ id: interactionId(9) }), ...everyState.map((record) => creationOf(record))])
    for (const [index, record] of everyState.entries()) {
      const expected = { ...record, number: index + 2 }
      expectEqual(await store.interactions.find(everything, record.id), expected, `the one that is ${record.state}`)
    }
    const [bare] = await store.interactions.findMany(everything, [interactionId(9)])
    expectEqual(bare, { ...buildInteraction({ id: interactionId(9) }), number: 1 }, 'the one that says little')
  },

  'find resolves null for an interaction that is unknown or of another workspace, and finds one in the trash': async (
    store,
  ) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newInteraction({ id: interactionId(1), trashedAt: 5 })])
    await write(store, [newInteraction({ id: interactionId(2) })], { workspaceId: elsewhere })
    expectEqual(await store.interactions.find(everything, interactionId(3)), null, 'an unknown one')
    expectEqual(await store.interactions.find(everything, interactionId(2)), null, 'one of another workspace')
    expectEqual((await interaction(store, interactionId(1))).trashedAt, 5, 'one in the trash')
    expectEqual(await store.interactions.list(everything, bySubject), [], 'the list here')
  },

  'interactions are seen under every filter as a company of the same owner, visibility and shares would be': async (
    store,
  ) => {
    await open(store)
    await write(
      store,
      owned.flatMap((access, index) => [
        newCompany({ id: companyId(index + 1), ...access }),
        newInteraction({ id: interactionId(index + 1), subject: `Matter ${index % 3}`, ...access }),
      ]),
    )
    const numbers = owned.map((_each, index) => index + 1)
    for (const scope of [granted, assigned, everything]) {
      const { sees } = scope.filter
      const companies = await store.companies.findMany(scope, numbers.map(companyId))
      const seen = numbers.filter((n) => companies.some(({ id }) => id === companyId(n)))
      const ids = seen.map(interactionId)
      const found = await Promise.all(numbers.map((n) => store.interactions.find(scope, interactionId(n))))
      expectEqual(idsOf(found.filter((each) => each !== null)), ids, `found one by one, ${sees}`)
      const many = await store.interactions.findMany(scope, numbers.map(interactionId))
      expectEqual(idsOf(many).toSorted(), ids, `found together, ${sees}`)
      for (const order of orders) {
        const listed = await store.interactions.list(scope, { ...bySubject, order })
        expectEqual(idsOf(listed).toSorted(), ids, `listed by ${order}, ${sees}`)
      }
      expectEqual(
        await listedNumbers(store, { ownerId: ben }, scope),
        seen.filter((n) => owned[n - 1]?.ownerId === ben),
        `Ben’s, ${sees}`,
      )
      expectEqual(await store.interactions.count(scope, bySubject, 100), seen.length, `counted, ${sees}`)
    }
  },

  'findMany leaves out interactions that are unknown, elsewhere or hidden, and gives each once': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [
      newInteraction({ id: interactionId(1) }),
      newInteraction({ id: interactionId(2), visibility: 'private', ownerId: ben }),
    ])
    await write(store, [newInteraction({ id: interactionId(3) })], { workspaceId: elsewhere })
    const asked = [1, 2, 3, 4, 1].map(interactionId)
    expectEqual(idsOf(await store.interactions.findMany(anneSees, asked)), [interactionId(1)], 'what Anne is given')
    expectEqual(await store.interactions.findMany(anneSees, []), [], 'of none')
  },

  'list of interactions gives every order in both directions, ties by id in the same direction': async (store) => {
    await openOrdered(store)
    for (const [order, numbers] of Object.entries(inOrder)) {
      for (const descending of [false, true]) {
        if (!isOrder(order)) throw new Error(order)
        const listed = await store.interactions.list(everything, { ...bySubject, order, descending })
        const ids = (descending ? numbers.toReversed() : numbers).map(interactionId)
        const shown = order === 'planned' ? idsOf(listed).slice(0, 4) : idsOf(listed)
        expectEqual(
          shown,
          order === 'planned' && descending ? [5, 3, 2, 1].map(interactionId) : ids,
          `by ${order}${descending ? ', descending' : ''}`,
        )
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

  'list of interactions starts right after the position, whether or not the interaction there still exists': async (
    store,
  ) => {
    await openOrdered(store)
    for (const order of orders) {
      for (const descending of [false, true]) {
        const all = await store.interactions.list(everything, { ...bySubject, order, descending })
        const pages = await pagesOf(store, everything, order, descending, 2)
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
    await write(
      store,
      Array.from({ length: 18 }, (_each, index) =>
        newInteraction(
          {
            id: interactionId(((index * 7) % 18) + 1),
            subject: ['n', 'o', 'p'][Math.floor(index / 4) % 3] ?? 'n',
            createdAt: 5 + (index % 3),
            ...kinds[index % kinds.length],
          },
          index % 4 === 0 ? undefined : { from: index % 5, until: 9 },
        ),
      ),
    )
    for (const scope of [granted, assigned]) {
      for (const order of ['subject', 'created', 'planned'] as const) {
        for (const descending of [false, true]) {
          const all = await store.interactions.list(everything, { ...bySubject, order, descending })
          const seen = all.filter(({ id }, _index) => isSeen(id))
          const pages = await pagesOf(store, scope, order, descending, 5)
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

    function isSeen(id: string): boolean {
      const index = Array.from({ length: 18 }, (_each, n) => interactionId(((n * 7) % 18) + 1)).indexOf(id)
      return index % kinds.length !== 3 && index % kinds.length !== 5
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

  'list of interactions meets every condition of its filter': async (store) => {
    await openFiltered(store)
    for (const [filter, numbers] of conditions) {
      expectEqual(await listedNumbers(store, filter), numbers, JSON.stringify(filter))
      expectEqual(
        await store.interactions.count(everything, { ...bySubject, ...filter }, 99),
        numbers.length,
        `counted: ${JSON.stringify(filter)}`,
      )
    }
    const both = { companyId: companyId(1), states: ['open'] } as const
    expectEqual(await listedNumbers(store, both, { ...everything, workspaceId: elsewhere }), [], 'elsewhere')
  },

  'count of interactions stops at the cap': async (store) => {
    await openFiltered(store)
    for (const scope of [everything, granted]) {
      expectEqual(await store.interactions.count(scope, bySubject, 3), 3, `all, ${scope.filter.sees}`)
      const narrowed = { ...bySubject, companyId: companyId(1) }
      expectEqual(await store.interactions.count(scope, narrowed, 1), 1, `of a company, ${scope.filter.sees}`)
    }
  },

  'interactions are planned within a period if their span and the period overlap': async (store) => {
    await open(store)
    const day = 86_400_000
    const spans: readonly PlannedSpan[] = [
      { from: 90 * day, until: 100 * day },
      { from: 90 * day, until: 100 * day + 1 },
      { from: 110 * day - 1, until: 110 * day },
      { from: 110 * day, until: 111 * day },
      { from: 1, until: 200 * day },
      { from: 2 },
      { from: 105 * day, until: 105 * day + 1 },
      { from: 120 * day },
      { from: 60 * day, until: 70 * day },
    ]
    await write(store, [
      ...spans.map((span, index) => newInteraction({ id: interactionId(index + 1), ownerId: anne }, span)),
      newInteraction({ id: interactionId(50), ownerId: anne }),
      newInteraction({ id: interactionId(51), ownerId: ben }, { from: 105 * day, until: 106 * day }),
    ])
    const planned = { from: 100 * day, until: 110 * day }
    expectEqual(await listedNumbers(store, { planned }), [2, 3, 5, 6, 7, 51], 'of all')
    expectEqual(await listedNumbers(store, { planned, attendeeIds: [anne] }), [2, 3, 5, 6, 7], 'of Anne')
    expectEqual(
      await listedNumbers(store, { planned, attendeeIds: [anne, ben] }, assigned),
      [2, 3, 5, 6, 7],
      'as Anne sees',
    )
    const order = { order: 'planned', planned, attendeeIds: [ben, anne] } as const
    const first = await store.interactions.list(everything, { ...bySubject, ...order, limit: 2 })
    expectEqual(idsOf(first), [5, 6].map(interactionId), 'the first page by plan')
    // What moves takes its attendees along.
    await write(store, [await changedInteraction(store, interactionId(7), { ownerId: ben }, { from: 1, until: 2 })])
    expectEqual(await listedNumbers(store, { planned, attendeeIds: [anne] }), [2, 3, 5, 6], 'of Anne, after a move')
    expectEqual(await listedNumbers(store, { planned: { from: 1, until: 2 }, attendeeIds: [ben] }), [7], 'of Ben')
  },

  'interactions without a plan ahead are those not done of which no part that is not done is planned either': async (
    store,
  ) => {
    await open(store)
    const ahead = { from: 5, until: 21 }
    const over = { from: 5, until: 20 }
    const hidden = { visibility: 'private', ownerId: ben } as const
    const part = (n: number, of: number): { id: string; parentId: string } => {
      return { id: interactionId(n), parentId: interactionId(of) }
    }
    await write(store, [
      newInteraction({ id: interactionId(1) }),
      newInteraction({ id: interactionId(2) }, over),
      newInteraction({ id: interactionId(3) }, ahead),
      newInteraction({ id: interactionId(4) }, { from: 5 }),
      creationOf({ ...buildInteraction({ id: interactionId(5) }), state: 'done', concludedAt: 3, outcome: 'neutral' }),
      ...[6, 7, 8, 9].map((n) => newInteraction({ id: interactionId(n) }, over)),
      newInteraction({ ...part(16, 6), ...hidden }, ahead),
      newInteraction(part(17, 7), over),
      newInteraction({ ...part(18, 8), trashedAt: 4 }, ahead),
      creationOf({ ...buildInteraction(part(19, 9)), state: 'done', concludedAt: 3, outcome: 'neutral' }, ahead),
    ])
    expectEqual(await listedNumbers(store, { withoutPlanAfter: 20 }), [1, 2, 7, 8, 9, 17], 'of all')
    expectEqual(await listedNumbers(store, { withoutPlanAfter: 20 }, anneSees), [1, 2, 7, 8, 9, 17], 'as Anne sees')
  },

  'listOwnedBy gives all interactions of a member page by page, by id, and countOwnedBy counts them': async (store) => {
    await open(store)
    await write(store, [
      newInteraction({ id: interactionId(3), ownerId: ben, visibility: 'private' }),
      newInteraction({ id: interactionId(1), ownerId: ben, trashedAt: 4 }),
      newInteraction({ id: interactionId(2), ownerId: ben }),
      newInteraction({ id: interactionId(4), ownerId: anne, participants: [{ kind: 'member', id: ben }] }),
    ])
    const first = await store.interactions.listOwnedBy(here, ben, { limit: 2 })
    expectEqual(idsOf(first), [1, 2].map(interactionId), 'the first page')
    const second = await store.interactions.listOwnedBy(here, ben, { after: interactionId(2), limit: 2 })
    expectEqual(idsOf(second), [interactionId(3)], 'the second page')
    expectEqual(await store.interactions.countOwnedBy(here, ben), 3, 'how many')
    expectEqual(await store.interactions.countOwnedBy(elsewhere, ben), 0, 'how many elsewhere')
  },
}

const orders: readonly InteractionOrder[] = ['subject', 'number', 'created', 'updated', 'update-date', 'planned']

function isOrder(text: string): text is InteractionOrder {
  return orders.some((order) => order === text)
}

const day = (text: string): PlainDate => text as PlainDate
const time = (text: string): PlainTime => text as PlainTime

/** One of each state, which says all that it can. */
const everyState: readonly UnnumberedInteraction[] = [
  {
    ...buildInteraction({
      id: interactionId(1),
      version: 1,
      createdAt: 3,
      updatedAt: 4,
      trashedAt: 5,
      subject: 'Pommes „Ionathan”, 1\u00a0000 kg',
      type: 'sale/negotiation',
      companyId: companyId(1),
      contactIds: [contactId(2), contactId(1)],
      parentId: interactionId(9),
      participants: [
        { kind: 'resource', id: otherId(5) },
        { kind: 'member', id: anne },
      ],
      ownerId: ben,
      visibility: 'read',
      shares: withBoth,
      budget: { kind: 'periodic', amountMinor: 120_000, currency: 'EUR', per: 'month', periods: 12 },
      nextStep: 'Call back "soon"',
      channel: 'telephone',
      tags: ['apples', 'a,b', '{}'],
      reminders: { member: '1-hour', customer: ['day-before', 'same-day'] },
      probability: 35,
      updateDate: { on: day('2026-12-04'), from: 'hand' },
      contactDates: { lastInteractionAt: 30, lastInboundAt: 30, lastOutboundAt: 20 },
      schedule: {
        kind: 'meeting',
        start: { on: day('2026-12-04'), at: time('09:30') },
        end: { on: day('2026-12-04'), at: time('11:00') },
        timeZone: 'Europe/Bucharest',
      },
      series: {
        schedule: {
          kind: 'meeting',
          start: { on: day('2026-12-04'), at: time('09:30') },
          end: { on: day('2026-12-04'), at: time('11:00') },
          timeZone: 'Europe/Bucharest',
        },
        rule: { frequency: 'WEEKLY', interval: 2, byDay: [{ weekday: 5 }], weekStart: 1, count: 9 },
        removed: ['2026-12-18T09:30'],
        added: ['2026-12-19T09:30'],
        overrides: [],
      },
    }),
    state: 'open',
  },
  {
    ...buildInteraction({
      id: interactionId(2),
      schedule: { kind: 'task', due: { on: day('2027-03-04') } },
      occurrenceOf: { seriesId: interactionId(1), key: '2026-12-18T09:30' },
      budget: { kind: 'fixed', amountMinor: 0, currency: 'RON' },
      shares: [],
      contactDates: { lastInteractionAt: 30 },
    }),
    state: 'in-progress',
    begunAt: 77,
  },
  {
    ...buildInteraction({
      id: interactionId(3),
      type: 'sale/won',
      updateDate: { on: day('2026-12-05'), from: 'step' },
    }),
    state: 'done',
    concludedAt: 88,
    outcome: 'won',
    cameFrom: 'sale/negotiation',
  },
  { ...buildInteraction({ id: interactionId(4) }), state: 'done', concludedAt: 99, outcome: 'neutral' },
]

/** Ben's records and nobody's, of every visibility, shared and not. */
const owned = [
  { visibility: 'private', ownerId: ben },
  { visibility: 'private', ownerId: ben, shares: withAnne },
  { visibility: 'private', ownerId: ben, shares: [{ with: inside, level: 'read' }] },
  { visibility: 'private', ownerId: ben, shares: withOthers },
  { visibility: 'private', ownerId: anne },
  { visibility: 'private', ownerId: null },
  { visibility: 'read', ownerId: ben },
  { visibility: 'write', ownerId: ben, shares: withOthers },
  { visibility: 'read', ownerId: null },
  { visibility: 'write', ownerId: ben, shares: withBoth },
] as const

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

const inOrder: Readonly<Record<InteractionOrder, readonly number[]>> = {
  subject: [4, 6, 2, 3, 1, 5],
  number: [5, 3, 1, 6, 2, 4],
  created: [2, 5, 3, 4, 1, 6],
  updated: [6, 4, 2, 3, 1, 5],
  'update-date': [4, 6, 3, 1, 2, 5],
  planned: [1, 2, 3, 5],
}

function positionOf(record: Interaction, order: InteractionOrder): PagePosition {
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
      return { value: notPlanned, id }
  }
}

async function pagesOf(
  store: Store,
  scope: AccessScope,
  order: InteractionOrder,
  descending: boolean,
  limit: number,
): Promise<readonly (readonly Interaction[])[]> {
  const plans = new Map<string, number>()
  for (let from = 0; from < 50; from += 1) {
    const planned = { from, until: from + 1 }
    const found = order === 'planned' ? await store.interactions.list(everything, { ...bySubject, planned }) : []
    for (const { id } of found) if (!plans.has(id)) plans.set(id, from)
  }
  const pages: (readonly Interaction[])[] = []
  for (;;) {
    const last = pages.at(-1)?.at(-1)
    const at = last && plans.get(last.id)
    const position = last && (at === undefined ? positionOf(last, order) : { value: at, id: last.id })
    const query = { ...bySubject, order, descending, limit, ...(position && { after: position }) }
    const page = await store.interactions.list(scope, query)
    if (page.length === 0) return pages
    pages.push(page)
    expectThat(pages.length < 20, 'pages must come to an end')
  }
}

/** Interactions that differ in what filters look at. */
async function openFiltered(store: Store): Promise<void> {
  await open(store)
  await open(store, elsewhere)
  await write(store, [
    newCompany({ id: companyId(1) }),
    newCompany({ id: companyId(2) }),
    newContact({ id: contactId(1) }),
    newContact({ id: contactId(2) }),
  ])
  const van = { kind: 'resource', id: otherId(5) } as const
  await write(store, [
    newInteraction({
      id: interactionId(1),
      subject: 'Red apples',
      companyId: companyId(1),
      contactIds: [contactId(1)],
    }),
    newInteraction({
      id: interactionId(2),
      subject: 'Green apples',
      ownerId: anne,
      contactIds: [contactId(2), contactId(1)],
    }),
    newInteraction({
      id: interactionId(3),
      subject: 'Pears',
      companyId: companyId(2),
      ownerId: ben,
      participants: [van],
    }),
    creationOf({
      ...buildInteraction({
        id: interactionId(4),
        subject: 'Apples',
        parentId: interactionId(3),
        type: 'call/to-make',
      }),
      state: 'in-progress',
      begunAt: 5,
    }),
    creationOf({
      ...buildInteraction({
        id: interactionId(5),
        subject: 'Plums',
        companyId: companyId(1),
        ownerId: ben,
        participants: [{ kind: 'member', id: anne }, van],
        type: 'sale/won',
      }),
      state: 'done',
      concludedAt: 5,
      outcome: 'won',
    }),
    newInteraction({ id: interactionId(6), subject: 'Plums', trashedAt: 4, companyId: companyId(1), ownerId: anne }),
  ])
}

const conditions: readonly (readonly [Partial<InteractionFilter>, readonly number[]])[] = [
  [{}, [1, 2, 3, 4, 5]],
  [{ words: ['apples'] }, [1, 2, 4]],
  [{ words: ['apples', 'red'] }, [1]],
  [{ words: ['3'] }, [3]],
  [{ words: ['%'] }, []],
  [{ states: ['open'] }, [1, 2, 3]],
  [{ states: ['done', 'in-progress'] }, [4, 5]],
  [{ states: [] }, []],
  [{ types: ['call/to-make', 'sale/won'] }, [4, 5]],
  [{ types: [] }, []],
  [{ ownerId: anne }, [2]],
  [{ ownerId: null }, [1, 4]],
  [{ attendeeIds: [anne] }, [2, 5]],
  [{ attendeeIds: [otherId(5), anne] }, [2, 3, 5]],
  [{ attendeeIds: [] }, []],
  [{ companyId: companyId(1) }, [1, 5]],
  [{ contactId: contactId(1) }, [1, 2]],
  [{ parentId: interactionId(3) }, [4]],
  [{ parentId: interactionId(1) }, []],
  [{ companyId: companyId(1), contactId: contactId(1) }, [1]],
  [{ companyId: companyId(1), attendeeIds: [ben], states: ['done'] }, [5]],
  [{ words: ['plums'], trashed: true }, [6]],
  [{ companyId: companyId(1), trashed: true, ownerId: anne }, [6]],
]
