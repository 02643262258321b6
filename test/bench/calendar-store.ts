/**
 * Calendars in a real PostgreSQL: a month of ten members as somebody may see it, beside the same month of everything; when
 * people are taken, beside look-ups by primary key; pages of matters deep in a list, beside the first one. Both of a
 * comparison go through the same frame of a transaction.
 * @module
 */
import { migrate, postgresStore } from '@crmkit/postgres'
import {
  type AccessScope,
  type AssignedFilter,
  createCrm,
  type GrantedFilter,
  type InteractionQuery,
  type PagePosition,
  type RecordFilter,
  type Store,
} from 'crmkit'
import pg from 'pg'
import { connection, makeDatabase, startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { groups, members } from './access-world.ts'
import { type BenchSize, elapsedMedians, printFigure, rounded } from './calendar-figures.ts'
import { type CalendarWorld, fillCalendars, firstDay } from './calendar-world.ts'

const dayMs = 86_400_000
/** More than any of these windows holds: as the desk asks for one. */
const mostMatters = 10_001
/** Somebody who sees most of it, and somebody who sees little. */
const user: GrantedFilter = { sees: 'granted', memberId: members.user, grantees: [members.user, ...groups.user] }
const restricted: AssignedFilter = {
  sees: 'assigned',
  memberId: members.restricted,
  grantees: [members.restricted, ...groups.restricted],
}
const everything: RecordFilter = { sees: 'everything' }
/** The orders that pages are measured in. */
const columns = { planned: 'planned_from', subject: 'sort_key' } as const

/** What a shape is measured with. */
interface Bench {
  readonly pool: pg.Pool
  readonly store: Store
  readonly world: CalendarWorld
  readonly rows: number
  readonly runs: number
}

/** Measures windows, free time and pages. */
export async function benchStore({ isQuick, rows = isQuick ? 100_000 : 5_000_000, runs }: BenchSize): Promise<void> {
  const server = await startPostgres({ isDurable: true })
  try {
    const database = await makeDatabase(server.port)
    const pool = new pg.Pool({ ...connection(server.port, database), max: 4 })
    // A connection that is cut while the server stops is nobody's affair.
    pool.on('error', () => {})
    await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
    const store = postgresStore({ pool, role: 'crmkit_app' })
    const started = performance.now()
    const world = await fillCalendars(pool, store, rows)
    const seconds = Math.round((performance.now() - started) / 1000)
    console.log(JSON.stringify({ bench: 'calendar/filled', interactions: rows, seconds }))
    const bench: Bench = { pool, store, world, rows, runs: runs * 6 }
    await benchWindows(bench)
    await benchBusy(bench)
    await benchPages(bench, 'planned')
    await benchPages(bench, 'subject')
    await pool.end()
  } finally {
    await server.stop()
  }
}

/** A month of ten members, with permissions and without. */
async function benchWindows({ store, world, rows, runs }: Bench): Promise<void> {
  const read = (filter: RecordFilter) => (run: number) =>
    store.interactions.list({ workspaceId: world.workspaceId, filter }, windowOf(world, 10, 30, run))
  const works = { everything: read(everything), user: read(user), restricted: read(restricted) }
  const { everything: all, ...medians } = await elapsedMedians(runs, works)
  for (const [name, ms] of Object.entries(medians)) {
    print(`month of 10 members as ${name} / without permissions`, rows, [ms, all], 1.5, {
      matters: (await read(everything)(0)).length,
      seen: (await read(name === 'user' ? user : restricted)(0)).length,
    })
  }
}

/** When people are taken, beside matters that are looked up one after the other: in the store, and at the desk. */
async function benchBusy({ pool, store, world, rows, runs }: Bench): Promise<void> {
  const { workspaceId, administratorId } = world
  const scope = { workspaceId, filter: everything }
  const { calendar, interactions } = createCrm({ store }).as({ workspaceId, memberId: administratorId })
  const { rows: some } = await pool.query<{ id: string }>(
    'SELECT id FROM crmkit.interactions WHERE workspace_id = $1 AND number % $2 = 1 ORDER BY id',
    [workspaceId, Math.ceil(rows / 1000)],
  )
  const lookUp = (find: (id: string) => Promise<unknown>, many: number) => async (run: number) => {
    for (let nth = 0; nth < many; nth += 1) await find(some[(run * 10 + nth + 20) % some.length]?.id ?? '')
  }
  const inStore = (id: string) => store.interactions.find(scope, id)
  const atDesk = (id: string) => interactions.get(id)
  const asked = (people: number, days: number, run: number) => {
    return { ...stretch(days, run), members: peopleOf(world, people, run) }
  }
  const week = await elapsedMedians(runs, {
    found: lookUp(inStore, 1),
    tenFound: lookUp(inStore, 10),
    one: (run) => store.interactions.list(scope, windowOf(world, 1, 7, run)),
    ten: (run) => store.interactions.list(scope, windowOf(world, 10, 7, run)),
    foundAtDesk: lookUp(atDesk, 1),
    tenFoundAtDesk: lookUp(atDesk, 10),
    oneAtDesk: (run) => calendar.busy(asked(1, 7, run)),
    tenAtDesk: (run) => calendar.busy(asked(10, 7, run)),
  })
  print('week of one / a look-up by primary key', rows, [week.one, week.found], 4)
  print('week of 10 / ten look-ups by primary key', rows, [week.ten, week.tenFound], 1.5)
  print('when one is taken in a week / a matter by its id', rows, [week.oneAtDesk, week.foundAtDesk], 4)
  print('when 10 are taken in a week / ten matters by their ids', rows, [week.tenAtDesk, week.tenFoundAtDesk], 1.5)
  const month = await elapsedMedians(runs / 4, {
    tenFound: lookUp(atDesk, 10),
    busy: (run) => calendar.busy(asked(20, 28, run)),
    slots: (run) => calendar.freeSlots({ ...asked(20, 28, run), lengthMinutes: 30 }),
  })
  print('when 20 are taken in four weeks / ten matters by their ids', rows, [month.busy, month.tenFound], null)
  print('free slots of 20 in four weeks / when they are taken', rows, [month.slots, month.busy], null)
}

/** A page deep in what somebody sees, beside one of the first ten: how much of what comes next is seen is a matter of luck. */
async function benchPages(bench: Bench, order: keyof typeof columns): Promise<void> {
  const { store, world, rows, runs } = bench
  const { workspaceId } = world
  const depth = Math.min(50_000, rows / 100)
  for (const [name, filter] of Object.entries({ user, restricted })) {
    const scope = { workspaceId, filter }
    const starts = await positions(bench, scope, order, 0)
    const deepStarts = await positions(bench, scope, order, depth)
    const page = (reader: AccessScope, some: readonly PagePosition[]) => (run: number) => {
      const after = some[(run + some.length) % some.length]
      const query = { words: [], trashed: false, order, descending: false, limit: 50 }
      return store.interactions.list(reader, { ...query, ...(after !== undefined && { after }) })
    }
    const medians = await elapsedMedians(3 * runs, {
      everything: page({ workspaceId, filter: everything }, starts),
      first: page(scope, starts),
      deep: page(scope, deepStarts),
    })
    const { first, deep } = medians
    print(`page at ${depth} / one of the first pages, by ${order}, as ${name}`, rows, [deep, first], 1.2)
    print(`first pages / those of everything, by ${order}, as ${name}`, rows, [first, medians.everything], null)
  }
}

/** Where ten pages of somebody's list begin that follow each other, found in plain SQL. */
async function positions(
  { pool }: Bench,
  { workspaceId, filter }: { readonly workspaceId: string; readonly filter: GrantedFilter | AssignedFilter },
  order: keyof typeof columns,
  depth: number,
): Promise<readonly PagePosition[]> {
  const column = columns[order]
  const isForAll = filter.sees === 'granted' ? "visibility <> 'private'" : 'owner_id IS NULL'
  const { rows: found } = await pool.query<{ value: string; id: string }>(
    `SELECT value, id FROM (SELECT ${column} AS value, id, row_number() OVER (ORDER BY ${column}, id) AS nth
       FROM crmkit.interactions WHERE workspace_id = $1 AND trashed_at IS NULL AND ${column} IS NOT NULL
         AND (${isForAll} OR owner_id = $2 OR id IN (SELECT record_id FROM crmkit.record_grants
           WHERE workspace_id = $1 AND grantee_id = ANY ($3::uuid[]) AND kind = 'interaction'))
       ORDER BY ${column}, id LIMIT $4::bigint + 500) AS listed
     WHERE nth > $4 AND nth % 50 = 0`,
    [workspaceId, filter.memberId, filter.grantees, depth],
  )
  if (found.length < 10) throw new Error(`${filter.sees} sees fewer than ${depth} matters`)
  return found.map(({ value, id }) => ({ value: order === 'subject' ? value : Number(value), id }))
}

function print(
  shape: string,
  interactions: number,
  [ms, otherMs]: readonly [number, number],
  goal: number | null,
  more: object = {},
): void {
  const figure = { bench: 'calendar/postgres', shape, ratio: ms / otherMs, goal }
  printFigure(figure, { interactions, ms: rounded(ms), otherMs: rounded(otherMs), ...more })
}

/** What calendars show of some people for some days, others every time. */
function windowOf(world: CalendarWorld, people: number, days: number, run: number): InteractionQuery {
  return {
    words: [],
    trashed: false,
    attendeeIds: peopleOf(world, people, run),
    planned: stretch(days, run),
    order: 'planned',
    descending: false,
    limit: mostMatters,
  }
}

/** Some people, others every time. */
function peopleOf({ people }: CalendarWorld, many: number, run: number): readonly string[] {
  const first = ((run + 2) * 7) % people.length
  return Array.from({ length: many }, (_none, n) => people[(first + n) % people.length] ?? '')
}

/** Some days in the middle of the six years, others every time. */
function stretch(days: number, run: number): { readonly from: number; readonly until: number } {
  const from = firstDay + (700 + (((run + 2) * 37) % 700)) * dayMs
  return { from, until: from + days * dayMs }
}
