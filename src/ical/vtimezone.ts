/** Time zones as iCalendar wants them, from what this machine knows of them. Rules: docs/concepts/calendar.md (CAL-4). @module */
import type { Instant, TimeZone } from '../kernel/time.ts'
import { shownAt } from '../kernel/wall-clock.ts'

interface Change {
  readonly at: Instant
  readonly before: number
  readonly after: number
}

const dayMs = 86_400_000
const minuteMs = 60_000

/** Changes are looked for at least up to this year; the pattern of the last years goes on for ever. */
const lastYear = 2037
const fewestAlike = 4

/** The component of a zone: exact from a year on, and for as long as its clocks follow one pattern. Lines end with CRLF. */
export function vtimezone(timeZone: TimeZone, fromYear: number): string {
  const begin = Date.UTC(fromYear - 1, 0, 1)
  const changes = changesBetween(timeZone, begin, Date.UTC(Math.max(lastYear, fromYear + 12) + 1, 0, 1))
  const { single, patterns } = splitChanges(changes)
  const first = offsetAt(begin, timeZone)
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${timeZone}`,
    ...observance('STANDARD', { at: begin, before: first, after: first }, null),
    ...single.flatMap((change) => observance(kindOf(change), change, null)),
    ...patterns.flatMap(({ change, rule }) => observance(kindOf(change), change, rule)),
    'END:VTIMEZONE',
    '',
  ].join('\r\n')
}

function observance(
  kind: 'STANDARD' | 'DAYLIGHT',
  { at, before, after }: Change,
  rule: string | null,
): readonly string[] {
  return [
    `BEGIN:${kind}`,
    `TZOFFSETFROM:${sayOffset(before)}`,
    `TZOFFSETTO:${sayOffset(after)}`,
    `DTSTART:${localText(at + before)}`,
    ...(rule === null ? [] : [`RRULE:${rule}`]),
    `END:${kind}`,
  ]
}

function kindOf({ before, after }: Change): 'STANDARD' | 'DAYLIGHT' {
  return after > before ? 'DAYLIGHT' : 'STANDARD'
}

/** The shortest time between two changes is a week: who looks every five days sees them all. */
function changesBetween(timeZone: TimeZone, from: Instant, until: Instant): readonly Change[] {
  const changes: Change[] = []
  let before = offsetAt(from, timeZone)
  for (let at = from + 5 * dayMs; at < until; at += 5 * dayMs) {
    const after = offsetAt(at, timeZone)
    if (after !== before) changes.push({ at: firstWith(after, at - 5 * dayMs, at, timeZone), before, after })
    before = after
  }
  return changes
}

/** The first minute of an offset that is not there at one instant, and is at another. */
function firstWith(offset: number, without: Instant, having: Instant, timeZone: TimeZone): Instant {
  let [low, high] = [without, having]
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs
    if (offsetAt(middle, timeZone) === offset) high = middle
    else low = middle
  }
  return high
}

interface SplitChanges {
  readonly single: readonly Change[]
  readonly patterns: readonly { readonly change: Change; readonly rule: string }[]
}

/** The last years in which clocks are changed alike become rules; what was before is said change by change. */
function splitChanges(changes: readonly Change[]): SplitChanges {
  const years = Map.groupBy(changes, ({ at, before }) => new Date(at + before).getUTCFullYear())
  const last = years.get(Math.max(...years.keys())) ?? []
  let rules = last.map(rulesOf)
  let since = Number.POSITIVE_INFINITY
  let alike = 0
  for (const [year, ofYear] of [...years].sort(([one], [other]) => other - one)) {
    const common = rules.map((known, index) => known.filter((rule) => rulesOf(ofYear[index]).includes(rule)))
    if (ofYear.length !== last.length || common.some((left) => left.length === 0)) break
    if (alike > 0 && year !== since - 1) break
    rules = common
    since = year
    alike += 1
  }
  if (alike < fewestAlike) return { single: changes, patterns: [] }
  const patterns = (years.get(since) ?? []).flatMap((change, index) => {
    const rule = rules[index]?.[0]?.split(' ')[0]
    return rule === undefined ? [] : [{ change, rule }]
  })
  return { single: changes.filter(({ at, before }) => new Date(at + before).getUTCFullYear() < since), patterns }
}

/** The rules that may lie behind a change, each with its time and offsets behind it. */
function rulesOf(change: Change | undefined): readonly string[] {
  if (change === undefined) return []
  const { at, before, after } = change
  const local = new Date(at + before)
  const weekday = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][local.getUTCDay()]
  const isLast = new Date(at + before + 7 * dayMs).getUTCMonth() !== local.getUTCMonth()
  const nth = Math.ceil(local.getUTCDate() / 7)
  const rest = `${local.toISOString().slice(11, 16)}/${before}/${after}`
  return [...(isLast ? [-1] : []), nth].map(
    (position) => `FREQ=YEARLY;BYMONTH=${local.getUTCMonth() + 1};BYDAY=${position}${weekday} ${rest}`,
  )
}

function offsetAt(instant: Instant, timeZone: TimeZone): number {
  return (Math.floor(shownAt(instant, timeZone) / minuteMs) - Math.floor(instant / minuteMs)) * minuteMs
}

function sayOffset(offset: number): string {
  const minutes = Math.abs(offset) / minuteMs
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`
}

function localText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
}
