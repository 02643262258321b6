/** Beginning and changing what recurs: one time, one and those after it, or all. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { OccurrenceKey, Override, RecurrenceRule, RuleUntil, Series } from '../interaction/recurring.ts'
import type { Schedule } from '../interaction/schedule.ts'
import { ok, type Result } from '../kernel/result.ts'
import { wallClockIn } from '../kernel/wall-clock.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { clockSchedule, findOccurrence, keyAt, keyOf, momentOf, ruleKeys, zoneOf } from './recurrence.ts'
import { parseRecurrenceRule } from './recurrence-rule.ts'
import { fitsStart } from './rule-dates.ts'

/** A schedule that is to recur. */
export interface NewSeries {
  /** The first occurrence. */
  readonly schedule: Schedule
  /** A rule of RFC 5545: `FREQ=MONTHLY;BYDAY=-1FR`. */
  readonly rule: string
}

/** What is to be different in a series; what is left out stays. */
export interface SeriesChanges {
  /** The first occurrence as it is to be. What was taken out or added moves by the same time; what was touched keeps its own. */
  readonly schedule?: Schedule
  /** A rule of RFC 5545. */
  readonly rule?: string
}

/** A series that was changed. */
export interface ChangedSeries {
  readonly series: Series
  /** Touched occurrences that the series no longer comes to: they go on as matters of their own. */
  readonly detached: readonly Override[]
}

/** A series that was cut in two. */
export interface SplitSeries {
  /** What was before; `null` if the cut is at the first occurrence. */
  readonly before: Series | null
  readonly after: Series
  /** Touched occurrences that neither of them comes to. */
  readonly detached: readonly Override[]
}

/** Begins a series. Its schedule is an occurrence of its rule: RFC 5545 leaves open what the others would be otherwise. */
export function startSeries({ schedule, rule }: NewSeries): Result<Series, InputRefusal> {
  const read = readRule(schedule, rule)
  return read.ok ? ok({ schedule, rule: read.value, removed: [], added: [], overrides: [] }) : read
}

/** This one: it doesn't take place. A touched one stays what it has become, and is no longer the series'. */
export function removeOccurrence(series: Series, key: OccurrenceKey): Result<ChangedSeries, InputRefusal> {
  if (findOccurrence(series, key) === null) return refuseKey(key)
  const isAdded = series.added.includes(key)
  const overrides = series.overrides.filter(({ of }) => of !== key)
  return ok({
    series: {
      ...series,
      added: series.added.filter((each) => each !== key),
      removed: isAdded ? series.removed : sorted([...series.removed, key]),
      overrides,
    },
    detached: series.overrides.filter(({ of }) => of === key),
  })
}

/** One more, which no rule brings; or one back that was removed. */
export function addOccurrence(series: Series, key: OccurrenceKey): Result<Series, InputRefusal> {
  if (!isKey(key) || key.length !== keyOf(series.schedule).length) return refuseKey(key)
  if (findOccurrence(series, key) !== null) return ok(series)
  const removed = series.removed.filter((each) => each !== key)
  const back = { ...series, removed }
  return ok(findOccurrence(back, key) === null ? { ...back, added: sorted([...series.added, key]) } : back)
}

/** This one, touched: it has become a child, wherever that is moved to. Touched again, the child is what it is now. */
export function touchOccurrence(series: Series, override: Override): Result<Series, InputRefusal> {
  if (findOccurrence(series, override.of) === null) return refuseKey(override.of)
  const others = series.overrides.filter(({ of }) => of !== override.of)
  const overrides = [...others, override].sort((one, other) => (one.of < other.of ? -1 : 1))
  return ok({ ...series, overrides })
}

/** This and those after it don't take place. `null`: nothing is left. */
export function endSeries(series: Series, key: OccurrenceKey): Result<Series | null, InputRefusal> {
  const split = cut(series, key)
  return split === null ? refuseKey(key) : ok(split.before)
}

/**
 * This and those after it are different: two series, of which the second begins with this one. A rule that is not given
 * goes on, with what is left of its COUNT.
 */
export function splitSeries(
  series: Series,
  key: OccurrenceKey,
  changes: SeriesChanges,
): Result<SplitSeries, InputRefusal> {
  const split = cut(series, key)
  if (split === null) return refuseKey(key)
  const changed = changeSeries(split.after, changes)
  if (!changed.ok) return changed
  return ok({ before: split.before, after: changed.value.series, detached: changed.value.detached })
}

