import {
  type CustomerOffset,
  instantIn,
  judgeReminder,
  type MemberOffset,
  meetingPeriod,
  memberOffsets,
  type PlannedReminder,
  planReminders,
  type ReminderSource,
  reminderRetryAt,
  reminderRetryDelaysMs,
  replanReminders,
  type Schedule,
  touchOccurrence,
  usualGraceMs,
  usualReminderHours,
  usualWishes,
  wallClockIn,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meeting, series, task, valueIn } from '../calendar/scene.ts'

const hours = usualReminderHours('Europe/Paris')
const start = Date.parse('2026-01-05T08:00Z')

function source(fields: Partial<ReminderSource>): ReminderSource {
  const reminders = usualWishes(fields.schedule?.kind ?? 'none')
  return { id: 'matter', ownerId: 'anne', participants: [], contactIds: [], state: 'open', reminders, ...fields }
}

/** Who is told when, with which offset. */
function planned(of: ReminderSource, now = start, at = hours): readonly string[] {
  return planReminders(of, { now, hours: at }).map(
    ({ audience, offset, dueAt }) => `${audience.id} ${offset} ${new Date(dueAt).toISOString().slice(0, 16)}`,
  )
}

const wishes = (member: MemberOffset | 'none', ...customer: readonly CustomerOffset[]) => ({ member, customer })

describe('REM-1 What reminders a matter has', () => {
  it.each<[MemberOffset | 'none', readonly string[]]>([
    ['none', []],
    ['5-minutes', ['anne 5-minutes 2026-02-02T07:55']],
    ['15-minutes', ['anne 15-minutes 2026-02-02T07:45']],
    ['30-minutes', ['anne 30-minutes 2026-02-02T07:30']],
    ['1-hour', ['anne 1-hour 2026-02-02T07:00']],
    ['2-hours', ['anne 2-hours 2026-02-02T06:00']],
    ['1-day', ['anne 1-day 2026-02-01T08:00']],
  ])('REM-1 a member is reminded of a meeting: %s', (offset, expected) => {
    expect(planned(source({ schedule: meeting('2026-02-02', '09:00'), reminders: wishes(offset) }))).toEqual(expected)
  })

  it('REM-1 tasks are reminded of a day before unless they say otherwise; meetings are not, customers never', () => {
    expect(usualWishes('task')).toEqual({ member: '1-day', customer: [] })
    expect(usualWishes('meeting')).toEqual({ member: 'none', customer: [] })
    expect(Object.keys(memberOffsets)).toHaveLength(6)
    expect(planned(source({}))).toEqual([])
  })

  it('REM-1 a customer is reminded of a meeting that asks for it, at the hours of the workspace', () => {
    const asked = source({
      schedule: meeting('2026-02-02', '14:00'),
      contactIds: ['carla', 'dan'],
      reminders: wishes('none', 'day-before', 'same-day'),
    })
    expect(planned(asked)).toEqual([
      'carla day-before 2026-02-01T17:00',
      'dan day-before 2026-02-01T17:00',
      'carla same-day 2026-02-02T07:00',
      'dan same-day 2026-02-02T07:00',
    ])
    expect(planned({ ...asked, schedule: task('2026-02-02') })).toEqual([])
    expect(planned({ ...asked, reminders: wishes('none') })).toEqual([])
  })

  it('REM-4 an hour that is not before the meeting is none for its customer', () => {
    const early = { contactIds: ['carla'], reminders: wishes('none', 'same-day') }
    expect(planned(source({ ...early, schedule: meeting('2026-02-02', '08:00') }))).toEqual([])
    expect(planned(source({ ...early, schedule: meeting('2026-02-02', '08:01') }))).toHaveLength(1)
  })
})

