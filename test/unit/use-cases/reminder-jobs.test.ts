import { createCrm, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { addCarla, beginReminders, carlaId, day, hour, matterId, meeting, minute, task } from './reminder-scene.ts'

const atNine = Date.UTC(2026, 0, 8, 8)
const quarter = { member: '15-minutes', customer: [] } as const

describe('Handing reminders over', () => {
  it('REM-2 each is handed over once, when it is due, however often anybody comes by', async () => {
    const scene = await beginReminders()
    const { crm, clock, notices } = scene
    await scene.write(matterId, { schedule: meeting('2026-01-08', '09:00'), reminders: quarter })
    await crm.runDue()
    clock.set(atNine - 15 * minute - 1)
    await crm.runDue()
    expect(notices).toEqual([])
    clock.advance(1)
    await Promise.all([crm.runDue(), crm.runDue(), crm.runDue()])
    await crm.runDue()
    expect(notices).toHaveLength(1)
    expect(notices[0]).toMatchObject({
      audience: { kind: 'member', id: scene.anneId },
      offset: '15-minutes',
      dueAt: atNine - 15 * minute,
      interaction: { id: matterId, number: 1, subject: 'Apples, 1,000 kg', type: 'sale/first-contact' },
      occurrence: null,
      attempt: 1,
    })
    expect(await scene.states(matterId)).toEqual(['15-minutes delivered 1'])
    expect((await scene.lines(matterId))[0]?.settledAt).toBe(atNine - 15 * minute)
  })

  it('REM-2 what fails is tried again after 1, 5, 15 and 60 minutes, 6 and 24 hours, then it is dead, and kept', async () => {
    const scene = await beginReminders()
    const { crm, clock, notices } = scene
    scene.answers = () => ({ kind: 'failed', retryable: true, problem: { code: 'http-status', status: 503 } })
    await scene.write(matterId, { schedule: task('2026-01-08') })
    clock.set(atNine - day)
    for (const pause of [0, minute, 5 * minute, 15 * minute, hour, 6 * hour, 24 * hour]) {
      // Never before the pause is over; a fifth of it may come on top.
      clock.advance(Math.max(0, pause - 1))
      await crm.runDue()
      clock.advance(1 + pause / 5)
      await crm.runDue()
    }
    expect(notices.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(new Set(notices.map(({ key }) => key)).size).toBe(1)
    expect(await scene.states(matterId)).toEqual(['1-day dead 7'])
    const desk = crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const { items } = await desk.jobs.listDead()
    expect(items).toMatchObject([{ kind: 'reminder', problem: { code: 'http-status', status: 503 } }])

    scene.answers = () => ({ kind: 'delivered' })
    clock.advance(3 * day)
    await desk.jobs.replay(items.map(({ key }) => key))
    await crm.runDue()
    expect(await scene.states(matterId)).toEqual(['1-day delivered 8'])
  })

  it('REM-2 where the notifier says that there is no use, it is dead at once', async () => {
    const scene = await beginReminders()
    scene.answers = () => ({ kind: 'failed', retryable: false, problem: { code: 'no-address' } })
    await scene.write(matterId, { schedule: task('2026-01-08') })
    scene.clock.set(atNine - day)
    expect(await scene.crm.runDue()).toMatchObject({ dead: 1 })
    expect(await scene.states(matterId)).toEqual(['1-day dead 1'])
  })

  it('REM-2 a notifier that throws, or never answers, has failed', async () => {
    for (const answer of [() => Promise.reject(new Error('offline')), () => new Promise<never>(() => {})]) {
      const scene = await beginReminders()
      scene.answers = answer
      await scene.write(matterId, { schedule: task('2026-01-08') })
      scene.clock.set(atNine - day)
      expect(await scene.crm.runDue({ leaseMs: 50 })).toMatchObject({ retried: 1 })
      expect(await scene.states(matterId)).toEqual(['1-day pending 0'])
      scene.answers = () => ({ kind: 'delivered' })
      scene.clock.advance(2 * minute)
      await scene.crm.runDue()
      expect(await scene.states(matterId)).toEqual(['1-day delivered 2'])
    }
  })

  it('REM-2 what was handed over by a machine that was killed before it could say so comes again under its key', async () => {
    const { store, failNextSettle } = forgetfulStore()
    const scene = await beginReminders(store)
    await scene.write(matterId, { schedule: meeting('2026-01-08', '09:00'), reminders: quarter })
    scene.clock.set(atNine - 15 * minute)
    failNextSettle()
    await scene.crm.runDue()
    scene.clock.advance(2 * minute)
    await scene.crm.runDue()
    expect(scene.notices.map(({ key, attempt }) => `${key} ${attempt}`)).toEqual([
      `${scene.notices[0]?.key} 1`,
      `${scene.notices[0]?.key} 2`,
    ])
    expect(await scene.states(matterId)).toEqual(['15-minutes delivered 2'])
  })

  it('REM-2 what is dropped, or wanted again, while it is being handed over has arrived, and never comes again', async () => {
    const scene = await beginReminders()
    const [first, second] = [meeting('2026-01-08', '09:00'), meeting('2026-01-09', '09:00')]
    for (const { id, comesBack } of [
      { id: matterId, comesBack: false },
      { id: carlaId, comesBack: true },
    ]) {
      scene.clock.set(atNine - hour)
      await scene.write(id, { schedule: first, reminders: quarter })
      scene.answers = async () => {
        await scene.write(id, { schedule: second })
        if (comesBack) await scene.write(id, { schedule: first })
        return { kind: 'delivered' }
      }
      scene.clock.set(atNine - 15 * minute)
      await scene.crm.runDue()
      expect((await scene.states(id))[0]).toBe('15-minutes delivered 1')
      scene.answers = () => ({ kind: 'delivered' })
      await scene.write(id, { schedule: second })
      await scene.write(id, { schedule: first })
      await scene.crm.runDue()
    }
    expect(scene.notices.map(({ interaction }) => interaction.id)).toEqual([matterId, carlaId])
  })

  it('REM-2 one that was given up stays so where the machine was killed before it could end the job', async () => {
    const store = memoryStore()
    let fails = true
    const bury: Store['jobs']['bury'] = async (...args) => {
      if (!fails) return store.jobs.bury(...args)
      fails = false
      throw new Error('killed')
    }
    const scene = await beginReminders({ ...store, jobs: { ...store.jobs, bury } })
    scene.answers = () => ({ kind: 'failed', retryable: false })
    await scene.write(matterId, { schedule: task('2026-01-08') })
    scene.clock.set(atNine - day)
    await expect(scene.crm.runDue()).rejects.toThrow('killed')
    scene.clock.advance(2 * minute)
    expect(await scene.crm.runDue()).toMatchObject({ dead: 1 })
    expect(scene.notices).toHaveLength(1)
    expect(await scene.states(matterId)).toEqual(['1-day dead 1'])
  })

  it('REM-3 moved, concluded, thrown away or removed matters have none of the reminders that they had', async () => {
    const changes = [
      { change: { schedule: meeting('2026-01-09', '09:00') }, left: ['15-minutes dropped 0', '15-minutes pending 0'] },
      { change: { concludedAt: 1 }, left: ['15-minutes dropped 0'] },
      { change: { trashedAt: 1 }, left: ['15-minutes dropped 0'] },
      { change: null, left: ['15-minutes dropped 0'] },
    ] as const
    for (const { change, left } of changes) {
      const scene = await beginReminders()
      await scene.write(matterId, { schedule: meeting('2026-01-08', '09:00'), reminders: quarter })
      await scene.write(matterId, change)
      expect(await scene.states(matterId)).toEqual(left)
      scene.clock.set(atNine - 15 * minute)
      await scene.crm.runDue()
      expect(scene.notices).toEqual([])
    }
  })

  it('REM-3 a meeting that becomes a task drops the customer’s and reminds the member of the deadline', async () => {
    const scene = await beginReminders()
    await addCarla(scene)
    const reminders = { member: '15-minutes', customer: ['day-before', 'same-day'] } as const
    await scene.write(matterId, { schedule: meeting('2026-01-08', '09:00'), reminders, contactIds: [carlaId] })
    await scene.write(matterId, { schedule: task('2026-01-08') })
    scene.clock.set(atNine + hour)
    await scene.crm.runDue()
    expect(scene.notices.map(({ audience, offset }) => `${audience.kind} ${offset}`)).toEqual(['member 15-minutes'])
  })

  it('REM-3 what was dropped and comes to be wanted again is handed over once, even by a clock that was put back', async () => {
    const scene = await beginReminders()
    const [first, second] = [meeting('2026-01-08', '09:00'), meeting('2026-01-09', '09:00')]
    await scene.write(matterId, { schedule: first, reminders: quarter })
    await scene.write(matterId, { schedule: second })
    scene.clock.set(atNine)
    await scene.crm.runDue()
    expect(scene.notices).toEqual([])
    // The job of the first one has come and gone by now.
    scene.clock.set(atNine - hour)
    await scene.write(matterId, { schedule: first })
    scene.clock.set(atNine - 15 * minute)
    await scene.crm.runDue()
    expect(scene.notices).toHaveLength(1)
    scene.clock.set(atNine - hour)
    await scene.write(matterId, { schedule: second })
    await scene.write(matterId, { schedule: first })
    scene.clock.set(atNine + day)
    await scene.crm.runDue()
    expect(scene.notices).toHaveLength(1)
  })

  it('REM-4 a late run still reminds within the grace, never from the start of a meeting on', async () => {
    const runs = [
      { schedule: task('2026-01-09'), lateMs: 24 * hour, becomes: ['1-day delivered 1'] },
      { schedule: task('2026-01-09'), lateMs: 24 * hour + 1, becomes: ['1-day missed 0'] },
      { schedule: meeting('2026-01-09', '09:00'), lateMs: 24 * hour - 1, becomes: ['1-day delivered 1'] },
      { schedule: meeting('2026-01-09', '09:00'), lateMs: 24 * hour, becomes: ['1-day missed 0'] },
    ]
    for (const { schedule, lateMs, becomes } of runs) {
      const scene = await beginReminders()
      await scene.write(matterId, { schedule, reminders: { member: '1-day', customer: [] } })
      scene.clock.set(atNine + lateMs)
      await scene.crm.runDue()
      expect(await scene.states(matterId)).toEqual(becomes)
    }
  })

  it('REM-4 the grace is the workspace’s', async () => {
    const scene = await beginReminders()
    const desk = scene.crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    await desk.workspace.changeSettings({ reminders: { graceHours: 1 } })
    await scene.write(matterId, { schedule: task('2026-01-09') })
    scene.clock.set(atNine + hour + 1)
    await scene.crm.runDue()
    expect(await scene.states(matterId)).toEqual(['1-day missed 0'])
  })

  it('REM-6 hours that change later hold for what is planned: a later one moves it, an earlier one sends it as planned', async () => {
    const changes = [
      { deadlineAt: '11:00', at: atNine + 2 * hour, ledger: ['1-day dropped 0', '1-day delivered 1'] },
      { deadlineAt: '07:00', at: atNine, ledger: ['1-day delivered 1'] },
    ]
    for (const { deadlineAt, at, ledger } of changes) {
      const scene = await beginReminders()
      await scene.write(matterId, { schedule: task('2026-01-09') })
      const desk = scene.crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
      await desk.workspace.changeSettings({ reminders: { deadlineAt } })
      const sent: number[] = []
      for (let now = atNine - 3 * hour; now <= atNine + 3 * hour; now += hour) {
        scene.clock.set(now)
        await scene.crm.runDue()
        if (scene.notices.length > sent.length) sent.push(now)
      }
      expect(sent).toEqual([at])
      expect(await scene.states(matterId)).toEqual(ledger)
    }
  })

  it('REM-6 nobody is reminded who is there no more', async () => {
    const scene = await beginReminders()
    const desk = scene.crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const ben = await desk.workspace.members.add({ name: 'Ben' })
    await addCarla(scene)
    const reminders = { member: '1-day', customer: ['day-before'] } as const
    const schedule = meeting('2026-01-09', '09:00')
    await scene.write(matterId, { schedule, ownerId: ben.id, contactIds: [carlaId], reminders })
    await desk.workspace.members.lock(ben.id)
    await desk.contacts.trash(carlaId)
    scene.clock.set(atNine + 10 * hour)
    await scene.crm.runDue()
    expect(scene.notices).toEqual([])
    expect(await scene.states(matterId)).toEqual(['1-day dropped 0', 'day-before dropped 0'])
  })

  it('REM-3 of a series each occurrence is reminded of once, further and further ahead, and none that is skipped', async () => {
    const scene = await beginReminders()
    const { crm, clock } = scene
    const desk = crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const { record } = await desk.interactions.create({
      subject: 'Weekly round',
      type: 'sale/first-contact',
      schedule: { meeting: { startOn: '2026-01-06', startAt: '09:00', endAt: '10:00' } },
      reminders: quarter,
    })
    await desk.interactions.repeat(record.id, 'FREQ=WEEKLY')
    await desk.interactions.skipOccurrence(record.id, '2026-02-10T09:00')
    // Over the clock change of March, each at the very moment at which something is due.
    const end = clock.now() + 100 * day
    for (let due: number | null = clock.now(); due !== null && due < end; due = (await crm.runDue()).nextDueAt) {
      clock.set(due)
    }
    const weeks = Array.from({ length: 15 }, (_none, week) => new Date(Date.UTC(2026, 0, 6) + week * 7 * day))
    const days = weeks.map((date) => date.toISOString().slice(0, 10)).filter((date) => date !== '2026-02-10')
    expect(scene.notices.map(({ occurrence }) => occurrence?.slice(0, 10))).toEqual(days)
    await desk.interactions.conclude(record.id)
    expect((await desk.reminders.list({ state: 'pending' })).items).toEqual([])
  })

  it('REM-2 without a notifier they wait for a machine that has one', async () => {
    const store = memoryStore()
    const scene = await beginReminders(store)
    await scene.write(matterId, { schedule: task('2026-01-08') })
    scene.clock.set(atNine - day)
    await createCrm({ store, clock: scene.clock }).runDue()
    expect(await scene.states(matterId)).toEqual(['1-day pending 0'])
  })
})

describe('Whom reminders may tell', () => {
  it('REM-2 ACC-2 a participant who may not see a private matter is told nothing of it, until it is shared with him', async () => {
    const scene = await beginReminders()
    const desk = scene.crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const ben = await desk.workspace.members.add({ name: 'Ben' })
    const participants = [{ kind: 'member', id: ben.id }] as const
    const matter = { schedule: task('2026-01-08'), visibility: 'private', participants } as const
    const others = countedId(3, 500)
    await scene.write(matterId, matter)
    await scene.write(others, { ...matter, shares: [{ with: ben.id, level: 'read' }] })
    scene.clock.set(atNine - day)
    await scene.crm.runDue()
    const told = scene.notices.map(({ audience, interaction }) => `${audience.id} ${interaction.id}`)
    expect(told.toSorted()).toEqual(
      [`${scene.anneId} ${matterId}`, `${scene.anneId} ${others}`, `${ben.id} ${others}`].toSorted(),
    )
    expect((await scene.states(matterId)).toSorted()).toEqual(['1-day delivered 1', '1-day dropped 0'])
  })
})

describe('The reminder desk', () => {
  it('REM-2 lists the reminders of an interaction that one may see, page by page', async () => {
    const scene = await beginReminders()
    const desk = scene.crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const ben = await desk.workspace.members.add({ name: 'Ben' })
    const participants = [{ kind: 'member', id: ben.id }] as const
    await scene.write(matterId, { schedule: task('2026-01-08'), visibility: 'private', participants })
    const { items, nextCursor } = await desk.reminders.listOf(matterId, { limit: 1 })
    const rest = await desk.reminders.listOf(matterId, { limit: 1, cursor: nextCursor })
    expect([...items, ...rest.items]).toEqual(await scene.lines(matterId))
    expect(rest.nextCursor).toBeUndefined()
    const his = scene.crm.as({ workspaceId: scene.workspaceId, memberId: ben.id })
    await expect(his.reminders.listOf(matterId)).rejects.toMatchObject({ code: 'not-found' })
    await expect(his.reminders.list({ state: 'pending' })).rejects.toMatchObject({ code: 'forbidden' })
    const { items: pending } = await desk.reminders.list({ state: 'pending' })
    expect(pending).toEqual(await scene.lines(matterId))
    expect((await desk.reminders.list({ state: 'dead' })).items).toEqual([])
  })
})

/** A store that loses what it is told of one reminder. */
function forgetfulStore(): { readonly store: Store; failNextSettle(): void } {
  const store = memoryStore()
  let fails = false
  const settle: Store['reminders']['settle'] = async (...args) => {
    if (!fails) return store.reminders.settle(...args)
    fails = false
    throw new Error('killed')
  }
  return {
    store: { ...store, reminders: { ...store.reminders, settle } },
    failNextSettle: () => {
      fails = true
    },
  }
}
