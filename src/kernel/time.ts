/** Time without a hidden clock: every function takes the instant, the day and the zone it needs. @module */
import type { Brand, Flavour } from './flavour.ts'

/** A point in time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = Flavour<number, 'Instant'>

/** A calendar day, `YYYY-MM-DD`. It has no zone and never passes through an instant. */
export type PlainDate = Brand<string, 'PlainDate'>

/** An IANA time zone name, such as `Europe/Paris`. */
export type TimeZone = Flavour<string, 'TimeZone'>

const daysInMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Reads `YYYY-MM-DD`; a day that the calendar does not have (2026-02-30) is `null`. */
export function parsePlainDate(text: string): PlainDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return null
  return plainDate(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** A day from its numbers (month and day start at 1), or `null` if the calendar has no such day. */
export function plainDate(year: number, month: number, day: number): PlainDate | null {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return null
  const length = month === 2 && isLeapYear(year) ? 29 : daysInMonths[month - 1]
  if (length === undefined || !Number.isInteger(day) || day < 1 || day > length) return null
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as PlainDate
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

const dayFormats = new Map<TimeZone, Intl.DateTimeFormat>()

/** The day that an instant falls on in a time zone. */
export function plainDateIn(instant: Instant, timeZone: TimeZone): PlainDate {
  let format = dayFormats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dayFormats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  return `${pad(Number(parts.get('year')), 4)}-${parts.get('month')}-${parts.get('day')}` as PlainDate
}
