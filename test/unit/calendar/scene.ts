/** What the tests of the calendar have in common. @module */
import {
  findOccurrence,
  keyOf,
  type Meeting,
  meetingPeriod,
  type NewMeeting,
  normalizeSchedule,
  occurrencesBetween,
  type Period,
  type Schedule,
  type Series,
  startSeries,
  type Task,
} from 'crmkit/domain'
import { day, valueIn } from '../interaction/scene.ts'

export { day, valueIn }

/** A meeting of one hour, unless it says more. */
export function meeting(startOn: string, startAt: string, more: Partial<NewMeeting> = {}): Meeting {
  const hour = Number(startAt.slice(0, 2))
  const endAt = `${String(hour + 1).padStart(2, '0')}${startAt.slice(2)}`
  const input = { meeting: { startOn, startAt, endAt, timeZone: 'Europe/Paris', ...more } }
  const schedule = valueIn(normalizeSchedule(input, { now: 0, timeZone: 'Europe/Paris' }))
  if (schedule.kind !== 'meeting') throw new Error('a meeting was asked for')
  return schedule
}

export function task(dueOn: string): Task {
  return { kind: 'task', due: { on: day(dueOn) } }
}

export function series(schedule: Schedule, rule: string): Series {
  return valueIn(startSeries({ schedule, rule }))
}

/** From the beginning of a day up to the beginning of another, both UTC. */
export function utc(from: string, until: string): Period {
  return { from: Date.parse(`${from}T00:00Z`), until: Date.parse(`${until}T00:00Z`) }
}

/** The keys of a series within a window. */
export function keys(of: Series, from: string, until: string): readonly string[] {
  return occurrencesBetween(of, utc(from, until), 'UTC').map(({ key }) => key)
}

/** When meetings of a series begin within a window, UTC. */
export function starts(of: Series, from: string, until: string): readonly string[] {
  return occurrencesBetween(of, utc(from, until), 'UTC').map(({ schedule }) =>
    schedule.kind === 'meeting' ? new Date(meetingPeriod(schedule).from).toISOString().slice(0, 16) : keyOf(schedule),
  )
}

export function isOccurrence(of: Series, key: string): boolean {
  return findOccurrence(of, key) !== null
}
