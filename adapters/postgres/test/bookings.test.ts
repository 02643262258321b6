/** CAL-2: a resource is never booked twice, however many want it at once; and how bookings are found. */
import type { Booking, Commit, Store } from 'crmkit'
import { buildCommit, buildInteraction, buildResource, buildWorkspace } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conflictStatements } from '../src/booking-table.ts'
import { postgresStore } from '../src/index.ts'
import { id, upTo } from './fixtures.ts'
import { connection } from './postgres-server.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { sharedPostgres } from './shared-postgres.ts'

const hour = 3_600_000
const workspaceId = id(10, 1)
const van = id(5, 1)

describe('Bookings on PostgreSQL', () => {
  let database: TestDatabase
  let pool: pg.Pool
  let store: Store
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await openDatabase(server, server.template)
    pool = new pg.Pool({ ...connection(server.port, database.name), max: 20 })
    store = postgresStore({ pool, role: 'crmkit_app' })
    await store.commit(
      buildCommit({
        workspaceId,
        writes: [
          { op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) },
          { op: 'create', kind: 'resource', record: buildResource({ id: van }) },
          ...upTo(2_500).map((n) => ({
            op: 'create' as const,
            kind: 'interaction' as const,
            record: buildInteraction({ id: id(1, n) }),
            index: { sortKey: '', searchText: '' },
          })),
        ],
      }),
    )
  })
  afterAll(async () => {
    await pool?.end()
    await database?.close()
  })

  it('CAL-2 of 200 bookings at the same instant, exactly compatible ones succeed', async () => {
    const wanted = upTo(200).map((n) => booking(n, (n % 40) / 4, 1))
    const results = await Promise.all(wanted.map(book))
    const taken = wanted.filter((_, at) => results[at]?.ok)
    for (const one of taken) expect(taken.filter((other) => overlaps(one, other))).toEqual([one])
    for (const [at, one] of wanted.entries()) {
      const result = results[at]
      if (result === undefined || result.ok) continue
      expect(result.error.code).toBe('resource-taken')
      expect(taken.some((other) => overlaps(one, other))).toBe(true)
    }
    const { rows } = await pool.query('SELECT count(*)::integer AS count FROM crmkit.resource_bookings')
    expect(rows).toEqual([{ count: taken.length }])
  })

  it('CAL-2 looks at the neighbors of a booking, however many there are', async () => {
    const bookings = upTo(2_000).map((n) => booking(n + 400, 100 + n, 1))
    await store.commit(
      buildCommit({
        workspaceId,
        bookings: bookings.map((each) => ({ interactionId: each.interactionId, version: 1, bookings: [each] })),
      }),
    )
    await pool.query('ANALYZE crmkit.resource_bookings')
    const asked = booking(201, 1_100.5, 0.25)
    const [query] = conflictStatements('crmkit', commitOf(asked))
    const plan = await explain(query?.text ?? '', query?.values ?? [])
    expect(plan).not.toContain('Seq Scan')
    expect(rowsOf(plan)).toBeLessThan(10)
    expect((await book(asked)).ok).toBe(false)
  })

  /** How a query is carried out, as text, under the settings that the store gives its transactions. */
  async function explain(text: string, values: readonly (string | null)[]): Promise<string> {
    const client = await pool.connect()
    try {
      await client.query('SET enable_seqscan = off')
      const { rows } = await client.query(`EXPLAIN (ANALYZE, TIMING off) ${text}`, [...values])
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    } finally {
      client.release(true)
    }
  }

  function book(one: Booking) {
    return store.commit(commitOf(one))
  }
})

function booking(n: number, fromHour: number, hours: number): Booking {
  const from = Date.UTC(2026, 11, 4) + fromHour * hour
  return { resourceId: van, interactionId: id(1, n), occurrence: null, period: { from, until: from + hours * hour } }
}

function commitOf(one: Booking): Commit {
  return buildCommit({ workspaceId, bookings: [{ interactionId: one.interactionId, version: 1, bookings: [one] }] })
}

/** All rows that a plan says were read, in whichever step. */
function rowsOf(plan: string): number {
  return [...plan.matchAll(/rows=(\d+)(?:\.\d+)? loops|Filter: (\d+)/g)]
    .map(([, read = 0, removed = 0]) => Number(read) + Number(removed))
    .reduce((one, other) => Math.max(one, other), 0)
}

function overlaps(one: Booking, other: Booking): boolean {
  return one.period.from < other.period.until && other.period.from < one.period.until
}
