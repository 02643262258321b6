import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresInMemory } from '../../adapters/postgres/test/postgres-server.ts'
import { reminderYear } from './reminder-year.ts'

const matters = Number(process.env['CRMKIT_SOAK_REMINDERS'] ?? 80)
const isShort = matters < 1_000

describe('A year of reminders', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
  })
  afterAll(() => server.stop())

  it(`REM-2 each of those of ${matters} matters is handed over once under its key, or accounted for`, async () => {
    expect(existsSync(join(import.meta.dirname, '../../adapters/postgres/dist/index.js')), 'npm run build').toBe(true)
    const days = isShort ? 5 : Math.ceil((matters * 365) / 10_000)
    const kills = isShort ? 4 : Math.ceil((matters * 300) / 10_000)
    const report = await reminderYear({ port: server.port, matters, days, kills, seed: 20261122 })
    console.log(JSON.stringify({ soak: 'reminders', ...report, deviations: report.deviations.length }))
    expect(report.deviations.slice(0, 20)).toEqual([])
    expect(report.kills).toBeGreaterThanOrEqual(kills - 1)
    expect(report.reminders).toBeGreaterThan(matters / 2)
    expect(report.calls).toBe(report.reminders + report.afterFailure + report.afterKill)
  }, 7_200_000)
})
