/**
 * The application on port 3000, its data in `.crmkit/embed-hono`.
 *
 *     node main.ts
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { createCrm } from 'crmkit'
import { start } from './start.ts'
import { openUsers } from './users.ts'

const db = await openPglite({ directory: resolve(import.meta.dirname, '../../.crmkit/embed-hono') })
const crm = createCrm({ store: pgliteStore({ db }) })
// Without a secret of yours, everybody is logged out by a restart.
const secret = process.env['SESSION_SECRET'] ?? randomBytes(32).toString('base64url')
const { url } = await start({ crm, users: await openUsers(db), secret }, 3000)
console.log(url)
