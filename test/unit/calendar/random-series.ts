/** Random rules, and what rrule-temporal says of them. @module */
import { meetingPeriod, occurrencesBetween, type Series } from 'crmkit/domain'
import fc from 'fast-check'
import { RRuleTemporal } from 'rrule-temporal'
import { meeting, series } from './scene.ts'

const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const some = <Value>(values: readonly Value[], most: number) =>
  fc.subarray([...values], { minLength: 1, maxLength: most })
const list = (name: string, values: fc.Arbitrary<readonly (string | number)[]>) =>
  values.map((each) => `${name}=${each.join(',')}`)
const monthDays = list('BYMONTHDAY', some([1, 5, 13, 28, 29, 30, 31, -1, -3], 3))
const months = list('BYMONTH', some([1, 2, 3, 6, 10, 12], 3))
const byDay = list('BYDAY', some(weekdayNames, 4))
const nthDays = list('BYDAY', some(['1MO', '2TU', '-1FR', '5WE', '-2SU'], 2))
const yearDays = list('BYDAY', some(['20MO', '1TU', '-3FR', '52WE', '-52SU'], 2))
const choice = (...parts: readonly fc.Arbitrary<string>[]) => fc.oneof(fc.constant(''), ...parts)

const randomRule = fc
  .oneof(
    fc.tuple(fc.constant('DAILY'), choice(byDay, monthDays), choice(months)),
    fc.tuple(fc.constant('WEEKLY'), choice(byDay), choice(months)),
    fc.tuple(fc.constant('MONTHLY'), choice(byDay, nthDays, monthDays), choice(months)),
    fc.tuple(fc.constant('YEARLY'), choice(nthDays, monthDays, byDay), months),
    fc.tuple(fc.constant('YEARLY'), yearDays, fc.constant('')),
    fc.tuple(fc.constant('YEARLY'), list('BYYEARDAY', some([1, 60, 100, 366, -1], 3)), fc.constant('')),
  )
  .chain(([frequency, day, month]) =>
    fc.record({
      frequency: fc.constant(`FREQ=${frequency}`),
      day: fc.constant(day),
      month: fc.constant(month),
      interval: fc.integer({ min: 1, max: 5 }).map((interval) => `INTERVAL=${interval}`),
      count: choice(fc.integer({ min: 1, max: 60 }).map((count) => `COUNT=${count}`)),
      position:
        day === '' || frequency === 'DAILY' ? fc.constant('') : choice(fc.constantFrom('BYSETPOS=1', 'BYSETPOS=-1')),
      weekStart: choice(fc.constantFrom('WKST=SU', 'WKST=SA')),
    }),
  )
  .map((parts) =>
    Object.values(parts)
      .filter((part) => part !== '')
      .join(';'),
  )

/** A series that was drawn. */
export interface Drawn {
  readonly text: string
  readonly first: string
  readonly timeZone: string
  readonly of: Series
}

/** A rule, begun on the first day to which rrule-temporal says that it comes. */
export const randomSeries: fc.Arbitrary<Drawn> = fc
  .tuple(
    randomRule,
    fc.integer({ min: 0, max: 3000 }),
    // At 01:30 clocks are put back in two of these zones. Times that a change leaves out rrule-temporal leaves out as well.
    fc.constantFrom('09:00', '23:30', '01:30'),
    fc.constantFrom('Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'),
  )
  .map(([text, days, at, timeZone]): Drawn | null => {
    const on = new Date(Date.UTC(2015, 0, 1) + days * 86_400_000).toISOString().slice(0, 10)
    const first = peer(text.replace(/;?COUNT=\d+/, ''), `${on}T${at}`, timeZone, 1)?.[0]?.key
    const of = first === undefined ? null : seriesFrom(first, timeZone, text)
    return first === undefined || of === null ? null : { text, first, timeZone, of }
  })
  .filter((drawn) => drawn !== null)

function seriesFrom(key: string, timeZone: string, text: string): Series | null {
  const [on = '', at = ''] = key.split('T')
  const endAt = at.replace(/:00$/, ':15').replace(/:30$/, ':45')
  try {
    return series(meeting(on, at, { endAt, timeZone }), text)
  } catch {
    return null
  }
}

/** What rrule-temporal says, on the clock and UTC; `null` where it gives up. */
function peer(text: string, start: string, timeZone: string, most: number): readonly PeerTime[] | null {
  const dtstart = start.replaceAll(/[-:]/g, '')
  const recurrence = new RRuleTemporal({ rruleString: `DTSTART;TZID=${timeZone}:${dtstart}00\nRRULE:${text}` })
  try {
    return recurrence
      .all((_date, index) => index < most)
      .map((date) => ({ key: date.toString().slice(0, 16), instant: date.epochMilliseconds }))
  } catch (thrown) {
    if (String(thrown).includes('Maximum iterations')) return null
    throw thrown
  }
}

interface PeerTime {
  readonly key: string
  readonly instant: number
}

/** The first times of a series, UTC, as rrule-temporal has them and as we do; `null` where it gives up. */
export function firstTimes(
  { text, first, timeZone, of }: Drawn,
  most: number,
): { readonly theirs: readonly string[]; readonly ours: readonly string[] } | null {
  const theirs = peer(text, first, timeZone, most)?.map(({ instant }) => instant)
  if (theirs === undefined) return null
  // Where it knows of no more, neither may we for a dozen years.
  const until = (theirs.at(-1) ?? 0) + (theirs.length < most ? 4e11 : 1)
  const ours = occurrencesBetween(of, { from: 0, until }, 'UTC').map(({ schedule }) =>
    schedule.kind === 'meeting' ? meetingPeriod(schedule).from : Number.NaN,
  )
  return { theirs: theirs.map(iso), ours: ours.map(iso) }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
