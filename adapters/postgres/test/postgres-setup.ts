/** Databases for tests as a careful host would set them up: an owner who migrates, a login that owns nothing. */
import pg from 'pg'
import { migrate } from '../src/index.ts'
import { administer, connection, dropDatabase, makeDatabase, type PostgresServer } from './postgres-server.ts'

/** A database with crmkit's tables, and the pool of the application's login. */
export interface TestDatabase {
  readonly name: string
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Makes the roles of a server. */
export async function makeRoles(port: number): Promise<void> {
  await administer(port, "CREATE ROLE crmkit_owner LOGIN PASSWORD 'crmkit'")
  await administer(port, "CREATE ROLE crmkit_app LOGIN PASSWORD 'crmkit'")
  await administer(port, 'CREATE ROLE crmkit_loader NOLOGIN BYPASSRLS')
  await administer(port, 'CREATE ROLE crmkit_eraser NOLOGIN')
  await administer(port, 'GRANT crmkit_loader TO crmkit_app')
  await administer(port, 'GRANT crmkit_eraser TO crmkit_app WITH INHERIT FALSE')
}

/** Makes a database that others are copied from. */
export async function makeTemplate(port: number): Promise<string> {
  const name = await makeDatabase(port)
  await administer(port, `ALTER DATABASE ${name} OWNER TO crmkit_owner`)
  const pool = new pg.Pool({ ...connection(port, name, 'crmkit_owner'), max: 1 })
  pool.on('error', () => {})
  await migrate({ pool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader', eraserRole: 'crmkit_eraser' })
  await pool.end()
  return name
}

/** Opens a fresh copy of the template. */
export async function openDatabase(
  server: Pick<PostgresServer, 'port'>,
  template: string,
  user = 'crmkit_app',
): Promise<TestDatabase> {
  const name = await makeDatabase(server.port, template)
  const pool = new pg.Pool({ ...connection(server.port, name, user), max: 4 })
  // A connection that is cut while idle is the pool's affair.
  pool.on('error', () => {})
  return {
    name,
    pool,
    async close() {
      await pool.end()
      await dropDatabase(server.port, name)
    },
  }
}
