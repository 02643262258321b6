import {
  type Busy,
  bookingHorizon,
  bookingsOf,
  type CalendarRecord,
  type CalendarView,
  calendarWindow,
  freeSlots,
  judgeOverlaps,
  type Participant,
  type Period,
  type SlotSearch,
  touchOccurrence,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meeting, series, task, utc, valueIn } from './scene.ts'

const anne: Participant = { kind: 'member', id: 'anne' }
const bob: Participant = { kind: 'member', id: 'bob' }
const room: Participant = { kind: 'resource', id: 'room' }

function record(id: string, fields: Partial<CalendarRecord>): CalendarRecord {
  return { id, ownerId: 'anne', participants: [], ...fields }
}

function view(from: string, until: string, fields: Partial<CalendarView> = {}): CalendarView {
  return {
    window: utc(from, until),
    members: ['anne', 'bob'],
    resources: ['room'],
    timeZone: 'Europe/Paris',
    ...fields,
  }
}

function shown(records: readonly CalendarRecord[], of: CalendarView) {
  const { blocks, tasks } = calendarWindow(records, of)
  const name = ({
    interactionId,
    occurrence,
  }: {
    readonly interactionId: string
    readonly occurrence: string | null
  }) => (occurrence === null ? interactionId : `${interactionId} ${occurrence}`)
  return { blocks: blocks.map(name), tasks: tasks.map(name) }
}

const weekly = record('weekly', {
  schedule: meeting('2026-01-05', '09:00'),
  series: series(meeting('2026-01-05', '09:00'), 'FREQ=WEEKLY'),
  participants: [bob, room],
})

describe('CAL-1 Views by window', () => {
  it('CAL-1 meetings are blocks by their start, tasks a list by their deadline', () => {
    const records = [
      record('later', { schedule: meeting('2026-01-06', '15:00') }),
      record('letter', { schedule: task('2026-01-07') }),
      record('call', { schedule: { kind: 'task', due: { ...meeting('2026-01-07', '10:00').start, timeZone: 'UTC' } } }),
      record('early', { schedule: meeting('2026-01-06', '08:00') }),
      record('unplanned', {}),
      record('elsewhere', { schedule: meeting('2026-02-06', '08:00') }),
    ]
    expect(shown(records, view('2026-01-05', '2026-01-12'))).toEqual({
      blocks: ['early', 'later'],
      tasks: ['call', 'letter'],
    })
  })

  it('CAL-1 PIT-13 a meeting of several members and resources stands there once, with those who are looked at', () => {
    const { blocks } = calendarWindow([weekly], view('2026-01-05', '2026-01-12'))
    expect(blocks.map(({ attendees }) => attendees)).toEqual([[anne, bob, room]])
    const ofBob = calendarWindow([weekly], view('2026-01-05', '2026-01-12', { members: ['bob'], resources: [] }))
    expect(ofBob.blocks.map(({ attendees }) => attendees)).toEqual([[bob]])
    expect(shown([weekly], view('2026-01-05', '2026-01-12', { members: ['carl'], resources: [] })).blocks).toEqual([])
    const twice = record('twice', { schedule: meeting('2026-01-06', '08:00'), participants: [anne] })
    expect(calendarWindow([twice], view('2026-01-05', '2026-01-12')).blocks[0]?.attendees).toEqual([anne])
  })

  it('CAL-3 an occurrence that was touched is the child’s', () => {
    const schedule = meeting('2026-01-13', '16:00')
    const touched = valueIn(
      touchOccurrence(weekly.series ?? series(schedule, 'FREQ=DAILY'), {
        of: '2026-01-12T09:00',
        interactionId: 'child',
        schedule,
      }),
    )
    const records = [{ ...weekly, series: touched }, record('child', { schedule })]
    expect(shown(records, view('2026-01-05', '2026-01-20')).blocks).toEqual([
      'weekly 2026-01-05T09:00',
      'child',
      'weekly 2026-01-19T09:00',
    ])
  })

  it('CAL-3 a recurring task stands there with its next occurrence only', () => {
    const daily = series(task('2026-01-05'), 'FREQ=DAILY')
    const tasks = (of: CalendarRecord) => shown([of], view('2026-01-01', '2026-02-01')).tasks
    expect(tasks(record('daily', { series: daily }))).toEqual(['daily 2026-01-05'])
    const done = { of: '2026-01-05', interactionId: 'child', schedule: task('2026-01-05') }
    expect(tasks(record('daily', { series: { ...daily, overrides: [done] } }))).toEqual(['daily 2026-01-06'])
  })

  it('CAL-1 a meeting that was concluded before it began does not take place, and books nothing', () => {
    const schedule = meeting('2026-01-13', '09:00')
    const concluded = (at: string) => record('once', { schedule, participants: [room], concludedAt: Date.parse(at) })
    const { window } = view('2026-01-05', '2026-01-20')
    const taken = (of: CalendarRecord) => [shown([of], view('2026-01-05', '2026-01-20')).blocks, bookingsOf(of, window)]
    expect(taken(concluded('2026-01-13T08:00Z'))).toEqual([[], []])
    expect(taken(concluded('2026-01-13T08:01Z'))).toMatchObject([['once'], [{ resourceId: 'room' }]])
    const letter = record('letter', { schedule: task('2026-01-13'), concludedAt: Date.parse('2026-01-08') })
    expect(shown([letter], view('2026-01-05', '2026-01-20')).tasks).toEqual(['letter'])
  })

  it('CAL-1 a series that was concluded keeps what was before', () => {
    const concluded = { ...weekly, concludedAt: Date.parse('2026-01-14T12:00Z') }
    expect(shown([concluded], view('2026-01-05', '2026-02-20')).blocks).toEqual([
      'weekly 2026-01-05T09:00',
      'weekly 2026-01-12T09:00',
    ])
  })
})