/** All: a series of the same matter, with another first time or another rule. */
export function changeSeries(series: Series, changes: SeriesChanges): Result<ChangedSeries, InputRefusal> {
  const schedule = changes.schedule ?? series.schedule
  const [first, firstNow] = [keyOf(series.schedule), keyOf(schedule)]
  if (schedule.kind !== series.schedule.kind || first.length !== firstNow.length) {
    const remedy = 'End the series, and begin another of this kind.'
    return refuseInput([{ path: 'schedule', problem: 'contradiction', remedy }])
  }
  const shift = momentOf(firstNow) - momentOf(first)
  const read =
    changes.rule === undefined ? fitRule(schedule, shiftUntil(series.rule, shift)) : readRule(schedule, changes.rule)
  if (!read.ok) return read
  const moved = (key: OccurrenceKey) => keyAt(momentOf(key) + shift, key)
  const bare: Series = {
    schedule,
    rule: read.value,
    removed: [],
    added: sorted(series.added.map(moved)),
    overrides: [],
  }
  const isThere = (key: OccurrenceKey) => findOccurrence(bare, key) !== null
  const overrides = series.overrides.map((override) => ({ override, of: moved(override.of) }))
  return ok({
    series: {
      ...bare,
      removed: series.removed.map(moved).filter(isThere),
      overrides: overrides.filter(({ of }) => isThere(of)).map(({ override, of }) => ({ ...override, of })),
    },
    detached: overrides.filter(({ of }) => !isThere(of)).map(({ override }) => override),
  })
}

/** The two parts of a series, the second beginning with an occurrence of the rule; `null` if it is none. */
function cut(series: Series, key: OccurrenceKey): { readonly before: Series | null; readonly after: Series } | null {
  const first = keyOf(series.schedule)
  if (findOccurrence(series, key) === null || series.added.includes(key)) return null
  const earlier = ruleKeys(series, momentOf(first), momentOf(key) - 1)
  const isBefore = (each: OccurrenceKey) => each < key
  const { count, until, ...rule } = series.rule
  const rest = count === undefined ? { ...(until !== undefined && { until }) } : { count: count - earlier.length }
  const after: Series = {
    schedule: clockSchedule(series, key),
    rule: { ...rule, ...rest },
    removed: series.removed.filter((each) => !isBefore(each)),
    added: series.added.filter((each) => !isBefore(each)),
    overrides: series.overrides.filter(({ of }) => !isBefore(of)),
  }
  const last = earlier.at(-1)
  const isLeft = earlier.some((each) => !series.removed.includes(each)) || series.added.some(isBefore)
  if (last === undefined || !isLeft) return { before: null, after }
  const ended = count === undefined ? { until: untilOf(last) } : { count: earlier.length }
  const before: Series = {
    schedule: series.schedule,
    rule: { ...rule, ...ended },
    removed: series.removed.filter(isBefore),
    added: series.added.filter(isBefore),
    overrides: series.overrides.filter(({ of }) => isBefore(of)),
  }
  return { before, after }
}

function readRule(schedule: Schedule, text: string): Result<RecurrenceRule, InputRefusal> {
  const zone = zoneOf(schedule)
  const read = parseRecurrenceRule(text, { timed: zone !== null, timeZone: zone ?? 'UTC' })
  return read.ok ? fitRule(schedule, read.value) : read
}

function fitRule(schedule: Schedule, rule: RecurrenceRule): Result<RecurrenceRule, InputRefusal> {
  const first = keyOf(schedule)
  const isEnded = rule.until !== undefined && keyOfUntil(rule.until, first) < first
  if (!isEnded && fitsStart(rule, momentOf(first))) return ok(rule)
  const remedy = isEnded
    ? 'Give an UNTIL that is not before the first occurrence.'
    : 'Begin with a day and time that the rule comes to, or give a rule that comes to this one.'
  return refuseInput([{ path: isEnded ? 'rule.UNTIL' : 'rule', problem: 'contradiction', value: first, remedy }])
}

/** UNTIL moves with the series, so that as many are left. */
function shiftUntil(rule: RecurrenceRule, shift: number): RecurrenceRule {
  if (rule.until === undefined) return rule
  const key = keyOfUntil(rule.until, rule.until.at === undefined ? '0000-00-00' : '0000-00-00T00:00')
  return { ...rule, until: untilOf(keyAt(momentOf(key) + shift, key)) }
}

function keyOfUntil({ on, at }: RuleUntil, like: OccurrenceKey): OccurrenceKey {
  return (at === undefined ? on : `${on}T${at}`).slice(0, like.length)
}

function untilOf(key: OccurrenceKey): RuleUntil {
  const clock = wallClockIn(momentOf(key), 'UTC')
  return key.includes('T') ? clock : { on: clock.on }
}

/** Whether there is such a day and time: the 30th of February is read as the 2nd of March, and 24:00 as the next day. */
function isKey(key: OccurrenceKey): boolean {
  const moment = momentOf(key)
  return !Number.isNaN(moment) && keyAt(moment, key) === key
}

function sorted(keys: readonly OccurrenceKey[]): readonly OccurrenceKey[] {
  return [...new Set(keys)].sort()
}

function refuseKey(key: OccurrenceKey) {
  const remedy = 'Name an occurrence by when its rule brings it, such as 2026-12-04T09:00.'
  return refuseInput([{ path: 'occurrence', problem: 'unknown-option', value: key, remedy }])
}
