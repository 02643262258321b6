import type { PGlite } from '@electric-sql/pglite'
import type { AuditPage } from 'crmkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Statement } from '../src/executor.ts'
import { id, workspaceA } from './fixtures.ts'
import { openTestPglite } from './test-pglite.ts'
import { watchedStore } from './watched-pglite.ts'

const after = { at: 900_000, id: id(7, 1) }
const [subjectId, memberId] = [id(1, 7), id(9, 1)]

/** What is asked, and the index that has to serve it. */
const questions: readonly (readonly [what: string, page: Omit<AuditPage, 'limit'>, index: string])[] = [
  ['everything', {}, 'audit_by_time'],
  ['a later page', { after }, 'audit_by_time'],
  ['a span of time', { from: 400_000, until: 500_000 }, 'audit_by_time'],
  ['a record', { subjectId, after }, 'audit_by_subject_and_time'],
  ['a member', { memberId, after }, 'audit_by_member'],
  ['a member in a span of time', { memberId, from: 400_000, until: 500_000 }, 'audit_by_member'],
  ['a command', { command: 'companies.purge', after }, 'audit_by_command'],
  ['a command in a span of time', { command: 'companies.purge', until: 500_000 }, 'audit_by_command'],
]

describe('Asking the audit', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    // A member and a command that are rare, among many others.
    await db.query(
      `INSERT INTO crmkit.audit (workspace_id, id, at, author_member_id, subject_kind, subject_id, command, under_right, changes)
       SELECT $1::uuid, gen_random_uuid(), n * 50, CASE WHEN n % 500 = 0 THEN $2::uuid ELSE $3::uuid END, 'company',
         ('01900001-0000-7000-8000-' || lpad(to_hex(n % 2000), 12, '0'))::uuid,
         CASE WHEN n % 700 = 0 THEN 'companies.purge' ELSE 'companies.update' END, 'member', '[]'
       FROM generate_series(1, 20000) AS n`,
      [workspaceA, memberId, id(9, 2)],
    )
    await db.query('ANALYZE crmkit.audit')
  })
  afterAll(() => db.close())

  /** The plan of the statement that the store sends for this page, as it was carried out. */
  async function plan(page: AuditPage): Promise<string> {
    let asked: Statement | undefined
    const store = watchedStore(db, {
      instead(statement) {
        if (statement.text.includes('.audit')) asked = statement
        return [statement]
      },
    })
    await store.history.listAudit(workspaceA, page)
    const { text = '', values = [] } = asked ?? {}
    const { rows } = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS off, TIMING off) ${text}`, [
      ...values,
    ])
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }

  it.each(questions)('for %s reads one page of an index, and sorts nothing', async (_what, page, index) => {
    const lines = await plan({ ...page, limit: 20 })
    expect(lines).toContain(`using ${index} `)
    expect(lines).not.toMatch(/Sort|Seq Scan on audit|Rows Removed by Filter/)
    const read = /using audit_\w+ on audit \w+ \(actual rows=(\d+)/.exec(lines)?.[1]
    expect(Number(read), lines).toBeLessThanOrEqual(20)
  })
})
