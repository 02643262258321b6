import type { PGlite } from '@electric-sql/pglite'
import type { Store } from 'crmkit'
import { buildCommit, buildJob } from 'crmkit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pgliteStore } from '../src/pglite.ts'
import { id, upTo, workspaceA } from './fixtures.ts'
import { openTestPglite } from './test-pglite.ts'
import { watchedStore } from './watched-pglite.ts'

const lease = id(5, 1)

const claim = { now: 5, kinds: ['test'], limit: 1, lease, until: 6 } as const

/** What is done with few jobs, while thousands wait: each planned reminder is one. */
const works: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'ending one': (store) => store.jobs.complete(workspaceA, { key: 'held', lease }, { at: 9, jobs: [] }),
  'giving one back': (store) =>
    store.jobs.retry(workspaceA, { key: 'held', lease }, { dueAt: 9e9, problem: { code: 'x' } }),
  'ending one that others follow': (store) =>
    store.jobs.complete(workspaceA, { key: 'held', lease }, { at: 9, jobs: [buildJob({ key: 'n', orderKey: 'o' })] }),
  'claiming some': (store) => store.jobs.claim(workspaceA, { ...claim, now: 9e9 + 3_000, until: 9e9 + 4_000 }),
  'a commit with an event': (store) =>
    store.commit(buildCommit({ workspaceId: workspaceA, jobs: [buildJob({ key: 'e', orderKey: 'o' })] })),
  'a commit with a job that may be needless': (store) =>
    store.commit(
      buildCommit({
        workspaceId: workspaceA,
        jobs: [{ ...buildJob({ key: 's', orderKey: 'p' }), unlessWaiting: true }],
      }),
    ),
}

describe('Jobs, beside thousands that wait', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
    const waiting = upTo(2_000).map((count) => buildJob({ key: `job ${count}`, dueAt: 9e9 + count }))
    const jobs = [...waiting, buildJob({ key: 'held', orderKey: 'o' })]
    await pgliteStore({ db }).commit(buildCommit({ workspaceId: workspaceA, jobs }))
  })
  afterAll(() => db.close())

  it.each(Object.entries(works))('%s reads few of them, whatever is known of the table', async (_what, work) => {
    await pgliteStore({ db }).jobs.claim(workspaceA, claim)
    const plans: string[] = []
    const explaining = watchedStore(db, {
      instead: (statement) =>
        /^(UPDATE|INSERT INTO) \S+\.jobs /.test(statement.text)
          ? [{ ...statement, text: `EXPLAIN (COSTS off) ${statement.text}` }, statement]
          : [statement],
      hear: ({ rows }) => plans.push(rows.map(([line]) => line).join('\n')),
    })
    await work(explaining)
    expect(plans.length).toBeGreaterThan(0)
    // What is due is found by when it is due; what is written, by its key.
    for (const plan of plans) {
      expect(plan).not.toMatch(/jobs_by_due on jobs j|Index Scan on jobs_by_due|Seq Scan/)
      expect(plan).not.toMatch(/ on jobs \w+\n *Index Cond: (?!.*\b(key|order_key|due_at) )/)
    }
  })
})
