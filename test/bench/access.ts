/**
 * `npm run bench:access`: lists, searches and counts of members who see little, much, or little of what is nearly all
 * private, on a real PostgreSQL, each beside the same read of somebody who sees everything: the same statement frame, the
 * same pool, one after the other. Prints one JSON line a shape: how often it takes the median time of the other.
 */
import { parseArgs } from 'node:util'
import { migrate, postgresStore } from '@crmkit/postgres'
import type { AccessScope, PagePosition, PartyQuery, RecordFilter } from 'crmkit'
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
/** How much longer a page may take in the middle than in the beginning. */
const depthGoal = 1.2
/** What a search or a count may take: whoever sees less has more to look through. */
const otherGoal = 5

/** Somebody in a workspace. `goal`: how often a page by name may take the time of the same page of everything. */
interface Reader {
  readonly name: string
  readonly world: World
  readonly filter: RecordFilter
  readonly goal: number
}

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

const server = await startPostgres({ isDurable: true })
try {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 4 })
  // A connection that is cut while the server stops is nobody's affair.
  pool.on('error', () => {})
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
  const { goal } = reader

  const [first, deep] = await compare(pool, reader, runs, [
    { name: 'first page', read: list({}), goal },
    { name: `page at ${depth}`, read: list({}), goal, isDeep: true },
    { name: 'first page, descending', read: list({ descending: true }), goal },
  ])
  if (first !== undefined && deep !== undefined) {
    print(reader, `page at ${depth} / first page`, deep.p50 / first.p50, depthGoal)
  }
  await compare(pool, reader, runs / 5, [
    { name: 'search', read: list({ words: [searched] }), goal: otherGoal },
    { name: `count up to ${cap}`, read: count([]), goal: otherGoal },
    ...(['number', 'created', 'updated'] as const).flatMap((order) =>
      [false, true].map((descending) => ({
        name: `first page by ${order}${descending ? ', descending' : ''}`,
        read: list({ order, descending }),
      })),
    ),
  ])
  // Most of the table is looked through: there is no goal.
  await compare(pool, reader, runs / 60, [{ name: `count of a search up to ${cap}`, read: count([searched]) }])
}

interface Shape {
  readonly name: string
  readonly read: Read
  readonly goal?: number
  readonly isDeep?: boolean
}

/** Every read of the member and the same of everything by turns, so that all of them meet the same machine. */
async function compare(
  pool: pg.Pool,
  reader: Reader,
  most: number,
  shapes: readonly Shape[],
): Promise<readonly Times[]> {
  const { workspaceId } = reader.world
  const mine = { workspaceId, filter: reader.filter }
  const all: AccessScope = { workspaceId, filter: { sees: 'everything' } }
  const isDeep = shapes.some((shape) => shape.isDeep === true)
  const deep = isDeep ? { mine: await positions(pool, mine), all: await positions(pool, all) } : { mine: [], all: [] }
  const measured = shapes.map((shape) => ({ shape, mine: [] as number[], all: [] as number[] }))
  const many = Math.max(5, Math.round(most))
  for (let run = -2; run < many; run += 1) {
    for (const times of measured) {
      const { read, isDeep: needsStart } = times.shape
      const after = (starts: readonly PagePosition[]): PagePosition | undefined =>
        needsStart === true ? starts[Math.abs(run) % starts.length] : undefined
      const everything = await timed(() => read(all, after(deep.all)))
      const visible = await timed(() => read(mine, after(deep.mine)))
      // The first ones warm up.
      if (run < 0) continue
      times.all.push(everything)
      times.mine.push(visible)
    }
  }
  return measured.map(({ shape, ...times }) => {
    const [visible, everything] = [quantiles(times.mine), quantiles(times.all)]
    print(reader, shape.name, visible.p50 / everything.p50, shape.goal, {
      runs: many,
      p50Ms: rounded(visible.p50 * 1000),
      p99Ms: rounded(visible.p99 * 1000),
      everythingP50Ms: rounded(everything.p50 * 1000),
      everythingP99Ms: rounded(everything.p99 * 1000),
    })
    return visible
  })
}

/** Some positions deep in somebody's list, found in plain SQL. */
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
  if (found.length < 10) throw new Error(`${filter.sees} sees fewer than ${depth} records`)
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
