/** The accounts of the example, with the adapters for SendGrid and Twilio: what they hide stays hidden. */
import { type Channels, type Crm, createCrm, isCrmError, type JobFailure, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { fixedClock } from 'crmkit/testing'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Accounts, openAccounts } from '../../examples/messaging/accounts.ts'
import { actionsOfAnne, actionsOfOthers } from '../../examples/messaging/actions.ts'
import { type Config, readConfig } from '../../examples/messaging/config.ts'
import { createHooks, mailPath, twilioPath, workspaceId } from '../../examples/messaging/hooks.ts'
import { type Listening, listen } from '../../examples/messaging/listen.ts'
import { startLoopbackSendgrid } from '../../examples/messaging/providers/loopback-sendgrid.ts'
import { startLoopbackTwilio } from '../../examples/messaging/providers/loopback-twilio.ts'
import { openScene } from '../../examples/messaging/scene.ts'

/** All that goes to the store, wherever it goes. */
function listening(store: Store, heard: unknown[]): Store {
  const wrap = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value === 'function') {
          return (...given: unknown[]) => {
            heard.push(given)
            return Reflect.apply(value, target, given)
          }
        }
        return typeof value === 'object' && value !== null ? wrap(value) : value
      },
    })
  return wrap(store)
}

/** Text, with what JSON would leave out. */
function written(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) => {
    if (each instanceof Map || each instanceof Set) return [...each]
    if (each instanceof Error) return { ...each, message: each.message, stack: each.stack, cause: each.cause }
    return each
  })
}

const clock = fixedClock(Date.now())
const heard: unknown[] = []
const failures: JobFailure[] = []
let hooks: Listening
let accounts: Accounts
let crm: Crm
let channels: Channels = {}
let secrets: readonly string[] = []
const config = readConfig({})

beforeAll(async () => {
  crm = createCrm({ store: listening(memoryStore(), heard), clock, channels: () => channels })
  hooks = await listen(createHooks(crm), 0)
  const [mailUrl, twilioUrl] = [hooks.url + mailPath, hooks.url + twilioPath]
  const [mail, telephones] = await Promise.all([startLoopbackSendgrid(mailUrl), startLoopbackTwilio(twilioUrl)])
  const { apiKey, authToken } = telephones.keys
  secrets = [mail.keys.apiKey, authToken, apiKey.secret].flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ])
  const keyed: Config = { ...config, sendgrid: mail.keys, twilio: telephones.keys }
  const opened = await openAccounts(keyed, { mailUrl, twilioUrl })
  accounts = {
    ...opened,
    ...{ mail, telephones },
    close: async () => {
      await Promise.all([mail.close(), telephones.close()])
    },
  }
  channels = accounts.channels
})
afterAll(async () => {
  await accounts.close()
  await hooks.close()
})

it('no secret of an account shows in an error, a log, an event, the audit, or anything that is kept', {
  timeout: 60_000,
}, async () => {
  const said = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name))
  const scene = await openScene(crm, accounts.number, config)
  const { desk, lineId, contactId } = scene
  const actions = { ...actionsOfAnne(scene, config), ...actionsOfOthers(accounts, config) }
  const work = () => crm.runDue({ onFailure: (failure) => void failures.push(failure) })
  const act = async (...names: readonly string[]) => {
    for (const name of names) {
      await actions[name]?.()
      await work()
    }
  }
  /** What providers tell takes its time. */
  const until = async (name: string, isSo: () => Promise<boolean>) => {
    await vi.waitFor(
      async () => {
        await work()
        expect([await isSo(), name]).toEqual([true, name])
      },
      { timeout: 15_000, interval: 100 },
    )
  }
  const answered = async () => (await desk.calls.list()).items.find(({ status }) => status === 'answered')
  const statusOf = async (index: number) => (await desk.messages.list()).items[index]?.recipients[0]?.delivery.status

  await act('write', 'deliver', 'open', 'bounce')
  await until('bounced', async () => (await statusOf(0)) === 'bounced')
  await act('text')
  await until('delivered', async () => (await statusOf(0)) === 'delivered')
  await act('answer-stop', 'ring', 'let-ring', 'call-back')
  await until('answered', async () => (await answered()) !== undefined)
  clock.advance(3 * 3_600_000)
  await work()
  expect((await answered())?.price).toBeDefined()
  for (const path of [mailPath, `${twilioPath}/sms/in`, `${twilioPath}/voice/in`]) {
    const answer = await fetch(hooks.url + path, { method: 'POST', body: 'x' })
    heard.push([answer.status, await answer.text(), [...answer.headers]])
  }

  // From here on nobody is there who could be asked.
  await accounts.close()
  const refusals = await Promise.allSettled([
    desk.workspace.lines.search({ country: 'FR' }),
    desk.workspace.lines.release(lineId),
    desk.calls.call({ to: '+33612345679', lineId }),
    desk.messages.sendMail({ recipients: [{ address: 'dan@pomme.example' }], subject: 'Pears', text: 'Ripe.' }),
    desk.messages.sendSms({ recipients: [{ address: '+33612345679' }], text: 'Ripe.' }),
    actions['text']?.(),
  ])
  await work()
  clock.advance(3_600_000)
  await work()
  const reasons = refusals.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  expect(reasons.every((reason) => isCrmError(reason))).toBe(true)
  expect(reasons.length).toBeGreaterThan(2)

  const system = crm.asSystem({ workspaceId, reason: 'look' })
  const all = written([
    ...[heard, failures, refusals, said.map(({ mock }) => mock.calls)],
    await Promise.all([
      system.calls.list(),
      system.messages.list(),
      system.workspace.lines.list(),
      system.jobs.listDead(),
    ]),
    await desk.contacts.timeline(contactId),
    await accounts.check().catch((failure: unknown) => failure),
    await Promise.all([
      channels.mail?.mailer.check({ timeoutMs: 2_000 }),
      channels.sms?.sender.check({ timeoutMs: 2_000 }),
      channels.calls?.telephony.check({ timeoutMs: 2_000 }),
    ]),
  ])
  // Is all of it there at all?
  for (const word of ['The apples are ripe', 'bounced', 'voice/in', 'providerEventsKept']) expect(all).toContain(word)
  for (const secret of secrets) expect(all.includes(secret)).toBe(false)
})
