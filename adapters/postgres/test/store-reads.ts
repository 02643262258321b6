/** Every read of a store, and a workspace in which each of them finds something. */
import type { ImportTouch, MergeRecord, PartyRepository, Share, Store, Write } from 'crmkit'
import {
  buildAffiliation,
  buildAudit,
  buildCommit,
  buildCompany,
  buildContact,
  buildEvent,
  buildFeed,
  buildFiledMail,
  buildImport,
  buildInboundAddress,
  buildInteraction,
  buildJob,
  buildMember,
  buildMerge,
  buildReminder,
  buildResource,
  buildWebhook,
  buildWorkspace,
} from 'crmkit/testing'
import { directoryReads, filledDirectories, filledDirectoryRows } from './directory-reads.ts'
import { id, peopleCommit, upTo } from './fixtures.ts'
import { interactionReads } from './interaction-reads.ts'
import { fillMessages, messageReads } from './message-reads.ts'
import { anne, beyond, each, group, inScopes, type Read } from './scoped-reads.ts'
import { fillTelephone, telephoneReads } from './telephone-reads.ts'

const importId = id(6, 1)
const stamp = { version: 1, createdAt: 1, updatedAt: 1 } as const

/**
 * Fills a workspace. Two of different sizes have things of the same ids, and the larger one has more of all: what it has
 * alone is counted from {@link beyond} on.
 */
