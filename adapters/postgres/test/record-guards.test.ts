/** Records that commits guard, and records that they write, in whatever order they name them. */
import type { CommitReceipt, CommitRefusal, Result, Store } from 'crmkit'
import { buildCommit, buildMessage } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { id, workspaceA } from './fixtures.ts'
import { fillMessages } from './message-reads.ts'
import { connection } from './postgres-server.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'

let server: SharedPostgres
let database: TestDatabase
let admin: pg.Pool
beforeAll(async () => {
  server = await sharedPostgres()
  database = await openDatabase(server, server.template)
  admin = new pg.Pool({ ...connection(server.port, database.name), max: 2 })
})
afterAll(async () => {
  await admin.end()
  await database.close()
})

it('of two commits that each write what the other guards, one waits for the other, and not each for the other', async () => {
  const pool = new pg.Pool({ ...connection(server.port, database.name, 'crmkit_app'), max: 4 })
  const store = postgresStore({ pool })
  await store.commit({ ...buildCommit({ workspaceId: workspaceA }), ...fillMessages([1, 2, 3]) })
  // Both are held up at the first one that they guard; without an order, each would have written its own by then.
  const inTheWay = await admin.connect()
  await inTheWay.query('BEGIN')
  await inTheWay.query('SELECT FROM crmkit.messages WHERE id = $1 FOR UPDATE', [id(13, 1)])
  const commits = [write(store, 2, [1, 3]), write(store, 3, [1, 2])]
  await untilBothWait()
  await inTheWay.query('ROLLBACK')
  inTheWay.release()
  const ends = await Promise.all(commits)
  await pool.end()
  expect(ends.map(({ ok }) => ok).sort()).toEqual([false, true])
  expect(ends.flatMap((end) => (end.ok ? [] : end.error.code))).toEqual(['version-conflict'])
  // What connections have seen is counted when they end.
  await expect.poll(deadlocks).toBe(0)
})

function write(
  store: Store,
  written: number,
  guarded: readonly number[],
): Promise<Result<CommitReceipt, CommitRefusal>> {
  const record = buildMessage({ id: id(13, written), version: 2 })
  return store.commit({
    ...buildCommit({ workspaceId: workspaceA }),
    writes: [{ op: 'update', kind: 'message', record, namesAdded: [] }],
    recordGuards: guarded.map((count) => ({ kind: 'message', id: id(13, count), version: 1 })),
  })
}

async function untilBothWait(): Promise<void> {
  await expect
    .poll(async () => {
      const { rowCount } = await admin.query(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
      )
      return rowCount
    })
    .toBe(2)
}

async function deadlocks(): Promise<number> {
  const { rows } = await admin.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  )
  return Number(rows[0]?.deadlocks)
}
