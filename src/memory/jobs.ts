/** The queue in memory: each method is one step, so nothing can come between. @module */
import type { Job, NewJob } from '../job/job.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { Commit } from '../ports/commit.ts'
import type { ClaimRequest, HeldJob, JobQueue, WaitingWorkspace } from '../ports/job-queue.ts'
import type { PlacedJob, Tables } from './tables.ts'

/** Discards and revives jobs, and adds those of a commit behind them. */
export function writeJobs(tables: Tables, commit: Pick<Commit, 'jobs' | 'replays' | 'discards'>): void {
  const { jobs = [], replays = [], discards = [] } = commit
  for (const { key, at } of discards) {
    const job = tables.jobs.get(key)
    if (job?.state === 'dead') tables.jobs.set(key, { ...job, state: 'done', endedAt: at })
  }
  for (const { key, dueAt } of replays) {
    const job = tables.jobs.get(key)
    if (job?.state !== 'dead') continue
    const { endedAt: _ended, ...revived } = job
    place(tables, { ...revived, state: 'behind', attempts: 0, takeovers: 0, dueAt })
  }
  for (const job of jobs) addJob(tables, job)
}

function addJob(tables: Tables, { unlessWaiting = false, ...job }: NewJob): void {
  if (tables.jobs.has(job.key) || (unlessWaiting && isOneWaiting(tables, job))) return
  tables.lastJobPosition += 1
  place(tables, { ...job, state: 'behind', attempts: 0, takeovers: 0, position: tables.lastJobPosition })
}

/** Whether somebody is to come yet for another job of the order key, due no later. */
function isOneWaiting(tables: Tables, { orderKey = '', dueAt }: NewJob): boolean {
  return [...(tables.openJobs.get(orderKey) ?? [])].some((key) => {
    const job = tables.jobs.get(key)
    return job !== undefined && job.lease === undefined && job.dueAt <= dueAt
  })
}

/** Puts a job behind the others of its order key; without any it is their head at once. */
function place(tables: Tables, job: PlacedJob): void {
  tables.jobs.set(job.key, job.orderKey === undefined ? { ...job, state: 'waiting' } : job)
  if (job.orderKey === undefined) return
  const open = tables.openJobs.get(job.orderKey)
  if (open === undefined) tables.openJobs.set(job.orderKey, new Set([job.key]))
  else open.add(job.key)
  release(tables, job.orderKey)
}

/** Makes the first job of an order key its head, where there is none. */
function release(tables: Tables, orderKey: string): void {
  const open = [...(tables.openJobs.get(orderKey) ?? [])].flatMap((key) => tables.jobs.get(key) ?? [])
  if (open.some(({ state }) => state === 'waiting')) return
  const first = open.sort(byPosition)[0]
  if (first !== undefined) tables.jobs.set(first.key, { ...first, state: 'waiting' })
}

function byPosition(a: PlacedJob, b: PlacedJob): number {
  return a.position - b.position
}

function claimJobs(tables: Tables, { now, kinds, limit, lease, until }: ClaimRequest): readonly Job[] {
  return [...tables.jobs.values()]
    .filter((job) => job.state === 'waiting' && job.dueAt <= now && kinds.includes(job.kind))
    .sort((a, b) => a.dueAt - b.dueAt || byPosition(a, b))
    .slice(0, limit)
    .sort(byPosition)
    .map((job) => {
      const counts = job.lease === undefined ? { attempts: job.attempts + 1 } : { takeovers: job.takeovers + 1 }
      const claimed = { ...job, ...counts, lease, dueAt: until }
      tables.jobs.set(job.key, claimed)
      return withoutPosition(claimed)
    })
}

/** Changes a job that is held under this lease, and says whether it was. */
function change(tables: Tables, { key, lease }: HeldJob, changed: (job: PlacedJob) => PlacedJob): boolean {
  const job = tables.jobs.get(key)
  if (job?.state !== 'waiting' || job.lease !== lease) return false
  const after = changed(job)
  tables.jobs.set(key, after)
  if (after.state !== 'waiting' && after.orderKey !== undefined) leave(tables, after.key, after.orderKey)
  return true
}

/** Lets those behind a job that has ended go on. */
function leave(tables: Tables, key: string, orderKey: string): void {
  const open = tables.openJobs.get(orderKey)
  open?.delete(key)
  if (open?.size === 0) tables.openJobs.delete(orderKey)
  else release(tables, orderKey)
}

function freed({ lease: _lease, ...job }: PlacedJob): PlacedJob {
  return job
}

function withoutPosition({ position: _position, ...job }: PlacedJob): Job {
  return job
}

/** The queue of a memory store. @param workspaces its tables, by workspace */
export function memoryJobQueue(workspaces: ReadonlyMap<string, Tables>): JobQueue {
  const within = <Answer>(workspaceId: string, absent: Answer, work: (tables: Tables) => Answer): Answer => {
    const tables = workspaces.get(workspaceId)
    return tables === undefined ? absent : structuredClone(work(tables))
  }
  return {
    claim: async (workspaceId, request) => within(workspaceId, [], (tables) => claimJobs(tables, request)),
    extend: async (workspaceId, held, until) =>
      within(workspaceId, false, (tables) => change(tables, held, (job) => ({ ...job, dueAt: until }))),
    complete: async (workspaceId, held, { at, jobs }) =>
      within(workspaceId, false, (tables) => {
        const isHeld = change(tables, held, (job) => {
          const { problem: _solved, ...done } = freed(job)
          return { ...done, state: 'done', endedAt: at }
        })
        if (isHeld) for (const job of structuredClone(jobs)) addJob(tables, job)
        return isHeld
      }),
    retry: async (workspaceId, held, { dueAt, problem }) =>
      within(workspaceId, false, (tables) =>
        change(tables, held, (job) => ({ ...freed(job), dueAt, problem, takeovers: 0 })),
      ),
    bury: async (workspaceId, held, { at, problem }) =>
      within(workspaceId, false, (tables) =>
        change(tables, held, (job) => ({ ...freed(job), state: 'dead', endedAt: at, problem })),
      ),
    find: async (workspaceId, key) =>
      within(workspaceId, null, (tables) => {
        const job = tables.jobs.get(key)
        return job === undefined ? null : withoutPosition(job)
      }),
    listDead: async (workspaceId, { after, limit }) =>
      within(workspaceId, [], (tables) =>
        [...tables.jobs.values()]
          .filter(({ state, key }) => state === 'dead' && (after === undefined || compareCodePoints(key, after) > 0))
          .sort((a, b) => compareCodePoints(a.key, b.key))
          .slice(0, limit)
          .map(withoutPosition),
      ),
    prune: async (workspaceId, { before, limit }) =>
      within(workspaceId, 0, (tables) => {
        const done = [...tables.jobs.values()].filter(
          ({ state, endedAt }) => state === 'done' && endedAt !== undefined && endedAt < before,
        )
        for (const { key } of done.slice(0, limit)) tables.jobs.delete(key)
        return Math.min(done.length, limit)
      }),
    listWaiting: async (limit) =>
      [...workspaces]
        .flatMap(([workspaceId, tables]): WaitingWorkspace[] => {
          const due = [...tables.jobs.values()].filter(({ state }) => state === 'waiting').map(({ dueAt }) => dueAt)
          return due.length === 0 ? [] : [{ workspaceId, nextDueAt: due.reduce((a, b) => Math.min(a, b)) }]
        })
        .sort((a, b) => a.nextDueAt - b.nextDueAt || compareCodePoints(a.workspaceId, b.workspaceId))
        .slice(0, limit),
  }
}