export async function fillWorkspace(store: Store, workspaceId: string, size: number): Promise<void> {
  const shares: readonly Share[] = [{ with: group, level: 'read' }]
  const counts = upTo(size)
  const catalog: Write = {
    op: 'create',
    kind: 'catalog',
    record: { id: workspaceId, version: 1, templates: [], createdAt: 1, updatedAt: size },
  }
  const opening = counts.flatMap((count): readonly Write[] => [
    { op: 'create', kind: 'member', record: buildMember({ id: id(9, count) }) },
    { op: 'create', kind: 'group', record: { ...stamp, id: id(9, 20 + count), name: `Group ${count}` } },
    {
      op: 'create',
      kind: 'import',
      record: buildImport({ id: id(6, count), fileHash: `file ${count}`, startedAt: count }),
    },
    { op: 'create', kind: 'webhook', record: buildWebhook({ id: id(5, count) }) },
    { op: 'create', kind: 'resource', record: buildResource({ id: id(5, 50 + count) }) },
    { op: 'create', kind: 'feed', record: buildFeed({ id: id(5, 70 + count), memberId: anne }) },
    { op: 'create', kind: 'merge', record: buildMerge({ id: id(7, count), removed: [removedJob(count)] }) },
    {
      op: 'create',
      kind: 'contact',
      record: buildContact({ id: id(2, 200 + count), anonymizedAt: 1, origin: { importId, row: count } }),
      index: { sortKey: '', searchText: '' },
    },
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
    {
      op: 'create',
      kind: 'contact',
      record: buildContact({ id: id(2, 100 + count), ownerId: anne, visibility: 'private', shares }),
      index: { sortKey: 'contact', searchText: 'contact' },
    },
  ])
  const interactions = counts.map((count): Write => {
    const access = { ownerId: anne, visibility: 'private', shares } as const
    const contactDates = { lastInteractionAt: 10 + count }
    const concerned = { companyId: id(1, 1), contactIds: [id(2, 1)], contactDates }
    const type = count < beyond ? 'sale/first-contact' : 'sale/beyond'
    const record = buildInteraction({ id: id(10, count), type, ...access, ...concerned })
    const planned = { from: count, until: count + 10 }
    return { op: 'create', kind: 'interaction', record, index: { sortKey: 'matter', searchText: 'matter', planned } }
  })
  const timers = counts.map((count): Write => {
    const record = { id: id(9, count), memberId: id(9, count), version: 1, interactionId: id(10, 1), startedAt: count }
    return { op: 'create', kind: 'timer', record }
  })
  const mails = counts.flatMap((count): readonly Write[] => {
    const file = { fileId: id(5, 90 + count), name: 'x', type: 'text/plain', size: 1, hash: 'x' }
    const record = buildFiledMail({ id: id(5, 80 + count), interactionId: id(1, 1), mailIds: ['1@x'], files: [file] })
    const address = buildInboundAddress({ targetId: id(9, count) })
    return [
      { op: 'create', kind: 'mail', record },
      { op: 'create', kind: 'inbound-address', record: address },
    ]
  })
  const people = peopleCommit(workspaceId, counts)
  const { writes: messages, ...told } = fillMessages(counts)
  const commit = buildCommit({
    ...people,
    workspaceId,
    writes: [
      { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) },
      ...people.writes,
      catalog,
      ...opening,
      ...interactions,
      ...timers,
      ...mails,
      ...messages,
      ...fillTelephone(counts),
      ...filledDirectories(counts),
    ],
    ...told,
    keysAdded: [
      ...people.keysAdded,
      ...counts.map((count) => ({ key: 'mail:one', kind: 'company' as const, recordId: id(1, count) })),
    ],
    touches: counts.flatMap((row): readonly ImportTouch[] => {
      const touch = { importId: id(6, row), row, versionAfter: 2 }
      const before = { kind: 'contact', record: { ...buildContact({ id: id(2, 1) }), number: 1 } } as const
      return [
        { ...touch, importId, kind: 'company', recordId: id(1, row), before: null },
        { ...touch, kind: 'contact', recordId: id(2, 1), before },
      ]
    }),
    refusedRows: counts.map((row) => ({ row, reasons: [{ code: 'x' }] })),
    importId,
    rowsSettled: { importId, firstRow: size, lastRow: size, reading: 'x', rows: 'x' },
    pairsIgnored: counts.map((count) => ({ kind: 'company', ids: [id(1, count), id(1, count + 1)] })),
    notes: counts.map((count) => {
      const spoken = { kind: 'words', text: 'x', voice: 'ours', memberId: null, at: count, happenedAt: count } as const
      return { id: id(11, count), interactionId: id(10, 1), ...spoken }
    }),
    timeSpent: counts.map((count) => {
      const measured = { kind: 'measured', memberId: anne, from: 1, until: 2, at: count } as const
      return { id: id(12, count), interactionId: id(10, 1), ...measured }
    }),
    directories: filledDirectoryRows(counts),
    audit: counts.map((count) => buildAudit({ id: id(4, count) })),
    events: counts.map((count) => buildEvent({ id: id(8, count) })),
    jobs: counts.map((count) => buildJob({ key: `job ${count}` })),
    remindersAdded: counts.map((count) => buildReminder({ key: `reminder ${count}`, interactionId: id(1, 1) })),
    mailCursor: { provider: `imap ${size}`, cursor: 'x' },
    command: { commandId: `command ${size}`, command: 'x', fingerprint: 'x', answer: null },
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

/** Every read, by the part of the store and its name; what tells of several workspaces by intent is `null`. */
export const storeReads: Readonly<Record<string, Read | null>> = {
  'workspaces.find': (store, workspaceId) => store.workspaces.find(workspaceId),
  'workspaces.findMember': each((store, workspaceId, n) => store.workspaces.findMember(workspaceId, id(9, n))),
  'workspaces.listMembers': (store, workspaceId) => store.workspaces.listMembers(workspaceId),
  'workspaces.listGroups': (store, workspaceId) => store.workspaces.listGroups(workspaceId),
  'workspaces.findResource': each((store, workspaceId, n) => store.workspaces.findResource(workspaceId, id(5, 50 + n))),
  'workspaces.findCatalog': (store, workspaceId) => store.workspaces.findCatalog(workspaceId),
  'workspaces.listResources': (store, workspaceId) => store.workspaces.listResources(workspaceId),
  ...partyReads('companies', ({ companies }) => companies, 1),
  ...partyReads('contacts', ({ contacts }) => contacts, 2),
  'affiliations.find': inScopes((store, scope) =>
    Promise.all([1, beyond].map((n) => store.affiliations.find(scope, id(3, n)))),
  ),
  'affiliations.findMany': inScopes((store, scope) => store.affiliations.findMany(scope, [id(3, 1), id(3, beyond)])),
  'affiliations.listOfContacts': inScopes((store, scope) =>
    store.affiliations.listOfContacts(scope, [id(2, 1), id(2, 9)]),
  ),
  'affiliations.listOfCompany': inScopes((store, scope) =>
    store.affiliations.listOfCompany(scope, id(1, 1), { limit: 99 }),
  ),
  'identity.lookUp': (store, workspaceId) => store.identity.lookUp(workspaceId, ['mail:one']),
  'identity.findUnrivaled': each((store, workspaceId, n) =>
    store.identity.findUnrivaled(workspaceId, [{ kind: 'company', recordId: id(1, n), keys: [] }]),
  ),
  'identity.listKeys': (store, workspaceId) => store.identity.listKeys(workspaceId, 1000),
  'identity.listClusters': inScopes((store, scope) =>
    store.identity.listClusters(scope, { kind: 'company', limit: 99, mostRecords: 99 }),
  ),
  'identity.findIgnored': each((store, workspaceId, n) =>
    store.identity.findIgnored(workspaceId, [{ kind: 'company', ids: [id(1, n), id(1, n + 1)] }]),
  ),
  'references.pointingAt': (store, workspaceId) =>
    store.references.pointingAt(workspaceId, [
      { kind: 'company', id: id(1, 1) },
      { kind: 'contact', id: id(2, 1) },
      { kind: 'interaction', id: id(10, 1) },
    ]),
  ...interactionReads,
  'imports.find': each((store, workspaceId, n) => store.imports.find(workspaceId, id(6, n))),
  'imports.list': (store, workspaceId) => store.imports.list(workspaceId, { limit: 99 }),
  'imports.findByFileHash': each((store, workspaceId, n) => store.imports.findByFileHash(workspaceId, `file ${n}`)),
  'imports.listTouched': (store, workspaceId) =>
    store.imports.listTouched(workspaceId, importId, 'company', { limit: 99 }),
  'imports.listTouches': (store, workspaceId) => store.imports.listTouches(workspaceId, id(1, 1)),
  'imports.listTouchesOf': (store, workspaceId) => store.imports.listTouchesOf(workspaceId, importId, [id(1, 1)]),
  'imports.listTouchesOfPerson': (store, workspaceId) => store.imports.listTouchesOfPerson(workspaceId, id(2, 1)),
  'imports.listErased': (store, workspaceId) => store.imports.listErased(workspaceId, importId),
  'imports.listSettled': (store, workspaceId) => store.imports.listSettled(workspaceId, importId, { limit: 99 }),
  'imports.listRefused': (store, workspaceId) => store.imports.listRefused(workspaceId, importId, { limit: 99 }),
  'history.listAudit': (store, workspaceId) => store.history.listAudit(workspaceId, { limit: 99 }),
  'history.listEvents': (store, workspaceId) => store.history.listEvents(workspaceId, { limit: 99 }),
  'history.findCommand': each((store, workspaceId, n) => store.history.findCommand(workspaceId, `command ${n}`)),
  'merges.find': each((store, workspaceId, n) => store.merges.find(workspaceId, id(7, n))),
  'merges.list': (store, workspaceId) => store.merges.list(workspaceId, { limit: 99 }),
  'merges.listOfPerson': (store, workspaceId) => store.merges.listOfPerson(workspaceId, id(2, 1)),
  'jobs.find': each((store, workspaceId, n) => store.jobs.find(workspaceId, `job ${n}`)),
  'jobs.listDead': (store, workspaceId) => store.jobs.listDead(workspaceId, { limit: 99 }),
  'jobs.listWaiting': null,
  'mails.find': each((store, workspaceId, n) => store.mails.find(workspaceId, id(5, 80 + n))),
  'mails.findByFile': each((store, workspaceId, n) => store.mails.findByFile(workspaceId, id(5, 90 + n))),
  'mails.findByMailIds': (store, workspaceId) => store.mails.findByMailIds(workspaceId, ['1@x', '2@x']),
  'mails.findByPeople': (store, workspaceId) =>
    store.mails.findByPeople(workspaceId, ['carla@pomme.example', id(1, 1)]),
  'mails.listOf': (store, workspaceId) => store.mails.listOf(workspaceId, id(1, 1), { limit: 99 }),
  'mails.findAddresses': (store, workspaceId) => store.mails.findAddresses(workspaceId, ['a'.repeat(16)]),
  'mails.findAddressOf': each((store, workspaceId, n) => store.mails.findAddressOf(workspaceId, 'member', id(9, n))),
  'mails.findCursor': each((store, workspaceId, n) => store.mails.findCursor(workspaceId, `imap ${n}`)),
  'feeds.find': each((store, workspaceId, n) => store.feeds.find(workspaceId, id(5, 70 + n))),
  ...directoryReads,
  'feeds.list': (store, workspaceId) => store.feeds.list(workspaceId),
  'webhooks.find': each((store, workspaceId, n) => store.webhooks.find(workspaceId, id(5, n))),
  'webhooks.list': (store, workspaceId) => store.webhooks.list(workspaceId),
  'reminders.find': each((store, workspaceId, n) => store.reminders.find(workspaceId, `reminder ${n}`)),
  'reminders.findMany': each((store, workspaceId, n) => store.reminders.findMany(workspaceId, [`reminder ${n}`])),
  'reminders.listPending': (store, workspaceId) => store.reminders.listPending(workspaceId, [id(1, 1)]),
  'reminders.listOf': (store, workspaceId) => store.reminders.listOf(workspaceId, id(1, 1), { limit: 99 }),
  ...messageReads,
  ...telephoneReads,
  'reminders.listByState': (store, workspaceId) => store.reminders.listByState(workspaceId, 'pending', { limit: 99 }),
}

/** What a store does besides: it writes. */
export const storeWrites: readonly string[] = [
  'jobs.claim',
  'jobs.extend',
  'jobs.complete',
  'jobs.retry',
  'jobs.bury',
  'jobs.prune',
  'reminders.settle',
  'providerEvents.prune',
]

function partyReads(
  name: string,
  of: (store: Store) => PartyRepository<{ readonly id: string }>,
  kind: number,
): Readonly<Record<string, Read>> {
  const query = { words: [], trashed: false } as const
  return {
    [`${name}.find`]: inScopes((store, scope) =>
      Promise.all([1, beyond].map((n) => of(store).find(scope, id(kind, n)))),
    ),
    [`${name}.findMany`]: inScopes((store, scope) =>
      of(store).findMany(scope, [id(kind, 1), id(kind, beyond), id(kind, 101), id(kind, 100 + beyond)]),
    ),
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

/** A job of the first person that a merge removed. */
function removedJob(n: number): MergeRecord['removed'][number] {
  const before = buildAffiliation({
    id: id(3, 300 + n),
    contactId: id(2, 1),
    companyId: id(1, 1),
    jobTitle: `Job ${n}`,
  })
  return { recordId: before.id, personId: before.contactId, before }
}
