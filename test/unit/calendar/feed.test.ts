import {
  addDays,
  type FeedOptions,
  type FeedRecord,
  feedEntries,
  feedTag,
  instantIn,
  meetingPeriod,
  occurrencesBetween,
  type Series,
  touchOccurrence,
  usualReminderHours,
} from 'crmkit/domain'
import { feedContentType, feedText } from 'crmkit/ical'
import fc from 'fast-check'
import ICAL from 'ical.js'
import { describe, expect, it } from 'vitest'
import { vtimezone } from '../../../src/ical/vtimezone.ts'
import { nodeIcal } from './node-ical.ts'
import { day, meeting, series, task, utc, valueIn } from './scene.ts'

const created = Date.parse('2026-01-01T10:00:00Z')
const updated = Date.parse('2026-01-02T11:30:00Z')
const options: FeedOptions = { memberId: 'anne', tasks: 'events', timeZone: 'Europe/Paris' }
const written = { name: 'Anne', tasks: 'events', domain: 'crm.example' } as const

function record(id: string, fields: Partial<FeedRecord>): FeedRecord {
  const base = { ownerId: 'anne', participants: [], subject: `Matter ${id}`, state: 'open', version: 3 } as const
  return { id, ...base, createdAt: created, updatedAt: updated, ...fields }
}

function text(records: readonly FeedRecord[], more: Partial<FeedOptions> = {}): string {
  const tasks = more.tasks === 'to-dos' ? 'to-dos' : 'events'
  return feedText(feedEntries(records, { ...options, ...more }), { ...written, tasks })
}

function inSeries(schedule: Series['schedule'], rule: string): Pick<FeedRecord, 'schedule' | 'series'> {
  return { schedule, series: series(schedule, rule) }
}

function read(feed: string): ICAL.Component {
  return new ICAL.Component(ICAL.parse(feed))
}

/** When everything of a feed is, up to an instant, as ical.js reads it. */
function instants(feed: string, until: number): readonly string[] {
  const root = read(feed)
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
  const found: number[] = []
  for (const event of events.filter((each) => !each.isRecurrenceException())) {
    for (const other of events)
      if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other)
    const iterator = event.iterator()
    for (let next = iterator.next(); next; next = iterator.next()) {
      if (next.toJSDate().getTime() >= until + 400 * 86_400_000) break
      found.push(event.getOccurrenceDetails(next).startDate.toJSDate().getTime())
    }
  }
  return found
    .filter((instant) => instant < until)
    .toSorted((one, other) => one - other)
    .map(iso)
}

const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16)

function ours(of: Series, until: string): readonly string[] {
  return occurrencesBetween(of, utc('2000-01-01', until), 'UTC')
    .map(({ schedule }) => (schedule.kind === 'meeting' ? meetingPeriod(schedule).from : Number.NaN))
    .toSorted((one, other) => one - other)
    .map(iso)
}

const weekly = series(meeting('2026-03-02', '09:00'), 'FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231T080000Z')
const moved = meeting('2026-03-10', '16:00')
const touched = valueIn(touchOccurrence(weekly, { of: '2026-03-09T09:00', interactionId: 'child', schedule: moved }))
const recurring = { ...touched, removed: ['2026-03-12T09:00', '2026-11-05T09:00'], added: ['2026-03-13T11:00'] }
const seriesRecord = record('weekly', { schedule: recurring.schedule, series: recurring })
const child = record('child', {
  schedule: moved,
  occurrenceOf: { seriesId: 'weekly', key: '2026-03-09T09:00' },
  version: 9,
})

