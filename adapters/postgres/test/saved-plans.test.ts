import type { PGlite } from '@electric-sql/pglite'
import type { Commit, Write } from 'crmkit'
import { buildAffiliation, buildCommit, buildJob } from 'crmkit/testing'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statement } from '../src/executor.ts'
import { postgresStore } from '../src/index.ts'
import type { PgPoolClient } from '../src/pg-client.ts'
import { pgPoolExecutor } from '../src/pg-pool-executor.ts'
import { type PgliteDatabase, pgliteStore } from '../src/pglite.ts'
import { dropOldPlans, noteAdded } from '../src/saved-plans.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { administer, type PostgresServer, startPostgresInMemory } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase } from './postgres-setup.ts'
import { openTestPglite } from './test-pglite.ts'

type Queryable = Pick<pg.ClientBase, 'query'>

/** More than the planner takes a wrong index for as good as the right one. */
const people = 4_000

const insert = statement('INSERT INTO x SELECT 1')
const scope = statement('SET LOCAL role = crmkit')

/** A client on which each statement that adds, adds 200 rows. */
function listening(): PgPoolClient & { readonly said: string[] } {
  const said: string[] = []
  return {
    said,
    query: async ({ text }) => {
      said.push(text)
      return { rows: [], rowCount: 200 }
    },
    on: () => {},
    removeListener: () => {},
    release: () => {},
  }
}

function add(connection: object, rows: number): void {
  noteAdded(connection, [insert], [{ rows: [], count: rows }])
}

describe('The plans that a connection saved', () => {
  it('are dropped as rows are added: each time when there are half as many more', () => {
    const connection = {}
    const droppedAt = upTo(1_000).filter(() => {
      const isDropped = dropOldPlans(connection).length > 0
      add(connection, 1)
      return isDropped
    })
    expect(dropOldPlans({})).toEqual([])
    expect(droppedAt.map((count) => count - 1)).toEqual([250, 375, 563, 845])
  })

  it('are dropped, too, where other connections of the pool add the rows', () => {
    const [pool, busy, quiet] = [{}, {}, {}]
    expect([dropOldPlans(busy, pool), dropOldPlans(quiet, pool)]).toEqual([[], []])
    add(busy, 1_000)
    expect(dropOldPlans(busy, pool)).toHaveLength(1)
    expect(dropOldPlans(quiet, pool)).toEqual([statement('DISCARD PLANS')])
  })

  it('stay where another pool adds rows, which may be to another database', () => {
    const [connection, other] = [{}, {}]
    expect([dropOldPlans(connection, { pool: 1 }), dropOldPlans(other, { pool: 2 })]).toEqual([[], []])
    add(other, 1_000)
    expect(dropOldPlans(connection)).toEqual([])
    expect(dropOldPlans(other)).toHaveLength(1)
  })

  it("are dropped where a host's own clients, which may be of any pool, add the rows, or others add them beside these", () => {
    const [pooled, hosts, other] = [{}, {}, {}]
    const look = () =>
      [dropOldPlans(pooled, { pool: 3 }), dropOldPlans(hosts), dropOldPlans(other)].map((drop) => drop.length)
    expect(look()).toEqual([0, 0, 0])
    add(hosts, 300)
    expect(look()).toEqual([1, 1, 1])
    add(pooled, 1_000)
    expect(look()).toEqual([1, 1, 1])
  })

  it('stay where rows were only read or changed', () => {
    const connection = {}
    dropOldPlans(connection)
    const answer = { rows: [], count: 10_000 }
    noteAdded(connection, [statement('SELECT 1'), statement('UPDATE x SET y = 1')], [answer, answer])
    expect(dropOldPlans(connection)).toEqual([])
  })

  it('count rows that were copied', () => {
    const connection = {}
    dropOldPlans(connection)
    noteAdded(connection, [{ target: 'x', encode: () => new Uint8Array() }], [{ rows: [], count: 10_000 }])
    expect(dropOldPlans(connection)).toHaveLength(1)
  })

  it('are dropped ahead of a write in one batch, and of a transaction, on each connection of a pool', async () => {
    const [busy, quiet] = [listening(), listening()]
    const free = [busy, quiet]
    const { write, transaction } = pgPoolExecutor({ connect: async () => free.shift() ?? busy })
    for (const _ of free.slice()) await write([scope], [insert])
    expect([busy.said, quiet.said]).toEqual(Array(2).fill(['BEGIN', scope.text, insert.text, 'COMMIT']))
    free.push(busy, quiet)
    for (const { said } of free) said.length = 0
    await write([scope], [insert])
    await transaction([scope], async (session) => ({ commit: true, value: await session.run([insert]) }))
    const dropping = ['BEGIN', 'DISCARD PLANS', scope.text, insert.text, 'COMMIT']
    expect([busy.said, quiet.said]).toEqual([dropping, dropping])
  })

  it('are dropped on PGlite as well', async () => {
    const db: PGlite = await openTestPglite()
    let drops = 0
    const listening: PgliteDatabase = {
      query: (text, values) => db.query(text, values),
      transaction: (act) => db.transaction(act),
      execProtocol: (message, options) => {
        if (new TextDecoder().decode(message).includes('DISCARD PLANS')) drops += 1
        return db.execProtocol(message, options)
      },
      runExclusive: (act) => db.runExclusive(act),
      syncToFs: () => db.syncToFs(),
    }
    const store = pgliteStore({ db: listening })
    await store.commit(peopleCommit(workspaceA, upTo(100)))
    expect(drops).toBe(0)
    await store.commit(peopleCommit(workspaceA, [101]))
    expect(drops).toBe(1)
    await db.close()
  })
})

