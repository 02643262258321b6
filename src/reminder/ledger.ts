/** What has become of reminders: the lines of the ledger. Rules: docs/concepts/reminders.md (REM-2, REM-3). @module */
import type { Instant } from '../kernel/time.ts'
import type { PlannedReminder } from './plan.ts'

/**
 * - `pending`: not handed over yet;
 * - `dropped`: wanted no longer before it was handed over; it may be wanted again;
 * - `delivered`: the notifier has taken it;
 * - `missed`: nobody came by in time;
 * - `dead`: all attempts failed, and kept, so that somebody may have it tried again.
 */
export type ReminderState = 'pending' | 'dropped' | 'delivered' | 'missed' | 'dead'

/** A reminder to put into the ledger. */
export interface NewReminder extends PlannedReminder {
  /** How often it has come to be wanted: 1, and one more for each time that it was dropped before. */
  readonly round: number
}

/** A reminder as the ledger keeps it. */
export interface Reminder extends NewReminder {
  readonly state: ReminderState
  /** How often somebody set about handing it over. What is missed with no attempt was certainly not handed over. */
  readonly attempts: number
  /** When it was handed over, dropped or given up. */
  readonly settledAt?: Instant
}

/** A reminder that is wanted no longer. */
export interface ReminderDrop {
  readonly key: string
  /** Counts as its end. */
  readonly at: Instant
}

/** All states, in the order in which a list offers them. */
export const reminderStates: readonly ReminderState[] = ['pending', 'dropped', 'delivered', 'missed', 'dead']

/**
 * What goes into the ledger: what is wanted anew, and what was dropped and is wanted again, in its next round. What was
 * handed over, missed or given up stays so, whatever a clock that was put back makes of it.
 * @param wanted what is to be added
 * @param known what the ledger has under the same keys
 */
export function newRounds(wanted: readonly PlannedReminder[], known: readonly Reminder[]): readonly NewReminder[] {
  const byKey = new Map(known.map((line) => [line.key, line]))
  return wanted.flatMap((planned): NewReminder[] => {
    const line = byKey.get(planned.key)
    if (line === undefined) return [{ ...planned, round: 1 }]
    return line.state === 'dropped' ? [{ ...planned, round: line.round + 1 }] : []
  })
}
