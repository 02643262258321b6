/**
 * Things that recur: a first time, a rule, and what differs from it. Times are those on the wall of a zone, so they stay
 * the same over clock changes. Rules: docs/concepts/calendar.md (CAL-3).
 * @module
 */
import type { OccurrenceKey, Override, Series } from '../interaction/recurring.ts'
import {
  type Meeting,
  meetingPeriod,
  type Period,
  type Schedule,
  type Task,
  type TaskTime,
} from '../interaction/schedule.ts'
import type { InteractionId } from '../kernel/ids.ts'
import { type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { addDays, instantIn, midnight, wallClockIn } from '../kernel/wall-clock.ts'
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
  const from = floating(wallClockIn(window.from, zone)) - lengthOf(series.schedule) - dayMs
  const to = floating(wallClockIn(window.until, zone)) + dayMs
  const touched = new Set(series.overrides.map(({ of }) => of))
  const untouched = keysBetween(series, from, to)
    .filter((key) => !touched.has(key))
    .map((key): Occurrence => ({ key, schedule: scheduleAt(series, key) }))
  return [...untouched, ...series.overrides.map(occurrenceOf)]
    .filter(({ schedule }) => isWithin(schedule, window, timeZone))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
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
  const { until } = series.rule
  const last = until === undefined ? to : Math.min(to, momentOf(until.on) + timeOf(until.at ?? '23:59'))
  return ruleDates(series.rule, momentOf(first), from, last).map((moment) => keyAt(moment, first))
}

/** The schedule of an occurrence that was not touched. */
export function scheduleAt(series: Pick<Series, 'schedule'>, key: OccurrenceKey): Schedule {
  const schedule = clockSchedule(series, key)
  return schedule.kind === 'meeting' ? forward(schedule) : schedule
}

/** The schedule of an occurrence as its clock says it, whether or not such a time exists on that day. */
export function clockSchedule({ schedule }: Pick<Series, 'schedule'>, key: OccurrenceKey): Schedule {
  const shift = momentOf(key) - momentOf(keyOf(schedule))
  if (schedule.kind === 'meeting') {
    return { ...schedule, start: shifted(schedule.start, shift), end: shifted(schedule.end, shift) }
  }
  const { start, due } = schedule
  const task: Task = { ...schedule, due: shiftedTaskTime(due, shift) }
  return start === undefined ? task : { ...task, start: shiftedTaskTime(start, shift) }
}

/** The zone on whose clocks a schedule is fixed; `null` for a deadline that is a day. */
export function zoneOf(schedule: Schedule): TimeZone | null {
  if (schedule.kind === 'meeting') return schedule.timeZone
  return 'at' in schedule.due ? schedule.due.timeZone : null
}

function keysBetween(series: Series, from: FloatingMs, to: FloatingMs): readonly OccurrenceKey[] {
  const removed = new Set(series.removed)
  const added = series.added.filter((key) => momentOf(key) >= from && momentOf(key) <= to)
  const keys = new Set([...ruleKeys(series, from, to), ...added])
  return [...keys].filter((key) => !removed.has(key)).sort()
}

function lastMoment(series: Series): FloatingMs {
  const { until } = series.rule
  const ruled = momentOf(until?.on ?? '9000-01-01') + dayMs
  return Math.max(ruled, ...series.added.map(momentOf))
}

function occurrenceOf({ of, schedule, interactionId }: Override): Occurrence {
  return { key: of, schedule, interactionId }
}

function pointOf(schedule: Schedule): { readonly on: PlainDate; readonly at?: string } {
  return schedule.kind === 'meeting' ? schedule.start : schedule.due
}

/** How long a meeting lasts on the clock; a task is in the window with its deadline. */
function lengthOf(schedule: Schedule): number {
  return schedule.kind === 'meeting' ? floating(schedule.end) - floating(schedule.start) : 0
}

function isWithin(schedule: Schedule, window: Period, timeZone: TimeZone): boolean {
  if (schedule.kind === 'meeting') {
    const { from, until } = meetingPeriod(schedule)
    return from < window.until && until > window.from
  }
  const { due } = schedule
  if ('at' in due) {
    const at = instantIn(due, due.timeZone)
    return at >= window.from && at < window.until
  }
  const firstDay = plainDateIn(window.from, timeZone)
  const lastDay = plainDateIn(window.until - 1, timeZone)
  return due.on >= firstDay && due.on <= lastDay
}

/** In the night of a clock change the end may come before the start in fact: then it keeps its distance from it. */
function forward(meeting: Meeting): Meeting {
  const { from, until } = meetingPeriod(meeting)
  return until > from ? meeting : { ...meeting, end: wallClockIn(from + lengthOf(meeting), meeting.timeZone) }
}

function shifted<Time extends { readonly on: PlainDate; readonly at?: string }>(time: Time, shift: number): Time {
  const moment = momentOf(time.on) + timeOf(time.at ?? midnight) + shift
  const days = Math.floor(moment / dayMs) - momentOf(time.on) / dayMs
  const on = addDays(time.on, days)
  return time.at === undefined ? { ...time, on } : { ...time, on, at: new Date(moment).toISOString().slice(11, 16) }
}

function shiftedTaskTime(time: TaskTime, shift: number): TaskTime {
  return shifted(time, shift)
}

function timeOf(at: string): number {
  return (Number(at.slice(0, 2)) * 60 + Number(at.slice(3))) * minuteMs
}
