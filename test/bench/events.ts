/**
 * The storm of events: four processes are told of 100,000 events, each one to ten times and nothing in order, and interpret
 * them; beside it the same requests as plain inserts. Prints one JSON line, the median of three storms.
 * `npm run bench:events`; `-- --quick` for one of 50,000.
 */
import { parseArgs } from 'node:util'
import { startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { eventStorm } from '../soak/event-storm.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const events = values.quick ? 50_000 : 100_000
const runs = values.quick ? 1 : 3
const server = await startPostgres({ isDurable: true })
try {
  const reports = []
  for (let run = 1; run <= runs; run += 1) {
    reports.push(await eventStorm({ port: server.port, processes: 4, events, seed: 20261122 }))
  }
  const sorted = reports.toSorted((a, b) => a.ratio - b.ratio)
  const median = sorted[Math.floor(runs / 2)]
  const ratios = sorted.map(({ ratio }) => ratio)
  console.log(JSON.stringify({ bench: 'events', ...median, goal: 0.5, better: 'higher', runs, ratios }))
  if (reports.some(({ wrong, unsettled, changedByReplay }) => wrong + unsettled + changedByReplay > 0)) {
    process.exitCode = 1
  }
} finally {
  await server.stop()
}
