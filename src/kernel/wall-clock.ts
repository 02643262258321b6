/**
 * Wall clocks: what people agree on is a day, a time and a zone, not an instant. Clock changes are met here and nowhere
 * else: a local time that does not exist moves forward by the gap, and one that exists twice is the first.
 * @module
 */
import type { Brand } from './flavour.ts'
import { type Instant, type PlainDate, plainDate, type TimeZone } from './time.ts'

/** A time of day, `HH:MM`, from `00:00` to `23:59`. */
export type PlainTime = Brand<string, 'PlainTime'>

/** What a calendar and a clock on the wall show. */
export interface WallClock {
  readonly on: PlainDate
  readonly at: PlainTime
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** The first minute of a day. */
export const midnight: PlainTime = '00:00' as PlainTime

/** Reads `HH:MM`; a time that no clock shows (24:00) is `null`. */
export function parsePlainTime(text: string): PlainTime | null {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text) ? (text as PlainTime) : null
}

/** The name by which this machine knows an IANA time zone; `null` if it knows none of that name. */
export function parseTimeZone(text: string): TimeZone | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

/**
 * The day that is so many days later, or earlier. It never passes through a time zone.
 * @throws {RangeError} outside the years 1 to 9999
 */
export function addDays(day: PlainDate, days: number): PlainDate {
  const date = new Date(utcMs(day) + days * dayMs)
  const later = plainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  if (later === null) throw new RangeError(`${days} days from ${day} is no day of the years 1 to 9999.`)
  return later
}

/** The instant at which the clocks of a time zone show this. */
export function instantIn(clock: WallClock, timeZone: TimeZone): Instant {
  return instantAt(asUtc(clock), timeZone)
}

/** When clocks in UTC show this. */
export function asUtc({ on, at }: WallClock): number {
  return utcMs(on) + (numberIn(at, 0, 2) * 60 + numberIn(at, 3, 5)) * minuteMs
}

/** The instant at which the clocks of a time zone show what clocks in UTC show at another. */
export function instantAt(shown: number, timeZone: TimeZone): Instant {
  const known = offsetsOf(Math.floor(shown / stretchMs), timeZone)
  // Clocks are at most 14 hours off UTC: a day to either side is surely before and after a change of this day.
  const before = offsetIn(known, shown - dayMs)
  const after = offsetIn(known, shown + dayMs)
  if (before === after) return shown - before
  const fits = [before, after].map((offset) => ({ offset, instant: shown - offset }))
  const fitting = fits.filter(({ offset, instant }) => offsetIn(known, instant) === offset)
  // In a gap, the clock as it was before the change runs on: that is forward by the gap.
  return fitting.length === 0 ? shown - before : Math.min(...fitting.map(({ instant }) => instant))
}

/** How far clocks are ahead of UTC, from an instant on. */
interface Offset {
  readonly from: Instant
  readonly offset: number
}

/** Clocks that are looked at on its first, middle and last day show every change within: the shortest lasted a week. */
const stretchMs = 8 * dayMs

/** What is kept of a zone: some ninety years. */
const mostStretches = 4096

const stretches = new Map<TimeZone, Map<number, readonly Offset[]>>()

/** The offsets of a zone from the day before a stretch of days to the day after it. The runtime is asked once for each. */
function offsetsOf(stretch: number, timeZone: TimeZone): readonly Offset[] {
  let known = stretches.get(timeZone)
  if (known === undefined) {
    known = new Map()
    stretches.set(timeZone, known)
  }
  let offsets = known.get(stretch)
  if (offsets === undefined) {
    offsets = askOffsets(stretch * stretchMs, timeZone)
    if (known.size >= mostStretches) known.clear()
    known.set(stretch, offsets)
  }
  return offsets
}

