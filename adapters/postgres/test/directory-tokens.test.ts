/** Tokens of address books on PGlite and PostgreSQL, held against the published contract. */
import { describeContract, directoryTokensContract } from 'crmkit/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresTokens } from '../src/index.ts'
import { pgliteTokens } from '../src/pglite.ts'
import { id, workspaceA, workspaceB } from './fixtures.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase, type TestDatabase } from './postgres-setup.ts'
import { openTestPglite } from './test-pglite.ts'

const places = { workspaceIds: [workspaceA, workspaceB], accountIds: [id(9, 1), id(9, 2)] } as const

describe('PGlite', () => {
  let db: Awaited<ReturnType<typeof openTestPglite>>
  beforeAll(async () => {
    db = await openTestPglite()
  })
  afterAll(() => db?.close())
  describeContract({ describe, it }, directoryTokensContract, {
    make: async () => {
      await db.exec('TRUNCATE crmkit.directory_tokens')
      return { subject: { ...places, tokens: pgliteTokens({ db }) } }
    },
  })
})

describe('PostgreSQL', () => {
  let server: PostgresServer
  let database: TestDatabase
  beforeAll(async () => {
    server = await startPostgres()
    await makeRoles(server.port)
    database = await openDatabase(server, await makeTemplate(server.port), 'postgres')
  })
  afterAll(async () => {
    await database?.close()
    await server?.stop()
  })
  describeContract({ describe, it }, directoryTokensContract, {
    make: async () => {
      await database.pool.query('TRUNCATE crmkit.directory_tokens')
      return { subject: { ...places, tokens: postgresTokens({ pool: database.pool, role: 'crmkit_app' }) } }
    },
  })
})
