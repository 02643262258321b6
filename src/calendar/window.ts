/** What stands in the calendars of members and resources. Rules: docs/concepts/calendar.md (CAL-1, CAL-3). @module */

import type { Participant } from '../interaction/interaction.ts'
import type { OccurrenceKey, Series } from '../interaction/recurring.ts'
import { endOf, type Meeting, meetingPeriod, type Period, type Schedule, type Task } from '../interaction/schedule.ts'
import type { InteractionId, MemberId, ResourceId } from '../kernel/ids.ts'
import { type Instant, plainDate, type TimeZone } from '../kernel/time.ts'
import { instantIn, wallClockIn } from '../kernel/wall-clock.ts'
import { nextOccurrence, occurrencesBetween } from './recurrence.ts'

/** A matter, as a calendar looks at it. A child that was an occurrence of a series is a matter of its own. */
export interface CalendarRecord {
  readonly id: InteractionId
  readonly ownerId: MemberId | null
  readonly participants: readonly Participant[]
  readonly schedule?: Schedule
  /** Where it recurs; its schedule is then the first occurrence's. */
  readonly series?: Series
  /** When it was concluded: what would begin later does not take place. */
  readonly concludedAt?: Instant
}

/** What is looked at. */
export interface CalendarView {
  readonly window: Period
  readonly members: readonly MemberId[]
  readonly resources: readonly ResourceId[]
  /** In which a deadline that is a day is looked at. */
  readonly timeZone: TimeZone
}

interface Entry {
  readonly interactionId: InteractionId
  /** Which occurrence, where it recurs. */
  readonly occurrence: OccurrenceKey | null
  /** Those of the view who take part, the owner first. */
  readonly attendees: readonly Participant[]
}

/** A meeting in a calendar: a block of time. */
export interface CalendarBlock extends Entry {
  readonly schedule: Meeting
  readonly period: Period
}

/** A task in a calendar: an item of a list. */
export interface CalendarTask extends Entry {
  readonly schedule: Task
}

/** A view of calendars. */
export interface CalendarWindow {
  /** By their start. */
  readonly blocks: readonly CalendarBlock[]
  /** By their deadline. */
  readonly tasks: readonly CalendarTask[]
}

/** That a resource is taken. The three first make up its key: the same booking is worked out again with the same key. */
export interface Booking {
  readonly resourceId: ResourceId
  readonly interactionId: InteractionId
  readonly occurrence: OccurrenceKey | null
  readonly period: Period
}

/** How far ahead the bookings of a series are written down. */
export const bookingYears = 2

/**
 * Meetings and tasks of several members and resources together: each once, however many of them take part. A recurring
 * task stands there once as well, with the occurrence that is to be done next.
 */
export function calendarWindow(records: readonly CalendarRecord[], view: CalendarView): CalendarWindow {
  const blocks: CalendarBlock[] = []
  const tasks: CalendarTask[] = []
  for (const record of records) {
    const attendees = attendeesOf(record).filter((attendee) => isLookedAt(attendee, view))
    if (attendees.length === 0) continue
    for (const { occurrence, schedule } of timesOf(record, view.window, view.timeZone)) {
      const entry: Entry = { interactionId: record.id, occurrence, attendees }
      if (schedule.kind === 'meeting') blocks.push({ ...entry, schedule, period: meetingPeriod(schedule) })
      else tasks.push({ ...entry, schedule })
    }
  }
  const due = ({ schedule }: CalendarTask) => endOf(schedule, view.timeZone)
  return {
    blocks: blocks.sort((one, other) => one.period.from - other.period.from || byId(one, other)),
    tasks: tasks.sort((one, other) => due(one) - due(other) || byId(one, other)),
  }
}

/** What a matter books within a stretch of time: each of its resources, at each of its meetings. */
export function bookingsOf(record: CalendarRecord, window: Period): readonly Booking[] {
  const resources = record.participants.flatMap(({ kind, id }) => (kind === 'resource' ? [id] : []))
  return timesOf(record, window, 'UTC').flatMap(({ occurrence, schedule }) =>
    schedule.kind === 'task'
      ? []
      : resources.map((resourceId) => ({
          resourceId,
          interactionId: record.id,
          occurrence,
          period: meetingPeriod(schedule),
        })),
  )
}

/** Up to when bookings are written down: the same time of the same day, {@link bookingYears} later. */
export function bookingHorizon(now: Instant, timeZone: TimeZone): Instant {
  const { on, at } = wallClockIn(now, timeZone)
  const [year, month, day] = [Number(on.slice(0, 4)) + bookingYears, Number(on.slice(5, 7)), Number(on.slice(8))]
  const later = plainDate(year, month, day) ?? plainDate(year, month, day - 1)
  if (later === null) throw new RangeError('The instant is outside the years 1 to 9997.')
  return instantIn({ on: later, at }, timeZone)
}

/** Who takes part in a matter: its owner and its participants, each once. */
export function attendeesOf({
  ownerId,
  participants,
}: Pick<CalendarRecord, 'ownerId' | 'participants'>): readonly Participant[] {
  const others = participants.filter(({ kind, id }) => kind === 'resource' || id !== ownerId)
  return ownerId === null ? others : [{ kind: 'member', id: ownerId }, ...others]
}

interface Time {
  readonly occurrence: OccurrenceKey | null
  readonly schedule: Schedule
}

/** When a matter is, within a window. Touched occurrences are left to the children that they have become. */
function timesOf(record: CalendarRecord, window: Period, timeZone: TimeZone): readonly Time[] {
  const { schedule, series, concludedAt = Number.POSITIVE_INFINITY } = record
  if (series !== undefined) {
    const next = series.schedule.kind === 'task' ? nextOccurrence(series) : undefined
    return occurrencesBetween(series, window, timeZone)
      .filter(({ interactionId }) => interactionId === undefined)
      .filter(({ key }) => next === undefined || key === next?.key)
      .filter((occurrence) => beginOf(occurrence.schedule, timeZone) < concludedAt)
      .map(({ key, schedule: at }) => ({ occurrence: key, schedule: at }))
  }
  if (schedule === undefined) return []
  // A task that was done in time stays on its deadline.
  if (schedule.kind === 'meeting' && beginOf(schedule, timeZone) >= concludedAt) return []
  const once: Series = { ...justOnce, schedule }
  return occurrencesBetween(once, window, timeZone).map(({ schedule: at }) => ({ occurrence: null, schedule: at }))
}

/** A rule that comes round once. */
const justOnce = {
  rule: { frequency: 'DAILY', interval: 1, count: 1, weekStart: 1 },
  removed: [],
  added: [],
  overrides: [],
} as const satisfies Omit<Series, 'schedule'>

function beginOf(schedule: Schedule, timeZone: TimeZone): Instant {
  return schedule.kind === 'meeting' ? meetingPeriod(schedule).from : endOf(schedule, timeZone)
}

function isLookedAt(attendee: Participant, { members, resources }: CalendarView): boolean {
  return attendee.kind === 'member' ? members.includes(attendee.id) : resources.includes(attendee.id)
}

function byId(one: Entry, other: Entry): number {
  return one.interactionId < other.interactionId ? -1 : one.interactionId > other.interactionId ? 1 : 0
}