describe('CAL-4 What a feed shows', () => {
  it('CAL-3 what would begin after a matter was concluded does not take place', () => {
    const concludedAt = Date.parse('2026-01-14T12:00Z')
    const done = { state: 'done', concludedAt } as const
    const [soon, late] = [meeting('2026-01-13', '09:00'), meeting('2026-01-15', '09:00')]
    const weekly = series(meeting('2026-01-05', '09:00'), 'FREQ=WEEKLY')
    const records = [
      record('weekly', { ...done, schedule: weekly.schedule, series: { ...weekly, added: ['2026-01-20T09:00'] } }),
      record('counted', { ...done, ...inSeries(late, 'FREQ=WEEKLY;COUNT=4') }),
      record('over', { ...done, ...inSeries(soon, 'FREQ=DAILY;COUNT=1') }),
      record('soon', { ...done, schedule: soon }),
      record('late', { ...done, schedule: late }),
    ]
    expect(feedEntries(records, options).map(({ recordId }) => recordId)).toEqual(['over', 'soon', 'weekly'])
    expect(instants(text(records), Date.parse('2026-03-01'))).toEqual(
      ['2026-01-05', '2026-01-12', '2026-01-13', '2026-01-13'].map((on) => `${on}T08:00`),
    )
  })

  it('CAL-4 the matters that a member owns or takes part in, outside of the trash', () => {
    const records = [
      record('own', { schedule: meeting('2026-03-02', '09:00') }),
      record('shared', {
        schedule: meeting('2026-03-02', '09:00'),
        ownerId: 'bob',
        participants: [{ kind: 'member', id: 'anne' }],
      }),
      record('other', {
        schedule: meeting('2026-03-02', '09:00'),
        ownerId: 'bob',
        participants: [{ kind: 'resource', id: 'anne' }],
      }),
      record('trashed', { schedule: meeting('2026-03-02', '09:00'), trashedAt: updated }),
      record('unplanned', {}),
    ]
    expect(feedEntries(records, options).map(({ recordId }) => recordId)).toEqual(['own', 'shared'])
    expect(feedEntries(records, { ...options, since: Date.parse('2026-03-02T09:00Z') })).toEqual([])
  })

  it('CAL-4 tasks as events, as to-dos, or left out; what is done is a to-do at most', () => {
    const records = [
      record('task', { schedule: task('2026-03-02') }),
      record('done', { schedule: task('2026-03-01'), state: 'done' }),
    ]
    const found = (tasks: FeedOptions['tasks']) => feedEntries(records, { ...options, tasks }).map(({ uid }) => uid)
    expect(found('events')).toEqual(['task'])
    expect(found('to-dos')).toEqual(['done', 'task'])
    expect(found('none')).toEqual([])
    const todos = read(text(records, { tasks: 'to-dos' })).getAllSubcomponents('vtodo')
    expect(
      todos.map((each) => [each.getFirstPropertyValue('status'), String(each.getFirstPropertyValue('due'))]),
    ).toEqual([
      ['COMPLETED', '2026-03-01'],
      ['NEEDS-ACTION', '2026-03-02'],
    ])
  })

  it('CAL-4 PIT-3 a task is a whole transparent day, and no zone moves it', () => {
    const feed = text([record('task', { schedule: task('2026-03-02') })])
    expect(feed).toContain('\r\nDTSTART;VALUE=DATE:20260302\r\nDTEND;VALUE=DATE:20260303\r\n')
    expect(feed).toContain('\r\nTRANSP:TRANSPARENT\r\n')
    expect(feed).not.toContain('VTIMEZONE')
  })

  it('CAL-4 a recurring task is there with its next occurrence', () => {
    const daily = series(task('2026-03-02'), 'FREQ=DAILY')
    const entries = feedEntries([record('daily', { schedule: daily.schedule, series: daily })], options)
    expect(entries).toMatchObject([{ kind: 'task', schedule: { due: { on: '2026-03-02' } } }])
  })

  it('CAL-3 CAL-4 a touched occurrence replaces its own of the series, or is taken out where the feed does not show it', () => {
    expect(feedEntries([seriesRecord, child], options)).toMatchObject([
      { uid: 'weekly', recordId: 'child', replaces: { key: '2026-03-09T09:00' } },
      { uid: 'weekly', recordId: 'weekly', series: { removed: recurring.removed } },
    ])
    const withoutChild = feedEntries([seriesRecord, { ...child, trashedAt: updated }], options)
    expect(withoutChild).toMatchObject([{ series: { removed: ['2026-03-09T09:00', ...recurring.removed] } }])
    expect(feedEntries([child], options)).toMatchObject([{ uid: 'child' }])
  })
})

