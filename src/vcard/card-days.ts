/** Days and instants as cards write them. Rules: docs/concepts/vcard.md (SYN-5). @module */
import { type Instant, type PlainDate, plainDate } from '../kernel/time.ts'

const dayShape = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/

/** Reads a day: `1980-03-22`, `19800322`, each with or without a time; `null` where it is none. */
export function readCardDay(text: string): PlainDate | null {
  const [, year, month, day] = dayShape.exec(text) ?? []
  return plainDate(Number(year), Number(month), Number(day))
}

/** Whether a text is a day of which the year is not said: `--0203`, or in the year that Apple writes instead. */
export function isDayWithoutYear(text: string, omittedYear: string | undefined): boolean {
  return /^--\d{2}-?\d{2}/.test(text) || (omittedYear !== undefined && text.startsWith(omittedYear))
}

/** Reads an instant: `20120305T131933Z`, `2012-03-05T13:19:33-05:00`, a day; without a zone it is one of UTC. */
export function readCardInstant(text: string): Instant | null {
  const day = readCardDay(text)
  if (day === null) return null
  const [, hours = '00', minutes = '00', seconds = '00', zone = 'Z'] =
    /[T ](\d{2}):?(\d{2})?:?(\d{2})?(?:[.,]\d+)?(Z|[+-]\d{2}:?\d{0,2})?$/i.exec(text) ?? []
  const [, sign, zoneHours = '0', zoneMinutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  const minutesOff = (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes))
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`) - minutesOff * 60_000
  return Number.isNaN(at) ? null : at
}

/** An instant as every version reads it. */
export function cardInstant(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}
