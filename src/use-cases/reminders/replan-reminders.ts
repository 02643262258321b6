/** What follows for reminders when matters are written. Rules: docs/concepts/reminders.md (REM-3). @module */
import { newRounds, type ReminderDrop } from '../../reminder/ledger.ts'
import { type PlannedReminder, replanReminders } from '../../reminder/plan.ts'
import { reminderHours, reminderSource } from '../../reminder/source.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import type { InteractionChange, InteractionPart } from '../interactions/interaction-parts.ts'

/** Reminders: whatever happens to a matter, those that it has change with it, in the same commit. */
export const reminderPart: InteractionPart = { follow: replan }

async function replan(session: Session, changes: readonly InteractionChange[]): Promise<FollowUp> {
  const { store, actor, settings, clock } = session
  const now = clock.now()
  const known = changes.flatMap(({ before }) => (before === null ? [] : [before.id]))
  const pending = known.length === 0 ? [] : await store.reminders.listPending(actor.workspaceId, known)
  const context = { now, hours: reminderHours(settings) }
  const fresh: PlannedReminder[] = []
  const again: PlannedReminder[] = []
  const drop: ReminderDrop[] = []
  for (const { before, after } of changes) {
    const its = pending.filter(({ interactionId }) => interactionId === before?.id)
    const replanned = after === null ? { add: [], drop: its } : replanReminders(its, reminderSource(after), context)
    drop.push(...replanned.drop.map(({ key }) => ({ key, at: now })))
    // What is new was never in the ledger.
    ;(before === null ? fresh : again).push(...replanned.add)
  }
  const keys = again.map(({ key }) => key)
  const lines = keys.length === 0 ? [] : await store.reminders.findMany(actor.workspaceId, keys)
  const add = [...newRounds(fresh, []), ...newRounds(again, lines)]
  return { ...(add.length > 0 && { remindersAdded: add }), ...(drop.length > 0 && { remindersDropped: drop }) }
}
