/** What follows for reminders when matters are written. Rules: docs/concepts/reminders.md (REM-3). @module */
import type { WorkspaceSettings } from '../access/workspace.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Store } from '../ports/store.ts'
import { newRounds, type ReminderDrop } from '../reminder/ledger.ts'
import { type PlannedReminder, replanReminders } from '../reminder/plan.ts'
import { reminderHours, reminderSource } from '../reminder/source.ts'
import type { FollowUp } from './follow-up.ts'
import type { InteractionChange, InteractionPart } from './interaction-parts.ts'

/** What is looked at when reminders are planned. */
export interface ReminderScene {
  readonly store: Store
  readonly workspaceId: WorkspaceId
  readonly settings: WorkspaceSettings
  readonly now: Instant
}

/** Reminders: whatever happens to a matter, those that it has change with it, in the same commit. */
export const reminderPart: InteractionPart = {
  follow: ({ store, actor, settings, clock }, changes) =>
    planChanges({ store, workspaceId: actor.workspaceId, settings, now: clock.now() }, changes),
}

/** What changes in the ledger. */
export async function planChanges(
  { store, workspaceId, settings, now }: ReminderScene,
  changes: readonly InteractionChange[],
): Promise<FollowUp> {
  const known = changes.flatMap(({ before }) => (before === null ? [] : [before.id]))
  const pending = known.length === 0 ? [] : await store.reminders.listPending(workspaceId, known)
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
  const lines = again.length === 0 ? [] : await findLines(store, workspaceId, again)
  const add = [...newRounds(fresh, []), ...newRounds(again, lines)]
  return { ...(add.length > 0 && { remindersAdded: add }), ...(drop.length > 0 && { remindersDropped: drop }) }
}

function findLines(store: Store, workspaceId: WorkspaceId, planned: readonly PlannedReminder[]) {
  return store.reminders.findMany(
    workspaceId,
    planned.map(({ key }) => key),
  )
}
