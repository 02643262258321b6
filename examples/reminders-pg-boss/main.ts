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
  deliver: async ({ key, audience, interaction }) => {
    // The primary key is what makes it once: who comes second, after a machine was killed, finds it taken.
    const { rowCount } = await pool.query('INSERT INTO reminders_sent (key) VALUES ($1) ON CONFLICT DO NOTHING', [key])
    if (rowCount === 1) console.log(`To ${audience.kind} ${audience.id}: ${interaction.subject}`)
    return { kind: 'delivered' }
  },
}
await pool.query('CREATE TABLE IF NOT EXISTS reminders_sent (key text PRIMARY KEY)')

const boss = await startBoss(createCrm({ store: postgresStore({ pool }), notifier }), connectionString)
process.once('SIGTERM', async () => {
  await boss.stop()
  await pool.end()
})
