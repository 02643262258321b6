/** The desk of matters. Rules: docs/concepts/interactions.md (INT-1 … INT-11). */
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, issuesOf, refusalOf, type Scene } from './stores.ts'

const day = 86_400_000
const task = (dueOn: string) => ({ task: { dueOn } })

const open = (): Promise<Scene> => begin(memoryStore())

describe('Interactions', () => {
  it('INT-1 a matter is created with all that was said of it, a number, an owner, and its first date', async () => {
    const { anne, anneId, benId } = await open()
    const { record: company } = await anne.companies.create({ name: 'Pomme' })
    const { record: contact } = await anne.contacts.create({ familyName: 'Pépin' })
    const { record, warnings } = await anne.interactions.create({
      subject: ' Apples, 1,000 kg ',
      type: 'sale/first-contact',
      companyId: company.id,
      contactIds: [contact.id, contact.id],
      participants: [{ kind: 'member', id: benId }],
      budget: { amountMinor: 120_000 },
      schedule: task('in-3-days'),
      note: { said: 'Call me on Friday', direction: 'inbound' },
    })
    expect(warnings).toEqual([])
    expect(record).toMatchObject({
      number: 1,
      version: 1,
      subject: 'Apples, 1,000 kg',
      state: 'open',
      ownerId: anneId,
      visibility: 'write',
      contactIds: [contact.id],
      budget: { kind: 'fixed', amountMinor: 120_000, currency: 'EUR' },
    })
    expect(await anne.interactions.get(record.id)).toEqual(record)
    const { items } = await anne.interactions.notes(record.id)
    expect(items).toMatchObject([{ kind: 'words', voice: 'theirs', text: 'Call me on Friday', memberId: anneId }])
  })

  it('INT-1 what a matter points at must be there for the actor, and in use', async () => {
    const { anne, ben, benId } = await open()
    const { record: secret } = await anne.companies.create({ name: 'Secret', visibility: 'private' })
    const { record: trashed } = await anne.contacts.create({ familyName: 'Pépin' })
    await anne.contacts.trash(trashed.id)
    await anne.workspace.members.deactivate(benId)
    await anne.workspace.members.reactivate(benId)
    const room = await anne.workspace.resources.add({ name: 'Room', kind: 'room' })
    await anne.workspace.resources.retire(room.id)
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(
      await issuesOf(
        ben.interactions.create({
          subject: 'x',
          type: 'sale/first-contact',
          companyId: secret.id,
          contactIds: [trashed.id],
          parentId: nobody,
          participants: [
            { kind: 'member', id: nobody },
            { kind: 'resource', id: room.id },
          ],
        }),
      ),
    ).toEqual([
      'companyId unknown-record',
      'contactIds.0 unknown-record',
      'parentId unknown-record',
      'participants.0.id unknown-member',
      'participants.1.id unknown-record',
    ])
  })

  it('INT-1 a matter is no part of itself, nor of its parts; what it pointed at before may stay', async () => {
    const { anne } = await open()
    const { record: company } = await anne.companies.create({ name: 'Pomme' })
    const whole = (await anne.interactions.create({ subject: 'Whole', type: 'project/idea', companyId: company.id }))
      .record
    const part = (await anne.interactions.create({ subject: 'Part', type: 'project/idea', parentId: whole.id })).record
    expect(await issuesOf(anne.interactions.update(whole.id, { parentId: whole.id }))).toEqual(['parentId cycle'])
    expect(await issuesOf(anne.interactions.update(whole.id, { parentId: part.id }))).toEqual(['parentId cycle'])
    await anne.companies.trash(company.id)
    const { record } = await anne.interactions.update(whole.id, { subject: 'All of it' })
    expect(record).toMatchObject({ subject: 'All of it', companyId: company.id, version: 2 })
    expect(await anne.interactions.update(whole.id, { subject: 'All of it' })).toEqual({ record, warnings: [] })
  })

  it('INT-2 a matter goes from open to in progress to done and back, and all else is refused with what is allowed', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' })
    const { details } = await refusalOf(anne.interactions.pause(record.id), 'transition-refused')
    expect(details).toMatchObject({ kind: 'interaction', id: record.id, state: 'open', asked: 'pause' })
    expect(details.allowed).toContain('begin')
    expect((await anne.interactions.begin(record.id)).record.state).toBe('in-progress')
    expect((await anne.interactions.pause(record.id)).record.state).toBe('open')
    const won = (await anne.interactions.moveTo(record.id, 'sale/won')).record
    expect(won).toMatchObject({ state: 'done', outcome: 'won', type: 'sale/won', cameFrom: 'sale/quote-sent' })
    expect((await anne.interactions.moveTo(record.id, 'sale/won')).record).toEqual(won)
    await refusalOf(anne.interactions.reschedule(record.id, task('today')), 'transition-refused')
    expect((await anne.interactions.reopen(record.id, { as: 'in-progress' })).record).toMatchObject({
      state: 'in-progress',
      type: 'sale/quote-sent',
    })
    expect((await anne.interactions.conclude(record.id, { outcome: 'lost' })).record).toMatchObject({
      type: 'sale/lost',
      outcome: 'lost',
    })
  })

  it('INT-3 INT-5 each step that is entered, and each end, is an event of its own', async () => {
    const { anne, store, workspaceId } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/first-contact' })
    await anne.interactions.moveTo(record.id, 'sale/won', { note: { text: 'Done' } })
    await anne.interactions.reopen(record.id)
    await anne.interactions.conclude(record.id)
    await anne.interactions.reopen(record.id)
    await anne.interactions.changeType(record.id, 'project/idea')
    const events = await store.history.listEvents(workspaceId, { limit: 500 })
    const told = events.filter(({ subject }) => subject.id === record.id)
    expect(told.map(({ type }) => type)).toEqual([
      'interaction.created',
      'interaction.moved',
      'interaction.concluded',
      'interaction.noted',
      'interaction.reopened',
      'interaction.moved',
      'interaction.concluded',
      'interaction.reopened',
      'interaction.type-changed',
    ])
    expect(told[1]?.data).toMatchObject({ from: 'sale/first-contact', to: 'sale/won' })
    expect(told[5]?.data).toMatchObject({ from: 'sale/won', to: 'sale/first-contact' })
    expect(JSON.stringify(events)).not.toContain('Done')
  })

  it('INT-4 the update date follows the schedule until it is stamped, by a step or by hand', async () => {
    const { anne, clock } = await open()
    const meeting = (startOn: string) => ({ meeting: { startOn, startAt: '10:00', endAt: '11:00' } })
    const { record } = await anne.interactions.create({
      subject: 'x',
      type: 'sale/first-contact',
      schedule: meeting('2027-01-05'),
    })
    expect(record.updateDate).toEqual({ on: '2027-01-05', from: 'schedule' })
    const moved = await anne.interactions.reschedule(record.id, meeting('2027-02-05'))
    expect(moved.record.updateDate).toEqual({ on: '2027-02-05', from: 'schedule' })
    clock.advance(3 * day)
    const won = await anne.interactions.moveTo(record.id, 'sale/won')
    expect(won.record.updateDate.from).toBe('step')
    const corrected = await anne.interactions.correctUpdateDate(record.id, '2026-12-31')
    expect(corrected.record.updateDate).toEqual({ on: '2026-12-31', from: 'hand' })
    await anne.interactions.reopen(record.id)
    const again = await anne.interactions.reschedule(record.id, meeting('2027-03-05'))
    expect(again.record.updateDate).toEqual({ on: '2026-12-31', from: 'hand' })
  })

  it('INT-5 a company and its contacts know the last and the next, of what the actor may see', async () => {
    const { anne, ben, clock } = await open()
    const { record: company } = await anne.companies.create({ name: 'Pomme' })
    const { record: contact } = await anne.contacts.create({ familyName: 'Pépin' })
    const start = clock.now()
    clock.advance(10 * day)
    const input = { type: 'sale/first-contact', companyId: company.id, contactIds: [contact.id] } as const
    const { record: sale } = await anne.interactions.create({ ...input, subject: 'Sale', schedule: task('in-a-week') })
    const { record: secret } = await anne.interactions.create({
      ...input,
      subject: 'Secret',
      visibility: 'private',
      schedule: task('in-3-days'),
    })
    await anne.interactions.addNote(sale.id, { said: 'hello', direction: 'inbound' })
    await anne.interactions.addNote(sale.id, { text: 'logged late', direction: 'outbound', happenedAt: start })
    expect(await ben.companies.dates(company.id)).toEqual({
      lastInteractionAt: clock.now(),
      lastInboundAt: clock.now(),
      lastOutboundAt: start,
      nextPlannedOn: (await anne.interactions.get(sale.id)).schedule?.kind === 'task' ? '2026-01-22' : '',
    })
    clock.advance(day)
    await anne.interactions.conclude(secret.id)
    expect((await anne.contacts.dates(contact.id)).lastInteractionAt).toBe(clock.now())
    expect((await ben.contacts.dates(contact.id)).lastInteractionAt).toBe(clock.now() - day)
  })
})
