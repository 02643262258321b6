/**
 * A feed as four readers see it that have nothing in common with what writes it: ical.js, node-ical, khal and Python's
 * icalendar. The last two are programs of the system.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type FeedRecord,
  type FeedTasks,
  feedEntries,
  instantIn,
  meetingPeriod,
  occurrencesBetween,
  type Series,
  touchOccurrence,
} from 'crmkit/domain'
import { feedText } from 'crmkit/ical'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { nodeIcal } from './node-ical.ts'
import { day, meeting, series, task, utc, valueIn } from './scene.ts'

const window = utc('2026-01-01', '2027-01-01')
const zones = ['Europe/Paris', 'Europe/Bucharest', 'Europe/Budapest', 'Asia/Kolkata']
const added = ['2026-03-28T11:00', '2026-10-25T12:00']
const stamp = { ownerId: 'anne', participants: [], state: 'open', version: 2, createdAt: 0, updatedAt: 0 } as const

/** A series with everything in a zone: over both clock changes, taken out, added and moved. */
function seriesIn(timeZone: string): readonly FeedRecord[] {
  const id = timeZone.slice(timeZone.indexOf('/') + 1).toLowerCase()
  const first = meeting('2026-03-02', '09:00', { timeZone })
  // The instant of the last one, which is inclusive.
  const last = new Date(instantIn({ on: day('2026-12-31'), at: first.start.at }, timeZone))
  const until = last.toISOString().replace(/[-:]|\.000/g, '')
  const weekly = series(first, `FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=${until}`)
  const schedule = meeting('2026-03-31', '16:30', { timeZone })
  const touched = valueIn(touchOccurrence(weekly, { of: '2026-03-30T09:00', interactionId: `${id}-moved`, schedule }))
  const whole: Series = {
    ...touched,
    removed: ['2026-03-26T09:00', '2026-04-02T09:00', '2026-10-26T09:00'],
    added,
  }
  const monthly = series(meeting('2026-01-30', '17:15', { timeZone }), 'FREQ=MONTHLY;BYDAY=-1FR;COUNT=10')
  const key = '2026-03-30T09:00'
  return [
    { ...stamp, id: `${id}-weekly`, subject: `Weekly, ${id}; the old one`, schedule: first, series: whole },
    { ...stamp, id: `${id}-moved`, subject: `Moved ${id}`, schedule, occurrenceOf: { seriesId: `${id}-weekly`, key } },
    { ...stamp, id: `${id}-monthly`, subject: `Été ${id}`, schedule: monthly.schedule, series: monthly },
    {
      ...stamp,
      id: `${id}-once`,
      subject: `Once ${id}`,
      schedule: meeting('2026-07-14', '23:00', { timeZone, endAt: '23:45' }),
    },
  ]
}

const daily = series(task('2026-10-25'), 'FREQ=DAILY')
const records: readonly FeedRecord[] = [
  ...zones.flatMap(seriesIn),
  { ...stamp, id: 'day', subject: 'Offer \\ "apples"', schedule: task('2026-03-29') },
  { ...stamp, id: 'daily', subject: 'Every day', schedule: daily.schedule, series: daily },
]

/** What the feed says, by our own reckoning: `start end subject` of meetings in UTC, `day subject` of tasks. */
const meetings = records.flatMap((record) => timesOf(record).map((time) => `${time} ${record.subject}`)).toSorted()
const days = ['2026-03-29 Offer \\ "apples"', '2026-10-25 Every day']
const toDos = ['2026-03-29 NEEDS-ACTION Offer \\ "apples"', '2026-10-25 NEEDS-ACTION Every day']

function timesOf({ schedule, series: recurring }: FeedRecord): readonly string[] {
  const all =
    recurring === undefined ? [{ schedule, interactionId: undefined }] : occurrencesBetween(recurring, window, 'UTC')
  return all.flatMap(({ schedule: at, interactionId }) => {
    if (at?.kind !== 'meeting' || interactionId !== undefined) return []
    const { from, until } = meetingPeriod(at)
    return [`${minute(from)} ${minute(until)}`]
  })
}

function minute(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16)
}

function feed(tasks: FeedTasks): string {
  const entries = feedEntries(records, { memberId: 'anne', tasks, timeZone: 'Europe/Paris' })
  return feedText(entries, { name: 'Anne', tasks: tasks === 'to-dos' ? 'to-dos' : 'events', domain: 'crm.example' })
}

/** A reader gives a line a time of an event, in the form of ours. */
interface Reader {
  readonly name: string
  readonly isThere: boolean
  readonly read: (text: string) => readonly string[]
  /** khal shows events only. */
  readonly knowsToDos: boolean
  /** node-ical passes over RDATE. */
  readonly knowsAdditions: boolean
}

const python = '/usr/bin/python3'

const whole = { isThere: true, knowsToDos: true, knowsAdditions: true }
const hasPython = runs(python, ['-c', 'import icalendar, dateutil'])

const readers: readonly Reader[] = [
  { ...whole, name: 'ical.js', read: readWithIcalJs },
  { ...whole, name: 'node-ical', read: readWithNodeIcal, knowsAdditions: false },
  { ...whole, name: 'python3-icalendar', isThere: hasPython, read: readWithPython },
  { ...whole, name: 'khal', isThere: runs('khal', ['--version']), read: readWithKhal, knowsToDos: false },
]

