/** When a matter is to be done: a task that floats, or a meeting that is fixed. Rules: docs/concepts/interactions.md (INT-6). @module */
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { addDays, instantIn, midnight, type WallClock } from '../kernel/wall-clock.ts'

/** A whole day, whatever the zone. */
export interface WholeDay {
  readonly on: PlainDate
}

/** A day and a time on the clocks of a zone. */
export interface ZonedTime extends WallClock {
  readonly timeZone: TimeZone
}

/** Where a task begins or ends. */
export type TaskTime = WholeDay | ZonedTime

/** To be done at some time between an optional start and a deadline. It keeps nobody busy. */
export interface Task {
  readonly kind: 'task'
  /** Not to be begun before. */
  readonly start?: TaskTime
  /** To be done by then; a whole day is included. */
  readonly due: TaskTime
}

/** Fixed in time: from a start up to an end after it. It keeps its participants busy. */
export interface Meeting {
  readonly kind: 'meeting'
  readonly start: WallClock
  /** Exclusive. */
  readonly end: WallClock
  readonly timeZone: TimeZone
}

/** When a matter is to be done. */
export type Schedule = Task | Meeting

/** The two shapes of a schedule, and that there is none. */
export type ScheduleShape = Schedule['kind'] | 'none'

/** The shape of a schedule. */
export function shapeOf(schedule: Schedule | undefined): ScheduleShape {
  return schedule?.kind ?? 'none'
}

/** A stretch of time. */
export interface Period {
  readonly from: Instant
  /** Exclusive. */
  readonly until: Instant
}

/** The time that a schedule keeps people and resources busy; `null` for a task, which keeps nobody busy. */
export function busyPeriod(schedule: Schedule): Period | null {
  return schedule.kind === 'task' ? null : meetingPeriod(schedule)
}

/** When a meeting is, worked out with the clock changes that are known now. */
export function meetingPeriod({ start, end, timeZone }: Pick<Meeting, 'start' | 'end' | 'timeZone'>): Period {
  return { from: instantIn(start, timeZone), until: instantIn(end, timeZone) }
}

/** The day on which a schedule starts, in a zone; `null` if it says none: a task needs no start. */
export function startDay(schedule: Schedule | undefined, timeZone: TimeZone): PlainDate | null {
  switch (schedule?.kind) {
    case undefined:
      return null
    case 'task':
      return schedule.start === undefined ? null : dayOf(schedule.start, timeZone)
    case 'meeting':
      return plainDateIn(meetingPeriod(schedule).from, timeZone)
  }
}

/** The last day that a schedule reaches, in a zone: the deadline of a task, the day on which a meeting ends. */
export function lastDay(schedule: Schedule, timeZone: TimeZone): PlainDate {
  if (schedule.kind === 'task') return dayOf(schedule.due, timeZone)
  // A meeting that ends at midnight has ended on the day before.
  return plainDateIn(meetingPeriod(schedule).until - 1, timeZone)
}

/** The day that a schedule is looked forward to: the deadline of a task, the day on which a meeting starts. */
export function plannedDay(schedule: Schedule, timeZone: TimeZone): PlainDate {
  return schedule.kind === 'task' ? dayOf(schedule.due, timeZone) : plainDateIn(meetingPeriod(schedule).from, timeZone)
}

/** The instant from which on a schedule is over: the end of a meeting, the deadline of a task or the end of its day. */
export function endOf(schedule: Schedule, timeZone: TimeZone): Instant {
  if (schedule.kind === 'meeting') return meetingPeriod(schedule).until
  const { due } = schedule
  if ('at' in due) return instantIn(due, due.timeZone)
  return instantIn({ on: addDays(due.on, 1), at: midnight }, timeZone)
}

/** The day of a task's start or deadline, in a zone. A whole day is the same day everywhere. */
function dayOf(time: TaskTime, timeZone: TimeZone): PlainDate {
  return 'at' in time ? plainDateIn(instantIn(time, time.timeZone), timeZone) : time.on
}
