/** The queue keeps order and loses nothing, whatever machines do; and both kinds of stores keep the same queue. */
import { pgliteStore } from '@crmkit/postgres/pglite'
import type { PGlite } from '@electric-sql/pglite'
import { createCrm, type Job, type Store, type WebhookRequest } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildJob, countedId, countedIds, fixedClock } from 'crmkit/testing'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestPglite } from '../../adapters/postgres/test/test-pglite.ts'

/** One thing that happens to a queue. Numbers pick among what there is. */
type Step =
  | {
      readonly do: 'add'
      readonly jobs: readonly { readonly key: number; readonly order: number; readonly in: number }[]
    }
  | { readonly do: 'claim'; readonly limit: number; readonly leaseMs: number }
  | { readonly do: 'complete' | 'bury' | 'extend'; readonly pick: number; readonly add: number }
  | { readonly do: 'retry'; readonly pick: number; readonly in: number }
  | { readonly do: 'replay' | 'discard'; readonly pick: number }
  | { readonly do: 'wait'; readonly ms: number }

const small = fc.nat(7)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('add' as const),
        jobs: fc.array(fc.record({ key: fc.nat(30), order: fc.nat(3), in: fc.nat(20) }), {
          minLength: 1,
          maxLength: 5,
        }),
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('claim' as const), limit: fc.nat(4), leaseMs: fc.nat(30) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('complete' as const, 'bury' as const, 'extend' as const),
        pick: small,
        add: fc.nat(30),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('retry' as const), pick: small, in: fc.nat(20) }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constantFrom('replay' as const, 'discard' as const), pick: fc.nat(30) }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(25) }) },
  ),
  { maxLength: 60 },
)

const jobOf = (key: number, order: number, dueAt: number) =>
  buildJob({ key: `job ${key}`, dueAt, ...(order > 0 && { orderKey: `order ${order}` }) })

/** A queue and everything that was ever claimed from it: machines that come late are among those who report. */
class Player {
  readonly store: Store
  readonly workspaceId: string
  readonly claimed: Job[] = []
  now = 1_000
  #leases = 0

  constructor(store: Store, workspaceId: string) {
    this.store = store
    this.workspaceId = workspaceId
  }

  /** Does one step, and says what came of it. */
  async play(step: Step): Promise<unknown> {
    const { store, workspaceId, now } = this
    const picked = 'pick' in step ? this.claimed.at(-1 - step.pick) : undefined
    const held = picked?.lease === undefined ? null : { key: picked.key, lease: picked.lease }
    switch (step.do) {
      case 'add': {
        const jobs = step.jobs.map(({ key, order, in: ms }) => jobOf(key, order, now + ms))
        return (await store.commit(buildCommit({ workspaceId, jobs }))).ok
      }
      case 'claim': {
        this.#leases += 1
        const lease = countedId(this.#leases, 0x1ea)
        const jobs = await store.jobs.claim(workspaceId, {
          now,
          kinds: ['test'],
          limit: step.limit,
          lease,
          until: now + step.leaseMs,
        })
        this.claimed.push(...jobs)
        return jobs
      }
      case 'wait':
        this.now += step.ms
        return null
      case 'replay': {
        const replays = [{ key: `job ${step.pick}`, dueAt: now }]
        return (await store.commit(buildCommit({ workspaceId, replays }))).ok
      }
      case 'discard': {
        const discards = [{ key: `job ${step.pick}`, at: now }]
        return (await store.commit(buildCommit({ workspaceId, discards }))).ok
      }
      case 'retry':
        return held && store.jobs.retry(workspaceId, held, { dueAt: now + step.in, problem: { code: 'x' } })
      case 'extend':
        return held && store.jobs.extend(workspaceId, held, now + 20)
      case 'bury':
        return held && store.jobs.bury(workspaceId, held, { at: now, problem: { code: 'x', status: 500 } })
      case 'complete':
        return held && store.jobs.complete(workspaceId, held, { at: now, jobs: [jobOf(step.add, step.add % 4, now)] })
    }
  }

  all(): Promise<readonly (Job | null)[]> {
    return Promise.all(Array.from({ length: 31 }, (_, key) => this.store.jobs.find(this.workspaceId, `job ${key}`)))
  }

  async nextDueAt(): Promise<number | null> {
    const waiting = await this.store.jobs.listWaiting(10_000)
    return waiting.find(({ workspaceId }) => workspaceId === this.workspaceId)?.nextDueAt ?? null
  }
}

describe('The queue', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db.close())

  it('never gives two machines jobs of one order key at a time, nor one before another that was added earlier', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        const player = new Player(memoryStore(), countedId(1, 0xa))
        const added: string[] = []
        const buried = new Set<string>()
        for (const step of history) {
          const before = await player.all()
          const answer = await player.play(step)
          const after = await player.all()
          const known = new Set(before.flatMap((job) => job?.key ?? []))
          // Whoever holds nothing completes nothing, and adds nothing.
          const there = new Set(after.flatMap((job) => job?.key ?? []))
          added.push(...namesAdded(step).filter((key) => there.has(key) && !known.has(key) && !added.includes(key)))
          for (const job of after) if (job?.state === 'dead') buried.add(job.key)
          if (step.do !== 'claim') continue
          for (const job of answer as readonly Job[]) {
            if (job.orderKey === undefined) continue
            const others = after.flatMap((other) =>
              other !== null && other.orderKey === job.orderKey && other.key !== job.key ? [other] : [],
            )
            expect(others.filter((other) => other.state === 'waiting')).toEqual([])
            const earlier = others.filter((other) => added.indexOf(other.key) < added.indexOf(job.key))
            expect(earlier.filter((other) => other.state === 'behind' && !buried.has(other.key))).toEqual([])
          }
        }
        const dues = (await player.all()).flatMap((job) => (job?.state === 'waiting' ? [job.dueAt] : []))
        expect(await player.nextDueAt()).toBe(dues.length === 0 ? null : Math.min(...dues))
        await drain(player)
        const open = (await player.all()).filter((job) => job?.state === 'waiting' || job?.state === 'behind')
        expect(open, 'jobs that nobody can get at').toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('is the same on PGlite as in memory, step by step', { timeout: 120_000 }, async () => {
    let workspaces = 0
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        workspaces += 1
        const workspaceId = countedId(workspaces, 0xa1)
        const [left, right] = [memoryStore(), pgliteStore({ db })].map((store) => new Player(store, workspaceId))
        if (left === undefined || right === undefined) throw new Error('no players')
        for (const step of history) expect(await right.play(step), step.do).toEqual(await left.play(step))
        expect(await right.all()).toEqual(await left.all())
        expect(await right.nextDueAt()).toEqual(await left.nextDueAt())
        // Nothing stays behind for the next run to find.
        await drain(right)
      }),
      { numRuns: 40 },
    )
  })
})

