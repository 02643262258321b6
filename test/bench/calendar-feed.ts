/** A feed, beside the same strings put together by hand: written at once, and again after little changed. @module */
import {
  addDays,
  type FeedEntry,
  type FeedRecord,
  feedEntries,
  feedTag,
  type NewSchedule,
  normalizeSchedule,
} from 'crmkit/domain'
import { feedText, writeFeed } from 'crmkit/ical'
import { day } from '../unit/calendar/scene.ts'
import { type BenchSize, mediansOf, printFigure, rounded } from './calendar-figures.ts'

const many = 5000
const changedEvery = 500
const asked = { memberId: 'anne', tasks: 'events', timeZone: 'Europe/Paris' } as const
const options = { name: 'Anne', tasks: 'events', domain: 'crm.example' } as const

/** A feed of 5,000 entries, two thirds of them meetings. */
export function benchFeed({ runs }: BenchSize): void {
  const records = Array.from({ length: many }, (_, number) => recordOf(number, 3))
  const later = records.map((record, number) => (number % changedEvery === 0 ? recordOf(number, 4) : record))
  const [entries, entriesLater] = [feedEntries(records, asked), feedEntries(later, asked)]
  const before = writeFeed(entries, options)
  if (writeFeed(entriesLater, options, before).text !== feedText(entriesLater, options)) throw new Error('another text')
  const bytes = Buffer.byteLength(before.text)
  // Reading a character makes one string of many.
  const medians = mediansOf(runs * 3, {
    plain: () => plainFeed(entriesLater).charCodeAt(0),
    whole: () => feedText(entriesLater, options).charCodeAt(0),
    again: () => writeFeed(entriesLater, options, before).text.charCodeAt(0),
    tag: () => feedTag(feedEntries(later, asked), ['Anne', 'events']),
  })
  const print = (shape: string, time: number, goal: number) => {
    const figure = { bench: 'calendar/feed', shape, ratio: time / medians.plain, goal }
    printFigure(figure, { entries: many, bytes, ms: rounded(time), otherMs: rounded(medians.plain) })
  }
  print('written / plain strings', medians.whole, 4)
  print(`written again, ${many / changedEvery} entries changed / plain strings`, medians.again, 1.3)
  print('entries and tag, no text / plain strings', medians.tag, 1.3)
}

function recordOf(number: number, version: number): FeedRecord {
  const on = addDays(day('2026-01-01'), number % 700)
  const said: NewSchedule =
    number % 3 === 0 ? { task: { dueOn: on } } : { meeting: { startOn: on, startAt: '09:00', endAt: '10:00' } }
  const schedule = normalizeSchedule(said, { now: 0, timeZone: 'Europe/Paris' })
  if (!schedule.ok) throw new Error('no schedule')
  return {
    id: `0192f${String(number).padStart(3, '0').slice(-3)}-${String(number).padStart(4, '0')}-7def-8123-0123456789ab`,
    ownerId: 'anne',
    participants: [],
    subject: `Call ${number}.${version} with Pomme SARL: apples, pears; à bientôt, and thank you for the samples`,
    state: 'open',
    version,
    createdAt: Date.parse('2026-01-01T10:00Z'),
    updatedAt: Date.parse('2026-01-02T10:00Z') + number * 1000,
    schedule: schedule.value,
  }
}

/** As little as can be done: strings put together, folded by slices, no zone. */
function plainFeed(entries: readonly FeedEntry[]): string {
  let text = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//crmkit//feed//EN\r\n'
  for (const { uid, version, subject, createdAt, updatedAt, schedule } of entries) {
    text += `BEGIN:VEVENT\r\n${folded(`UID:${uid}@crm.example`)}\r\nSEQUENCE:${version}\r\nDTSTAMP:${utcText(updatedAt)}\r\n`
    if (schedule.kind === 'task') {
      const next = addDays(schedule.due.on, 1)
      text += `DTSTART;VALUE=DATE:${digits(schedule.due.on)}\r\nDTEND;VALUE=DATE:${digits(next)}\r\n`
    } else {
      const { start, end, timeZone } = schedule
      text += `DTSTART;TZID=${timeZone}:${digits(start.on)}T${digits(start.at)}00\r\n`
      text += `DTEND;TZID=${timeZone}:${digits(end.on)}T${digits(end.at)}00\r\n`
    }
    const escaped = subject.replace(/[\\;,]/g, '\\$&').replace(/\n/g, '\\n')
    text += `${folded(`SUMMARY:${escaped}`)}\r\nTRANSP:OPAQUE\r\n`
    text += `CREATED:${utcText(createdAt)}\r\nLAST-MODIFIED:${utcText(updatedAt)}\r\nEND:VEVENT\r\n`
  }
  return `${text}END:VCALENDAR\r\n`
}

function folded(line: string): string {
  let [text, rest] = ['', line]
  while (Buffer.byteLength(rest) > 75) {
    let length = 75
    while (Buffer.byteLength(rest.slice(0, length)) > 75) length -= 1
    text += `${rest.slice(0, length)}\r\n`
    rest = ` ${rest.slice(length)}`
  }
  return text + rest
}

function utcText(instant: number): string {
  return `${digits(new Date(instant).toISOString().slice(0, 19))}Z`
}

function digits(text: string): string {
  return text.replace(/[-:]/g, '')
}
