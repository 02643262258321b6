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
export function instantIn({ on, at }: WallClock, timeZone: TimeZone): Instant {
  const asUtc = utcMs(on) + (Number(at.slice(0, 2)) * 60 + Number(at.slice(3))) * 60_000
  const steady = steadyOffset(Math.floor(asUtc / stretchMs), timeZone)
  if (steady !== null) return asUtc - steady
  // Clocks are at most 14 hours off UTC: a day to either side is surely before and after a change of this day.
  const before = offsetAt(asUtc - dayMs, timeZone)
  const after = offsetAt(asUtc + dayMs, timeZone)
  if (before === after) return asUtc - before
  const fits = [before, after].map((offset) => ({ offset, instant: asUtc - offset }))
  const shown = fits.filter(({ offset, instant }) => offsetAt(instant, timeZone) === offset)
  // In a gap, the clock as it was before the change runs on: that is forward by the gap.
  return shown.length === 0 ? asUtc - before : Math.min(...shown.map(({ instant }) => instant))
}

/** Clocks that are looked at on its first, middle and last day show every change within: the shortest lasted a week. */
const stretchMs = 8 * dayMs

/** What is kept of a zone: some ninety years. */
const mostStretches = 4096

const steadyOffsets = new Map<TimeZone, Map<number, number | null>>()

/** The offset of a zone all through a stretch of days; `null` if its clocks change near it. Asked for once each. */
function steadyOffset(stretch: number, timeZone: TimeZone): number | null {
  let known = steadyOffsets.get(timeZone)
  if (known === undefined) {
    known = new Map()
    steadyOffsets.set(timeZone, known)
  }
  let steady = known.get(stretch)
  if (steady === undefined) {
    const [first = null, ...others] = [-1, 4, 9].map((day) => offsetAt(stretch * stretchMs + day * dayMs, timeZone))
    steady = others.every((offset) => offset === first) ? first : null
    if (known.size >= mostStretches) known.clear()
    known.set(stretch, steady)
  }
  return steady
}

/** What the clocks of a time zone show at an instant, seconds dropped. */
export function wallClockIn(instant: Instant, timeZone: TimeZone): WallClock {
  const { year, month, day, hour, minute } = partsIn(instant, timeZone)
  const on = plainDate(year, month, day)
  if (on === null) throw new RangeError('The instant is outside the years 1 to 9999.')
  return { on, at: `${pad(hour)}:${pad(minute)}` as PlainTime }
}

/** Midnight UTC of a day, in years before 100 too. */
function utcMs(day: PlainDate): number {
  return new Date(0).setUTCFullYear(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8)))
}

/** How far the clocks of a time zone are ahead of UTC. */
function offsetAt(instant: Instant, timeZone: TimeZone): number {
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
