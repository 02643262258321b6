/** Schedules as people hand them in, and the normal form that is stored. Rules: docs/concepts/interactions.md (INT-6, INT-10). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { addDays, type PlainTime, parsePlainTime, parseTimeZone } from '../kernel/wall-clock.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { readDay, type Said } from '../party/read-fields.ts'
import { type Meeting, meetingPeriod, type Schedule, type Task, type TaskTime } from './schedule.ts'

/** A deadline by a click. */
export type QuickDeadline = 'today' | 'in-3-days' | 'in-a-week'

/** How many days after today each quick deadline is. */
export const quickDeadlines: Readonly<Record<QuickDeadline, number>> = { today: 0, 'in-3-days': 3, 'in-a-week': 7 }

/** A task to plan: its deadline is a day, or a day with a time. So is its start, which may be left out. */
export interface NewTask {
  /** The deadline's day: `YYYY-MM-DD`, `today`, `in-3-days` or `in-a-week`. */
  readonly dueOn: string
  /** The deadline's time, `HH:MM`. Default: the whole day. */
  readonly dueAt?: string | null | undefined
  /** Not to be begun before this day, `YYYY-MM-DD`. */
  readonly startOn?: string | null | undefined
  /** Not to be begun before this time of that day, `HH:MM`. */
  readonly startAt?: string | null | undefined
  /** The zone of the times: an IANA name. Default: the workspace's. */
  readonly timeZone?: string | null | undefined
}

/** A meeting to plan. */
export interface NewMeeting {
  /** `YYYY-MM-DD` */
  readonly startOn: string
  /** `HH:MM` */
  readonly startAt: string
  /** `YYYY-MM-DD`. Default: the day on which it starts. */
  readonly endOn?: string | null | undefined
  /** `HH:MM`, exclusive. */
  readonly endAt: string
  /** The zone of the times: an IANA name. Default: the workspace's. */
  readonly timeZone?: string | null | undefined
}

/** A schedule to plan: either a task or a meeting. */
export type NewSchedule = { readonly task: NewTask } | { readonly meeting: NewMeeting }

/** What a schedule is read with. */
export interface ScheduleDefaults {
  readonly now: Instant
  /** The workspace's. */
  readonly timeZone: TimeZone
}

/** The normal form of a schedule. Quick deadlines are counted from today in the workspace's zone. */
export function normalizeSchedule(input: NewSchedule, defaults: ScheduleDefaults): Result<Schedule, InputRefusal> {
  const issues: InputIssue[] = []
  const schedule = readSchedule(issues, '', input, defaults)
  return schedule === undefined ? refuseInput(issues) : ok(schedule)
}

/** Reads a schedule. `undefined`: it is wrong, and the issues say why. @param path of the schedule; `''` for the input itself */
export function readSchedule(
  issues: InputIssue[],
  path: string,
  said: NewSchedule,
  defaults: ScheduleDefaults,
): Schedule | undefined {
  const before = path === '' ? '' : `${path}.`
  return 'task' in said
    ? readTask(issues, `${before}task`, said.task, defaults)
    : readMeeting(issues, `${before}meeting`, said.meeting, defaults)
}

function readTask(issues: InputIssue[], path: string, said: NewTask, defaults: ScheduleDefaults): Task | undefined {
  const known = issues.length
  const timeZone = readZone(issues, `${path}.timeZone`, said.timeZone) ?? defaults.timeZone
  const dueOn = readScheduleDay(issues, `${path}.dueOn`, readQuick(said.dueOn, defaults), deadlineRemedy)
  const dueAt = readTime(issues, `${path}.dueAt`, said.dueAt)
  const startOn = readScheduleDay(issues, `${path}.startOn`, said.startOn)
  const startAt = readTime(issues, `${path}.startAt`, said.startAt)
  if (startAt !== undefined && startOn === undefined && issues.length === known) {
    addMissing(issues, `${path}.startOn`, 'Give the day of this time, or leave the time out.')
  }
  if (dueOn === undefined && issues.length === known)
    addMissing(issues, `${path}.dueOn`, 'Give the day of the deadline.')
  if (dueOn === undefined || issues.length > known) return undefined
  const due = taskTime(dueOn, dueAt, timeZone)
  if (startOn === undefined) return { kind: 'task', due }
  const start = taskTime(startOn, startAt, timeZone)
  if (startOn > dueOn || (startOn === dueOn && startAt !== undefined && dueAt !== undefined && startAt >= dueAt)) {
    const remedy = 'Give a start that is before the deadline.'
    issues.push({ path: `${path}.startOn`, problem: 'contradiction', value: said.startOn, remedy })
    return undefined
  }
  return { kind: 'task', start, due }
}

