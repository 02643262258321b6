import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresInMemory } from '../../adapters/postgres/test/postgres-server.ts'
import { killOutbox } from './kill-outbox.ts'

const kills = Number(process.env['CRMKIT_SOAK_OUTBOX_KILLS'] ?? 8)

describe('Killing those who make events and those who tell of them', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
  })
  afterAll(() => server.stop())

  it(`after ${kills} kills every event has come to every receiver, in order per record, doubles under one id`, async () => {
    expect(existsSync(join(import.meta.dirname, '../../adapters/webhooks/dist/index.js')), 'npm run build').toBe(true)
    const report = await killOutbox({ port: server.port, kills, seed: 20261122 })
    console.log(JSON.stringify({ soak: 'kill-outbox', ...report }))
    expect(report.commits).toBeGreaterThan(kills)
    for (const receiver of [report.good, report.moody]) {
      expect(receiver).toMatchObject({ lost: 0, outOfOrder: 0, untrue: 0, events: report.commits })
    }
    expect(report.gone).toMatchObject({ state: 'gone', outOfOrder: 0 })
    expect(report.leftOver).toBe(0)
  }, 900_000)
})
