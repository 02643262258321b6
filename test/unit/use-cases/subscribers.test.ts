import { createCrm, type DomainEvent, type Notifier } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { onEveryStore, refusalOf } from './stores.ts'

describe('Subscribers', () => {
  onEveryStore((begin) => {
    it('hear of every event of the types they want, in order per record, import batches included', async () => {
      const heard: DomainEvent[] = []
      const handle = async (event: DomainEvent) => {
        heard.push(event)
      }
      const subscriber = { name: 'mirror', eventTypes: ['company.*', 'import.applied'], handle }
      const { anne, crm, store, workspaceId } = await begin({ subscribers: [subscriber] })
      const { record } = await anne.companies.create({ name: 'Pomme SARL' })
      await anne.companies.update(record.id, { name: 'Poire SARL' })
      await anne.imports.run('Company\nCerise SA\n')
      await anne.companies.trash(record.id)
      const report = await crm.runDue()
      const events = await store.history.listEvents(workspaceId, { limit: 100 })
      const wanted = events.filter(({ type }) => type.startsWith('company.') || type === 'import.applied')
      expect(heard.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(wanted)
      const told = heard.filter(({ subject }) => subject.id === record.id).map(({ type }) => type)
      expect(told).toEqual(['company.created', 'company.updated', 'company.trashed'])
      expect(report.done).toBe(events.length + wanted.length)
    })

    it('what they throw is tried again, kept without its words, and given up in the end', async () => {
      const attempts: number[] = []
      const subscriber = {
        name: 'mirror',
        eventTypes: ['company.created'],
        retryDelaysMs: [1_000],
        handle: async (_event: DomainEvent, { attempt }: { readonly attempt: number }) => {
          attempts.push(attempt)
          throw new Error('Anna Pépin is not known')
        },
      }
      const { anne, crm, clock } = await begin({ subscribers: [subscriber] })
      await anne.companies.create({ name: 'Pomme SARL' })
      const causes: unknown[] = []
      const onFailure = ({ cause }: { readonly cause?: unknown }) => causes.push(cause)
      expect(await crm.runDue({ onFailure })).toMatchObject({ retried: 1, dead: 0 })
      clock.advance(1_200)
      expect(await crm.runDue({ onFailure })).toMatchObject({ retried: 0, dead: 1 })
      expect(attempts).toEqual([1, 2])
      expect(causes).toEqual([new Error('Anna Pépin is not known'), new Error('Anna Pépin is not known')])
      const { items } = await anne.jobs.listDead()
      expect(items).toMatchObject([{ kind: 'subscriber:mirror', problem: { code: 'thrown' } }])
      expect(JSON.stringify(items)).not.toContain('Anna')
    })

    it('who takes too long is taken over, and his late report changes nothing', async () => {
      const begun: number[] = []
      let goOn = () => {}
      const subscriber = {
        name: 'slow',
        eventTypes: ['company.created'],
        handle: async () => {
          begun.push(clock.now())
          if (begun.length === 1) await new Promise<void>((resolve) => (goOn = resolve))
        },
      }
      const { anne, crm, clock } = await begin({ subscribers: [subscriber] })
      await anne.companies.create({ name: 'Pomme SARL' })
      const slow = crm.runDue({ leaseMs: 1_000 })
      while (begun.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      clock.advance(1_000)
      expect(await crm.runDue()).toMatchObject({ done: 1, lost: 0 })
      goOn()
      expect(await slow).toMatchObject({ lost: 1 })
      expect(begun).toHaveLength(2)
    })

    it('who needs longer asks for it', async () => {
      const subscriber = {
        name: 'patient',
        eventTypes: ['company.created'],
        handle: async (_event: DomainEvent, { extend }: { extend(ms: number): Promise<boolean> }) => {
          expect(await extend(10_000)).toBe(true)
          clock.advance(5_000)
          expect(await other()).toMatchObject({ done: 0 })
        },
      }
      const { anne, crm, clock } = await begin({ subscribers: [subscriber] })
      const other = () => crm.runDue()
      await anne.companies.create({ name: 'Pomme SARL' })
      expect(await crm.runDue({ leaseMs: 1_000 })).toMatchObject({ lost: 0, dead: 0, retried: 0 })
    })

    it('a run ends at its limit, and before it begins when it is stopped', async () => {
      const { anne, crm, clock } = await begin()
      await crm.runDue()
      for (const name of ['Pomme', 'Poire', 'Cerise']) await anne.companies.create({ name })
      const stopped = { aborted: true, reason: undefined, throwIfAborted: () => {} }
      expect(await crm.runDue({ signal: stopped })).toMatchObject({ done: 0, nextDueAt: clock.now() })
      expect(await crm.runDue({ limit: 2 })).toMatchObject({ done: 2, nextDueAt: clock.now() })
      expect(await crm.runDue()).toMatchObject({ done: 1, nextDueAt: null })
    })
  })

  it('a run with a small limit leaves out no workspace that it never looked at', async () => {
    const told: string[] = []
    const handle = async (_event: unknown, { workspaceId }: { readonly workspaceId: string }): Promise<void> => {
      told.push(workspaceId)
    }
    const crm = createCrm({ store: memoryStore(), subscribers: [{ name: 'log', eventTypes: ['*'], handle }] })
    for (const name of ['Verger', 'Potager', 'Jardin']) {
      await crm.asSystem({ reason: 'test' }).workspaces.create({ name, administrator: { name: 'Anne' } })
    }
    for (let run = 0; run < 2; run += 1) await crm.runDue({ limit: 8 })
    expect(new Set(told).size).toBe(3)
  })

  it('each needs a name of its own', async () => {
    const subscriber = { name: 'mirror', handle: async () => {} }
    const make = async () => createCrm({ store: memoryStore(), subscribers: [subscriber, subscriber] })
    expect(await refusalOf(make())).toMatchObject({ code: 'invalid-input' })
  })
})

describe('Reminders alone', () => {
  it('REM-2 are handed over by a process that has no subscribers, and events wait for those that have them', async () => {
    const [store, clock] = [memoryStore(), fixedClock()]
    const heard: string[] = []
    const mirror = {
      name: 'mirror',
      eventTypes: ['interaction.created'],
      handle: async ({ type }: DomainEvent) => void heard.push(type),
    }
    const notifier: Notifier = {
      deliver: async ({ interaction }) => {
        heard.push(interaction.subject)
        return { kind: 'delivered' }
      },
    }
    const host = createCrm({ store, clock, subscribers: [mirror] })
    const { workspace } = await host
      .asSystem({ reason: 'test' })
      .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
    const { interactions, workspace: office } = host.asSystem({ workspaceId: workspace.id, reason: 'test' })
    const [anne] = await office.members.list()
    const schedule = { task: { dueOn: 'in-3-days' } }
    await interactions.create({ subject: 'Apples', type: 'sale/first-contact', ownerId: anne?.id, schedule })
    clock.advance(2.5 * 86_400_000)
    await createCrm({ store, clock, notifier }).runDue({ only: 'reminders' })
    expect(heard).toEqual(['Apples'])
    await host.runDue()
    expect(heard).toEqual(['Apples', 'interaction.created'])
  })
})
