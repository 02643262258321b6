/** Several imports of overlapping files into one workspace at the same time, on a real PostgreSQL. */
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type Desk, type ImportReceipt } from 'crmkit'
import { countedIds } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  connection,
  dropDatabase,
  makeDatabase,
  type PostgresServer,
  startPostgresInMemory,
} from '../../adapters/postgres/test/postgres-server.ts'
import { generateRows, type RowTruth } from '../bench/generate.ts'

const importers = 4
/** Rows of each file; `CRMKIT_SOAK_ROWS` asks for more. */
const rowsPerFile = Number(process.env['CRMKIT_SOAK_ROWS'] ?? 1500)
const seed = 20260105

describe('Imports at the same time', () => {
  let server: PostgresServer
  let database: string
  const pools: pg.Pool[] = []
  beforeAll(async () => {
    server = await startPostgresInMemory()
    database = await makeDatabase(server.port)
  })
  afterAll(async () => {
    for (const pool of pools) await pool.end()
    await dropDatabase(server.port, database)
    await server.stop()
  })

  function openPool(): pg.Pool {
    const pool = new pg.Pool({ ...connection(server.port, database), max: 3 })
    // When the server stops, a connection that is just closing is told so.
    pool.on('connect', (client) => client.on('error', () => {}))
    pool.on('error', () => {})
    pools.push(pool)
    return pool
  }

  it(`IDN-9 IMP-7 ${importers} importers of ${rowsPerFile} overlapping rows each leave every company once`, async () => {
    const admin = openPool()
    await migrate({ pool: admin, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
    const { desks, workspaceId } = await openDesks(openPool)
    const files = overlappingFiles()

    const began = performance.now()
    const receipts = await Promise.all(desks.map((desk, index) => desk.imports.run(files.texts[index] ?? '')))
    const seconds = (performance.now() - began) / 1000

    const { rows } = await admin.query<{ companies: string; contacts: string }>(
      `SELECT (SELECT count(*) FROM crmkit.companies WHERE workspace_id = $1) AS companies,
              (SELECT count(*) FROM crmkit.contacts WHERE workspace_id = $1) AS contacts`,
      [workspaceId],
    )
    expect(rows[0]).toEqual({ companies: String(files.companies), contacts: String(files.contacts) })
    expect(sumOf(receipts, 'companies')).toBe(files.companies)
    expect(sumOf(receipts, 'contacts')).toBe(files.contacts)
    expect(receipts.map(({ counts }) => [counts.rows, counts.invalid, counts.companies.ambiguous])).toEqual(
      files.rows.map((count) => [count, 0, 0]),
    )
    expect(await sharedKeys(admin, workspaceId)).toEqual([])
    console.log(
      JSON.stringify({ soak: 'concurrent-imports', importers, rowsPerFile, seconds, companies: files.companies }),
    )
  }, 600_000)
})

/** A desk for each importer, on a pool of its own. */
async function openDesks(
  openPool: () => pg.Pool,
): Promise<{ readonly desks: readonly Desk[]; readonly workspaceId: string }> {
  const crms = Array.from({ length: importers }, (_, index) =>
    createCrm({
      store: postgresStore({ pool: openPool(), role: 'crmkit_app', loaderRole: 'crmkit_loader' }),
      ids: countedIds(index + 1),
    }),
  )
  const created = await crms[0]
    ?.asSystem({ reason: 'concurrent imports' })
    .workspaces.create({ name: 'Halle', administrator: { name: 'Anne' } })
  if (created === undefined) throw new Error('there is no importer')
  const door = { workspaceId: created.workspace.id, memberId: created.administrator.id }
  return { desks: crms.map((crm) => crm.as(door)), workspaceId: door.workspaceId }
}

interface OverlappingFiles {
  readonly texts: readonly string[]
  readonly rows: readonly number[]
  /** True companies and contacts of all files together. */
  readonly companies: number
  readonly contacts: number
}

/**
 * Files that begin with the same rows – everybody writes the same companies at the same moment – and go on with rows of
 * their own. A repeat is kept where the company that it repeats stands earlier in the same file, since that row alone
 * brings its keys together.
 */
function overlappingFiles(): OverlappingFiles {
  const shared = Math.floor(rowsPerFile / 2)
  const own = rowsPerFile - shared
  const { heading, lines, truth } = generated(shared + importers * own)
  const first = new Map<number, number>()
  for (const [row, { companyTruth }] of truth.entries()) if (!first.has(companyTruth)) first.set(companyTruth, row)
  const rowsOf = Array.from({ length: importers }, (_, importer) => {
    const start = shared + importer * own
    const isIn = (row: number): boolean => row < shared || (row >= start && row < start + own)
    return truth.flatMap(({ companyTruth }, row) => (isIn(row) && isIn(first.get(companyTruth) ?? row) ? [row] : []))
  })
  const all = [...new Set(rowsOf.flat())].flatMap((row) => truth[row] ?? [])
  return {
    texts: rowsOf.map((rows) => [heading, ...rows.map((row) => lines[row])].join('\r\n')),
    rows: rowsOf.map((rows) => rows.length),
    companies: new Set(all.map(({ companyTruth }) => companyTruth)).size,
    contacts: new Set(all.map(({ contactTruth }) => contactTruth).filter((contact) => contact >= 0)).size,
  }
}

function generated(rows: number): {
  readonly heading: string
  readonly lines: readonly string[]
  readonly truth: readonly RowTruth[]
} {
  const chunks = [...generateRows({ rows, seed })]
  const [heading = '', ...lines] = chunks
    .map(({ text }) => text)
    .join('')
    .split('\r\n')
  return { heading, lines, truth: chunks.flatMap(({ truth }) => truth) }
}

function sumOf(receipts: readonly ImportReceipt[], kind: 'companies' | 'contacts'): number {
  return receipts.reduce((sum, { counts }) => sum + counts[kind].created, 0)
}

/** Numbers that lead to several companies, unless those are establishments with a SIRET each (IDN-3). */
async function sharedKeys(admin: pg.Pool, workspaceId: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ key: string }>(
    `SELECT k.key FROM crmkit.identity_keys AS k
       JOIN crmkit.companies AS c ON c.workspace_id = k.workspace_id AND c.id = k.record_id
      WHERE k.workspace_id = $1 AND k.kind = 'company' AND k.key ~ '^(siret|vat|reg):'
      GROUP BY k.key
     HAVING count(*) > 1 AND (k.key LIKE 'siret:%' OR count(DISTINCT c.siret) < count(*))`,
    [workspaceId],
  )
  return rows.map(({ key }) => key)
}
