/** The store contract: finding the workspaces with jobs, clearing away, and keeping workspaces apart. @module */
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildJob } from './builders.ts'
import { addJobs, claim, held, keysOf, lease, stateOf } from './job-scene.ts'
import { elsewhere, here, open, write } from './store-scene.ts'

type Cases = Readonly<Record<string, (store: Store) => Promise<void>>>

const problem = { code: 'http-status', status: 500 } as const

export const jobUpkeepCases: Cases = {
  'workspaces are listed by when their next job is due': async (store) => {
    await open(store)
    await open(store, elsewhere)
    expectEqual(await store.jobs.listWaiting(10), [], 'without jobs')
    await addJobs(store, [
      { key: 'a', dueAt: 300, orderKey: 'x' },
      { key: 'b', dueAt: 100, orderKey: 'x' },
    ])
    await write(store, [], { workspaceId: elsewhere, jobs: [buildJob({ key: 'a', dueAt: 200 })] })
    const both = [
      { workspaceId: elsewhere, nextDueAt: 200 },
      { workspaceId: here, nextDueAt: 300 },
    ]
    expectEqual(await store.jobs.listWaiting(10), both, 'by their next job')
    expectEqual(await store.jobs.listWaiting(1), both.slice(0, 1), 'at most one')
    const [first] = await claim(store, 1)
    expectEqual((await store.jobs.listWaiting(10))[1], { workspaceId: here, nextDueAt: 2_000 }, 'a lease that ends')
    await store.jobs.retry(here, held(first), { dueAt: 250, problem })
    expectEqual((await store.jobs.listWaiting(10))[1], { workspaceId: here, nextDueAt: 250 }, 'another attempt')
    const [again] = await claim(store, 2)
    await store.jobs.complete(here, held(again), { at: 1_001, jobs: [] })
    expectEqual((await store.jobs.listWaiting(10))[0], { workspaceId: here, nextDueAt: 100 }, 'the one behind it')
    const [last] = await claim(store, 3)
    await store.jobs.bury(here, held(last), { at: 1_002, problem })
    expectEqual(await store.jobs.listWaiting(10), both.slice(0, 1), 'with a dead job only')
    await write(store, [], { replays: [{ key: 'b', dueAt: 50 }] })
    expectEqual((await store.jobs.listWaiting(10))[0], { workspaceId: here, nextDueAt: 50 }, 'a replayed job')
  },

  'pruning removes what was done before, and dead jobs stay': async (store) => {
    await open(store)
    await addJobs(
      store,
      ['a', 'b', 'c', 'dead', 'held'].map((key) => ({ key })),
    )
    const jobs = await claim(store, 1)
    for (const [index, job] of jobs.slice(0, 3).entries()) {
      await store.jobs.complete(here, held(job), { at: 1_001 + index, jobs: [] })
    }
    await store.jobs.bury(here, held(jobs[3]), { at: 1_001, problem })
    expectEqual(await store.jobs.prune(elsewhere, { before: 9_999, limit: 10 }), 0, 'removed elsewhere')
    expectEqual(await store.jobs.prune(here, { before: 1_003, limit: 1 }), 1, 'removed, at most one')
    expectEqual(await store.jobs.prune(here, { before: 1_003, limit: 10 }), 1, 'removed')
    const states = await Promise.all(['a', 'b', 'c', 'dead', 'held'].map((key) => stateOf(store, key)))
    expectEqual(states, ['gone', 'gone', 'done 1', 'dead 1', 'waiting 1'], 'what is left')
  },

  'a discarded job is kept as one that was done, with its problem': async (store) => {
    await open(store)
    await addJobs(store, [{ key: 'a', orderKey: 'x' }, { key: 'b', orderKey: 'x' }, { key: 'c' }])
    for (const n of [1, 2]) {
      for (const job of await claim(store, n)) await store.jobs.bury(here, held(job), { at: 1_001, problem })
    }
    await write(store, [], {
      discards: [
        { key: 'a', at: 1_500 },
        { key: 'unknown', at: 1_500 },
      ],
    })
    const discarded = await store.jobs.find(here, 'a')
    expectEqual(
      [discarded?.state, discarded?.endedAt, discarded?.problem],
      ['done', 1_500, problem],
      'what was discarded',
    )
    expectEqual(keysOf(await store.jobs.listDead(here, { limit: 9 })), ['b', 'c'], 'what is dead')
    await write(store, [], { replays: [{ key: 'a', dueAt: 1 }], jobs: [buildJob({ key: 'a' })] })
    expectEqual(await stateOf(store, 'a'), 'done 1', 'replayed, and added again')
    expectEqual(await store.jobs.prune(here, { before: 1_500, limit: 9 }), 0, 'pruned too early')
    expectEqual(await store.jobs.prune(here, { before: 1_501, limit: 9 }), 1, 'pruned')
  },

  'discarding what is not dead changes nothing': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await addJobs(store, [{ key: 'a', orderKey: 'x' }, { key: 'b', orderKey: 'x' }, { key: 'c' }])
    const [head, alone] = await claim(store, 1)
    await store.jobs.complete(here, held(alone), { at: 1_001, jobs: [] })
    await write(store, [], { discards: ['a', 'b', 'c'].map((key) => ({ key, at: 5_000 })) })
    const states = await Promise.all(['a', 'b', 'c'].map((key) => stateOf(store, key)))
    expectEqual(states, ['waiting 1', 'behind 0', 'done 1'], 'held, behind and done')
    expectEqual((await store.jobs.find(here, 'c'))?.endedAt, 1_001, 'when it was done')
    await store.jobs.bury(here, held(head), { at: 1_002, problem })
    await write(store, [], { workspaceId: elsewhere, discards: [{ key: 'a', at: 5_000 }] })
    expectEqual(await stateOf(store, 'a'), 'dead 1', 'discarded elsewhere')
  },

  'jobs of one workspace are neither seen nor changed in another': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await addJobs(store, [{ key: 'a', orderKey: 'x' }])
    await write(store, [], { workspaceId: elsewhere, jobs: ['b', 'a'].map((key) => buildJob({ key, orderKey: 'x' })) })
    const request = { now: 1_000, kinds: ['test'], limit: 9, lease: lease(9), until: 2_000 }
    const [there] = await store.jobs.claim(elsewhere, request)
    expectEqual([there?.key, await stateOf(store, 'a')], ['b', 'waiting 0'], 'claimed elsewhere')
    const [mine] = await claim(store, 1)
    for (const job of [held(mine), held(there)]) {
      const workspaceId = job.key === 'a' ? elsewhere : here
      expectEqual(await store.jobs.complete(workspaceId, job, { at: 1_001, jobs: [] }), false, 'completed elsewhere')
    }
    await store.jobs.bury(here, held(mine), { at: 1_001, problem })
    await write(store, [], { workspaceId: elsewhere, replays: [{ key: 'a', dueAt: 1 }] })
    expectEqual(await stateOf(store, 'a'), 'dead 1', 'replayed elsewhere')
    expectEqual(await stateOf(store, 'a', elsewhere), 'behind 0', 'the other one of that key')
  },
}
