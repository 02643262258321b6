import {
  formatRecurrenceRule,
  instantIn,
  keyOf,
  nextOccurrence,
  occurrencesBetween,
  parseRecurrenceRule,
  type Schedule,
  type Series,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itWithSharedData, readSharedJson } from '../../shared-data.ts'
import { firstTimes, randomSeries } from './random-series.ts'
import { keys, meeting, series, starts, task, utc, valueIn } from './scene.ts'

const timed = { timed: true, timeZone: 'Europe/Paris' }

function rule(text: string): string {
  return formatRecurrenceRule(valueIn(parseRecurrenceRule(text, timed)), 'Europe/Paris')
}

function issues(text: string, isTimed = true): readonly string[] {
  const read = parseRecurrenceRule(text, { ...timed, timed: isTimed })
  return read.ok ? [] : read.error.issues.map(({ path, problem }) => `${path} ${problem}`)
}

describe('CAL-3 Rules of RFC 5545', () => {
  it('CAL-3 a rule is written in one way, whatever way it was read', () => {
    expect(rule('RRULE:wkst=SU;byday=th,-1fr;interval=02;freq=monthly;bysetpos=1')).toBe(
      'FREQ=MONTHLY;INTERVAL=2;BYDAY=TH,-1FR;BYSETPOS=1;WKST=SU',
    )
    expect(rule('FREQ=DAILY;INTERVAL=1;WKST=MO;BYSECOND=0;BYMONTH=5,3,5')).toBe('FREQ=DAILY;BYMONTH=3,5')
    expect(rule('FREQ=DAILY;UNTIL=20260703T070000Z')).toBe('FREQ=DAILY;UNTIL=20260703T070000Z')
  })

  it.each([
    ['', ['rule unknown-option', 'rule.FREQ missing']],
    ['every Monday', ['rule unknown-option', 'rule.FREQ missing']],
    ['BYDAY=MO', ['rule.FREQ missing']],
    ['FREQ=HOURLY', ['rule.FREQ unknown-option']],
    ['FREQ=FORTNIGHTLY', ['rule.FREQ unknown-option']],
    ['FREQ=DAILY;FREQ=DAILY', ['rule.FREQ contradiction']],
    ['FREQ=DAILY;COUNT=', ['rule.COUNT invalid-format']],
    ['FREQ=DAILY;COUNT=0', ['rule.COUNT out-of-range']],
    ['FREQ=DAILY;COUNT=1e3', ['rule.COUNT out-of-range']],
    ['FREQ=DAILY;INTERVAL=-1', ['rule.INTERVAL out-of-range']],
    ['FREQ=DAILY;COUNT=3;UNTIL=20260703T070000Z', ['rule.UNTIL contradiction']],
    ['FREQ=DAILY;UNTIL=20260703', ['rule.UNTIL invalid-date']],
    ['FREQ=DAILY;UNTIL=20260703T090000', ['rule.UNTIL invalid-date']],
    ['FREQ=DAILY;UNTIL=20260231T090000Z', ['rule.UNTIL invalid-date']],
    ['FREQ=MONTHLY;BYDAY=0MO', ['rule.BYDAY invalid-format']],
    ['FREQ=MONTHLY;BYDAY=6MO', ['rule.BYDAY contradiction']],
    ['FREQ=WEEKLY;BYDAY=1MO', ['rule.BYDAY contradiction']],
    ['FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO', ['rule.BYDAY contradiction']],
    ['FREQ=WEEKLY;BYMONTHDAY=3', ['rule.BYMONTHDAY contradiction']],
    ['FREQ=MONTHLY;BYMONTHDAY=32', ['rule.BYMONTHDAY out-of-range']],
    ['FREQ=MONTHLY;BYMONTHDAY=0', ['rule.BYMONTHDAY out-of-range']],
    ['FREQ=MONTHLY;BYYEARDAY=3', ['rule.BYYEARDAY contradiction']],
    ['FREQ=MONTHLY;BYWEEKNO=3', ['rule.BYWEEKNO contradiction']],
    ['FREQ=YEARLY;BYMONTH=-1', ['rule.BYMONTH out-of-range']],
    ['FREQ=MONTHLY;BYSETPOS=1', ['rule.BYSETPOS contradiction']],
    ['FREQ=DAILY;BYSECOND=30', ['rule.BYSECOND out-of-range']],
    ['FREQ=DAILY;BYHOUR=24', ['rule.BYHOUR out-of-range']],
    ['FREQ=WEEKLY;WKST=XX', ['rule.WKST unknown-option']],
    ['FREQ=DAILY;RSCALE=CHINESE', ['rule unknown-option']],
    [
      'FREQ=DAILY;X=1;COUNT=0;BYHOUR=99',
      ['rule unknown-option', 'rule.COUNT out-of-range', 'rule.BYHOUR out-of-range'],
    ],
  ])('CAL-3 %s is refused with field and problem, everything at once', (text, expected) => {
    expect(issues(text)).toEqual(expected)
  })

  it('CAL-3 a refusal says what to do', () => {
    const read = parseRecurrenceRule('FREQ=WEEKLY;BYDAY=MONDAY', timed)
    expect(read.ok ? [] : read.error.issues).toEqual([
      {
        path: 'rule.BYDAY',
        problem: 'invalid-format',
        value: 'MONDAY',
        remedy: 'Give days of the week, such as MO,TH or -1FR for the last Friday.',
      },
    ])
  })

  it('CAL-3 whole days have no times, and end with a day', () => {
    expect(issues('FREQ=DAILY;BYHOUR=9', false)).toEqual(['rule.BYHOUR contradiction'])
    expect(issues('FREQ=DAILY;UNTIL=20260703T070000Z', false)).toEqual(['rule.UNTIL invalid-date'])
    expect(issues('FREQ=DAILY;UNTIL=20260703', false)).toEqual([])
  })
})

