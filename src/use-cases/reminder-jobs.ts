/** The jobs of reminders: each that is planned has one, in the same commit. @module */
import type { NewJob } from '../job/job.ts'
import type { InteractionId } from '../kernel/ids.ts'
import type { NewReminder } from '../reminder/ledger.ts'

/** The kind of the jobs that hand reminders over. */
export const reminderKind = 'reminder'

/** What such a job carries. Everything else is looked up when its time has come. */
export interface ReminderPayload {
  readonly key: string
  readonly round: number
  readonly interactionId: InteractionId
}

/** The job of a planned reminder. It is never taken back: what is wanted no longer is left alone when it comes up. */
export function reminderJob({ key, round, interactionId, dueAt }: NewReminder): NewJob {
  const payload: ReminderPayload = { key, round, interactionId }
  return { key: `${reminderKind}:${round} ${key}`, kind: reminderKind, dueAt, payload }
}
