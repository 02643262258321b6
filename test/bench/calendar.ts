/**
 * `npm run bench:calendar`: what recurs, feeds, free time, and calendars in a store of five million matters, each beside something that does as little as can be done on
 * the same machine, one after the other. Prints one JSON line a shape: how often it takes the median time of the other.
 * `-- --only feed` runs one of them; `-- --rows 1000000` fills the store with fewer matters.
 */
import { parseArgs } from 'node:util'
import { benchFeed } from './calendar-feed.ts'
import type { CalendarBench } from './calendar-figures.ts'
import { benchFreeTime } from './calendar-free-time.ts'
import { benchRandomRules, benchSeries } from './calendar-series.ts'
import { benchStore } from './calendar-store.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string' },
    rows: { type: 'string' },
  },
})

const benches: Readonly<Record<string, CalendarBench>> = {
  series: benchSeries,
  'random-rules': benchRandomRules,
  feed: benchFeed,
  'free-time': benchFreeTime,
  store: benchStore,
}

for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && values.only !== name) continue
  await bench({
    isQuick: values.quick,
    runs: Number(values.runs ?? (values.quick ? 5 : 11)),
    ...(values.rows !== undefined && { rows: Number(values.rows) }),
  })
}
