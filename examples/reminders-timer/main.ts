/**
 * A meeting in a little more than five minutes, and its reminder.
 *
 *     node main.ts
 *
 * @module
 */
import { createCrm, type Notifier } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { startTimer } from './timer.ts'

const sent = new Set<string>()
const notifier: Notifier = {
  deliver: async ({ key, audience, interaction }) => {
    // What comes again was sent before: keep the keys where a restart doesn't lose them.
    if (!sent.has(key))
      console.log(`To ${audience.kind} ${audience.id}: “${interaction.subject}” begins in five minutes.`)
    sent.add(key)
    return { kind: 'delivered' }
  },
}

const crm = createCrm({ store: memoryStore(), notifier })
const { workspace, administrator } = await crm
  .asSystem({ reason: 'example' })
  .workspaces.create({ name: 'Verger', timeZone: 'UTC', administrator: { name: 'Anne' } })
const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })

const inSixMinutes = new Date(Date.now() + 6 * 60_000).toISOString()
const startOn = inSixMinutes.slice(0, 10)
const startAt = inSixMinutes.slice(11, 16)
await desk.interactions.create({
  subject: 'Tasting',
  type: 'sale/first-contact',
  schedule: { meeting: { startOn, startAt, endOn: startOn, endAt: startAt === '23:59' ? startAt : '23:59' } },
  reminders: { member: '5-minutes', customer: [] },
})
console.log(`A meeting at ${startAt} UTC. Its reminder comes within a minute.`)
const timer = startTimer(crm)
while (sent.size === 0) await new Promise((resolve) => setTimeout(resolve, 200))
await timer.stop()
