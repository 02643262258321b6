import { addDays, instantIn, type PlainTime, parsePlainTime, wallClockIn } from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { day } from './scene.ts'

const minuteMs = 60_000

function time(minutes: number): PlainTime {
  const parsed = parsePlainTime(new Date(minutes * minuteMs).toISOString().slice(11, 16))
  if (parsed === null) throw new Error(`${minutes} is no time of day`)
  return parsed
}

describe('Wall clocks', () => {
  it('INT-6 an instant shows its wall clock, is the first to do so, and only gaps show another', {
    timeout: 60_000,
  }, () => {
    const zones = ['Europe/Paris', 'America/Recife', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'UTC']
    const drawn = fc.record({
      timeZone: fc.constantFrom(...zones),
      days: fc.integer({ min: 0, max: 40 * 365 }),
      minutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
    })
    fc.assert(
      fc.property(drawn, ({ timeZone, days, minutes }) => {
        const clock = { on: addDays(day('1995-01-01'), days), at: time(minutes) }
        const instant = instantIn(clock, timeZone)
        const shown = wallClockIn(instant, timeZone)
        if (`${shown.on}T${shown.at}` !== `${clock.on}T${clock.at}`) {
          // A gap: the minute before it and the minute after it are further apart than a minute.
          const back = `${shown.on}T${shown.at}` > `${clock.on}T${clock.at}`
          expect(back).toBe(true)
        }
        for (const earlier of [30, 60]) expect(wallClockIn(instant - earlier * minuteMs, timeZone)).not.toEqual(clock)
      }),
      { numRuns: 2000 },
    )
  })

  it('INT-6 what clocks show is what the runtime says, before, at and after every change of a zone', () => {
    for (const timeZone of ['Europe/Paris', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Pacific/Apia', 'UTC']) {
      const runtime = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' })
      const shown = (instant: number) => Object.values(wallClockIn(instant, timeZone)).join(' ')
      for (let at = Date.parse('2010-12-25T22:59:30Z'); at < Date.parse('2012-01-03T00:00Z'); at += 30 * minuteMs) {
        if (shown(at) !== runtime.format(at))
          expect([timeZone, at, shown(at)]).toEqual([timeZone, at, runtime.format(at)])
      }
      expect(shown(Date.parse('2012-07-01T12:00Z'))).toBe(runtime.format(Date.parse('2012-07-01T12:00Z')))
    }
  })

  it('INT-6 clocks that are changed and changed back within a week are seen', () => {
    // Recife had summer time from the 8th to the 15th of October 2000.
    const offsets = ['2000-10-07', '2000-10-12', '2000-10-16'].map(
      (on) => (instantIn({ on: day(on), at: time(720) }, 'America/Recife') - Date.parse(`${on}T12:00Z`)) / 3_600_000,
    )
    expect(offsets).toEqual([3, 2, 3])
  })
})
