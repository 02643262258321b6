/** Rules by which things recur, as RFC 5545 writes them. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { Weekday } from '../access/workspace.ts'
import type { Frequency, RecurrenceRule, RuleUntil, RuleWeekday } from '../interaction/recurring.ts'
import { ok, type Result } from '../kernel/result.ts'
import { plainDate, type TimeZone } from '../kernel/time.ts'
import { instantIn, parsePlainTime, type WallClock, wallClockIn } from '../kernel/wall-clock.ts'
import { type InputIssue, type InputProblem, type InputRefusal, refuseInput } from '../party/input-issue.ts'

/** What a rule is read for. */
export interface RuleBasis {
  /** Whether the days that recur have a time. */
  readonly timed: boolean
  readonly timeZone: TimeZone
}

/** The largest COUNT and INTERVAL: beyond it, they are typing mistakes that machines would work on for long. */
export const mostRecurrences = 9999

const frequencies: readonly Frequency[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']
const weekdayNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7]

interface NumberPart {
  readonly least: number
  readonly most: number
  /** Whether it may be counted from the end. */
  readonly negative: boolean
}

const numberParts = {
  BYMONTH: { least: 1, most: 12, negative: false },
  BYWEEKNO: { least: 1, most: 53, negative: true },
  BYYEARDAY: { least: 1, most: 366, negative: true },
  BYMONTHDAY: { least: 1, most: 31, negative: true },
  BYHOUR: { least: 0, most: 23, negative: false },
  BYMINUTE: { least: 0, most: 59, negative: false },
  BYSETPOS: { least: 1, most: 366, negative: true },
} as const satisfies Record<string, NumberPart>

type NumberPartName = keyof typeof numberParts

const otherParts = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYSECOND', 'WKST'] as const
const partNames: readonly string[] = [...otherParts, ...Object.keys(numberParts)]

/**
 * Reads a rule of RFC 5545, with or without `RRULE:` before it. UNTIL is UTC where the days have a time, and a day where
 * they have none.
 */
export function parseRecurrenceRule(text: string, basis: RuleBasis): Result<RecurrenceRule, InputRefusal> {
  const issues: InputIssue[] = []
  const parts = readParts(issues, text)
  const frequency = readFrequency(issues, parts.get('FREQ'))
  const count = readNumber(issues, parts, 'COUNT')
  const until = readUntil(issues, parts.get('UNTIL'), basis)
  const byMonth = readNumbers(issues, parts, 'BYMONTH')
  const byWeekNo = readNumbers(issues, parts, 'BYWEEKNO')
  const byYearDay = readNumbers(issues, parts, 'BYYEARDAY')
  const byMonthDay = readNumbers(issues, parts, 'BYMONTHDAY')
  const byDay = readWeekdays(issues, parts.get('BYDAY'))
  const byHour = readNumbers(issues, parts, 'BYHOUR')
  const byMinute = readNumbers(issues, parts, 'BYMINUTE')
  const bySetPos = readNumbers(issues, parts, 'BYSETPOS')
  const rule: RecurrenceRule = {
    frequency: frequency ?? 'DAILY',
    interval: readNumber(issues, parts, 'INTERVAL') ?? 1,
    ...(count !== undefined && { count }),
    ...(until !== undefined && { until }),
    ...(byMonth !== undefined && { byMonth }),
    ...(byWeekNo !== undefined && { byWeekNo }),
    ...(byYearDay !== undefined && { byYearDay }),
    ...(byMonthDay !== undefined && { byMonthDay }),
    ...(byDay !== undefined && { byDay }),
    ...(byHour !== undefined && { byHour }),
    ...(byMinute !== undefined && { byMinute }),
    ...(bySetPos !== undefined && { bySetPos }),
    weekStart: readWeekStart(issues, parts.get('WKST')) ?? 1,
  }
  readSeconds(issues, parts.get('BYSECOND'))
  if (frequency !== undefined) addContradictions(issues, rule, parts, basis)
  return issues.length > 0 ? refuseInput(issues) : ok(rule)
}

