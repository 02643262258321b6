/** Telling people: members and contacts are reminded through it, by whatever means the host has. @module */
import type { Interaction } from '../interaction/interaction.ts'
import type { OccurrenceKey } from '../interaction/recurring.ts'
import type { Schedule } from '../interaction/schedule.ts'
import type { JobProblem } from '../job/job.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PlannedReminder, ReminderAudience } from '../reminder/plan.ts'

/** What somebody is to be reminded of. It holds no secret, and no address: those are looked up when it is sent. */
export interface ReminderNotice {
  /**
   * Names the reminder within its workspace, the same for every attempt. Where a machine was killed after it had handed
   * the reminder over, it comes again: whoever knows the key sends nothing.
   */
  readonly key: string
  readonly workspaceId: WorkspaceId
  readonly audience: ReminderAudience
  readonly offset: PlannedReminder['offset']
  readonly dueAt: Instant
  readonly interaction: Pick<Interaction, 'id' | 'number' | 'version' | 'subject' | 'type'>
  /** Which occurrence, where it recurs. */
  readonly occurrence: OccurrenceKey | null
  /** Of the occurrence, where it recurs. */
  readonly schedule: Schedule
  /** 1 for the first time, and more where it failed before. */
  readonly attempt: number
}

/** What came of a notice. */
export type NotifierAnswer =
  /** It was taken: this reminder is done. */
  | { readonly kind: 'delivered' }
  /** It is wanted no longer: who was to be reminded does not want to be. The reminder is dropped. */
  | { readonly kind: 'unwanted' }
  /** It was not. Without `retryable` there is no use in trying again. The problem is stored: it quotes nobody. */
  | { readonly kind: 'failed'; readonly retryable: boolean; readonly problem?: JobProblem }

/** Hands reminders over to people. */
export interface Notifier {
  /**
   * Hands a reminder over. A rejection is a failure that is tried again.
   * @param options.timeoutMs after which nobody waits for the answer any more
   */
  deliver(notice: ReminderNotice, options: { readonly timeoutMs: number }): Promise<NotifierAnswer>
}
