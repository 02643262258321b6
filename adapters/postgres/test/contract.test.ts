import type { PGlite } from '@electric-sql/pglite'
import { describeContract, storeContract } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { connection } from './postgres-server.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { type SharedPostgres, sharedPostgres } from './shared-postgres.ts'
import { openTestPglite } from './test-pglite.ts'

const roles = { loaderRole: 'crmkit_loader', eraserRole: 'crmkit_eraser' }

/**
 * Empties every table, in any order: much faster than a new database a case, and than TRUNCATE, which gives each table
 * and each index a new file.
 */
const emptyTables = `DO $$
  DECLARE name text;
  BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'crmkit' AND tablename NOT LIKE 'migration%' LOOP
      EXECUTE format('DELETE FROM crmkit.%I', name);
    END LOOP;
  END $$`

describe('PGlite', () => {
  let db: PGlite
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db.close())

  describeContract({ describe, it }, storeContract, {
    make: async () => {
      await db.query(emptyTables)
      return { subject: pgliteStore({ db }) }
    },
  })
})

describe('PostgreSQL', () => {
  let server: SharedPostgres
  let database: TestDatabase
  let admin: pg.Pool
  beforeAll(async () => {
    server = await sharedPostgres()
    database = await openDatabase(server, server.template)
    admin = new pg.Pool({ ...connection(server.port, database.name), max: 4 })
  })
  afterAll(async () => {
    await admin.end()
    await database.close()
  })

  describe('under a login that owns nothing', () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        await admin.query(emptyTables)
        return { subject: postgresStore({ pool: database.pool, ...roles }) }
      },
    })
  })

  describe('under an administrator who takes on a role', () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        await admin.query(emptyTables)
        return { subject: postgresStore({ pool: admin, role: 'crmkit_app', ...roles }) }
      },
    })
  })

  describe("within the host's transaction", () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        await admin.query(emptyTables)
        const client = await database.pool.connect()
        await client.query('BEGIN')
        return {
          subject: postgresStore({ client, ...roles }),
          async close() {
            await client.query('ROLLBACK')
            client.release()
          },
        }
      },
    })
  })
})
