/** What `crmkit/domain` shows of this room: which reminders a matter has, and when. @module */
export {
  judgeReminder,
  type ReminderJudgement,
  type ReminderRun,
  reminderRetryAt,
  reminderRetryDelaysMs,
  usualGraceMs,
} from './judge.ts'
export type * from './ledger.ts'
export { newRounds, reminderStates } from './ledger.ts'
export {
  findWanted,
  type PlannedReminder,
  planReminders,
  type ReminderAudience,
  type ReminderChanges,
  type ReminderContext,
  type ReminderSource,
  reminderHorizonDays,
  replanReminders,
  type WantedReminder,
} from './plan.ts'
export { reminderGraceMs, reminderHours, reminderSource } from './source.ts'
