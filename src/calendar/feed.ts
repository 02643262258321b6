/** What a member's calendar feed is made of, and its tag. `crmkit/ical` writes it. Rules: docs/concepts/calendar.md (CAL-4). @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { InteractionState } from '../interaction/interaction.ts'
import type { OccurrenceKey, Series } from '../interaction/recurring.ts'
import { endOf, type Meeting, meetingPeriod, type Schedule, type Task } from '../interaction/schedule.ts'
import type { InteractionId, MemberId } from '../kernel/ids.ts'
import type { Instant, TimeZone } from '../kernel/time.ts'
import { wallClockIn } from '../kernel/wall-clock.ts'
import { nextOccurrence, zoneOf } from './recurrence.ts'
import { endSeries } from './series.ts'
import { attendeesOf, type CalendarRecord } from './window.ts'

/** How tasks are shown: as whole days that keep nobody busy, which every calendar shows; as to-dos; or not at all. */
export type FeedTasks = 'events' | 'to-dos' | 'none'

/** A matter, as a feed looks at it. */
export interface FeedRecord extends CalendarRecord {
  readonly subject: string
  readonly state: InteractionState
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly trashedAt?: Instant
  /** Of a child that was an occurrence: of which series, and which. */
  readonly occurrenceOf?: { readonly seriesId: InteractionId; readonly key: OccurrenceKey }
}

/** What a feed is asked for. */
export interface FeedOptions {
  readonly memberId: MemberId
  readonly tasks: FeedTasks
  /** Matters that were over by then are left out. Default: none are. */
  readonly since?: Instant
  /** The workspace's: of deadlines that are a day. */
  readonly timeZone: TimeZone
}

