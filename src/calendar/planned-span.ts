/** What lists and calendars look for of a matter: its words, and when it is planned. Rules: docs/concepts/calendar.md (CAL-1), docs/concepts/interactions.md (INT-9). @module */
import type { InteractionDetails } from '../interaction/interaction.ts'
import { endOf, type Period, type Schedule, type TaskTime } from '../interaction/schedule.ts'
import { foldText } from '../kernel/fold.ts'
import type { Instant, TimeZone } from '../kernel/time.ts'
import { instantIn, midnight } from '../kernel/wall-clock.ts'
import { lastOccurrence, nextOccurrence } from './recurrence.ts'

/** From when until when something is planned, all occurrences together. A whole day is one of the workspace's zone. */
export interface PlannedSpan {
  readonly from: Instant
  /** Exclusive; absent for what recurs without end. */
  readonly until?: Instant
}

/** What lists and calendars look for. */
export interface InteractionIndex {
  /** The folded subject; compared by code points. */
  readonly sortKey: string
  /** Folded words: subject, next step, channel, tags. */
  readonly searchText: string
  /** When it stands in calendars; absent without a schedule. */
  readonly planned?: PlannedSpan
}

/** Where what is not planned stands in the order of plans: after everything, whatever the direction. */
export const notPlanned: Instant = Number.MAX_SAFE_INTEGER

/** How a matter is sorted, found and seen in calendars. @param timeZone the workspace's */
export function interactionIndex(
  interaction: Pick<InteractionDetails, 'subject' | 'nextStep' | 'channel' | 'tags' | 'schedule' | 'series'>,
  timeZone: TimeZone,
): InteractionIndex {
  const { subject, nextStep = '', channel = '', tags } = interaction
  const words = [subject, nextStep, channel, ...tags].map(foldText).filter((text) => text !== '')
  const planned = plannedSpan(interaction, timeZone)
  const index = { sortKey: foldText(subject), searchText: [...new Set(words)].join(' ') }
  return planned === null ? index : { ...index, planned }
}

/**
 * When a matter stands in calendars: a meeting from its start up to its end; a task at its deadline, or on its whole day.
 * Of what recurs, all meetings together, or the task that is next. Occurrences that became matters of their own don't
 * count. `null`: nothing is planned.
 */
export function plannedSpan(
  { schedule, series }: Pick<InteractionDetails, 'schedule' | 'series'>,
  timeZone: TimeZone,
): PlannedSpan | null {
  if (series === undefined) return schedule === undefined ? null : spanOf(schedule, timeZone)
  const next = nextOccurrence(series)
  if (next === null) return null
  const first = spanOf(next.schedule, timeZone)
  if (series.schedule.kind === 'task') return first
  if (series.rule.count === undefined && series.rule.until === undefined) return { from: first.from }
  const last = lastOccurrence(series)
  return { from: first.from, until: last === null ? first.until : spanOf(last.schedule, timeZone).until }
}

function spanOf(schedule: Schedule, timeZone: TimeZone): Period {
  const until = endOf(schedule, timeZone)
  if (schedule.kind === 'meeting') return { from: instantIn(schedule.start, schedule.timeZone), until }
  // A deadline with a time is a moment: it is within what it stands in.
  return 'at' in schedule.due ? { from: until, until: until + 1 } : { from: startOf(schedule.due, timeZone), until }
}

function startOf({ on }: TaskTime, timeZone: TimeZone): Instant {
  return instantIn({ on, at: midnight }, timeZone)
}
