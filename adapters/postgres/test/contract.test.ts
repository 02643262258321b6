import type { PGlite } from '@electric-sql/pglite'
import { describeContract, storeContract } from 'crmkit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'
import { connection, type PostgresServer, startPostgres } from './postgres-server.ts'
import { makeRoles, makeTemplate, openDatabase, type TestDatabase } from './postgres-setup.ts'
import { openTestPglite } from './test-pglite.ts'

const roles = { loaderRole: 'crmkit_loader', eraserRole: 'crmkit_eraser' }

/** Empties every table: much faster than a new database a case. */
const emptyTables =
  'TRUNCATE ' +
  'crmkit.workspaces, crmkit.members, crmkit.workspace_counters, crmkit.companies, crmkit.contacts, ' +
  'crmkit.affiliations, crmkit.identity_keys, crmkit.ignored_pairs, crmkit.imports, crmkit.import_touches, crmkit.import_refused, crmkit.import_settled, ' +
  'crmkit.audit, crmkit.events, crmkit.personal_values, crmkit.commands, crmkit.jobs, crmkit.job_queues, ' +
  'crmkit.webhooks, crmkit.resource_bookings, crmkit.calendar_feeds, crmkit.mails, crmkit.mail_names, crmkit.mail_files, crmkit.mail_people, crmkit.inbound_addresses, crmkit.mail_cursors, crmkit.directories, crmkit.directory_progress, crmkit.directory_links, crmkit.directory_entries, crmkit.directory_emails, crmkit.directory_cases, crmkit.directory_case_contacts, crmkit.directory_tokens, crmkit.reminders, crmkit.resources, crmkit.catalogs, crmkit.merges, crmkit.member_groups, crmkit.record_grants, ' +
  'crmkit.interactions, crmkit.interaction_contacts, crmkit.interaction_attendees, crmkit.interaction_notes, ' +
  'crmkit.interaction_timers, crmkit.interaction_time, crmkit.messages, crmkit.message_contacts, ' +
  'crmkit.message_names, crmkit.message_words, crmkit.message_templates, crmkit.sms_credits, crmkit.suppressions, crmkit.consents, ' +
  'crmkit.provider_event_queues, crmkit.provider_events, crmkit.lines, crmkit.calls, crmkit.call_parties, crmkit.call_names'

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
  let server: PostgresServer
  let database: TestDatabase
  let admin: pg.Pool
  beforeAll(async () => {
    server = await startPostgres()
    await makeRoles(server.port)
    database = await openDatabase(server, await makeTemplate(server.port))
    admin = new pg.Pool({ ...connection(server.port, database.name), max: 4 })
  })
  afterAll(async () => {
    await admin.end()
    await database.close()
    await server.stop()
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
