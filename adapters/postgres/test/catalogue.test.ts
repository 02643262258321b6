import { PGlite } from '@electric-sql/pglite'
import type { Catalog } from 'crmkit'
import {
  buildAudit,
  buildEvent,
  buildFeed,
  buildFiledMail,
  buildImport,
  buildInboundAddress,
  buildJob,
  buildMember,
  buildMerge,
  buildReminder,
  buildResource,
  buildWebhook,
  buildWorkspace,
} from 'crmkit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/index.ts'
import { migrations } from '../src/migrations/index.ts'
import { callDirectories } from './directory-reads.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { callInteractions } from './interaction-calls.ts'
import { callMessages } from './message-calls.ts'
import { callTelephone } from './telephone-reads.ts'
import { type Watch, watchedStore, watchedTokens } from './watched-pglite.ts'

/** Tables that belong to no workspace. */
const exceptions = ['migration_lock', 'migrations']

/** Finds the workspaces in which a job is due: it cannot begin with one. Beside ids and due times it holds nothing. */
const acrossWorkspaces = ['job_queues_by_due']

describe('the schema', () => {
  let db: PGlite
  beforeAll(async () => {
    db = new PGlite()
    await migrate({ db })
  })
  afterAll(() => db.close())

  async function names(text: string): Promise<readonly string[]> {
    const { rows } = await db.query<{ name: string }>(text)
    return rows.map((row) => row.name)
  }

  const ours = "relnamespace = 'crmkit'::regnamespace"

  it('leads every primary key, unique constraint and index with the workspace', async () => {
    const others = await names(
      `SELECT i.indexrelid::regclass::text AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
       WHERE c.${ours} AND NOT EXISTS (SELECT 1 FROM pg_attribute AS a
         WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attname = 'workspace_id') ORDER BY 1`,
    )
    const known = [...acrossWorkspaces, ...exceptions.map((table) => `${table}_pkey`)]
    expect(others).toEqual(known.map((name) => `crmkit.${name}`))
  })

  it('leads every foreign key with the workspace on both sides, and restricts removal', async () => {
    const keys = await names(
      `SELECT conname AS name FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
       WHERE c.${ours} AND contype = 'f' ORDER BY 1`,
    )
    expect(keys).toEqual([
      'affiliations_company',
      'affiliations_contact',
      'companies_parent',
      'interaction_attendees_interaction',
      'interaction_contacts_contact',
      'interaction_contacts_interaction',
      'interaction_notes_interaction',
      'interaction_time_interaction',
      'interaction_timers_interaction',
      'interactions_company',
      'interactions_parent',
    ])
    const sound = await names(
      `SELECT conname AS name FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
       JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
       JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
       WHERE c.${ours} AND contype = 'f' AND confdeltype = 'r' AND NOT condeferrable
         AND a.attname = 'workspace_id' AND b.attname = 'workspace_id' ORDER BY 1`,
    )
    expect(sound).toEqual(keys)
  })

  it('has no unique index beside the primary keys, and none over an expression', async () => {
    expect(
      await names(
        `SELECT i.indexrelid::regclass::text AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
         WHERE c.${ours} AND ((i.indisunique AND NOT i.indisprimary) OR i.indexprs IS NOT NULL)`,
      ),
    ).toEqual([])
  })

  it.each([
    [
      'triggers',
      `SELECT tgname AS name FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE c.${ours} AND NOT tgisinternal`,
    ],
    ['sequences', `SELECT relname AS name FROM pg_class WHERE ${ours} AND relkind = 'S'`],
    ['views', `SELECT relname AS name FROM pg_class WHERE ${ours} AND relkind IN ('v', 'm')`],
    [
      'enums and domains',
      "SELECT typname AS name FROM pg_type WHERE typnamespace = 'crmkit'::regnamespace AND typtype IN ('e', 'd')",
    ],
    ['functions', "SELECT proname AS name FROM pg_proc WHERE pronamespace = 'crmkit'::regnamespace"],
    [
      'exclusion constraints',
      "SELECT conname AS name FROM pg_constraint WHERE connamespace = 'crmkit'::regnamespace AND contype = 'x'",
    ],
    [
      'indexes other than B-trees',
      `SELECT c.relname AS name FROM pg_class AS c JOIN pg_am AS m ON m.oid = c.relam WHERE c.${ours} AND relkind = 'i' AND amname <> 'btree'`,
    ],
    [
      'inherited tables',
      `SELECT c.relname AS name FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE c.${ours}`,
    ],
    [
      'timestamps',
      `SELECT attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.${ours} AND atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype)`,
    ],
  ])('has no %s', async (_, text) => {
    expect(await names(text)).toEqual([])
  })

  it('has no default but the workspace of the transaction', async () => {
    const defaults = await names(
      `SELECT DISTINCT pg_get_expr(adbin, adrelid) AS name FROM pg_attrdef AS d JOIN pg_class AS c ON c.oid = d.adrelid
       JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE c.${ours} AND a.attgenerated = ''`,
    )
    expect(defaults).toEqual(["(NULLIF(current_setting('crmkit.workspace'::text, true), ''::text))::uuid"])
  })

  it('makes columns of others only to find telephone numbers', async () => {
    const generated = await names(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
       WHERE c.${ours} AND a.attgenerated <> '' ORDER BY 1`,
    )
    const made = ['has_more_phones', 'phone_1', 'phone_2']
    expect(generated).toEqual(
      ['affiliations', 'companies', 'contacts'].flatMap((table) => made.map((name) => `${table}.${name}`)),
    )
  })

  it('compares keys and sort keys by code points', async () => {
    const collated = await names(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
       JOIN pg_collation AS l ON l.oid = a.attcollation AND l.collname = 'C'
       WHERE c.${ours} AND c.relkind = 'r' ORDER BY 1`,
    )
    expect(collated).toEqual(
      expect.arrayContaining(['companies.search_text', 'companies.sort_key', 'contacts.sort_key', 'identity_keys.key']),
    )
  })

  it('is made of steps of one statement each, each of which may run again', async () => {
    for (const step of migrations.flatMap((migration) => migration.steps)) {
      expect(step).not.toContain(';')
      await db.query(step.replaceAll('{schema}', 'crmkit'))
    }
  })
})

