/** A clock that stands still until told otherwise, and ids that count. @module */
import type { Instant } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'

/** A clock under the test's control. */
export interface FixedClock extends Clock {
  /** Moves the clock forward by so many milliseconds. */
  advance(ms: number): void
}

/** A clock that stands at an instant. Default: 2026-01-05T09:00:00Z, a Monday. */
export function fixedClock(start: Instant = Date.UTC(2026, 0, 5, 9)): FixedClock {
  let now = start
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}

/** Ids that count from 1: the same run gives the same ids. `seed` keeps several counters apart. */
export function countedIds(seed = 0): Ids {
  let count = 0
  return {
    next: () => {
      count += 1
      return countedId(count, seed)
    },
  }
}

/** The UUID that {@link countedIds} gives as its n-th; `n` is below 2^28. */
export function countedId(n: number, seed = 0): string {
  const high = Math.floor(n / 0x1000)
  return `0190${hex(seed)}-${hex(high)}-7${hex(n % 0x1000).slice(1)}-8000-000000000000`
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0')
}
