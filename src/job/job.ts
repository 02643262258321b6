/** Jobs: work that a commit asks for and that is done after it. Rules: docs/concepts/events-and-jobs.md @module */
import type { JobKey, LeaseId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** Work to be done. */
export interface NewJob {
  /** Names the job within its workspace. What has a key that was used before is the same job and not added again. */
  readonly key: JobKey
  /** What is to be done, and so who can do it: `event`, `webhook`, … */
  readonly kind: string
  /** Jobs of one order key are done one after the other, in the order in which they were added. */
  readonly orderKey?: string
  /** Not before. */
  readonly dueAt: Instant
  /** What the work needs, as plain JSON. It names records, quotes nobody and holds no secret. */
  readonly payload: unknown
  /**
   * Not added where another one of its order key, due no later, has not been claimed yet: whoever claims that one sees what
   * this commit wrote, and does the work of both. Told of new jobs only.
   */
  readonly unlessWaiting?: boolean
}

/**
 * - `waiting`: it can be claimed when it is due; while somebody holds it, it is due when the lease ends;
 * - `behind`: another job of its order key comes first;
 * - `done`: finished, and kept for a while so that its key is known;
 * - `dead`: given up; somebody may look at it and have it done after all.
 */
export type JobState = 'waiting' | 'behind' | 'done' | 'dead'

/** Why an attempt came to nothing: a code and, of an HTTP answer, its status. Never what somebody else's server said. */
export interface JobProblem {
  readonly code: string
  readonly status?: number
}

/** A job as it is stored. */
export interface Job extends NewJob {
  readonly state: JobState
  /** How often somebody set about it, the present holder included. */
  readonly attempts: number
  /** How often it was taken over since then, from holders who never came back to tell. */
  readonly takeovers: number
  /** The lease of whoever holds it; it may have run out. */
  readonly lease?: LeaseId
  /** What the last attempt came to, if it failed. */
  readonly problem?: JobProblem
  /** When it was done or given up. */
  readonly endedAt?: Instant
}
