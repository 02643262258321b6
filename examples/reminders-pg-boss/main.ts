/**
 * A worker for the database that `DATABASE_URL` names. Start as many as you like.
 *
 *     DATABASE_URL=postgres://… node main.ts
 *
 * @module
 */
import { migrate, postgresStore } from '@crmkit/postgres'
import { createCrm, type Notifier } from 'crmkit'
import pg from 'pg'
import { startBoss } from './boss.ts'

const connectionString = process.env['DATABASE_URL']
if (connectionString === undefined) throw new Error('Say in DATABASE_URL which database it is.')
const pool = new pg.Pool({ connectionString })
await migrate({ pool })

const notifier: Notifier = {
  deliver: async ({ workspaceId, key, audience, interaction }) => {
    const id = [workspaceId, key]
    const { rowCount } = await pool.query('SELECT FROM reminders_sent WHERE workspace_id = $1 AND key = $2', id)
    if (rowCount === 0) {
      // Sent first and noted then: a machine that is killed between the two sends again, and loses nothing. A mail service
      // that takes an idempotency key closes that gap: give it the two.
      console.log(`To ${audience.kind} ${audience.id}: ${interaction.subject}`)
      await pool.query('INSERT INTO reminders_sent (workspace_id, key) VALUES ($1, $2) ON CONFLICT DO NOTHING', id)
    }
    return { kind: 'delivered' }
  },
}
// A key names a reminder within its workspace.
await pool.query(
  'CREATE TABLE IF NOT EXISTS reminders_sent (workspace_id uuid, key text, PRIMARY KEY (workspace_id, key))',
)

const boss = await startBoss(createCrm({ store: postgresStore({ pool }), notifier }), connectionString)
process.once('SIGTERM', async () => {
  await boss.stop()
  await pool.end()
})
