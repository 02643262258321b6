/** The text of a feed. Rules: docs/concepts/calendar.md (CAL-4). @module */
import {
  foldLines,
  ICalCalendar,
  type ICalDayJsStub,
  ICalEvent,
  type ICalEventData,
  ICalEventTransparency,
} from 'ical-generator'
import { entryTag, type FeedEntry, type FeedMeeting, type FeedTask } from '../calendar/feed.ts'
import { momentOf } from '../calendar/recurrence.ts'
import { formatRecurrenceRule } from '../calendar/recurrence-rule.ts'
import type { OccurrenceKey } from '../interaction/recurring.ts'
import type { TaskTime } from '../interaction/schedule.ts'
import { escapeLineText, foldLine, withoutControls } from '../kernel/content-line.ts'
import type { PlainDate, TimeZone } from '../kernel/time.ts'
import { addDays, instantIn, type WallClock, wallClockIn } from '../kernel/wall-clock.ts'
import { vtimezone } from './vtimezone.ts'

/** What a feed is written with. */
export interface FeedTextOptions {
  /** What the calendar is called where it is subscribed to. */
  readonly name: string
  /** How tasks are written; `none` is up to the entries. */
  readonly tasks: 'events' | 'to-dos'
  /** A domain of the host's: it makes the entries' ids unique in the world, and must stay the same. */
  readonly domain: string
  /** How often calendars should ask, where they listen. Default: 60. */
  readonly refreshMinutes?: number
}

/** The media type of the text. */
export const feedContentType = 'text/calendar; charset=utf-8'

/** A feed that was written, and what it is made of: the next one is written from it where nothing changed. */
export interface WrittenFeed {
  readonly text: string
  /** What is written of every zone and entry, by what it depends on. */
  readonly parts: ReadonlyMap<string, string>
}

/**
 * The text of a feed, from what `feedEntries` found. The same entries give the same text, on every machine and in every
 * process zone.
 */
export function feedText(entries: readonly FeedEntry[], options: FeedTextOptions): string {
  return writeFeed(entries, options).text
}

/**
 * The text of a feed as {@link feedText} writes it, with its parts, for a host that keeps them until it is asked again.
 * @param before the feed as it was written before: what did not change since is taken from it. Of what is no longer in
 * the feed, nothing is kept
 */
export function writeFeed(
  entries: readonly FeedEntry[],
  options: FeedTextOptions,
  before: Pick<WrittenFeed, 'parts'> = { parts: new Map() },
): WrittenFeed {
  const parts = new Map<string, string>()
  const part = (key: string, write: () => string): string => {
    const text = before.parts.get(key) ?? write()
    parts.set(key, text)
    return text
  }
  const year = firstYear(entries)
  const zones = [...new Set(entries.flatMap(({ schedule }) => (schedule.kind === 'meeting' ? schedule.timeZone : [])))]
  const calendar = new ICalCalendar({
    prodId: '//crmkit//feed//EN',
    name: escapeLineText(options.name),
    ttl: (options.refreshMinutes ?? 60) * 60,
  })
  const end = 'END:VCALENDAR'
  const head = calendar.toString()
  const settings = `${options.tasks} ${options.domain}`
  const written = [
    head.slice(0, head.lastIndexOf(end)),
    ...zones.filter(isNamed).map((zone) => part(`${zone} ${year}`, () => vtimezone(zone, year))),
    ...entries.map((entry) => part(`${settings} ${entryTag(entry)}`, () => entryText(entry, options, calendar))),
    `${end}\r\n`,
  ]
  return { text: written.join(''), parts }
}

function entryText(entry: FeedEntry, options: FeedTextOptions, calendar: ICalCalendar): string {
  if (entry.kind === 'task' && options.tasks === 'to-dos') return toDoText(entry, options)
  // It doesn't join the calendar, which only says that it has no zone of its own: stamps would be written in that.
  const event = new ICalEvent(entry.kind === 'meeting' ? meetingOf(entry, options) : dayOf(entry, options), calendar)
  if (entry.kind === 'meeting') {
    const { series, replaces, schedule } = entry
    if (series !== undefined) event.repeating(recurrenceText(series, schedule.timeZone))
    if (replaces !== undefined) event.recurrenceId(onWall(keyClock(replaces, schedule.timeZone)))
  }
  return foldLines(event.toString())
}

function meetingOf(entry: FeedMeeting, options: FeedTextOptions): ICalEventData {
  const { start, end, timeZone } = entry.schedule
  return {
    ...stampOf(entry, options),
    start: onWall(start),
    end: onWall(end),
    timezone: timeZone,
    transparency: ICalEventTransparency.OPAQUE,
  }
}

