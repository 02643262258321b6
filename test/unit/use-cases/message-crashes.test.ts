/**
 * MSG-6 wherever a machine dies on the way of a message, or the network breaks: the message is never lost, never sent twice,
 * and shown as uncertain where nobody knows.
 */
import { createCrm, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { type Failure, failing, failures } from './failing-store.ts'
import { beginMessages, carla, type MessageScene, providers } from './message-scene.ts'
import { onEveryStore } from './stores.ts'

const minute = 60_000
const leaseMs = 60_000

/** How a crash went. */
interface Crash {
  readonly scene: MessageScene
  readonly hasFailed: boolean
  /** How often the provider has taken the message. */
  readonly taken: () => number
}

let runs = 0

/** Queues something, and has the run in which it is sent fail at the n-th call of store or provider. */
async function crash(
  n: number,
  failure: Failure,
  queue: (scene: MessageScene) => Promise<unknown>,
  store: Store = memoryStore(),
): Promise<Crash> {
  const made = providers()
  const scene = await beginMessages(store, made)
  const broken = failing(n, failure)
  await queue(scene)
  const { mail, sms } = made.channels
  if (mail === undefined || sms === undefined) throw new Error('the scene has both accounts')
  const once = { timeoutMs: 1 }
  runs += 1
  const dying = createCrm({
    store: broken.wrap(store),
    clock: scene.clock,
    ids: countedIds(20_000 + runs),
    channels: () => ({
      mail: {
        ...mail,
        mailer: { ...mail.mailer, send: (asked) => broken.attempt(() => mail.mailer.send(asked, once)) },
      },
      sms: {
        ...sms,
        sender: { ...sms.sender, send: (asked) => broken.attempt(() => sms.sender.send(asked, once)) },
      },
    }),
  })
  // A dead machine never comes back.
  await Promise.race([dying.runDue({ leaseMs }).catch(() => {}), broken.death])
  return { scene, hasFailed: broken.hasFailed, taken: () => made.mails.length + made.texts.length }
}

async function rescue(scene: MessageScene): Promise<void> {
  for (const wait of [leaseMs + 1, 10 * minute, 60 * minute]) {
    scene.clock.advance(wait)
    await scene.crm.runDue({ leaseMs })
  }
}

const letter = (scene: MessageScene) =>
  scene.anne.messages.sendMail({ recipients: [{ contactId: scene.carlaId }], subject: 'Apples', text: '…' })

async function text(scene: MessageScene): Promise<unknown> {
  await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
  await scene.anne.messages.addSmsCredit(1)
  return scene.anne.messages.sendSms({ recipients: [{ contactId: scene.carlaId }], text: 'Hello' })
}

/** What has to be the case wherever it failed. */
async function holds({ scene, taken }: Crash, where: string): Promise<string> {
  await rescue(scene)
  const [message] = (await scene.anne.messages.list()).items
  const state = message?.sending.state ?? 'lost'
  expect(taken(), `${where}: how often it was sent`).toBeLessThanOrEqual(1)
  // Sent and known, or unknown and not sent again; what was not sent is never thought to be.
  expect(['accepted', 'uncertain'], where).toContain(state)
  if (state === 'accepted') expect(taken(), `${where}: it is said to be sent`).toBe(1)
  if (message?.channel === 'sms') expect(await scene.anne.messages.smsCredit(), `${where}: credit`).toBe(0)
  if (state === 'accepted') return `sent ${taken()}`
  // The truth comes out when the provider is asked, or somebody looks.
  const wasSent = taken() === 1
  await scene.anne.messages.resolveUncertain(message?.id ?? '', wasSent ? 'sent' : 'not-sent')
  if (!wasSent) {
    await scene.anne.messages.resend(message?.id ?? '')
    await rescue(scene)
  }
  expect(taken(), `${where}: in the end`).toBe(1)
  if (message?.channel === 'sms') expect(await scene.anne.messages.smsCredit(), `${where}: credit`).toBe(0)
  return `uncertain ${wasSent ? 1 : 0}`
}

describe('Crashes', () => {
  it.each(
    failures.flatMap((failure) => [['a mail', failure, letter] as const, ['a text message', failure, text] as const]),
  )('MSG-6 %s is sent once or uncertain, wherever calls %s', { timeout: 120_000 }, async (_what, failure, queue) => {
    const seen = new Map<string, number>()
    for (let n = 1; ; n += 1) {
      const crashed = await crash(n, failure, queue)
      const outcome = await holds(crashed, `${failure} at ${n}`)
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
      if (!crashed.hasFailed) {
        // It went through all of the way, and saw both ends of it.
        expect(n).toBeGreaterThan(15)
        break
      }
    }
    expect(seen.get('sent 1') ?? 0).toBeGreaterThan(5)
    // Whoever dies after he asked leaves a message of which nobody knows.
    if (failure !== 'refuse') expect(seen.get('uncertain 1') ?? 0, JSON.stringify([...seen])).toBeGreaterThan(0)
  })

  it.each(failures)(
    'MSG-2 what a provider told is known in the end, wherever calls %s',
    { timeout: 120_000 },
    async (failure) => {
      for (let n = 1; ; n += 1) {
        const crashed = await crash(n, failure, async (scene) => {
          const [message] = await letter(scene)
          await scene.run()
          const at = scene.clock.now()
          await scene.tellMail([
            { key: 'a', fact: { messageId: message?.id ?? '', event: { kind: 'bounced', at, address: carla } } },
          ])
        })
        await rescue(crashed.scene)
        const [message] = (await crashed.scene.anne.messages.list()).items
        expect(message?.recipients[0]?.delivery.status, `${failure} at ${n}`).toBe('bounced')
        const { items } = await crashed.scene.anne.consent.suppressions()
        expect(items.map(({ entry }) => entry.reason)).toEqual(['hard-bounce'])
        if (!crashed.hasFailed) break
      }
    },
  )

  onEveryStore((open) => {
    it('MSG-6 a mail is sent once or uncertain, in a store that can lose its connection', {
      timeout: 120_000,
    }, async () => {
      const { store } = await open()
      const seen = new Set<string>()
      // Which call is the n-th varies with the store: each is tried in two manners that differ.
      for (let n = 4; n <= 26; n += 1) {
        for (const failure of failures.filter((_manner, index) => (index + n) % 2 === 0)) {
          seen.add((await holds(await crash(n, failure, letter, store), `${failure} at ${n}`)).split(' ')[0] ?? '')
        }
      }
      expect([...seen].toSorted()).toEqual(['sent', 'uncertain'])
    })
  })
})
