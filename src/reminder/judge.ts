/** When a reminder is handed over, tried again and given up. Rules: docs/concepts/reminders.md (REM-2, REM-4). @module */
import { usualReminderSettings } from '../access/reminder-settings.ts'
import type { Instant } from '../kernel/time.ts'
import type { PlannedReminder } from './plan.ts'

/** How far a reminder is. */
export type ReminderJudgement =
  | { readonly kind: 'waiting' }
  /** To be handed over now. `lateMs` says by how much the run came late. */
  | { readonly kind: 'due'; readonly lateMs: number }
  /** Nobody came by in time: marked, not sent. */
  | { readonly kind: 'missed' }

/** What a reminder is judged with. */
export interface ReminderRun {
  readonly now: Instant
  /** How often it was tried; what was tried is tried again whatever the grace. Default: 0. */
  readonly attempts?: number
  /** How late it may be sent, inclusive. Default: {@link usualGraceMs}. */
  readonly graceMs?: number
}

const minute = 60_000
const hour = 60 * minute

/** How late a reminder may be unless the workspace says otherwise. */
export const usualGraceMs: number = usualReminderSettings.graceHours * hour

/** The pauses after the first failure, the second …; after the last one it is dead, and kept. */
export const reminderRetryDelaysMs: readonly number[] = [
  minute,
  5 * minute,
  15 * minute,
  60 * minute,
  6 * hour,
  24 * hour,
]

/** Whether a reminder is to be sent now. From the start of the meeting on it never is. */
export function judgeReminder(
  { dueAt, endsAt }: Pick<PlannedReminder, 'dueAt' | 'endsAt'>,
  { now, attempts = 0, graceMs = usualGraceMs }: ReminderRun,
): ReminderJudgement {
  if (now < dueAt) return { kind: 'waiting' }
  const isLate = attempts === 0 && now > dueAt + graceMs
  if (isLate || (endsAt !== undefined && now >= endsAt)) return { kind: 'missed' }
  return { kind: 'due', lateMs: now - dueAt }
}

/** When a reminder that failed is tried again; `null`: it is dead. @param attempts so far, the failed one included */
export function reminderRetryAt(attempts: number, now: Instant): Instant | null {
  const delay = reminderRetryDelaysMs[attempts - 1]
  return delay === undefined ? null : now + delay
}
