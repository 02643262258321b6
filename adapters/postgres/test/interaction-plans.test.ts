/** CAL-1, ACC-3: windows, pages and timelines of interactions look at few rows more than they give, wherever they begin. */
import type { PGlite } from '@electric-sql/pglite'
import type { AccessScope, InteractionOrder, InteractionQuery, RecordFilter } from 'crmkit'
import { notPlanned } from 'crmkit/domain'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../src/executor.ts'
import { interactionLists, interactionOrders } from '../src/interaction-lists.ts'
import { interactionColumns } from '../src/interaction-table.ts'
import { timelineReader } from '../src/interaction-timeline.ts'
import { selectList } from '../src/table.ts'
import { id, upTo, workspaceA } from './fixtures.ts'
import { lookedAt } from './plan-rows.ts'
import { openTestPglite } from './test-pglite.ts'

const rows = 6_000
const hour = 3_600_000
const limit = 20
const [anne, group] = [id(9, 1), id(9, 201)]
const lists = interactionLists('crmkit', selectList(interactionColumns, 'p'))
const filters: Readonly<Record<RecordFilter['sees'], RecordFilter>> = {
  everything: { sees: 'everything' },
  granted: { sees: 'granted', memberId: anne, grantees: [anne, group] },
  assigned: { sees: 'assigned', memberId: anne, grantees: [anne, group] },
}
const ids = (kind: string, n: string): string =>
  `('019000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`

/**
 * An hour each, one after the other, of a hundred members; of a hundred and fifty, one goes on without end. One of a
 * hundred is nobody's, one of two hundred shared with the group.
 */
const interactions = `
  INSERT INTO crmkit.interactions (workspace_id, id, number, subject, type, state, contact_ids, participants, tags,
    update_date, update_date_from, owner_id, visibility, shares, version, created_at, updated_at, sort_key, search_text,
    company_id, planned_from, planned_until)
  SELECT '${workspaceA}', ${ids('10', 'n')}, n, 'x', 'sale/a', 'open', '[]', '[]', '[]', '2026-01-05', 'schedule',
    CASE n % 100 WHEN 50 THEN NULL ELSE ${ids('09', '1 + n % 100')} END,
    CASE n % 2 WHEN 0 THEN 'private' ELSE 'write' END,
    CASE n % 200 WHEN 4 THEN '[{"with":"${group}","level":"read"}]'::jsonb END, 1, n, n, md5(n::text), 'x',
    CASE WHEN n <= 200 THEN '${id(1, 1)}'::uuid END, n * ${hour}::bigint,
    CASE n % 150 WHEN 0 THEN NULL ELSE (n + 1) * ${hour}::bigint END
  FROM generate_series(1, ${rows}) AS n`

const company = `
  INSERT INTO crmkit.companies (workspace_id, id, number, name, other_names, addresses, phones, emails, websites,
    social_profiles, tags, visibility, version, created_at, updated_at, sort_key, search_text)
  VALUES ('${workspaceA}', '${id(1, 1)}', 1, 'x', '[]', '[]', '[]', '[]', '[]', '[]', '[]', 'write', 1, 1, 1, 'x', 'x')`

const attendees = `
  INSERT INTO crmkit.interaction_attendees (workspace_id, attendee_id, interaction_id, planned_from, planned_until)
  SELECT workspace_id, owner_id, id, planned_from, planned_until FROM crmkit.interactions WHERE owner_id IS NOT NULL`

const grants = `
  INSERT INTO crmkit.record_grants (workspace_id, grantee_id, kind, record_id, sort_key, planned_from)
  SELECT workspace_id, '${group}', 'interaction', id, sort_key, planned_from
  FROM crmkit.interactions WHERE shares IS NOT NULL`

/** Thirty notes on each matter of the company. */
const notes = `
  INSERT INTO crmkit.interaction_notes (workspace_id, id, interaction_id, kind, at, happened_at, text, voice)
  SELECT '${workspaceA}', ${ids('11', 'n')}, ${ids('10', '1 + n % 200')}, 'words', n, n, 'x', 'ours'
  FROM generate_series(1, ${rows}) AS n`

