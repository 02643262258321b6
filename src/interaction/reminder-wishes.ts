/** What reminders a matter asks for. Rules: docs/concepts/reminders.md (REM-1, REM-6). @module */
import { usualReminderSettings } from '../access/reminder-settings.ts'
import type { TimeZone } from '../kernel/time.ts'
import type { PlainTime } from '../kernel/wall-clock.ts'
import type { ScheduleShape } from './schedule.ts'

/** How long before, as a member chooses it. */
export type MemberOffset = '5-minutes' | '15-minutes' | '30-minutes' | '1-hour' | '2-hours' | '1-day'

/** When a customer is reminded. */
export type CustomerOffset = 'day-before' | 'same-day'

/** What reminders a matter has. */
export interface ReminderWishes {
  /** To its owner and its participants; `none` for no reminder. */
  readonly member: MemberOffset | 'none'
  /** To its contacts: meetings only, and only where it is asked for. */
  readonly customer: readonly CustomerOffset[]
}

/** The hours of a workspace, on whatever clock a reminder goes by. */
export interface ReminderHours {
  /** When members are reminded of a deadline that is a day. */
  readonly deadlineAt: PlainTime
  readonly customerDayBeforeAt: PlainTime
  readonly customerSameDayAt: PlainTime
  /** The workspace's: the clock of deadlines that are a day. */
  readonly timeZone: TimeZone
}

/** How many minutes before; a day before is the same time on the clock, which a clock change makes 23 or 25 hours. */
export const memberOffsets: Readonly<Record<MemberOffset, { readonly minutes: number } | { readonly days: number }>> = {
  '5-minutes': { minutes: 5 },
  '15-minutes': { minutes: 15 },
  '30-minutes': { minutes: 30 },
  '1-hour': { minutes: 60 },
  '2-hours': { minutes: 120 },
  '1-day': { days: 1 },
}

/** The hours of a workspace that says none: members at nine, customers at six the evening before and at eight. */
export function usualReminderHours(timeZone: TimeZone): ReminderHours {
  const { graceHours: _grace, ...hours } = usualReminderSettings
  return { ...hours, timeZone }
}

/** What a matter has that asks for nothing: tasks are reminded of a day before, meetings are not, customers never. */
export function usualWishes(shape: ScheduleShape): ReminderWishes {
  return { member: shape === 'task' ? '1-day' : 'none', customer: [] }
}

/** Reads what a matter asks for: each of the customers' reminders once. They wait while it is no meeting. */
export function readWishes(
  said: ReminderWishes | null | undefined,
  current: ReminderWishes | undefined,
): ReminderWishes | undefined {
  if (said === undefined) return current
  if (said === null) return undefined
  return { member: said.member, customer: [...new Set(said.customer)] }
}