function expected({ knowsAdditions }: Reader, tasks: readonly string[]): readonly string[] {
  const isAddition = (line: string) => line.includes('Weekly') && added.some((key) => line.startsWith(key.slice(0, 10)))
  return [...meetings.filter((line) => knowsAdditions || !isAddition(line)), ...tasks].toSorted()
}

describe('CAL-4 Readers of a feed', () => {
  it('CAL-4 the feed has meetings before and after every clock change, and some of every series', () => {
    expect(meetings.length).toBeGreaterThan(zones.length * 80)
    expect(meetings).toContain('2026-03-31T14:30 2026-03-31T15:30 Moved paris')
    expect(meetings).toContain('2026-03-31T13:30 2026-03-31T14:30 Moved bucharest')
    expect(meetings).toContain('2026-10-25T06:30 2026-10-25T07:30 Weekly, kolkata; the old one')
  })

  for (const reader of readers) {
    const { name, isThere, read, knowsToDos } = reader
    it.skipIf(!isThere)(`CAL-4 ${name} reads the same events in the right zones, and tasks as whole days`, () => {
      expect(read(feed('events')).toSorted()).toEqual(expected(reader, days))
    })

    it.skipIf(!isThere)(`CAL-4 ${name} reads the same events beside to-dos`, () => {
      expect(read(feed('to-dos')).toSorted()).toEqual(expected(reader, knowsToDos ? toDos : []))
    })
  }
})

function runs(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function readWithIcalJs(text: string): readonly string[] {
  ICAL.TimezoneService.reset()
  const root = new ICAL.Component(ICAL.parse(text))
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
  const lines: string[] = []
  for (const event of events.filter((each) => !each.isRecurrenceException())) {
    for (const other of events)
      if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other)
    const iterator = event.iterator()
    for (let next = iterator.next(); next; next = iterator.next()) {
      const { startDate, endDate, item } = event.getOccurrenceDetails(next)
      const times = [startDate, endDate].map((date) => minute(date.toJSDate().getTime()))
      lines.push(`${startDate.isDate ? startDate.toString() : times.join(' ')} ${item.summary}`)
    }
  }
  const said = root
    .getAllSubcomponents('vtodo')
    .map((toDo) => ['due', 'status', 'summary'].map((name) => String(toDo.getFirstPropertyValue(name))))
  return [...lines, ...said.map((each) => each.join(' '))]
}

function readWithNodeIcal(text: string): readonly string[] {
  const range = { from: new Date(window.from), to: new Date(window.until) }
  return Object.values(nodeIcal.sync.parseICS(text)).flatMap((each) => {
    if (each?.type === 'VTODO') return [`${dayOf(Object(each).due)} ${Object(each).status} ${each.summary}`]
    if (each?.type !== 'VEVENT') return []
    return nodeIcal.expandRecurringEvent(each, range).map(({ start, end, summary, isFullDay }) => {
      const times = isFullDay ? [dayOf(start)] : [minute(start.getTime()), minute(end.getTime())]
      return [...times, summary].join(' ')
    })
  })
}

/** A whole day begins with the process's own midnight there. */
function dayOf(date: Date): string {
  return date.toLocaleDateString('sv')
}

function readWithPython(text: string): readonly string[] {
  const output = execFileSync(python, [join(import.meta.dirname, 'read_feed.py')], {
    input: text,
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8', PYTHONIOENCODING: 'utf-8' },
  })
  return output.trim().split('\n')
}

function readWithKhal(text: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'crmkit-khal-'))
  try {
    const [config, file] = [join(folder, 'config'), join(folder, 'feed.ics')]
    writeFileSync(file, text)
    writeFileSync(config, khalConfig(folder))
    const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: folder, XDG_DATA_HOME: folder }
    execFileSync('khal', ['-c', config, 'import', '--batch', '-a', 'feed', file], { env, stdio: 'pipe' })
    const format = '{start-long}|{end-long}|{title}'
    const span = [minute(window.from).slice(0, 10), minute(window.until).slice(0, 10)]
    const listed = execFileSync('khal', ['-c', config, 'list', '--day-format', '', '--format', format, ...span], {
      env,
      encoding: 'utf8',
    })
    return listed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [start = '', end = '', title = ''] = line.split('|')
        return start.includes('T') ? `${start} ${end} ${title}` : `${start} ${title}`
      })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function khalConfig(folder: string): string {
  return [
    '[calendars]',
    '[[feed]]',
    `path = ${join(folder, 'calendar')}`,
    'type = calendar',
    '[sqlite]',
    `path = ${join(folder, 'khal.db')}`,
    '[locale]',
    'local_timezone = UTC',
    'default_timezone = UTC',
    'timeformat = %H:%M',
    'dateformat = %Y-%m-%d',
    'longdateformat = %Y-%m-%d',
    'datetimeformat = %Y-%m-%dT%H:%M',
    'longdatetimeformat = %Y-%m-%dT%H:%M',
    '[default]',
    'default_calendar = feed',
    '',
  ].join('\n')
}