function readMeeting(
  issues: InputIssue[],
  path: string,
  said: NewMeeting,
  defaults: ScheduleDefaults,
): Meeting | undefined {
  const known = issues.length
  const timeZone = readZone(issues, `${path}.timeZone`, said.timeZone) ?? defaults.timeZone
  const start = {
    on: readScheduleDay(issues, `${path}.startOn`, said.startOn),
    at: readTime(issues, `${path}.startAt`, said.startAt),
  }
  const endOn = readScheduleDay(issues, `${path}.endOn`, said.endOn) ?? start.on
  const end = { on: endOn, at: readTime(issues, `${path}.endAt`, said.endAt) }
  if (issues.length > known) return undefined
  if (start.on === undefined) addMissing(issues, `${path}.startOn`, 'Give the day on which the meeting starts.')
  if (start.at === undefined) addMissing(issues, `${path}.startAt`, 'Give the time at which the meeting starts.')
  if (end.at === undefined) addMissing(issues, `${path}.endAt`, 'Give the time at which the meeting ends.')
  if (start.on === undefined || start.at === undefined || end.on === undefined || end.at === undefined) return undefined
  const meeting: Meeting = {
    kind: 'meeting',
    start: { on: start.on, at: start.at },
    end: { on: end.on, at: end.at },
    timeZone,
  }
  if (isForward(meeting)) return meeting
  const remedy = 'Give an end after the start; endOn where it is on another day.'
  issues.push({ path: `${path}.endAt`, problem: 'contradiction', value: said.endAt, remedy })
  return undefined
}

/** Whether a meeting ends after it starts, on the clock and in fact: the two differ in the night of a clock change. */
function isForward(meeting: Meeting): boolean {
  const { from, until } = meetingPeriod(meeting)
  const { start, end } = meeting
  return from < until && `${start.on} ${start.at}` < `${end.on} ${end.at}`
}

function taskTime(on: PlainDate, at: PlainTime | undefined, timeZone: TimeZone): TaskTime {
  return at === undefined ? { on } : { on, at, timeZone }
}

function readQuick(said: string, { now, timeZone }: ScheduleDefaults): string {
  const words = said.trim()
  const today = plainDateIn(now, timeZone)
  return isQuickDeadline(words) ? addDays(today, quickDeadlines[words]) : words
}

function isQuickDeadline(words: string): words is QuickDeadline {
  return Object.hasOwn(quickDeadlines, words)
}

/** Further away it is a typing mistake: the year 0206, or 20226. */
const earliest = '1900-01-01'
const latest = '2999-12-31'

const deadlineRemedy = `Give a day of the calendar as YYYY-MM-DD, or one of ${Object.keys(quickDeadlines).join(', ')}.`

function readScheduleDay(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  dayRemedy?: string,
): PlainDate | undefined {
  const day = readDay(issues, path, said, undefined, dayRemedy)
  if (day === undefined || (day >= earliest && day <= latest)) return day
  const remedy = `Give a day from ${earliest} to ${latest}.`
  issues.push({ path, problem: 'out-of-range', value: said, remedy })
  return undefined
}

function readTime(issues: InputIssue[], path: string, said: Said<string>): PlainTime | undefined {
  if (said === undefined || said === null || said.trim() === '') return undefined
  const time = parsePlainTime(said.trim())
  if (time !== null) return time
  issues.push({ path, problem: 'invalid-format', value: said, remedy: 'Give a time as HH:MM, from 00:00 to 23:59.' })
  return undefined
}

function readZone(issues: InputIssue[], path: string, said: Said<string>): TimeZone | undefined {
  if (said === undefined || said === null || said.trim() === '') return undefined
  const zone = parseTimeZone(said.trim())
  if (zone !== null) return zone
  issues.push({ path, problem: 'unknown-time-zone', value: said, remedy: 'Give an IANA name, such as Europe/Paris.' })
  return undefined
}

function addMissing(issues: InputIssue[], path: string, remedy: string): void {
  issues.push({ path, problem: 'missing', remedy })
}
