import type { Commit, Store } from 'crmkit'
import { buildAudit, buildCommit, buildCompany, buildEvent } from 'crmkit/testing'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { copyThreshold } from '../src/bulk.ts'
import { isCopy } from '../src/executor.ts'
import { postgresStore } from '../src/index.ts'
import { PgBatch } from '../src/pg-batch.ts'
import { pgliteStore } from '../src/pglite.ts'
import { id, peopleCommit, upTo, workspaceA, workspaceB } from './fixtures.ts'
import { connection } from './postgres-server.ts'
import { openDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'
import { openTestPglite } from './test-pglite.ts'

const trickyTexts = [
  'back\\slash',
  '\\N',
  '\\.',
  'tab\there',
  'line\nfeed\r\nboth',
  '"quoted" {braced}, and comma',
  "it's",
  'NULL',
  '',
  ' ',
  '🍏 é \u0301 \u{10ffff}',
  '\u0001\u007f',
  '$1 %s {0} $$',
]

/** More rows than the threshold, with every character that an encoding could stumble over. */
const large: Commit = (() => {
  const people = peopleCommit(workspaceA, upTo(copyThreshold))
  const tricky = trickyTexts.map((text, position) => ({
    op: 'create' as const,
    kind: 'company' as const,
    record: buildCompany({
      id: id(5, position + 1),
      name: text,
      tags: [text, '\\', '\t'],
      description: text,
      parentId: id(1, 1),
      origin: { importId: id(6, 1), row: position + 1, rowHash: text },
    }),
    index: { sortKey: text, searchText: text },
  }))
  return {
    ...people,
    writes: [...people.writes, ...tricky],
    audit: [buildAudit({ id: id(7, 1) })],
    events: [buildEvent({ id: id(8, 1), data: { texts: trickyTexts } })],
  }
})()

const tables = ['companies', 'contacts', 'affiliations', 'identity_keys', 'workspace_counters', 'audit', 'events']

/** Everything that a workspace's tables hold, as text. */
async function contentOf(query: (text: string) => Promise<{ rows: unknown[] }>): Promise<readonly unknown[]> {
  const contents = []
  for (const table of tables) {
    const order = table === 'identity_keys' ? 'key, kind, record_id' : table === 'workspace_counters' ? '1' : 'id'
    contents.push((await query(`SELECT t::text FROM crmkit.${table} AS t ORDER BY ${order}`)).rows)
  }
  return contents
}

describe('adding many rows', () => {
  let server: SharedPostgres
  beforeAll(async () => {
    server = await sharedPostgres()
  })

  it('leaves the same rows by COPY and by INSERT, on PostgreSQL and on PGlite', async () => {
    const copied = await openDatabase(server, server.template)
    const inserted = await openDatabase(server, server.template)
    const db = await openTestPglite()
    const copies = watch(copied.pool)
    const stores: readonly Store[] = [
      postgresStore({ pool: copied.pool, loaderRole: 'crmkit_loader' }),
      postgresStore({ pool: inserted.pool }),
      pgliteStore({ db }),
    ]
    const numbers = []
    for (const store of stores) {
      const result = await store.commit(large)
      numbers.push(result.ok ? [...result.value.numbers] : result)
    }
    expect(copies.count).toBe(4)
    expect(numbers[1]).toEqual(numbers[0])
    expect(numbers[2]).toEqual(numbers[0])
    const contents = []
    for (const name of [copied.name, inserted.name]) {
      const admin = new pg.Client(connection(server.port, name))
      await admin.connect()
      contents.push(await contentOf((text) => admin.query(text)))
      await admin.end()
    }
    expect(contents[0]?.[0]).toHaveLength(copyThreshold + trickyTexts.length)
    expect(contents[1]).toEqual(contents[0])
    expect(await contentOf((text) => db.query(text))).toEqual(contents[0])
    await copied.close()
    await inserted.close()
    await db.close()
  })

  it('writes a large commit in three round trips', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const trips = watchTrips(pool)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    // The first call also asks whether the tables are there.
    await store.workspaces.find(workspaceA)
    trips.length = 0
    expect((await store.commit(large)).ok).toBe(true)
    const ofCommit = trips.slice(0, 1 + trips.findIndex((steps) => steps.includes('COMMIT')))
    expect(ofCommit).toHaveLength(3)
    await close()
  })

  it('goes on after rows that could not be encoded', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    const broken = buildCompany({ id: id(5, 999), name: 'Broken' })
    const tags: string[] = []
    Object.defineProperty(tags, 0, { enumerable: true, get: () => raise() })
    const writes = large.writes.map((write, position) =>
      position === 0 && write.op === 'create' && write.kind === 'company'
        ? { ...write, record: { ...broken, tags } }
        : write,
    )
    await expect(store.commit({ ...large, writes })).rejects.toMatchObject({ cause: { message: 'no tags today' } })
    expect((await store.commit(large)).ok).toBe(true)
    await close()
  })

  it('gives tricky texts back as they were', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    await store.commit(large)
    const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const
    const found = await store.companies.findMany(
      scope,
      trickyTexts.map((_, position) => id(5, position + 1)),
    )
    const byId = new Map(found.map((company) => [company.id, company]))
    for (const [position, text] of trickyTexts.entries()) {
      const company = byId.get(id(5, position + 1))
      expect(company?.name).toBe(text)
      expect(company?.tags).toEqual([text, '\\', '\t'])
      expect(company?.origin?.rowHash).toBe(text)
    }
    const [event] = await store.history.listEvents(workspaceA, { limit: 1 })
    expect(event?.data).toEqual({ texts: trickyTexts })
    await close()
  })

  it.each([1, copyThreshold])('refuses U+0000 in one of %i rows, in words, and writes nothing', async (length) => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    const people = peopleCommit(workspaceA, upTo(length))
    const [first, ...others] = people.writes
    if (first?.op !== 'create' || first.kind !== 'company') throw new Error('the first write is a company')
    const broken = { ...first, record: { ...first.record, name: 'a\u0000b' } }
    await expect(store.commit({ ...people, writes: [broken, ...others] })).rejects.toMatchObject({
      code: 'backend-refused',
      message: expect.stringContaining('U+0000'),
    })
    expect((await store.commit(people)).ok).toBe(true)
    await close()
  })

  it('refuses a large commit with a taken id, naming the record, and writes nothing of it', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    await store.commit(peopleCommit(workspaceA, [7]))
    const refused = await store.commit(peopleCommit(workspaceA, upTo(copyThreshold)))
    expect(refused).toEqual({
      ok: false,
      error: { code: 'version-conflict', subject: { kind: 'company', id: id(1, 7) } },
    })
    const next = await store.commit(peopleCommit(workspaceA, [8]))
    expect(next.ok && next.value.numbers.get(id(1, 8))).toBe(2)
    await close()
  })

  it('refuses a large commit that points nowhere', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    const people = peopleCommit(workspaceA, upTo(copyThreshold))
    const writes = people.writes.filter((write) => write.op === 'purge' || write.record.id !== id(2, 9))
    expect(await store.commit({ ...people, writes })).toMatchObject({
      error: { code: 'missing-reference', subject: { kind: 'contact', id: id(2, 9) } },
    })
    await close()
  })

  it('writes a large commit into its own workspace only', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    await store.commit(large)
    const scope = { workspaceId: workspaceB, filter: { sees: 'everything' } } as const
    expect(await store.companies.count(scope, { words: [], trashed: false }, 10)).toBe(0)
    await close()
  })

  it('inserts instead where there is no loader role', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const copies = watch(pool)
    const store = postgresStore({ pool, loaderRole: 'nobody_made_this_role' })
    expect((await store.commit(large)).ok).toBe(true)
    expect(copies.count).toBe(0)
    await close()
  })

  it('lists pages by their index right after a large commit', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    await store.commit(peopleCommit(workspaceA, upTo(3_000)))
    const client = await pool.connect()
    await client.query('BEGIN')
    await client.query("SELECT set_config('crmkit.workspace', $1, true)", [workspaceA])
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT p.id FROM crmkit.companies AS p WHERE p.workspace_id = '${workspaceA}' AND p.trashed_at IS NULL ` +
        'ORDER BY p.sort_key, p.id LIMIT 50',
    )
    await client.query('ROLLBACK')
    client.release()
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('companies_by_name')
    expect(plan).not.toContain('Sort Key')
    await close()
  })

  it('updates many rows at once, and none of them if one is stale', async () => {
    const { pool, close } = await openDatabase(server, server.template)
    const store = postgresStore({ pool, loaderRole: 'crmkit_loader' })
    await store.commit(peopleCommit(workspaceA, upTo(3_000)))
    const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const
    const found = await store.companies.findMany(
      scope,
      upTo(3_000).map((count) => id(1, count)),
    )
    const update = (version: (position: number) => number) =>
      buildCommit({
        workspaceId: workspaceA,
        writes: found.map((record, position) => ({
          op: 'update' as const,
          kind: 'company' as const,
          record: { ...record, name: 'New', version: version(position) },
          index: { sortKey: 'new', searchText: 'new' },
        })),
      })
    expect(await store.commit(update((position) => (position === 2_000 ? 3 : 2)))).toMatchObject({
      error: { code: 'version-conflict', subject: { kind: 'company', id: found[2_000]?.id } },
    })
    expect((await store.companies.find(scope, id(1, 1)))?.name).not.toBe('New')
    expect((await store.commit(update(() => 2))).ok).toBe(true)
    expect((await store.companies.find(scope, id(1, 2_000)))?.version).toBe(2)
    await close()
  })
})

/** Counts the COPYs that a pool's clients run. */
function watch(pool: pg.Pool): { readonly count: number } {
  const seen = { count: 0 }
  pool.on('connect', (client) => {
    const query = client.query.bind(client)
    client.query = ((first: unknown, ...others: unknown[]) => {
      if (first instanceof PgBatch) seen.count += first.steps.filter(isCopy).length
      return Reflect.apply(query, client, [first, ...others])
    }) as typeof client.query
  })
  return seen
}

function raise(): never {
  throw new Error('no tags today')
}

/** What each round trip of a pool runs. */
function watchTrips(pool: pg.Pool): string[][] {
  const trips: string[][] = []
  pool.on('connect', (client) => {
    const query = client.query.bind(client)
    client.query = ((first: unknown, ...others: unknown[]) => {
      if (first instanceof PgBatch) trips.push(first.steps.map((step) => (isCopy(step) ? 'COPY' : step.text)))
      return Reflect.apply(query, client, [first, ...others])
    }) as typeof client.query
  })
  return trips
}
