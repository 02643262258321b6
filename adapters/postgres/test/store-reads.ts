/** Every read of a store, and a workspace in which each of them finds something. */
import type { AccessScope, PartyRepository, RecordFilter, Share, Store, Write } from 'crmkit'
import {
  buildAudit,
  buildCommit,
  buildCompany,
  buildEvent,
  buildImport,
  buildJob,
  buildMember,
  buildWebhook,
  buildWorkspace,
} from 'crmkit/testing'
import { id, peopleCommit, upTo } from './fixtures.ts'

const importId = id(6, 1)
const anne = id(9, 1)
const group = id(9, 20)
const pair = { kind: 'company', ids: [id(1, 1), id(1, 2)] } as const
const stamp = { version: 1, createdAt: 1, updatedAt: 1 } as const

/** Fills a workspace. Two of different sizes have things of the same ids in common, and the larger one has more of all. */
export async function fillWorkspace(store: Store, workspaceId: string, size: number): Promise<void> {
  const shares: readonly Share[] = [{ with: group, level: 'read' }]
  const counts = upTo(size)
  const opening = counts.flatMap((count): readonly Write[] => [
    { op: 'create', kind: 'member', record: buildMember({ id: id(9, count) }) },
    { op: 'create', kind: 'group', record: { ...stamp, id: id(9, 20 + count), name: `Group ${count}` } },
    {
      op: 'create',
      kind: 'import',
      record: buildImport({ id: id(6, count), fileHash: `${workspaceId} ${count % 2}` }),
    },
    { op: 'create', kind: 'webhook', record: buildWebhook({ id: id(5, count) }) },
    {
      op: 'create',
      kind: 'company',
      record: buildCompany({
        id: id(1, 100 + count),
        ownerId: anne,
        parentId: id(1, 1),
        visibility: 'private',
        shares,
      }),
      index: { sortKey: 'company', searchText: 'company' },
    },
  ])
  const people = peopleCommit(workspaceId, counts)
  const commit = buildCommit({
    ...people,
    workspaceId,
    writes: [
      { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) },
      ...people.writes,
      ...opening,
    ],
    keysAdded: [
      ...people.keysAdded,
      ...counts.map((count) => ({ key: 'mail:one', kind: 'company' as const, recordId: id(1, count) })),
    ],
    touches: counts.map((count) => ({
      importId,
      kind: 'company',
      recordId: id(1, count),
      row: count,
      versionAfter: 2,
      before: null,
    })),
    refusedRows: counts.map((row) => ({ row, reasons: [{ code: 'x' }] })),
    importId,
    pairsIgnored: counts.map((count) => ({ kind: 'company', ids: [id(1, count), id(1, count + 1)] })),
    audit: counts.map((count) => buildAudit({ id: id(4, count) })),
    events: counts.map((count) => buildEvent({ id: id(8, count) })),
    jobs: counts.map((count) => buildJob({ key: `job ${count}` })),
    command: { commandId: 'c', command: 'x', fingerprint: workspaceId, answer: null },
  })
  const result = await store.commit(commit)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  for (const job of await store.jobs.claim(workspaceId, {
    now: 1e15,
    kinds: ['test'],
    limit: 1,
    lease: id(5, 99),
    until: 2e15,
  }))
    await store.jobs.bury(workspaceId, { key: job.key, lease: id(5, 99) }, { at: 3, problem: { code: 'x' } })
}

type Read = (store: Store, workspaceId: string) => Promise<unknown>

