/**
 * `npm run bench:import`: imports generated rows into a real PostgreSQL, and into PGlite, beside a bare COPY of
 * everything that the import leaves behind – into the same tables, indexes and foreign keys, in the same run.
 * Prints one JSON line a figure: a ratio, its goal, and which side is better.
 */
import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs, promisify } from 'node:util'
import { migrate, postgresStore } from '@crmkit/postgres'
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { PGlite } from '@electric-sql/pglite'
import { createCrm, type Store } from 'crmkit'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { connection, makeDatabase, startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { generateRows } from './generate.ts'
import { insertRowByRow, type RowByRow } from './row-by-row.ts'
import { readMakers, type Verdict, verdictOf } from './verdict.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    runs: { type: 'string' },
    'skip-pglite': { type: 'boolean', default: false },
  },
})

const rows = Number(values.rows ?? (values.quick ? 20_000 : 1_000_000))
const pgliteRows = Math.min(rows, values.quick ? 10_000 : 100_000)
const runs = Number(values.runs ?? (values.quick ? 1 : 3))
const slice = Math.min(rows, values.quick ? 500 : 5_000)
const seed = 42

/** Every table that an import writes to, in the order of the foreign keys. */
const tables = [
  'companies',
  'contacts',
  'affiliations',
  'identity_keys',
  'imports',
  'import_touches',
  'import_refused',
  'import_settled',
  'audit',
  'events',
  'personal_values',
] as const
const partyTables = tables.slice(0, 3)

interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakRssMb: number
  readonly loopDelayP99Ms: number
  readonly counts: unknown
}

const folder = await mkdtemp(join(tmpdir(), 'crmkit-bench-'))
const file = join(folder, 'rows.csv')
await pipeline(function* () {
  for (const { text } of generateRows({ rows, seed })) yield text
}, createWriteStream(file))

const server = await startPostgres({ isDurable: true })
try {
  const results = []
  for (let run = 1; run <= runs; run += 1) results.push(await onePostgresRun(run))
  reportPostgres(results)
  if (!values['skip-pglite']) await pgliteBench()
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

interface PostgresRun {
  readonly first: Measured
  readonly again: Measured
  readonly copyAll: number
  readonly copyParty: number
  readonly rowByRow: RowByRow
  /** Of the first run; the others decide the same. */
  readonly verdict: Verdict | null
}

async function onePostgresRun(run: number): Promise<PostgresRun> {
  const database = await preparedDatabase()
  const url = connectionUrl(database)
  const workspace = await makeWorkspace(database)
  const common = ['--file', file, '--connection', url, '--workspace', workspace]
  const makers = join(folder, `makers-${run}`)
  const first = await runImporter([...common, ...(run === 1 ? ['--makers', makers, '--rows', String(rows)] : [])])
  const verdict = run === 1 ? verdictOf(await readMakers(makers), { rows, seed }) : null
  const dumps = join(folder, `dump-${run}`)
  await mkdir(dumps)
  for (const table of tables) await dump(database, table, dumps)
  const again = await runImporter(common)
  const full = await preparedDatabase()
  const copyAll = await copyInto(full, tables, dumps)
  const copyParty = await copyInto(await preparedDatabase(), partyTables, dumps)
  const rowByRow = await withClient(full, (client) => insertRowByRow(client, { file, rows, seed, slice }))
  await rm(dumps, { recursive: true, force: true })
  return { first, again, copyAll, copyParty, rowByRow, verdict }
}

function reportPostgres(results: readonly PostgresRun[]): void {
  const [sample] = results
  if (sample === undefined) return
  const ratio = (of: (run: PostgresRun) => number): number => median(results.map(of))
  const seconds = ratio(({ first }) => first.seconds)
  print(
    'import/postgres',
    ratio(({ first, copyAll }) => first.seconds / copyAll),
    1.25,
    'lower',
    {
      rows,
      runs,
      seconds,
      rowsPerSecond: Math.round(rows / seconds),
      copySeconds: ratio(({ copyAll }) => copyAll),
      cpuSeconds: ratio(({ first }) => first.cpuSeconds),
      counts: sample.first.counts,
    },
  )
  print(
    'import/postgres-vs-party-copy',
    ratio(({ first, copyParty }) => first.seconds / copyParty),
    3,
    'lower',
    {
      copySeconds: ratio(({ copyParty }) => copyParty),
    },
  )
  print(
    'import/postgres-vs-row-by-row',
    ratio(({ first, rowByRow }) => rowByRow.secondsPerRow / (first.seconds / rows)),
    12,
    'higher',
    {
      compared: `the last ${slice} rows of the file, into the database that COPY filled with all the others`,
      ...sample.rowByRow,
      rowByRowPerSecond: Math.round(1 / ratio(({ rowByRow }) => rowByRow.secondsPerRow)),
    },
  )
  print(
    'import/postgres-again',
    ratio(({ first, again }) => again.seconds / first.seconds),
    0.4,
    'lower',
    {
      counts: sample.again.counts,
    },
  )
  print(
    'import/peak-rss-mb',
    ratio(({ first }) => first.peakRssMb),
    256,
    'lower',
    {},
  )
  print(
    'import/event-loop-delay-p99-ms',
    ratio(({ first }) => first.loopDelayP99Ms),
    20,
    'lower',
    {},
  )
  if (sample.verdict === null) return
  const { missed, wrong, missedRows, wrongRows } = sample.verdict
  print('import/duplicates-missed', missed, 0, 'lower', { missedRows })
  print('import/forbidden-merges', wrong, 0, 'lower', { wrongRows })
}

async function pgliteBench(): Promise<void> {
  const small = join(folder, 'small.csv')
  await pipeline(function* () {
    for (const { text } of generateRows({ rows: pgliteRows, seed })) yield text
  }, createWriteStream(small))
  const ratios: number[] = []
  let last: { seconds: number; copySeconds: number; peakRssMb: number } = { seconds: 0, copySeconds: 0, peakRssMb: 0 }
  for (let run = 1; run <= runs; run += 1) {
    const directory = join(folder, `pglite-${run}`)
    const db = await openPglite({ directory })
    const workspace = await makeWorkspaceIn(pgliteStore({ db }))
    await db.close()
    const measured = await runImporter(['--file', small, '--pglite', directory, '--workspace', workspace])
    const copySeconds = await copyIntoPglite(directory, join(folder, `pglite-copy-${run}`))
    ratios.push(measured.seconds / copySeconds)
    last = { seconds: measured.seconds, copySeconds, peakRssMb: measured.peakRssMb }
  }
  print('import/pglite', median(ratios), 1.5, 'lower', { rows: pgliteRows, runs, ...last })
}

function print(bench: string, ratio: number, goal: number, better: 'lower' | 'higher', more: object): void {
  console.log(JSON.stringify({ bench, ratio: Math.round(ratio * 1000) / 1000, goal, better, ...more }))
}

function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/**
 * The importer as JavaScript, as hosts run it: what Node reads TypeScript with takes 17 MB of the process that is
 * measured. Where it lies, it finds the packages that the workspace links.
 */
async function importerScript(): Promise<string> {
  const source = await readFile(join(import.meta.dirname, 'importer.ts'), 'utf8')
  const folder = join(import.meta.dirname, '../../node_modules/.cache/crmkit-bench')
  await mkdir(folder, { recursive: true })
  const script = join(folder, 'importer.mjs')
  await writeFile(script, stripTypeScriptTypes(source))
  return script
}

async function runImporter(args: readonly string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [await importerScript(), ...args], {
    maxBuffer: 64 * 2 ** 20,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured
}

function connectionUrl(database: string): string {
  const { host, port, user, password } = connection(server.port, database)
  return `postgres://${user}:${String(password)}@${host}:${port}/${database}`
}

async function withClient<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection(server.port, database))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function preparedDatabase(): Promise<string> {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 1 })
  await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
  await pool.end()
  return database
}

