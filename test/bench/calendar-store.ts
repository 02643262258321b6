/**
 * Calendars in a real PostgreSQL: a month of ten members as somebody may see it, beside the same month of everything; when
 * people are taken, beside look-ups by primary key; pages of matters deep in a list, beside the first one. Both of a
 * comparison go through the same frame of a transaction.
 * @module
 */
import { migrate, postgresStore } from '@crmkit/postgres'
import {
  type AccessScope,
  createCrm,
  type InteractionOrder,
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
/** Whom a list is read for: somebody who sees most of it, and somebody who sees little. */
const readers: readonly { readonly name: string; readonly filter: RecordFilter }[] = [
  {
    name: 'user',
    filter: { sees: 'granted', memberId: members.user, grantees: [members.user, ...groups.user] },
  },
  {
    name: 'restricted',
    filter: { sees: 'assigned', memberId: members.restricted, grantees: [members.restricted, ...groups.restricted] },
  },
]
const everything: RecordFilter = { sees: 'everything' }

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
  const server = await startPostgres()
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
    const bench: Bench = { pool, store, world, rows, runs: runs * 10 }
    await benchWindows(bench)
    await benchBusy(bench)
    for (const order of ['planned', 'subject', 'updated'] as const) await benchPages(bench, order)
    await pool.end()
  } finally {
    await server.stop()
  }
}

/** A month of ten members, with permissions and without. */
async function benchWindows({ store, world, rows, runs }: Bench): Promise<void> {
  const { workspaceId } = world
  const read = (filter: RecordFilter) => (run: number) =>
    store.interactions.list(
      { workspaceId, filter },
      {
        words: [],
        trashed: false,
        attendeeIds: peopleOf(world, 10, run),
        planned: stretch(30, run),
        order: 'planned',
        descending: false,
        limit: mostMatters,
      },
    )
  const [user, restricted] = readers.map(({ filter }) => filter)
  if (user === undefined || restricted === undefined) throw new Error('nobody reads')
  const works = { everything: read(everything), user: read(user), restricted: read(restricted) }
  const medians = await elapsedMedians(runs, works)
  for (const { name } of readers) {
    const other = medians.everything
    const ms = name === 'user' ? medians.user : medians.restricted
    const shape = `month of 10 members as ${name} / without permissions`
    const figure = { bench: 'calendar/postgres', shape, ratio: ms / other, goal: 1.5 }
    printFigure(figure, { interactions: rows, ms: rounded(ms), otherMs: rounded(other) })
  }
  console.log(
    JSON.stringify({
      bench: 'calendar/postgres',
      shape: 'matters in a month of 10 members',
      everything: (await works.everything(0)).length,
      user: (await works.user(0)).length,
      restricted: (await works.restricted(0)).length,
    }),
  )
}

/** When people are taken, beside matters that are looked up one after the other. */
async function benchBusy({ pool, store, world, rows, runs }: Bench): Promise<void> {
  const { workspaceId, administratorId } = world
  const { calendar, interactions } = createCrm({ store }).as({ workspaceId, memberId: administratorId })
  const { rows: some } = await pool.query<{ id: string }>(
    'SELECT id FROM crmkit.interactions WHERE workspace_id = $1 AND number % $2 = 1 ORDER BY id',
    [workspaceId, Math.ceil(rows / 1000)],
  )
  const idOf = (run: number, nth: number): string => some[(run * 10 + nth + 20) % some.length]?.id ?? ''
  const lookUp = (many: number) => async (run: number) => {
    for (let nth = 0; nth < many; nth += 1) await interactions.get(idOf(run, nth))
  }
  const asked = (people: number, days: number, run: number) => {
    const { from, until } = stretch(days, run)
    return { from, until, members: peopleOf(world, people, run) }
  }
  const medians = await elapsedMedians(runs, {
    lookUp: lookUp(1),
    week: (run) => calendar.busy(asked(1, 7, run)),
    lookUps: lookUp(10),
    weeks: (run) => calendar.busy(asked(10, 7, run)),
    month: (run) => calendar.busy(asked(20, 28, run)),
    slots: (run) => calendar.freeSlots({ ...asked(20, 28, run), lengthMinutes: 30 }),
  })
  const { lookUp: one, lookUps: ten, week, weeks, month, slots } = medians
  const print = (shape: string, ms: number, otherMs: number, goal: number | null): void =>
    printFigure(
      { bench: 'calendar/postgres', shape, ratio: ms / otherMs, goal },
      { interactions: rows, ms: rounded(ms), otherMs: rounded(otherMs) },
    )
  print('when one is taken in a week / a matter by its id', week, one, 4)
  print('when 10 are taken in a week / ten matters by their ids', weeks, ten, 1.5)
  print('when 20 are taken in four weeks / ten matters by their ids', month, ten, null)
  print('free slots of 20 in four weeks / when they are taken', slots, month, null)
}