describe('the statements', () => {
  const texts: string[] = []
  beforeAll(async () => {
    const db = new PGlite()
    await migrate({ db })
    await runEverything(db, { note: (text) => texts.push(text) })
    await db.close()
  })

  const read = (): readonly string[] =>
    texts.filter((text) => text.includes('"crmkit".') && !text.includes('migrations'))

  it('were all seen', () => {
    const tables = new Set(read().flatMap((text) => [...text.matchAll(/"crmkit"\.(\w+)/g)].map((match) => match[1])))
    expect([...tables].toSorted()).toHaveLength(61)
  })

  it('look beyond one workspace in one place, at ids and due times only', () => {
    const across = read().filter((text) => text.includes('job_queues') && !text.includes('$1::uuid'))
    expect(new Set(across)).toEqual(
      new Set([
        'SELECT q.workspace_id, q.next_due_at FROM "crmkit".job_queues AS q ' +
          'WHERE q.next_due_at IS NOT NULL ORDER BY q.next_due_at, q.workspace_id LIMIT $1::bigint',
      ]),
    )
  })

  it('name the workspace for every table that they read or write', () => {
    for (const text of read().filter(
      (statement) =>
        !statement.startsWith('COPY') &&
        !statement.startsWith('ANALYZE') &&
        !statement.startsWith('SELECT q.workspace_id, q.next_due_at'),
    )) {
      const tables = [...text.matchAll(/"crmkit"\.\w+/g)].length
      const conditions = [...text.matchAll(/workspace_id/g)].length
      expect(conditions, text).toBeGreaterThanOrEqual(tables)
      expect(text).toMatch(/workspace_id = \$1::uuid|\(workspace_id, /)
    }
  })

  it('leave time and ids to the application, and keep nothing on the connection', () => {
    const banned =
      /\bnow\(|current_timestamp|clock_timestamp|gen_random_uuid|uuidv7|nextval|\bLISTEN\b|\bNOTIFY\b|advisory|\bPREPARE\b|\bDECLARE\b|\bOFFSET\b|\bMERGE\b|\bTEMP\b/i
    for (const text of texts) expect(text).not.toMatch(banned)
  })

  it('are one statement each', () => {
    for (const text of texts) expect(text).not.toContain(';')
  })
})

/** Calls every method of the store, with and without its options. */
async function runEverything(db: PGlite, watch: Watch): Promise<void> {
  const store = watchedStore(db, watch)
  const workspaceId = workspaceA
  const importId = id(6, 1)
  const group = { id: id(9, 2), version: 1, name: 'North', createdAt: 1, updatedAt: 1 }
  const people = peopleCommit(workspaceId, [1])
  const mergeOfPeople = buildMerge({ id: id(5, 9), kind: 'contact', survivorId: id(2, 1), loserId: id(2, 2) })
  await store.commit({
    ...people,
    writes: [
      { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) },
      { op: 'create', kind: 'member', record: buildMember({ id: id(9, 1) }) },
      { op: 'create', kind: 'resource', record: buildResource({ id: id(5, 9) }) },
      { op: 'create', kind: 'catalog', record: catalogOf(workspaceId, 1) },
      { op: 'create', kind: 'import', record: buildImport({ id: importId }) },
      { op: 'create', kind: 'group', record: group },
      { op: 'create', kind: 'webhook', record: buildWebhook({ id: id(5, 1) }) },
      { op: 'create', kind: 'merge', record: mergeOfPeople },
      ...people.writes,
    ],
    guard: { version: 7, keys: ['x'], hits: [] },
    keysRemoved: [{ key: 'x', kind: 'company', recordId: id(1, 1) }],
    touches: [{ importId, kind: 'company', recordId: id(1, 1), row: 1, versionAfter: 2, before: null }],
    refusedRows: [{ row: 2, reasons: [{ code: 'x' }] }],
    importId,
    audit: [buildAudit({ id: id(7, 1), personal: { personId: id(2, 1), changes: [] } })],
    events: [buildEvent({ id: id(8, 1) })],
    jobs: ['a', 'b'].map((key) => buildJob({ key, orderKey: 'x' })),
    replays: [{ key: 'z', dueAt: 1 }],
    discards: [{ key: 'z', at: 1 }],
    command: { commandId: 'c', command: 'x', fingerprint: 'f', answer: null },
  })
  await store.commit(
    peopleCommit(
      workspaceId,
      upTo(200).map((count) => count + 100),
    ),
  )
  const everything = { workspaceId, filter: { sees: 'everything' } } as const
  const granted = { workspaceId, filter: { sees: 'granted', memberId: id(9, 1), grantees: [id(9, 1)] } } as const
  const assigned = {
    workspaceId,
    filter: { ...granted.filter, sees: 'assigned', grantees: [id(9, 1), id(9, 2)] },
  } as const
  const company = await store.companies.find(granted, id(1, 1))
  const contact = await store.contacts.find(everything, id(2, 1))
  const affiliation = await store.affiliations.find(granted, id(3, 1))
  const workspace = await store.workspaces.find(workspaceId)
  const member = await store.workspaces.findMember(workspaceId, id(9, 1))
  const run = await store.imports.find(workspaceId, importId)
  if (company === null || contact === null || affiliation === null) throw new Error('a record is missing')
  if (workspace === null || member === null || run === null) throw new Error('a record is missing')
  const index = { sortKey: '', searchText: '' }
  const shares = [{ with: id(9, 1), level: 'read' as const }]
  const bare = { ...people, writes: [], keysAdded: [] }
  await store.commit({
    ...bare,
    writes: [
      { op: 'update', kind: 'company', record: { ...company, version: 2, shares }, index },
      { op: 'update', kind: 'contact', record: { ...contact, version: 2 }, index },
      { op: 'update', kind: 'affiliation', record: { ...affiliation, version: 2 } },
      { op: 'update', kind: 'workspace', record: { ...workspace, version: 2 } },
      { op: 'update', kind: 'member', record: { ...member, version: 2 } },
      { op: 'update', kind: 'group', record: { ...group, version: 2 } },
      { op: 'update', kind: 'resource', record: buildResource({ id: id(5, 9), version: 2 }) },
      { op: 'update', kind: 'catalog', record: catalogOf(workspaceId, 2) },
      { op: 'update', kind: 'import', record: { ...run, version: 2 } },
      { op: 'update', kind: 'webhook', record: buildWebhook({ id: id(5, 1), version: 2 }) },
      { op: 'update', kind: 'merge', record: { ...mergeOfPeople, version: 2 } },
    ],
  })
  await store.commit({ ...bare, memberGuards: [{ memberId: id(9, 1), version: 2 }] })
  const stale = { version: 2, id: id(9, 1) }
  await store.commit({ ...bare, recordGuards: [{ kind: 'message', ...stale }] })
  await store.commit({ ...bare, recordGuards: [{ kind: 'call', ...stale }] })
  // Refused, so that the reasons are looked up.
  for (const kind of ['company', 'contact'] as const) {
    const purged = kind === 'company' ? company : contact
    const writes = [{ op: 'purge' as const, kind, id: purged.id, expectedVersion: 2 }]
    await store.commit({ ...bare, writes })
  }
  await store.commit({ ...bare, writes: [{ op: 'update', kind: 'member', record: { ...member, version: 9 } }] })
  await store.commit({ ...bare, writes: [{ op: 'update', kind: 'workspace', record: { ...workspace, version: 9 } }] })
  await store.commit({
    ...bare,
    writes: [{ op: 'update', kind: 'affiliation', record: { ...affiliation, version: 3, companyId: id(1, 999) } }],
  })
  await store.commit({ ...bare, writes: [{ op: 'purge', kind: 'affiliation', id: id(3, 1), expectedVersion: 2 }] })
  // Pointed at, and so not to be merged away.
  const mergedCompany = { ...company, version: 3, mergedInto: id(1, 101) }
  await store.commit({ ...bare, writes: [{ op: 'update', kind: 'company', record: mergedCompany, index }] })
  await store.affiliations.findMany(granted, [id(3, 1)])
  await store.merges.find(workspaceId, id(5, 9))
  await store.merges.list(workspaceId, { limit: 5 })
  await store.merges.listOfPerson(workspaceId, id(2, 1))
  await store.merges.list(workspaceId, { recordIds: [id(2, 1)], after: id(5, 99), limit: 5 })
  const words = ['company', '1']
  for (const parties of [store.companies, store.contacts]) {
    for (const order of ['name', 'number', 'created', 'updated'] as const) {
      const after = { value: order === 'name' ? 'a' : 1, id: id(1, 1) }
      await parties.list(granted, { order, descending: true, words, trashed: false, after, limit: 5 })
      await parties.list(assigned, { order, descending: true, words, trashed: false, after, limit: 5 })
      await parties.list(granted, { order, descending: false, words: [], trashed: false, after, limit: 5 })
      await parties.list(everything, { order, descending: false, words: [], trashed: true, limit: 5 })
    }
    await parties.count(assigned, { words, trashed: false }, 10)
    await parties.findMany(assigned, [id(1, 1)])
    await parties.count(granted, { words, trashed: false }, 10)
    await parties.findMany(granted, [id(1, 1)])
    await parties.findBySortKey(workspaceId, ['x'], 5)
    await parties.listOwnedBy(workspaceId, id(9, 1), { limit: 5 })
    await parties.listOwnedBy(workspaceId, id(9, 1), { after: id(1, 1), limit: 5 })
    await parties.countOwnedBy(workspaceId, id(9, 1))
  }
  await callInteractions(store, [everything, granted, assigned])
  await callMessages(store, [everything, granted, assigned])
  await callTelephone(store, [everything, granted, assigned])
  await store.affiliations.listOfContacts(granted, [id(2, 1)])
  await store.affiliations.listOfCompany(granted, id(1, 1), { limit: 5 })
  await store.affiliations.listOfCompany(everything, id(1, 1), { after: id(3, 1), limit: 5 })
  await store.workspaces.listMembers(workspaceId)
  await store.workspaces.listGroups(workspaceId)
  await store.commit({ ...bare, writes: [{ op: 'purge', kind: 'group', id: group.id, expectedVersion: 2 }] })
  await store.workspaces.findResource(workspaceId, id(5, 9))
  await store.workspaces.findCatalog(workspaceId)
  await store.workspaces.listResources(workspaceId)
  await store.identity.lookUp(workspaceId, ['x'])
  await store.identity.lookUp(workspaceId, [])
  for (const kind of ['company', 'contact'] as const) {
    for (const scope of [everything, granted, assigned]) {
      for (const keys of [['x'], []]) {
        await store.identity.findUnrivaled(workspaceId, [
          { kind: 'company', recordId: id(1, 1), keys },
          { kind: 'contact', recordId: id(2, 1), keys },
        ])
      }
      await store.identity.listClusters(scope, { kind, from: 'x', limit: 5, mostRecords: 5 })
    }
  }
  const pair = { kind: 'company', ids: [id(1, 1), id(1, 2)] } as const
  await store.commit({ ...bare, pairsIgnored: [pair], pairsRestored: [pair] })
  await store.identity.findIgnored(workspaceId, [pair])
  await store.references.pointingAt(workspaceId, [
    { kind: 'company', id: id(1, 1) },
    { kind: 'contact', id: id(2, 1) },
  ])
  await store.imports.list(workspaceId, { limit: 5 })
  await store.imports.list(workspaceId, { after: { startedAt: 1, id: importId }, limit: 5 })
  await store.imports.findByFileHash(workspaceId, 'x')
  await store.imports.findByFileHash(workspaceId, 'x', id(9, 1))
  await store.imports.list(workspaceId, { memberId: id(9, 1), limit: 5 })
  await store.imports.list(workspaceId, { memberId: id(9, 1), after: { startedAt: 1, id: importId }, limit: 5 })
  for (const kind of ['company', 'contact', 'affiliation'] as const) {
    await store.imports.listTouched(workspaceId, importId, kind, { limit: 5 })
    await store.imports.listTouched(workspaceId, importId, kind, { after: id(1, 1), limit: 5 })
  }
  await store.imports.listTouches(workspaceId, id(1, 1))
  await store.imports.listTouchesOf(workspaceId, importId, [id(1, 1), id(2, 1)])
  await store.imports.listErased(workspaceId, importId)
  await store.imports.listTouchesOfPerson(workspaceId, id(2, 1))
  await store.commit({ ...bare, erasures: [{ personId: id(2, 1) }] })
  await store.imports.listRefused(workspaceId, importId, { after: 1, limit: 5 })
  const after = { at: 9, id: id(7, 2) }
  const all = { subjectId: id(1, 1), memberId: id(9, 1), command: 'x', from: 1, until: 9, after }
  await store.commit({ ...bare, rowsSettled: { importId, firstRow: 1, lastRow: 2, reading: 'a', rows: 'b' } })
  await store.imports.listSettled(workspaceId, importId, { limit: 5 })
  await store.imports.listSettled(workspaceId, importId, { after: 1, limit: 5 })
  await store.history.listAudit(workspaceId, { ...all, limit: 5 })
  await store.history.listAudit(workspaceId, { ...all, personId: id(2, 1), limit: 5 })
  await store.history.listEvents(workspaceId, { after: id(8, 0), limit: 5 })
  await store.history.findCommand(workspaceId, 'c')
  const feed = buildFeed({ id: id(5, 3), memberId: id(9, 1) })
  await store.commit({ ...bare, writes: [{ op: 'create', kind: 'feed', record: feed }] })
  await store.feeds.find(workspaceId, feed.id)
  await store.feeds.list(workspaceId)
  await store.commit({ ...bare, writes: [{ op: 'purge', kind: 'feed', id: feed.id, expectedVersion: 1 }] })
  const mail = buildFiledMail({ id: id(5, 80), interactionId: id(1, 1), mailIds: ['1@x'] })
  const address = buildInboundAddress({ targetId: id(9, 1) })
  await store.commit({
    ...bare,
    writes: [
      { op: 'create', kind: 'mail', record: mail },
      { op: 'create', kind: 'inbound-address', record: address },
    ],
    mailCursor: { provider: 'imap', cursor: '1' },
  })
  await store.commit({ ...bare, writes: [{ op: 'update', kind: 'mail', record: { ...mail, version: 2 } }] })
  await store.mails.find(workspaceId, mail.id)
  await store.mails.findByFile(workspaceId, id(5, 82))
  await store.mails.findByMailIds(workspaceId, ['1@x'])
  await store.mails.findByPeople(workspaceId, ['carla@x.example'])
  await store.mails.listOf(workspaceId, id(1, 1), { limit: 5 })
  await store.mails.listOf(workspaceId, id(1, 1), { after: mail.id, limit: 5 })
  await store.mails.findAddresses(workspaceId, [address.token])
  await store.mails.findAddressOf(workspaceId, 'member', id(9, 1))
  await store.mails.findCursor(workspaceId, 'imap')
  await store.commit({
    ...bare,
    writes: [{ op: 'purge', kind: 'inbound-address', id: address.id, expectedVersion: 1 }],
  })
  const booking = { resourceId: id(5, 50), interactionId: id(1, 1), occurrence: null, period: { from: 1, until: 2 } }
  await store.commit({ ...bare, bookings: [{ interactionId: id(1, 1), version: 1, bookings: [booking] }] })
  await callDirectories(store, workspaceId)
  const tokens = watchedTokens(db, watch)
  await tokens.write(workspaceId, id(5, 81), { secret: 'x', expectedVersion: null })
  await tokens.write(workspaceId, id(5, 81), { secret: 'y', expectedVersion: 1 })
  await tokens.read(workspaceId, id(5, 81))
  await tokens.remove(workspaceId, id(5, 81))
  await store.webhooks.find(workspaceId, id(5, 1))
  await store.webhooks.list(workspaceId)
  await store.commit({ ...bare, writes: [{ op: 'purge', kind: 'webhook', id: id(5, 1), expectedVersion: 2 }] })
  const line = buildReminder({ key: 'a', interactionId: id(5, 1) })
  await store.commit({ ...bare, remindersAdded: [line, { ...line, key: 'b', round: 2 }] })
  await store.commit({ ...bare, remindersDropped: [{ key: 'a', at: 1 }] })
  await store.reminders.find(workspaceId, 'a')
  await store.reminders.findMany(workspaceId, ['a'])
  await store.reminders.listPending(workspaceId, [id(5, 1)])
  for (const page of [{ limit: 5 }, { after: line, limit: 5 }]) {
    await store.reminders.listOf(workspaceId, id(5, 1), page)
    await store.reminders.listByState(workspaceId, 'pending', page)
  }
  await store.reminders.settle(workspaceId, { key: 'a', round: 1, from: 'pending', to: 'dead', at: 1, attempts: 1 })
  const lease = id(5, 2)
  await store.jobs.claim(workspaceId, { now: 1, kinds: ['test'], limit: 5, lease, until: 2 })
  await store.jobs.extend(workspaceId, { key: 'a', lease }, 3)
  await store.jobs.complete(workspaceId, { key: 'a', lease }, { at: 3, jobs: [buildJob({ key: 'c' })] })
  await store.jobs.claim(workspaceId, { now: 1, kinds: ['test'], limit: 5, lease, until: 2 })
  await store.jobs.retry(workspaceId, { key: 'b', lease }, { dueAt: 3, problem: { code: 'x' } })
  await store.jobs.bury(workspaceId, { key: 'c', lease }, { at: 3, problem: { code: 'x' } })
  await store.jobs.find(workspaceId, 'a')
  await store.jobs.listDead(workspaceId, { limit: 5 })
  await store.jobs.listDead(workspaceId, { after: 'a', limit: 5 })
  await store.jobs.prune(workspaceId, { before: 9, limit: 5 })
  await store.jobs.listWaiting(5)
}

function catalogOf(id: string, version: number): Catalog {
  return { id, version, templates: [], createdAt: 1, updatedAt: version }
}
