/** Tokens of address books on PGlite and PostgreSQL, held against the published contract. */
import { describeContract, directoryTokensContract } from 'crmkit/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresTokens } from '../src/index.ts'
import { pgliteTokens } from '../src/pglite.ts'
import { id, workspaceA, workspaceB } from './fixtures.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { sharedPostgres } from './shared-postgres.ts'
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
  let database: TestDatabase
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await openDatabase(server, server.template, 'postgres')
  })
  afterAll(async () => {
    await database?.close()
  })
  describeContract({ describe, it }, directoryTokensContract, {
    make: async () => {
      await database.pool.query('TRUNCATE crmkit.directory_tokens')
      return { subject: { ...places, tokens: postgresTokens({ pool: database.pool, role: 'crmkit_app' }) } }
    },
  })
})
