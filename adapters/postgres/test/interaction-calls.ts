/** Every statement of a store about interactions. */
import type { AccessScope, InteractionFilter, Store } from 'crmkit'
import { buildCommit, buildInteraction } from 'crmkit/testing'
import { id, workspaceA } from './fixtures.ts'

/** Calls whatever reads and writes interactions; each filter is gathered by an index of its own. */
export async function callInteractions(store: Store, scopes: readonly AccessScope[]): Promise<void> {
  const [one, two] = [id(10, 1), id(10, 2)]
  const bare = buildCommit({ workspaceId: workspaceA })
  const index = { sortKey: 'x', searchText: 'x', planned: { from: 1, until: 9 } }
  const record = buildInteraction({ id: one, companyId: id(1, 1), contactIds: [id(2, 1)], ownerId: id(9, 1) })
  const note = { kind: 'words', voice: 'ours', text: 'x', memberId: null, at: 1, happenedAt: 1 } as const
  const spent = { kind: 'typed', memberId: id(9, 1), minutes: 1, at: 1, on: record.updateDate.on } as const
  const timer = { id: id(9, 1), memberId: id(9, 1), version: 1, interactionId: two, startedAt: 1 }
  await store.commit({
    ...bare,
    writes: [
      { op: 'create', kind: 'interaction', record, index },
      { op: 'create', kind: 'interaction', record: buildInteraction({ id: two, parentId: one }), index },
      { op: 'create', kind: 'timer', record: timer },
    ],
    notes: [{ ...note, id: id(11, 1), interactionId: one }],
    notesBlanked: [id(11, 1)],
    timeSpent: [{ ...spent, id: id(12, 1), interactionId: one }],
    stepsReplaced: [{ from: 'sale/x', to: 'sale/y' }],
  })
  const update = { op: 'update', kind: 'interaction', record: { ...record, number: 1, version: 2 }, index } as const
  await store.commit({ ...bare, writes: [update] })
  // Refused, so that the reasons are looked up.
  for (const purged of [one, two]) {
    await store.commit({ ...bare, writes: [{ op: 'purge', kind: 'interaction', id: purged, expectedVersion: 2 }] })
  }
  await store.commit({ ...bare, notes: [{ ...note, id: id(11, 2), interactionId: id(10, 99) }] })
  await store.references.pointingAt(workspaceA, [{ kind: 'interaction', id: one }])
  const planned = { from: 1, until: 9 }
  const filters: readonly Partial<InteractionFilter>[] = [
    {},
    { companyId: id(1, 1), contactId: id(2, 1), attendeeIds: [id(9, 1)], planned, words: ['x', '1'] },
    { contactId: id(2, 1), attendeeIds: [id(9, 1)], parentId: one, ownerId: null },
    { planned, states: ['open'] },
    { attendeeIds: [id(9, 1)] },
    { withoutPlanAfter: 1 },
    { ownerId: id(9, 1), types: ['sale/x'], states: ['done'] },
    { trashed: true },
  ]
  for (const scope of scopes) {
    for (const filter of filters) {
      for (const order of ['subject', 'planned', 'update-date'] as const) {
        const query = { words: [], trashed: false, ...filter, order, descending: order === 'planned' }
        await store.interactions.list(scope, { ...query, limit: 5 })
        const value = order === 'planned' ? 1 : '2026-01-05'
        await store.interactions.list(scope, { ...query, limit: 5, after: { value, id: one } })
      }
      await store.interactions.count(scope, { words: [], trashed: false, ...filter }, 5)
    }
    for (const [kind, count] of [
      ['company', 1],
      ['contact', 2],
      ['interaction', 10],
    ] as const) {
      const place = { kind, ids: [id(count, 1)] }
      await store.interactions.timeline(scope, place, { limit: 5 })
      await store.interactions.timeline(scope, place, { limit: 5, after: { at: 9, id: one } })
      if (kind !== 'interaction') await store.interactions.datesOf(scope, kind, place.ids)
    }
    await store.interactions.find(scope, one)
  }
  await store.interactions.listOwnedBy(workspaceA, id(9, 1), { limit: 5 })
  await store.interactions.listOwnedBy(workspaceA, id(9, 1), { after: one, limit: 5 })
  await store.interactions.countOwnedBy(workspaceA, id(9, 1))
  await store.interactions.isStepInUse(workspaceA, 'sale/x')
  await store.interactions.listNotes(workspaceA, one, { limit: 5 })
  await store.interactions.listNotes(workspaceA, one, { after: id(11, 1), limit: 5 })
  await store.interactions.findPlannedFrom(workspaceA, one)
  await store.interactions.findTimer(workspaceA, id(9, 1))
  await store.interactions.listTimeSpent(workspaceA, one)
  await store.commit({
    ...bare,
    writes: [
      { op: 'purge', kind: 'timer', id: id(9, 1), expectedVersion: 1 },
      { op: 'purge', kind: 'interaction', id: two, expectedVersion: 1 },
      { op: 'purge', kind: 'interaction', id: one, expectedVersion: 2 },
    ],
  })
}
