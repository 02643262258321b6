/** Deliveries that go wrong in ways that nobody asked for. */
import { createCrm, type DeliveryOptions, type JobFailure, type Store, type WebhookSender } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { notingSender } from './receivers.ts'
import { begin, issuesOf, onEveryStore, refusalOf } from './stores.ts'

const url = 'https://hooks.verger.example/crm'

describe('Deliveries', () => {
  it('a sender that never settles is given up in time', async () => {
    const sender: WebhookSender = { allowsLoopback: false, send: () => new Promise(() => {}) }
    const { anne, crm } = await begin(memoryStore(), { webhooks: { sender, timeoutMs: 50 } })
    await anne.webhooks.create({ url, eventTypes: ['company.*'] })
    await anne.companies.create({ name: 'Pomme SARL' })
    const problems: string[] = []
    const report = await crm.runDue({ onFailure: ({ problem }) => problems.push(problem.code) })
    expect(report).toMatchObject({ retried: 1 })
    expect(problems).toEqual(['timeout'])
  }, 3_000)

  it('a slow receiver holds up no other webhook of its own workspace', async () => {
    let goOn = () => {}
    const others = new Promise<void>((resolve) => (goOn = resolve))
    let quick = 0
    const sender: WebhookSender = {
      allowsLoopback: false,
      send: async ({ url: to }) => {
        if (to.includes('slow')) await others
        else quick += 1
        // Not before the other one has heard of everything.
        if (quick === 20) goOn()
        return { kind: 'answered', status: 200 }
      },
    }
    const { anne, crm } = await begin(memoryStore(), { webhooks: { sender } })
    await anne.webhooks.create({ url: 'https://slow.example/', eventTypes: ['company.updated'] })
    await anne.webhooks.create({ url, eventTypes: ['company.created'] })
    const { record } = await anne.companies.create({ name: 'Pomme 0' })
    await anne.companies.update(record.id, { description: 'Slow' })
    for (let n = 1; n < 20; n += 1) await anne.companies.create({ name: `Pomme ${n}` })
    expect(await crm.runDue({ leaseMs: 10_000 })).toMatchObject({ retried: 0, lost: 0, nextDueAt: null })
    expect(quick).toBe(20)
  }, 5_000)

  it('any number of deliveries to a slow receiver hold up no subscriber', async () => {
    let goOn = () => {}
    const others = new Promise<void>((resolve) => (goOn = resolve))
    const heard: string[] = []
    let atOnce = 0
    let most = 0
    const sender: WebhookSender = {
      allowsLoopback: false,
      send: async () => {
        atOnce += 1
        most = Math.max(most, atOnce)
        await others
        atOnce -= 1
        return { kind: 'answered', status: 200 }
      },
    }
    const mirror = {
      name: 'mirror',
      eventTypes: ['company.created'],
      handle: async ({ id }: { readonly id: string }) => {
        heard.push(id)
        if (heard.length === 40) goOn()
      },
    }
    const { anne, crm } = await begin(memoryStore(), { webhooks: { sender }, subscribers: [mirror] })
    await anne.webhooks.create({ url, eventTypes: ['company.created'] })
    for (let n = 0; n < 40; n += 1) await anne.companies.create({ name: `Pomme ${n}` })
    expect(await crm.runDue({ leaseMs: 10_000 })).toMatchObject({ retried: 0, lost: 0, nextDueAt: null })
    expect(most).toBe(8)
  }, 5_000)

  it('a store that fails while jobs are running is told once they have ended, and no slot is forgotten', async () => {
    const store = memoryStore()
    const down = new Error('the store is gone')
    let begun = 0
    let isDown = false
    const failing: Store = {
      ...store,
      jobs: {
        ...store.jobs,
        claim: (...args) => {
          const wasDown = isDown
          isDown = begun > 0
          return isDown && !wasDown ? Promise.reject(down) : store.jobs.claim(...args)
        },
      },
    }
    const told: string[] = []
    const mirror = {
      name: 'mirror',
      handle: async ({ id }: { readonly id: string }) => {
        begun += 1
        await new Promise((resolve) => setTimeout(resolve, 50))
        told.push(id)
      },
    }
    const { anne, crm } = await begin(failing, { subscribers: [mirror] })
    for (let n = 0; n < 5; n += 1) await anne.companies.create({ name: `Pomme ${n}` })
    await expect(crm.runDue()).rejects.toBe(down)
    const before = told.length
    expect(before).toBeGreaterThan(0)
    await crm.runDue()
    expect(new Set(told).size).toBe(told.length)
    expect(told.length).toBe(9)
  })

  it('how webhooks are delivered is checked when the CRM is made', () => {
    const sender = notingSender()
    const make = (webhooks: object): (() => unknown) => {
      return () => createCrm({ store: memoryStore(), ...{ webhooks: webhooks as DeliveryOptions } })
    }
    for (const [webhooks, path] of [
      [{ sender, timeoutMs: 0 }, 'webhooks.timeoutMs'],
      [{ sender, timeoutMs: Number.NaN }, 'webhooks.timeoutMs'],
      [{ sender, timeoutMs: '15s' }, 'webhooks.timeoutMs'],
      [{ sender, retryDelaysMs: [1_000, -1] }, 'webhooks.retryDelaysMs.1'],
      [{ sender, retryDelaysMs: [25 * 3_600_000] }, 'webhooks.retryDelaysMs.0'],
      [{ sender, retryDelaysMs: 5_000 }, 'webhooks.retryDelaysMs'],
      [{ sender, disableAfter: 1.5 }, 'webhooks.disableAfter'],
      [{ sender, timeout: 5 }, 'webhooks.timeout'],
      [{ sender: { allowsLoopback: false } }, 'webhooks.sender'],
      [{}, 'webhooks.sender'],
    ] as const) {
      expect(make(webhooks), path).toThrow(new RegExp(`^${path.replaceAll('.', '\\.')} `))
    }
    expect(make({ sender, timeoutMs: 1, retryDelaysMs: [], disableAfter: 0 })).not.toThrow()
  })

  onEveryStore((begin) => {
    it('a receiver that lets several deliveries in a row be given up is told no more, and everybody hears of it', async () => {
      const sender = notingSender()
      const { anne, crm, clock, store, workspaceId } = await begin({
        webhooks: { sender, retryDelaysMs: [], disableAfter: 2 },
      })
      const { webhook } = await anne.webhooks.create({ url, eventTypes: ['company.created'] })
      const { get } = anne.webhooks
      const deliver = async (status: number): Promise<void> => {
        clock.advance(1)
        sender.answers.push({ kind: 'answered', status })
        await anne.companies.create({ name: `Pomme ${clock.now()}` })
        await crm.runDue()
      }
      await deliver(500)
      expect(await get(webhook.id)).toMatchObject({ state: 'active', givenUp: 1 })
      await deliver(200)
      expect(await get(webhook.id)).not.toHaveProperty('givenUp')
      await deliver(500)
      await deliver(400)
      expect(await get(webhook.id)).toMatchObject({ state: 'disabled', givenUp: 2, disabledBecause: 'failing' })
      await deliver(200)
      expect(sender.sent).toHaveLength(4)
      sender.answers.length = 0
      const [entry] = await store.history.listAudit(workspaceId, { subjectId: webhook.id, limit: 1 })
      expect(entry).toMatchObject({ command: 'webhooks.disable', right: 'system', author: { kind: 'system' } })
      const events = await store.history.listEvents(workspaceId, { limit: 100 })
      expect(events.filter(({ subject }) => subject.id === webhook.id).map(({ type, data }) => [type, data])).toEqual([
        ['webhook.created', expect.anything()],
        ['webhook.disabled', { fields: ['state'], reason: 'failing', givenUp: 2 }],
      ])
      const active = await anne.webhooks.update(webhook.id, { active: true })
      expect(active).toMatchObject({ state: 'active' })
      expect(Object.keys(active)).not.toEqual(expect.arrayContaining(['givenUp']))
      await deliver(500)
      expect(await anne.webhooks.update(webhook.id, { description: 'Ours' })).toMatchObject({ givenUp: 1 })
      const moved = await anne.webhooks.update(webhook.id, { url: `${url}/new` })
      expect(moved).not.toHaveProperty('givenUp')
    })

    it('who is told of a failure and throws changes nothing about the job', async () => {
      const sender = notingSender()
      const { anne, crm, clock } = await begin({ webhooks: { sender, retryDelaysMs: [1_000] } })
      await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      await anne.companies.create({ name: 'Pomme SARL' })
      sender.answers.push({ kind: 'answered', status: 500 }, { kind: 'answered', status: 500 })
      const told: number[] = []
      const throwing = ({ attempts }: JobFailure) => {
        told.push(attempts)
        throw new Error('the log is full')
      }
      const rejecting = async (failure: JobFailure) => throwing(failure)
      expect(await crm.runDue({ onFailure: throwing })).toMatchObject({ retried: 1, dead: 0 })
      clock.advance(1_200)
      expect(await crm.runDue({ onFailure: rejecting })).toMatchObject({ retried: 0, dead: 1 })
      expect(told).toEqual([1, 2])
      expect((await anne.jobs.listDead()).items).toMatchObject([{ problem: { code: 'http-status', status: 500 } }])
    })

    it('a refused address is not quoted: it may hold a password', async () => {
      const { anne } = await begin()
      const { webhook } = await anne.webhooks.create({ url })
      for (const bad of [
        'https://user:hunter2@example.com/',
        'http://10.0.0.1/?token=hunter2',
        `https://example.com/hunter2${'x'.repeat(2_000)}`,
        'hunter2',
        'https://example.com/hunter2\0',
      ]) {
        for (const call of [
          () => anne.webhooks.create({ url: bad }),
          () => anne.webhooks.update(webhook.id, { url: bad }),
        ]) {
          const error = await refusalOf(call(), 'invalid-input')
          expect(error.details.issues[0]?.path).toBe('url')
          expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.details)}`).not.toContain('hunter2')
        }
      }
    })

    it('an id in capitals names the same webhook, for a repeated command too', async () => {
      const { anne } = await begin()
      const { webhook } = await anne.webhooks.create({ url })
      const once = await anne.webhooks.update(webhook.id, { active: false }, { commandId: 'stop' })
      const again = await anne.webhooks.update(webhook.id.toUpperCase(), { active: false }, { commandId: 'stop' })
      expect(again).toEqual(once)
    })

    it('what a run is given is checked like anything else', async () => {
      const { anne, crm } = await begin()
      await anne.companies.create({ name: 'Pomme SARL' })
      for (const bad of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '10']) {
        expect(await issuesOf(crm.runDue({ limit: bad as number })), `limit ${bad}`).toEqual([
          expect.stringMatching(/^limit /),
        ])
        expect(await issuesOf(crm.runDue({ leaseMs: bad as number })), `leaseMs ${bad}`).toEqual([
          expect.stringMatching(/^leaseMs /),
        ])
      }
      expect(await issuesOf(crm.runDue({ onFailure: 'log' as never }))).toEqual(['onFailure wrong-type'])
      expect(await issuesOf(crm.runDue({ signal: 7 as never }))).toEqual(['signal wrong-type'])
      expect(await issuesOf(crm.runDue({ lease: 7 } as never))).toEqual(['lease unknown-field'])
      const { signal } = new AbortController()
      expect((await crm.runDue({ limit: undefined, leaseMs: undefined, signal })).done).toBeGreaterThan(0)
    })

    it('a lease is prolonged by whole milliseconds, and by nothing that is no number', async () => {
      const seen: unknown[] = []
      const subscriber = {
        name: 'patient',
        eventTypes: ['company.created'],
        handle: async (_event: unknown, { extend }: { extend(ms: number): Promise<boolean> }) => {
          seen.push(await extend(10_000.7))
          seen.push(...(await issuesOf(extend(Number.NaN))))
        },
      }
      const { anne, crm } = await begin({ subscribers: [subscriber] })
      await anne.companies.create({ name: 'Pomme SARL' })
      expect(await crm.runDue()).toMatchObject({ retried: 0, dead: 0, lost: 0 })
      expect(seen).toEqual([true, 'ms out-of-range'])
    })
  })

  it('what was done long ago is cleared away page by page, up to a page more than the run may do', async () => {
    const store = memoryStore()
    const pages: number[] = []
    const asked: number[] = []
    const prune: typeof store.jobs.prune = async (_workspaceId, { limit }) => {
      asked.push(limit)
      return pages.shift() ?? limit
    }
    const { anne, crm } = await begin({ ...store, jobs: { ...store.jobs, prune } })
    pages.push(1_000, 1_000, 5)
    await crm.runDue({ limit: 50_000 })
    expect(asked).toEqual([1_000, 1_000, 1_000])
    asked.length = 0
    await anne.companies.create({ name: 'Pomme SARL' })
    await crm.runDue({ limit: 1_500 })
    expect(asked).toEqual([1_000, 1_000])
  })
})
