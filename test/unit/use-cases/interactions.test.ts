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

  it('INT-6 a task becomes a meeting by an explicit command alone', async () => {
    const { anne } = await open()
    const meeting = { meeting: { startOn: '2026-02-02', startAt: '10:00', endAt: '11:00' } }
    const { record } = await anne.interactions.create({
      subject: 'x',
      type: 'sale/first-contact',
      schedule: task('today'),
    })
    expect(await issuesOf(anne.interactions.reschedule(record.id, meeting))).toEqual(['schedule contradiction'])
    expect((await anne.interactions.convert(record.id, meeting)).record.schedule?.kind).toBe('meeting')
    expect(await issuesOf(anne.interactions.convert(record.id, meeting))).toEqual(['schedule contradiction'])
  })

  it('INT-7 INT-8 any command may bring a note, in the same commit', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({
      subject: 'x',
      type: 'sale/first-contact',
      schedule: task('today'),
    })
    const moved = await anne.interactions.reschedule(record.id, task('2026-04-05'), {
      note: { said: 'busy, call back in 3 months' },
    })
    await anne.interactions.update(record.id, { channel: 'telephone' }, { note: { text: 'by phone' } })
    expect(moved.record.version).toBe(2)
    const { items } = await anne.interactions.notes(record.id)
    expect(items).toMatchObject([
      { text: 'busy, call back in 3 months', voice: 'theirs' },
      { text: 'by phone', voice: 'ours' },
    ])
    expect(await issuesOf(anne.interactions.begin(record.id, { note: { text: ' ' } }))).toEqual(['note.text missing'])
    expect((await anne.interactions.get(record.id)).state).toBe('open')
  })

  it('INT-9 a matter without a date ahead is warned of, or refused, or left alone, as the workspace says', async () => {
    const { anne, clock } = await open()
    const create = (dueOn: string, parentId?: string) =>
      anne.interactions.create({ subject: 'x', type: 'project/idea', schedule: task(dueOn), parentId })
    const { record: whole } = await create('today')
    expect((await anne.interactions.create({ subject: 'x', type: 'project/idea' })).warnings).toMatchObject([
      { code: 'no-next-action' },
    ])
    clock.advance(3 * day)
    const { record: part, warnings } = await create('in-a-week', whole.id)
    expect(warnings).toEqual([])
    expect((await anne.interactions.moveTo(whole.id, 'project/scope')).warnings).toEqual([])
    expect((await anne.interactions.conclude(part.id)).warnings).toEqual([
      { code: 'no-next-action', interactionId: whole.id },
    ])
    await anne.workspace.changeSettings({ nextActionPolicy: 'require' })
    const { record: other } = await create('in-a-week', whole.id)
    expect(await issuesOf(anne.interactions.conclude(other.id))).toEqual(['next missing'])
    expect(await issuesOf(anne.interactions.reschedule(other.id, task('2026-01-01')))).toEqual(['next missing'])
    await anne.workspace.changeSettings({ nextActionPolicy: 'off' })
    expect((await anne.interactions.conclude(other.id)).warnings).toEqual([])
    const lacking = await anne.interactions.list({ withoutNextAction: true })
    expect(lacking.items.map(({ id }) => id)).toContain(whole.id)
    expect(lacking.items.map(({ id }) => id)).not.toContain(other.id)
  })

  it('INT-9 the next action is made in the same command: a part of what goes on, with what is left out as it is there', async () => {
    const { anne, benId } = await open()
    await anne.workspace.changeSettings({ nextActionPolicy: 'require' })
    const { record: company } = await anne.companies.create({ name: 'Pomme' })
    const { record: sale } = await anne.interactions.create({
      subject: 'Apples',
      type: 'sale/quote-sent',
      companyId: company.id,
      ownerId: benId,
    })
    const moved = await anne.interactions.moveTo(sale.id, 'sale/negotiation', {
      next: { subject: 'Call about the quote', schedule: task('in-3-days') },
    })
    const call = moved.next
    expect(moved.warnings).toEqual([])
    expect(call).toMatchObject({ subject: 'Call about the quote', type: 'sale/quote-sent', parentId: sale.id })
    expect(call).toMatchObject({ companyId: company.id, ownerId: benId, number: 2, version: 1 })
    const ended = await anne.interactions.conclude(call?.id ?? '', {}, { next: { schedule: task('in-a-week') } })
    expect(ended.next).toMatchObject({ subject: 'Call about the quote', parentId: sale.id, number: 3 })
    expect(await issuesOf(anne.interactions.begin(sale.id, { next: { schedule: task('someday') } }))).toEqual([
      'next.schedule.task.dueOn invalid-date',
    ])
    await anne.interactions.conclude(ended.next?.id ?? '', {}, { next: { schedule: task('today') } })
    expect((await anne.interactions.moveTo(sale.id, 'sale/won')).record.state).toBe('done')
  })

  it('INT-9 the next action is shared as its matter is, unless it has an owner or a visibility of its own', async () => {
    const { anne, ben, benId, anneId } = await open()
    const { record: sale } = await anne.interactions.create({
      subject: 'Apples',
      type: 'sale/quote-sent',
      visibility: 'private',
    })
    const shares = [{ with: benId, level: 'write' }] as const
    await anne.interactions.share(sale.id, shares[0])
    const schedule = task('in-3-days')
    const { next } = await ben.interactions.begin(sale.id, { next: { schedule } })
    expect(next).toMatchObject({ ownerId: anneId, visibility: 'private', shares })
    expect(await ben.interactions.get(next?.id ?? '')).toEqual(next)
    const own = await ben.interactions.pause(sale.id, { next: { schedule, ownerId: benId } })
    expect(own.next).toMatchObject({ ownerId: benId, visibility: 'private' })
    expect(own.next).not.toHaveProperty('shares')
    const read = await anne.interactions.begin(sale.id, { next: { schedule, visibility: 'read' } })
    expect(read.next).not.toHaveProperty('shares')
  })

  it('INT-9 the next action of what somebody owned who has left is of whoever makes it', async () => {
    const { anne, anneId, benId, caraId } = await open()
    const { record: sale } = await anne.interactions.create({
      subject: 'Apples',
      type: 'sale/quote-sent',
      ownerId: benId,
    })
    const next = { schedule: task('in-3-days') }
    expect((await anne.interactions.begin(sale.id, { next })).next).toMatchObject({ ownerId: benId })
    await anne.workspace.members.deactivate(benId)
    const paused = await anne.interactions.pause(sale.id, { next })
    expect([paused.record.ownerId, paused.next?.ownerId]).toEqual([benId, anneId])
    const named = await anne.interactions.begin(sale.id, { next: { ...next, ownerId: caraId } })
    expect(named.next).toMatchObject({ ownerId: caraId })
    expect(await issuesOf(anne.interactions.pause(sale.id, { next: { ...next, ownerId: benId } }))).toEqual([
      'next.ownerId unknown-member',
    ])
  })

  it('INT-9 what is wrong with the next action is said under its name', async () => {
    const { anne } = await open()
    const { record: sale } = await anne.interactions.create({ subject: 'Apples', type: 'sale/quote-sent' })
    const nobody = '00000000-0000-4000-8000-000000000000'
    const begin = (next: object) =>
      issuesOf(anne.interactions.begin(sale.id, { next: { schedule: task('today'), ...next } }))
    expect(await begin({ companyId: nobody, contactIds: [nobody] })).toEqual([
      'next.companyId unknown-record',
      'next.contactIds.0 unknown-record',
    ])
    expect(await begin({ participants: [{ kind: 'member', id: nobody }] })).toEqual([
      'next.participants.0.id unknown-member',
    ])
    expect(await begin({ subject: ' ' })).toEqual(['next.subject missing'])
    expect(await begin({ schedule: undefined })).toEqual(['next.schedule missing'])
    expect((await anne.interactions.get(sale.id)).state).toBe('open')
  })

  it('INT-10 one task for many contacts: one each, all or none', async () => {
    const { anne } = await open()
    const ids: string[] = []
    for (const familyName of ['Pépin', 'Noyer']) ids.push((await anne.contacts.create({ familyName })).record.id)
    const input = { subject: 'Invite', type: 'marketing/open', schedule: task('in-3-days') } as const
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await issuesOf(anne.interactions.createMany(input, [...ids, nobody]))).toEqual([
      'contactIds.2 unknown-record',
    ])
    expect(await anne.interactions.count()).toBe(0)
    const written = await anne.interactions.createMany(input, [...ids, ...ids], { commandId: 'invite' })
    expect(written.map(({ record }) => record.contactIds)).toEqual(ids.map((id) => [id]))
    expect(written.map(({ record }) => record.number)).toEqual([1, 2])
    expect(await anne.interactions.createMany(input, [...ids, ...ids], { commandId: 'invite' })).toEqual(written)
    expect(await issuesOf(anne.interactions.createMany(input, []))).toEqual(['contactIds out-of-range'])
  })

  it('INT-11 a pipeline that is withheld from a member is none for him', async () => {
    const { anne, ben, benId } = await open()
    await anne.workspace.members.withholdPipelines(benId, ['sale'])
    expect(await issuesOf(ben.interactions.create({ subject: 'x', type: 'sale/won' }))).toEqual(['type unknown-option'])
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' })
    expect(await issuesOf(ben.interactions.moveTo(record.id, 'sale/won'))).toEqual(['to unknown-option'])
    expect((await ben.interactions.conclude(record.id)).record).toMatchObject({ outcome: 'neutral' })
  })

  it('INT-12 a probability is the matter’s until the next step', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' })
    expect((await anne.interactions.setProbability(record.id, 65)).record.probability).toBe(65)
    expect(await issuesOf(anne.interactions.setProbability(record.id, 101))).toEqual(['probability out-of-range'])
    expect((await anne.interactions.moveTo(record.id, 'sale/negotiation')).record.probability).toBeUndefined()
  })

  it('INT-13 a member has one timer at most; its time costs what the member’s hour cost then', async () => {
    const { anne, ben, benId, clock, job } = await open()
    await anne.workspace.members.setHourlyCost(benId, { amountMinor: 4_000 })
    const { record } = await anne.interactions.create({ subject: 'x', type: 'support/received' })
    const { record: other } = await anne.interactions.create({ subject: 'y', type: 'support/received' })
    const timer = await ben.interactions.startTimer(record.id, { commandId: 'go' })
    expect(await ben.interactions.timer()).toEqual(timer)
    const { details } = await refusalOf(ben.interactions.startTimer(other.id), 'transition-refused')
    expect(details).toMatchObject({ kind: 'timer', state: 'running', because: { kind: 'interaction', id: record.id } })
    clock.advance(90 * 60_000)
    const spent = await ben.interactions.stopTimer({ commandId: 'stop' })
    expect(spent).toMatchObject({ kind: 'measured', interactionId: record.id, memberId: benId })
    expect(await ben.interactions.stopTimer({ commandId: 'stop' })).toEqual(spent)
    expect(await ben.interactions.startTimer(record.id, { commandId: 'go' })).toEqual(timer)
    expect(await ben.interactions.timer()).toBeNull()
    await refusalOf(ben.interactions.stopTimer(), 'transition-refused')
    await job.interactions.addTimeSpent(record.id, { minutes: 30 }, { memberId: benId })
    expect(await issuesOf(job.interactions.addTimeSpent(record.id, { minutes: 30 }))).toEqual(['memberId missing'])
    await refusalOf(
      ben.interactions.addTimeSpent(record.id, { minutes: 30 }, { memberId: timer.id.replace(/.$/, '9') }),
      'forbidden',
    )
    expect(await anne.interactions.timeCost(record.id)).toEqual({
      spentMs: 120 * 60_000,
      costs: [{ amountMinor: 8_000, currency: 'EUR' }],
      uncostedMs: 0,
    })
    await refusalOf(ben.interactions.timeCost(record.id), 'forbidden')
    expect((await ben.interactions.timeSpent(record.id)).length).toBe(2)
    const { items } = await ben.interactions.notes(record.id)
    expect(items.map(({ kind }) => kind)).toEqual(['timer-started', 'timer-stopped'])
    expect((await anne.interactions.get(record.id)).version).toBe(1)
  })

  it('a stale command is refused, and the same command again gets its first answer', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' }, { commandId: 'new' })
    expect(
      (await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' }, { commandId: 'new' })).record,
    ).toEqual(record)
    await refusalOf(anne.interactions.begin(record.id, { expectedVersion: 2 }), 'version-conflict')
    const next = { schedule: task('today') }
    const won = await anne.interactions.moveTo(record.id, 'sale/won', { commandId: 'won', next })
    expect(await anne.interactions.moveTo(record.id, 'sale/won', { commandId: 'won', next })).toEqual(won)
    expect(await issuesOf(anne.interactions.moveTo(record.id, 'sale/lost', { commandId: 'won', next }))).toEqual([
      'commandId used-before',
    ])
  })

  it('ACC-2 new matters have the visibility of the workspace, and nobody makes one that he could not see', async () => {
    const { anne, ben, benId, caraId, cara } = await open()
    await anne.workspace.changeSettings({ interactionVisibility: 'private' })
    const { record } = await ben.interactions.create({ subject: 'x', type: 'sale/quote-sent' })
    expect(record).toMatchObject({ ownerId: benId, visibility: 'private' })
    await refusalOf(cara.interactions.get(record.id), 'not-found')
    await ben.interactions.share(record.id, { with: caraId, level: 'read' })
    expect((await cara.interactions.get(record.id)).id).toBe(record.id)
    await refusalOf(cara.interactions.begin(record.id), 'forbidden')
    const hidden = ben.interactions.create({ subject: 'x', type: 'sale/quote-sent', ownerId: caraId })
    expect((await refusalOf(hidden, 'forbidden')).details).toMatchObject({ kind: 'interaction' })
  })

  it('REM-5 whoever gets a matter from another is told of it', async () => {
    const { anne, benId, store, workspaceId } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent', ownerId: benId })
    const events = await store.history.listEvents(workspaceId, { limit: 500 })
    expect(events.filter(({ type }) => type.endsWith('assigned'))).toMatchObject([
      { type: 'interaction.assigned', subject: { kind: 'interaction', id: record.id }, data: { memberId: benId } },
    ])
  })

  it('ACC-5 the audit tells which fields changed, and no words that people wrote', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({
      subject: 'Secret subject',
      nextStep: 'Secret step',
      type: 'sale/quote-sent',
      note: { text: 'Secret note' },
    })
    await anne.interactions.update(record.id, { subject: 'Secret again', channel: 'fair' })
    const { items } = await anne.interactions.history(record.id)
    expect(items.map(({ command }) => command)).toEqual(['interactions.update', 'interactions.create'])
    expect(items[0]?.changes).toEqual([{ field: 'subject' }, { field: 'channel', after: 'fair' }])
    expect(JSON.stringify(items)).not.toContain('Secret')
  })

  it('what is handed in is checked before anything is looked up, and said with its path', async () => {
    const { anne } = await open()
    const given = (input: object) => issuesOf(anne.interactions.create(Object.assign({ subject: 'x' }, input) as never))
    expect(await given({})).toEqual(['type missing'])
    expect(await given({ type: 'sale' })).toEqual(['type wrong-type'])
    expect(await given({ type: 'sale/wonn' })).toEqual(['type unknown-option'])
    expect(await given({ type: 'sale/won', schedule: { dueOn: 'today' } })).toEqual(['schedule wrong-type'])
    expect(await given({ type: 'sale/won', step: 'won' })).toEqual(['step unknown-field'])
    expect(await given({ type: 'sale/won', contactIds: ['nobody'] })).toEqual(['contactIds.0 wrong-type'])
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent' })
    const bad: never = 'bad' as never
    expect(await issuesOf(anne.interactions.moveTo(record.id, bad))).toEqual(['step wrong-type'])
    expect(await issuesOf(anne.interactions.reschedule(record.id, bad))).toEqual(['schedule wrong-type'])
    expect(await issuesOf(anne.interactions.addNote(record.id, bad))).toEqual(['note wrong-type'])
    expect(await issuesOf(anne.interactions.setProbability(record.id, bad))).toEqual(['probability wrong-type'])
    expect(await issuesOf(anne.interactions.conclude(record.id, { outcome: bad }))).toEqual(['outcome unknown-option'])
    expect(await issuesOf(anne.interactions.begin(record.id, { next: bad }))).toEqual(['next wrong-type'])
    expect(await issuesOf(anne.interactions.list({ order: bad }))).toEqual(['order unknown-option'])
  })

  it('PTY-6 a matter on which a timer runs is not purged, and the refusal names whose it is', async () => {
    const { anne, ben, benId } = await begin(memoryStore())
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/quote-sent', visibility: 'write' })
    await ben.interactions.startTimer(record.id)
    await anne.interactions.trash(record.id)
    const refused = await refusalOf(anne.interactions.purge(record.id), 'still-referenced')
    expect(refused.details).toMatchObject({ references: [{ kind: 'timer', id: benId }], hasOthers: false })
    await anne.interactions.stopTimer({ memberId: benId })
    await anne.interactions.purge(record.id)
    await refusalOf(anne.interactions.get(record.id), 'not-found')
  })

  it('INT-5 what is planned next is told after the workspace has moved to another zone', async () => {
    const { anne } = await open()
    const { record: company } = await anne.companies.create({ name: 'Pomme' })
    const due = (dueOn: string) =>
      anne.interactions.create({
        subject: 'Call',
        type: 'sale/first-contact',
        companyId: company.id,
        schedule: task(dueOn),
      })
    for (let count = 0; count < 100; count += 1) await due('2027-03-02')
    await due('2027-03-03')
    for (const timeZone of ['Asia/Tokyo', 'America/New_York']) {
      await anne.workspace.changeSettings({ timeZone })
      expect(await anne.companies.dates(company.id)).toEqual({ nextPlannedOn: '2027-03-02' })
    }
  })

  it('INT-10 the same meeting for many contacts can’t have a resource, which is at one meeting at a time', async () => {
    const { anne } = await open()
    const room = await anne.workspace.resources.add({ name: 'Room', kind: 'room' })
    const { record: one } = await anne.contacts.create({ familyName: 'Pépin' })
    const { record: other } = await anne.contacts.create({ familyName: 'Verger' })
    const meeting = {
      subject: 'Tasting',
      type: 'sale/first-contact',
      schedule: { meeting: { startOn: '2027-03-02', startAt: '09:00', endAt: '10:00' } },
      participants: [{ kind: 'resource', id: room.id }],
    } as const
    const both = anne.interactions.createMany(meeting, [one.id, other.id])
    expect(await issuesOf(both)).toEqual(['participants contradiction'])
    expect(await anne.interactions.createMany(meeting, [one.id])).toHaveLength(1)
    const others = await anne.interactions.createMany({ ...meeting, participants: [] }, [one.id, other.id])
    expect(others.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([['overlap'], ['overlap']])
  })
})
