import type { PGlite } from '@electric-sql/pglite'
import { buildAudit, buildCommit, buildJob } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { id, peopleCommit, upTo, workspaceA, workspaceB } from './fixtures.ts'
import { connection } from './postgres-server.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'
import { openTestPglite } from './test-pglite.ts'

/** Runs statements in one transaction and gives the last answer's rows. */
type Run = (...statements: readonly string[]) => Promise<readonly Record<string, unknown>[]>

const guardedTables = [
  'affiliations',
  'audit',
  'calendar_feeds',
  'call_names',
  'call_parties',
  'calls',
  'catalogs',
  'commands',
  'companies',
  'consents',
  'contacts',
  'directories',
  'directory_case_contacts',
  'directory_cases',
  'directory_emails',
  'directory_entries',
  'directory_links',
  'directory_progress',
  'directory_tokens',
  'events',
  'identity_keys',
  'ignored_pairs',
  'import_refused',
  'import_settled',
  'import_touches',
  'imports',
  'inbound_addresses',
  'interaction_attendees',
  'interaction_contacts',
  'interaction_notes',
  'interaction_time',
  'interaction_timers',
  'interactions',
  'job_queues',
  'jobs',
  'lines',
  'mail_cursors',
  'mail_files',
  'mail_names',
  'mail_people',
  'mails',
  'member_groups',
  'members',
  'merges',
  'message_contacts',
  'message_names',
  'message_templates',
  'message_words',
  'messages',
  'personal_values',
  'provider_event_queues',
  'provider_events',
  'record_grants',
  'reminders',
  'resource_bookings',
  'resources',
  'sms_credits',
  'suppressions',
  'webhooks',
  'workspace_counters',
  'workspaces',
]

const toA = `SELECT set_config('crmkit.workspace', '${workspaceA}', true)`
const people = peopleCommit(workspaceA, upTo(2), {
  jobs: [buildJob({ key: 'a' })],
  audit: [
    buildAudit({ id: id(4, 1), personal: { personId: id(2, 1), changes: [{ field: 'givenName', after: 'Anna' }] } }),
  ],
})

/** The tables that may only be added to. */
const onlyAdded = ['audit', 'events', 'personal_values', 'commands', 'suppressions', 'consents']

/** What the eraser blanks. */
const blanks = / SET (?:value|address|proof) = /

/** Every way to change what may only be added to. */
const historyStatements: readonly string[] = [
  ...['id', 'at', 'author_member_id', 'author_reason', 'subject_kind', 'subject_id', 'command', 'command_id']
    .concat('under_right', 'changes', 'person_id', 'record_count', 'workspace_id')
    .map((column) => `UPDATE crmkit.audit SET ${column} = ${column}`),
  ...['id', 'at', 'author_member_id', 'author_reason', 'subject_kind', 'subject_id', 'type', 'version', 'data']
    .concat('workspace_id')
    .map((column) => `UPDATE crmkit.events SET ${column} = ${column}`),
  ...['command_id', 'command', 'fingerprint', 'answer', 'workspace_id'].map(
    (column) => `UPDATE crmkit.commands SET ${column} = ${column}`,
  ),
  ...['person_id', 'source_id', 'item_id', 'workspace_id'].map(
    (column) => `UPDATE crmkit.personal_values SET ${column} = ${column}`,
  ),
  'UPDATE crmkit.personal_values SET value = NULL',
  ...['workspace_id', 'id', 'kind', 'channel', 'address_hash', 'address', 'reason', 'purpose', 'at']
    .concat('message_id', 'member_id')
    .map((column) => `UPDATE crmkit.suppressions SET ${column} = ${column === 'address' ? "''" : column}`),
  ...[
    'workspace_id',
    'contact_id',
    'position',
    'channel',
    'purpose',
    'consent',
    'at',
    'source',
    'member_id',
    'proof',
  ].map((column) => `UPDATE crmkit.consents SET ${column} = ${column === 'proof' ? 'NULL' : column}`),
  ...onlyAdded.flatMap((table) => [
    `DELETE FROM crmkit.${table}`,
    `TRUNCATE crmkit.${table}`,
    `ALTER TABLE crmkit.${table} DISABLE ROW LEVEL SECURITY`,
    `DROP TABLE crmkit.${table}`,
  ]),
]

