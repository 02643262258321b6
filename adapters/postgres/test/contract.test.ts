import { PGlite } from '@electric-sql/pglite'
import { describeContract, storeContract } from 'crmkit/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { migrate, postgresStore } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase } from './postgres-setup.ts'

describe('PGlite', () => {
  let empty: Blob
  beforeAll(async () => {
    const db = new PGlite()
    await migrate({ db })
    empty = await db.dumpDataDir('none')
    await db.close()
  })

  describeContract({ describe, it }, storeContract, {
    make: async () => {
      const db = new PGlite({ loadDataDir: empty })
      return { subject: pgliteStore({ db }), close: () => db.close() }
    },
  })
})

describe('PostgreSQL', () => {
  let server: PostgresServer
  let template: string
  beforeAll(async () => {
    server = await startPostgres()
    await makeRoles(server.port)
    template = await makeTemplate(server.port)
  })
  afterAll(() => server.stop())

  describe('under a login that owns nothing', () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        const { pool, close } = await openDatabase(server, template)
        return { subject: postgresStore({ pool, loaderRole: 'crmkit_loader' }), close }
      },
    })
  })

  describe('under an administrator who takes on a role', () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        const { pool, close } = await openDatabase(server, template, 'postgres')
        return { subject: postgresStore({ pool, role: 'crmkit_app', loaderRole: 'crmkit_loader' }), close }
      },
    })
  })

  describe("within the host's transaction", () => {
    describeContract({ describe, it }, storeContract, {
      make: async () => {
        const { pool, close } = await openDatabase(server, template)
        const client = await pool.connect()
        await client.query('BEGIN')
        return {
          subject: postgresStore({ client, loaderRole: 'crmkit_loader' }),
          async close() {
            await client.query('ROLLBACK')
            client.release()
            await close()
          },
        }
      },
    })
  })
})