describe('REM-6 Who and when', () => {
  it('REM-6 the owner and the participants, each once; a resource is told nothing', () => {
    const participants = [
      { kind: 'member', id: 'bob' },
      { kind: 'resource', id: 'room' },
      { kind: 'member', id: 'anne' },
    ] as const
    const of = source({ schedule: meeting('2026-02-02', '09:00'), participants, reminders: wishes('1-hour') })
    expect(planned(of)).toEqual(['anne 1-hour 2026-02-02T07:00', 'bob 1-hour 2026-02-02T07:00'])
    expect(planned({ ...of, ownerId: null, participants: [] })).toEqual([])
  })

  it('REM-6 PIT-1 PIT-4 a deadline that is a day is reminded of at the workspace’s hour, wherever the workspace is', () => {
    const of = source({ schedule: task('2026-02-02') })
    const inZone = (zone: string) => planned(of, start, usualReminderHours(zone))
    expect(inZone('America/Los_Angeles')).toEqual(['anne 1-day 2026-02-01T17:00'])
    expect(inZone('Europe/Paris')).toEqual(['anne 1-day 2026-02-01T08:00'])
    expect(inZone('Pacific/Auckland')).toEqual(['anne 1-day 2026-01-31T20:00'])
  })

  it('REM-6 PIT-2 an hour that is smaller than the zone’s offset stays on its day', () => {
    const of = source({ schedule: task('2026-02-02'), reminders: wishes('5-minutes') })
    const early = { ...usualReminderHours('Pacific/Auckland'), deadlineAt: meeting('2026-02-02', '03:00').start.at }
    expect(planned(of, start, early)).toEqual(['anne 5-minutes 2026-02-01T13:55'])
  })

  it('REM-6 a deadline with a time is reminded of before that time', () => {
    const due = { ...meeting('2026-02-02', '17:30').start, timeZone: 'Europe/Bucharest' }
    expect(planned(source({ schedule: { kind: 'task', due }, reminders: wishes('2-hours') }))).toEqual([
      'anne 2-hours 2026-02-02T13:30',
    ])
  })

  it('REM-6 a day before is the same wall-clock time in the meeting’s zone, over a clock change too', () => {
    const of = (day: string) => source({ schedule: meeting(day, '09:00'), reminders: wishes('1-day') })
    expect(planned(of('2026-03-29'))).toEqual(['anne 1-day 2026-03-28T08:00'])
    expect(planned(of('2026-10-25'))).toEqual(['anne 1-day 2026-10-24T07:00'])
    expect(planned(source({ schedule: meeting('2026-03-29', '09:00'), reminders: wishes('2-hours') }))).toEqual([
      'anne 2-hours 2026-03-29T05:00',
    ])
  })

  it('REM-6 PIT-10 what was already past when it was planned is not sent, and not moved', () => {
    const of = source({ schedule: meeting('2026-01-05', '10:00'), reminders: wishes('1-hour') })
    const due = Date.parse('2026-01-05T08:00Z')
    expect(planned(of, due)).toHaveLength(1)
    expect(planned(of, due + 1)).toEqual([])
  })

  it('REM-6 a series is reminded of occurrence by occurrence, touched ones by the child that they have become', () => {
    const weekly = series(meeting('2026-01-06', '09:00'), 'FREQ=WEEKLY')
    const schedule = meeting('2026-01-14', '16:00')
    const touched = valueIn(touchOccurrence(weekly, { of: '2026-01-13T09:00', interactionId: 'child', schedule }))
    const of = source({ schedule: weekly.schedule, series: touched, reminders: wishes('1-hour') })
    const [first, second, ...others] = planned(of)
    expect([first, second]).toEqual(['anne 1-hour 2026-01-06T07:00', 'anne 1-hour 2026-01-20T07:00'])
    expect(others).toHaveLength(3)
    const daily = series(task('2026-01-10'), 'FREQ=DAILY')
    expect(planned(source({ schedule: daily.schedule, series: daily }))).toEqual(['anne 1-day 2026-01-09T08:00'])
  })
})

describe('REM-2 The ledger', () => {
  it('REM-2 a line is named by matter, occurrence, audience, offset and instant', () => {
    const weekly = series(meeting('2026-01-06', '09:00'), 'FREQ=WEEKLY;COUNT=1')
    const of = source({ schedule: weekly.schedule, series: weekly, reminders: wishes('1-hour') })
    const at = Date.parse('2026-01-06T07:00Z')
    expect(planReminders(of, { now: start, hours })).toEqual([
      {
        key: `matter 2026-01-06T09:00 member:anne 1-hour ${at}`,
        interactionId: 'matter',
        occurrence: '2026-01-06T09:00',
        audience: { kind: 'member', id: 'anne' },
        offset: '1-hour',
        dueAt: at,
        endsAt: Date.parse('2026-01-06T08:00Z'),
      },
    ])
  })

  it('REM-2 failure is tried again after 1, 5, 15, 60 minutes, 6 and 24 hours, then it is dead', () => {
    expect(reminderRetryDelaysMs.map((delay) => delay / 60_000)).toEqual([1, 5, 15, 60, 360, 1440])
    expect([1, 2, 3, 4, 5, 6, 7].map((attempts) => reminderRetryAt(attempts, 1000))).toEqual([
      61_000,
      301_000,
      901_000,
      3_601_000,
      21_601_000,
      86_401_000,
      null,
    ])
  })
})

