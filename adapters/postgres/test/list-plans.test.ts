/** ACC-3 A page of what somebody sees is read from where it stands in order, whatever the planner knows of the table. */
import type { PGlite } from '@electric-sql/pglite'
import type { AccessScope, PartyQuery, RecordFilter } from 'crmkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { companyColumns } from '../src/company-table.ts'
import type { Statement } from '../src/executor.ts'
import { partyLists } from '../src/party-lists.ts'
import { selectList } from '../src/table.ts'
import { id, workspaceA } from './fixtures.ts'
import { lookedAt } from './plan-rows.ts'
import { openTestPglite } from './test-pglite.ts'

const rows = 20_000
const [anne, ben, group] = [id(9, 1), id(9, 2), id(9, 3)]
const limit = 20
const lists = partyLists(
  { schema: 'crmkit', kind: 'company', alias: 'p' },
  'companies',
  selectList(companyColumns, 'p'),
)
const filters: Readonly<Record<'assigned' | 'granted', RecordFilter>> = {
  assigned: { sees: 'assigned', memberId: anne, grantees: [anne, group] },
  granted: { sees: 'granted', memberId: anne, grantees: [anne, group] },
}

/** One company of fifty is Anne's, one nobody's, one of a hundred not private, one of two hundred shared with the group. */
const companies = `
  INSERT INTO crmkit.companies (workspace_id, id, number, name, other_names, addresses, phones, emails, websites,
    social_profiles, tags, owner_id, visibility, shares, version, created_at, updated_at, sort_key, search_text)
  SELECT '${workspaceA}', ('01900001-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, n, 'x', '[]', '[]', '[]', '[]',
    '[]', '[]', '[]', CASE n % 50 WHEN 1 THEN '${anne}'::uuid WHEN 2 THEN NULL ELSE '${ben}'::uuid END,
    CASE n % 100 WHEN 3 THEN 'read' ELSE 'private' END,
    CASE n % 200 WHEN 4 THEN '[{"with":"${group}","level":"read"}]'::jsonb END, 1, n, n, md5(n::text), 'x'
  FROM generate_series(1, ${rows}) AS n`

const grants = `
  INSERT INTO crmkit.record_grants (workspace_id, grantee_id, kind, record_id, sort_key)
  SELECT workspace_id, '${group}', 'company', id, sort_key FROM crmkit.companies WHERE shares IS NOT NULL`

describe('A page of names', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    await db.query(companies)
    await db.query(grants)
  })
  afterAll(() => db.close())

  const looked = (statements: readonly Statement[]): Promise<number> => lookedAt(db, statements)

  describe.each(['without statistics', 'with statistics'])('%s', (when) => {
    beforeAll(async () => {
      if (when === 'with statistics') await db.query('ANALYZE')
    })

    describe.each(['assigned', 'granted'] as const)('under an %s filter', (sees) => {
      it.each([
        ['the first page', false, undefined],
        ['the first page, descending', true, undefined],
        ['a page in the middle', false, '8'],
        ['a page in the middle, descending', true, '8'],
      ])('looks at few rows more than the page has: %s', async (_page, descending, from) => {
        const scope: AccessScope = { workspaceId: workspaceA, filter: filters[sees] }
        const after = from === undefined ? {} : { after: { value: from, id: id(1, 1) } }
        const query: PartyQuery = { order: 'name', descending, words: [], trashed: false, limit, ...after }
        // Of each of four branches one row more; nobody's rows are sorted once more, so they are read for a whole page.
        expect(await looked(lists.list(scope, query))).toBeLessThanOrEqual(3 * limit + 4)
      })
    })

    it('looks at four rows for one, before it is put together from branches', async () => {
      const scope: AccessScope = { workspaceId: workspaceA, filter: filters.granted }
      const near = lists.near(scope, { order: 'name', descending: false, words: [], trashed: false, limit })
      if (near === null) throw new Error('a page of names is not tried')
      expect(await looked(near)).toBeLessThanOrEqual(4 * limit)
    })
  })
})
