/**
 * The days and times of a rule, on clocks that never change. Where days are chosen out of a period, the package `rrule`
 * works them out, from the beginning of the period in which they are wanted: so an old rule costs no more than a new one.
 * Rules: docs/concepts/calendar.md (CAL-3).
 * @module
 */
import * as rrulePackage from 'rrule'
import type { Frequency, RecurrenceRule, RuleWeekday } from '../interaction/recurring.ts'
import { asUtc, midnight, type WallClock } from '../kernel/wall-clock.ts'
import { type CompleteRule, isDayByDay, walkDays } from './rule-days.ts'

/** Milliseconds as if clocks showed UTC. */
export type FloatingMs = number

const dayMs = 86_400_000

/** To Node it is a CommonJS module, to bundlers an ES module without a default. Asked for late: forms that count no days leave it out. */
function loadRrule() {
  const loaded: Partial<typeof rrulePackage> = rrulePackage
  return loaded.default ?? rrulePackage
}

/** A day and time as milliseconds that no zone touches. */
export function floating({
  on,
  at = midnight,
}: {
  readonly on: WallClock['on']
  readonly at?: WallClock['at']
}): FloatingMs {
  return asUtc({ on, at })
}

/**
 * When a rule comes round from an instant up to another, both inclusive, in order and each once. COUNT is counted from the
 * start; UNTIL is the caller's. The start itself is not added where the rule doesn't come to it.
 */
export function ruleDates(
  rule: RecurrenceRule,
  start: FloatingMs,
  from: FloatingMs,
  to: FloatingMs,
): readonly FloatingMs[] {
  if (to < start) return []
  const complete = completeRule(rule, start)
  if (isDayByDay(rule)) return walkDays(complete, start, from, to)
  const first = rule.count === undefined ? Math.max(start, from) : start
  return dates(complete, start, periodStart(rule, start, first), to, rule.count ?? Infinity).filter(
    (date) => date >= from,
  )
}

/**
 * Whether a rule comes to its own start. It looks at the first period only: a rule may never come round at all, and
 * `rrule` would look for it up to the year 9999.
 */
export function fitsStart(rule: RecurrenceRule, start: FloatingMs): boolean {
  if (isDayByDay(rule)) return walkDays(completeRule(rule, start), start, start, start).length > 0
  const once: RecurrenceRule = { ...rule, interval: beyondCalendar[rule.frequency] }
  return dates(completeRule(once, start), start, periodStart(rule, start, start), start, Infinity).includes(start)
}

/** Intervals that lead out of the calendar, so that a rule ends after its first period. */
const beyondCalendar: Readonly<Record<Frequency, number>> = {
  DAILY: 3_660_000,
  WEEKLY: 525_000,
  MONTHLY: 120_000,
  YEARLY: 10_000,
}

function dates(rule: RecurrenceRule, start: FloatingMs, phase: FloatingMs, to: FloatingMs, count: number) {
  const found = new Set<FloatingMs>()
  const { RRule } = loadRrule()
  const recurrence = new RRule(optionsOf(rule, phase, to), true)
  recurrence.all((date) => {
    if (date.getTime() >= start) found.add(date.getTime())
    return found.size < count
  })
  return [...found]
}

function optionsOf(rule: RecurrenceRule, phase: FloatingMs, to: FloatingMs) {
  const { RRule, Weekday } = loadRrule()
  const { byMonth = [], byWeekNo = [], byYearDay = [], byMonthDay = [], byDay = [], bySetPos = [] } = rule
  return {
    freq: RRule[rule.frequency],
    interval: rule.interval,
    wkst: rule.weekStart - 1,
    dtstart: new Date(phase),
    until: new Date(to),
    byhour: [...(rule.byHour ?? [])],
    byminute: [...(rule.byMinute ?? [])],
    bysecond: [0],
    bymonth: orNull(byMonth),
    byweekno: orNull(byWeekNo),
    byyearday: orNull(byYearDay),
    bymonthday: orNull(byMonthDay),
    bysetpos: orNull(bySetPos),
    byweekday: orNull(numberedDays(rule, byDay).map(({ weekday, nth }) => new Weekday(weekday - 1, nth))),
  }
}