describe('CAL-4 The text of a feed', () => {
  it('CAL-4 an entry is written with a stable id, its version as sequence, and its stamps in UTC', () => {
    const feed = text([
      record('4f1c', { schedule: meeting('2026-07-02', '09:00'), subject: 'Tea, cake; and "more"\\\nsoon' }),
    ])
    expect(feedContentType).toBe('text/calendar; charset=utf-8')
    expect(feed).toContain('UID:4f1c@crm.example\r\nSEQUENCE:3\r\nDTSTAMP:20260102T113000Z\r\n')
    expect(feed).toContain('DTSTART;TZID=Europe/Paris:20260702T090000\r\nDTEND;TZID=Europe/Paris:20260702T100000\r\n')
    expect(feed).toContain('SUMMARY:Tea\\, cake\\; and "more"\\\\\\nsoon\r\n')
    expect(feed).toContain('CREATED:20260101T100000Z\r\nLAST-MODIFIED:20260102T113000Z\r\n')
  })

  it('CAL-4 nothing that people write ends a line, and no line is longer than 75 bytes', () => {
    const subject = `Été 🍏 ${'à '.repeat(60)}\r\nEND:VCALENDAR\u0000\u001b`
    const records = [
      record('one', { schedule: task('2026-03-02'), subject }),
      record('two', { schedule: meeting('2026-03-02', '09:00'), subject }),
    ]
    for (const tasks of ['events', 'to-dos'] as const) {
      const entries = feedEntries(records, { ...options, tasks })
      const feed = feedText(entries, { ...written, tasks, name: 'Anne\r\nBEGIN:VEVENT' })
      const lines = feed.split('\r\n')
      expect(lines.filter((line) => /[\r\n]/.test(line) || new TextEncoder().encode(line).length > 75)).toEqual([])
      expect(lines.filter((line) => /^(BEGIN|END):V(CALENDAR|EVENT|TODO)/.test(line)).length).toBe(6)
      const kinds = [...read(feed).getAllSubcomponents('vevent'), ...read(feed).getAllSubcomponents('vtodo')]
      const summary = subject.replace('\r\n', '\n').replace('\u0000', ' ').replace('\u001b', ' ')
      expect(kinds.map((each) => each.getFirstPropertyValue('summary'))).toEqual([summary, summary])
    }
  })

  it('CAL-4 ical.js and node-ical read the same meetings in the right zone, with exceptions, additions and moves', () => {
    const feed = text([seriesRecord, child])
    const expected = ours(recurring, '2027-01-01')
    expect(expected).toContain('2026-03-10T15:00')
    expect(expected).toContain('2026-03-30T07:00')
    expect(instants(feed, Date.parse('2027-01-01'))).toEqual(expected)

    const parsed = Object.values(nodeIcal.sync.parseICS(feed)).filter((each) => each?.type === 'VEVENT')
    expect(parsed).toHaveLength(1)
    const [event] = parsed
    if (event?.type !== 'VEVENT') throw new Error('no event was read')
    expect([event.start.toISOString(), event.start.tz, event.summary]).toEqual([
      '2026-03-02T08:00:00.000Z',
      'Europe/Paris',
      'Matter weekly',
    ])
    const moves = Object.values(event.recurrences ?? {}).map((each) => Object(each).start)
    expect(moves).toContainEqual(new Date('2026-03-10T15:00:00.000Z'))
    const ruled = event.rrule?.between(new Date('2026-03-01T00:00Z'), new Date('2026-04-10T00:00Z')) ?? []
    expect(ruled.map((date) => iso(date.getTime()))).toEqual(
      occurrencesBetween(weekly, utc('2026-03-01', '2026-04-10'), 'UTC').map(({ schedule }) =>
        schedule.kind === 'meeting' ? iso(meetingPeriod(schedule).from) : '',
      ),
    )
  })

  it('CAL-4 PIT-17 zones without daylight saving, with rules of their own, and UTC are read back', () => {
    for (const zone of [
      'Asia/Kolkata',
      'Africa/Casablanca',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Tehran',
      'UTC',
    ]) {
      const daily = series(meeting('2025-01-01', '09:00', { timeZone: zone }), 'FREQ=DAILY;INTERVAL=3')
      const feed = text([record('daily', { schedule: daily.schedule, series: daily })])
      expect(instants(feed, Date.parse('2029-01-01')), zone).toEqual(ours(daily, '2029-01-01'))
      ICAL.TimezoneService.reset()
    }
  })

  it('CAL-4 the components of zones agree with the clocks of this machine', { timeout: 60_000 }, () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'America/Santiago',
      'Africa/Casablanca',
      'Pacific/Apia',
      'Africa/Cairo',
      'Europe/London',
    ]
    const parsed = new Map(
      zones.map((zone) => [zone, new ICAL.Timezone(new ICAL.Component(ICAL.parse(vtimezone(zone, 2005))))]),
    )
    expect(vtimezone('Europe/Paris', 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU')
    expect(vtimezone('America/New_York', 2026)).toContain('RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU')
    const drawn = fc.record({ zone: fc.constantFrom(...zones), days: fc.integer({ min: 0, max: 32 * 365 }) })
    fc.assert(
      fc.property(drawn, ({ zone, days }) => {
        const clock = { on: addDays(day('2005-02-01'), days), at: usualReminderHours(zone).deadlineAt }
        const time = ICAL.Time.fromDateTimeString(`${clock.on}T${clock.at}:00`)
        const theirs = (parsed.get(zone)?.utcOffset(time) ?? Number.NaN) * 1000
        const expected = Date.parse(`${clock.on}T${clock.at}Z`) - instantIn(clock, zone)
        expect([zone, clock.on, theirs]).toEqual([zone, clock.on, expected])
      }),
      { numRuns: 300 },
    )
  })

  it('CAL-4 PIT-7 the process’s own zone changes nothing', () => {
    // At this time, the clocks of Paris are put forward.
    const gap = record('gap', { schedule: meeting('2026-03-29', '02:30', { timeZone: 'Pacific/Honolulu' }) })
    const known = process.env['TZ']
    const found = ['UTC', 'Europe/Paris', 'Pacific/Auckland'].map((zone) => {
      process.env['TZ'] = zone
      return { feed: text([gap, seriesRecord, child]), offset: new Date(0).getTimezoneOffset() }
    })
    if (known === undefined) delete process.env['TZ']
    else process.env['TZ'] = known
    expect(new Set(found.map(({ offset }) => offset)).size).toBe(3)
    expect(new Set(found.map(({ feed }) => feed)).size).toBe(1)
    expect(found[0]?.feed).toContain('DTSTART;TZID=Pacific/Honolulu:20260329T023000')
  })
})

describe('CAL-4 The tag of a feed', () => {
  const tag = (records: readonly FeedRecord[], more: Partial<FeedOptions> = {}, settings = ['Anne', 'events']) =>
    feedTag(feedEntries(records, { ...options, ...more }), settings)
  const whole = [seriesRecord, child, record('task', { schedule: task('2026-03-02') })]

  it('CAL-4 is strong, and the same for the same entries in whatever order they come', () => {
    expect(tag(whole)).toMatch(/^"[0-9a-f]{32}"$/)
    expect(tag(whole.toReversed())).toBe(tag(whole))
  })

  it('CAL-4 changes with a version, an entry more or less, a touched occurrence, and the feed’s settings', () => {
    const [first = seriesRecord, ...others] = whole
    const tags = [
      tag(whole),
      tag([{ ...first, version: 4 }, ...others]),
      tag(others),
      tag([...whole, record('more', { schedule: task('2026-03-02') })]),
      tag([first, { ...child, trashedAt: updated }, ...others.slice(1)]),
      tag([{ ...first, series: weekly }, ...others.slice(1)]),
      tag(whole, {}, ['Bob', 'events']),
      tag(whole, { tasks: 'none' }),
    ]
    expect(new Set(tags).size).toBe(tags.length)
  })
})