describe('REM-4 Late runs', () => {
  const dueAt = Date.parse('2026-01-05T08:00Z')
  const kind = (now: number, endsAt?: number, attempts = 0) =>
    judgeReminder(endsAt === undefined ? { dueAt } : { dueAt, endsAt }, { now, attempts }).kind

  it('REM-4 a reminder is sent up to and including the grace time, then marked missed', () => {
    expect([dueAt - 1, dueAt, dueAt + usualGraceMs, dueAt + usualGraceMs + 1].map((now) => kind(now))).toEqual([
      'waiting',
      'due',
      'due',
      'missed',
    ])
    expect(judgeReminder({ dueAt }, { now: dueAt + 90_000 })).toEqual({ kind: 'due', lateMs: 90_000 })
    expect(judgeReminder({ dueAt }, { now: dueAt + 90_000, graceMs: 60_000 })).toEqual({ kind: 'missed' })
  })

  it('REM-4 never from the meeting’s start on, tried or not', () => {
    expect([dueAt, dueAt + 3_599_999, dueAt + 3_600_000].map((now) => kind(now, dueAt + 3_600_000))).toEqual([
      'due',
      'due',
      'missed',
    ])
    expect(kind(dueAt + 3_600_000, dueAt + 3_600_000, 1)).toBe('missed')
  })

  it('REM-2 what was tried in time is tried again whatever the grace', () => {
    expect(kind(dueAt + usualGraceMs + 1, undefined, 1)).toBe('due')
  })
})

describe('REM-3 What becomes of reminders', () => {
  const asked = source({
    schedule: meeting('2026-02-02', '14:00'),
    contactIds: ['carla'],
    reminders: wishes('1-hour', 'day-before'),
  })
  const pending = planReminders(asked, { now: start, hours })
  const changes = (after: ReminderSource, now = start) => {
    const { add, drop } = replanReminders(pending, after, { now, hours })
    const words = ({ audience, offset, dueAt }: PlannedReminder) =>
      `${audience.id} ${offset} ${new Date(dueAt).toISOString().slice(0, 16)}`
    return { add: add.map(words), drop: drop.map(words) }
  }
  const both = ['carla day-before 2026-02-01T17:00', 'anne 1-hour 2026-02-02T12:00']

  it('REM-3 rescheduling replaces what is pending', () => {
    expect(changes({ ...asked, schedule: meeting('2026-02-03', '14:00') })).toEqual({
      add: ['carla day-before 2026-02-02T17:00', 'anne 1-hour 2026-02-03T12:00'],
      drop: both,
    })
    expect(changes(asked)).toEqual({ add: [], drop: [] })
  })

  it('REM-3 done, or in the trash, drops all of them', () => {
    expect(changes({ ...asked, state: 'done' })).toEqual({ add: [], drop: both })
    expect(changes({ ...asked, trashedAt: start })).toEqual({ add: [], drop: both })
  })

  it('REM-3 turned into a task drops the customer’s and plans the member’s for the deadline', () => {
    expect(
      changes({ ...asked, schedule: task('2026-02-05'), reminders: { ...asked.reminders, member: '1-day' } }),
    ).toEqual({
      add: ['anne 1-day 2026-02-04T08:00'],
      drop: both,
    })
  })

  it('REM-3 reopened plans what is still ahead', () => {
    const now = Date.parse('2026-02-02T08:00Z')
    const { add, drop } = replanReminders([], asked, { now, hours })
    expect([add.map(({ offset }) => offset), drop]).toEqual([['1-hour'], []])
  })

  it('REM-3 another owner is reminded instead', () => {
    expect(changes({ ...asked, ownerId: 'bob' })).toEqual({
      add: ['bob 1-hour 2026-02-02T12:00'],
      drop: ['anne 1-hour 2026-02-02T12:00'],
    })
  })

  it('REM-3 what is pending and late stays when something else is changed', () => {
    const late = Date.parse('2026-02-01T17:30Z')
    expect(changes({ ...asked, reminders: wishes('2-hours', 'day-before') }, late)).toEqual({
      add: ['anne 2-hours 2026-02-02T11:00'],
      drop: ['anne 1-hour 2026-02-02T12:00'],
    })
  })

  it('REM-4 what a series has pending and nobody sent stays, to be marked missed', () => {
    const weekly = series(meeting('2026-01-06', '09:00'), 'FREQ=WEEKLY')
    const of = source({ schedule: weekly.schedule, series: weekly, reminders: wishes('1-hour') })
    const first = planReminders(of, { now: start, hours })
    const now = Date.parse('2026-01-07T12:00Z')
    const { add, drop } = replanReminders(first, of, { now, hours })
    expect([add.map(({ occurrence }) => occurrence), drop]).toEqual([[], []])
    const later = replanReminders(first, of, { now: now + 7 * 86_400_000, hours })
    expect([later.add.map(({ occurrence }) => occurrence), later.drop]).toEqual([['2026-02-17T09:00'], []])
  })

  it('REM-3 whatever happens to a matter, what is sent is what it asks for at that moment, and once', {
    timeout: 60_000,
  }, () => {
    fc.assert(fc.property(fc.array(happening, { maxLength: 25 }), live), { numRuns: 300 })
  })
})

