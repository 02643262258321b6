/** The store contract: jobs. @module */
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildJob } from './builders.ts'
import { addJobs, claim, held, keysOf, lease, stateOf } from './job-scene.ts'
import { companyId, elsewhere, here, newCompany, open, refusal, write } from './store-scene.ts'

type Cases = Readonly<Record<string, (store: Store) => Promise<void>>>

const problem = { code: 'http-status', status: 500 } as const

export const jobCases: Cases = {
  'jobs come in with a commit, and not with one that is refused': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })], { jobs: [buildJob({ key: 'a' })] })
    expectEqual(keysOf(await claim(store, 1)), ['a'], 'the job of the commit')
    await refusal(store, [newCompany({ id: companyId(1) })], { jobs: [buildJob({ key: 'b' })] })
    expectEqual(await store.jobs.find(here, 'b'), null, 'the job of a refused commit')
  },

  'a job comes back as it was added': async (store) => {
    await open(store)
    const payload = { n: 1, texts: ['é"\\'], nothing: null }
    await addJobs(store, [{ key: 'a:é', kind: 'test', orderKey: 'o 1', dueAt: 7, payload }])
    const added = {
      key: 'a:é',
      kind: 'test',
      orderKey: 'o 1',
      dueAt: 7,
      payload,
      state: 'waiting',
      attempts: 0,
      takeovers: 0,
    }
    expectEqual(await store.jobs.find(here, 'a:é'), added, 'the job')
    expectEqual(await claim(store, 1), [{ ...added, dueAt: 2_000, attempts: 1, lease: lease(1) }], 'the claimed job')
    expectEqual(await store.jobs.find(here, 'nobody'), null, 'an unknown key')
  },

  'a job whose key was used before is not added again, whatever has become of it': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['waiting', 'done', 'dead'].map((key) => ({ key, payload: 1 })),
    )
    const [waiting, done, dead] = await claim(store, 1)
    await store.jobs.complete(here, held(done), { at: 1_001, jobs: [] })
    await store.jobs.bury(here, held(dead), { at: 1_001, problem })
    await addJobs(
      store,
      ['waiting', 'done', 'dead', 'waiting', 'new'].map((key) => ({ key, payload: 2 })),
    )
    expectEqual(keysOf(await claim(store, 2)), ['new'], 'what can be claimed')
    expectEqual((await store.jobs.find(here, held(waiting).key))?.payload, 1, 'the payload')
    expectEqual(await stateOf(store, 'done'), 'done 1', 'the one that was done')
    expectEqual(await stateOf(store, 'dead'), 'dead 1', 'the dead one')
  },

  'a job that is spared where one waits is not added while another one of its order key, due no later, is unclaimed':
    async (store) => {
      await open(store)
      const spared = (key: string, dueAt = 0, orderKey = 'x') =>
        addJobs(store, [{ key, dueAt, orderKey, unlessWaiting: true }])
      await spared('a', 500)
      await spared('b', 500)
      await spared('early', 400)
      await spared('other', 500, 'y')
      const states = () => Promise.all(['a', 'b', 'early', 'other', 'c', 'd'].map((key) => stateOf(store, key)))
      const first = ['waiting 0', 'gone', 'behind 0', 'waiting 0', 'gone', 'gone']
      expectEqual(await states(), first, 'one that waits')
      const claimed = await claim(store, 1)
      await spared('c', 450)
      expectEqual(await states(), ['waiting 1', 'gone', 'behind 0', 'waiting 1', 'gone', 'gone'], 'one behind')
      for (const job of claimed) await store.jobs.complete(here, held(job), { at: 1_001, jobs: [] })
      await claim(store, 2)
      await spared('d', 9_000)
      const last = ['done 1', 'gone', 'waiting 1', 'done 1', 'gone', 'behind 0']
      expectEqual(await states(), last, 'one that somebody claimed')
      expectEqual((await store.jobs.find(here, 'd'))?.unlessWaiting, undefined, 'what is stored of it')
    },

  'claim gives jobs that are due, those due for longest, in the order in which they were added': async (store) => {
    await open(store)
    await addJobs(store, [
      { key: 'd', dueAt: 900 },
      { key: 'c', dueAt: 1_001 },
      { key: 'b', dueAt: 1_000 },
      { key: 'a', dueAt: 800 },
    ])
    expectEqual(keysOf(await claim(store, 1, { limit: 2 })), ['d', 'a'], 'the first two')
    expectEqual(keysOf(await claim(store, 2)), ['b'], 'the rest')
    expectEqual(keysOf(await claim(store, 3, { now: 1_001 })), ['c'], 'a moment later')
  },

  'claim takes only the kinds that are asked for': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a', kind: 'other' }, { key: 'b' }])
    expectEqual(keysOf(await claim(store, 1)), ['b'], 'of one kind')
    expectEqual(keysOf(await claim(store, 2, { kinds: [] })), [], 'of none')
    expectEqual(keysOf(await claim(store, 3, { kinds: ['test', 'other'] })), ['a'], 'of both')
  },

  'a job is not claimed again before its lease has ended': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a' }])
    await claim(store, 1)
    expectEqual(keysOf(await claim(store, 2, { now: 1_999 })), [], 'before')
    const [job] = await claim(store, 3, { now: 2_000, until: 3_000 })
    expectEqual([job?.key, job?.lease], ['a', lease(3)], 'at its end')
  },

  'claim counts an attempt more, or a takeover where the last holder never reported': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a' }])
    const counts = async (n: number, now: number): Promise<readonly unknown[]> => {
      const [job] = await claim(store, n, { now, until: now + 10 })
      return [job?.attempts, job?.takeovers]
    }
    expectEqual(await counts(1, 1_000), [1, 0], 'the first claim')
    expectEqual(
      [await counts(2, 1_010), await counts(3, 1_020)],
      [
        [1, 1],
        [1, 2],
      ],
      'taken over twice',
    )
    await store.jobs.retry(here, { key: 'a', lease: lease(3) }, { dueAt: 1_021, problem })
    expectEqual(await counts(4, 1_021), [2, 0], 'after a report')
  },

  'two claims at once never give the same job': async (store) => {
    await open(store)
    const keys = Array.from({ length: 40 }, (_, n) => `job ${String(n).padStart(2, '0')}`)
    await addJobs(
      store,
      keys.map((key) => ({ key })),
    )
    const claims = await Promise.all([1, 2, 3, 4, 5].map((n) => claim(store, n, { limit: 10 })))
    expectEqual(claims.flatMap(keysOf).toSorted(), keys, 'the claimed jobs')
  },

  'of an order key, no job is claimed before the earlier ones have ended': async (store) => {
    await open(store)
    await addJobs(store, [
      { key: 'c', orderKey: 'x', dueAt: 500 },
      { key: 'b', orderKey: 'x', dueAt: 400 },
      { key: 'a', orderKey: 'x', dueAt: 300 },
      { key: 'y', orderKey: 'y' },
    ])
    const [first, other] = await claim(store, 1)
    expectEqual([first?.key, other?.key], ['c', 'y'], 'one of each order key')
    expectEqual(await stateOf(store, 'b'), 'behind 0', 'the next one')
    expectEqual(keysOf(await claim(store, 2)), [], 'while the first is held')
    await store.jobs.retry(here, held(first), { dueAt: 1_500, problem })
    expectEqual(keysOf(await claim(store, 3)), [], 'while the first waits for its next attempt')
    const [again] = await claim(store, 4, { now: 1_500 })
    await store.jobs.complete(here, held(again), { at: 1_501, jobs: [] })
    const [second] = await claim(store, 5, { now: 1_501 })
    expectEqual(second?.key, 'b', 'after the first was done')
    await store.jobs.complete(here, held(second), { at: 1_502, jobs: [] })
    expectEqual(keysOf(await claim(store, 6, { now: 1_502 })), ['a'], 'after the second was done')
  },

  'those behind a dead job go on': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['a', 'b'].map((key) => ({ key, orderKey: 'x' })),
    )
    const [first] = await claim(store, 1)
    expectEqual(await store.jobs.bury(here, held(first), { at: 1_001, problem }), true, 'giving up')
    expectEqual(keysOf(await claim(store, 2)), ['b'], 'the next one')
    const dead = await store.jobs.find(here, 'a')
    expectEqual(
      [dead?.state, dead?.problem, dead?.endedAt, dead?.lease],
      ['dead', problem, 1_001, undefined],
      'the dead',
    )
  },

  'a job that is given back is due when it was said, and remembers why': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a' }])
    const [job] = await claim(store, 1)
    expectEqual(await store.jobs.retry(here, held(job), { dueAt: 1_200, problem }), true, 'giving it back')
    const waiting = await store.jobs.find(here, 'a')
    expectEqual([waiting?.state, waiting?.dueAt, waiting?.problem], ['waiting', 1_200, problem], 'the job')
    expectEqual(keysOf(await claim(store, 2, { now: 1_199 })), [], 'too early')
    const [again] = await claim(store, 3, { now: 1_200 })
    expectEqual(again?.attempts, 2, 'attempts')
    await store.jobs.complete(here, held(again), { at: 1_201, jobs: [] })
    const done = await store.jobs.find(here, 'a')
    expectEqual([done?.state, done?.problem, done?.endedAt], ['done', undefined, 1_201], 'the finished job')
  },

  'a lease can be prolonged': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a' }])
    const [job] = await claim(store, 1)
    expectEqual(await store.jobs.extend(here, held(job), 5_000), true, 'prolonging it')
    expectEqual(keysOf(await claim(store, 2, { now: 4_999 })), [], 'before its new end')
    expectEqual(await store.jobs.complete(here, held(job), { at: 5_001, jobs: [] }), true, 'completing after its end')
  },

  'a former holder, and a holder of what has ended, is refused and changes nothing': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a' }])
    const late = held((await claim(store, 1))[0])
    const present = held((await claim(store, 2, { now: 2_000, until: 3_000 }))[0])
    const refuseAll = async (job: typeof late, what: string): Promise<void> => {
      const next = { at: 2_001, jobs: [buildJob({ key: 'next' })] }
      const before = await store.jobs.find(here, 'a')
      expectEqual(await store.jobs.extend(here, job, 9_000), false, `extend by ${what}`)
      expectEqual(await store.jobs.complete(here, job, next), false, `complete by ${what}`)
      expectEqual(await store.jobs.retry(here, job, { dueAt: 1, problem }), false, `retry by ${what}`)
      expectEqual(await store.jobs.bury(here, job, { at: 2_001, problem }), false, `bury by ${what}`)
      expectEqual(await store.jobs.find(here, 'a'), before, `the job after ${what}`)
      expectEqual(await stateOf(store, 'next'), 'gone', `what ${what} wanted to follow`)
    }
    await refuseAll(late, 'a former holder')
    expectEqual(await store.jobs.complete(here, present, { at: 2_002, jobs: [] }), true, 'the holder')
    await refuseAll(present, 'who had completed it')
  },

  'completing a job adds those that follow from it, in their order': async (store) => {
    await open(store)
    await addJobs(store, [
      { key: 'a', orderKey: 'x' },
      { key: 'b', orderKey: 'x' },
    ])
    const [job] = await claim(store, 1)
    const jobs = ['d', 'c', 'a'].map((key) => buildJob({ key, orderKey: 'y' }))
    await store.jobs.complete(here, held(job), { at: 1_001, jobs })
    expectEqual(keysOf(await claim(store, 2)), ['b', 'd'], 'the heads of both order keys')
    expectEqual([await stateOf(store, 'c'), await stateOf(store, 'a')], ['behind 0', 'done 1'], 'the others')
  },

  'dead jobs are listed by key, page by page': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['b', 'a', 'B', 'c', 'alive'].map((key) => ({ key })),
    )
    for (const job of await claim(store, 1, { limit: 4 })) {
      await store.jobs.bury(here, held(job), { at: 1_001, problem })
    }
    expectEqual(keysOf(await store.jobs.listDead(here, { limit: 3 })), ['B', 'a', 'b'], 'the first page')
    expectEqual(keysOf(await store.jobs.listDead(here, { limit: 3, after: 'b' })), ['c'], 'the second page')
    expectEqual(await store.jobs.listDead(elsewhere, { limit: 3 }), [], 'elsewhere')
  },

  'a replayed job has no attempts behind it and takes its old place': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['a', 'b', 'c'].map((key) => ({ key, orderKey: 'x' })),
    )
    const [first] = await claim(store, 1)
    await store.jobs.bury(here, held(first), { at: 1_001, problem })
    const [second] = await claim(store, 2)
    await write(store, [], { replays: [{ key: 'a', dueAt: 1_100 }] })
    expectEqual(await stateOf(store, 'a'), 'behind 0', 'while another of its order key is held')
    await store.jobs.complete(here, held(second), { at: 1_101, jobs: [] })
    const [again] = await claim(store, 3, { now: 1_100 })
    expectEqual([again?.key, again?.attempts, again?.endedAt], ['a', 1, undefined], 'before the one behind it')
    expectEqual(await stateOf(store, 'c'), 'behind 0', 'the one behind it')
    await addJobs(store, [{ key: 'd', orderKey: 'y' }])
    const [alone] = await claim(store, 4)
    await store.jobs.bury(here, held(alone), { at: 1_101, problem })
    const beside = { jobs: [buildJob({ key: 'e', orderKey: 'y', dueAt: 1_000 })] }
    await write(store, [], { replays: [{ key: 'd', dueAt: 1_000 }], ...beside })
    expectEqual([await stateOf(store, 'd'), await stateOf(store, 'e')], ['waiting 0', 'behind 0'], 'beside a new one')
  },

  'replaying what is not dead changes nothing': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['held', 'done'].map((key) => ({ key })),
    )
    const [waiting, done] = await claim(store, 1)
    await store.jobs.complete(here, held(done), { at: 1_001, jobs: [] })
    await write(store, [], { replays: ['held', 'done', 'nobody'].map((key) => ({ key, dueAt: 1 })) })
    expectEqual([await stateOf(store, 'held'), await stateOf(store, 'done')], ['waiting 1', 'done 1'], 'both')
    expectEqual(await stateOf(store, 'nobody'), 'gone', 'an unknown one')
    expectEqual(await store.jobs.extend(here, held(waiting), 3_000), true, 'its holder')
  },
}
