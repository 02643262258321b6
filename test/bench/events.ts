/**
 * The storm of events: four processes are told of 100,000 events, each one to ten times and nothing in order, and interpret
 * them; beside it the same requests as plain inserts. Prints one JSON line. `npm run bench:events`, `-- --quick` for less.
 */
import { parseArgs } from 'node:util'
import { startPostgres } from '../../adapters/postgres/test/postgres-server.ts'
import { eventStorm } from '../soak/event-storm.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const server = await startPostgres()
try {
  const events = values.quick ? 5_000 : 100_000
  const report = await eventStorm({ port: server.port, processes: 4, events, seed: 20261122 })
  console.log(JSON.stringify({ bench: 'events', ...report }))
  if (report.wrong + report.unsettled + report.changedByReplay > 0) process.exitCode = 1
} finally {
  await server.stop()
}
