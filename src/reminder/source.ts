/** Matters and workspaces, as reminders look at them. Rules: docs/concepts/reminders.md (REM-1, REM-6). @module */
import { usualReminderSettings } from '../access/reminder-settings.ts'
import type { WorkspaceSettings } from '../access/workspace.ts'
import type { UnnumberedInteraction } from '../interaction/interaction.ts'
import { type ReminderHours, usualWishes } from '../interaction/reminder-wishes.ts'
import { shapeOf } from '../interaction/schedule.ts'
import type { ReminderSource } from './plan.ts'

/** A matter with the reminders that it asks for, or that its schedule has unless it says otherwise. */
export function reminderSource(interaction: UnnumberedInteraction): ReminderSource {
  const shape = interaction.schedule === undefined ? 'none' : shapeOf(interaction.schedule)
  return { ...interaction, reminders: interaction.reminders ?? usualWishes(shape) }
}

/** The hours of a workspace. */
export function reminderHours({
  timeZone,
  reminders = usualReminderSettings,
}: Pick<WorkspaceSettings, 'timeZone' | 'reminders'>): ReminderHours {
  const { deadlineAt, customerDayBeforeAt, customerSameDayAt } = reminders
  return { deadlineAt, customerDayBeforeAt, customerSameDayAt, timeZone }
}

/** How late a workspace's reminders may be. */
export function reminderGraceMs({ reminders = usualReminderSettings }: Pick<WorkspaceSettings, 'reminders'>): number {
  return reminders.graceHours * 3_600_000
}
