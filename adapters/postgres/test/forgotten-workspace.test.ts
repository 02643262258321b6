/** ACC-3 Row-level security is the second lock: a read that forgets its workspace shows nothing of another one. */
import type { PGlite } from '@electric-sql/pglite'
import type { Store } from 'crmkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import type { PgClient, PgPool } from '../src/pg-client.ts'
import { pgliteStore } from '../src/pglite.ts'
import { workspaceA, workspaceB } from './fixtures.ts'
import { connection } from './postgres-server.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'
import { fillWorkspace, storeReads, storeWrites } from './store-reads.ts'
import { openTestPglite } from './test-pglite.ts'
import { watchedStore } from './watched-pglite.ts'

/** Takes the condition on the workspace out of a statement; the parameter stays. */
function forgetWorkspace(text: string): string {
  return text.replaceAll(/(\w+\.)?workspace_id = \$1::uuid/g, () => '$1::uuid IS NOT NULL')
}

/** Takes on no role, so that nothing is guarded: the login is an administrator. */
function keepRole(text: string): string {
  return text.replace("set_config('role', $2::text, true)", () => '$2::text')
}

type Rewrite = (text: string) => string

/** A store whose statements are rewritten on their way. */
type Rewriting = (rewrite: Rewrite) => Store

const reads = Object.entries(storeReads)

/** Held against both databases. `unguarded`: under a login that row-level security does not hold. */
function describeLock(stores: () => { readonly guarded: Rewriting; readonly unguarded: Rewriting }): void {
  it.each(reads)('%s gives the same without its condition on the workspace', async (_name, read) => {
    if (read === null) return
    const { guarded } = stores()
    expect(await read(guarded(forgetWorkspace), workspaceA)).toEqual(
      await read(
        guarded((text) => text),
        workspaceA,
      ),
    )
  })

  it.each(reads)('%s would give more without row-level security', async (_name, read) => {
    if (read === null) return
    const { unguarded } = stores()
    const forgotten = await read(unguarded(forgetWorkspace), workspaceA).catch(String)
    expect(forgotten).not.toEqual(
      await read(
        unguarded((text) => text),
        workspaceA,
      ),
    )
  })
}

it('knows every read of a store', () => {
  const store: Store = postgresStore({ client: { query: () => Promise.reject(new Error('nobody is there')) } })
  const methods = Object.entries(store).flatMap(([part, methodsOf]) =>
    typeof methodsOf === 'object' ? Object.keys(methodsOf).map((name) => `${part}.${name}`) : [],
  )
  expect([...Object.keys(storeReads), ...storeWrites].toSorted()).toEqual(methods.toSorted())
})

describe('a forgotten workspace on PGlite', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    const store = pgliteStore({ db })
    await fillWorkspace(store, workspaceB, 6)
    await fillWorkspace(store, workspaceA, 3)
  })
  afterAll(() => db.close())

  const rewriting = (rewrite: Rewrite): Store =>
    watchedStore(db, { instead: ({ text, values }) => [{ text: rewrite(text), values }] })
  describeLock(() => ({
    guarded: rewriting,
    unguarded: (rewrite) => rewriting((text) => keepRole(rewrite(text))),
  }))
})

describe('a forgotten workspace on PostgreSQL', () => {
  let server: SharedPostgres
  let database: TestDatabase
  let admin: pg.Pool
  beforeAll(async () => {
    server = await sharedPostgres()
    database = await openDatabase(server, server.template)
    admin = new pg.Pool({ ...connection(server.port, database.name), max: 2 })
    admin.on('error', () => {})
    const store = postgresStore({ pool: database.pool })
    await fillWorkspace(store, workspaceB, 6)
    await fillWorkspace(store, workspaceA, 3)
  })
  afterAll(async () => {
    await admin.end()
    await database.close()
  })

  const rewriting = (pool: pg.Pool, rewrite: Rewrite): PgPool => ({
    async connect() {
      const client = await pool.connect()
      const plain: PgClient = client
      return {
        query: (query) => plain.query({ ...query, text: rewrite(query.text) }),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
        release: (failure) => client.release(failure),
      }
    },
  })
  describeLock(() => ({
    guarded: (rewrite) => postgresStore({ pool: rewriting(database.pool, rewrite) }),
    unguarded: (rewrite) => postgresStore({ pool: rewriting(admin, rewrite) }),
  }))
})
