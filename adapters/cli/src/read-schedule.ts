/** Schedules as they are typed: `2026-12-04`, `2026-12-04 14:00`, `2026-12-04 10:00-11:30`. @module */
import type { NewSchedule } from 'crmkit'
import { UsageError } from './usage-error.ts'

/** Options that say when something is to be done. */
export const scheduleOptions = { due: { type: 'string' }, meeting: { type: 'string' } } as const

/** The schedule that the options name; `null`: they name none. @throws {UsageError} */
export function readSchedule({
  due,
  meeting,
}: {
  readonly due?: string | undefined
  readonly meeting?: string | undefined
}): NewSchedule | null {
  if (due !== undefined && meeting !== undefined) throw new UsageError('--due is for tasks, --meeting for meetings.')
  if (due !== undefined) return taskDue(due)
  return meeting === undefined ? null : meetingAt(meeting)
}

/** Whether a day is right is for the library to say: here only the parts are told apart. */
function taskDue(text: string): NewSchedule {
  const [dueOn = '', dueAt, ...rest] = text.trim().split(/[ T]+/)
  if (rest.length > 0) throw new UsageError(`--due is a day, and a time if need be: "2026-12-04 14:00", not "${text}".`)
  return { task: { dueOn, ...(dueAt !== undefined && { dueAt }) } }
}

function meetingAt(text: string): NewSchedule {
  const [, startOn = '', startAt = '', endAt = ''] =
    /^(\S+?)[ T]+(\d{1,2}:\d{2}) ?[-–] ?(\d{1,2}:\d{2})$/.exec(text.trim()) ?? []
  if (endAt !== '') return { meeting: { startOn, startAt, endAt } }
  throw new UsageError(`--meeting is a day with two times: "2026-12-04 10:00-11:30", not "${text}".`)
}
