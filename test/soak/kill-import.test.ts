import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, startPostgresInMemory } from '../../adapters/postgres/test/postgres-server.ts'
import { killImport } from './kill-import.ts'

const kills = Number(process.env['CRMKIT_SOAK_KILLS'] ?? 4)
const rows = Number(process.env['CRMKIT_SOAK_ROWS'] ?? 3000)

describe('Killing the importing process', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
  })
  afterAll(() => server.stop())

  it(`IMP-7 IMP-9 after ${kills} kills of an import and ${kills} of its undo, every table is as if nothing had happened`, async () => {
    expect(existsSync(join(import.meta.dirname, '../../dist/index.js')), 'the packages are built: npm run build').toBe(
      true,
    )
    const report = await killImport({ port: server.port, rows, kills, seed: 20260105 })
    expect(report.differences).toEqual([])
    expect(report.killedApplying.halfway, 'kills of an import that had written something').toBeGreaterThan(0)
    expect(report.killedUndoing.halfway, 'kills of an undo that had written something').toBeGreaterThan(0)
    console.log(JSON.stringify({ soak: 'kill-import', rows, kills, ...report }))
  }, 600_000)
})
