/**
 * The application on port 3000. It forgets everything when it ends.
 *
 *     node main.ts
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { start } from './start.ts'

const crm = createCrm({ store: memoryStore() })
const secret = process.env['SESSION_SECRET'] ?? randomBytes(32).toString('base64url')
const { url } = await start({ crm, users: new Map(), secret }, 3000)
console.log(url)
