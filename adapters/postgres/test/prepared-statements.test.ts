import type { Store } from 'crmkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { PreparedStatements } from '../src/prepared-statements.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { connection, type PostgresServer, startPostgres } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase } from './postgres-setup.ts'

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

  it('are two hundred at most: the one that was not used for longest is closed', () => {
    const prepared = direct()
    const names = upTo(200).map((number) => twice(prepared, `SELECT ${number}`)?.name)
    prepared.succeeded()
    prepared.use('SELECT 1')
    expect(twice(prepared, 'SELECT 201')).toMatchObject({ parse: true, close: [names[1]] })
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
  let server: PostgresServer
  let template: string
  beforeAll(async () => {
    server = await startPostgres()
    await makeRoles(server.port)
    template = await makeTemplate(server.port)
  })
  afterAll(() => server.stop())

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
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    for (const number of upTo(3)) expect((await store.commit(peopleCommit(workspaceA, [number]))).ok).toBe(true)
    const written = await preparedOn(pool)
    expect(written).toBeGreaterThan(5)
    expect(await readThrice(store)).toEqual([3, 3, 3])
    expect(await preparedOn(pool)).toBeGreaterThan(written)
    await close()
  })

  it('prepares nothing if it is told so', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool, prepare: false })
    for (const number of upTo(3)) await store.commit(peopleCommit(workspaceA, [number]))
    await readThrice(store)
    expect(await preparedOn(pool)).toBe(0)
    await close()
  })

  it('goes on when the host discards what is prepared, in reads and in commits', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    for (const number of upTo(3)) await store.commit(peopleCommit(workspaceA, [number]))
    await pool.query('DISCARD ALL')
    expect((await store.commit(peopleCommit(workspaceA, [4]))).ok).toBe(true)
    expect(await readThrice(store)).toEqual([4, 4, 4])
    expect(await preparedOn(pool)).toBe(0)
    await close()
  })

  it('goes on when a table changes under what is prepared', async () => {
    const { name, pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    await store.commit(peopleCommit(workspaceA, [1]))
    await readThrice(store)
    const owner = await openOwner(server.port, name)
    // Another type in the same place: what was prepared would give something else than it said.
    await owner.query('ALTER TABLE crmkit.companies ALTER COLUMN version TYPE bigint')
    await owner.end()
    expect(await readThrice(store)).toEqual([1, 1, 1])
    expect((await store.commit(peopleCommit(workspaceA, [2]))).ok).toBe(true)
    await close()
  })

  it('keeps what is prepared through refusals, and says the same of them each time', async () => {
    const { pool, close } = await openDatabase(server, template)
    const store = postgresStore({ pool })
    for (const number of upTo(3)) await store.commit(peopleCommit(workspaceA, [number]))
    const before = await preparedOn(pool)
    for (const _again of upTo(3)) {
      const refused = await store.commit(peopleCommit(workspaceA, [1]))
      expect(refused.ok).toBe(false)
    }
    expect((await store.commit(peopleCommit(workspaceA, [5]))).ok).toBe(true)
    expect(await preparedOn(pool)).toBeGreaterThanOrEqual(before)
    expect((await store.companies.find(scope, id(1, 5)))?.id).toBe(id(1, 5))
    await close()
  })
})

async function openOwner(port: number, name: string): Promise<pg.Client> {
  const client = new pg.Client(connection(port, name, 'crmkit_owner'))
  await client.connect()
  return client
}
