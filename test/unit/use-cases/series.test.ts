/** Matters that recur, at the desk. */
import type { Desk, Interaction, Store } from 'crmkit'
import { err } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, issuesOf, refusalOf, type Scene } from './stores.ts'

const day = 86_400_000
const hour = 3_600_000

const first = { meeting: { startOn: '2027-03-01', startAt: '09:00', endAt: '10:00' } } as const
const weekly = 'FREQ=WEEKLY;COUNT=4'

async function meetingOf({ anne, anneId }: Scene, resource?: string): Promise<Interaction> {
  const { record } = await anne.interactions.create({
    subject: 'Weekly call',
    type: 'sale/first-contact',
    schedule: first,
    participants: [
      { kind: 'member', id: anneId },
      ...(resource === undefined ? [] : [{ kind: 'resource' as const, id: resource }]),
    ],
    tags: ['apples'],
  })
  return record
}

async function weeklyCall(scene: Scene, resource?: string): Promise<Interaction> {
  const { id } = await meetingOf(scene, resource)
  return (await scene.anne.interactions.repeat(id, weekly)).record
}

/** What stands in Anne's calendar in March and April, as `key start`. */
async function keysOf(desk: Desk, subject?: string): Promise<readonly string[]> {
  const { blocks, interactions } = await desk.calendar.window({
    from: Date.UTC(2027, 1, 28),
    until: Date.UTC(2027, 4, 1),
  })
  const named = new Map(interactions.map((each) => [each.id, each.subject]))
  return blocks
    .filter(({ interactionId }) => subject === undefined || named.get(interactionId) === subject)
    .map(({ occurrence, schedule }) => `${occurrence ?? 'once'} ${schedule.start.on} ${schedule.start.at}`)
}

