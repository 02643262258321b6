/** When a workspace reminds, and how late it still does. Rules: docs/concepts/reminders.md (REM-1, REM-4, REM-6). @module */
import { type PlainTime, parsePlainTime } from '../kernel/wall-clock.ts'
import type { InputIssue } from '../party/input-issue.ts'

/** The hours of a workspace's reminders, and its grace. */
export interface ReminderSettings {
  /** When members are reminded of a deadline that is a day, on the workspace's clock. */
  readonly deadlineAt: PlainTime
  /** When customers are reminded on the day before a meeting, on the meeting's clock. */
  readonly customerDayBeforeAt: PlainTime
  /** When customers are reminded on the day of a meeting, on the meeting's clock. */
  readonly customerSameDayAt: PlainTime
  /** How late a reminder may go out, in hours. */
  readonly graceHours: number
}

/** What they are to become. What is left out keeps its value. */
export interface ReminderSettingsChanges {
  /** `HH:MM`. */
  readonly deadlineAt?: string | undefined
  /** `HH:MM`. */
  readonly customerDayBeforeAt?: string | undefined
  /** `HH:MM`. */
  readonly customerSameDayAt?: string | undefined
  /** From 0 to 168. */
  readonly graceHours?: number | undefined
}

/** Those of a workspace that says none: members at nine, customers at six the evening before and at eight, a day's grace. */
export const usualReminderSettings: ReminderSettings = {
  deadlineAt: '09:00' as PlainTime,
  customerDayBeforeAt: '18:00' as PlainTime,
  customerSameDayAt: '08:00' as PlainTime,
  graceHours: 24,
}

const mostGraceHours = 7 * 24

/** Reads what they are to become; `null` stands for the usual ones. */
export function readReminderSettings(
  issues: InputIssue[],
  said: ReminderSettingsChanges | null | undefined,
  current: ReminderSettings | undefined,
): ReminderSettings | undefined {
  if (said === undefined) return current
  if (said === null) return undefined
  const before = current ?? usualReminderSettings
  return {
    deadlineAt: readHour(issues, 'deadlineAt', said.deadlineAt) ?? before.deadlineAt,
    customerDayBeforeAt:
      readHour(issues, 'customerDayBeforeAt', said.customerDayBeforeAt) ?? before.customerDayBeforeAt,
    customerSameDayAt: readHour(issues, 'customerSameDayAt', said.customerSameDayAt) ?? before.customerSameDayAt,
    graceHours: readGrace(issues, said.graceHours) ?? before.graceHours,
  }
}

function readHour(issues: InputIssue[], field: string, said: string | undefined): PlainTime | undefined {
  if (said === undefined) return undefined
  const time = parsePlainTime(said)
  if (time !== null) return time
  const remedy = 'Give a time of day as HH:MM.'
  issues.push({ path: `reminders.${field}`, problem: 'out-of-range', value: said, remedy })
  return undefined
}

function readGrace(issues: InputIssue[], said: number | undefined): number | undefined {
  if (said === undefined || (said >= 0 && said <= mostGraceHours)) return said
  const remedy = `Give hours from 0 to ${mostGraceHours}.`
  issues.push({ path: 'reminders.graceHours', problem: 'out-of-range', value: said, remedy })
  return undefined
}