describe('CAL-3 Bookings', () => {
  it('CAL-3 the bookings of a series are written down two years ahead, and members’ are not', () => {
    const now = Date.parse('2026-01-01T12:00Z')
    const horizon = bookingHorizon(now, 'Europe/Paris')
    expect(new Date(horizon).toISOString()).toBe('2028-01-01T12:00:00.000Z')
    const booked = bookingsOf(weekly, { from: now, until: horizon })
    expect(booked.length).toBe(104)
    expect(booked[0]).toEqual({
      resourceId: 'room',
      interactionId: 'weekly',
      occurrence: '2026-01-05T09:00',
      period: { from: Date.parse('2026-01-05T08:00Z'), until: Date.parse('2026-01-05T09:00Z') },
    })
    expect(
      bookingsOf({ ...weekly, series: series(task('2026-01-05'), 'FREQ=DAILY') }, { from: now, until: horizon }),
    ).toEqual([])
  })

  it('CAL-3 two years after a leap day is the day before', () => {
    expect(new Date(bookingHorizon(Date.parse('2028-02-29T12:00Z'), 'UTC')).toISOString()).toBe(
      '2030-02-28T12:00:00.000Z',
    )
  })
})

const weekdays = ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, from: '09:00', until: '18:00' }))
const search: SlotSearch = {
  window: utc('2026-01-05', '2026-01-06'),
  who: [anne, room],
  busy: [],
  lengthMinutes: 60,
  gridMinutes: 60,
  workingHours: weekdays,
  timeZone: 'Europe/Paris',
}

function at(from: string, until: string, on = '2026-01-05'): Period {
  return { from: Date.parse(`${on}T${from}Z`), until: Date.parse(`${on}T${until}Z`) }
}

function begins(of: Partial<SlotSearch>): readonly string[] {
  return freeSlots({ ...search, ...of }).map(({ from }) => new Date(from).toISOString().slice(0, 16))
}