function orNull<Value>(values: readonly Value[]): Value[] | null {
  return values.length === 0 ? null : [...values]
}

/** A rule that says by itself what it would take from the start: the phase it is worked out from is another. */
function completeRule(rule: RecurrenceRule, start: FloatingMs): CompleteRule {
  const date = new Date(start)
  const timed = { byHour: rule.byHour ?? [date.getUTCHours()], byMinute: rule.byMinute ?? [date.getUTCMinutes()] }
  const complete = { ...rule, ...timed }
  if (rule.byDay ?? rule.byMonthDay ?? rule.byYearDay) return complete
  const sameDay = { byMonthDay: [date.getUTCDate()] }
  const sameWeekday = { byDay: [{ weekday: weekdayOf(date) }] }
  switch (rule.frequency) {
    case 'DAILY':
      return complete
    case 'WEEKLY':
      return { ...complete, ...sameWeekday }
    case 'MONTHLY':
      return { ...complete, ...sameDay }
    case 'YEARLY':
      if (rule.byWeekNo) return { ...complete, ...sameWeekday }
      return { ...complete, byMonth: rule.byMonth ?? [date.getUTCMonth() + 1], ...sameDay }
  }
}

/** Beside an nth weekday, every one of another is its first, second …: `rrule` would want a day that is both. */
function numberedDays(rule: RecurrenceRule, days: readonly RuleWeekday[]): readonly RuleWeekday[] {
  if (days.every(({ nth }) => nth === undefined) || days.every(({ nth }) => nth !== undefined)) return days
  const most = rule.frequency === 'MONTHLY' || rule.byMonth ? 5 : 53
  return days.flatMap((day) =>
    day.nth === undefined ? Array.from({ length: most }, (_, index) => ({ ...day, nth: index + 1 })) : [day],
  )
}

/** The beginning of the last period of a rule that begins no later than an instant. The phase is that of the start. */
function periodStart(rule: RecurrenceRule, start: FloatingMs, instant: FloatingMs): FloatingMs {
  const { frequency, interval } = rule
  const first = new Date(start)
  const wanted = new Date(instant)
  const years = wanted.getUTCFullYear() - first.getUTCFullYear()
  switch (frequency) {
    case 'DAILY':
    case 'WEEKLY': {
      const week = 7 * dayMs
      const [length, begin] = frequency === 'DAILY' ? [dayMs, dayStart(start)] : [week, weekStart(rule, start)]
      return begin + inPhase(Math.floor((instant - begin) / length), interval) * length
    }
    case 'MONTHLY': {
      const months = years * 12 + wanted.getUTCMonth() - first.getUTCMonth()
      return utcDate(first.getUTCFullYear(), first.getUTCMonth() + inPhase(months, interval))
    }
    case 'YEARLY':
      return utcDate(first.getUTCFullYear() + inPhase(years, interval), 0)
  }
}

function inPhase(periods: number, interval: number): number {
  return periods - (periods % interval)
}

function dayStart(instant: FloatingMs): FloatingMs {
  return Math.floor(instant / dayMs) * dayMs
}

function weekStart(rule: RecurrenceRule, instant: FloatingMs): FloatingMs {
  const since = (weekdayOf(new Date(instant)) - rule.weekStart + 7) % 7
  return dayStart(instant) - since * dayMs
}

function weekdayOf(date: Date): RuleWeekday['weekday'] {
  return ([7, 1, 2, 3, 4, 5, 6] as const)[date.getUTCDay()] ?? 7
}

function utcDate(year: number, month: number): FloatingMs {
  return new Date(0).setUTCFullYear(year, month, 1)
}