/** A rule as RFC 5545 writes it: always in the same order, without what goes without saying. */
export function formatRecurrenceRule(rule: RecurrenceRule, timeZone: TimeZone): string {
  const { interval, count, until, weekStart } = rule
  const lists: readonly (readonly [string, readonly (number | string)[] | undefined])[] = [
    ['BYMONTH', rule.byMonth],
    ['BYWEEKNO', rule.byWeekNo],
    ['BYYEARDAY', rule.byYearDay],
    ['BYMONTHDAY', rule.byMonthDay],
    ['BYDAY', rule.byDay?.map(({ weekday, nth }) => `${nth ?? ''}${weekdayNames[weekday - 1]}`)],
    ['BYHOUR', rule.byHour],
    ['BYMINUTE', rule.byMinute],
    ['BYSETPOS', rule.bySetPos],
  ]
  return [
    `FREQ=${rule.frequency}`,
    ...(interval === 1 ? [] : [`INTERVAL=${interval}`]),
    ...(count === undefined ? [] : [`COUNT=${count}`]),
    ...(until === undefined ? [] : [`UNTIL=${formatUntil(until, timeZone)}`]),
    ...lists.flatMap(([name, values]) => (values === undefined ? [] : [`${name}=${values.join(',')}`])),
    ...(weekStart === 1 ? [] : [`WKST=${weekdayNames[weekStart - 1]}`]),
  ].join(';')
}

function formatUntil({ on, at }: RuleUntil, timeZone: TimeZone): string {
  if (at === undefined) return on.replaceAll('-', '')
  const utc = wallClockIn(instantIn({ on, at }, timeZone), 'UTC')
  return `${utc.on.replaceAll('-', '')}T${utc.at.replace(':', '')}00Z`
}

function readParts(issues: InputIssue[], text: string): ReadonlyMap<string, string> {
  const parts = new Map<string, string>()
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = ''] = part.split('=', 2)
    if (!partNames.includes(name)) {
      const remedy = 'Give a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO.'
      issues.push({ path: 'rule', problem: 'unknown-option', value: part, allowed: partNames, remedy })
    } else if (parts.has(name)) add(issues, name, 'contradiction', part, 'Give each part of the rule once.')
    else if (value === '' || part.split('=').length > 2) {
      add(issues, name, 'invalid-format', part, `Give ${name}=…, or leave the part out.`)
    } else parts.set(name, value)
  }
  return parts
}

function readFrequency(issues: InputIssue[], said: string | undefined): Frequency | undefined {
  const frequency = frequencies.find((name) => name === said)
  if (frequency !== undefined) return frequency
  const problem = said === undefined ? 'missing' : 'unknown-option'
  const remedy = 'Give DAILY, WEEKLY, MONTHLY or YEARLY; several times a day are FREQ=DAILY;BYHOUR=9,14.'
  issues.push({ path: 'rule.FREQ', problem, value: said, allowed: frequencies, remedy })
  return undefined
}

function readNumber(
  issues: InputIssue[],
  parts: ReadonlyMap<string, string>,
  name: 'COUNT' | 'INTERVAL',
): number | undefined {
  const said = parts.get(name)
  if (said === undefined) return undefined
  const number = /^\d{1,9}$/.test(said) ? Number(said) : 0
  if (number >= 1 && number <= mostRecurrences) return number
  add(issues, name, 'out-of-range', said, `Give a number from 1 to ${mostRecurrences}.`)
  return undefined
}

function readNumbers(
  issues: InputIssue[],
  parts: ReadonlyMap<string, string>,
  name: NumberPartName,
): readonly number[] | undefined {
  const said = parts.get(name)
  if (said === undefined) return undefined
  const { least, most, negative }: NumberPart = numberParts[name]
  const numbers = said.split(',').map((each) => (/^[+-]?\d{1,3}$/.test(each) ? Number(each) : Number.NaN))
  const fits = (number: number) => {
    const size = negative ? Math.abs(number) : number
    return size >= least && size <= most
  }
  if (numbers.every(fits)) return [...new Set(numbers)].sort((one, other) => one - other)
  const fromEnd = negative ? `, or from -${most} to -${least}` : ''
  add(issues, name, 'out-of-range', said, `Give numbers from ${least} to ${most}${fromEnd}, with commas between them.`)
  return undefined
}

