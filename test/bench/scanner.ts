/**
 * The process that the scan benchmark measures: scans the companies of one workspace, then reads all identity keys and
 * all companies in batches, and says what each took, as one JSON line. Run by `scan.ts`; uses the built packages, as a
 * host does.
 */
import { parseArgs } from 'node:util'
import { postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import pg from 'pg'

const { values } = parseArgs({ options: { connection: { type: 'string' }, workspace: { type: 'string' } } })
const { workspace: workspaceId = '' } = values
const pool = new pg.Pool({ connectionString: values.connection, max: 3 })
const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
const asText = { getTypeParser: () => (text: string) => text }
const desk = createCrm({ store }).asSystem({ workspaceId, reason: 'benchmark' })

// All sides find the tables in the cache, as far as they go in.
await readKeys()
await readCompanies()
const [scanned, seconds] = await timed(scanAll)
// In kilobytes. Looking every few milliseconds would cost a twentieth of the scan, and miss peaks.
const peakRssMb = process.resourceUsage().maxRSS / 2 ** 10
const [keys, readSeconds] = await timed(readKeys)
const [, companiesSeconds] = await timed(readCompanies)
await pool.end()
console.log(JSON.stringify({ seconds, readSeconds, companiesSeconds, keys, ...scanned, peakRssMb }))

async function scanAll(): Promise<{ pairs: number; pages: number }> {
  let [pairs, pages] = [0, 0]
  for (let cursor: string | undefined; ; ) {
    const page = await desk.companies.duplicates({ limit: 500, cursor })
    pairs += page.items.length
    pages += 1
    cursor = page.nextCursor
    if (cursor === undefined) return { pairs, pages }
  }
}

function readKeys(): Promise<number> {
  return readAll('SELECT key, kind, record_id FROM crmkit.identity_keys', {})
}

/** Whole, and left as the texts they come in: parsing dates and JSON is no part of reading the table. */
function readCompanies(): Promise<number> {
  return readAll('SELECT * FROM crmkit.companies', { types: asText })
}

/** From the first row to the last as they lie in the table. */
async function readAll(select: string, how: Partial<pg.QueryConfig>): Promise<number> {
  const client = await pool.connect()
  let count = 0
  try {
    await client.query('BEGIN')
    await client.query(`DECLARE everything NO SCROLL CURSOR FOR ${select}`)
    for (;;) {
      const { rows } = await client.query({ ...how, text: 'FETCH 5000 FROM everything' })
      count += rows.length
      if (rows.length === 0) return count
    }
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

async function timed<Answer>(work: () => Promise<Answer>): Promise<readonly [Answer, number]> {
  const started = performance.now()
  const answer = await work()
  return [answer, (performance.now() - started) / 1000]
}
