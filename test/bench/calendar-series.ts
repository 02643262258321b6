/** A year of what recurs, beside `rrule-temporal`; and the same instants as it has on random rules. @module */
import { addDays, instantIn, normalizeSchedule, occurrencesBetween, type Series, startSeries } from 'crmkit/domain'
import fc from 'fast-check'
import { RRuleTemporal } from 'rrule-temporal'
import { firstTimes, randomSeries } from '../unit/calendar/random-series.ts'
import { day } from '../unit/calendar/scene.ts'
import { type BenchSize, mediansOf, printFigure, rounded } from './calendar-figures.ts'

const window = { from: Date.parse('2026-02-01T00:00Z'), until: Date.parse('2027-02-01T00:00Z') }
const zones = ['Europe/Paris', 'Europe/Bucharest', 'Europe/Budapest', 'America/New_York', 'Asia/Kolkata']

/** What recurs in the calendars of a company, of a hundred series each. */
const kinds: readonly { readonly share: number; readonly rule: (number: number) => string }[] = [
  { share: 8, rule: () => 'FREQ=DAILY' },
  { share: 17, rule: () => 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' },
  { share: 25, rule: (number) => `FREQ=WEEKLY;BYDAY=${weekday(number)}` },
  { share: 5, rule: (number) => `FREQ=WEEKLY;BYDAY=${weekday(number)};COUNT=9999` },
  { share: 10, rule: (number) => `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekday(number)},FR` },
  { share: 10, rule: (number) => `FREQ=MONTHLY;BYMONTHDAY=${(number % 28) + 1}` },
  { share: 8, rule: (number) => `FREQ=MONTHLY;BYDAY=${(number % 4) + 1}${weekday(number)}` },
  { share: 4, rule: () => 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1' },
  { share: 5, rule: (number) => `FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=${(number % 28) + 1};UNTIL=20300101T000000Z` },
  { share: 8, rule: (number) => `FREQ=YEARLY;BYMONTH=${(number % 12) + 1};BYMONTHDAY=${(number % 28) + 1}` },
]

interface Recurring {
  readonly ours: Series
  readonly theirs: RRuleTemporal
}

/** 10,000 series expanded over a year: begun this year and twenty years ago, ours and those of `rrule-temporal`. */
export function benchSeries({ isQuick, runs }: BenchSize): void {
  const many = isQuick ? 1000 : 10_000
  const [recent, old] = [seriesFrom('2026-01-01', many), seriesFrom('2006-01-01', many)]
  for (const all of [recent, old]) refuseDifference(all)
  const medians = mediansOf(runs, {
    recent: () => recent.map(expand),
    old: () => old.map(expand),
    recentPeer: () => recent.map(expandPeer),
    oldPeer: () => old.map(expandPeer),
  })
  const print = (shape: string, time: number, other: number, goal: number, all: readonly Recurring[]) => {
    const occurrences = all.reduce((sum, each) => sum + expand(each).length, 0)
    const perSecond = Math.round((occurrences / time) * 1000)
    const figure = { bench: 'calendar/series', shape, ratio: time / other, goal }
    printFigure(figure, { series: many, occurrences, ms: rounded(time), otherMs: rounded(other), perSecond })
  }
  print('begun this year / rrule-temporal', medians.recent, medians.recentPeer, 1, recent)
  print('begun 20 years ago / rrule-temporal', medians.old, medians.oldPeer, 1, old)
  print('begun 20 years ago / begun this year', medians.old, medians.recent, 1.2, old)
}

/** The same instants as `rrule-temporal` has, on random rules in random zones; where it gives up, another is drawn. */
export function benchRandomRules({ isQuick }: BenchSize): void {
  const many = isQuick ? 500 : 10_000
  const seed = 20_261_122
  let [rules, occurrences, different] = [0, 0, 0]
  for (let block = 0; rules < many; block += 1) {
    for (const drawn of fc.sample(randomSeries, { numRuns: 500, seed: seed + block })) {
      const times = rules < many ? firstTimes(drawn, 30) : null
      if (times === null) continue
      rules += 1
      occurrences += times.theirs.length
      if (times.ours.join() === times.theirs.join()) continue
      different += 1
      console.error(`${drawn.text} from ${drawn.first} in ${drawn.timeZone}`)
    }
  }
  const figure = { bench: 'calendar/random-rules', shape: 'rules with other instants than rrule-temporal / rules' }
  printFigure({ ...figure, ratio: different / rules, goal: 0 }, { rules, occurrences, different, seed })
  if (different > 0) process.exitCode = 1
}

/** One tenth of the series leaves three times out. */
function seriesFrom(since: string, many: number): readonly Recurring[] {
  return Array.from({ length: many }, (_, number) => {
    const timeZone = zones[number % zones.length] ?? 'UTC'
    const rule = kinds[kindOf(number % 100)]?.rule(Math.floor(number / 7)) ?? 'FREQ=DAILY'
    const begun = firstSeries(since, rule, timeZone, `${String(8 + (number % 10)).padStart(2, '0')}:15`)
    const keys = occurrencesBetween(begun, window, 'UTC').map(({ key }) => key)
    const ours = { ...begun, removed: number % 10 === 0 ? keys.slice(1, 4) : [] }
    return { ours, theirs: peerOf(ours, rule, timeZone) }
  })
}

function kindOf(place: number): number {
  let before = 0
  return kinds.findIndex(({ share }) => {
    before += share
    return place < before
  })
}

/** The series that begins with the first day to which its rule comes. */
function firstSeries(since: string, rule: string, timeZone: string, startAt: string): Series {
  for (let days = 0; days < 400; days += 1) {
    const startOn = addDays(day(since), days)
    const said = { meeting: { startOn, startAt, endAt: `${startAt.slice(0, 3)}45`, timeZone } }
    const schedule = normalizeSchedule(said, { now: 0, timeZone })
    const begun = schedule.ok ? startSeries({ schedule: schedule.value, rule }) : schedule
    if (begun.ok) return begun.value
  }
  throw new Error(`${rule} does not come round`)
}

function peerOf({ schedule, removed }: Series, rule: string, timeZone: string): RRuleTemporal {
  if (schedule.kind !== 'meeting') throw new Error('only meetings are compared')
  const said = (key: string) => `${key.replaceAll(/[-:]/g, '')}00`
  const lines = [
    `DTSTART;TZID=${timeZone}:${said(`${schedule.start.on}T${schedule.start.at}`)}`,
    `RRULE:${rule}`,
    ...(removed.length === 0 ? [] : [`EXDATE;TZID=${timeZone}:${removed.map(said).join(',')}`]),
  ]
  return new RRuleTemporal({ rruleString: lines.join('\n') })
}

function expand({ ours }: Recurring): readonly number[] {
  return occurrencesBetween(ours, window, 'UTC').map(({ schedule }) =>
    schedule.kind === 'meeting' ? instantIn(schedule.start, schedule.timeZone) : Number.NaN,
  )
}

function expandPeer({ theirs }: Recurring): readonly number[] {
  const between = theirs.between(new Date(window.from), new Date(window.until - 1), true)
  return between.map(({ epochMilliseconds }) => epochMilliseconds)
}

function refuseDifference(all: readonly Recurring[]): void {
  for (const each of all) {
    if (expand(each).join() !== expandPeer(each).join()) throw new Error(`another year: ${each.theirs.toString()}`)
  }
}

function weekday(number: number): string {
  return ['MO', 'TU', 'WE', 'TH'][number % 4] ?? 'MO'
}
