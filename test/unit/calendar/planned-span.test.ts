/** What lists and calendars look for of a matter. */
import {
  interactionIndex,
  type PlainDate,
  type PlainTime,
  plannedSpan,
  type Schedule,
  type Series,
  startSeries,
  touchOccurrence,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

const paris = 'Europe/Paris'
const day = (on: string): Schedule => ({ kind: 'task', due: { on: on as PlainDate } })
const meeting = (on: string, at: string, end: string): Schedule => ({
  kind: 'meeting',
  start: { on: on as PlainDate, at: at as PlainTime },
  end: { on: on as PlainDate, at: end as PlainTime },
  timeZone: paris,
})
const instant = (iso: string): number => Date.parse(iso)

function series(schedule: Schedule, rule: string): Series {
  const started = startSeries({ schedule, rule })
  if (!started.ok) throw new Error(rule)
  return started.value
}

describe('when a matter stands in calendars (CAL-1)', () => {
  it('is nowhere without a schedule', () => expect(plannedSpan({}, paris)).toBeNull())

  it.each([
    ['a meeting', meeting('2026-12-04', '09:00', '10:30'), '2026-12-04T08:00Z', '2026-12-04T09:30Z'],
    ['a deadline that is a day', day('2026-12-04'), '2026-12-03T23:00Z', '2026-12-04T23:00Z'],
    ['a day on which clocks go back', day('2026-10-25'), '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
  ])('is the time of %s', (_name, schedule, from, until) => {
    expect(plannedSpan({ schedule }, paris)).toEqual({ from: instant(from), until: instant(until) })
  })

  it('holds the moment of a deadline with a time', () => {
    const schedule: Schedule = {
      kind: 'task',
      due: { on: '2026-12-04' as PlainDate, at: '12:00' as PlainTime, timeZone: 'Europe/Bucharest' },
    }
    const from = instant('2026-12-04T10:00Z')
    expect(plannedSpan({ schedule }, paris)).toEqual({ from, until: from + 1 })
  })

  it.each([
    ['FREQ=WEEKLY;COUNT=3', '2026-12-18T09:30Z'],
    ['FREQ=WEEKLY;UNTIL=20261224T000000Z', '2026-12-18T09:30Z'],
    ['FREQ=YEARLY;UNTIL=20990101T000000Z', '2098-12-04T09:30Z'],
    ['FREQ=YEARLY;COUNT=300', '2325-12-04T09:30Z'],
  ])('lasts until the last meeting of %s', (rule, until) => {
    const schedule = meeting('2026-12-04', '09:00', '10:30')
    const span = plannedSpan({ schedule, series: series(schedule, rule) }, paris)
    expect(span).toEqual({ from: instant('2026-12-04T08:00Z'), until: instant(until) })
  })

  it('has no end where a meeting recurs without end', () => {
    const schedule = meeting('2026-12-04', '09:00', '10:30')
    const span = plannedSpan({ schedule, series: series(schedule, 'FREQ=WEEKLY') }, paris)
    expect(span).toEqual({ from: instant('2026-12-04T08:00Z') })
  })

  it('is the next one of a task that recurs, and nowhere when all became matters of their own', () => {
    const schedule = day('2026-12-04')
    const weekly = series(schedule, 'FREQ=WEEKLY;COUNT=2')
    const touch = (before: Series, of: string): Series => {
      const touched = touchOccurrence(before, { of, interactionId: `child of ${of}`, schedule })
      if (!touched.ok) throw new Error(of)
      return touched.value
    }
    const second = touch(weekly, '2026-12-04')
    expect(plannedSpan({ schedule, series: second }, paris)?.from).toBe(instant('2026-12-10T23:00Z'))
    expect(plannedSpan({ schedule, series: touch(second, '2026-12-11') }, paris)).toBeNull()
  })

  it('leaves out the last meetings that became matters of their own', () => {
    const schedule = meeting('2026-12-04', '09:00', '10:30')
    const touched = touchOccurrence(series(schedule, 'FREQ=WEEKLY;COUNT=3'), {
      of: '2026-12-18T09:00',
      interactionId: 'child',
      schedule: meeting('2027-02-01', '09:00', '10:00'),
    })
    if (!touched.ok) throw new Error('touch')
    expect(plannedSpan({ schedule, series: touched.value }, paris)?.until).toBe(instant('2026-12-11T09:30Z'))
  })
})

describe('how a matter is found (INT-1)', () => {
  it('folds subject, next step, channel and tags, each once', () => {
    const matter = { subject: 'Pommes à Élancourt', nextStep: 'Devis', channel: 'Salon', tags: ['devis', 'Été'] }
    expect(interactionIndex(matter, paris)).toEqual({
      sortKey: 'pommes a elancourt',
      searchText: 'pommes a elancourt devis salon ete',
    })
  })
})