/** Held against both databases; `asApp` takes on the application's role, where the login does not have it. */
function describeGuard(database: () => { readonly run: Run; readonly asApp: readonly string[] }): void {
  it('shows nothing of another workspace to a query without a condition', async () => {
    const { run, asApp } = database()
    const rows = await run(...asApp, toA, 'SELECT DISTINCT workspace_id FROM crmkit.companies')
    expect(rows).toEqual([{ workspace_id: workspaceA }])
  })

  it('shows nothing at all before a workspace is set', async () => {
    const { run, asApp } = database()
    expect(await run(...asApp, 'SELECT * FROM crmkit.companies')).toEqual([])
    expect(
      await run(...asApp, "SELECT set_config('crmkit.workspace', '', true)", 'SELECT * FROM crmkit.contacts'),
    ).toEqual([])
  })

  it('shows the queues of all workspaces to nobody who is about one, and to the others nothing but them', async () => {
    const { run, asApp } = database()
    const queues = 'SELECT workspace_id FROM crmkit.job_queues ORDER BY workspace_id'
    expect(await run(...asApp, toA, queues)).toEqual([{ workspace_id: workspaceA }])
    const toNone = "SELECT set_config('crmkit.workspace', '', true)"
    expect(await run(...asApp, toNone, queues)).toEqual(
      [workspaceA, workspaceB].toSorted().map((workspace_id) => ({ workspace_id })),
    )
    expect(await run(...asApp, toNone, 'SELECT * FROM crmkit.jobs')).toEqual([])
    expect(await run(...asApp, toNone, 'UPDATE crmkit.job_queues SET position = 1 RETURNING position')).toEqual([])
  })

  it('guards every table that holds rows of a workspace', async () => {
    const { run } = database()
    const rows = await run(
      "SELECT relname FROM pg_class WHERE relnamespace = 'crmkit'::regnamespace AND relkind = 'r' " +
        'AND relrowsecurity AND relforcerowsecurity ORDER BY relname',
    )
    expect(rows.map((row) => row['relname'])).toEqual(guardedTables)
  })

  it('changes and removes nothing of another workspace', async () => {
    const { run, asApp } = database()
    const touched = await run(...asApp, toA, 'UPDATE crmkit.companies SET version = 9 RETURNING workspace_id')
    expect(new Set(touched.map((row) => row['workspace_id']))).toEqual(new Set([workspaceA]))
    const removed = await run(...asApp, toA, 'DELETE FROM crmkit.affiliations RETURNING workspace_id')
    expect(new Set(removed.map((row) => row['workspace_id']))).toEqual(new Set([workspaceA]))
  })

  it('refuses rows for another workspace', async () => {
    const { run, asApp } = database()
    const insert = `INSERT INTO crmkit.commands VALUES ('${workspaceB}', 'x', 'x', 'x', '{}')`
    await expect(run(...asApp, toA, insert)).rejects.toMatchObject({ code: '42501' })
    const move = `UPDATE crmkit.companies SET workspace_id = '${workspaceB}'`
    await expect(run(...asApp, toA, move)).rejects.toMatchObject({ code: '42501' })
  })

  it.each(onlyAdded)('lets %s only be added to', async (table) => {
    const { run, asApp } = database()
    const update = `UPDATE crmkit.${table} SET workspace_id = workspace_id`
    await expect(run(...asApp, toA, update)).rejects.toMatchObject({ code: '42501' })
    await expect(run(...asApp, toA, `DELETE FROM crmkit.${table}`)).rejects.toMatchObject({ code: '42501' })
  })

  it.each(historyStatements)('refuses the application: %s', async (text) => {
    const { run, asApp } = database()
    await expect(run(...asApp, toA, text)).rejects.toMatchObject({ code: '42501' })
  })

  describe('the eraser', () => {
    const asEraser = "SELECT set_config('role', 'crmkit_eraser', true)"

    it('blanks the values of the workspace that the transaction is about', async () => {
      const { run, asApp } = database()
      const blank = 'UPDATE crmkit.personal_values SET value = NULL RETURNING workspace_id'
      expect(await run(...asApp, toA, asEraser, blank)).toEqual([{ workspace_id: workspaceA }])
      expect(await run(...asApp, asEraser, blank)).toEqual([])
    })

    it.each([
      ...historyStatements.filter((text) => !blanks.test(text)),
      'SELECT value FROM crmkit.personal_values',
      'SELECT address FROM crmkit.suppressions',
      'SELECT proof FROM crmkit.consents',
    ])('may not: %s', async (text) => {
      const { run, asApp } = database()
      await expect(run(...asApp, toA, asEraser, text)).rejects.toMatchObject({ code: '42501' })
    })
  })

  describe('the loader', () => {
    const asLoader = "SELECT set_config('role', 'crmkit_loader', true)"
    const columns = 'key, kind, record_id'

    it('adds rows to the workspace that the transaction is about', async () => {
      const { run } = database()
      const insert = `INSERT INTO crmkit.identity_keys (${columns}) VALUES ('x:1', 'company', '${id(1, 1)}')`
      const read = "SELECT workspace_id FROM crmkit.identity_keys WHERE key = 'x:1'"
      const rows = await run(toA, asLoader, insert, "SELECT set_config('role', 'none', true)", toA, read)
      expect(rows).toEqual([{ workspace_id: workspaceA }])
    })

    it('cannot name a workspace', async () => {
      const { run } = database()
      const insert = `INSERT INTO crmkit.identity_keys (workspace_id, ${columns}) VALUES ('${workspaceB}', 'x:1', 'company', '${id(1, 1)}')`
      await expect(run(toA, asLoader, insert)).rejects.toMatchObject({ code: '42501' })
    })

    it('adds nothing where no workspace is set', async () => {
      const { run } = database()
      const insert = `INSERT INTO crmkit.identity_keys (${columns}) VALUES ('x:1', 'company', '${id(1, 1)}')`
      await expect(run(asLoader, insert)).rejects.toMatchObject({ code: '23502' })
    })

    it.each(['SELECT * FROM', 'DELETE FROM'])(
      'may not %s a table, though it is exempt from the guard',
      async (verb) => {
        const { run } = database()
        await expect(run(toA, asLoader, `${verb} crmkit.companies`)).rejects.toMatchObject({ code: '42501' })
      },
    )
  })
}

