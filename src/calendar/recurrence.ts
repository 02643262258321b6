/**
 * Things that recur: a first time, a rule, and what differs from it. Times are those on the wall of a zone, so they stay
 * the same over clock changes. Rules: docs/concepts/calendar.md (CAL-3).
 * @module
 */
import type { OccurrenceKey, Override, Series } from '../interaction/recurring.ts'
import { meetingPeriod, type Period, type Schedule, type Task, type TaskTime } from '../interaction/schedule.ts'
import type { InteractionId } from '../kernel/ids.ts'
import type { PlainDate, TimeZone } from '../kernel/time.ts'
import { clockAt, instantAt, type PlainTime, shownAt, wallClockIn } from '../kernel/wall-clock.ts'
import { type FloatingMs, floating, ruleDates } from './rule-dates.ts'

/** One time of a series. */
export interface Occurrence {
  readonly key: OccurrenceKey
  readonly schedule: Schedule
  /** The child that it has become, where it was touched. */
  readonly interactionId?: InteractionId
}

const dayMs = 86_400_000
const minuteMs = 60_000

/**
 * The occurrences of a series within a window, in the order of their keys: meetings that are not wholly outside of it, and
 * tasks whose deadline is in it. Touched ones are where they were moved to.
 * @param timeZone in which a deadline that is a day is looked at
 */
export function occurrencesBetween(series: Series, window: Period, timeZone: TimeZone): readonly Occurrence[] {
  const zone = zoneOf(series.schedule) ?? timeZone
  // Clocks may be moved within the window, or a schedule be longer than its kind: look a day further, then look closely.
  const [from, to] = [
    shownAt(window.from, zone) - lengthOf(series.schedule) - dayMs,
    shownAt(window.until, zone) + dayMs,
  ]
  const touched = new Set(series.overrides.map(({ of }) => of))
  const left = new Set([...series.removed, ...touched])
  const found: Occurrence[] = []
  const place = placing(series.schedule, timeZone)
  for (const moment of momentsBetween(series, from, to)) {
    const { schedule, span } = place(moment)
    const key = keyOf(schedule)
    if (!left.has(key) && isWithin(span, window)) found.push({ key, schedule })
  }
  if (touched.size === 0) return found
  const moved = series.overrides
    .map(occurrenceOf)
    .filter(({ schedule }) => isWithin(spanOf(schedule, timeZone), window))
  return [...found, ...moved].sort((one, other) => (one.key < other.key ? -1 : 1))
}

/** An occurrence by its key; `null` if the series doesn't come to it. */
export function findOccurrence(series: Series, key: OccurrenceKey): Occurrence | null {
  const override = series.overrides.find(({ of }) => of === key)
  if (override !== undefined) return occurrenceOf(override)
  const at = momentOf(key)
  if (Number.isNaN(at) || !keysBetween(series, at, at).includes(key)) return null
  return { key, schedule: scheduleAt(series, key) }
}

/**
 * The first occurrence that nobody has touched yet, after another if one is named; `null` when the series is over. A
 * recurring task shows this one only: it brings the next when it is done.
 */
export function nextOccurrence(series: Series, after: OccurrenceKey = ''): Occurrence | null {
  const touched = new Set(series.overrides.map(({ of }) => of))
  let from = after === '' ? Math.min(...[keyOf(series.schedule), ...series.added].map(momentOf)) : momentOf(after)
  // Most rules come round within a year. A leap day on a certain weekday may keep one waiting for forty.
  for (let days = 366; from <= lastMoment(series); days *= 8) {
    const to = Math.min(from + days * dayMs, lastMoment(series))
    const key = keysBetween(series, from, to).find((each) => each > after && !touched.has(each))
    if (key !== undefined) return { key, schedule: scheduleAt(series, key) }
    from = to + minuteMs
  }
  return null
}

/** The last occurrence that nobody has touched; `null` if there is none, or if the series never ends. */
export function lastOccurrence(series: Series): Occurrence | null {
  const { count, until } = series.rule
  if (count === undefined && until === undefined) return null
  const touched = new Set(series.overrides.map(({ of }) => of))
  const first = Math.min(...[keyOf(series.schedule), ...series.added].map(momentOf))
  // Where only a count ends it, nobody knows where to look.
  let days = until === undefined ? Number.POSITIVE_INFINITY : 366
  for (let to = lastMoment(series); to >= first; days *= 8) {
    const from = Math.max(to - days * dayMs, first)
    const key = keysBetween(series, from, to).findLast((each) => !touched.has(each))
    if (key !== undefined) return { key, schedule: scheduleAt(series, key) }
    to = from - minuteMs
  }
  return null
}

/** The key of a schedule, as it would be the occurrence of a series. */
export function keyOf(schedule: Schedule): OccurrenceKey {
  const { on, at } = pointOf(schedule)
  return at === undefined ? on : `${on}T${at}`
}

/** The moment of a key, on clocks that never change; `NaN` if it is none. */
export function momentOf(key: OccurrenceKey): FloatingMs {
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?$/.test(key)
    ? Date.parse(`${key.length === 10 ? `${key}T00:00` : key}:00Z`)
    : Number.NaN
}

/** The key at a moment, in the form of another key. */
export function keyAt(moment: FloatingMs, like: OccurrenceKey): OccurrenceKey {
  return new Date(moment).toISOString().slice(0, like.length)
}

