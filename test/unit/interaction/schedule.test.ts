import {
  busyPeriod,
  decideInteraction,
  endOf,
  instantIn,
  type KnownInteraction,
  lastDay,
  type NewSchedule,
  normalizeSchedule,
  parsePlainTime,
  plannedDay,
  quickDeadlines,
  type Schedule,
  type ScheduleShape,
  scheduleCommands,
  shapeOf,
  startDay,
  wallClockIn,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { applied, day, issuesOf, occasion, sale, start, valueIn } from './scene.ts'

const paris = { now: start, timeZone: 'Europe/Paris' }

function schedule(input: NewSchedule, defaults = paris): Schedule {
  return valueIn(normalizeSchedule(input, defaults))
}

function instant(on: string, at: string, timeZone: string): string {
  const time = parsePlainTime(at)
  if (time === null) throw new Error(`${at} is no time`)
  return new Date(instantIn({ on: day(on), at: time }, timeZone)).toISOString()
}

const task: NewSchedule = { task: { dueOn: '2026-03-04' } }
const meeting: NewSchedule = { meeting: { startOn: '2026-03-04', startAt: '10:00', endAt: '11:45' } }

describe('INT-6 Tasks and meetings', () => {
  it('INT-6 a task floats between an optional start and a deadline: a day, or a day with time and zone', () => {
    expect(schedule(task)).toEqual({ kind: 'task', due: { on: '2026-03-04' } })
    expect(
      schedule({ task: { startOn: '2026-03-01', dueOn: '2026-03-04', dueAt: '17:30', timeZone: 'Europe/Bucharest' } }),
    ).toEqual({
      kind: 'task',
      start: { on: '2026-03-01' },
      due: { on: '2026-03-04', at: '17:30', timeZone: 'Europe/Bucharest' },
    })
  })

  it('INT-6 a meeting has a start and an end after it, with its zone', () => {
    expect(schedule(meeting)).toEqual({
      kind: 'meeting',
      start: { on: '2026-03-04', at: '10:00' },
      end: { on: '2026-03-04', at: '11:45' },
      timeZone: 'Europe/Paris',
    })
    const night = { startOn: '2026-03-04', startAt: '22:00', endOn: '2026-03-05', endAt: '01:00', timeZone: 'UTC' }
    expect(schedule({ meeting: night })).toMatchObject({ end: { on: '2026-03-05', at: '01:00' }, timeZone: 'UTC' })
  })

  it('INT-6 only meetings make busy', () => {
    expect(busyPeriod(schedule(task))).toBeNull()
    expect(busyPeriod(schedule(meeting))).toEqual({
      from: Date.UTC(2026, 2, 4, 9),
      until: Date.UTC(2026, 2, 4, 10, 45),
    })
  })

  it.each<[string, NewSchedule, readonly string[]]>([
    ['no day', { task: { dueOn: '2026-02-30' } }, ['task.dueOn invalid-date']],
    ['no deadline', { task: { dueOn: ' ' } }, ['task.dueOn missing']],
    ['another word', { task: { dueOn: 'toString' } }, ['task.dueOn invalid-date']],
    ['a mistyped year', { task: { dueOn: '0206-03-04' } }, ['task.dueOn out-of-range']],
    ['no time', { task: { dueOn: '2026-03-04', dueAt: '24:00' } }, ['task.dueAt invalid-format']],
    ['a time without its day', { task: { dueOn: '2026-03-04', startAt: '09:00' } }, ['task.startOn missing']],
    ['no zone', { task: { dueOn: '2026-03-04', timeZone: 'Europe/Lutetia' } }, ['task.timeZone unknown-time-zone']],
    [
      'a start after the deadline',
      { task: { startOn: '2026-03-05', dueOn: '2026-03-04' } },
      ['task.startOn contradiction'],
    ],
    [
      'a start at the deadline',
      { task: { startOn: '2026-03-04', startAt: '10:00', dueOn: '2026-03-04', dueAt: '10:00' } },
      ['task.startOn contradiction'],
    ],
    [
      'an end before the start',
      { meeting: { startOn: '2026-03-04', startAt: '10:00', endAt: '09:00' } },
      ['meeting.endAt contradiction'],
    ],
    [
      'an end at the start',
      { meeting: { startOn: '2026-03-04', startAt: '10:00', endAt: '10:00' } },
      ['meeting.endAt contradiction'],
    ],
    [
      'nothing at all',
      { meeting: { startOn: '', startAt: '', endAt: '' } },
      ['meeting.startOn missing', 'meeting.startAt missing', 'meeting.endAt missing'],
    ],
    [
      'wrong on wrong',
      { meeting: { startOn: 'x', startAt: 'x', endOn: 'x', endAt: 'x', timeZone: 'x' } },
      [
        'meeting.timeZone unknown-time-zone',
        'meeting.startOn invalid-date',
        'meeting.startAt invalid-format',
        'meeting.endOn invalid-date',
        'meeting.endAt invalid-format',
      ],
    ],
  ])('INT-6 refuses %s', (_, input, issues) => {
    expect(issuesOf(normalizeSchedule(input, paris))).toEqual(issues)
  })

  it('INT-6 a whole day is the same day everywhere, a time is not', () => {
    const whole = schedule(task)
    const timed = schedule({ task: { dueOn: '2026-03-04', dueAt: '23:30', startOn: '2026-03-04', startAt: '00:30' } })
    for (const zone of ['Pacific/Kiritimati', 'Europe/Paris', 'Pacific/Pago_Pago']) {
      expect(lastDay(whole, zone)).toBe('2026-03-04')
    }
    expect([startDay(timed, 'Pacific/Pago_Pago'), lastDay(timed, 'Pacific/Kiritimati')]).toEqual([
      '2026-03-03',
      '2026-03-05',
    ])
    expect(startDay(whole, 'UTC')).toBeNull()
    expect(startDay(undefined, 'UTC')).toBeNull()
  })

  it('INT-6 a meeting is looked forward to on the day it starts, and over when it ends', () => {
    const long = schedule({ meeting: { startOn: '2026-03-04', startAt: '10:00', endOn: '2026-03-06', endAt: '00:00' } })
    expect([startDay(long, 'Europe/Paris'), plannedDay(long, 'Europe/Paris'), lastDay(long, 'Europe/Paris')]).toEqual([
      '2026-03-04',
      '2026-03-04',
      '2026-03-05',
    ])
    expect(endOf(long, 'UTC')).toBe(Date.UTC(2026, 2, 5, 23))
    expect(endOf(schedule(task), 'Europe/Paris')).toBe(Date.UTC(2026, 2, 4, 23))
    expect(endOf(schedule({ task: { dueOn: '2026-03-04', dueAt: '17:00' } }), 'UTC')).toBe(Date.UTC(2026, 2, 4, 16))
    expect(plannedDay(schedule(task), 'UTC')).toBe('2026-03-04')
  })
})

describe('INT-10 Quick deadlines', () => {
  it.each([
    ['today', '2026-01-05'],
    ['in-3-days', '2026-01-08'],
    ['in-a-week', '2026-01-12'],
  ])('INT-10 %s is %s', (dueOn, due) => {
    expect(schedule({ task: { dueOn } })).toEqual({ kind: 'task', due: { on: due } })
  })

  it('INT-10 are counted from today in the zone of the workspace, west and east of UTC', () => {
    const evening = Date.UTC(2026, 11, 31, 23, 30)
    const due = (timeZone: string) => schedule({ task: { dueOn: 'today' } }, { now: evening, timeZone })
    expect(due('America/Los_Angeles')).toMatchObject({ due: { on: '2026-12-31' } })
    expect(due('Europe/Paris')).toMatchObject({ due: { on: '2027-01-01' } })
    expect(due('Pacific/Auckland')).toMatchObject({ due: { on: '2027-01-01' } })
    expect(quickDeadlines).toEqual({ today: 0, 'in-3-days': 3, 'in-a-week': 7 })
  })
})

describe('INT-6 Clock changes', () => {
  it.each([
    ['Europe/Paris', '2026-03-29', '01:59', '2026-03-29T00:59:00.000Z', '01:59'],
    ['Europe/Paris', '2026-03-29', '02:00', '2026-03-29T01:00:00.000Z', '03:00'],
    ['Europe/Paris', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z', '03:30'],
    ['Europe/Paris', '2026-03-29', '03:00', '2026-03-29T01:00:00.000Z', '03:00'],
    ['Europe/Paris', '2026-10-25', '01:59', '2026-10-24T23:59:00.000Z', '01:59'],
    ['Europe/Paris', '2026-10-25', '02:00', '2026-10-25T00:00:00.000Z', '02:00'],
    ['Europe/Paris', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z', '02:30'],
    ['Europe/Paris', '2026-10-25', '03:00', '2026-10-25T02:00:00.000Z', '03:00'],
    ['Europe/Budapest', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z', '03:30'],
    ['Europe/Budapest', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z', '02:30'],
    ['Europe/Bucharest', '2026-03-29', '02:30', '2026-03-29T00:30:00.000Z', '02:30'],
    ['Europe/Bucharest', '2026-03-29', '03:30', '2026-03-29T01:30:00.000Z', '04:30'],
    ['Europe/Bucharest', '2026-10-25', '03:30', '2026-10-25T00:30:00.000Z', '03:30'],
    ['Europe/Bucharest', '2026-10-25', '04:00', '2026-10-25T02:00:00.000Z', '04:00'],
    // Without clock changes.
    ['Asia/Tokyo', '2026-03-29', '02:30', '2026-03-28T17:30:00.000Z', '02:30'],
    ['UTC', '2026-10-25', '02:30', '2026-10-25T02:30:00.000Z', '02:30'],
    ['Asia/Kathmandu', '2026-10-25', '02:30', '2026-10-24T20:45:00.000Z', '02:30'],
    // By half an hour; at midnight; and a day that an island has left out.
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00.000Z', '02:45'],
    ['Africa/Cairo', '2026-04-24', '00:00', '2026-04-23T22:00:00.000Z', '01:00'],
    ['Pacific/Apia', '2011-12-30', '10:00', '2011-12-30T20:00:00.000Z', '10:00'],
  ])('INT-6 %s, %s %s: forward by the gap, or the first of two', (zone, on, at, iso, shown) => {
    expect(instant(on, at, zone)).toBe(iso)
    expect(wallClockIn(Date.parse(iso), zone).at).toBe(shown)
  })

  it.each(['Europe/Paris', 'Europe/Bucharest', 'Europe/Budapest', 'Australia/Lord_Howe', 'Asia/Tokyo'])(
    'INT-6 %s: every five minutes of the nights around clock changes is the first instant that shows it, or lies in a gap',
    (zone) => {
      for (const around of [
        Date.UTC(2026, 2, 28, 12),
        Date.UTC(2026, 3, 4, 10),
        Date.UTC(2026, 9, 3, 12),
        Date.UTC(2026, 9, 24, 12),
      ]) {
        const first = new Map<string, number>()
        for (let at = around; at < around + 30 * 3_600_000; at += 5 * 60_000) {
          const { on, at: time } = wallClockIn(at, zone)
          if (!first.has(`${on} ${time}`)) first.set(`${on} ${time}`, at)
        }
        for (const [shown, at] of first) {
          const clock = wallClockIn(at, zone)
          // The first minutes may have been shown before the stretch began.
          if (at > around + 3_600_000) expect(instantIn(clock, zone), shown).toBe(at)
        }
      }
    },
    120_000,
  )

  it('INT-6 a meeting in the night of a clock change ends after it starts in fact, too', () => {
    const night = (startAt: string, endAt: string, on: string): boolean =>
      normalizeSchedule({ meeting: { startOn: on, startAt, endAt } }, paris).ok
    // 02:45 does not exist and moves to 03:45, behind 03:15.
    expect(night('02:45', '03:15', '2026-03-29')).toBe(false)
    expect(night('02:15', '02:45', '2026-03-29')).toBe(true)
    expect(night('02:30', '03:30', '2026-03-29')).toBe(false)
    expect(night('01:30', '02:30', '2026-10-25')).toBe(true)
  })

  it('INT-6 a meeting keeps its wall-clock time over a clock change', () => {
    const at = (startOn: string) =>
      busyPeriod(schedule({ meeting: { startOn, startAt: '10:00', endAt: '11:00' } }))?.from
    expect([at('2026-03-28'), at('2026-03-29')]).toEqual([Date.UTC(2026, 2, 28, 9), Date.UTC(2026, 2, 29, 8)])
  })
})

describe('INT-6 Changing schedules', () => {
  const shapes: Readonly<Record<ScheduleShape, KnownInteraction>> = {
    none: sale,
    task: { ...sale, schedule: schedule(task) },
    meeting: { ...sale, schedule: schedule(meeting) },
  }
  const inputs: Readonly<Record<Schedule['kind'], NewSchedule>> = {
    task: { task: { dueOn: '2026-06-01' } },
    meeting: { meeting: { startOn: '2026-06-01', startAt: '10:00', endAt: '11:00' } },
  }
  const rows = (['none', 'task', 'meeting'] as const).flatMap((from) =>
    (['task', 'meeting'] as const).flatMap((to) =>
      (['reschedule', 'convert'] as const).map((kind) => [from, kind, to] as const),
    ),
  )

  it.each(rows)('INT-6 from %s, %s to %s', (from, kind, to) => {
    const decided = decideInteraction(shapes[from], { kind, schedule: inputs[to] }, occasion())
    const right = scheduleCommands[from][to]
    if (kind === right) {
      expect(shapeOf(valueIn(decided).interaction.schedule)).toBe(to)
      return
    }
    expect(decided).toMatchObject({
      ok: false,
      error: {
        code: 'invalid-input',
        issues: [{ path: 'schedule', problem: 'contradiction', value: to, allowed: [right] }],
      },
    })
  })

  it('INT-6 the table is the rule: turning one into the other is explicit', () => {
    expect(scheduleCommands).toEqual({
      none: { task: 'reschedule', meeting: 'reschedule' },
      task: { task: 'reschedule', meeting: 'convert' },
      meeting: { task: 'convert', meeting: 'reschedule' },
    })
  })

  it('INT-8 rescheduling keeps the record: nothing but schedule and update date changes', () => {
    const { interaction, entered } = applied(shapes.meeting, { kind: 'reschedule', schedule: inputs.meeting })
    expect(interaction).toEqual({
      ...shapes.meeting,
      schedule: schedule(inputs.meeting),
      updateDate: { on: '2026-06-01', from: 'schedule' },
    })
    expect(entered).toBeNull()
  })
})
