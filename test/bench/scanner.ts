/**
 * The process that the scan benchmark measures: scans the companies of one workspace, then reads all identity keys
 * in batches, and says what each took, as one JSON line. Run by `scan.ts`; uses the built packages, as a host does.
 */
import { parseArgs } from 'node:util'
import { postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import pg from 'pg'

const { values } = parseArgs({ options: { connection: { type: 'string' }, workspace: { type: 'string' } } })
const { workspace: workspaceId = '' } = values
const pool = new pg.Pool({ connectionString: values.connection, max: 3 })
const store = postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' })
const desk = createCrm({ store }).asSystem({ workspaceId, reason: 'benchmark' })

// Both sides find the table in the cache.
await readKeys()
const [scanned, seconds] = await timed(scanAll)
// In kilobytes. Looking every few milliseconds would cost a twentieth of the scan, and miss peaks.
const peakRssMb = process.resourceUsage().maxRSS / 2 ** 10
const [keys, readSeconds] = await timed(readKeys)
await pool.end()
console.log(JSON.stringify({ seconds, readSeconds, keys, ...scanned, peakRssMb }))

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

/** From the first row to the last as they lie in the table. */
async function readKeys(): Promise<number> {
  const client = await pool.connect()
  let keys = 0
  try {
    await client.query('BEGIN')
    await client.query('DECLARE keys NO SCROLL CURSOR FOR SELECT key, kind, record_id FROM crmkit.identity_keys')
    for (;;) {
      const { rows } = await client.query('FETCH 5000 FROM keys')
      keys += rows.length
      if (rows.length === 0) return keys
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
