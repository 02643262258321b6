/**
 * Jobs of a workspace, for any number of machines at once. They come in with a {@link Commit}, or follow from a job.
 *
 * - to hold a job: to have claimed it last, under this lease. Who holds it still does when the lease has run out, until
 *   somebody else claims it.
 * - the head of an order key: the one job of it that is `waiting`; the others are `behind`.
 * @module
 */
import type { Job, JobProblem, NewJob } from '../job/job.ts'
import type { JobKey, LeaseId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** What to claim. */
export interface ClaimRequest {
  readonly now: Instant
  /** What the machine can do; a job of another kind is left to others. */
  readonly kinds: readonly string[]
  readonly limit: number
  /** A UUID that was never used before. */
  readonly lease: LeaseId
  /** When the lease ends. */
  readonly until: Instant
}

/** A job and the lease under which it is held. */
export interface HeldJob {
  readonly key: JobKey
  readonly lease: LeaseId
}

/** A workspace in which somebody has to come by. */
export interface WaitingWorkspace {
  readonly workspaceId: WorkspaceId
  /** When its next job is due; in the past where one is due by now. */
  readonly nextDueAt: Instant
}

/** Keeps jobs. */
export interface JobQueue {
  /**
   * Claims jobs that are due, those that have been due for longest first.
   * - Gives them in the order in which they were added.
   * - Counts an attempt more, or a takeover where the last holder never reported.
   * - Takes only the kinds that are asked for.
   * - A job is not claimed again before its lease has ended; then it is, by whoever comes.
   * - Two claims at once never give the same job.
   * - Of an order key, no job is claimed before those that were added earlier have ended, well or badly.
   */
  claim(workspaceId: WorkspaceId, request: ClaimRequest): Promise<readonly Job[]>

  /**
   * Prolongs a lease.
   * - Resolves `false`, and changes nothing, if somebody else holds the job or it has ended.
   */
  extend(workspaceId: WorkspaceId, held: HeldJob, until: Instant): Promise<boolean>

  /**
   * Ends a job well, and adds the jobs that follow from it: both, or neither.
   * - Resolves `false`, and changes nothing, if somebody else holds the job or it has ended.
   */
  complete(
    workspaceId: WorkspaceId,
    held: HeldJob,
    outcome: { readonly at: Instant; readonly jobs: readonly NewJob[] },
  ): Promise<boolean>

  /**
   * Gives a job back, to be claimed again when it is due.
   * - It stays the head of its order key.
   * - Resolves `false`, and changes nothing, if somebody else holds the job or it has ended.
   */
  retry(
    workspaceId: WorkspaceId,
    held: HeldJob,
    outcome: { readonly dueAt: Instant; readonly problem: JobProblem },
  ): Promise<boolean>

  /**
   * Gives a job up: it is dead, and kept.
   * - Those behind it go on.
   * - Resolves `false`, and changes nothing, if somebody else holds the job or it has ended.
   */
  bury(
    workspaceId: WorkspaceId,
    held: HeldJob,
    outcome: { readonly at: Instant; readonly problem: JobProblem },
  ): Promise<boolean>

  /** The job with this key. - Resolves `null` for a key that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, key: JobKey): Promise<Job | null>

  /**
   * One page of dead jobs, by key.
   * - Starts right after the key, if given.
   */
  listDead(workspaceId: WorkspaceId, page: { readonly after?: JobKey; readonly limit: number }): Promise<readonly Job[]>

  /**
   * Removes jobs that were done before an instant, at most so many, and says how many.
   * - Dead ones stay.
   */
  prune(workspaceId: WorkspaceId, done: { readonly before: Instant; readonly limit: number }): Promise<number>

  /**
   * The workspaces in which a job is waiting, by when the next one is due.
   * - The one method that looks beyond one workspace; it tells nothing else about any.
   */
  listWaiting(limit: number): Promise<readonly WaitingWorkspace[]>
}
