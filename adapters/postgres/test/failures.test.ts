import { type Commit, createCrm, type Store } from 'crmkit'
import { buildCommit, callRequest, fixedClock, memoryTelephony } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyThreshold } from '../src/bulk.ts'
import { postgresStore } from '../src/index.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { connection, type PostgresServer, startPostgresInMemory } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase } from './postgres-setup.ts'

const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const
const loaderRole = 'crmkit_loader'

describe('a failing PostgreSQL', () => {
  let server: PostgresServer
  let template: string
  beforeAll(async () => {
    server = await startPostgresInMemory()
    await makeRoles(server.port)
    template = await makeTemplate(server.port)
  })
  afterAll(() => server.stop())

  async function administrator(name: string): Promise<pg.Client> {
    const client = new pg.Client(connection(server.port, name))
    client.on('error', () => {})
    await client.connect()
    return client
  }

  it.each([1, copyThreshold])(
    'is unavailable when it drops the connection while it writes %i records, and keeps nothing of them',
    async (length) => {
      const { name, pool, close } = await openDatabase(server, template)
      const store = postgresStore({ pool, loaderRole })
      await store.commit(peopleCommit(workspaceA, [9_000]))
      const admin = await administrator(name)
      // Holds the commit up in its middle: after its first statements, before its rows.
      await admin.query('BEGIN')
      await admin.query('LOCK TABLE crmkit.affiliations IN ACCESS EXCLUSIVE MODE')
      const commit = store.commit(peopleCommit(workspaceA, upTo(length)))
      const outcome = expect(commit).rejects.toMatchObject({ code: 'backend-unavailable', retryable: true })
      await untilSomebodyWaits(admin)
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'crmkit_app'",
      )
      await outcome
      await admin.query('ROLLBACK')
      await admin.end()
      expect(await store.companies.count(scope, { words: [], trashed: false }, 10)).toBe(1)
      const again = await store.commit(peopleCommit(workspaceA, upTo(length)))
      expect(again.ok && again.value.numbers.get(id(1, 1))).toBe(2)
      await close()
    },
  )

  it('is unavailable when nobody listens', async () => {
    const pool = new pg.Pool({ ...connection(1, 'nowhere'), max: 1 })
    await expect(postgresStore({ pool }).workspaces.find(workspaceA)).rejects.toMatchObject({
      code: 'backend-unavailable',
      retryable: true,
    })
    await pool.end()
  })

  it('is tried again after a conflict between transactions', async () => {
    const { pool, close } = await openDatabase(server, template)
    const failing = failFirst(pool, '40001', 3)
    expect((await postgresStore({ pool: failing.pool }).commit(peopleCommit(workspaceA, [1]))).ok).toBe(true)
    expect(failing.failures).toBe(3)
    await close()
  })

  it.each([
    ['40001', 'transaction-conflict', true],
    ['40P01', 'transaction-conflict', true],
    ['53100', 'backend-full', false],
    ['53300', 'backend-unavailable', true],
  ])('tells %s as %s when it does not pass, and writes nothing', async (sqlState, code, retryable) => {
    const { pool, close } = await openDatabase(server, template)
    const failing = failFirst(pool, sqlState, Number.POSITIVE_INFINITY)
    const commit = postgresStore({ pool: failing.pool }).commit(peopleCommit(workspaceA, [1]))
    await expect(commit).rejects.toMatchObject({ code, retryable, cause: { code: sqlState } })
    const store = postgresStore({ pool })
    expect(await store.companies.count(scope, { words: [], trashed: false }, 10)).toBe(0)
    expect(await store.companies.find(scope, id(1, 1))).toBeNull()
    await close()
  })

  it('lets one of two commits through that write the same records in opposite order', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    await store.commit(peopleCommit(workspaceA, upTo(40)))
    for (let round = 0; round < 10; round += 1) {
      const forth = await updateOf(store, upTo(20), round)
      const back = { ...forth, writes: forth.writes.toReversed() }
      const results = await Promise.all([store.commit(forth), store.commit(back)])
      // One comes first; the other finds newer versions. Neither fails.
      expect(results.map((result) => result.ok).toSorted()).toEqual([false, true])
    }
    await close()
  })

  it('numbers and keeps everything when many commit at once', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool, loaderRole })
    const results = await Promise.all(upTo(30).map((count) => store.commit(peopleCommit(workspaceA, [count]))))
    const numbers = results.map((result, position) =>
      result.ok ? result.value.numbers.get(id(1, position + 1)) : result,
    )
    expect(numbers.toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(30))
    const versions = results.map((result) => (result.ok ? result.value.identityAfter : 0))
    expect(new Set(versions).size).toBe(30)
    await close()
  })

  it('answers a command once, however often it is sent at the same time', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    const command = { commandId: 'c-1', command: 'companies.create', fingerprint: 'f', answer: { id: 'x' } }
    const commits = upTo(8).map((count) => store.commit(peopleCommit(workspaceA, [count], { command })))
    const results = await Promise.all(commits)
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    for (const result of results) {
      if (!result.ok) expect(result.error).toEqual({ code: 'command-repeated', answer: command })
    }
    await close()
  })

  describe("within the host's transaction", () => {
    it('commits and rolls back with it', async () => {
      const { pool, close } = await openDatabase(server, template)
      const client = await pool.connect()
      const joined = postgresStore({ client, loaderRole })
      const outside = postgresStore({ pool })
      await client.query('BEGIN')
      await joined.commit(peopleCommit(workspaceA, [1]))
      expect(await outside.companies.find(scope, id(1, 1))).toBeNull()
      await client.query('ROLLBACK')
      await client.query('BEGIN')
      await joined.commit(peopleCommit(workspaceA, [2]))
      await client.query('COMMIT')
      client.release()
      expect(await outside.companies.find(scope, id(1, 1))).toBeNull()
      expect(await outside.companies.find(scope, id(1, 2))).toMatchObject({ number: 1 })
      await close()
    })

    it('leaves it usable after a refusal, and gives role, workspace and settings back', async () => {
      const { name, close } = await openDatabase(server, template)
      const client = await administrator(name)
      const joined = postgresStore({ client, role: 'crmkit_app', loaderRole })
      await client.query('BEGIN')
      await client.query('CREATE TABLE public.orders (id integer)')
      expect((await joined.commit(peopleCommit(workspaceA, upTo(copyThreshold)))).ok).toBe(true)
      expect((await joined.commit(peopleCommit(workspaceA, [1]))).ok).toBe(false)
      await joined.companies.find(scope, id(1, 1))
      const { rows } = await client.query(
        "SELECT current_user::text AS role, coalesce(current_setting('crmkit.workspace', true), '') AS workspace, " +
          "current_setting('jit') AS jit, current_setting('enable_seqscan') AS seqscan",
      )
      expect(rows).toEqual([{ role: 'postgres', workspace: '', jit: 'on', seqscan: 'on' }])
      await client.query('INSERT INTO public.orders VALUES (1)')
      await client.query('COMMIT')
      await client.end()
      await close()
    })

    it('MSG-2 keeps what a provider tells again after it was rolled back', async () => {
      const { pool, close } = await openDatabase(server, template)
      const clock = fixedClock()
      const telephony = memoryTelephony({ clock })
      const outside = postgresStore({ pool })
      const { workspace } = await createCrm({ store: outside, clock })
        .asSystem({ reason: 'test' })
        .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
      const client = await pool.connect()
      const crm = createCrm({ store: postgresStore({ client }), clock, channels: () => ({ calls: { telephony } }) })
      const event = { kind: 'ringing', at: clock.now() } as const
      const request = callRequest(['e-1', { kind: 'event', callId: null, providerCallId: 'c-1', event }])
      const told = async (end: string) => {
        await client.query('BEGIN')
        const { status } = await crm.receive(request, { workspaceId: workspace.id, topic: 'calls' })
        await client.query(end)
        return status
      }
      const kept = async () =>
        (await outside.providerEvents.listPending(workspace.id, 'calls', 9)).map(({ key }) => key)
      expect(await told('ROLLBACK')).toBe(200)
      expect(await kept()).toEqual([])
      expect(await told('COMMIT')).toBe(200)
      expect(await kept()).toEqual(['e-1'])
      client.release()
      await close()
    })

    it('says that its commits are not final, and those of a pool are', async () => {
      const { pool, close } = await openDatabase(server, template)
      const client = await pool.connect()
      expect(postgresStore({ client }).commitsAreFinal).toBe(false)
      expect(postgresStore({ pool }).commitsAreFinal).toBe(true)
      client.release()
      await close()
    })

    it('says so when there is none', async () => {
      const { pool, close } = await openDatabase(server, template)
      const client = await pool.connect()
      await expect(postgresStore({ client }).commit(peopleCommit(workspaceA, [1]))).rejects.toMatchObject({
        code: 'backend-refused',
        details: { sqlState: '25P01' },
      })
      client.release()
      await close()
    })
  })

  it('works through a client that takes plain queries only', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool: plainOnly(pool), loaderRole })
    expect((await store.commit(peopleCommit(workspaceA, upTo(copyThreshold)))).ok).toBe(true)
    expect(await store.companies.find(scope, id(1, 3))).toMatchObject({ number: 3 })
    expect((await store.commit(peopleCommit(workspaceA, [1]))).ok).toBe(false)
    await expect(store.companies.find(scope, 'no uuid')).rejects.toMatchObject({ code: 'backend-refused' })
    expect(await store.companies.find(scope, id(1, 3))).toMatchObject({ number: 3 })
    await close()
  })
})

