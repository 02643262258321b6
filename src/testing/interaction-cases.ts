/** The store contract: finding interactions. Each name is a sentence of a port's documentation. @module */
import type { UnnumberedInteraction } from '../interaction/interaction.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { PlainTime } from '../kernel/wall-clock.ts'
import type { InteractionOrder } from '../ports/interaction-repository.ts'
import { assigned, granted, inside, withAnne, withBoth, withOthers } from './access-scene.ts'
import { expectEqual } from './assert.ts'
import { buildInteraction } from './builders.ts'
import {
  bySubject,
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

/** Interactions as they are found. */
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

const orders: readonly InteractionOrder[] = ['subject', 'planned', 'updated']

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