type Happening =
  | { readonly kind: 'change'; readonly fields: Partial<ReminderSource> }
  | { readonly kind: 'wait'; readonly minutes: number; readonly runs: boolean }

const minuteMs = 60_000
const schedules = fc
  .record({
    isTask: fc.boolean(),
    days: fc.integer({ min: 0, max: 4 }),
    at: fc.constantFrom('08:00', '12:30', '22:45'),
  })
  .map(({ isTask, days, at }): Schedule => {
    const on = `2026-01-0${5 + days}`
    return isTask ? task(on) : meeting(on, at)
  })
const change = (fields: fc.Arbitrary<Partial<ReminderSource>>) =>
  fields.map((changed): Happening => ({ kind: 'change', fields: changed }))
const happening: fc.Arbitrary<Happening> = fc.oneof(
  change(fc.record({ schedule: schedules })),
  change(fc.record({ state: fc.constantFrom('open', 'in-progress', 'done') })),
  change(fc.record({ ownerId: fc.constantFrom('anne', 'bob', null) })),
  change(
    fc.record({
      reminders: fc.record({
        member: fc.constantFrom('none', '15-minutes', '2-hours', '1-day'),
        customer: fc.subarray<CustomerOffset>(['day-before', 'same-day']),
      }),
    }),
  ),
  fc.record({
    kind: fc.constant('wait' as const),
    minutes: fc.integer({ min: 1, max: 900 }),
    runs: fc.boolean(),
  }),
)

/** A ledger in a few lines, beside a clock. */
function live(happenings: readonly Happening[]): void {
  let now = start
  let matter = source({ schedule: meeting('2026-01-07', '09:00'), contactIds: ['carla'], reminders: wishes('1-hour') })
  let pending = planReminders(matter, { now, hours })
  const plannedAt = new Map(pending.map(({ key }) => [key, now]))
  const sent = new Set<string>()
  for (const event of happenings) {
    if (event.kind === 'change') {
      matter = { ...matter, ...event.fields }
      const { add, drop } = replanReminders(pending, matter, { now, hours })
      pending = [...pending.filter((each) => !drop.includes(each)), ...add]
      for (const { key } of add) plannedAt.set(key, now)
      expect(new Set(pending.map(({ key }) => key)).size).toBe(pending.length)
      // Whatever is ahead is planned, whichever way led here.
      const ahead = pending.filter(({ dueAt }) => dueAt >= now).map(({ key }) => key)
      const afresh = planReminders(matter, { now, hours }).map(({ key }) => key)
      expect(ahead.toSorted()).toEqual(afresh.toSorted())
      continue
    }
    now += event.minutes * minuteMs
    if (!event.runs) continue
    for (const reminder of pending.filter((each) => judgeReminder(each, { now }).kind === 'due')) {
      expect(sent.has(reminder.key)).toBe(false)
      sent.add(reminder.key)
      expect(reminder.dueAt).toBeGreaterThanOrEqual(plannedAt.get(reminder.key) ?? Number.POSITIVE_INFINITY)
      expectAsked(reminder, matter, now)
    }
    pending = pending.filter((each) => judgeReminder(each, { now }).kind === 'waiting')
  }
}

/** That a matter asks for a reminder now, said in another way than the plan does. */
function expectAsked({ audience, offset, dueAt }: PlannedReminder, matter: ReminderSource, now: number): void {
  expect(matter.state).not.toBe('done')
  const { schedule } = matter
  if (schedule === undefined) throw new Error('nothing is planned')
  if (audience.kind === 'contact') {
    expect(schedule.kind).toBe('meeting')
    expect(matter.reminders.customer).toContain(offset)
  } else {
    expect(audience.id).toBe(matter.ownerId)
    expect(matter.reminders.member).toBe(offset)
  }
  if (schedule.kind === 'meeting') expect(now).toBeLessThan(meetingPeriod(schedule).from)
  const at = wallClockIn(dueAt, 'Europe/Paris').at
  if (offset === '1-day' && schedule.kind === 'meeting') expect(at).toBe(schedule.start.at)
  if (offset === '15-minutes' && schedule.kind === 'meeting')
    expect(instantIn(schedule.start, schedule.timeZone) - dueAt).toBe(15 * minuteMs)
  if (offset === 'same-day') expect(at).toBe('08:00')
}
