/**
 * Commits that nothing can be against: what providers told, and jobs. They need no look at an answer before the next
 * statement, so all of them go in one round trip, and the locks that all others wait for are held no longer than the
 * server takes.
 * @module
 */
import type { Commit, CommitReceipt } from 'crmkit'
import type { Executor, Statement } from './executor.ts'
import { commitJobStatements } from './job-statements.ts'
import { providerEventStatements } from './provider-event-log.ts'
import { readCounters } from './workspace-counters.ts'

/** Whether a commit is one of those. */
export function isSimple(commit: Commit): boolean {
  const { workspaceId: _workspace, jobs: _jobs, replays: _replays, discards: _discards, ...others } = commit
  const {
    providerEventsKept: _kept,
    providerEventsSettled: _settled,
    providerEventsReplayed: _replayed,
    ...more
  } = others
  return Object.values(more).every(isNothing)
}

/**
 * Whether a commit only keeps what providers told, with a job: its statements name their rows, so that there is one way
 * to plan them, whatever is in the tables.
 */
export function onlyKeepsEvents(commit: Commit): boolean {
  const { providerEventsKept = [], providerEventsSettled = [], providerEventsReplayed } = commit
  const { replays = [], discards = [] } = commit
  const isOther = [providerEventsSettled, replays, discards].some((part) => part.length > 0)
  return isSimple(commit) && providerEventsKept.length > 0 && providerEventsReplayed === undefined && !isOther
}

/** Writes such a commit. */
export async function writeSimple(
  executor: Executor,
  schema: string,
  scope: readonly Statement[],
  commit: Commit,
  lastEventPlace: number,
): Promise<CommitReceipt> {
  const { workspaceId } = commit
  const [counters] = await executor.write(scope, [
    readCounters(schema, workspaceId),
    ...providerEventStatements(schema, commit, lastEventPlace),
    ...commitJobStatements(schema, commit),
  ])
  const identity = Number(counters?.rows[0]?.[3] ?? 0)
  return { numbers: new Map(), identityBefore: identity, identityAfter: identity }
}

function isNothing(part: unknown): boolean {
  return part === undefined || (Array.isArray(part) && part.length === 0)
}
