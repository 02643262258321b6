import {
  addOccurrence,
  changeSeries,
  endSeries,
  occurrencesBetween,
  removeOccurrence,
  type Series,
  splitSeries,
  touchOccurrence,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keys, meeting, series, starts, task, utc, valueIn } from './scene.ts'

const mondays = series(meeting('2026-01-05', '09:00'), 'FREQ=WEEKLY;COUNT=6')

function problems(result: {
  readonly ok: boolean
  readonly error?: { readonly issues: readonly { path: string; problem: string }[] }
}) {
  return result.ok ? [] : result.error?.issues.map(({ path, problem }) => `${path} ${problem}`)
}

function both(split: { readonly before: Series | null; readonly after: Series }, until = '2027-01-01') {
  return [split.before, split.after].map((part) => (part === null ? null : keys(part, '2026-01-01', until)))
}

describe('CAL-3 This, this and following, all', () => {
  it('CAL-3 this: an occurrence is taken out, and may come back', () => {
    const { series: without } = valueIn(removeOccurrence(mondays, '2026-01-12T09:00'))
    expect(keys(without, '2026-01-01', '2026-01-20')).toEqual(['2026-01-05T09:00', '2026-01-19T09:00'])
    expect(valueIn(addOccurrence(without, '2026-01-12T09:00'))).toEqual(mondays)
  })

  it('CAL-3 this: an occurrence is added that no rule brings, and taken out again', () => {
    const more = valueIn(addOccurrence(mondays, '2026-01-07T15:00'))
    expect(keys(more, '2026-01-01', '2026-01-10')).toEqual(['2026-01-05T09:00', '2026-01-07T15:00'])
    expect(valueIn(removeOccurrence(more, '2026-01-07T15:00')).series).toEqual(mondays)
  })

  it('CAL-3 this: what is touched becomes a child, and is where that was moved to', () => {
    const moved = { of: '2026-01-12T09:00', interactionId: 'child', schedule: meeting('2026-01-13', '16:00') }
    const touched = valueIn(touchOccurrence(mondays, moved))
    expect(starts(touched, '2026-01-10', '2026-01-20')).toEqual(['2026-01-13T15:00', '2026-01-19T08:00'])
    expect(occurrencesBetween(touched, utc('2026-01-13', '2026-01-14'), 'UTC')).toEqual([
      { key: '2026-01-12T09:00', schedule: moved.schedule, interactionId: 'child' },
    ])
    expect(keys(touched, '2026-01-12', '2026-01-13')).toEqual([])
    const again = { ...moved, schedule: meeting('2026-03-02', '16:00') }
    expect(valueIn(touchOccurrence(touched, again)).overrides).toEqual([again])
  })

  it('CAL-3 what the rule does not bring is refused, with what to give', () => {
    for (const key of ['2026-01-06T09:00', '2026-01-12', '2026-01-12T10:00', '2026-02-16T09:00', 'tomorrow', '']) {
      expect(problems(removeOccurrence(mondays, key))).toEqual(['occurrence unknown-option'])
      expect(problems(endSeries(mondays, key))).toEqual(['occurrence unknown-option'])
      expect(
        problems(touchOccurrence(mondays, { of: key, interactionId: 'child', schedule: task('2026-01-05') })),
      ).toEqual(['occurrence unknown-option'])
    }
    for (const key of [
      '2026-01-12',
      '2026-02-30T09:00',
      '2026-01-12T24:00',
      '2026-01-12T9:00:00',
      'on Monday, 09:00',
    ]) {
      expect(problems(addOccurrence(mondays, key))).toEqual(['occurrence unknown-option'])
    }
  })

  it('CAL-3 this and following: the series ends before it', () => {
    const ended = valueIn(endSeries(mondays, '2026-01-19T09:00'))
    expect(ended && keys(ended, '2026-01-01', '2027-01-01')).toEqual(['2026-01-05T09:00', '2026-01-12T09:00'])
    expect(valueIn(endSeries(mondays, '2026-01-05T09:00'))).toBeNull()
    const { series: without } = valueIn(removeOccurrence(mondays, '2026-01-05T09:00'))
    expect(valueIn(endSeries(without, '2026-01-12T09:00'))).toBeNull()
  })

  it('CAL-3 this and following: two series, the second with what is left of COUNT', () => {
    const split = valueIn(splitSeries(mondays, '2026-01-19T09:00', { schedule: meeting('2026-01-19', '11:00') }))
    expect(both(split)).toEqual([
      ['2026-01-05T09:00', '2026-01-12T09:00'],
      ['2026-01-19T11:00', '2026-01-26T11:00', '2026-02-02T11:00', '2026-02-09T11:00'],
    ])
  })

  it('CAL-3 this and following: what was taken out or touched stays with its part, and moves with it', () => {
    const child = { interactionId: 'child', schedule: meeting('2026-02-03', '16:00') }
    const touched = valueIn(touchOccurrence(mondays, { of: '2026-02-02T09:00', ...child }))
    const { series: without } = valueIn(removeOccurrence(touched, '2026-01-12T09:00'))
    const split = valueIn(splitSeries(without, '2026-01-19T09:00', { schedule: meeting('2026-01-20', '11:00') }))
    expect(split.before?.removed).toEqual(['2026-01-12T09:00'])
    expect(split.after.removed).toEqual([])
    expect(split.after.overrides).toEqual([{ of: '2026-02-03T11:00', ...child }])
    expect(split.detached).toEqual([])
  })

  it('CAL-3 all: the series has another time, and UNTIL moves with it', () => {
    const until = series(meeting('2026-01-05', '09:00'), 'FREQ=DAILY;UNTIL=20260107T080000Z')
    const { series: later } = valueIn(changeSeries(until, { schedule: meeting('2026-01-05', '17:00') }))
    expect(keys(later, '2026-01-01', '2026-02-01')).toEqual([
      '2026-01-05T17:00',
      '2026-01-06T17:00',
      '2026-01-07T17:00',
    ])
  })

  it('CAL-3 all: with another rule, what it does not come to is detached and goes on by itself', () => {
    const child = { of: '2026-01-12T09:00', interactionId: 'child', schedule: meeting('2026-01-13', '16:00') }
    const touched = valueIn(touchOccurrence(mondays, child))
    const { series: without } = valueIn(removeOccurrence(touched, '2026-01-19T09:00'))
    const changed = valueIn(changeSeries(without, { rule: 'FREQ=WEEKLY;INTERVAL=2' }))
    expect(changed).toMatchObject({ detached: [child], series: { removed: ['2026-01-19T09:00'], overrides: [] } })
  })

  it('CAL-3 all: a first time to which the rule does not come is refused, and so is another kind', () => {
    const fixed = series(meeting('2026-01-05', '09:00'), 'FREQ=WEEKLY;BYDAY=MO')
    expect(problems(changeSeries(fixed, { schedule: meeting('2026-01-06', '09:00') }))).toEqual(['rule contradiction'])
    expect(
      problems(changeSeries(fixed, { schedule: meeting('2026-01-06', '09:00'), rule: 'FREQ=WEEKLY;BYDAY=TU' })),
    ).toEqual([])
    expect(problems(changeSeries(fixed, { schedule: task('2026-01-05') }))).toEqual(['schedule contradiction'])
  })

  it('CAL-3 PIT-12 a series that is cut anywhere has together what it had, and nothing twice', () => {
    const rules = fc.constantFrom(
      'FREQ=DAILY;COUNT=20',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU;WKST=SU',
      'FREQ=MONTHLY;BYDAY=1MO,3WE',
      'FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5,-1;COUNT=9',
      'FREQ=WEEKLY;BYDAY=MO,TU,WE;BYSETPOS=1,3;UNTIL=20260601T080000Z',
      'FREQ=YEARLY;BYMONTH=1,4;BYDAY=MO',
    )
    fc.assert(
      fc.property(rules, fc.nat(), fc.nat(), (rule, removedAt, cutAt) => {
        const whole = series(meeting('2026-01-05', '09:00'), rule)
        const all = keys(whole, '2026-01-01', '2027-01-01')
        const removed = all[removedAt % all.length] ?? ''
        const { series: without } = valueIn(removeOccurrence(whole, removed))
        const left = keys(without, '2026-01-01', '2027-01-01')
        const at = left[cutAt % left.length] ?? ''
        const parts = both(valueIn(splitSeries(without, at, {})))
        expect(parts[1]?.[0]).toBe(at)
        expect([...(parts[0] ?? []), ...(parts[1] ?? [])]).toEqual(left)
      }),
      { numRuns: 60 },
    )
  })
})
