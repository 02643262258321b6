/** Which reminders a matter has, and what becomes of them when it changes. Rules: docs/concepts/reminders.md (REM-1, REM-3, REM-6). @module */
import { nextOccurrence, occurrencesBetween } from '../calendar/recurrence.ts'
import { attendeesOf, type CalendarRecord } from '../calendar/window.ts'
import type { InteractionState } from '../interaction/interaction.ts'
import type { OccurrenceKey } from '../interaction/recurring.ts'
import {
  type CustomerOffset,
  type MemberOffset,
  memberOffsets,
  type ReminderHours,
  type ReminderWishes,
} from '../interaction/reminder-wishes.ts'
import { type Meeting, meetingPeriod, type Schedule, type Task } from '../interaction/schedule.ts'
import type { ContactId, InteractionId, MemberId } from '../kernel/ids.ts'
import type { Instant, PlainDate, TimeZone } from '../kernel/time.ts'
import { addDays, instantIn, type PlainTime } from '../kernel/wall-clock.ts'

/** Who is reminded. */
export type ReminderAudience =
  | { readonly kind: 'member'; readonly id: MemberId }
  | { readonly kind: 'contact'; readonly id: ContactId }

/** A line of the ledger: handed to the notifier once, however often anybody comes by. */
export interface PlannedReminder {
  /** Matter, occurrence, audience, offset and instant in one text: the same reminder has the same key. */
  readonly key: string
  readonly interactionId: InteractionId
  /** Which occurrence, where it recurs. */
  readonly occurrence: OccurrenceKey | null
  readonly audience: ReminderAudience
  readonly offset: MemberOffset | CustomerOffset
  readonly dueAt: Instant
  /** Of no use from then on: the start of the meeting. A deadline that has passed is still worth a word. */
  readonly endsAt?: Instant
}

/** A matter, as reminders look at it. */
export interface ReminderSource extends CalendarRecord {
  readonly state: InteractionState
  /** Whether it is in the trash. */
  readonly trashedAt?: Instant
  readonly contactIds: readonly ContactId[]
  readonly reminders: ReminderWishes
}

/** What reminders are planned with. */
export interface ReminderContext {
  readonly now: Instant
  readonly hours: ReminderHours
}

/** A reminder that a matter wants, and the time it is about. */
export interface WantedReminder {
  readonly reminder: PlannedReminder
  /** Of the occurrence, where it recurs. */
  readonly schedule: Schedule
}

/** What is to be done in the ledger. */
export interface ReminderChanges {
  readonly add: readonly PlannedReminder[]
  readonly drop: readonly PlannedReminder[]
}

const dayMs = 86_400_000

/** How far ahead the reminders of a series are planned; a job plans the next ones every day. */
export const reminderHorizonDays = 35

/** Nothing is reminded of earlier than this before it. */
const longestAhead = 2 * dayMs

/** The reminders of a matter that are still ahead. What was already past when it was planned is not sent. */
export function planReminders(source: ReminderSource, { now, hours }: ReminderContext): readonly PlannedReminder[] {
  return remindersFrom(source, now, { now, hours }).filter(({ dueAt }) => dueAt >= now)
}

/**
 * What changes in the ledger after a matter was changed, in whatever way: rescheduled, concluded, put into the trash,
 * converted, reopened, given to somebody else. What is pending and still wanted stays, late as it may be.
 * @param pending what is planned for the matter and was not handed over yet
 * @param after the matter as it is now
 */
export function replanReminders(
  pending: readonly PlannedReminder[],
  after: ReminderSource,
  context: ReminderContext,
): ReminderChanges {
  const earliest = Math.min(context.now, ...pending.map(({ dueAt }) => dueAt))
  const wanted = remindersFrom(after, earliest, context)
  const wantedKeys = new Set(wanted.map(({ key }) => key))
  const pendingKeys = new Set(pending.map(({ key }) => key))
  return {
    add: wanted.filter(({ key, dueAt }) => dueAt >= context.now && !pendingKeys.has(key)),
    drop: pending.filter(({ key }) => !wantedKeys.has(key)),
  }
}

/**
 * What a matter wants in the place of a reminder that was planned: to the same person, as long before the same occurrence.
 * It is the same reminder, unless the hours of the workspace have changed since. `null`: it wants none.
 */
export function findWanted(
  { occurrence, audience, offset, dueAt }: Pick<PlannedReminder, 'occurrence' | 'audience' | 'offset' | 'dueAt'>,
  source: ReminderSource,
  { now, hours }: ReminderContext,
): WantedReminder | null {
  const wanted = wantedFrom(source, Math.min(now, dueAt), { now, hours })
  const isMeant = ({ reminder }: WantedReminder): boolean =>
    reminder.occurrence === occurrence &&
    reminder.offset === offset &&
    reminder.audience.kind === audience.kind &&
    reminder.audience.id === audience.id
  return wanted.find(isMeant) ?? null
}