describe('Foreign keys, in tables that grow while nobody takes statistics', () => {
  let server: PostgresServer
  let template: string
  beforeAll(async () => {
    server = await startPostgresInMemory()
    await administer(server.port, 'ALTER SYSTEM SET autovacuum = off')
    await administer(server.port, 'SELECT pg_reload_conf()')
    await makeRoles(server.port)
    template = await makeTemplate(server.port)
  })
  afterAll(() => server.stop())

  /** What each index has done, by the connection that a pool uses as long as one is enough. */
  const indexesOf = async (client: Queryable, tables: readonly string[], figure: 'idx_scan' | 'idx_tup_read') => {
    await client.query('SELECT pg_stat_force_next_flush()')
    const { rows } = await client.query<{ name: string; figure: string }>(
      `SELECT indexrelname AS name, ${figure} AS figure FROM pg_stat_user_indexes WHERE relname = ANY ($1)`,
      [tables],
    )
    return new Map(rows.map((row) => [row.name, Number(row.figure)]))
  }
  /** What it did meanwhile: only the indexes that did much. */
  const meanwhile = async (work: () => Promise<unknown>, look: () => Promise<ReadonlyMap<string, number>>) => {
    const before = await look()
    await work()
    const more = [...(await look())].map(([name, figure]) => [name, figure - (before.get(name) ?? 0)] as const)
    return new Map(more.filter(([, figure]) => figure >= 10))
  }

  /** People first, and then jobs of some of them: of the people, nothing is read then but what foreign keys ask for. */
  const checkedBy = async (client: Queryable, write: (commit: Commit) => Promise<unknown>) => {
    for (let known = 0; known < people; known += 100) {
      await write(
        peopleCommit(
          workspaceA,
          upTo(100).map((count) => known + count),
        ),
      )
    }
    const jobs = upTo(200).map((count): Write => {
      const record = buildAffiliation({ id: id(4, count), contactId: id(2, count), companyId: id(1, count) })
      return { op: 'create', kind: 'affiliation', record }
    })
    return meanwhile(
      () => write(buildCommit({ workspaceId: workspaceA, writes: jobs })),
      () => indexesOf(client, ['companies', 'contacts'], 'idx_scan'),
    )
  }

  it('are checked by primary key', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    const read = await checkedBy(pool, (commit) => store.commit(commit))
    expect(Object.fromEntries(read)).toEqual({ companies_pkey: 200, contacts_pkey: 200 })
    await close()
  })

  it("are checked by primary key on the host's own client", async () => {
    const { pool, close } = await openDatabase(server, template)
    const client = await pool.connect()
    const read = await checkedBy(client, async (commit) => {
      await client.query('BEGIN')
      await postgresStore({ client }).commit(commit)
      await client.query('COMMIT')
    }).finally(() => client.release())
    expect(Object.fromEntries(read)).toEqual({ companies_pkey: 200, contacts_pkey: 200 })
    await close()
  })

  it('leave many names to be looked up without a look at everybody', async () => {
    const { pool, close } = await openDatabase(server, template, 'postgres')
    const store = postgresStore({ pool })
    for (let known = 0; known < people; known += 500) {
      await store.commit(
        peopleCommit(
          workspaceA,
          upTo(500).map((count) => known + count),
        ),
      )
    }
    // Of names nothing is known: the planner thinks that most people have one of so many.
    await pool.query('ANALYZE crmkit.contacts (workspace_id, id)')
    const names = upTo(400).map((count) => `nobody ${count}`)
    const read = await meanwhile(
      () => store.contacts.findBySortKey(workspaceA, [...names, 'family 7'], 10),
      () => indexesOf(pool, ['contacts'], 'idx_tup_read'),
    )
    expect(Object.fromEntries(read)).toEqual({})
    await close()
  })

  it('leave jobs to be found by their order key, whatever else waits', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    const write = (counts: readonly number[], kind = 'first') => {
      const jobs = counts.map((count) => buildJob({ key: `${kind} ${count}`, orderKey: `record ${count}` }))
      return store.commit(buildCommit({ workspaceId: workspaceA, jobs }))
    }
    await write(upTo(2_000))
    const read = await meanwhile(
      async () => {
        for (const count of upTo(20)) await write([100 * count], 'second')
      },
      () => indexesOf(pool, ['jobs'], 'idx_tup_read'),
    )
    expect(read.get('jobs_by_order')).toBeGreaterThanOrEqual(40)
    expect(read.get('jobs_by_due') ?? 0).toBeLessThan(200)
    await close()
  })
})
