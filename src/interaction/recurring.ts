/** What it takes to recur: a first time, a rule, and what differs from it. The calendar room works with it. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { Weekday } from '../access/workspace.ts'
import type { Flavour } from '../kernel/flavour.ts'
import type { InteractionId } from '../kernel/ids.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { PlainTime } from '../kernel/wall-clock.ts'
import type { Schedule } from './schedule.ts'

/** How often a rule comes round. What recurs within a day says at which hours: `FREQ=DAILY;BYHOUR=9,14`. */
export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'

/** A day of the week, or the nth of them in its month or year; counted from the end when negative. */
export interface RuleWeekday {
  readonly weekday: Weekday
  readonly nth?: number
}

/** The last moment at which something may recur, on the clocks of its zone; inclusive. Without a time it is a day. */
export interface RuleUntil {
  readonly on: PlainDate
  readonly at?: PlainTime
}

/** A rule that was read: every part in its range, and no two that RFC 5545 does not let stand together. */
export interface RecurrenceRule {
  readonly frequency: Frequency
  /** Every so many days, weeks, months or years. */
  readonly interval: number
  /** How often in all, what was taken out included. */
  readonly count?: number
  readonly until?: RuleUntil
  readonly byMonth?: readonly number[]
  readonly byWeekNo?: readonly number[]
  readonly byYearDay?: readonly number[]
  readonly byMonthDay?: readonly number[]
  readonly byDay?: readonly RuleWeekday[]
  readonly byHour?: readonly number[]
  readonly byMinute?: readonly number[]
  readonly bySetPos?: readonly number[]
  /** The day on which weeks begin. */
  readonly weekStart: Weekday
}

/**
 * Which occurrence of a series: when the rule brings it, whatever became of it. `2026-12-04T09:00` for what has a time,
 * on the clocks of its zone; `2026-12-04` for a deadline that is a day. Keys of a series sort by time.
 */
export type OccurrenceKey = Flavour<string, 'OccurrenceKey'>

/** An occurrence that was touched – moved, noted, concluded –: a matter of its own, a part of the series' matter. */
export interface Override {
  readonly of: OccurrenceKey
  /** The child that it has become. */
  readonly interactionId: InteractionId
  readonly schedule: Schedule
}

/** A schedule that recurs. */
export interface Series {
  /** The first occurrence. A meeting recurs by its start, a task by its deadline. */
  readonly schedule: Schedule
  readonly rule: RecurrenceRule
  /** Occurrences of the rule that don't take place. */
  readonly removed: readonly OccurrenceKey[]
  /** Occurrences that no rule brings. */
  readonly added: readonly OccurrenceKey[]
  readonly overrides: readonly Override[]
}
