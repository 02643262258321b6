import type { PGlite } from '@electric-sql/pglite'
import type { RecordFilter } from 'crmkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clustersStatement, walkPlans } from '../src/key-clusters.ts'
import { workspaceA } from './fixtures.ts'
import { openTestPglite } from './test-pglite.ts'

describe('The walk through shared keys', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db.close())

  /** The nodes of the plan for the walk, outermost first. */
  async function plan(filter: RecordFilter = { sees: 'everything' }): Promise<readonly string[]> {
    const { text, values } = clustersStatement(
      'crmkit',
      { workspaceId: workspaceA, filter },
      {
        kind: 'company',
        from: 'vat:',
        limit: 100,
        mostRecords: 25,
      },
    )
    return db.transaction(async (transaction) => {
      await transaction.query("SELECT set_config('enable_seqscan', 'off', true)")
      await transaction.query(walkPlans.text)
      const { rows } = await transaction.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS off) ${text}`, [...values])
      return rows.map((row) => row['QUERY PLAN'].trim())
    })
  }

  it.each(['before statistics', 'after them'])('reads the primary key alone, and sorts nothing, %s', async (when) => {
    if (when === 'after them') {
      await db.query(
        `INSERT INTO crmkit.identity_keys SELECT $1::uuid, 'vat:' || n / 3, 'company', gen_random_uuid()
         FROM generate_series(1, 20000) AS n`,
        [workspaceA],
      )
      await db.query('ANALYZE crmkit.identity_keys')
    }
    const lines = await plan()
    const scans = lines.filter((line) => line.includes('Scan'))
    expect(scans.length, lines.join('\n')).toBeGreaterThan(0)
    for (const scan of scans) {
      expect(scan).toMatch(/Index Only Scan using identity_keys_pkey|Subquery Scan/)
    }
    expect(lines.join('\n')).not.toMatch(/Sort|Hash|Materialize/)
  })

  it.each(['granted', 'assigned'] as const)(
    'looks at the records of shared keys only, one by one, under a filter: %s',
    async (sees) => {
      const lines = await plan({ sees, memberId: workspaceA, grantees: [workspaceA] })
      const scans = lines.filter((line) => line.includes('Scan using'))
      expect(scans[0], lines.join('\n')).toContain('Index Only Scan using identity_keys_pkey')
      for (const scan of scans) {
        expect(scan).toMatch(/Index Only Scan using identity_keys_pkey|Scan using companies_|Scan using record_grants_/)
      }
      // Each record is looked up by its id (in an empty table, any index does), not found among all of them.
      const conditions = lines.filter((line) => line.startsWith('Index Cond') && line.includes('(id = m'))
      expect(conditions.length, lines.join('\n')).toBe(2)
      expect(lines.join('\n')).not.toMatch(/Seq Scan|Sort|Hash Join|HashAgg|Merge|Materialize/)
    },
  )
})