function readWeekdays(issues: InputIssue[], said: string | undefined): readonly RuleWeekday[] | undefined {
  if (said === undefined) return undefined
  const known = new Map<string, RuleWeekday>()
  for (const each of said.split(',')) {
    const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(each)
    const weekday = weekdays.find((day) => weekdayNames[day - 1] === match?.[2])
    const nth = match?.[1] === undefined ? undefined : Number(match[1])
    if (weekday === undefined || nth === 0 || Math.abs(nth ?? 1) > 53) {
      add(issues, 'BYDAY', 'invalid-format', said, 'Give days of the week, such as MO,TH or -1FR for the last Friday.')
      return undefined
    }
    known.set(`${nth ?? ''} ${weekday}`, { weekday, ...(nth !== undefined && { nth }) })
  }
  return [...known.values()]
}

function readWeekStart(issues: InputIssue[], said: string | undefined): Weekday | undefined {
  if (said === undefined) return undefined
  const weekday = weekdays.find((day) => weekdayNames[day - 1] === said)
  if (weekday === undefined) {
    issues.push({
      path: 'rule.WKST',
      problem: 'unknown-option',
      value: said,
      allowed: weekdayNames,
      remedy: 'Give the day on which weeks begin, such as MO.',
    })
  }
  return weekday
}

/** Schedules count in minutes: a rule may say that the second is 0, and no other. */
function readSeconds(issues: InputIssue[], said: string | undefined): void {
  if (said !== undefined && !/^0{1,2}$/.test(said)) {
    add(issues, 'BYSECOND', 'out-of-range', said, 'Leave the seconds out: schedules begin with the minute.')
  }
}

function readUntil(issues: InputIssue[], said: string | undefined, basis: RuleBasis): RuleUntil | undefined {
  if (said === undefined) return undefined
  const match = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?$/.exec(said)
  const on = plainDate(Number(match?.[1]), Number(match?.[2]), Number(match?.[3]))
  const at = parsePlainTime(`${match?.[4] ?? '00'}:${match?.[5] ?? '00'}`)
  if (on === null || at === null || (match?.[4] !== undefined) !== basis.timed) {
    const remedy = basis.timed ? 'Give it in UTC, such as 20261231T225900Z.' : 'Give a day, such as 20261231.'
    add(issues, 'UNTIL', 'invalid-date', said, remedy)
    return undefined
  }
  return basis.timed ? wallClockOf({ on, at }, basis.timeZone) : { on }
}

function wallClockOf(utc: WallClock, timeZone: TimeZone): WallClock {
  return wallClockIn(instantIn(utc, 'UTC'), timeZone)
}

/** What RFC 5545, section 3.3.10, does not let stand together, and what never comes round. */
function addContradictions(
  issues: InputIssue[],
  rule: RecurrenceRule,
  parts: ReadonlyMap<string, string>,
  { timed }: RuleBasis,
): void {
  const { frequency, byDay = [] } = rule
  const refuse = (name: string, isWrong: boolean, remedy: string) => {
    if (isWrong && parts.has(name)) add(issues, name, 'contradiction', parts.get(name), remedy)
  }
  const isYearly = frequency === 'YEARLY'
  const hasNth = byDay.some(({ nth }) => nth !== undefined)
  refuse('UNTIL', parts.has('COUNT'), 'Give COUNT or UNTIL, not both.')
  refuse('BYWEEKNO', !isYearly, 'Give week numbers with FREQ=YEARLY only.')
  refuse('BYYEARDAY', !isYearly, 'Give days of the year with FREQ=YEARLY only.')
  refuse('BYMONTHDAY', frequency === 'WEEKLY', 'Give days of the month with another frequency than WEEKLY.')
  refuse('BYDAY', hasNth && !isYearly && frequency !== 'MONTHLY', 'Give the nth weekday with MONTHLY or YEARLY only.')
  refuse('BYDAY', hasNth && parts.has('BYWEEKNO'), 'Give weekdays without a number beside BYWEEKNO.')
  const inMonth = frequency === 'MONTHLY' || parts.has('BYMONTH')
  refuse(
    'BYDAY',
    inMonth && byDay.some(({ nth = 1 }) => Math.abs(nth) > 5),
    'A month has five of a weekday at most: give 1 to 5, or -1 to -5.',
  )
  for (const name of ['BYHOUR', 'BYMINUTE', 'BYSECOND']) refuse(name, !timed, 'Leave times out: these are whole days.')
  const limited = [...parts.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS')
  refuse('BYSETPOS', !limited, 'Give BYSETPOS beside another BY… part, from which it chooses.')
}

function add(issues: InputIssue[], part: string, problem: InputProblem, value: unknown, remedy: string): void {
  issues.push({ path: `rule.${part}`, problem, value, remedy })
}