/** All reminders of a matter, in the order in which they are due; those of a series from an instant on. */
function remindersFrom(source: ReminderSource, from: Instant, context: ReminderContext): readonly PlannedReminder[] {
  return wantedFrom(source, from, context)
    .map(({ reminder }) => reminder)
    .sort((one, other) => one.dueAt - other.dueAt || (one.key < other.key ? -1 : 1))
}

function wantedFrom(source: ReminderSource, from: Instant, { now, hours }: ReminderContext): readonly WantedReminder[] {
  if (source.state === 'done' || source.trashedAt !== undefined) return []
  const window = { from, until: now + reminderHorizonDays * dayMs + longestAhead }
  return timesOf(source, window, hours.timeZone).flatMap(({ occurrence, schedule }) =>
    [
      ...memberReminders(source, occurrence, schedule, hours),
      ...customerReminders(source, occurrence, schedule, hours),
    ].map((reminder) => ({ reminder, schedule })),
  )
}

function timesOf(source: ReminderSource, window: { readonly from: Instant; readonly until: Instant }, zone: TimeZone) {
  const { schedule, series } = source
  if (series === undefined) return schedule === undefined ? [] : [{ occurrence: null, schedule }]
  if (series.schedule.kind === 'task') {
    const next = nextOccurrence(series)
    return next === null ? [] : [{ occurrence: next.key, schedule: next.schedule }]
  }
  return occurrencesBetween(series, window, zone)
    .filter(({ interactionId }) => interactionId === undefined)
    .map(({ key, schedule: at }) => ({ occurrence: key, schedule: at }))
}

function memberReminders(
  source: ReminderSource,
  occurrence: OccurrenceKey | null,
  schedule: Schedule,
  hours: ReminderHours,
): readonly PlannedReminder[] {
  const offset = source.reminders.member
  if (offset === 'none') return []
  const dueAt = memberInstant(clockOf(schedule, hours), offset)
  return attendeesOf(source)
    .flatMap(({ kind, id }) => (kind === 'member' ? [id] : []))
    .map((id) => line(source, occurrence, schedule, { audience: { kind: 'member', id }, offset, dueAt }))
}

/** To customers at the hours of the workspace, on the clocks and the days of the meeting's zone. */
function customerReminders(
  source: ReminderSource,
  occurrence: OccurrenceKey | null,
  schedule: Schedule,
  hours: ReminderHours,
): readonly PlannedReminder[] {
  if (schedule.kind === 'task') return []
  const { from } = meetingPeriod(schedule)
  return source.reminders.customer.flatMap((offset) => {
    const dueAt = instantIn(customerClock(schedule, offset, hours), schedule.timeZone)
    if (dueAt >= from) return []
    return source.contactIds.map((id) =>
      line(source, occurrence, schedule, { audience: { kind: 'contact', id }, offset, dueAt }),
    )
  })
}

function customerClock({ start }: Meeting, offset: CustomerOffset, hours: ReminderHours) {
  switch (offset) {
    case 'day-before':
      return { on: addDays(start.on, -1), at: hours.customerDayBeforeAt }
    case 'same-day':
      return { on: start.on, at: hours.customerSameDayAt }
  }
}

interface ZonedClock {
  readonly on: PlainDate
  readonly at: PlainTime
  readonly timeZone: TimeZone
}

/** What a reminder counts back from: the start of a meeting, a deadline, or the hour of its day. */
function clockOf(schedule: Schedule, hours: ReminderHours): ZonedClock {
  return schedule.kind === 'meeting' ? { ...schedule.start, timeZone: schedule.timeZone } : deadlineOf(schedule, hours)
}

function deadlineOf({ due }: Task, { deadlineAt, timeZone }: ReminderHours): ZonedClock {
  return 'at' in due ? due : { on: due.on, at: deadlineAt, timeZone }
}

function memberInstant({ on, at, timeZone }: ZonedClock, offset: MemberOffset): Instant {
  const before = memberOffsets[offset]
  if ('days' in before) return instantIn({ on: addDays(on, -before.days), at }, timeZone)
  return instantIn({ on, at }, timeZone) - before.minutes * 60_000
}

function line(
  { id }: ReminderSource,
  occurrence: OccurrenceKey | null,
  schedule: Schedule,
  { audience, offset, dueAt }: Pick<PlannedReminder, 'audience' | 'offset' | 'dueAt'>,
): PlannedReminder {
  const key = [id, occurrence ?? '-', `${audience.kind}:${audience.id}`, offset, dueAt].join(' ')
  const planned = { key, interactionId: id, occurrence, audience, offset, dueAt }
  return schedule.kind === 'task' ? planned : { ...planned, endsAt: meetingPeriod(schedule).from }
}
