import {
  type Booking,
  bookedFrom,
  type Interaction,
  normalizeSchedule,
  removeOccurrence,
  separateBookings,
  startSeries,
} from 'crmkit/domain'
import { buildInteraction } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookingsInTheWay, mostConflicts } from '../../../src/calendar/resource-bookings.ts'

const now = Date.UTC(2026, 0, 5, 9)
const hour = 3_600_000

function booking(from: number, until: number, interactionId = 'sale', resourceId = 'van'): Booking {
  return { resourceId, interactionId, occurrence: null, period: { from, until } }
}

function matter(fields: Partial<Interaction> = {}): Interaction {
  const said = { meeting: { startOn: '2026-03-02', startAt: '09:00', endAt: '10:00' } }
  const schedule = normalizeSchedule(said, { now, timeZone: 'Europe/Paris' })
  if (!schedule.ok) throw new Error('no meeting')
  const participants = [{ kind: 'resource', id: 'van' } as const, { kind: 'member', id: 'anne' } as const]
  const record = { ...buildInteraction({ id: 'sale', participants, schedule: schedule.value }), number: 1 }
  return { ...record, ...fields } as Interaction
}

function recurring(rule: string): Interaction {
  const { schedule } = matter()
  const series = schedule && startSeries({ schedule, rule })
  if (!series?.ok) throw new Error('no series')
  return { ...matter(), series: series.value }
}

describe('What matters book', () => {
  it('CAL-2 a meeting books its resources, however far ahead it is', () => {
    const from = Date.UTC(2026, 2, 2, 8)
    expect(bookedFrom(matter(), now, 'Europe/Paris')).toEqual({
      interactionId: 'sale',
      version: 1,
      bookings: [booking(from, from + hour)],
    })
    expect(bookedFrom(matter(), Date.UTC(2030, 0), 'Europe/Paris').bookings).toHaveLength(1)
  })

  it.each<readonly [string, Interaction]>([
    ['in the trash', matter({ trashedAt: now })],
    ['without a resource', matter({ participants: [{ kind: 'member', id: 'anne' }] })],
    ['a task', matter({ schedule: { kind: 'task', due: { on: '2026-03-02' } } } as Partial<Interaction>)],
    ['without a schedule', (({ schedule: _none, ...rest }) => rest)(matter()) as Interaction],
  ])('CAL-2 books nothing %s', (_name, record) => {
    expect(bookedFrom(record, now, 'Europe/Paris').bookings).toEqual([])
  })

  it('CAL-3 a series books two years ahead, from now on', () => {
    const weekly = recurring('FREQ=WEEKLY')
    const { bookings } = bookedFrom(weekly, now, 'Europe/Paris')
    expect(bookings[0]?.occurrence).toBe('2026-03-02T09:00')
    expect(bookings.at(-1)?.occurrence).toBe('2028-01-03T09:00')
    const later = bookedFrom(weekly, Date.UTC(2026, 5, 1), 'Europe/Paris').bookings
    expect(later[0]?.occurrence).toBe('2026-06-01T09:00')
    const { series } = weekly
    const skipped = series && removeOccurrence(series, '2026-03-09T09:00')
    if (!skipped?.ok) throw new Error('not skipped')
    const left = bookedFrom({ ...weekly, series: skipped.value.series }, now, 'Europe/Paris').bookings
    expect(left).toHaveLength(bookings.length - 1)
  })

  it('CAL-2 what lasts into the next ends there: the same time is booked, and nothing twice', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 })), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(spans, (given) => {
        const bookings = given.map(([from, length], n) => booking(from, from + length, 'sale', n % 3 ? 'van' : 'room'))
        const apart = separateBookings(bookings)
        for (const resource of ['van', 'room']) {
          for (let minute = 0; minute < 45; minute += 1) {
            const at = (each: Booking) =>
              each.resourceId === resource && each.period.from <= minute && minute < each.period.until
            expect(apart.filter(at).length).toBe(bookings.some(at) ? 1 : 0)
          }
        }
        expect(apart.every(({ period }) => period.from < period.until)).toBe(true)
      }),
    )
  })

  it('CAL-2 is in the way: another matter, of the same resource, at an overlapping time', () => {
    const others = [
      booking(5, 8, 'b'),
      booking(0, 2, 'a'),
      booking(2, 3, 'sale'),
      booking(2, 3, 'c', 'room'),
      booking(8, 9, 'd'),
    ]
    expect(bookingsInTheWay([booking(1, 8)], others)).toEqual([booking(0, 2, 'a'), booking(5, 8, 'b')])
    const many = Array.from({ length: 30 }, (_, n) => booking(30 - n, 31 - n, `${n}`))
    expect(bookingsInTheWay([booking(0, 40)], many)).toHaveLength(mostConflicts)
  })
})
