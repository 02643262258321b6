/** When people and things are free, and what it means that they are not. Rules: docs/concepts/calendar.md (CAL-2). @module */
import type { Weekday, WorkingHours } from '../access/workspace.ts'
import type { Participant } from '../interaction/interaction.ts'
import type { Period } from '../interaction/schedule.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant, PlainDate, TimeZone } from '../kernel/time.ts'
import { addDays, instantIn, midnight, type PlainTime, parsePlainTime, wallClockIn } from '../kernel/wall-clock.ts'

/** That somebody, or something, is taken. */
export interface Busy {
  readonly who: Participant
  readonly period: Period
}

/** What is looked for. */
export interface SlotSearch {
  readonly window: Period
  /** All of them have to be free; what keeps others busy does not matter. */
  readonly who: readonly Participant[]
  readonly busy: readonly Busy[]
  readonly lengthMinutes: number
  /** Slots begin so many minutes apart, counted from midnight. Default: 15. */
  readonly gridMinutes?: number
  /** The workspace's. */
  readonly workingHours: readonly WorkingHours[]
  /** The workspace's. */
  readonly timeZone: TimeZone
}

/** What a meeting would overlap with. */
export interface Overlaps {
  /** Members who have something else then: told, and not refused. */
  readonly warnings: readonly Busy[]
}

/** That a resource is taken. */
export interface ResourceTaken {
  readonly code: 'resource-taken'
  readonly conflicts: readonly Busy[]
}

const minuteMs = 60_000
const usualGridMinutes = 15

/** The free slots of a length, by their start. They overlap where the grid is finer than the length. */
export function freeSlots(search: SlotSearch): readonly Period[] {
  const { lengthMinutes, gridMinutes = usualGridMinutes, timeZone } = search
  if (!(lengthMinutes > 0 && gridMinutes > 0)) throw new RangeError('Slots and their grid last at least a minute.')
  return freeTime(search).flatMap((free) => slotsIn(free, lengthMinutes * minuteMs, gridMinutes, timeZone))
}

/** The stretches in which all are free, by their start, none touching another. */
export function freeTime({
  window,
  who,
  busy,
  workingHours,
  timeZone,
}: Omit<SlotSearch, 'lengthMinutes'>): readonly Period[] {
  const asked = new Set(who.map(nameOf))
  const taken = mergePeriods(busy.filter((each) => asked.has(nameOf(each.who))).map(({ period }) => period))
  return subtract(workingPeriods(workingHours, window, timeZone), taken)
}

/** Working hours within a window, by their start. An hour that a clock change leaves out is not there. */
export function workingPeriods(hours: readonly WorkingHours[], window: Period, timeZone: TimeZone): readonly Period[] {
  const periods: Period[] = []
  const last = wallClockIn(window.until, timeZone).on
  for (let day = wallClockIn(window.from, timeZone).on; day <= last; day = addDays(day, 1)) {
    const today = weekdayOf(day)
    for (const { from, until } of hours.filter(({ weekday }) => weekday === today)) {
      const period = {
        from: Math.max(window.from, instantIn({ on: day, at: readTime(from) }, timeZone)),
        until: Math.min(window.until, endOfHours(day, until, timeZone)),
      }
      if (period.from < period.until) periods.push(period)
    }
  }
  return mergePeriods(periods)
}

/** Periods in order, those that overlap or touch made one. */
export function mergePeriods(periods: readonly Period[]): readonly Period[] {
  const [first, ...others] = periods.toSorted((one, other) => one.from - other.from)
  if (first === undefined) return []
  const merged: Period[] = []
  let { from, until } = first
  for (const period of others) {
    if (period.from > until) {
      merged.push({ from, until })
      from = period.from
    }
    until = Math.max(until, period.until)
  }
  return [...merged, { from, until }]
}

/**
 * Whether a meeting can be at a time. Meetings that only touch don't overlap.
 * @param busy what keeps its attendees busy, this meeting itself left out
 * @returns a refusal if a resource is taken: it can't be booked twice
 */
export function judgeOverlaps(
  period: Period,
  attendees: readonly Participant[],
  busy: readonly Busy[],
): Result<Overlaps, ResourceTaken> {
  const overlapping = busy.filter(
    (each) => overlaps(each.period, period) && attendees.some((attendee) => isSame(attendee, each.who)),
  )
  const conflicts = overlapping.filter(({ who }) => who.kind === 'resource')
  if (conflicts.length > 0) return err({ code: 'resource-taken', conflicts })
  return ok({ warnings: overlapping })
}

function subtract(periods: readonly Period[], taken: readonly Period[]): readonly Period[] {
  return periods.flatMap(({ from, until }) => {
    const free: Period[] = []
    let start = from
    for (const other of taken.filter((each) => overlaps(each, { from, until }))) {
      if (other.from > start) free.push({ from: start, until: other.from })
      start = Math.max(start, other.until)
    }
    return start < until ? [...free, { from: start, until }] : free
  })
}

function slotsIn(free: Period, lengthMs: number, gridMinutes: number, timeZone: TimeZone): readonly Period[] {
  const slots: Period[] = []
  const gridMs = gridMinutes * minuteMs
  const last = wallClockIn(free.until, timeZone).on
  for (let day = wallClockIn(free.from, timeZone).on; day <= last; day = addDays(day, 1)) {
    const midnightAt = instantIn({ on: day, at: midnight }, timeZone)
    const nextAt = instantIn({ on: addDays(day, 1), at: midnight }, timeZone)
    const first = midnightAt + Math.max(0, Math.ceil((free.from - midnightAt) / gridMs)) * gridMs
    for (let from = first; from < nextAt && from + lengthMs <= free.until; from += gridMs) {
      slots.push({ from, until: from + lengthMs })
    }
  }
  return slots
}

function overlaps(one: Period, other: Period): boolean {
  return one.from < other.until && other.from < one.until
}

function nameOf({ kind, id }: Participant): string {
  return `${kind} ${id}`
}

function isSame(one: Participant, other: Participant): boolean {
  return one.kind === other.kind && one.id === other.id
}

/** Hours end with the day at 24:00. */
function endOfHours(day: PlainDate, until: string, timeZone: TimeZone): Instant {
  if (until === '24:00') return instantIn({ on: addDays(day, 1), at: midnight }, timeZone)
  return instantIn({ on: day, at: readTime(until) }, timeZone)
}

function readTime(text: string): PlainTime {
  const time = parsePlainTime(text)
  if (time === null) throw new RangeError(`${text} is no time of day.`)
  return time
}

function weekdayOf(day: PlainDate): Weekday {
  return ([7, 1, 2, 3, 4, 5, 6] as const)[new Date(`${day}T00:00Z`).getUTCDay()] ?? 7
}
