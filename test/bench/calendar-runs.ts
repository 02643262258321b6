/**
 * Reminders that are due: claiming them as `runDue` does, beside a bare `UPDATE … FOR UPDATE SKIP LOCKED … RETURNING` on a
 * table of the same rows, by turns, in the pages that `runDue` asks for and in large ones; and a whole run, from the claim
 * to the settled line. Prints one JSON line a shape. `npm run bench:reminders`, `-- --quick` for a tenth of it.
 */
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type NewReminder, type Store } from 'crmkit'
import {
  normalizeSchedule,
  planReminders,
  reminderSource,
  type Schedule,
  type UnnumberedInteraction,
  usualReminderHours,
} from 'crmkit/domain'
import { buildCommit, buildInteraction, countedId } from 'crmkit/testing'
import pg from 'pg'
import {
  connection,
  dropDatabase,
  makeDatabase,
  type PostgresServer,
  startPostgres,
} from '../../adapters/postgres/test/postgres-server.ts'

const now = Date.UTC(2026, 0, 8, 8)
const minute = 60_000

const wishes = { member: '15-minutes', customer: [] } as const
const schedule = meetingSoon()
const hours = usualReminderHours('Europe/Paris')

/** A database with reminders that are due, and a table with rows like their jobs. */
interface World {
  readonly pool: pg.Pool
  readonly store: Store
  readonly workspaceId: string
  close(): Promise<void>
}

/** Measures the claims of due reminders, and a whole run. */
export async function benchRuns({ isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const server = await startPostgres({ isDurable: true })
  try {
    for (const page of [8, 1_000]) await benchClaims(server, isQuick ? 10_000 : 100_000, page)
    await benchRun(server, isQuick ? 1_000 : 10_000)
  } finally {
    await server.stop()
  }
}

async function benchClaims(server: PostgresServer, reminders: number, page: number): Promise<void> {
  const { pool, store, workspaceId, close } = await makeWorld(server, reminders)
  await pool.query(
    'CREATE TABLE bare AS SELECT workspace_id, key, kind, state, due_at, attempts, lease, payload FROM crmkit.jobs',
  )
  await pool.query('ALTER TABLE bare ADD PRIMARY KEY (workspace_id, key)')
  await pool.query('CREATE INDEX ON bare (workspace_id, state, due_at)')
  await pool.query('VACUUM ANALYZE bare')
  await pool.query('VACUUM ANALYZE crmkit.jobs')
  let [ours, bare, claimed] = [0, 0, 0]
  for (let turn = 0; turn * page < reminders; turn += 1) {
    const lease = countedId(turn + 1, 9)
    bare += await timeOf(() =>
      pool.query(
        'UPDATE bare AS b SET lease = $2, due_at = $3, attempts = b.attempts + 1 FROM (SELECT key FROM bare WHERE ' +
          "workspace_id = $1 AND state = 'waiting' AND due_at <= $4 ORDER BY due_at LIMIT $5 FOR UPDATE SKIP LOCKED) AS d " +
          'WHERE b.workspace_id = $1 AND b.key = d.key RETURNING b.key, b.payload',
        [workspaceId, lease, now + minute, now, page],
      ),
    )
    ours += await timeOf(async () => {
      const request = { now, kinds: ['reminder'], limit: page, lease, until: now + minute }
      claimed += (await store.jobs.claim(workspaceId, request)).length
    })
  }
  if (claimed !== reminders) throw new Error(`${claimed} were claimed instead of ${reminders}`)
  print('claim', `${reminders} by ${page}`, ours / bare, { oursMs: rounded(ours), bareMs: rounded(bare) })
  await close()
}

async function benchRun(server: PostgresServer, reminders: number): Promise<void> {
  const { pool, store, close } = await makeWorld(server, reminders)
  let heard = 0
  const notifier = {
    deliver: async () => {
      heard += 1
      return { kind: 'delivered' } as const
    },
  }
  const crm = createCrm({ store, clock: { now: () => now }, notifier })
  const ms = await timeOf(() => crm.runDue({ limit: 10 * reminders }))
  const { rows } = await pool.query("SELECT count(*) AS n FROM crmkit.reminders WHERE state = 'delivered'")
  if (heard !== reminders || Number(rows[0]?.n) !== reminders)
    throw new Error(`${heard} of ${reminders} were handed over`)
  const perSecond = Math.round((reminders / ms) * 1_000)
  console.log(JSON.stringify({ bench: 'runs', shape: `whole run of ${reminders}`, ms: rounded(ms), perSecond }))
  await close()
}

async function makeWorld(server: PostgresServer, reminders: number): Promise<World> {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 12 })
  // The database is dropped while the last connections are being closed.
  pool.on('connect', (client) => client.on('error', () => {}))
  await migrate({ pool, appRole: 'crmkit_app' })
  const store = postgresStore({ pool, role: 'crmkit_app' })
  const crm = createCrm({ store, clock: { now: () => now - minute } })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'benchmark' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  await crm.runDue()
  for (let first = 0; first < reminders; first += 1_000) {
    const records = Array.from({ length: Math.min(1_000, reminders - first) }, (_none, n) =>
      buildInteraction({ id: countedId(first + n + 1, 5), ownerId: administrator.id, schedule, reminders: wishes }),
    )
    const lines = records.map(lineOf)
    const result = await store.commit(
      buildCommit({
        workspaceId: workspace.id,
        writes: records.map((record) => ({
          op: 'create',
          kind: 'interaction',
          record,
          index: { sortKey: 'apples', searchText: 'apples' },
        })),
        remindersAdded: lines,
        jobs: lines.map(({ key, interactionId, dueAt }) => ({
          key: `reminder:1 ${key}`,
          kind: 'reminder',
          dueAt,
          payload: { key, round: 1, interactionId },
        })),
      }),
    )
    if (!result.ok) throw new Error(JSON.stringify(result.error))
  }
  return {
    pool,
    store,
    workspaceId: workspace.id,
    close: async () => {
      await pool.end()
      await dropDatabase(server.port, database)
    },
  }
}

/** A quarter of an hour from now. */
function meetingSoon(): Schedule {
  const said = { meeting: { startOn: '2026-01-08', startAt: '09:15', endAt: '10:00' } }
  const read = normalizeSchedule(said, { now, timeZone: 'Europe/Paris' })
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

function lineOf(matter: UnnumberedInteraction): NewReminder {
  const [planned] = planReminders(reminderSource(matter), { now, hours })
  if (planned === undefined) throw new Error('a meeting without a reminder')
  return { ...planned, round: 1 }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function print(shape: string, of: string, ratio: number, more: object): void {
  console.log(
    JSON.stringify({ bench: 'runs', shape: `${shape} ${of}`, ratio: rounded(ratio), better: 'lower', ...more }),
  )
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

if (process.argv[1] === import.meta.filename) await benchRuns({ isQuick: process.argv.includes('--quick') })
