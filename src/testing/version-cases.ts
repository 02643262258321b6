/** The store contract: versions of every kind of record that companies, contacts and imports need. @module */
import type { CreateWrite, PurgeWrite, UpdateWrite } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import {
  buildAffiliation,
  buildCompany,
  buildContact,
  buildGroup,
  buildImport,
  buildMember,
  buildWorkspace,
} from './builders.ts'
import {
  affiliationId,
  anne,
  companyId,
  contactId,
  here,
  newAffiliation,
  newCompany,
  newContact,
  open,
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

const index = { sortKey: 'a', searchText: 'a' }
const job = { id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }

/** Records that are created, replaced and purged out of turn. */
export const versionCases: StoreCases = {
  'a record of whatever kind is not created where its id is taken': async (store) => {
    await openWithOneOfEach(store)
    for (const again of [
      { op: 'create', kind: 'workspace', record: buildWorkspace({ id: here }) } as const,
      ...created,
    ])
      expectEqual(await refusal(store, [again]), conflictOf(again), `a second ${again.kind} with an id that is taken`)
  },

  'a record of whatever kind is replaced in the version that is expected, and in no other': async (store) => {
    await openWithOneOfEach(store)
    for (const version of [1, 3])
      for (const update of replacedAs(version))
        expectEqual(
          await refusal(store, [update]),
          conflictOf(update),
          `version ${version} of a ${update.kind} after 1`,
        )
    await write(store, replacedAs(2))
    for (const update of replacedAs(2))
      expectEqual(await refusal(store, [update]), conflictOf(update), `version 2 of a ${update.kind} for a second time`)
  },

  'a record of whatever kind is purged in the version that is expected, and in no other': async (store) => {
    await openWithOneOfEach(store)
    await write(store, replacedAs(2))
    for (const expectedVersion of [1, 3])
      for (const purge of purgedFrom(expectedVersion))
        expectEqual(
          await refusal(store, [purge]),
          conflictOf(purge),
          `version ${expectedVersion} of a ${purge.kind} in 2`,
        )
    await write(store, purgedFrom(2))
    for (const purge of purgedFrom(2))
      expectEqual(await refusal(store, [purge]), conflictOf(purge), `a ${purge.kind} that is gone`)
  },
}

/** One record of each kind, each after those that it names. */
const created: readonly CreateWrite[] = [
  { op: 'create', kind: 'member', record: buildMember({ id: anne }) },
  { op: 'create', kind: 'group', record: buildGroup({ id: otherId(2) }) },
  newCompany({ id: companyId(1) }),
  newContact({ id: contactId(1) }),
  newAffiliation(job),
  { op: 'create', kind: 'import', record: buildImport({ id: otherId(1) }) },
]

async function openWithOneOfEach(store: Store): Promise<void> {
  await open(store)
  await write(store, created)
}

function replacedAs(version: number): readonly UpdateWrite[] {
  return [
    { op: 'update', kind: 'workspace', record: buildWorkspace({ id: here, version }) },
    { op: 'update', kind: 'member', record: buildMember({ id: anne, version }) },
    { op: 'update', kind: 'group', record: buildGroup({ id: otherId(2), version }) },
    { op: 'update', kind: 'company', record: { ...buildCompany({ id: companyId(1), version }), number: 1 }, index },
    { op: 'update', kind: 'contact', record: { ...buildContact({ id: contactId(1), version }), number: 1 }, index },
    { op: 'update', kind: 'affiliation', record: buildAffiliation({ ...job, version }) },
    { op: 'update', kind: 'import', record: buildImport({ id: otherId(1), version }) },
  ]
}

/** Purges, each before what it points at. */
function purgedFrom(expectedVersion: number): readonly PurgeWrite[] {
  return [
    { op: 'purge', kind: 'affiliation', id: affiliationId(1), expectedVersion },
    { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion },
    { op: 'purge', kind: 'company', id: companyId(1), expectedVersion },
    { op: 'purge', kind: 'group', id: otherId(2), expectedVersion },
  ]
}

function conflictOf(write: CreateWrite | UpdateWrite | PurgeWrite): unknown {
  const id = write.op === 'purge' ? write.id : write.record.id
  return { code: 'version-conflict', subject: { kind: write.kind, id } }
}