/** Every read, by the part of the store and its name; what tells of several workspaces by intent is `null`. */
export const storeReads: Readonly<Record<string, Read | null>> = {
  'workspaces.find': (store, workspaceId) => store.workspaces.find(workspaceId),
  'workspaces.findMember': (store, workspaceId) => store.workspaces.findMember(workspaceId, id(9, 1)),
  'workspaces.listMembers': (store, workspaceId) => store.workspaces.listMembers(workspaceId),
  'workspaces.listGroups': (store, workspaceId) => store.workspaces.listGroups(workspaceId),
  ...partyReads('companies', ({ companies }) => companies, id(1, 1)),
  ...partyReads('contacts', ({ contacts }) => contacts, id(2, 1)),
  'affiliations.find': inScopes((store, scope) => store.affiliations.find(scope, id(3, 1))),
  'affiliations.listOfContacts': inScopes((store, scope) =>
    store.affiliations.listOfContacts(scope, [id(2, 1), id(2, 9)]),
  ),
  'affiliations.listOfCompany': inScopes((store, scope) =>
    store.affiliations.listOfCompany(scope, id(1, 1), { limit: 99 }),
  ),
  'identity.lookUp': (store, workspaceId) => store.identity.lookUp(workspaceId, ['mail:one']),
  'identity.listKeys': (store, workspaceId) => store.identity.listKeys(workspaceId, 1000),
  'identity.listClusters': (store, workspaceId) =>
    store.identity.listClusters(workspaceId, { kind: 'company', limit: 99, mostRecords: 99 }),
  'identity.findIgnored': (store, workspaceId) => store.identity.findIgnored(workspaceId, [pair]),
  'references.pointingAt': (store, workspaceId) =>
    store.references.pointingAt(workspaceId, [
      { kind: 'company', id: id(1, 1) },
      { kind: 'contact', id: id(2, 1) },
    ]),
  'imports.find': (store, workspaceId) => store.imports.find(workspaceId, importId),
  'imports.list': (store, workspaceId) => store.imports.list(workspaceId, { limit: 99 }),
  'imports.findByFileHash': (store, workspaceId) => store.imports.findByFileHash(workspaceId, `${workspaceId} 1`),
  'imports.listTouched': (store, workspaceId) =>
    store.imports.listTouched(workspaceId, importId, 'company', { limit: 99 }),
  'imports.listTouches': (store, workspaceId) => store.imports.listTouches(workspaceId, id(1, 1)),
  'imports.listTouchesOf': (store, workspaceId) => store.imports.listTouchesOf(workspaceId, importId, [id(1, 1)]),
  'imports.listRefused': (store, workspaceId) => store.imports.listRefused(workspaceId, importId, { limit: 99 }),
  'history.listAudit': (store, workspaceId) => store.history.listAudit(workspaceId, { limit: 99 }),
  'history.listEvents': (store, workspaceId) => store.history.listEvents(workspaceId, { limit: 99 }),
  'history.findCommand': (store, workspaceId) => store.history.findCommand(workspaceId, 'c'),
  'jobs.find': (store, workspaceId) => store.jobs.find(workspaceId, 'job 2'),
  'jobs.listDead': (store, workspaceId) => store.jobs.listDead(workspaceId, { limit: 99 }),
  'jobs.listWaiting': null,
  'webhooks.find': (store, workspaceId) => store.webhooks.find(workspaceId, id(5, 1)),
  'webhooks.list': (store, workspaceId) => store.webhooks.list(workspaceId),
}

/** What a store does besides: it writes. */
export const storeWrites: readonly string[] = [
  'jobs.claim',
  'jobs.extend',
  'jobs.complete',
  'jobs.retry',
  'jobs.bury',
  'jobs.prune',
]

const filters: readonly RecordFilter[] = [
  { sees: 'everything' },
  { sees: 'granted', memberId: anne, grantees: [anne, group] },
  { sees: 'assigned', memberId: anne, grantees: [anne, group] },
]

/** A read under each filter. */
function inScopes(read: (store: Store, scope: AccessScope) => Promise<unknown>): Read {
  return async (store, workspaceId) => {
    const answers: unknown[] = []
    for (const filter of filters) answers.push(await read(store, { workspaceId, filter }))
    return answers
  }
}

function partyReads(
  name: string,
  of: (store: Store) => PartyRepository<{ readonly id: string }>,
  first: string,
): Readonly<Record<string, Read>> {
  const query = { words: [], trashed: false } as const
  return {
    [`${name}.find`]: inScopes((store, scope) => of(store).find(scope, first)),
    [`${name}.findMany`]: inScopes((store, scope) => of(store).findMany(scope, [first, id(1, 102), id(1, 104)])),
    [`${name}.list`]: inScopes(async (store, scope) => {
      const pages: unknown[] = []
      for (const order of ['name', 'updated'] as const) {
        pages.push(await of(store).list(scope, { ...query, order, descending: false, limit: 1 }))
        pages.push(await of(store).list(scope, { ...query, order, descending: true, limit: 99 }))
      }
      return pages
    }),
    [`${name}.count`]: inScopes((store, scope) => of(store).count(scope, query, 99)),
    [`${name}.findBySortKey`]: (store, workspaceId) =>
      of(store).findBySortKey(workspaceId, ['company 1', 'family 1'], 99),
    [`${name}.listOwnedBy`]: (store, workspaceId) => of(store).listOwnedBy(workspaceId, anne, { limit: 99 }),
    [`${name}.countOwnedBy`]: (store, workspaceId) => of(store).countOwnedBy(workspaceId, anne),
  }
}
