/** Time, handed in. @module */
import type { Instant } from '../kernel/time.ts'

/** Tells the time. */
export interface Clock {
  /** The present instant, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): Instant
}