/** The keys of jobs that a step may have added, in order. */
function namesAdded(step: Step): readonly string[] {
  if (step.do === 'add') return step.jobs.map(({ key }) => `job ${key}`)
  return step.do === 'complete' ? [`job ${step.add}`] : []
}

async function drain(player: Player): Promise<void> {
  const { store, workspaceId } = player
  for (let round = 1; round < 200; round += 1) {
    player.now += 1_000
    const lease = countedId(round, 0x2ea)
    const request = { now: player.now, kinds: ['test'], limit: 100, lease, until: player.now + 1 }
    const jobs = await store.jobs.claim(workspaceId, request)
    if (jobs.length === 0) return
    for (const { key } of jobs) await store.jobs.complete(workspaceId, { key, lease }, { at: player.now, jobs: [] })
  }
}

/** What happens to a request, and to the machine that sends it. */
type Fate = 'accepted' | 'failed' | 'dies-before' | 'dies-after'

describe('The outbox', () => {
  it('tells of every event at least once and in order per record, though machines die at any moment', async () => {
    const fates = fc.infiniteStream(
      fc.constantFrom<Fate>('accepted', 'accepted', 'accepted', 'failed', 'dies-before', 'dies-after'),
    )
    const commands = fc.array(fc.record({ company: fc.nat(3), runs: fc.nat(2) }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(commands, fates, async (plan, stream) => {
        const told: WebhookRequest[] = []
        let dead = false
        const clock = fixedClock()
        const store = memoryStore()
        const dying = mortal(store, () => dead)
        const send = async (request: WebhookRequest) => {
          const fate = stream.next().value as Fate
          dead ||= fate === 'dies-before' || fate === 'dies-after'
          if (fate === 'dies-before') throw new Error('the machine is gone')
          if (fate === 'failed') return { kind: 'answered', status: 500 } as const
          told.push(request)
          return { kind: 'answered', status: 200 } as const
        }
        const retryDelaysMs = Array.from({ length: 500 }, () => 10)
        const webhooks = { sender: { allowsLoopback: false, send }, retryDelaysMs }
        const crm = createCrm({ store: dying, clock, ids: countedIds(1), webhooks })
        const { workspace, administrator } = await createCrm({ store, clock, ids: countedIds(2) })
          .asSystem({ reason: 'test' })
          .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
        const desk = createCrm({ store, clock, ids: countedIds(3) }).as({
          workspaceId: workspace.id,
          memberId: administrator.id,
        })
        await desk.webhooks.create({ url: 'https://hooks.verger.example/', eventTypes: ['company.*'] })
        const run = async (): Promise<number | null> => {
          // Another machine comes, after the lease of the last one has ended.
          if (dead) clock.advance(60_000)
          dead = false
          const report = await crm.runDue().catch(() => null)
          clock.advance(20)
          return report === null ? 0 : report.nextDueAt
        }
        const companies: string[] = []
        for (const { company, runs } of plan) {
          const id = companies[company]
          if (id === undefined)
            companies.push((await desk.companies.create({ name: `Firm ${companies.length}` })).record.id)
          else await desk.companies.update(id, { description: `Change ${clock.now()} ${told.length}` })
          clock.advance(1)
          for (let count = 0; count < runs; count += 1) await run()
        }
        for (let round = 0; (await run()) !== null; round += 1) if (round > 2_000) throw new Error('it never ends')
        const events = (await store.history.listEvents(workspace.id, { limit: 1_000 })).filter(({ type }) =>
          type.startsWith('company.'),
        )
        const firsts = [...new Set(told.map(({ headers }) => headers['webhook-id']))]
        expect(firsts.toSorted()).toEqual(events.map(({ id }) => id).toSorted())
        for (const id of companies) {
          const mine = events.filter(({ subject }) => subject.id === id).map((event) => event.id)
          expect(firsts.filter((first) => mine.includes(first ?? ''))).toEqual(mine)
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** A store that a dead machine can't reach any more. */
function mortal(store: Store, isDead: () => boolean): Store {
  const alive =
    <Args extends readonly unknown[], Answer>(method: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> =>
      isDead() ? Promise.reject(new Error('the machine is gone')) : method(...args)
  const { claim, complete, retry, bury, listWaiting, prune } = store.jobs
  return {
    ...store,
    jobs: {
      ...store.jobs,
      claim: alive(claim),
      complete: alive(complete),
      retry: alive(retry),
      bury: alive(bury),
      listWaiting: alive(listWaiting),
      prune: alive(prune),
    },
  }
}