describe('Interactions', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    for (const text of [company, interactions, attendees, grants, notes]) await db.query(text)
  })
  afterAll(() => db.close())

  const scopeOf = (sees: RecordFilter['sees']): AccessScope => ({ workspaceId: workspaceA, filter: filters[sees] })
  const page = (order: InteractionOrder, fields: Partial<InteractionQuery>): InteractionQuery => {
    return { order, descending: false, words: [], trashed: false, limit, ...fields }
  }
  const listed = (sees: RecordFilter['sees'], query: InteractionQuery): Promise<number> => {
    const [stretch] = interactionOrders[query.order]
    if (stretch === undefined) throw new Error('an order has no stretch')
    return lookedAt(db, lists.list(scopeOf(sees), stretch, query))
  }

  describe.each(['without statistics', 'with statistics'])('%s', (when) => {
    beforeAll(async () => {
      if (when === 'with statistics') await db.query('ANALYZE')
    })

    it.each(['everything', 'granted', 'assigned'] as const)(
      'CAL-1 a month of ten members is read from its stretch of their plans, seeing %s',
      async (sees) => {
        const planned = { from: 3_000 * hour, until: 3_720 * hour }
        const attendeeIds = upTo(10).map((n) => id(9, n))
        // 72 hours of theirs, those of a fortnight before, and what goes on without end; each of the found looked up once.
        const most = 72 + 35 + 40 + 2 * 80 + 2 * 80
        expect(await listed(sees, page('planned', { planned, attendeeIds, limit: 1_000 }))).toBeLessThanOrEqual(most)
      },
    )

    it.each([undefined, 1_500, 3_500])('CAL-1 a page of what one attends, by plan, begins anywhere: %s', async (at) => {
      const after = at === undefined ? {} : { after: { value: at * hour, id: id(1, 1) } }
      const looked = await listed('granted', page('planned', { attendeeIds: [anne], ...after }))
      // A row of the attendee's and a look-up each, those that are not seen among them.
      expect(looked).toBeLessThanOrEqual(5 * limit)
    })

    describe.each(['granted', 'assigned'] as const)('ACC-3 under an %s filter', (sees) => {
      it.each([
        ['subject', undefined],
        ['subject', '8'],
        ['planned', undefined],
        ['planned', 3_000 * hour],
      ] as const)(
        'a page by %s is read from what is seen for each reason, wherever it begins: %s',
        async (order, at) => {
          const after = at === undefined ? {} : { after: { value: at, id: id(1, 1) } }
          // Of each of four branches one row more; what is shared is looked up, and nobody's rows are sorted once more.
          expect(await listed(sees, page(order, after))).toBeLessThanOrEqual(4 * limit)
        },
      )
    })

    it.each(['subject', 'created', 'planned'] as const)(
      'a page of all, by %s, looks at its rows alone',
      async (order) => {
        const value = order === 'subject' ? '8' : 3_000 * (order === 'planned' ? hour : 1)
        const looked = await listed('everything', page(order, { after: { value, id: id(1, 1) } }))
        expect(looked).toBeLessThanOrEqual(limit + 1)
      },
    )

    it('INT-9 nothing is looked at of what is planned, by those who look for what is not', async () => {
      const [, blank] = interactionOrders.planned
      if (blank === undefined) throw new Error('an order has no stretch')
      const query = page('planned', { after: { value: notPlanned, id: id(1, 1) } })
      expect(await lookedAt(db, lists.list(scopeOf('everything'), blank, query))).toBe(0)
    })

    it('a timeline of a company reads a page of each of its matters', async () => {
      const asked: Statement[] = []
      const read = timelineReader({
        schema: 'crmkit',
        readAll: async (_workspaceId, statements) => {
          asked.push(...statements)
          return statements.map(() => ({ rows: [], count: 0 }))
        },
        read: () => Promise.reject(new Error('a timeline is one round trip')),
      })
      const position = { after: { at: 3_000, id: id(1, 1) }, limit: 2 }
      await read(scopeOf('everything'), { kind: 'company', ids: [id(1, 1)] }, position)
      const looked = await Promise.all(asked.slice(0, 1).map((statement) => lookedAt(db, [statement])))
      // Two hundred matters – index, rows, list –, and two notes of each.
      expect(looked[0]).toBeLessThanOrEqual(200 * (3 + 2))
    })
  })
})
