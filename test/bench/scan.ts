/**
 * `npm run bench:scan`: scans a workspace of generated companies on a real PostgreSQL for duplicates, page by page,
 * beside sequential reads of the tables it goes through by the same driver in the same run. Prints one JSON line: how
 * often the scan takes the time of a read of the companies, which it is about (`ratio`), and of their identity keys, which
 * it walks along (`keysRatio`), and its peak memory.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parseArgs, promisify } from 'node:util'
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type Desk } from 'crmkit'
import pg from 'pg'
import { connection, makeDatabase, startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { generateRows } from './generate.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rows: { type: 'string' }, runs: { type: 'string' } },
})
const rows = Number(values.rows ?? (values.quick ? 20_000 : 1_000_000))
const runs = Number(values.runs ?? (values.quick ? 1 : 3))
const goal = 5

interface Scanned {
  readonly seconds: number
  readonly readSeconds: number
  readonly companiesSeconds: number
  readonly keys: number
  readonly pairs: number
  readonly pages: number
  readonly peakRssMb: number
}

const server = await startPostgres({ isDurable: true })
try {
  const database = await makeDatabase(server.port)
  const pool = new pg.Pool({ ...connection(server.port, database), max: 3 })
  await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
  const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
  const system = createCrm({ store }).asSystem({ reason: 'benchmark' })
  const { workspace } = await system.workspaces.create({
    name: 'Bench',
    country: 'FR',
    administrator: { name: 'Bench' },
  })
  await fill(createCrm({ store }).asSystem({ workspaceId: workspace.id, reason: 'benchmark' }))
  // As autovacuum does after a large import: an index is read alone where it is known that rows are seen by all.
  await pool.query('VACUUM ANALYZE crmkit.identity_keys')
  const companies = Number((await pool.query('SELECT count(*) FROM crmkit.companies')).rows[0].count)
  await pool.end()
  const { host, port, user, password } = connection(server.port, database)
  const url = `postgres://${user}:${String(password)}@${host}:${port}/${database}`
  const results: Scanned[] = []
  for (let run = 1; run <= runs; run += 1) results.push(await scan(url, workspace.id))
  report(companies, results)
} finally {
  await server.stop()
}

/** Every row becomes a company, those too that are the same as an earlier one: one in five makes a pair or more. */
async function fill(desk: Desk): Promise<void> {
  const pieces = function* () {
    for (const { text } of generateRows({ rows, seed: 42 })) yield text
  }
  await desk.imports.run(() => Readable.from(pieces()), { mode: 'create-anyway' })
}

/** Scans in a process of its own, so that its memory is its own. */
async function scan(url: string, workspace: string): Promise<Scanned> {
  const script = join(import.meta.dirname, 'scanner.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    '--connection',
    url,
    '--workspace',
    workspace,
  ])
  return JSON.parse(stdout) as Scanned
}

function report(companies: number, results: readonly Scanned[]): void {
  const median = (of: (result: Scanned) => number): number =>
    results.map(of).toSorted((a, b) => a - b)[Math.floor(results.length / 2)] ?? 0
  const ratio = median(({ seconds, companiesSeconds }) => seconds / companiesSeconds)
  const [{ keys, pairs, pages } = { keys: 0, pairs: 0, pages: 0 }] = results
  console.log(
    JSON.stringify({
      bench: 'scan/postgres',
      ratio: rounded(ratio),
      keysRatio: rounded(median(({ seconds, readSeconds }) => seconds / readSeconds)),
      goal,
      better: 'lower',
      companies,
      keys,
      pairs,
      pages,
      runs,
      seconds: median(({ seconds }) => seconds),
      keysSeconds: median(({ readSeconds }) => readSeconds),
      companiesSeconds: median(({ companiesSeconds }) => companiesSeconds),
      peakRssMb: Math.round(median(({ peakRssMb }) => peakRssMb)),
    }),
  )
}

function rounded(ratio: number): number {
  return Math.round(ratio * 1000) / 1000
}
