/** Recurrence sets of real calendars: read by ical.js, expanded by us, compared with what three readers agree on. @module */
import {
  keyOf,
  meetingPeriod,
  type OccurrenceKey,
  type Override,
  occurrencesBetween,
  parseRecurrenceRule,
  parseTimeZone,
  type Schedule,
  type Series,
  wallClockIn,
} from 'crmkit/domain'
import ICAL from 'ical.js'
import { expect } from 'vitest'
import { itWithSharedData, readShared, readSharedJson } from '../../shared-data.ts'
import { task } from './scene.ts'

interface Expected {
  readonly files: Readonly<Record<string, ExpectedFile>>
}

interface ExpectedFile {
  readonly window: readonly [string, string]
  readonly capPerUid: number
  readonly confirmed?: boolean
  readonly occurrences: readonly { readonly uid: string; readonly start: string }[]
}

itWithSharedData('CAL-3 the series of real calendars recur as ical.js and others say', () => {
  const { files } = readSharedJson<Expected>('data/ical/_expected-occurrences.json')
  const compared: string[] = []
  const wrong: unknown[] = []
  for (const [name, file] of Object.entries(files)) {
    if (!file.confirmed) continue
    const text = new TextDecoder().decode(readShared(`data/ical/${name}`))
    for (const [uid, series] of seriesOf(text)) {
      const expected = file.occurrences.filter((each) => each.uid === uid).map(({ start }) => start.slice(0, 16))
      if (expected.length === 0) continue
      const until = Date.parse(expected.length < file.capPerUid ? file.window[1] : `${expected.at(-1)}Z`) + 1
      const window = { from: Date.parse(file.window[0]), until }
      const found = occurrencesBetween(series, window, 'UTC')
        .map(({ schedule }) => startOf(schedule))
        .toSorted()
      if (found.slice(0, file.capPerUid).join() !== expected.toSorted().join())
        wrong.push({ name, uid, expected, found })
      compared.push(`${name} ${uid}`)
    }
  }
  expect(wrong).toEqual([])
  expect(compared.length).toBeGreaterThanOrEqual(12)
})

function startOf(schedule: Schedule): string {
  if (schedule.kind === 'task') return keyOf(schedule)
  return new Date(meetingPeriod(schedule).from).toISOString().slice(0, 16)
}

/** The series of a calendar that stand on a zone of this machine, or on days; with the one rule that we have. */
function seriesOf(text: string): ReadonlyMap<string, Series> {
  const events = componentsOf(text)
  const found = new Map<string, Series>()
  for (const event of events.filter((each) => !each.hasProperty('recurrence-id'))) {
    const start = event.getFirstProperty('dtstart')
    const rules = event.getAllProperties('rrule')
    if (start === null || rules.length !== 1) continue
    const zone = zoneOf(start)
    const schedule = zone === null ? null : scheduleOf(start, zone)
    if (zone === null || schedule === null) continue
    const said = String(rules[0]?.toICALString()).replace(/^RRULE[^:]*:/, '')
    const rule = parseRecurrenceRule(said, { timed: schedule.kind === 'meeting', timeZone: zone })
    const others = [...event.getAllProperties('exdate'), ...event.getAllProperties('rdate')]
    if (!rule.ok || others.some((each) => zoneOf(each) !== zone)) continue
    const keys = (name: string) => event.getAllProperties(name).flatMap((each) => each.getValues().map(keyIn))
    // A day taken out of a series with times is more than an occurrence: reading that is an importer's work.
    if ([...keys('exdate'), ...keys('rdate')].some((key) => key.length !== keyOf(schedule).length)) continue
    const uid = String(event.getFirstPropertyValue('uid'))
    const overrides = events
      .filter((each) => each.hasProperty('recurrence-id') && String(each.getFirstPropertyValue('uid')) === uid)
      .flatMap((each) => overrideOf(each, zone))
    found.set(uid, { schedule, rule: rule.value, removed: keys('exdate'), added: keys('rdate'), overrides })
  }
  return found
}

function componentsOf(text: string): readonly ICAL.Component[] {
  try {
    return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent')
  } catch {
    return []
  }
}

function overrideOf(event: ICAL.Component, zone: string): readonly Override[] {
  const [of, start] = [event.getFirstProperty('recurrence-id'), event.getFirstProperty('dtstart')]
  if (of === null || start === null || zoneOf(of) !== zone) return []
  const schedule = scheduleOf(start, zoneOf(start) ?? zone)
  return schedule === null ? [] : [{ of: keyIn(of.getFirstValue()), interactionId: 'child', schedule }]
}

/** The zone of a date property; `null` where this machine has none of that name. Days are looked at in UTC. */
function zoneOf(property: ICAL.Property): string | null {
  const value = property.getFirstValue()
  if (!(value instanceof ICAL.Time)) return null
  if (value.isDate || value.zone === ICAL.Timezone.utcTimezone) return 'UTC'
  const name = property.getFirstParameter('tzid')
  return name === undefined ? null : parseTimeZone(name)
}

/** Meetings of a quarter of an hour: only when they start is compared. */
function scheduleOf(property: ICAL.Property, timeZone: string): Schedule | null {
  const value = property.getFirstValue()
  if (!(value instanceof ICAL.Time)) return null
  const key = keyIn(value)
  if (value.isDate) return task(key)
  const moment = Date.parse(`${key}:00Z`)
  return { kind: 'meeting', start: wallClockIn(moment, 'UTC'), end: wallClockIn(moment + 900_000, 'UTC'), timeZone }
}

function keyIn(value: unknown): OccurrenceKey {
  return value instanceof ICAL.Time ? value.toString().slice(0, value.isDate ? 10 : 16) : ''
}