describe('CAL-3 Occurrences', () => {
  it('CAL-3 PIT-5 a meeting keeps its wall-clock time over both clock changes', () => {
    const weekly = series(meeting('2026-03-26', '09:00'), 'FREQ=WEEKLY')
    expect(starts(weekly, '2026-03-20', '2026-04-03')).toEqual(['2026-03-26T08:00', '2026-04-02T07:00'])
    expect(starts(weekly, '2026-10-20', '2026-10-31')).toEqual(['2026-10-22T07:00', '2026-10-29T08:00'])
  })

  it('CAL-3 a local time that does not exist moves forward by the gap, one that exists twice is the first', () => {
    const nightly = series(meeting('2026-03-28', '02:30'), 'FREQ=DAILY')
    expect(starts(nightly, '2026-03-28', '2026-03-31')).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ])
    expect(starts(nightly, '2026-10-24', '2026-10-27')).toEqual([
      '2026-10-24T00:30',
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ])
  })

  it('CAL-3 a meeting that would end before it starts, in the night of a clock change, keeps its length', () => {
    const nightly = series(meeting('2026-03-28', '02:45', { endAt: '03:15' }), 'FREQ=DAILY')
    expect(occurrencesBetween(nightly, utc('2026-03-29', '2026-03-30'), 'UTC')).toEqual([
      {
        key: '2026-03-29T02:45',
        schedule: {
          kind: 'meeting',
          start: { on: '2026-03-29', at: '02:45' },
          end: { on: '2026-03-29', at: '04:15' },
          timeZone: 'Europe/Paris',
        },
      },
    ])
  })

  it('CAL-3 PIT-15 the 31st is left out of the months that have none', () => {
    expect(keys(series(task('2026-01-31'), 'FREQ=MONTHLY'), '2026-01-01', '2026-07-01')).toEqual([
      '2026-01-31',
      '2026-03-31',
      '2026-05-31',
    ])
    expect(keys(series(task('2026-01-31'), 'FREQ=MONTHLY;BYMONTHDAY=-1'), '2026-01-01', '2026-04-01')).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
    ])
  })

  it('CAL-3 a leap day comes in leap years, and not in 2100', () => {
    const leap = series(task('2092-02-29'), 'FREQ=YEARLY')
    expect(keys(leap, '2092-01-01', '2110-01-01')).toEqual(['2092-02-29', '2096-02-29', '2104-02-29', '2108-02-29'])
  })

  it('CAL-3 COUNT counts what was taken out', () => {
    const three = series(task('2026-01-05'), 'FREQ=DAILY;COUNT=3')
    const without = { ...three, removed: ['2026-01-06'] }
    expect(keys(without, '2026-01-01', '2026-02-01')).toEqual(['2026-01-05', '2026-01-07'])
    expect(keys(without, '2026-01-07', '2026-02-01')).toEqual(['2026-01-07'])
  })

  it('CAL-3 UNTIL is inclusive', () => {
    const until = series(meeting('2026-07-01', '09:00'), 'FREQ=DAILY;UNTIL=20260703T070000Z')
    expect(keys(until, '2026-06-01', '2026-08-01').at(-1)).toBe('2026-07-03T09:00')
    const before = series(meeting('2026-07-01', '09:00'), 'FREQ=DAILY;UNTIL=20260703T065900Z')
    expect(keys(before, '2026-06-01', '2026-08-01').at(-1)).toBe('2026-07-02T09:00')
  })

  it('CAL-3 the day on which weeks begin decides which weeks are every other week', () => {
    const from = (start: string) =>
      series(task('1997-08-05'), `FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${start}`)
    expect(keys(from('MO'), '1997-08-01', '1997-10-01')).toEqual([
      '1997-08-05',
      '1997-08-10',
      '1997-08-19',
      '1997-08-24',
    ])
    expect(keys(from('SU'), '1997-08-01', '1997-10-01')).toEqual([
      '1997-08-05',
      '1997-08-17',
      '1997-08-19',
      '1997-08-31',
    ])
  })

  it('CAL-3 BYSETPOS chooses from the whole period, also from the one in which a series begins', () => {
    const last = series(task('2026-01-30'), 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1')
    expect(keys(last, '2026-01-01', '2026-05-01')).toEqual(['2026-01-30', '2026-02-27', '2026-03-31', '2026-04-30'])
    // Friday is the third of Monday, Wednesday and Friday, though the series begins with it.
    const third = series(task('2026-01-09'), 'FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=3')
    expect(keys(third, '2026-01-01', '2026-01-24')).toEqual(['2026-01-09', '2026-01-16', '2026-01-23'])
  })

  it('CAL-3 an nth weekday stands beside a plain one', () => {
    const both = series(task('2026-01-05'), 'FREQ=MONTHLY;BYDAY=MO,2TU')
    expect(keys(both, '2026-01-01', '2026-02-01')).toEqual([
      '2026-01-05',
      '2026-01-12',
      '2026-01-13',
      '2026-01-19',
      '2026-01-26',
    ])
  })

  it('CAL-3 a week of the year without a weekday means that of the start', () => {
    const week = series(task('2026-05-11'), 'FREQ=YEARLY;BYWEEKNO=20')
    expect(keys(week, '2026-01-01', '2029-01-01')).toEqual(['2026-05-11', '2027-05-17', '2028-05-15'])
  })

  it('CAL-3 an nth weekday is one of the year where no month is named, and one of the month where one is', () => {
    const ofYear = series(task('1997-05-19'), 'FREQ=YEARLY;BYDAY=20MO,-2FR')
    expect(keys(ofYear, '1997-01-01', '1999-01-01')).toEqual(['1997-05-19', '1997-12-19', '1998-05-18', '1998-12-18'])
    const ofMonth = series(task('1997-03-10'), 'FREQ=YEARLY;BYMONTH=3;BYDAY=2MO,-2FR')
    expect(keys(ofMonth, '1997-01-01', '1999-01-01')).toEqual(['1997-03-10', '1997-03-21', '1998-03-09', '1998-03-20'])
  })

  it('CAL-3 several times a day are hours of one day', () => {
    const twice = series(meeting('2026-01-05', '09:30'), 'FREQ=DAILY;BYHOUR=9,14')
    expect(keys(twice, '2026-01-05', '2026-01-07')).toEqual([
      '2026-01-05T09:30',
      '2026-01-05T14:30',
      '2026-01-06T09:30',
      '2026-01-06T14:30',
    ])
  })

  it('CAL-3 a window has the meetings that reach into it, and the deadlines of its days', () => {
    const night = series(meeting('2026-01-05', '22:00', { endOn: '2026-01-07', endAt: '02:00' }), 'FREQ=WEEKLY')
    expect(keys(night, '2026-01-06', '2026-01-07')).toEqual(['2026-01-05T22:00'])
    expect(keys(night, '2026-01-07', '2026-01-08')).toEqual(['2026-01-05T22:00'])
    expect(keys(night, '2026-01-08', '2026-01-09')).toEqual([])
    const daily = series(task('2026-01-05'), 'FREQ=DAILY')
    const inHonolulu = { from: Date.parse('2026-01-06T10:00Z'), until: Date.parse('2026-01-07T10:00Z') }
    expect(occurrencesBetween(daily, inHonolulu, 'Pacific/Honolulu').map(({ key }) => key)).toEqual(['2026-01-06'])
  })

  it('CAL-3 a series whose rule never comes to its start is refused, and soon', () => {
    expect(() => series(task('2026-01-05'), 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')).toThrow('contradiction')
    expect(() => series(task('2026-01-05'), 'FREQ=WEEKLY;BYDAY=TU')).toThrow('contradiction')
    expect(() => series(task('2026-01-05'), 'FREQ=DAILY;UNTIL=20260104')).toThrow('contradiction')
    expect(series(task('2026-01-05'), 'FREQ=DAILY;UNTIL=20260105').rule.until).toEqual({ on: '2026-01-05' })
  })

  it('CAL-3 a series of a hundred years ago costs little more than one of this year', () => {
    const window = utc('2026-06-01', '2026-06-08')
    const fastest = (year: string) => {
      const daily = series(meeting(`${year}-01-05`, '09:00'), 'FREQ=DAILY')
      const times = Array.from({ length: 20 }, () => {
        const before = performance.now()
        for (let times = 0; times < 10; times += 1) occurrencesBetween(daily, window, 'UTC')
        return performance.now() - before
      })
      return Math.min(...times)
    }
    expect(fastest('1926')).toBeLessThan(20 * fastest('2026'))
  })

  it('CAL-3 a recurring task brings the next occurrence that nobody has touched', () => {
    const monthly = series(task('2026-01-31'), 'FREQ=MONTHLY;COUNT=3')
    expect(nextOccurrence(monthly)?.key).toBe('2026-01-31')
    const override = { of: '2026-01-31', interactionId: 'child', schedule: task('2026-01-31') }
    const done = { ...monthly, overrides: [override] }
    expect(nextOccurrence(done)?.key).toBe('2026-03-31')
    expect(nextOccurrence({ ...done, removed: ['2026-03-31'] })?.key).toBe('2026-05-31')
    expect(nextOccurrence(done, '2026-05-31')).toBeNull()
    expect(nextOccurrence(series(task('2096-02-29'), 'FREQ=YEARLY'), '2096-02-29')?.key).toBe('2104-02-29')
  })

  it('CAL-3 an old series gives the same in a window as from its beginning', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(randomSeries, fc.integer({ min: 0, max: 3000 }), ({ of }, days) => {
        const from = Date.parse(`${keyOf(of.schedule).slice(0, 10)}T00:00Z`) + days * 86_400_000
        const until = from + 40 * 86_400_000
        const all = occurrencesBetween(of, { from: from - (days + 2) * 86_400_000, until }, 'UTC')
        const inWindow = all.filter(({ schedule }) => ends(schedule) > from)
        expect(occurrencesBetween(of, { from, until }, 'UTC')).toEqual(inWindow)
      }),
      { numRuns: 60 },
    )
  })
})

