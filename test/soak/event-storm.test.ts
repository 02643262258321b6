import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresInMemory } from '../../adapters/postgres/test/postgres-server.ts'
import { eventStorm } from './event-storm.ts'

const events = Number(process.env['CRMKIT_SOAK_EVENTS'] ?? 1_500)

describe('A storm of events', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
  })
  afterAll(() => server.stop())

  it(`MSG-2 ${events} events, told several times and in any order to four processes, end as the rules have it`, async () => {
    const report = await eventStorm({ port: server.port, processes: 4, events, seed: 20261122 })
    console.log(JSON.stringify({ soak: 'events', ...report }))
    expect(report).toMatchObject({ wrong: 0, unsettled: 0, changedByReplay: 0 })
    expect(report.tellings).toBeGreaterThan(4 * events)
  }, 3_600_000)
})
