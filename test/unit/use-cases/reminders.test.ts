import type { Desk, Notifier, ReminderNotice } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { onEveryStore } from './stores.ts'

const hour = 3_600_000

describe('Reminders', () => {
  onEveryStore((begin) => {
    it('REM-3 follow their matter, whatever is done to it, and go out once when they are due', async () => {
      const { notifier, heard } = remembering()
      const { crm, clock, anne, anneId, benId } = await begin({ notifier })
      const { record: carla } = await anne.contacts.create({ givenName: 'Carla', familyName: 'Pépin' })
      const { record } = await anne.interactions.create({
        subject: 'Tasting',
        type: 'sale/first-contact',
        contactIds: [carla.id],
        schedule: { meeting: { startOn: '2026-01-08', startAt: '14:00', endAt: '15:00' } },
        reminders: { member: '1-hour', customer: ['day-before', 'same-day'] },
      })
      const { id } = record
      expect(await planned(anne, id)).toEqual([
        `day-before ${carla.id} 2026-01-07T17:00`,
        `same-day ${carla.id} 2026-01-08T07:00`,
        `1-hour ${anneId} 2026-01-08T12:00`,
      ])
      const participants = [{ kind: 'member', id: benId }] as const
      await anne.interactions.update(id, { participants })
      await anne.interactions.reschedule(id, { meeting: { startOn: '2026-01-07', startAt: '11:00', endAt: '12:00' } })
      const moved = [
        `day-before ${carla.id} 2026-01-06T17:00`,
        `same-day ${carla.id} 2026-01-07T07:00`,
        `1-hour ${anneId} 2026-01-07T09:00`,
        `1-hour ${benId} 2026-01-07T09:00`,
      ].toSorted()
      expect((await planned(anne, id)).toSorted()).toEqual(moved)
      await anne.interactions.conclude(id)
      expect(await planned(anne, id)).toEqual([])
      await anne.interactions.reopen(id)
      await anne.interactions.trash(id)
      expect(await planned(anne, id)).toEqual([])
      await anne.interactions.restore(id)
      expect((await planned(anne, id)).toSorted()).toEqual(moved)

      clock.advance(32 * hour)
      await Promise.all([crm.runDue(), crm.runDue()])
      expect(heard()).toEqual([`day-before ${carla.id}`])
      await anne.interactions.convert(id, { task: { dueOn: '2026-01-08', dueAt: '10:00' } })
      expect(await planned(anne, id)).toEqual([`1-hour ${anneId} 2026-01-08T08:00`, `1-hour ${benId} 2026-01-08T08:00`])
      await anne.interactions.update(id, { reminders: { member: '2-hours', customer: [] } })
      await anne.interactions.update(id, { reminders: { member: '1-hour', customer: [] } })
      clock.advance(40 * hour)
      await crm.runDue()
      await crm.runDue()
      const told = heard()
      expect(told.toSorted()).toEqual([`1-hour ${anneId}`, `1-hour ${benId}`, `day-before ${carla.id}`].toSorted())
      const { items } = await anne.reminders.listOf(id)
      expect(items.filter(({ state }) => state === 'pending')).toEqual([])
      expect(items.filter(({ round, state }) => round > 1 && state === 'delivered')).toHaveLength(3)
      await anne.interactions.trash(id)
      await anne.interactions.purge(id)
      expect((await anne.reminders.list({ state: 'delivered' })).items).toHaveLength(3)
    })
  })
})

/** What is pending, as `offset whom when`. */
async function planned(desk: Desk, id: string): Promise<readonly string[]> {
  const { items } = await desk.reminders.listOf(id)
  return items
    .filter(({ state }) => state === 'pending')
    .map(({ offset, audience, dueAt }) => `${offset} ${audience.id} ${new Date(dueAt).toISOString().slice(0, 16)}`)
}

function remembering() {
  const notices: ReminderNotice[] = []
  const notifier: Notifier = {
    deliver: async (notice) => {
      notices.push(notice)
      return { kind: 'delivered' }
    },
  }
  return { notifier, heard: () => notices.map(({ offset, audience }) => `${offset} ${audience.id}`) }
}
