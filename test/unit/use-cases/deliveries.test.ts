/** Deliveries that go wrong in ways that nobody asked for. */
import type { JobFailure, WebhookSender } from 'crmkit'
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

  onEveryStore((begin) => {
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