/** A task as a whole day that keeps nobody busy, on its deadline. */
function dayOf(entry: FeedTask, options: FeedTextOptions): ICalEventData {
  const { on } = entry.schedule.due
  return {
    ...stampOf(entry, options),
    start: midnightUtc(on),
    end: midnightUtc(addDays(on, 1)),
    allDay: true,
    transparency: ICalEventTransparency.TRANSPARENT,
  }
}

function stampOf(entry: FeedEntry, options: FeedTextOptions) {
  return {
    id: uidOf(entry, options),
    sequence: entry.version,
    summary: withoutControls(entry.subject),
    stamp: new Date(entry.updatedAt),
    created: new Date(entry.createdAt),
    lastModified: new Date(entry.updatedAt),
  }
}

/** What the package has no words for: RFC 5545, section 3.6.2. */
function toDoText(entry: FeedTask, options: FeedTextOptions): string {
  const { start, due } = entry.schedule
  const done = entry.doneAt
  const lines = [
    'BEGIN:VTODO',
    `UID:${uidOf(entry, options)}`,
    `SEQUENCE:${entry.version}`,
    `DTSTAMP:${utcText(entry.updatedAt)}`,
    // Both have to be days, or both times.
    ...(start !== undefined && 'at' in start === 'at' in due ? [`DTSTART${timeText(start)}`] : []),
    `DUE${timeText(due)}`,
    `SUMMARY:${escapeLineText(entry.subject)}`,
    ...(done === undefined ? ['STATUS:NEEDS-ACTION'] : ['STATUS:COMPLETED', `COMPLETED:${utcText(done)}`]),
    `CREATED:${utcText(entry.createdAt)}`,
    `LAST-MODIFIED:${utcText(entry.updatedAt)}`,
    'END:VTODO',
  ]
  return lines.map((line) => `${foldLine(line)}\r\n`).join('')
}

function recurrenceText({ rule, removed, added }: NonNullable<FeedMeeting['series']>, timeZone: TimeZone): string {
  const dates = (name: string, keys: readonly OccurrenceKey[]) =>
    keys.length === 0 ? [] : [`${name}${zoneText(timeZone, keys.map((key) => `${digits(key)}00`).join(','))}`]
  return [`RRULE:${formatRecurrenceRule(rule, timeZone)}`, ...dates('EXDATE', removed), ...dates('RDATE', added)].join(
    '\r\n',
  )
}

/** In one zone the same time as in the other. */
function keyClock({ key, timeZone }: NonNullable<FeedMeeting['replaces']>, shownIn: TimeZone): WallClock {
  const clock = wallClockIn(momentOf(key), 'UTC')
  return timeZone === shownIn ? clock : wallClockIn(instantIn(clock, timeZone), shownIn)
}

/** A time of day without the process's zone, through which the package would read a text. */
function onWall({ on, at }: WallClock): ICalDayJsStub {
  const moment = new Date(`${on}T${at}:00Z`)
  const parts: Readonly<Record<string, string>> = { YYYYMMDD: digits(on), HHmmss: `${digits(at)}00` }
  const wall: ICalDayJsStub = {
    tz: () => wall,
    utc: () => wall,
    format: (pattern = '') => parts[pattern] ?? '',
    isValid: () => true,
    toDate: () => moment,
    toJSON: () => moment.toISOString(),
  }
  return wall
}

function timeText(time: TaskTime): string {
  if (!('at' in time)) return `;VALUE=DATE:${digits(time.on)}`
  return `:${utcText(instantIn(time, time.timeZone))}`
}

function zoneText(timeZone: TimeZone, times: string): string {
  return timeZone === 'UTC' ? `:${times.replaceAll(/(\d)(?=,|$)/g, '$1Z')}` : `;TZID=${timeZone}:${times}`
}

function utcText(instant: number): string {
  return `${digits(new Date(instant).toISOString().slice(0, 19))}Z`
}

function uidOf({ uid }: FeedEntry, { domain }: FeedTextOptions): string {
  return `${uid}@${domain}`.replaceAll(/[^\w.@-]/g, '-')
}

function midnightUtc(day: PlainDate): Date {
  return new Date(`${day}T00:00:00Z`)
}

function digits(text: string): string {
  return text.replaceAll(/[-:]/g, '')
}

/** UTC needs no component. */
function isNamed(timeZone: TimeZone): boolean {
  return timeZone !== 'UTC'
}

function firstYear(entries: readonly FeedEntry[]): number {
  const years = entries.map(({ schedule }) =>
    Number((schedule.kind === 'meeting' ? schedule.start : schedule.due).on.slice(0, 4)),
  )
  return years.reduce((one, other) => Math.min(one, other), 2037)
}