interface EntryStamp {
  /** Without a domain. An occurrence that was touched has that of its series. */
  readonly uid: string
  readonly recordId: InteractionId
  readonly version: number
  readonly subject: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A meeting of a feed. */
export interface FeedMeeting extends EntryStamp {
  readonly kind: 'meeting'
  readonly schedule: Meeting
  /** Where it recurs. Occurrences that this feed does not show are taken out of it. */
  readonly series?: Pick<Series, 'rule' | 'removed' | 'added'>
  /** Which occurrence of its series it replaces, and on which clock. */
  readonly replaces?: { readonly key: OccurrenceKey; readonly timeZone: TimeZone }
}

/** A task of a feed. One that recurs is there with what is to be done next. */
export interface FeedTask extends EntryStamp {
  readonly kind: 'task'
  readonly schedule: Task
  /** When it was done, where it is; only to-dos say it. */
  readonly doneAt?: Instant
}

/** An entry of a feed. */
export type FeedEntry = FeedMeeting | FeedTask

/**
 * What the feed of a member shows of some matters, by their id: those that he owns or takes part in, and that are not in
 * the trash.
 */
export function feedEntries(records: readonly FeedRecord[], options: FeedOptions): readonly FeedEntry[] {
  const shown = records
    .filter((record) => record.trashedAt === undefined && isAttended(record, options.memberId))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const byId = new Map(shown.map((record) => [record.id, record]))
  return shown.flatMap((record) => entryOf(record, byId, options))
}

/**
 * The strong entity tag of a feed, quotes included, from ids and versions alone: whoever asks again with it is answered
 * without the text having been built.
 * @param settings what else the text depends on, such as the feed's name
 */
export function feedTag(entries: readonly FeedEntry[], settings: readonly string[]): string {
  const lines = [JSON.stringify([feedFormat, settings]), ...entries.map(entryTag)]
  return `"${bytesToHex(sha256(utf8ToBytes(lines.join('\n')))).slice(0, 32)}"`
}

/** What stands for an entry: as long as it is the same, so is what is written of it. */
export function entryTag(entry: FeedEntry): string {
  const stamp = [entry.uid, entry.recordId, entry.version, entry.kind]
  if (entry.kind === 'task') return JSON.stringify([...stamp, entry.schedule, entry.doneAt])
  // Children come and go without a new version of their series, and the clock of a series changes without one of them.
  return JSON.stringify([...stamp, entry.series?.removed, entry.replaces])
}

/** Raised when the same entries are written in another way. */
const feedFormat = 2

function entryOf(
  record: FeedRecord,
  shown: ReadonlyMap<InteractionId, FeedRecord>,
  { tasks, since = Number.NEGATIVE_INFINITY, timeZone }: FeedOptions,
): readonly FeedEntry[] {
  const { id: recordId, version, subject, createdAt, updatedAt } = record
  const stamp: EntryStamp = { uid: recordId, recordId, version, subject, createdAt, updatedAt }
  const schedule = scheduleOf(record)
  if (schedule === null) return []
  if (schedule.kind === 'task') {
    if (tasks === 'none' || endOf(schedule, timeZone) <= since) return []
    if (record.state !== 'done') return [{ ...stamp, kind: 'task', schedule }]
    return tasks === 'events' ? [] : [{ ...stamp, kind: 'task', schedule, doneAt: record.concludedAt ?? updatedAt }]
  }
  const { concludedAt } = record
  if (record.series !== undefined) {
    const series = concludedAt === undefined ? record.series : endedSeries(record.series, schedule, concludedAt)
    return series === null ? [] : [{ ...stamp, kind: 'meeting', schedule, series: shownSeries(series, record, shown) }]
  }
  if (concludedAt !== undefined && meetingPeriod(schedule).from >= concludedAt) return []
  if (endOf(schedule, timeZone) <= since) return []
  const { occurrenceOf } = record
  const parent = occurrenceOf && shown.get(occurrenceOf.seriesId)
  const zone = parent?.series && zoneOf(parent.series.schedule)
  // Without its series in the same feed, an occurrence is a meeting like any other.
  if (occurrenceOf === undefined || !zone) return [{ ...stamp, kind: 'meeting', schedule }]
  const replaces = { key: occurrenceOf.key, timeZone: zone }
  return [{ ...stamp, uid: occurrenceOf.seriesId, kind: 'meeting', schedule, replaces }]
}

/** When a matter stands in the feed: a task that recurs with its next occurrence, a series with its first. */
function scheduleOf({ schedule, series, state }: FeedRecord): Schedule | null {
  if (series === undefined) return schedule ?? null
  if (series.schedule.kind === 'meeting') return series.schedule
  return state === 'done' ? null : (nextOccurrence(series)?.schedule ?? null)
}

/** What of a series began before it was concluded: the rest does not take place. `null`: nothing did. */
function endedSeries(series: Series, { timeZone }: Meeting, concludedAt: Instant): Series | null {
  const { on, at } = wallClockIn(concludedAt - 1, timeZone)
  const last: OccurrenceKey = `${on}T${at}`
  const begun = { ...series, added: series.added.filter((key) => key <= last) }
  const next = nextOccurrence({ ...begun, added: [], overrides: [] }, last)
  const ended = next === null ? null : endSeries(begun, next.key)
  return ended?.ok ? ended.value : begun
}

/** A series without the occurrences that became children which this feed does not show as meetings of it. */
function shownSeries(
  { rule, removed, added, overrides }: Series,
  { id }: FeedRecord,
  shown: ReadonlyMap<InteractionId, FeedRecord>,
): Pick<Series, 'rule' | 'removed' | 'added'> {
  const hidden = overrides.filter(({ of, interactionId }) => {
    const child = shown.get(interactionId)
    return child?.schedule?.kind !== 'meeting' || child.occurrenceOf?.seriesId !== id || child.occurrenceOf.key !== of
  })
  return { rule, added, removed: [...new Set([...removed, ...hidden.map(({ of }) => of)])].sort() }
}

function isAttended(record: FeedRecord, memberId: MemberId): boolean {
  return attendeesOf(record).some(({ kind, id }) => kind === 'member' && id === memberId)
}
