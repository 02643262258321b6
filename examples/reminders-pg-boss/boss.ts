/** pg-boss as the scheduler: a queue of its own in the same database, whose one job is to come by. @module */
import type { Crm } from 'crmkit'
import { PgBoss } from 'pg-boss'

const queue = 'crmkit'
const minuteMs = 60_000

/** Comes by every minute, and in between when something is due. Any number of processes may do so. */
export async function startBoss(crm: Pick<Crm, 'runDue'>, connectionString: string): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString, max: 3 })
  boss.on('error', console.error)
  await boss.start()
  // One at a time is waiting; what is tried again is crmkit's to say.
  await boss.createQueue(queue, { policy: 'short', retryLimit: 0 })
  await boss.work(queue, { pollingIntervalSeconds: 1 }, async () => {
    const { nextDueAt } = await crm.runDue()
    if (nextDueAt === null || nextDueAt > Date.now() + minuteMs) return
    await boss.send(queue, null, { startAfter: new Date(nextDueAt) })
  })
  await boss.schedule(queue, '* * * * *')
  await boss.send(queue)
  return boss
}