async function newVan({ anne }: Scene): Promise<string> {
  return (await anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' })).id
}

describe('Matters that recur', () => {
  it('CAL-3 a meeting recurs by a rule, once it has a schedule', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const call = await weeklyCall(scene)
    expect(call.series).toMatchObject({ rule: { frequency: 'WEEKLY', count: 4 } })
    // The clocks of Paris are put forward on the 28th.
    expect(await keysOf(anne)).toEqual([
      '2027-03-01T09:00 2027-03-01 09:00',
      '2027-03-08T09:00 2027-03-08 09:00',
      '2027-03-15T09:00 2027-03-15 09:00',
      '2027-03-22T09:00 2027-03-22 09:00',
    ])
    expect(await issuesOf(anne.interactions.repeat(call.id, weekly))).toEqual(['id contradiction'])
    expect(await issuesOf(anne.interactions.repeat(call.id, 'FREQ=HOURLY'))).toEqual(['id contradiction'])
    const { record: bare } = await anne.interactions.create({ subject: 'x', type: 'sale/first-contact' })
    expect(await issuesOf(anne.interactions.repeat(bare.id, weekly))).toEqual(['schedule missing'])
    const other = await meetingOf(scene)
    expect(await issuesOf(anne.interactions.repeat(other.id, 'FREQ=WEEKLY;BYDAY=1MO'))).toEqual([
      'rule.BYDAY contradiction',
    ])
    expect(await issuesOf(anne.interactions.skipOccurrence(other.id, '2027-03-01T09:00'))).toEqual(['id contradiction'])
    expect(await issuesOf(anne.interactions.reschedule(call.id, first))).toEqual(['schedule contradiction'])
    await anne.interactions.conclude(call.id)
    expect((await refusalOf(anne.interactions.endSeries(call.id, '2027-03-08T09:00'))).code).toBe('transition-refused')
  })

  it('CAL-3 a series that others write while it is rolled is rolled a little later, and goes on', async () => {
    const inner = memoryStore()
    let conflicts = 0
    const store: Store = {
      ...inner,
      commit: async (commit) => {
        const isRoll = commit.writes.length === 0 && commit.bookings !== undefined
        const subject = { kind: 'interaction', id: commit.bookings?.[0]?.interactionId ?? '' } as const
        if (!isRoll || conflicts > 0) return inner.commit(commit)
        conflicts += 1
        return err({ code: 'version-conflict', subject })
      },
    }
    const scene = await begin(store)
    const { id } = await meetingOf(scene)
    await scene.anne.interactions.repeat(id, 'FREQ=WEEKLY')
    const { nextDueAt } = await scene.crm.runDue()
    scene.clock.advance((nextDueAt ?? 0) - scene.clock.now())
    expect(await scene.crm.runDue()).toMatchObject({ retried: 1 })
    expect(conflicts).toBe(1)
    scene.clock.advance(hour)
    const rolled = await scene.crm.runDue()
    expect(rolled).toMatchObject({ done: 1, retried: 0 })
    expect(rolled.nextDueAt).toBe((nextDueAt ?? 0) + 7 * day)
  })

  it('CAL-3 this: an occurrence that is touched becomes a part of the matter', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const call = await weeklyCall(scene)
    const moved = { meeting: { startOn: '2027-03-09', startAt: '14:00', endAt: '15:00' } }
    const { record } = await anne.interactions.changeOccurrence(
      call.id,
      '2027-03-08T09:00',
      { schedule: moved, subject: 'The long call' },
      { note: { said: 'not on Monday' } },
    )
    expect(record).toMatchObject({
      number: 2,
      parentId: call.id,
      occurrenceOf: { seriesId: call.id, key: '2027-03-08T09:00' },
      tags: ['apples'],
      participants: call.participants,
      state: 'open',
    })
    expect((await anne.interactions.notes(record.id)).items).toMatchObject([{ text: 'not on Monday', voice: 'theirs' }])
    expect(await keysOf(anne, 'The long call')).toEqual(['once 2027-03-09 14:00'])
    expect(await keysOf(anne, 'Weekly call')).toHaveLength(3)
    const again = anne.interactions.changeOccurrence(call.id, '2027-03-08T09:00')
    expect(await issuesOf(again)).toEqual(['occurrence used-before'])
    const unknown = anne.interactions.changeOccurrence(call.id, '2027-03-09T09:00')
    expect(await issuesOf(unknown)).toEqual(['occurrence unknown-option'])
    const task = anne.interactions.changeOccurrence(call.id, '2027-03-15T09:00', {
      schedule: { task: { dueOn: 'today' } },
    })
    expect(await issuesOf(task)).toEqual(['schedule contradiction'])
    const history = await anne.interactions.timeline(call.id)
    expect(history.items).toMatchObject([
      {
        event: {
          type: 'interaction.occurrence-touched',
          data: { occurrence: '2027-03-08T09:00', interactionId: record.id },
        },
      },
      { event: { type: 'interaction.repeated' } },
      { event: { type: 'interaction.created' } },
    ])
    // Skipped after all, it goes on by itself.
    await anne.interactions.skipOccurrence(call.id, '2027-03-08T09:00')
    expect(await anne.interactions.get(record.id)).not.toHaveProperty('occurrenceOf')
    await anne.interactions.addOccurrence(call.id, '2027-03-08T09:00')
    expect(await keysOf(anne, 'Weekly call')).toHaveLength(4)
  })

  it('CAL-3 this and following: they end, or become a series of their own', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const call = await weeklyCall(scene)
    const { record: child } = await anne.interactions.changeOccurrence(call.id, '2027-03-22T09:00')
    const atTen = { meeting: { startOn: '2027-03-15', startAt: '10:00', endAt: '11:00' } }
    const { record: later } = await anne.interactions.splitSeries(call.id, '2027-03-15T09:00', { schedule: atTen })
    expect(later).toMatchObject({ subject: 'Weekly call', version: 1, series: { rule: { count: 2 } } })
    expect(later.id).not.toBe(call.id)
    expect(await anne.interactions.get(child.id)).toMatchObject({
      occurrenceOf: { seriesId: later.id, key: '2027-03-22T10:00' },
    })
    expect(await keysOf(anne)).toEqual([
      '2027-03-01T09:00 2027-03-01 09:00',
      '2027-03-08T09:00 2027-03-08 09:00',
      '2027-03-15T10:00 2027-03-15 10:00',
      'once 2027-03-22 09:00',
    ])
    const { record: same } = await anne.interactions.splitSeries(later.id, '2027-03-15T10:00', {
      rule: 'FREQ=DAILY;COUNT=2',
    })
    expect(same.id).toBe(later.id)
    expect(await anne.interactions.get(child.id)).not.toHaveProperty('occurrenceOf')
    await anne.interactions.endSeries(call.id, '2027-03-08T09:00')
    expect(await keysOf(anne)).toEqual([
      '2027-03-01T09:00 2027-03-01 09:00',
      '2027-03-15T10:00 2027-03-15 10:00',
      '2027-03-16T10:00 2027-03-16 10:00',
      'once 2027-03-22 09:00',
    ])
    expect(await issuesOf(anne.interactions.endSeries(call.id, '2027-03-01T09:00'))).toEqual(['id contradiction'])
  })

  it('CAL-3 all: what was touched moves along by its name', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const call = await weeklyCall(scene)
    const { record: child } = await anne.interactions.changeOccurrence(call.id, '2027-03-08T09:00')
    const changed = await anne.interactions.changeSeries(call.id, {
      schedule: { meeting: { startOn: '2027-03-02', startAt: '09:30', endAt: '10:00' } },
    })
    expect(changed.record.updateDate).toEqual({ on: '2027-03-02', from: 'schedule' })
    expect(await anne.interactions.get(child.id)).toMatchObject({ occurrenceOf: { key: '2027-03-09T09:30' } })
    expect(await keysOf(anne)).toEqual([
      '2027-03-02T09:30 2027-03-02 09:30',
      'once 2027-03-08 09:00',
      '2027-03-16T09:30 2027-03-16 09:30',
      '2027-03-23T09:30 2027-03-23 09:30',
    ])
    const repeated = await Promise.all(
      [1, 2].map(() => anne.interactions.changeSeries(call.id, { rule: 'FREQ=WEEKLY;COUNT=2' }, { commandId: 'once' })),
    )
    expect(repeated[0]?.record.version).toBe(repeated[1]?.record.version)
  })

  it('CAL-3 a recurring task that is done brings its next occurrence, until none is left', async () => {
    const { anne } = await begin(memoryStore())
    const { record: task } = await anne.interactions.create({
      subject: 'Send the figures',
      type: 'sale/first-contact',
      schedule: { task: { dueOn: '2027-01-31' } },
    })
    await anne.interactions.repeat(task.id, 'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2')
    await anne.interactions.begin(task.id)
    const january = { from: Date.UTC(2027, 0, 1), until: Date.UTC(2027, 3, 1) }
    expect((await anne.calendar.window(january)).tasks).toMatchObject([{ occurrence: '2027-01-31' }])
    const next = { schedule: { task: { dueOn: 'today' } } }
    expect(await issuesOf(anne.interactions.conclude(task.id, {}, { next }))).toEqual(['next contradiction'])
    const { record } = await anne.interactions.conclude(task.id, {}, { note: { text: 'sent' } })
    expect(record).toMatchObject({ id: task.id, state: 'open' })
    const { items: children } = await anne.interactions.list({ parentId: task.id })
    expect(children).toMatchObject([
      {
        state: 'done',
        outcome: 'neutral',
        schedule: { due: { on: '2027-01-31' } },
        occurrenceOf: { key: '2027-01-31' },
      },
    ])
    const { tasks } = await anne.calendar.window(january)
    expect(tasks.map(({ occurrence, schedule }) => [occurrence, schedule.due.on])).toEqual([
      [null, '2027-01-31'],
      ['2027-02-28', '2027-02-28'],
    ])
    const last = await anne.interactions.conclude(task.id)
    expect(last.record.state).toBe('done')
    expect(await anne.interactions.count({ parentId: task.id })).toBe(2)
  })

  it('CAL-2 a series books its resources at each of its times, and none at which it is not', async () => {
    const scene = await begin(memoryStore())
    const { anne, ben } = scene
    const van = await newVan(scene)
    const call = await weeklyCall(scene, van)
    const at = (startOn: string) =>
      ben.interactions.create({
        subject: 'Fetch apples',
        type: 'sale/first-contact',
        schedule: { meeting: { startOn, startAt: '09:30', endAt: '11:00' } },
        participants: [{ kind: 'resource', id: van }],
      })
    const from = Date.UTC(2027, 2, 8, 8)
    const taken = await refusalOf(at('2027-03-08'), 'resource-taken')
    expect(taken.details).toEqual({
      conflicts: [{ resourceId: van, from, until: from + hour, interactionId: call.id }],
    })
    await anne.interactions.skipOccurrence(call.id, '2027-03-08T09:00')
    const { record: fetched } = await at('2027-03-08')
    const back = anne.interactions.addOccurrence(call.id, '2027-03-08T09:00')
    expect((await refusalOf(back, 'resource-taken')).details.conflicts).toMatchObject([{ interactionId: fetched.id }])
    await anne.interactions.update(fetched.id, { visibility: 'private', ownerId: scene.benId })
    await anne.interactions.trash(fetched.id)
    await anne.interactions.addOccurrence(call.id, '2027-03-08T09:00')
    expect((await refusalOf(anne.interactions.restore(fetched.id))).code).toBe('resource-taken')
    await anne.interactions.changeOccurrence(call.id, '2027-03-15T09:00', {
      schedule: { meeting: { startOn: '2027-03-16', startAt: '09:00', endAt: '10:00' } },
    })
    await at('2027-03-15')
    expect((await refusalOf(at('2027-03-16'))).code).toBe('resource-taken')
    await anne.interactions.update(call.id, { participants: [] })
    await at('2027-03-22')
  })

  it('CAL-2 a meeting that the actor may not see is not named', async () => {
    const scene = await begin(memoryStore())
    const van = await newVan(scene)
    const call = await meetingOf(scene, van)
    await scene.anne.interactions.update(call.id, { visibility: 'private', ownerId: scene.anneId })
    const refused = await refusalOf(
      scene.ben.interactions.create({
        subject: 'Fetch apples',
        type: 'sale/first-contact',
        schedule: first,
        participants: [{ kind: 'resource', id: van }],
      }),
      'resource-taken',
    )
    expect(refused.details.conflicts).toEqual([
      { resourceId: van, from: Date.UTC(2027, 2, 1, 8), until: Date.UTC(2027, 2, 1, 9) },
    ])
    expect(JSON.stringify([refused.message, refused.details])).not.toContain(call.id)
  })

  it('CAL-2 whoever has something else at that time is named in a warning', async () => {
    const scene = await begin(memoryStore())
    const { anne, anneId, ben, benId } = scene
    await weeklyCall(scene)
    const written = await ben.interactions.create({
      subject: 'Lunch',
      type: 'sale/first-contact',
      schedule: { meeting: { startOn: '2027-03-08', startAt: '09:30', endAt: '12:00' } },
      participants: [{ kind: 'member', id: anneId }],
    })
    const from = Date.UTC(2027, 2, 8, 8, 30)
    expect(written.warnings).toEqual([{ code: 'overlap', memberId: anneId, from, until: from + hour / 2 }])
    const later = { meeting: { startOn: '2027-03-08', startAt: '10:00', endAt: '12:00' } }
    expect((await anne.interactions.reschedule(written.record.id, later)).warnings).toEqual([])
    const busy = await anne.calendar.busy({ from, until: from + day, members: [anneId, benId] })
    expect(busy.map(({ who, period }) => [who.id, (period.until - period.from) / hour])).toEqual([
      [anneId, 3],
      [benId, 2],
    ])
  })

  it('CAL-3 a recurring task that is moved to a won step brings its next occurrence, too', async () => {
    const { anne } = await begin(memoryStore())
    const schedule = { task: { dueOn: '2027-03-01' } }
    const { record } = await anne.interactions.create({ subject: 'Refill', type: 'sale/first-contact', schedule })
    await anne.interactions.repeat(record.id, 'FREQ=WEEKLY;COUNT=3')
    const won = await anne.interactions.moveTo(record.id, 'sale/won')
    expect(won.record).toMatchObject({ id: record.id, state: 'open', type: 'sale/first-contact' })
    await anne.interactions.changeType(record.id, 'purchase/cancelled')
    const { items } = await anne.interactions.list({ parentId: record.id, order: 'number' })
    expect(items).toMatchObject([
      { type: 'sale/won', state: 'done', outcome: 'won', schedule: { due: { on: '2027-03-01' } } },
      { type: 'purchase/cancelled', state: 'done', outcome: 'lost', schedule: { due: { on: '2027-03-08' } } },
    ])
    const { record: last } = await anne.interactions.moveTo(record.id, 'sale/lost')
    expect(last).toMatchObject({ state: 'done', outcome: 'neutral' })
  })

  it('CAL-2 a meeting that is concluded before it begins gives its resources back, and takes them again when reopened', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const van = await newVan(scene)
    const called = await meetingOf(scene, van)
    await anne.interactions.conclude(called.id, { outcome: 'lost' })
    const other = await meetingOf(scene, van)
    expect((await refusalOf(anne.interactions.reopen(called.id))).code).toBe('resource-taken')
    await anne.interactions.trash(other.id)
    await anne.interactions.reopen(called.id)
    expect((await refusalOf(anne.interactions.restore(other.id))).code).toBe('resource-taken')
  })

  it('CAL-3 all: a child keeps its own time, and stands for its occurrence still', async () => {
    const scene = await begin(memoryStore())
    const { anne } = scene
    const call = await weeklyCall(scene)
    const { record: child } = await anne.interactions.changeOccurrence(call.id, '2027-03-08T09:00')
    const atTen = { meeting: { startOn: '2027-03-01', startAt: '10:00', endAt: '11:00' } }
    await anne.interactions.changeSeries(call.id, { schedule: atTen })
    expect(await anne.interactions.get(child.id)).toMatchObject({
      schedule: { start: { on: '2027-03-08', at: '09:00' } },
      occurrenceOf: { seriesId: call.id, key: '2027-03-08T10:00' },
    })
    expect((await keysOf(anne)).slice(0, 2)).toEqual(['2027-03-01T10:00 2027-03-01 10:00', 'once 2027-03-08 09:00'])
  })

  it('CAL-2 an occurrence that becomes a matter, and a series that is cut off, are in nobody’s way but others’', async () => {
    const scene = await begin(memoryStore())
    const { anne, anneId } = scene
    scene.clock.advance(Date.UTC(2027, 1, 20) - scene.clock.now())
    const call = await weeklyCall(scene)
    expect((await anne.interactions.changeOccurrence(call.id, '2027-03-08T09:00')).warnings).toEqual([])
    expect((await anne.interactions.splitSeries(call.id, '2027-03-15T09:00')).warnings).toEqual([])
    await meetingOf(scene)
    const touched = await anne.interactions.changeOccurrence(call.id, '2027-03-01T09:00')
    expect(touched.warnings).toMatchObject([{ code: 'overlap', memberId: anneId }])
  })

  it('CAL-3 what is booked two years ahead is booked further as time goes by', async () => {
    const scene = await begin(memoryStore())
    const { anne, crm, clock } = scene
    const van = await newVan(scene)
    const { id } = await meetingOf(scene, van)
    await anne.interactions.repeat(id, 'FREQ=WEEKLY')
    const future = { meeting: { startOn: '2029-06-04', startAt: '09:00', endAt: '10:00' } }
    const trip = (startOn: string) =>
      anne.interactions.create({
        subject: 'Trip',
        type: 'sale/first-contact',
        schedule: { meeting: { ...future.meeting, startOn } },
        participants: [{ kind: 'resource', id: van }],
      })
    await trip('2029-06-04')
    for (let week = 0; week < 80; week += 1) {
      clock.advance(7 * day)
      await crm.runDue()
    }
    const booked = await refusalOf(trip('2029-05-28'), 'resource-taken')
    expect(booked.details.conflicts).toMatchObject([{ interactionId: id }])
    // What somebody else had by then is left out, and told.
    const { items } = await anne.interactions.timeline(id, { limit: 100 })
    expect(items).toContainEqual(
      expect.objectContaining({
        event: expect.objectContaining({
          type: 'interaction.booking-missed',
          data: { resourceId: van, occurrence: '2029-06-04T09:00' },
        }),
      }),
    )
    await anne.interactions.conclude(id)
    await trip('2029-05-28')
    clock.advance(14 * day)
    expect((await crm.runDue()).nextDueAt).toBeNull()
  })
})