function ends(schedule: Schedule): number {
  if (schedule.kind === 'task') throw new Error('only meetings are drawn')
  return instantIn(schedule.end, schedule.timeZone)
}

describe('CAL-3 Agreement with others', () => {
  it('CAL-3 rrule-temporal finds the same instants on random rules', { timeout: 120_000 }, () => {
    let compared = 0
    fc.assert(
      fc.property(randomSeries, (drawn) => {
        const times = firstTimes(drawn, 30)
        fc.pre(times !== null)
        expect(times.ours).toEqual(times.theirs)
        compared += times.theirs.length
      }),
      { numRuns: 300 },
    )
    expect(compared).toBeGreaterThan(400)
  })

  interface Vector {
    readonly id: string
    readonly dtstart: string
    readonly tzid: string | null
    readonly rrule: string
    readonly exdate: readonly string[]
    readonly rdate: readonly string[]
    readonly allDay: boolean
    readonly expected: readonly string[]
    readonly expectedUtc?: readonly string[]
    readonly ambiguous?: boolean
  }

  itWithSharedData('CAL-3 190 recurrence sets on which dateutil, rrule-temporal and ical.js agree', () => {
    const vectors = readSharedJson<readonly Vector[]>('data/vectors/rrule.json').filter(({ ambiguous }) => !ambiguous)
    expect(vectors.length).toBe(190)
    const wrong: unknown[] = []
    for (const vector of vectors) {
      const of = seriesOf(vector)
      const first = vector.expected[0] ?? vector.dtstart
      const until = Date.parse(`${vector.expected.at(-1) ?? first}Z`) + 26 * 3_600_000
      const zone = vector.tzid ?? 'UTC'
      const found = occurrencesBetween(of, { from: Date.parse(`${vector.dtstart}Z`) - 1e8, until }, zone)
      const local = found.map(({ key }) => (vector.allDay ? `${key}T00:00:00` : `${key}:00`))
      const expected = vector.expected
      if (local.slice(0, expected.length).join() !== expected.join()) wrong.push({ id: vector.id, local, expected })
      const instants = found.slice(0, expected.length).map(({ schedule }) => startIn(schedule))
      // The zone data behind the vectors ends with 2037.
      const known = vector.expectedUtc?.filter((instant) => instant < '2038')
      if (known && instants.slice(0, known.length).join() !== known.join()) wrong.push({ id: vector.id, instants })
    }
    expect(wrong).toEqual([])
  })

  function seriesOf({ dtstart, tzid, rrule, exdate, rdate, allDay }: Vector): Series {
    const on = dtstart.slice(0, 10)
    const at = dtstart.slice(11, 16)
    const length = allDay ? 10 : 16
    const schedule = allDay ? task(on) : meeting(on, at, { endAt: `${at.slice(0, 3)}59`, timeZone: tzid ?? 'UTC' })
    // Without a zone, these mean the clock.
    const text = rrule.replace(/(UNTIL=\d{8}T\d{6})(?!Z)/, '$1Z')
    const read = valueIn(parseRecurrenceRule(text, { timed: !allDay, timeZone: tzid ?? 'UTC' }))
    const key = (date: string) => date.slice(0, length)
    return { schedule, rule: read, removed: exdate.map(key), added: rdate.map(key), overrides: [] }
  }

  function startIn(schedule: Schedule): string {
    if (schedule.kind === 'task') return keyOf(schedule)
    const { start, timeZone } = schedule
    return new Date(instantIn(start, timeZone)).toISOString().replace('.000', '')
  }
})