/** A page deep in what somebody sees, beside the first one. */
async function benchPages(bench: Bench, order: InteractionOrder): Promise<void> {
  const { store, world, rows, runs } = bench
  const depth = Math.min(50_000, rows / 100)
  for (const { name, filter } of readers) {
    const scope = { workspaceId: world.workspaceId, filter }
    const starts = await positions(bench, scope, order, depth)
    const read = (reader: AccessScope, after?: PagePosition) =>
      store.interactions.list(reader, {
        words: [],
        trashed: false,
        order,
        descending: false,
        limit: 50,
        ...(after !== undefined && { after }),
      })
    const medians = await elapsedMedians(runs, {
      everything: () => read({ ...scope, filter: everything }),
      first: () => read(scope),
      deep: (run) => read(scope, starts[(run + 2) % starts.length]),
    })
    const print = (shape: string, ms: number, otherMs: number, goal: number | null): void =>
      printFigure(
        { bench: 'calendar/postgres', shape: `${shape}, by ${order}, as ${name}`, ratio: ms / otherMs, goal },
        { interactions: rows, ms: rounded(ms), otherMs: rounded(otherMs) },
      )
    print(`page at ${depth} / first page`, medians.deep, medians.first, 1.2)
    print('first page / first page of everything', medians.first, medians.everything, null)
  }
}

const columns = { planned: 'planned_from', subject: 'sort_key', updated: 'updated_at' } as const

/** Some positions deep in somebody's list, found in plain SQL. */
async function positions(
  { pool }: Bench,
  { workspaceId, filter }: AccessScope,
  order: InteractionOrder,
  depth: number,
): Promise<readonly PagePosition[]> {
  if (filter.sees === 'everything') throw new Error('only of who does not see everything')
  if (!(order in columns)) throw new Error(`nobody looks deep into the order of ${order}`)
  const column = order === 'planned' ? columns.planned : order === 'subject' ? columns.subject : columns.updated
  const isForAll = filter.sees === 'granted' ? "visibility <> 'private'" : 'owner_id IS NULL'
  const { rows: found } = await pool.query<{ value: string; id: string }>(
    `SELECT value, id FROM (SELECT ${column} AS value, id, row_number() OVER (ORDER BY ${column}, id) AS nth
       FROM crmkit.interactions WHERE workspace_id = $1 AND trashed_at IS NULL AND ${column} IS NOT NULL
         AND (${isForAll} OR owner_id = $2 OR id IN (SELECT record_id FROM crmkit.record_grants
           WHERE workspace_id = $1 AND grantee_id = ANY ($3::uuid[]) AND kind = 'interaction'))
       ORDER BY ${column}, id LIMIT $4::bigint + 1000) AS listed
     WHERE nth >= $4 AND nth % 50 = 0`,
    [workspaceId, filter.memberId, filter.grantees, depth],
  )
  if (found.length < 10) throw new Error(`${filter.sees} sees fewer than ${depth} matters`)
  return found.map(({ value, id }) => ({ value: order === 'subject' ? value : Number(value), id }))
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