/** The dates that a rule brings from a moment up to another, both inclusive, whatever was removed. */
export function ruleKeys(
  series: Pick<Series, 'schedule' | 'rule'>,
  from: FloatingMs,
  to: FloatingMs,
): readonly OccurrenceKey[] {
  const first = keyOf(series.schedule)
  return ruleMoments(series, from, to).map((moment) => keyAt(moment, first))
}

/** The schedule of an occurrence that was not touched. */
export function scheduleAt(series: Pick<Series, 'schedule'>, key: OccurrenceKey): Schedule {
  return placing(series.schedule, 'UTC')(momentOf(key)).schedule
}

/** The schedule of an occurrence as its clock says it, whether or not such a time exists on that day. */
export function clockSchedule({ schedule }: Pick<Series, 'schedule'>, key: OccurrenceKey): Schedule {
  const moment = momentOf(key)
  if (schedule.kind === 'task') return movedTask(schedule, moment - floating(schedule.due))
  return { ...schedule, start: clockAt(moment), end: clockAt(moment + lengthOf(schedule)) }
}

/** The zone on whose clocks a schedule is fixed; `null` for a deadline that is a day. */
export function zoneOf(schedule: Schedule): TimeZone | null {
  if (schedule.kind === 'meeting') return schedule.timeZone
  return 'at' in schedule.due ? schedule.due.timeZone : null
}

function keysBetween(series: Series, from: FloatingMs, to: FloatingMs): readonly OccurrenceKey[] {
  const removed = new Set(series.removed)
  const first = keyOf(series.schedule)
  return momentsBetween(series, from, to)
    .map((moment) => keyAt(moment, first))
    .filter((key) => !removed.has(key))
}

/** What the rule brings and what was added, in order, whatever was removed. */
function momentsBetween(series: Series, from: FloatingMs, to: FloatingMs): readonly FloatingMs[] {
  const ruled = ruleMoments(series, from, to)
  if (series.added.length === 0) return ruled
  const added = series.added.map(momentOf).filter((moment) => moment >= from && moment <= to)
  return [...new Set([...ruled, ...added])].sort((one, other) => one - other)
}

function ruleMoments(
  { schedule, rule }: Pick<Series, 'schedule' | 'rule'>,
  from: FloatingMs,
  to: FloatingMs,
): readonly FloatingMs[] {
  const { until } = rule
  const last = until && (until.at === undefined ? floating(until) + dayMs - minuteMs : floating(until))
  return ruleDates(rule, floating(pointOf(schedule)), from, Math.min(to, last ?? to))
}

function lastMoment(series: Series): FloatingMs {
  const { until } = series.rule
  const ruled = momentOf(until?.on ?? '9000-01-01') + dayMs
  return Math.max(ruled, ...series.added.map(momentOf))
}

function occurrenceOf({ of, schedule, interactionId }: Override): Occurrence {
  return { key: of, schedule, interactionId }
}

function pointOf(schedule: Schedule): { readonly on: PlainDate; readonly at?: PlainTime } {
  return schedule.kind === 'meeting' ? schedule.start : schedule.due
}

/** How long a meeting lasts on the clock; a task is in the window with its deadline. */
function lengthOf(schedule: Schedule): number {
  return schedule.kind === 'meeting' ? floating(schedule.end) - floating(schedule.start) : 0
}

interface Placed {
  readonly schedule: Schedule
  readonly span: Period
}

/** What a schedule becomes when it is at another moment. */
function placing(schedule: Schedule, timeZone: TimeZone): (moment: FloatingMs) => Placed {
  if (schedule.kind === 'task') {
    const first = floating(schedule.due)
    return (moment) => {
      const moved = movedTask(schedule, moment - first)
      return { schedule: moved, span: spanOf(moved, timeZone) }
    }
  }
  const { kind, timeZone: zone } = schedule
  const length = lengthOf(schedule)
  return (moment) => {
    const [from, until] = [instantAt(moment, zone), instantAt(moment + length, zone)]
    const start = clockAt(moment)
    if (from < until) {
      return { schedule: { kind, start, end: clockAt(moment + length), timeZone: zone }, span: { from, until } }
    }
    // In the night of a clock change the end may come before the start in fact: then it keeps its distance from it.
    const span = { from, until: from + length }
    return { schedule: { kind, start, end: wallClockIn(span.until, zone), timeZone: zone }, span }
  }
}

/** The time of a meeting; of a task, that of its deadline. */
function spanOf(schedule: Schedule, timeZone: TimeZone): Period {
  if (schedule.kind === 'meeting') return meetingPeriod(schedule)
  const at = floating(schedule.due)
  if (!('at' in schedule.due)) return { from: instantAt(at, timeZone), until: instantAt(at + dayMs, timeZone) }
  const from = instantAt(at, schedule.due.timeZone)
  return { from, until: from + 1 }
}

function isWithin({ from, until }: Period, window: Period): boolean {
  return from < window.until && until > window.from
}

function movedTask({ start, due, ...task }: Task, shift: number): Task {
  const moved: Task = { ...task, due: movedTime(due, shift) }
  return start === undefined ? moved : { ...moved, start: movedTime(start, shift) }
}

function movedTime(time: TaskTime, shift: number): TaskTime {
  const clock = clockAt(floating(time) + shift)
  return 'at' in time ? { ...time, ...clock } : { ...time, on: clock.on }
}
