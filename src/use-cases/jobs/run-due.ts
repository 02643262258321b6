/** Doing what is due: on any number of machines, called by any scheduler. Rules: docs/concepts/events-and-jobs.md @module */
import type { JobFailure, RunOptions } from '../../inputs/call.ts'
import type { Job } from '../../job/job.ts'
import { mostTakeovers, retryAt } from '../../job/retry.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { CrmPorts } from '../context.ts'
import { inputError } from '../input-error.ts'
import type { JobContext, JobHandler, JobOutcome } from './job-handler.ts'
import { jobSlots } from './job-slots.ts'

/** What is cleared away on the way. */
export interface Upkeep {
  /** For how long what providers told is kept as it came, once it was interpreted. */
  readonly providerEventsKeptMs: number
}

/** What was done. */
export interface RunReport {
  readonly done: number
  /** Failed, and to be tried again. */
  readonly retried: number
  /** Given up. */
  readonly dead: number
  /** Taken over by another machine before they ended. */
  readonly lost: number
  /** When the next job is due as far as one is known by now; `null` if none is. A commit may bring one at any time. */
  readonly nextDueAt: Instant | null
}

const usualLimit = 1_000
const usualLeaseMs = 60_000
const longestLeaseMs = 7 * 24 * 3_600_000

/** How many workspaces are looked at in one round, and how many of them at once. */
const workspacesPerRound = 100
const workspacesAtOnce = 8

/** How long a finished job's key is known. */
const keptMs = 7 * 24 * 3_600_000
const prunePage = 1_000

/** When to look again for jobs that are due, but of kinds that this machine does not know. */
const othersMs = 60_000

type Ending = 'done' | 'retried' | 'dead' | 'lost'

/** Does what is due, workspace by workspace, until nothing is left or the limit is reached. */
export async function runDue(
  ports: CrmPorts,
  handlers: ReadonlyMap<string, JobHandler>,
  { providerEventsKeptMs, ...options }: RunOptions & Upkeep,
): Promise<RunReport> {
  const { limit = usualLimit, signal } = options
  const counts = { done: 0, retried: 0, dead: 0, lost: 0 }
  /** Workspaces in which something is due that this machine can't do, or that another one was faster to claim. */
  const idle = new Set<WorkspaceId>()
  const pruned = new Set<WorkspaceId>()
  const look = async () => {
    const waiting = await ports.store.jobs.listWaiting(workspacesPerRound + idle.size)
    return waiting.filter(({ workspaceId }) => !idle.has(workspaceId))
  }
  let left = limit
  const mayGoOn = (): boolean => left > 0 && signal?.aborted !== true

  /** Does everything that is due in one workspace, and clears away what was done long ago. */
  const drain = async (workspaceId: WorkspaceId): Promise<void> => {
    let hasBegun = false
    let isIdle = false
    const slots = jobSlots<Ending>([...handlers.keys()], (ending) => {
      counts[ending] += 1
    })
    try {
      while (mayGoOn()) {
        const { kinds, free } = slots.room()
        const share = Math.min(left, free)
        left -= share
        let begun: readonly BegunJob[] = []
        try {
          begun = await claimJobs(ports, handlers, workspaceId, { kinds, limit: share }, options)
        } finally {
          left += share - begun.length
        }
        for (const { kind, ending } of begun) slots.take(kind, ending)
        if (begun.length > 0) hasBegun = true
        // Where nothing was asked for, as all that is left was reserved by others, nothing is known.
        isIdle = share > 0 && !hasBegun
        if (begun.length === share && slots.room().free > 0) continue
        // What ends makes room, and may let others go on; where nothing runs, nothing will.
        if (!(await slots.someFree())) break
      }
    } finally {
      // What has begun is brought to its end, whatever the store says to the next claim.
      await slots.allFree()
    }
    if (isIdle) idle.add(workspaceId)
    if (pruned.has(workspaceId)) return
    pruned.add(workspaceId)
    const { jobs, providerEvents } = ports.store
    await clear((page) => jobs.prune(workspaceId, { before: ports.clock.now() - keptMs, ...page }))
    const told = ports.clock.now() - providerEventsKeptMs
    await clear((page) => providerEvents.prune(workspaceId, { before: told, ...page }))
  }

  /** Removes what is old: more than this run can add, so that what was left behind once does not stay for ever. */
  const clear = async (prune: (page: { readonly limit: number }) => Promise<number>): Promise<void> => {
    for (let removed = 0; removed <= limit && signal?.aborted !== true; ) {
      const count = await prune({ limit: prunePage })
      if (count < prunePage) break
      removed += count
    }
  }

  while (mayGoOn()) {
    const now = ports.clock.now()
    const due = (await look()).filter(({ nextDueAt }) => nextDueAt <= now).values()
    // Each takes the next workspace when it is through with one: a slow receiver holds up nobody else's.
    const walk = async (): Promise<number> => {
      let walked = 0
      for (const { workspaceId } of due) {
        await drain(workspaceId)
        walked += 1
      }
      return walked
    }
    const walks = await Promise.allSettled(Array.from({ length: workspacesAtOnce }, walk))
    if (allOf(walks).every((walked) => walked === 0)) break
  }
  const [next] = await look()
  const later = idle.size === 0 ? [] : [ports.clock.now() + othersMs]
  const dues = next === undefined ? later : [next.nextDueAt, ...later]
  return { ...counts, nextDueAt: dues.length === 0 ? null : Math.min(...dues) }
}

