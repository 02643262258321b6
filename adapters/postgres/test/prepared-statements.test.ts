import type { Commit, Store } from 'crmkit'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { PreparedStatements } from '../src/prepared-statements.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { connection } from './postgres-server.ts'
import { openDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'

const loaderRole = 'crmkit_loader'
const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const

describe('The statements that stay prepared on a connection', () => {
  const direct = (): PreparedStatements => {
    const prepared = new PreparedStatements()
    prepared.isDirect = true
    return prepared
  }
  const twice = (prepared: PreparedStatements, text: string) => {
    prepared.use(text)
    return prepared.use(text)
  }

  it('begin with the second use, and are parsed once', () => {
    const prepared = direct()
    expect(prepared.use('SELECT 1')).toBeNull()
    expect(prepared.use('SELECT 1')).toMatchObject({ parse: true, close: [] })
    prepared.succeeded()
    expect(prepared.use('SELECT 1')).toMatchObject({ parse: false, close: [] })
  })

  it('are none where it is not known, or known not to be so, that the connection leads to one process', () => {
    const prepared = new PreparedStatements()
    expect(twice(prepared, 'SELECT 1')).toBeNull()
    prepared.isDirect = false
    expect(twice(prepared, 'SELECT 1')).toBeNull()
  })

  it('have names that follow from what they say, and fit', () => {
    const use = twice(direct(), 'SELECT 1')
    expect(twice(direct(), 'SELECT 1')?.name).toBe(use?.name)
    expect(twice(direct(), 'SELECT 2')?.name).not.toBe(use?.name)
    expect(use?.name.length).toBeLessThan(64)
  })

  it('are closed before they are parsed again when the server failed before it said that it has them', () => {
    const prepared = direct()
    const use = twice(prepared, 'SELECT 1')
    prepared.failed(new Error('some failure'))
    expect(prepared.use('SELECT 1')).toEqual({ name: use?.name, parse: true, close: [use?.name] })
    prepared.succeeded()
    expect(prepared.use('SELECT 1')).toMatchObject({ parse: false })
  })

  it('are all closed with the next that is parsed when the server failed, once', () => {
    const prepared = direct()
    const names = upTo(3).map((number) => twice(prepared, `SELECT ${number}`)?.name)
    prepared.failed(new Error('some failure'))
    expect(twice(prepared, 'SELECT 4')?.close).toEqual(names)
    expect(twice(prepared, 'SELECT 5')?.close).toEqual([])
    prepared.failed(new Error('some failure'))
    expect(twice(prepared, 'SELECT 6')?.close).toEqual(expect.arrayContaining(names))
  })

  it('are a hundred at most: the one that was not used for longest is closed', () => {
    const prepared = direct()
    const names = upTo(100).map((number) => twice(prepared, `SELECT ${number}`)?.name)
    prepared.succeeded()
    prepared.use('SELECT 1')
    expect(twice(prepared, 'SELECT 101')).toMatchObject({ parse: true, close: [names[1]] })
    prepared.succeeded()
    expect(prepared.use('SELECT 1')).toMatchObject({ parse: false })
    expect(prepared.use('SELECT 2')).toMatchObject({ parse: true, close: [names[2]] })
  })

  it.each([
    ['was discarded', { code: '26000' }],
    ['is there already', { code: '42P05' }],
    ['was planned for a table that has changed', { code: '0A000', routine: 'RevalidateCachedQuery' }],
  ])('end for good when one %s', (_what, failure) => {
    const prepared = direct()
    prepared.failed(Object.assign(new Error('refused'), failure))
    expect(twice(prepared, 'SELECT 1')).toBeNull()
  })

  it('do not end for what the server does not support', () => {
    const prepared = direct()
    prepared.failed(Object.assign(new Error('refused'), { code: '0A000', routine: 'DoCopy' }))
    expect(twice(prepared, 'SELECT 1')).not.toBeNull()
  })
})

describe('A store on a pool', () => {
  let server: SharedPostgres
  beforeAll(async () => {
    server = await sharedPostgres()
  })

  const count = (store: Store) => store.companies.count(scope, { words: [], trashed: false }, 10)
  const readThrice = async (store: Store): Promise<readonly number[]> => [
    await count(store),
    await count(store),
    await count(store),
  ]
  /** How many statements of the store are prepared on the connection that the pool uses as long as one is enough. */
  const preparedOn = async (pool: pg.Pool): Promise<number> => {
    const { rows } = await pool.query<{ count: string }>(
      "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'crmkit_%'",
    )
    return Number(rows[0]?.count)
  }

  it('prepares what comes again, on connections that lead to the server', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    for (const number of upTo(3)) expect((await store.commit(batch([number]))).ok).toBe(true)
    const written = await preparedOn(pool)
    expect(written).toBeGreaterThan(5)
    expect(await readThrice(store)).toEqual([3, 3, 3])
    expect(await preparedOn(pool)).toBeGreaterThan(written)
    await close()
  })

  it('prepares no other commits than those of imports, and of what providers told', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    for (const number of upTo(4)) await store.commit(peopleCommit(workspaceA, [number]))
    expect(await preparedOn(pool)).toBe(0)
    await close()
  })

  it('prepares nothing if it is told so', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole, prepare: false })
    for (const number of upTo(3)) await store.commit(batch([number]))
    await readThrice(store)
    expect(await preparedOn(pool)).toBe(0)
    await close()
  })

  it('goes on when the host discards what is prepared, in reads and in commits', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    for (const number of upTo(3)) await store.commit(batch([number]))
    await pool.query('DISCARD ALL')
    expect((await store.commit(batch([4]))).ok).toBe(true)
    expect(await readThrice(store)).toEqual([4, 4, 4])
    expect(await preparedOn(pool)).toBe(0)
    await close()
  })

  it('knows a connection again, whatever client the host wraps it in', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool: wrapping(pool, wrapped), loaderRole })
    for (const round of [0, 1, 2]) {
      const commit = peopleCommit(
        workspaceA,
        upTo(200).map((number) => number + round * 200),
      )
      expect((await store.commit(commit)).ok).toBe(true)
    }
    expect(await preparedOn(pool)).toBeGreaterThan(5)
    await close()
  })

  it('goes on where it takes a connection for another one each time, as two copies of it on one pool do', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const everyTimeNew = (client: pg.PoolClient): pg.PoolClient => {
      const connection = 'connection' in client && typeof client.connection === 'object' ? client.connection : null
      return wrapped(client, { connection: wrapped(connection ?? {}) })
    }
    const store = postgresStore({ pool: wrapping(pool, everyTimeNew), loaderRole })
    for (const round of [0, 1, 2]) {
      const commit = peopleCommit(
        workspaceA,
        upTo(200).map((number) => number + round * 200),
      )
      expect((await store.commit(commit)).ok).toBe(true)
    }
    await close()
  })

  it('prepares no end of a transaction, which would stay open if it were not there', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    for (const number of upTo(4)) await store.commit(batch([number]))
    for (const _again of upTo(4)) await store.commit(batch([1]))
    const { rows } = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements')
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.filter(({ statement }) => /^(?:COMMIT|ROLLBACK)/.test(statement))).toEqual([])
    await close()
  })

  it('goes on when a table changes under what is prepared', async () => {
    const { name, pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    await store.commit(batch([1]))
    await readThrice(store)
    const owner = await openOwner(server.port, name)
    // Another type in the same place: what was prepared would give something else than it said.
    await owner.query('ALTER TABLE crmkit.companies ALTER COLUMN version TYPE bigint')
    await owner.end()
    expect(await readThrice(store)).toEqual([1, 1, 1])
    expect((await store.commit(batch([2]))).ok).toBe(true)
    await close()
  })

  it('keeps what is prepared through refusals, and says the same of them each time', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole })
    for (const number of upTo(3)) await store.commit(batch([number]))
    const before = await preparedOn(pool)
    for (const _again of upTo(3)) {
      const refused = await store.commit(batch([1]))
      expect(refused.ok).toBe(false)
    }
    expect((await store.commit(batch([5]))).ok).toBe(true)
    expect(await preparedOn(pool)).toBeGreaterThanOrEqual(before)
    expect((await store.companies.find(scope, id(1, 5)))?.id).toBe(id(1, 5))
    await close()
  })
})

/** A batch of an import: one of the commits that may stay prepared. */
function batch(numbers: readonly number[]): Commit {
  return { ...peopleCommit(workspaceA, numbers), importId: id(9, 1) }
}

/** A pool that hands out clients in wrappers of the host's. */
function wrapping(pool: pg.Pool, wrap: (client: pg.PoolClient) => pg.PoolClient): Pick<pg.Pool, 'connect'> {
  return { connect: async () => wrap(await pool.connect()) } as Pick<pg.Pool, 'connect'>
}

/** The same object as another one. */
function wrapped<Wrapped extends object>(target: Wrapped, instead: object = {}): Wrapped {
  return new Proxy(target, {
    get(_target, name) {
      const value: unknown = Reflect.has(instead, name) ? Reflect.get(instead, name) : Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

async function openOwner(port: number, name: string): Promise<pg.Client> {
  const client = new pg.Client(connection(port, name, 'crmkit_owner'))
  await client.connect()
  return client
}
