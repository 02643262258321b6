/** Every read of interactions. */
import type { InteractionFilter } from 'crmkit'
import { id } from './fixtures.ts'
import { anne, beyond, each, inScopes, type Read } from './scoped-reads.ts'

/** The reads of interactions. */
export const interactionReads: Readonly<Record<string, Read>> = {
  'interactions.find': inScopes((store, scope) =>
    Promise.all([1, beyond].map((n) => store.interactions.find(scope, id(10, n)))),
  ),
  'interactions.findMany': inScopes((store, scope) => store.interactions.findMany(scope, [id(10, 1), id(10, beyond)])),
  'interactions.list': inScopes(async (store, scope) => {
    const pages: unknown[] = []
    for (const order of ['subject', 'planned'] as const) {
      for (const filter of interactionFilters) {
        const query = { ...filter, words: [], trashed: false, order, descending: false }
        pages.push(await store.interactions.list(scope, { ...query, limit: 1 }))
        pages.push(await store.interactions.list(scope, { ...query, limit: 99 }))
      }
    }
    return pages
  }),
  'interactions.count': inScopes((store, scope) =>
    Promise.all(
      interactionFilters.map((filter) => store.interactions.count(scope, { ...filter, words: [], trashed: false }, 99)),
    ),
  ),
  'interactions.listOwnedBy': (store, workspaceId) => store.interactions.listOwnedBy(workspaceId, anne, { limit: 99 }),
  'interactions.countOwnedBy': (store, workspaceId) => store.interactions.countOwnedBy(workspaceId, anne),
  'interactions.isStepInUse': (store, workspaceId) =>
    // The smaller workspace has none on a step of the larger one alone.
    Promise.all(
      (['sale/first-contact', 'sale/beyond'] as const).map((type) => store.interactions.isStepInUse(workspaceId, type)),
    ),
  'interactions.timeline': inScopes((store, scope) =>
    Promise.all(
      (
        [
          ['company', 1],
          ['contact', 2],
          ['interaction', 10],
        ] as const
      ).map(([kind, number]) => store.interactions.timeline(scope, { kind, ids: [id(number, 1)] }, { limit: 99 })),
    ),
  ),
  'interactions.datesOf': inScopes((store, scope) =>
    Promise.all([
      store.interactions.datesOf(scope, 'company', [id(1, 1)]),
      store.interactions.datesOf(scope, 'contact', [id(2, 1)]),
    ]),
  ),
  'interactions.listNotes': (store, workspaceId) => store.interactions.listNotes(workspaceId, id(10, 1), { limit: 99 }),
  'interactions.findPlannedFrom': each((store, workspaceId, n) =>
    store.interactions.findPlannedFrom(workspaceId, id(10, n)),
  ),
  'interactions.findTimer': each((store, workspaceId, n) => store.interactions.findTimer(workspaceId, id(9, n))),
  'interactions.listTimeSpent': (store, workspaceId) => store.interactions.listTimeSpent(workspaceId, id(10, 1)),
}

/** Filters that are gathered by different indexes. */
const interactionFilters: readonly Partial<InteractionFilter>[] = [
  {},
  { companyId: id(1, 1) },
  { contactId: id(2, 1) },
  { attendeeIds: [anne], planned: { from: 1, until: 99 } },
  { planned: { from: 1, until: 99 } },
  { attendeeIds: [anne] },
  { withoutPlanAfter: 99 },
  { ownerId: anne, types: ['sale/first-contact'], states: ['open'] },
]
