/**
 * `npm run bench:access`: lists, searches and counts of members who see little, much, or little of what is nearly all
 * private, on a real PostgreSQL, each beside the same read of somebody who sees everything: the same statement frame, the
 * same pool, one after the other. Prints one JSON line a shape: how often it takes the median time of the other.
 */
import { parseArgs } from 'node:util'
import { migrate, postgresStore } from '@crmkit/postgres'
import type { AccessScope, PagePosition, PartyOrder, PartyQuery, RecordFilter } from 'crmkit'
import pg from 'pg'
import { connection, makeDatabase, startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { closed, fill, groups, members, open, searched, type World } from './access-world.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rows: { type: 'string' }, runs: { type: 'string' } },
})
const rows = Number(values.rows ?? (values.quick ? 100_000 : 5_000_000))
const runs = Number(values.runs ?? (values.quick ? 40 : 300))
/** In the middle of what the restricted member sees, which are 2 % of all. */
const depth = Math.min(50_000, rows / 100)
const cap = 10_000

/** Somebody in a workspace. `goal`: how often a page by name may take the time of the same page of everything. */
interface Reader {
  readonly name: string
  readonly world: World
  readonly filter: RecordFilter
  readonly goal: number
}

const seesAll: RecordFilter = { sees: 'everything' }
const readers: readonly Reader[] = [
  {
    name: 'restricted',
    world: open,
    filter: {
      sees: 'assigned',
      memberId: members.restricted,
      grantees: [members.restricted, ...groups.restricted],
    },
    goal: 5,
  },
  { name: 'user', world: open, filter: userFilter(), goal: 1.3 },
  { name: 'user-in-private', world: closed, filter: userFilter(), goal: 5 },
]

function userFilter(): RecordFilter {
  return { sees: 'granted', memberId: members.user, grantees: [members.user, ...groups.user] }
}

/** What a read is: nobody waits for its answer but the clock. */
type Read = (scope: AccessScope, after: PagePosition | undefined) => Promise<unknown>

interface Times {
  readonly p50: number
  readonly p99: number
}

const server = await startPostgres()
try {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 4 })
  await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
  const seconds = await timed(() => fill(pool, [open, closed], rows))
  console.log(JSON.stringify({ bench: 'access/filled', companies: 2 * rows, seconds: Math.round(seconds) }))
  for (const reader of readers) await measure(pool, reader)
  await pool.end()
} finally {
  await server.stop()
}

async function measure(pool: pg.Pool, reader: Reader): Promise<void> {
  const { companies } = postgresStore({ pool, role: 'crmkit_app' })
  const page: PartyQuery = { order: 'name', descending: false, words: [], trashed: false, limit: 50 }
  const list =
    (query: Partial<PartyQuery>): Read =>
    (scope, after) =>
      companies.list(scope, { ...page, ...query, ...(after !== undefined && { after }) })
  const count =
    (words: readonly string[]): Read =>
    (scope) =>
      companies.count(scope, { words, trashed: false }, cap)

  const first = await compare(pool, reader, 'first page', list({}), { goal: reader.goal })
  const deep = await compare(pool, reader, `page at ${depth}`, list({}), { goal: reader.goal, isDeep: true })
  print(reader, `page at ${depth} / first page`, deep.p50 / first.p50, 1.2)
  await compare(pool, reader, 'first page, descending', list({ descending: true }), { goal: reader.goal })
  await compare(pool, reader, 'search', list({ words: [searched] }), { goal: reader.goal })
  await compare(pool, reader, `count up to ${cap}`, count([]), { goal: reader.goal, runs: runs / 4 })
  await compare(pool, reader, `count of a search up to ${cap}`, count([searched]), {
    goal: reader.goal,
    runs: runs / 10,
  })
  const others: readonly PartyOrder[] = ['number', 'created', 'updated']
  for (const order of others) {
    for (const descending of [false, true]) {
      const shape = `first page by ${order}${descending ? ', descending' : ''}`
      await compare(pool, reader, shape, list({ order, descending }), { runs: runs / 5 })
    }
  }
}

/** The read of the member and that of everything by turns, so that both meet the same machine. */
async function compare(
  pool: pg.Pool,
  reader: Reader,
  shape: string,
  read: Read,
  options: { readonly goal?: number; readonly isDeep?: boolean; readonly runs?: number },
): Promise<Times> {
  const { workspaceId } = reader.world
  const [mine, all] = [reader.filter, seesAll].map((filter) => ({ workspaceId, filter }))
  if (mine === undefined || all === undefined) throw new Error('nobody reads')
  const starts = options.isDeep === true
  const [myStarts, allStarts] = [
    starts ? await positions(pool, mine) : [undefined],
    starts ? await positions(pool, all) : [undefined],
  ]
  const times: { mine: number[]; all: number[] } = { mine: [], all: [] }
  const many = Math.max(5, Math.round(options.runs ?? runs))
  for (let run = -3; run < many; run += 1) {
    const at = Math.abs(run)
    const seconds = {
      all: await timed(() => read(all, allStarts[at % allStarts.length])),
      mine: await timed(() => read(mine, myStarts[at % myStarts.length])),
    }
    // The first ones warm up.
    if (run < 0) continue
    times.mine.push(seconds.mine)
    times.all.push(seconds.all)
  }
  const [measured, base] = [quantiles(times.mine), quantiles(times.all)]
  print(reader, shape, measured.p50 / base.p50, options.goal, {
    runs: many,
    p50Ms: rounded(measured.p50 * 1000),
    p99Ms: rounded(measured.p99 * 1000),
    everythingP50Ms: rounded(base.p50 * 1000),
    everythingP99Ms: rounded(base.p99 * 1000),
  })
  return measured
}

/** Twenty positions deep in somebody's list, found in plain SQL. */
async function positions(pool: pg.Pool, { workspaceId, filter }: AccessScope): Promise<readonly PagePosition[]> {
  const isVisible = {
    everything: 'true',
    granted: "visibility <> 'private' OR owner_id = $2",
    assigned: 'owner_id IS NULL OR owner_id = $2',
  }[filter.sees]
  const grantees = filter.sees === 'everything' ? [] : filter.grantees
  const { rows: found } = await pool.query<{ value: string; id: string }>(
    `SELECT value, id FROM (SELECT sort_key AS value, id, row_number() OVER (ORDER BY sort_key, id) AS nth
       FROM crmkit.companies WHERE workspace_id = $1 AND trashed_at IS NULL AND ($2::uuid IS NULL OR ${isVisible}
         OR id IN (SELECT record_id FROM crmkit.record_grants WHERE workspace_id = $1 AND grantee_id = ANY ($3::uuid[])))
       ORDER BY sort_key, id LIMIT $4::bigint + 1000) AS listed
     WHERE nth >= $4 AND nth % 50 = 0`,
    [workspaceId, filter.sees === 'everything' ? null : filter.memberId, grantees, depth],
  )
  if (found.length < 20) throw new Error(`${filter.sees} sees fewer than ${depth} records`)
  return found
}

function print(reader: Reader, shape: string, ratio: number, goal: number | undefined, more: object = {}): void {
  console.log(
    JSON.stringify({
      bench: 'access/postgres',
      reader: reader.name,
      shape,
      ratio: rounded(ratio),
      ...(goal !== undefined && { goal }),
      better: 'lower',
      companies: rows,
      ...more,
    }),
  )
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

function quantiles(times: readonly number[]): Times {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99) }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