/** A commit that updates companies as they are now. */
async function updateOf(store: Store, counts: readonly number[], round: number): Promise<Commit> {
  const found = new Map(
    (
      await store.companies.findMany(
        scope,
        counts.map((count) => id(1, count)),
      )
    ).map((company) => [company.id, company]),
  )
  const writes = counts.flatMap((count) => {
    const record = found.get(id(1, count))
    if (record === undefined) return []
    const version = record.version + 1
    const index = { sortKey: `round ${round}`, searchText: '' }
    return [{ op: 'update' as const, kind: 'company' as const, record: { ...record, version }, index }]
  })
  return buildCommit({ workspaceId: workspaceA, writes })
}

async function untilSomebodyWaits(admin: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await admin.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    if (rowCount !== 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A pool whose batches fail with this SQLSTATE, so many times, when they write companies. */
function failFirst(pool: pg.Pool, sqlState: string, times: number) {
  const seen = { failures: 0 }
  const failing = {
    async connect() {
      const client = await pool.connect()
      return {
        on: client.on.bind(client),
        removeListener: client.removeListener.bind(client),
        release: client.release.bind(client),
        query: async (query: { text: string; values: (string | null)[]; rowMode: 'array' }) => {
          if (query.text.startsWith('INSERT INTO "crmkit".companies') && seen.failures < times) {
            seen.failures += 1
            throw Object.assign(new Error('as the server says it'), { code: sqlState })
          }
          return client.query(query)
        },
      }
    },
  }
  return {
    pool: failing,
    get failures() {
      return seen.failures
    },
  }
}

/** A pool whose clients hide that they speak the wire protocol. */
function plainOnly(pool: pg.Pool) {
  return failFirst(pool, '', 0).pool
}