describe('CAL-2 Availability', () => {
  it('CAL-2 slots lie within working hours, on the clocks of the workspace', () => {
    expect(begins({})).toHaveLength(9)
    expect(begins({})[0]).toBe('2026-01-05T08:00')
    expect(begins({ window: utc('2026-07-06', '2026-07-07') })[0]).toBe('2026-07-06T07:00')
    expect(begins({ window: utc('2026-01-10', '2026-01-12') })).toEqual([])
  })

  it('CAL-2 a slot is free for all who are asked for, and for nobody else', () => {
    const busy: readonly Busy[] = [
      { who: anne, period: at('08:00', '10:30') },
      { who: room, period: at('12:00', '13:00') },
      { who: bob, period: at('00:00', '23:00') },
    ]
    expect(begins({ busy })).toEqual(['11', '13', '14', '15', '16'].map((hour) => `2026-01-05T${hour}:00`))
    expect(begins({ busy, who: [bob] })).toEqual([])
    expect(begins({ busy, lengthMinutes: 180 })).toEqual(['2026-01-05T13:00', '2026-01-05T14:00'])
    expect(begins({ busy, lengthMinutes: 241 })).toEqual([])
  })

  it('CAL-2 in the night of a clock change the hours are those that there are', () => {
    const nights = [{ weekday: 7 as const, from: '00:00', until: '06:00' }]
    const on = (day: string, next: string) => begins({ window: utc(day, next), workingHours: nights, who: [] })
    expect(on('2026-03-28', '2026-03-30')).toHaveLength(5)
    expect(on('2026-10-24', '2026-10-26')).toHaveLength(7)
  })

  it('CAL-2 hours may end with the day', () => {
    const late = [{ weekday: 1 as const, from: '22:00', until: '24:00' }]
    expect(begins({ workingHours: late, window: utc('2026-01-05', '2026-01-07') })).toEqual([
      '2026-01-05T21:00',
      '2026-01-05T22:00',
    ])
  })

  it('CAL-2 hours may go on after midnight, and no slot is there twice', () => {
    const night = [
      { weekday: 1 as const, from: '22:00', until: '24:00' },
      { weekday: 2 as const, from: '00:00', until: '01:30' },
    ]
    const window = utc('2026-01-05', '2026-01-07')
    expect(begins({ workingHours: night, window, lengthMinutes: 90 })).toEqual([
      '2026-01-05T21:00',
      '2026-01-05T22:00',
      '2026-01-05T23:00',
    ])
  })

  it('CAL-2 a member’s overlap is a warning, a resource’s a conflict, and meetings that touch are neither', () => {
    const ofAnne: Busy = { who: anne, period: at('09:00', '10:00') }
    const ofRoom: Busy = { who: room, period: at('09:00', '10:00') }
    const judged = (period: Period, busy: readonly Busy[]) => judgeOverlaps(period, [anne, room], busy)
    expect(judged(at('09:30', '11:00'), [ofAnne])).toEqual({ ok: true, value: { warnings: [ofAnne] } })
    expect(judged(at('09:30', '11:00'), [ofAnne, ofRoom])).toEqual({
      ok: false,
      error: { code: 'resource-taken', conflicts: [ofRoom] },
    })
    expect(judged(at('10:00', '11:00'), [ofAnne, ofRoom])).toEqual({ ok: true, value: { warnings: [] } })
    expect(judgeOverlaps(at('09:00', '10:00'), [bob], [ofAnne, ofRoom])).toEqual({ ok: true, value: { warnings: [] } })
  })

  it('CAL-2 slots are those that looking at every minute finds', () => {
    const minute = 60_000
    const stretch = fc
      .tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 1, max: 200 }))
      .map(([start, length]) => ({
        from: search.window.from + start * minute,
        until: search.window.from + (start + length) * minute,
      }))
    const drawn = fc.record({
      busy: fc.array(fc.record({ who: fc.constantFrom(anne, bob, room), period: stretch }), { maxLength: 8 }),
      lengthMinutes: fc.integer({ min: 5, max: 150 }),
      gridMinutes: fc.constantFrom(10, 15, 45),
    })
    fc.assert(
      fc.property(drawn, ({ busy, lengthMinutes, gridMinutes }) => {
        const isFree = (instant: number) => {
          const hour = (instant - search.window.from) / minute / 60 + 1
          const taken = busy.some(({ who, period }) => who !== bob && period.from <= instant && instant < period.until)
          return hour >= 9 && hour < 18 && !taken
        }
        const expected: number[] = []
        for (let from = search.window.from - 60 * minute; from < search.window.until; from += gridMinutes * minute) {
          const minutes = Array.from({ length: lengthMinutes }, (_, index) => from + index * minute)
          if (minutes.every(isFree)) expected.push(from)
        }
        const found = freeSlots({ ...search, busy, lengthMinutes, gridMinutes })
        expect(found.map(({ from }) => from)).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })
})
