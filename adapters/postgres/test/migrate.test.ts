import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresStore } from '../src/index.ts'
import { migrations, schemaVersion } from '../src/migrations/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import {
  connection,
  dropDatabase,
  makeDatabase,
  type PostgresServer,
  startPostgresInMemory,
} from './postgres-server.ts'

/** All there are, the first one first. */
const versions = migrations.map(({ version }) => version)

const roles = { appRole: 'crmkit_app', loaderRole: 'crmkit_loader', eraserRole: 'crmkit_eraser' }

describe('migrating PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
  })
  afterAll(() => server.stop())

  async function withDatabase(work: (pool: pg.Pool, name: string) => Promise<void>): Promise<void> {
    const name = await makeDatabase(server.port)
    const pool = new pg.Pool({ ...connection(server.port, name), max: 25 })
    pool.on('error', () => {})
    try {
      await work(pool, name)
    } finally {
      await pool.end()
      await dropDatabase(server.port, name)
    }
  }

  it('is done once by twenty migrators that start at the same moment on an empty database, roles included', () =>
    withDatabase(async (_, name) => {
      const clients = upTo(20).map(() => new pg.Client(connection(server.port, name)))
      await Promise.all(clients.map((client) => client.connect()))
      const receipts = await Promise.all(clients.map((client) => migrate({ client, ...roles })))
      expect(receipts.flatMap((receipt) => receipt.applied)).toEqual(versions)
      expect(receipts.every((receipt) => receipt.version === schemaVersion && receipt.loader)).toBe(true)
      await Promise.all(clients.map((client) => client.end()))
    }))

  it('changes nothing when it is done again', () =>
    withDatabase(async (pool) => {
      await migrate({ pool, ...roles })
      const receipt = await migrate({ pool, ...roles })
      expect(receipt.applied).toEqual([])
    }))

  it('is finished by the next migrator when one died in the middle, once its lock has expired', () =>
    withDatabase(async (pool, name) => {
      const client = new pg.Client(connection(server.port, name))
      client.on('error', () => {})
      await client.connect()
      let steps = 0
      const dying = {
        query: (query: object) => {
          steps += 1
          if (steps === 90) Reflect.get(client, 'connection').stream.destroy()
          return Reflect.apply(client.query, client, [query])
        },
      }
      await expect(migrate({ client: dying, lockMs: 1_500 })).rejects.toMatchObject({ code: 'backend-unavailable' })
      const before = await pool.query<{ count: string }>(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'crmkit'::regnamespace",
      )
      expect(Number(before.rows[0]?.count)).toBeGreaterThan(3)
      const lock = await pool.query('SELECT * FROM crmkit.migration_lock')
      expect(lock.rows).toHaveLength(1)
      const receipt = await migrate({ pool, ...roles })
      expect(receipt.applied).toEqual(versions)
      const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
      expect((await store.commit(peopleCommit(workspaceA, [1]))).ok).toBe(true)
    }))

  it('waits no longer than it is told for a lock that somebody holds', () =>
    withDatabase(async (pool) => {
      await migrate({ pool })
      await pool.query(
        "INSERT INTO crmkit.migration_lock VALUES (1, '00000000-0000-0000-0000-000000000001', 99999999999999)",
      )
      await expect(migrate({ pool, waitMs: 100 })).rejects.toMatchObject({
        code: 'backend-unavailable',
        retryable: true,
      })
    }))

  it('stops when its lock was taken over', () =>
    withDatabase(async (pool) => {
      let now = 1_000
      const clock = {
        now: () => {
          now += 5_000
          return now
        },
      }
      const outcomes = await Promise.allSettled(upTo(2).map(() => migrate({ pool, clock, lockMs: 1 })))
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'transaction-conflict' })
      }
      await pool.query('DELETE FROM crmkit.migration_lock')
      expect((await migrate({ pool })).version).toBe(schemaVersion)
    }))

  it('takes a schema of any name, beside others in the same database', () =>
    withDatabase(async (pool) => {
      for (const schema of ['crm one', 'Crm"Two']) {
        await migrate({ pool, schema, ...roles })
        const store = postgresStore({ pool, schema, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
        const result = await store.commit(peopleCommit(workspaceA, upTo(200)))
        expect(result.ok && result.value.numbers.get(id(1, 200))).toBe(200)
      }
    }))

  it('makes do without a loader where it may not make one', () =>
    withDatabase(async (pool, name) => {
      await pool.query("CREATE ROLE plain_owner LOGIN PASSWORD 'crmkit'")
      await pool.query(`GRANT CREATE ON DATABASE ${name} TO plain_owner`)
      const owner = new pg.Pool({ ...connection(server.port, name, 'plain_owner'), max: 2 })
      const receipt = await migrate({ pool: owner, loaderRole: 'a_loader_of_its_own' })
      expect(receipt.loader).toBe(false)
      const store = postgresStore({ pool: owner, loaderRole: 'a_loader_of_its_own' })
      expect((await store.commit(peopleCommit(workspaceA, upTo(200)))).ok).toBe(true)
      await owner.end()
    }))

  it('is asked for by a store that meets no schema, an older or a newer one', () =>
    withDatabase(async (pool) => {
      await expect(postgresStore({ pool }).workspaces.find(workspaceA)).rejects.toMatchObject({
        code: 'schema-outdated',
      })
      await migrate({ pool })
      const store = postgresStore({ pool })
      await pool.query('UPDATE crmkit.migrations SET version = version + 100')
      await expect(store.workspaces.find(workspaceA)).rejects.toMatchObject({ code: 'schema-outdated' })
      await expect(migrate({ pool })).rejects.toMatchObject({ code: 'schema-outdated' })
      await pool.query('UPDATE crmkit.migrations SET version = version - 100 - $1', [schemaVersion])
      await expect(store.workspaces.find(workspaceA)).rejects.toMatchObject({ code: 'schema-outdated' })
      await pool.query('UPDATE crmkit.migrations SET version = version + $1', [schemaVersion])
      expect(await store.workspaces.find(workspaceA)).toBeNull()
    }))
})

describe('migrating PGlite', () => {
  it('is done once, and asked for by a store that meets no schema', async () => {
    const db = new PGlite()
    await expect(pgliteStore({ db }).workspaces.find(workspaceA)).rejects.toMatchObject({ code: 'schema-outdated' })
    expect((await migrate({ db })).applied).toEqual(versions)
    expect((await migrate({ db })).applied).toEqual([])
    expect(await pgliteStore({ db }).workspaces.find(workspaceA)).toBeNull()
    await db.close()
  })
})
