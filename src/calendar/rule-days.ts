/**
 * Rules that say of each day by itself whether they come to it, which most do: their days are walked through, month by
 * month. Rules: docs/concepts/calendar.md (CAL-3).
 * @module
 */
import type { RecurrenceRule } from '../interaction/recurring.ts'

/** A rule that takes neither days nor times from its start. */
export interface CompleteRule extends RecurrenceRule {
  readonly byHour: readonly number[]
  readonly byMinute: readonly number[]
}

/** A day as rules look at it, without an object a day: its number since 1970, and which one it is of its month. */
type DayTest = (number: number, ofMonth: number, monthLength: number, ofYear: number, yearLength: number) => boolean

const dayMs = 86_400_000
const minuteMs = 60_000
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const lastYear = 9999

/** Whether a rule looks at each day by itself: none is chosen out of its period, or counted in weeks or days of a year. */
export function isDayByDay({ bySetPos, byWeekNo, byYearDay }: RecurrenceRule): boolean {
  return bySetPos === undefined && byWeekNo === undefined && byYearDay === undefined
}

/**
 * When a rule that looks at each day by itself comes round from an instant up to another, both inclusive, on clocks that
 * never change. Intervals and COUNT are counted from the start.
 */
export function walkDays(rule: CompleteRule, start: number, from: number, to: number): readonly number[] {
  const { count = Number.POSITIVE_INFINITY } = rule
  const begin = count === Number.POSITIVE_INFINITY ? Math.max(start, from) : start
  const [isMonth, isDay, times] = [monthTest(rule, start), dayTest(rule, start), timesOf(rule)]
  const found: number[] = []
  let counted = 0
  const first = new Date(begin)
  let [year, month] = [first.getUTCFullYear(), first.getUTCMonth()]
  let [monthBegin, yearBegin] = [dayNumber(year, month), dayNumber(year, 0)]
  while (monthBegin * dayMs <= to && year <= lastYear) {
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    const [monthLength, yearLength] = [
      (monthLengths[month] ?? 31) + (isLeap && month === 1 ? 1 : 0),
      isLeap ? 366 : 365,
    ]
    const days = isMonth(year, month) ? monthLength : 0
    for (let ofMonth = 1; ofMonth <= days; ofMonth += 1) {
      const number = monthBegin + ofMonth - 1
      if (!isDay(number, ofMonth, monthLength, number - yearBegin + 1, yearLength)) continue
      for (const time of times) {
        const date = number * dayMs + time
        if (date < begin) continue
        if (date > to || counted >= count) return found
        counted += 1
        if (date >= from) found.push(date)
      }
    }
    monthBegin += monthLength
    month += 1
    if (month === 12) [year, month, yearBegin] = [year + 1, 0, monthBegin]
  }
  return found
}

/** Whether a month, counted from 0, is one in which a rule may come round. */
function monthTest(
  { frequency, interval, byMonth }: CompleteRule,
  start: number,
): (year: number, month: number) => boolean {
  const first = new Date(start)
  const [firstYear, firstMonth] = [first.getUTCFullYear(), first.getUTCMonth()]
  return (year, month) => {
    if (byMonth !== undefined && !byMonth.includes(month + 1)) return false
    if (frequency === 'YEARLY') return (year - firstYear) % interval === 0
    return frequency !== 'MONTHLY' || ((year - firstYear) * 12 + month - firstMonth) % interval === 0
  }
}

/** Whether a day is one to which a rule comes, if it comes to its month. */
function dayTest(rule: CompleteRule, start: number): DayTest {
  const { frequency, interval, byDay, byMonthDay, byMonth, weekStart } = rule
  const firstDay = Math.floor(start / dayMs)
  const firstWeek = firstDay - ((weekdayOf(firstDay) - weekStart + 7) % 7)
  const weekdays = maskOf(byDay?.map(({ weekday }) => weekday))
  const numbered = byDay?.some(({ nth }) => nth !== undefined) ? byDay : undefined
  // Of a year, days are counted where no month is named; of a week or day, none are.
  const isOfYear = frequency === 'YEARLY' && byMonth === undefined
  return (number, ofMonth, monthLength, ofYear, yearLength) => {
    if (!isInMask(weekdays, weekdayOf(number))) return false
    if (frequency === 'DAILY' && (number - firstDay) % interval !== 0) return false
    if (frequency === 'WEEKLY' && Math.floor((number - firstWeek) / 7) % interval !== 0) return false
    if (byMonthDay !== undefined && !byMonthDay.includes(ofMonth) && !byMonthDay.includes(ofMonth - monthLength - 1))
      return false
    if (numbered === undefined) return true
    const [nth, length] = isOfYear ? [ofYear, yearLength] : [ofMonth, monthLength]
    const weekday = weekdayOf(number)
    return numbered.some(
      (each) =>
        each.weekday === weekday &&
        (each.nth === undefined || each.nth === Math.ceil(nth / 7) || each.nth === -Math.ceil((length - nth + 1) / 7)),
    )
  }
}

/** The times of a day, in order. */
function timesOf({ byHour, byMinute }: CompleteRule): readonly number[] {
  return byHour
    .flatMap((hour) => byMinute.map((minute) => (hour * 60 + minute) * minuteMs))
    .sort((one, other) => one - other)
}

/** Small numbers as bits; all of them where none are said. */
function maskOf(numbers: readonly number[] | undefined): number {
  return numbers === undefined ? -1 : numbers.reduce((mask, number) => mask | (1 << number), 0)
}

function isInMask(mask: number, number: number): boolean {
  return ((mask >> number) & 1) === 1
}

/** The 1st of January 1970 was a Thursday. */
function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1
}

function dayNumber(year: number, month: number): number {
  return new Date(0).setUTCFullYear(year, month, 1) / dayMs
}
