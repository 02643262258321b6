/**
 * A process to be killed: makes events, or tells webhooks of them, until it is killed or its input ends. Says `ready`
 * when it begins. Run by `kill-outbox.ts`; uses the built packages, as a host does.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { postgresStore } from '@crmkit/postgres'
import { nodeWebhookSender } from '@crmkit/webhooks'
import { createCrm } from 'crmkit'
import pg from 'pg'

const [role = '', connectionString = '', workspaceId = '', memberId = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString, max: 4 })
const store = postgresStore({ pool, role: 'crmkit_app' })
const sender = nodeWebhookSender({ allowLoopback: true })
const retryDelaysMs = Array.from({ length: 80 }, () => 100)
const crm = createCrm({ store, webhooks: { sender, retryDelaysMs, timeoutMs: 400 } })
const desk = crm.as({ workspaceId, memberId })

let goesOn = true
process.stdin.on('end', () => {
  goesOn = false
})
process.stdin.resume()
process.stdout.write('ready\n')
while (goesOn) {
  if (role === 'produce') await produce()
  else await consume()
}
await pool.end()

/** Changes a few companies, again and again, so that each has a history whose order counts. */
async function produce(): Promise<void> {
  const { record } = await desk.companies.create({ name: `Company ${performance.now()}` })
  for (let change = 1; change <= 6 && goesOn; change += 1) {
    await pause(15)
    if (change % 3 === 0) await desk.companies.trash(record.id)
    else if (change % 3 === 1 && change > 1) await desk.companies.restore(record.id)
    else await desk.companies.update(record.id, { description: `Change ${change}` })
  }
}

async function consume(): Promise<void> {
  const report = await crm.runDue({ leaseMs: 1_500, limit: 40 })
  if (report.done + report.retried === 0) await pause(25)
}