async function makeWorkspace(database: string): Promise<string> {
  const pool = new pg.Pool({ ...connection(server.port, database), max: 1 })
  try {
    return await makeWorkspaceIn(postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' }))
  } finally {
    await pool.end()
  }
}

async function makeWorkspaceIn(store: Store): Promise<string> {
  const system = createCrm({ store }).asSystem({ reason: 'benchmark' })
  const { workspace } = await system.workspaces.create({
    name: 'Bench',
    country: 'FR',
    administrator: { name: 'Bench' },
  })
  return workspace.id
}

async function dump(database: string, table: string, dumps: string): Promise<void> {
  await withClient(database, async (client) => {
    await pipeline(client.query(copyTo(`COPY crmkit.${table} TO STDOUT`)), createWriteStream(join(dumps, table)))
  })
}

/** COPY, one table after the other, in one transaction. Seconds. */
async function copyInto(database: string, names: readonly string[], dumps: string): Promise<number> {
  return withClient(database, async (client) => {
    const started = performance.now()
    await client.query('BEGIN')
    for (const table of names) {
      await pipeline(
        createReadStream(join(dumps, table), { highWaterMark: 256 * 1024 }),
        client.query(copyFrom(`COPY crmkit.${table} FROM STDIN`)),
      )
    }
    await client.query('COMMIT')
    return (performance.now() - started) / 1000
  })
}

/** The same comparison on PGlite: its own COPY of all rows into a fresh directory. Seconds. */
async function copyIntoPglite(from: string, into: string): Promise<number> {
  // Migrated by opening it once; then PGlite itself, under the role that owns the tables.
  await (await openPglite({ directory: into })).close()
  const source = await PGlite.create({ dataDir: from })
  const dumped = new Map<string, Blob>()
  for (const table of tables) {
    const { blob } = await source.query(`COPY crmkit.${table} TO '/dev/blob'`)
    if (blob !== undefined && blob !== null) dumped.set(table, blob)
  }
  await source.close()
  const target = await PGlite.create({ dataDir: into })
  const started = performance.now()
  await target.exec('BEGIN')
  for (const [table, blob] of dumped) await target.query(`COPY crmkit.${table} FROM '/dev/blob'`, [], { blob })
  await target.exec('COMMIT')
  const seconds = (performance.now() - started) / 1000
  await target.close()
  return seconds
}