describe('row-level security on PGlite', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    const store = pgliteStore({ db })
    await store.commit(people)
    await store.commit({ ...people, workspaceId: workspaceB })
  })
  afterAll(() => db.close())

  const run: Run = async (...statements) => {
    const rollback = new Error('rolled back')
    let rows: Record<string, unknown>[] = []
    await db
      .transaction(async (transaction) => {
        for (const text of statements) rows = (await transaction.query<Record<string, unknown>>(text)).rows
        throw rollback
      })
      .catch((failure: unknown) => {
        if (failure !== rollback) throw failure
      })
    return rows
  }
  describeGuard(() => ({ run, asApp: ["SELECT set_config('role', 'crmkit_app', true)"] }))
})

describe('row-level security on PostgreSQL', () => {
  let server: SharedPostgres
  let database: TestDatabase
  beforeAll(async () => {
    server = await sharedPostgres()
    database = await openDatabase(server, server.template)
    const store = postgresStore({ pool: database.pool })
    await store.commit(people)
    await store.commit({ ...people, workspaceId: workspaceB })
  })
  afterAll(async () => {
    await database.close()
  })

  const run: Run = async (...statements) => {
    const client = await database.pool.connect()
    try {
      await client.query('BEGIN')
      let rows: Record<string, unknown>[] = []
      for (const text of statements) rows = (await client.query<Record<string, unknown>>(text)).rows
      return rows
    } finally {
      await client.query('ROLLBACK')
      client.release()
    }
  }
  describeGuard(() => ({ run, asApp: [] }))

  it('leaves nothing of a workspace on the connection', async () => {
    const store = postgresStore({ pool: database.pool })
    const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const
    await store.companies.find(scope, id(1, 1))
    const rows = await run("SELECT current_setting('crmkit.workspace', true) AS workspace")
    expect(rows[0]?.['workspace'] ?? '').toBe('')
  })

  it('refuses an erasure that names no eraser, and one whose eraser is not there, and keeps every value', async () => {
    const erasure = buildCommit({ workspaceId: workspaceA, erasures: [{ personId: id(2, 1) }] })
    for (const options of [{}, { eraserRole: 'nobody_there' }, { eraserRole: 'crmkit_loader' }]) {
      const store = postgresStore({ pool: database.pool, ...options })
      await expect(store.commit(erasure)).rejects.toMatchObject({
        code: 'backend-refused',
        message: expect.stringContaining('eraserRole'),
      })
      const [kept] = await store.history.listAudit(workspaceA, { limit: 1 })
      expect(kept?.personal?.changes).toHaveLength(1)
    }
  })

  it('knows every column of what may only be added to', async () => {
    const admin = new pg.Client(connection(server.port, database.name))
    await admin.connect()
    try {
      const { rows } = await admin.query<{ column: string }>(
        `SELECT c.relname || ' ' || a.attname AS column FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
         WHERE c.oid = ANY (string_to_array('${onlyAdded.map((table) => `crmkit.${table}`).join()}', ',')::regclass[]) AND a.attnum > 0`,
      )
      const tried = historyStatements.flatMap(
        (text) => /UPDATE crmkit\.(\w+) SET (\w+)/.exec(text)?.slice(1).join(' ') ?? [],
      )
      expect(tried.toSorted()).toEqual(rows.map(({ column }) => column).toSorted())
    } finally {
      await admin.end()
    }
  })

  it('lets the eraser blank values, which then read as null, and nothing else', async () => {
    const eraser = new pg.Client(connection(server.port, database.name))
    await eraser.connect()
    try {
      await eraser.query('BEGIN')
      await eraser.query(toA)
      await eraser.query("SELECT set_config('role', 'crmkit_eraser', true)")
      const blank = `UPDATE crmkit.personal_values SET value = NULL WHERE person_id = '${id(2, 1)}'`
      expect((await eraser.query(blank)).rowCount).toBe(1)
      await eraser.query('COMMIT')
      await eraser.query("SELECT set_config('role', 'crmkit_eraser', false)")
      await expect(eraser.query('SELECT value FROM crmkit.personal_values')).rejects.toMatchObject({ code: '42501' })
    } finally {
      await eraser.end()
    }
    const store = postgresStore({ pool: database.pool })
    const [erased] = await store.history.listAudit(workspaceA, { limit: 1 })
    expect(erased?.personal).toBeNull()
    const [kept] = await store.history.listAudit(workspaceB, { limit: 1 })
    expect(kept?.personal?.changes).toHaveLength(1)
  })
})
