/** The store contract: which interactions a filter gives. Each name is a sentence of a port's documentation. @module */
import type { PlannedSpan } from '../calendar/planned-span.ts'
import type { InteractionFilter } from '../ports/interaction-repository.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted } from './access-scene.ts'
import { expectEqual } from './assert.ts'
import { buildInteraction } from './builders.ts'
import {
  bySubject,
  changedInteraction,
  creationOf,
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
  idsOf,
  newCompany,
  newContact,
  open,
  otherId,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Filters of interactions, each condition by itself and together with others. */
export const interactionFilterCases: StoreCases = {
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
