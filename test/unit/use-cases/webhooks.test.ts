import { createCrm, type WebhookAnswer, type WebhookSender } from 'crmkit'
import { verifyWebhook } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { notingSender, said } from './receivers.ts'
import { begin, issuesOf, onEveryStore, refusalOf } from './stores.ts'

const url = 'https://hooks.verger.example/crm'
const answered = (status: number, retryAfter?: string): WebhookAnswer => ({
  kind: 'answered',
  status,
  ...(retryAfter !== undefined && { retryAfter }),
})

describe('Webhooks', () => {
  it('a slow receiver of one workspace holds up no other workspace', async () => {
    const store = memoryStore()
    let goOn = () => {}
    const others = new Promise<void>((resolve) => (goOn = resolve))
    const timeouts: number[] = []
    const sender: WebhookSender = {
      allowsLoopback: false,
      send: async ({ url: to }, { timeoutMs }) => {
        timeouts.push(timeoutMs)
        if (to.includes('slow')) await others
        else goOn()
        return answered(200)
      },
    }
    const slow = await begin(store, { webhooks: { sender } })
    const quick = await begin(store)
    await slow.anne.webhooks.create({ url: 'https://slow.example/', eventTypes: ['company.*'] })
    await quick.anne.webhooks.create({ url, eventTypes: ['company.*'] })
    for (const { anne } of [slow, quick]) await anne.companies.create({ name: 'Pomme SARL' })
    expect(await slow.crm.runDue({ leaseMs: 10_000 })).toMatchObject({ lost: 0, retried: 0, nextDueAt: null })
    expect(timeouts).toEqual([8_000, 8_000])
  })

  onEveryStore((begin) => {
    it('an event is told to a webhook, signed, and names records without quoting anybody', async () => {
      const sender = notingSender()
      const { anne, anneId, ben, crm, clock, workspaceId } = await begin({ webhooks: { sender } })
      const { webhook, secret = '' } = await anne.webhooks.create({ url, eventTypes: ['contact.*'] })
      expect(webhook).toEqual({
        id: webhook.id,
        version: 1,
        url,
        eventTypes: ['contact.*'],
        state: 'active',
        createdAt: clock.now(),
        updatedAt: clock.now(),
      })
      await ben.companies.create({ name: 'Pomme SARL' })
      const { record } = await anne.contacts.create({ givenName: 'Anna', emails: ['anna@pomme.example'] })
      const report = await crm.runDue()
      expect(report).toMatchObject({ retried: 0, dead: 0, lost: 0, nextDueAt: null })
      expect(sender.sent).toHaveLength(1)
      const [request] = sender.sent
      if (request === undefined) throw new Error('nothing was sent')
      expect(request.url).toBe(url)
      expect(said(request)).toMatchObject({
        type: 'contact.created',
        timestamp: '2026-01-05T09:00:00.000Z',
        data: {
          workspaceId,
          subject: { kind: 'contact', id: record.id },
          version: 1,
          author: { kind: 'member', memberId: anneId },
        },
      })
      expect(request.body).not.toMatch(/Anna|anna@/)
      const checked = verifyWebhook(request, { secrets: [secret], now: clock.now() })
      expect(checked).toEqual({ ok: true, value: { id: said(request).id, sentAt: clock.now() } })
      expect(await crm.runDue()).toMatchObject({ done: 0 })
    })

    it('what failed is tried again with the same id and body, signed anew, and those behind it wait', async () => {
      const sender = notingSender()
      const { anne, crm, clock } = await begin({ webhooks: { sender } })
      const { secret = '' } = await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      const { record } = await anne.companies.create({ name: 'Pomme SARL' })
      await anne.companies.update(record.id, { name: 'Poire SARL' })
      sender.answers.push(answered(500), { kind: 'failed', reason: 'timeout' })
      const failures: string[] = []
      const report = await crm.runDue({ onFailure: ({ problem }) => failures.push(problem.code) })
      expect(report.retried).toBe(1)
      expect(report.nextDueAt).toBeGreaterThanOrEqual(clock.now() + 5_000)
      clock.advance(6_001)
      await crm.runDue({ onFailure: ({ problem }) => failures.push(problem.code) })
      expect(failures).toEqual(['http-status', 'timeout'])
      clock.advance(7 * 60_000)
      await crm.runDue()
      expect(sender.sent.map((request) => said(request).type)).toEqual([
        'company.created',
        'company.created',
        'company.created',
        'company.updated',
      ])
      const [first, second] = sender.sent
      expect(second?.body).toBe(first?.body)
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
      expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature'])
      if (second === undefined) throw new Error('nothing was sent again')
      const sentAt = Number(second.headers['webhook-timestamp']) * 1000
      expect(verifyWebhook(second, { secrets: [secret], now: sentAt }).ok).toBe(true)
    })

    it('Retry-After is heeded, within bounds', async () => {
      const sender = notingSender()
      const { anne, crm, clock } = await begin({ webhooks: { sender } })
      await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      await anne.companies.create({ name: 'Pomme SARL' })
      sender.answers.push(answered(429, '3600'), answered(503, '99999999'))
      expect((await crm.runDue()).nextDueAt).toBe(clock.now() + 3_600_000)
      clock.advance(3_600_000)
      expect((await crm.runDue()).nextDueAt).toBe(clock.now() + 24 * 3_600_000)
    })

    it('a redirect is a failure, and never followed', async () => {
      const sender = notingSender()
      const { anne, crm } = await begin({ webhooks: { sender } })
      await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      await anne.companies.create({ name: 'Pomme SARL' })
      sender.answers.push(answered(308))
      expect(await crm.runDue()).toMatchObject({ retried: 1 })
      expect(sender.sent).toHaveLength(1)
    })

    it('410 stops the webhook, and keeps what it was about; an administrator revives and replays it', async () => {
      const sender = notingSender()
      const { anne, ben, crm, clock } = await begin({ webhooks: { sender } })
      const { webhook } = await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      const { record } = await anne.companies.create({ name: 'Pomme SARL' })
      await anne.companies.update(record.id, { name: 'Poire SARL' })
      sender.answers.push(answered(410))
      expect(await crm.runDue()).toMatchObject({ dead: 2 })
      expect(await anne.webhooks.get(webhook.id)).toMatchObject({ state: 'gone', version: 2 })
      expect(sender.sent).toHaveLength(1)
      const dead = await anne.jobs.listDead()
      expect(dead.items.map(({ kind, problem }) => [kind, problem])).toEqual(
        expect.arrayContaining([
          ['webhook', { code: 'http-status', status: 410 }],
          ['webhook', { code: 'webhook-gone' }],
        ]),
      )
      const keys = dead.items.map(({ key }) => key)
      expect(await refusalOf(ben.jobs.replay(keys))).toMatchObject({ code: 'forbidden' })
      await anne.webhooks.update(webhook.id, { active: true })
      expect(await anne.jobs.replay(keys)).toEqual(keys)
      expect(await crm.runDue()).toMatchObject({ dead: 0 })
      const types = sender.sent.slice(1).map((request) => said(request).type)
      expect(types).toEqual(['company.created', 'company.updated'])
      expect((await anne.jobs.listDead()).items).toEqual([])
      expect(await issuesOf(anne.jobs.replay(keys))).toEqual(['keys unknown-record'])
      expect(clock.now()).toBeGreaterThan(0)
    })

    it('after the last attempt a delivery is dead, and those behind it go on', async () => {
      const sender = notingSender()
      const { anne, crm, clock } = await begin({ webhooks: { sender, retryDelaysMs: [1_000, 1_000] } })
      await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      const { record } = await anne.companies.create({ name: 'Pomme SARL' })
      await anne.companies.update(record.id, { name: 'Poire SARL' })
      sender.answers.push(answered(500), answered(500), answered(404))
      for (let round = 0; round < 3; round += 1) {
        await crm.runDue()
        clock.advance(1_200)
      }
      await crm.runDue()
      expect(sender.sent.map((request) => said(request).type).slice(2)).toEqual(['company.created', 'company.updated'])
      const { items } = await anne.jobs.listDead()
      expect(items).toMatchObject([{ attempts: 3, problem: { code: 'http-status', status: 404 } }])
    })

    it('a new secret takes over gradually, and secrets are in no history, event or list', async () => {
      const sender = notingSender()
      const { anne, crm, clock, store, workspaceId } = await begin({ webhooks: { sender } })
      const { webhook, secret: old = '' } = await anne.webhooks.create({ url })
      const { secret: fresh = '' } = await anne.webhooks.rotateSecret(webhook.id, { overlapMs: 60_000 })
      expect(fresh).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      expect(fresh).not.toBe(old)
      const deliver = async (): Promise<readonly boolean[]> => {
        sender.sent.length = 0
        await anne.companies.create({ name: `Company ${clock.now()}` })
        await crm.runDue()
        const request = sender.sent.at(-1)
        if (request === undefined) throw new Error('nothing was sent')
        return [old, fresh].map((secret) => verifyWebhook(request, { secrets: [secret], now: clock.now() }).ok)
      }
      expect(await deliver()).toEqual([true, true])
      clock.advance(60_000)
      expect(await deliver()).toEqual([false, true])
      const page = { limit: 500 }
      const everywhere = JSON.stringify([
        await store.history.listAudit(workspaceId, page),
        await store.history.listEvents(workspaceId, page),
        await anne.webhooks.list(),
        await Promise.all(
          (await store.history.listEvents(workspaceId, page)).map(({ id }) =>
            store.jobs.find(workspaceId, `event:${id}`),
          ),
        ),
        sender.sent,
      ])
      expect(everywhere).not.toContain('whsec_')
      for (const secret of [old, fresh]) expect(everywhere).not.toContain(secret.slice(6))
    })

    it('a repeated command shows no secret and makes no second webhook', async () => {
      const { anne } = await begin()
      const first = await anne.webhooks.create({ url }, { commandId: 'x' })
      const again = await anne.webhooks.create({ url }, { commandId: 'x' })
      expect(again).toEqual({ webhook: first.webhook })
      expect(await anne.webhooks.list()).toEqual([first.webhook])
    })

    it('only administrators and jobs see and change webhooks', async () => {
      const { anne, ben, job } = await begin()
      const { webhook } = await job.webhooks.create({ url, description: 'Ours' })
      for (const call of [
        () => ben.webhooks.create({ url }),
        () => ben.webhooks.list(),
        () => ben.webhooks.get(webhook.id),
        () => ben.webhooks.update(webhook.id, { active: false }),
        () => ben.webhooks.rotateSecret(webhook.id),
        () => ben.webhooks.remove(webhook.id),
        () => ben.jobs.listDead(),
      ]) {
        expect(await refusalOf(call())).toMatchObject({ code: 'forbidden', details: { needs: 'settings' } })
      }
      const changed = await anne.webhooks.update(webhook.id, { description: null, active: false })
      expect(changed).toMatchObject({ state: 'disabled', version: 2 })
      expect(changed).not.toHaveProperty('description')
      expect(await refusalOf(anne.webhooks.update(webhook.id, { active: true }, { expectedVersion: 1 }))).toMatchObject(
        {
          code: 'version-conflict',
        },
      )
      await anne.webhooks.remove(webhook.id)
      expect(await refusalOf(anne.webhooks.get(webhook.id))).toMatchObject({ code: 'not-found' })
      expect(await refusalOf(anne.webhooks.get('nobody'))).toMatchObject({ code: 'not-found' })
    })

    it('an address that is not of the public Internet is refused when it is typed in', async () => {
      const { anne } = await begin({ webhooks: { sender: notingSender() } })
      for (const bad of [
        'http://localhost/x',
        'http://127.0.0.1/',
        'http://2130706433/',
        'http://0x7f.1/',
        'http://[::1]/',
        'http://[::ffff:169.254.169.254]/',
        'http://169.254.169.254/latest/meta-data',
        'http://100.100.100.200/',
        'https://printer/',
        'https://db.internal/',
        'ftp://example.com/',
        'https://user:pass@example.com/',
      ]) {
        expect(await issuesOf(anne.webhooks.create({ url: bad })), bad).toEqual(['url invalid-component'])
      }
      expect(await issuesOf(anne.webhooks.create({ url: 'example.com' }))).toEqual(['url invalid-format'])
      expect(await issuesOf(anne.webhooks.create({ url, eventTypes: ['company'] }))).toEqual([
        'eventTypes.0 invalid-format',
      ])
      expect(await issuesOf(anne.webhooks.create({ url, eventTypes: [] }))).toEqual(['eventTypes missing'])
    })

    it('a webhook hears nothing of what happened before it was made, and a removed one nothing more', async () => {
      const sender = notingSender()
      const { anne, crm, clock, workspaceId } = await begin({ webhooks: { sender } })
      const here = () => sender.sent.filter((request) => said(request).data.workspaceId === workspaceId)
      await anne.companies.create({ name: 'Before' })
      clock.advance(1)
      const { webhook } = await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      await anne.companies.create({ name: 'After' })
      sender.answers.push(...Array.from({ length: 20 }, () => answered(500)))
      await crm.runDue()
      expect(here()).toHaveLength(1)
      await anne.webhooks.remove(webhook.id)
      clock.advance(60_000)
      await crm.runDue()
      expect(here()).toHaveLength(1)
      expect((await anne.jobs.listDead()).items).toEqual([])
    })

    it('without a sender deliveries wait for a process that has one', async () => {
      const { anne, crm, clock, store, workspaceId } = await begin()
      await anne.webhooks.create({ url, eventTypes: ['company.*'] })
      await anne.companies.create({ name: 'Pomme SARL' })
      const report = await crm.runDue()
      expect(report).toMatchObject({ retried: 0, dead: 0 })
      // There is something to do, but not here: no reason to come back at once.
      expect(report.nextDueAt).toBeGreaterThan(clock.now())
      const sender = notingSender()
      await createCrm({ store, clock, webhooks: { sender } }).runDue()
      expect(sender.sent.some((request) => said(request).data.workspaceId === workspaceId)).toBe(true)
    })
  })
})
