/** The jobs of reminders: each that is planned has one, in the same commit. @module */
import type { NewJob } from '../../job/job.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { NewReminder } from '../../reminder/ledger.ts'

/** The kind of the jobs that hand reminders over. */
export const reminderKind = 'reminder'

/** The kind of those that remind customers: another process may have the means for it. */
export const customerReminderKind = 'customer-reminder'

/** What such a job carries. Everything else is looked up when its time has come. */
export interface ReminderPayload {
  readonly key: string
  readonly round: number
  readonly interactionId: InteractionId
}

/** The job of a planned reminder. It is never taken back: what is wanted no longer is left alone when it comes up. */
export function reminderJob({ key, round, interactionId, dueAt, audience }: NewReminder): NewJob {
  const payload: ReminderPayload = { key, round, interactionId }
  const kind = audience.kind === 'contact' ? customerReminderKind : reminderKind
  return { key: `${reminderKind}:${round} ${key}`, kind, dueAt, payload }
}
