/** When a job is tried again. Rules: docs/concepts/events-and-jobs.md (REM-2 keeps delays of its own). @module */
import type { Instant } from '../kernel/time.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The pauses between attempts unless somebody says otherwise: ten attempts within a little more than three days. */
export const usualRetryDelaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
]

/** Nobody is waited for longer, whatever he asks for. */
export const longestWaitMs: number = 24 * hour

/** By which part of itself a pause may grow, so that what failed together does not come back together. */
const spread = 0.2

/** An attempt that failed. */
export interface FailedAttempt {
  /** Where the jitter comes from: the job's key. The same key and attempt give the same pause. */
  readonly seed: string
  /** How many attempts there were, this one included. */
  readonly attempts: number
  readonly now: Instant
  /** The earliest instant that the other side asked for; bounded by {@link longestWaitMs}. */
  readonly notBefore?: Instant | undefined
}

/**
 * When to try again, or `null` if the attempts are used up. There is one attempt more than there are pauses.
 * @param delaysMs the pause after the first attempt, after the second …
 */
export function retryAt(
  { seed, attempts, now, notBefore = now }: FailedAttempt,
  delaysMs: readonly number[] = usualRetryDelaysMs,
): Instant | null {
  const delay = delaysMs[attempts - 1]
  if (delay === undefined) return null
  const pause = Math.min(longestWaitMs, Math.round(delay * (1 + spread * fraction(`${seed} ${attempts}`))))
  return Math.max(now + pause, Math.min(notBefore, now + longestWaitMs))
}

/**
 * How often a job is taken over before it is given up. Takeovers are no attempts, for a machine that dies says nothing
 * about the jobs that it held; but one that dies a hundred times may well do so because of the job.
 */
export const mostTakeovers = 100

/** A number from 0 up to 1 that a text determines (FNV-1a, then mixed). */
export function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000
}
