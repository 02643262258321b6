/**
 * A worker to be killed: does what is due whenever it is told what time it is, and writes down whatever it hands over
 * before it answers. Run by `reminder-year.ts`; uses the built packages, as a host does.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { postgresStore } from '@crmkit/postgres'
import { createCrm, type NotifierAnswer } from 'crmkit'
import pg from 'pg'

const [connectionString = '', worker = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString, max: 4, application_name: worker })
let now = 0
let tick = 0

/** One reminder in forty never gets through; of the others, one attempt in eight fails, in one way or another. */
function answerTo(key: string): 'delivered' | 'failed' | 'thrown' | 'refused' {
  let hash = 0
  for (const unit of key) hash = (hash * 31 + unit.charCodeAt(0)) | 0
  if (hash % 40 === 0) return 'failed'
  if (hash % 97 === 0) return 'refused'
  const chance = Math.random()
  return chance < 0.08 ? 'failed' : chance < 0.12 ? 'thrown' : 'delivered'
}

const crm = createCrm({
  store: postgresStore({ pool, role: 'crmkit_app' }),
  clock: { now: () => now },
  notifier: {
    deliver: async ({ key, attempt }): Promise<NotifierAnswer> => {
      const answer = answerTo(key)
      await pool.query('INSERT INTO calls (key, worker, tick, at, attempt, answer) VALUES ($1, $2, $3, $4, $5, $6)', [
        key,
        worker,
        tick,
        now,
        attempt,
        answer,
      ])
      // Some take their time, so that some are killed after they have been told and before they have said so.
      if (Math.random() < 0.3) await pause(Math.random() * 12)
      if (answer === 'thrown') throw new Error('offline')
      return answer === 'delivered' ? { kind: 'delivered' } : { kind: 'failed', retryable: answer === 'failed' }
    },
  },
})

process.on('message', async (message: { readonly now: number; readonly tick: number }) => {
  now = message.now
  tick = message.tick
  const { dead, done, lost, retried } = await crm.runDue({ leaseMs: 60_000, limit: 100_000 })
  process.send?.({ tick, dead, done, lost, retried })
})
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
