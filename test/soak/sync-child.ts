/**
 * A process to be killed: synchronizes an address book, again and again, until it is killed. Says `ready` when it begins.
 * Run by `kill-sync.test.ts`; uses the built packages, as a host does.
 */
import { googleContacts } from '@crmkit/google-contacts'
import { postgresStore } from '@crmkit/postgres'
import { createCrm } from 'crmkit'
import pg from 'pg'

const [connectionString = '', workspaceId = '', memberId = '', id = '', rootUrl = '', token = '', ahead = '0'] =
  process.argv.slice(2)
const pool = new pg.Pool({ connectionString, max: 2 })
const directory = googleContacts({ auth: { getAccessToken: async () => ({ token }) }, rootUrl, pageSize: 20 })
// A run that was killed counts as over after a while: each process begins later than that.
const clock = { now: () => Date.now() + Number(ahead) }
const crm = createCrm({ store: postgresStore({ pool }), clock, directories: () => ({ ...directory, mostWrites: 10 }) })
const desk = crm.as({ workspaceId, memberId })
process.stdout.write('ready\n')
for (;;) await desk.directories.sync(id)
