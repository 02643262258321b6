import { type FeedEntry, type FeedRecord, type FeedTasks, feedEntries, type Series } from 'crmkit/domain'
import { type FeedTextOptions, feedText, writeFeed } from 'crmkit/ical'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meeting, series, task } from './scene.ts'

const stamp = { ownerId: 'anne', participants: [], state: 'open', createdAt: 0, updatedAt: 0 } as const
const zones = ['Europe/Paris', 'America/New_York', 'UTC']

/** Matters as they may be: what they say follows from their id and version, as it does in a store. */
const drawnRecord = fc
  .record({
    number: fc.integer({ min: 0, max: 3 }),
    version: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('task', 'meeting', 'series', 'child'),
  })
  .map(({ number, version, kind }): FeedRecord => {
    const timeZone = zones[(number + version) % zones.length] ?? 'UTC'
    const first = meeting(`20${20 + number}-03-02`, '09:00', { timeZone })
    const base = { ...stamp, id: `${kind}${number}`, version, subject: `Matter ${number}, ${version}` }
    if (kind === 'task') return { ...base, schedule: task(`2026-03-${10 + version}`) }
    if (kind === 'meeting') return { ...base, schedule: first }
    // A child changes what is written of its series, and the series' clock what is written of its child.
    const key = `20${20 + number}-03-09T09:00`
    if (kind === 'child') {
      const occurrenceOf = { seriesId: `series${number}`, key }
      return { ...base, schedule: meeting('2026-05-04', `1${version}:00`, { timeZone: 'UTC' }), occurrenceOf }
    }
    const overrides = [{ of: key, interactionId: `child${number}`, schedule: first }]
    const whole: Series = { ...series(first, 'FREQ=WEEKLY'), overrides }
    return { ...base, schedule: first, series: whole }
  })
const drawnFeed = fc.record({
  records: fc.uniqueArray(drawnRecord, { selector: ({ id }) => id, maxLength: 16 }),
  name: fc.constantFrom('Anne', 'Bob'),
  tasks: fc.constantFrom<FeedTasks>('events', 'to-dos', 'none'),
  domain: fc.constantFrom('crm.example', 'other.example'),
})

function entriesOf({ records, tasks }: { readonly records: readonly FeedRecord[]; readonly tasks: FeedTasks }) {
  return feedEntries(records, { memberId: 'anne', tasks, timeZone: 'Europe/Paris' })
}

function optionsOf({ name, tasks, domain }: Omit<FeedTextOptions, 'tasks'> & { readonly tasks: FeedTasks }) {
  return { name, tasks: tasks === 'to-dos' ? ('to-dos' as const) : ('events' as const), domain }
}

describe('CAL-4 A feed that is written again', () => {
  it('CAL-4 is the text that it would be without what was written before', () => {
    fc.assert(
      fc.property(drawnFeed, drawnFeed, (earlier, later) => {
        const before = writeFeed(entriesOf(earlier), optionsOf(earlier))
        const [entries, options] = [entriesOf(later), optionsOf(later)]
        expect(writeFeed(entries, options, before).text).toBe(feedText(entries, options))
      }),
      { numRuns: 200 },
    )
  })

  it('CAL-4 takes what did not change from what was written before, and keeps nothing else', () => {
    const entries = entriesOf({ records: [plan('one', 1), plan('two', 1), plan('three', 1)], tasks: 'events' })
    const options: FeedTextOptions = { name: 'Anne', tasks: 'events', domain: 'crm.example' }
    const before = writeFeed(entries, options)
    // Whoever looks at the subject of an entry writes it.
    const written: string[] = []
    const watched = entriesOf({ records: [plan('one', 2), plan('two', 1)], tasks: 'events' }).map(
      (entry): FeedEntry => ({
        ...entry,
        get subject() {
          written.push(entry.recordId)
          return entry.subject
        },
      }),
    )
    const again = writeFeed(watched, options, before)
    expect(written).toEqual(['one'])
    expect([before.parts.size, again.parts.size]).toEqual([4, 3])
    expect([...again.parts.keys()].filter((key) => before.parts.has(key)).length).toBe(2)
  })
})

function plan(id: string, version: number): FeedRecord {
  return { ...stamp, id, version, subject: `Matter ${id}`, schedule: meeting('2026-03-02', '09:00') }
}
