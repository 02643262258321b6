import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  administer,
  makeDatabase,
  type PostgresServer,
  startPostgresInMemory,
} from '../../postgres/test/postgres-server.ts'
import { customers } from './files.ts'
import { jsonOf, openTerminal } from './terminal.ts'

let server: PostgresServer
beforeAll(async () => {
  server = await startPostgresInMemory()
  await administer(server.port, "CREATE ROLE plain LOGIN PASSWORD 'plain'")
})
afterAll(() => server.stop())

describe('a database on a server', () => {
  it.each([
    ['a superuser', 'postgres:crmkit'],
    ['the owner of the database, who may make no roles', 'plain:plain'],
  ])('is made by the first import, and lasts, for %s', async (_, login) => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    const database = await makeDatabase(server.port)
    await administer(server.port, `ALTER DATABASE ${database} OWNER TO ${login.split(':', 1)[0]}`)
    const store = ['--store', `postgres://${login}@127.0.0.1:${server.port}/${database}`]
    expect((await terminal.bare(['companies', ...store])).err).toContain('There are no records yet')
    expect(await terminal.bare(['import', 'customers.csv', '--dry-run', ...store])).toMatchObject({ code: 0 })
    expect((await terminal.bare(['companies', ...store])).err).toContain('There are no records yet')
    const imported = jsonOf(await terminal.bare(['import', 'customers.csv', '--json', ...store]))
    expect(imported).toMatchObject({ companies: { created: 3 } })
    const added = ['add', 'Apples', '--type', 'sale/first-contact', '--company', 'poire', '--due', '2030-12-04']
    expect(await terminal.bare(['interactions', ...added, ...store])).toMatchObject({ code: 0, err: '' })
    const agenda = await terminal.bare(['agenda', '--from', '2030-12-01', ...store])
    expect(agenda.out).toContain('Wed 2030-12-04  task  “Apples” (no. 1)')
    expect((await terminal.bare(['feed', ...store])).out).toContain('SUMMARY:Apples')
    expect((await terminal.bare(['remind', ...store])).out).toBe('0 reminders handed over, 0 missed\n')
    const migrated = await terminal.bare(['migrate', ...store])
    expect(migrated).toMatchObject({ code: 0, out: expect.stringMatching(/^postgres:\/\/127.* is up to date\.\n$/) })
    const undone = jsonOf(await terminal.bare(['undo', String(imported['importId']), '--json', ...store]))
    const gone = { purged: 3, restored: 0, kept: 0 }
    // A sale points at one of the companies.
    const kept = [{ kind: 'company', reason: 'still-referenced' }]
    expect(undone).toMatchObject({
      companies: { ...gone, purged: 2, kept: 1 },
      contacts: gone,
      affiliations: gone,
      kept,
    })
  })
})