/** A job that has begun. */
interface BegunJob {
  readonly kind: string
  readonly ending: Promise<Ending>
}

/** Claims jobs of one workspace and begins them, side by side. */
async function claimJobs(
  ports: CrmPorts,
  handlers: ReadonlyMap<string, JobHandler>,
  workspaceId: WorkspaceId,
  asked: { readonly kinds: readonly string[]; readonly limit: number },
  options: RunOptions,
): Promise<readonly BegunJob[]> {
  const { store, clock, ids } = ports
  const { leaseMs = usualLeaseMs } = options
  const now = clock.now()
  const lease = ids.next()
  const jobs = await store.jobs.claim(workspaceId, { now, ...asked, lease, until: now + leaseMs })
  let listed: ReturnType<JobContext['webhooks']> | null = null
  const webhooks = () => {
    listed ??= store.webhooks.list(workspaceId)
    return listed
  }
  let found: ReturnType<JobContext['workspace']> | null = null
  const workspace = () => {
    found ??= store.workspaces.find(workspaceId)
    return found
  }
  return jobs.map((job) => {
    const extend = async (ms: number) => {
      const until = clock.now() + readLeaseMs(ms)
      return store.jobs.extend(workspaceId, { key: job.key, lease }, until)
    }
    const context: JobContext = { ports, workspaceId, leaseMs, workspace, webhooks, extend }
    return { kind: job.kind, ending: runJob(job, lease, handlers.get(job.kind), context, options) }
  })
}

/** Whole milliseconds, which is what every store keeps. */
function readLeaseMs(ms: number): number {
  if (ms > 0 && ms <= longestLeaseMs) return Math.ceil(ms)
  throw inputError([{ path: 'ms', problem: 'out-of-range', remedy: 'Give milliseconds, at most a week of them.' }])
}

/** What all of them gave. Where the store failed one, what it held is claimed again when its lease has ended. */
function allOf<Value>(results: readonly PromiseSettledResult<Value>[]): readonly Value[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}

async function runJob(
  job: Job,
  lease: string,
  handler: JobHandler | undefined,
  context: JobContext,
  options: RunOptions,
): Promise<Ending> {
  const { ports, workspaceId } = context
  const { store, clock } = ports
  const held = { key: job.key, lease }
  const delays = handler?.retryDelaysMs
  const { outcome, cause } = await attempt(job, handler, context)
  const at = clock.now()
  if (outcome.outcome === 'done') {
    const isOurs = await store.jobs.complete(workspaceId, held, { at, jobs: outcome.jobs ?? [] })
    if (outcome.failure !== undefined)
      void tell(options, { workspaceId, key: job.key, kind: job.kind, attempts: job.attempts, ...outcome.failure })
    return isOurs ? 'done' : 'lost'
  }
  const { problem } = outcome
  const { key, kind, attempts } = job
  const failed = { seed: key, attempts, now: at }
  const dueAt = outcome.outcome === 'dead' ? null : retryAt({ ...failed, notBefore: outcome.notBefore }, delays)
  const isOurs = await (dueAt === null
    ? store.jobs.bury(workspaceId, held, { at, problem })
    : store.jobs.retry(workspaceId, held, { dueAt, problem }))
  void tell(options, { workspaceId, key, kind, attempts, problem, ...(cause !== undefined && { cause }) })
  if (!isOurs) return 'lost'
  if (dueAt !== null) return 'retried'
  if (outcome.outcome === 'retry') await outcome.ifLast?.()
  return 'dead'
}

/** Tells the host of a failure once it is written down. What the host makes of it, nothing depends on. */
async function tell({ onFailure }: RunOptions, failure: JobFailure): Promise<void> {
  try {
    await onFailure?.(failure)
  } catch {
    // A log that fails has nobody left to tell.
  }
}

/** Does a job once. What is thrown is a failure like any other; its words stay out of the store. */
async function attempt(
  job: Job,
  handler: JobHandler | undefined,
  context: JobContext,
): Promise<{ readonly outcome: JobOutcome; readonly cause?: unknown }> {
  if (handler === undefined) return { outcome: { outcome: 'retry', problem: { code: 'unknown-kind' } } }
  if (job.takeovers >= mostTakeovers) return { outcome: { outcome: 'dead', problem: { code: 'worn-out' } } }
  try {
    return { outcome: await handler.run(job, context) }
  } catch (cause) {
    return { outcome: { outcome: 'retry', problem: { code: isCrmError(cause) ? cause.code : 'thrown' } }, cause }
  }
}
