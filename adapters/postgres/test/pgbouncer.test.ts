/** The store behind a real PgBouncer in transaction mode: every transaction may meet another connection. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCrm } from 'crmkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { freePort, type PostgresServer, startPostgresInMemory } from './postgres-server.ts'
import { makeRoles, makeTemplate } from './postgres-setup.ts'

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find(existsSync)
const rows = 1_200
const file = [
  'Company name,Family name,E-mail',
  ...Array.from({ length: rows }, (_, row) => `Company ${row},Person,p${row}@a.example`),
]

describe.skipIf(program === undefined)('PgBouncer in transaction mode', () => {
  let server: PostgresServer
  let bouncer: ChildProcess
  let folder: string
  let pool: pg.Pool

  beforeAll(async () => {
    server = await startPostgresInMemory()
    await makeRoles(server.port)
    const database = await makeTemplate(server.port)
    folder = await mkdtemp(join(tmpdir(), 'crmkit-pgbouncer-'))
    await chmod(folder, 0o755)
    const port = await freePort()
    const settings = {
      listen_addr: '127.0.0.1',
      listen_port: port,
      unix_socket_dir: '',
      auth_type: 'any',
      pool_mode: 'transaction',
      // Fewer connections than clients, so that they change hands.
      default_pool_size: 2,
    }
    const target = `host=127.0.0.1 port=${server.port} dbname=${database} user=crmkit_app password=crmkit`
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
    const config = join(folder, 'pgbouncer.ini')
    await writeFile(config, ['[databases]', `crm = ${target}`, '[pgbouncer]', ...lines, ''].join('\n'))
    // It refuses to be root.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
    bouncer = spawn(program ?? '', ['--quiet', ...user, config], { stdio: 'ignore' })
    pool = new pg.Pool({ host: '127.0.0.1', port, database: 'crm', user: 'crmkit_app', max: 6 })
    pool.on('error', () => {})
    await answering(pool)
  })

  afterAll(async () => {
    await pool?.end()
    bouncer?.kill()
    await server?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  it('keeps three imports at once apart, and gives them back when they are undone', async () => {
    const crm = createCrm({ store: postgresStore({ pool, loaderRole: 'crmkit_loader' }) })
    const desks = []
    for (const name of ['One', 'Two', 'Three']) {
      const administrator = { name: 'Ana' }
      const { workspace } = await crm
        .asSystem({ reason: 'test' })
        .workspaces.create({ name, country: 'FR', administrator })
      desks.push(crm.asSystem({ workspaceId: workspace.id, reason: 'test' }))
    }
    const receipts = await Promise.all(desks.map((desk) => desk.imports.run(file.join('\n'))))
    expect(receipts.map(({ counts }) => counts.contacts.created)).toEqual([rows, rows, rows])
    const [first, second] = desks
    await first?.imports.undo(receipts[0]?.importId ?? '')
    expect((await first?.contacts.list({ limit: 1 }))?.items).toHaveLength(0)
    expect((await second?.contacts.list({ limit: 1 }))?.items).toHaveLength(1)
    // Whoever comes next on a connection of the server finds nothing of ours there.
    for (const _look of Array.from({ length: 8 })) {
      const { rows } = await pool.query("SELECT name FROM pg_prepared_statements WHERE name LIKE 'crmkit%'")
      expect(rows).toEqual([])
    }
  })
})

async function answering(pool: pg.Pool): Promise<void> {
  for (let attempt = 1; attempt < 100; attempt += 1) {
    try {
      await pool.query('SELECT 1')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error('PgBouncer does not answer')
}