function askOffsets(begin: Instant, timeZone: TimeZone): readonly Offset[] {
  const [first, middle, last] = [begin - dayMs, begin + 4 * dayMs, begin + 9 * dayMs]
  const offsets: Offset[] = [{ from: Number.NEGATIVE_INFINITY, offset: askOffset(first, timeZone) }]
  for (const [from, until] of [[first, middle] as const, [middle, last] as const]) {
    const offset = askOffset(until, timeZone)
    if (offset !== offsets.at(-1)?.offset) offsets.push({ from: changeBetween(from, until, offset, timeZone), offset })
  }
  return offsets
}

/** The first second of an offset that is not there at one instant, and is at another. */
function changeBetween(without: Instant, having: Instant, offset: number, timeZone: TimeZone): Instant {
  let [low, high] = [without, having]
  while (high - low > 1000) {
    const middle = low + Math.floor((high - low) / 2000) * 1000
    if (askOffset(middle, timeZone) === offset) high = middle
    else low = middle
  }
  return high
}

function offsetIn(offsets: readonly Offset[], instant: Instant): number {
  let found = 0
  for (const { from, offset } of offsets) if (from <= instant) found = offset
  return found
}

/** What the clocks of a time zone show at an instant, seconds dropped. */
export function wallClockIn(instant: Instant, timeZone: TimeZone): WallClock {
  return clockAt(shownAt(instant, timeZone))
}

/** When clocks in UTC show what those of a time zone show at an instant, milliseconds kept. */
export function shownAt(instant: Instant, timeZone: TimeZone): number {
  return instant + offsetIn(offsetsOf(Math.floor(instant / stretchMs), timeZone), instant)
}

/** What clocks in UTC show at an instant, seconds dropped. */
export function clockAt(instant: Instant): WallClock {
  const days = Math.floor(instant / dayMs)
  const minutes = Math.floor((instant - days * dayMs) / minuteMs)
  return { on: dayAt(days), at: `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}` as PlainTime }
}

/** The days that were written last: who expands what recurs writes the same days over and over. */
const writtenDays = new Map<number, PlainDate>()
const mostWrittenDays = 4096

function dayAt(days: number): PlainDate {
  let written = writtenDays.get(days)
  if (written === undefined) {
    const date = new Date(days * dayMs)
    const on = plainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    if (on === null) throw new RangeError('The instant is outside the years 1 to 9999.')
    if (writtenDays.size >= mostWrittenDays) writtenDays.clear()
    writtenDays.set(days, on)
    written = on
  }
  return written
}

/** Midnight UTC of a day, in years before 100 too. */
function utcMs(day: PlainDate): number {
  const [year, month, date] = [numberIn(day, 0, 4), numberIn(day, 5, 7) - 1, numberIn(day, 8, 10)]
  return year < 100 ? new Date(0).setUTCFullYear(year, month, date) : Date.UTC(year, month, date)
}

/** The number that digits of a text say, no part of it copied: days and times are read by the million. */
function numberIn(text: string, from: number, until: number): number {
  let number = 0
  for (let index = from; index < until; index += 1) number = number * 10 + text.charCodeAt(index) - 48
  return number
}

/** How far the runtime says that the clocks of a time zone are ahead of UTC. */
function askOffset(instant: Instant, timeZone: TimeZone): number {
  const { year, month, day, hour, minute, second } = partsIn(instant, timeZone)
  const shown = new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000
  return shown - Math.floor(instant / 1000) * 1000
}

type ClockParts = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>

const formats = new Map<TimeZone, Intl.DateTimeFormat>()

function partsIn(instant: Instant, timeZone: TimeZone): ClockParts {
  let format = formats.get(timeZone)
  if (format === undefined) {
    const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    format = new Intl.DateTimeFormat('en-u-ca-iso8601', { timeZone, hourCycle: 'h23', ...digits, second: 'numeric' })
    formats.set(timeZone, format)
  }
  const shown = new Map<string, number>()
  for (const { type, value } of format.formatToParts(instant)) shown.set(type, Number(value))
  const part = (name: keyof ClockParts): number => shown.get(name) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
