/** What providers are answered while very much is told. Rules: docs/concepts/messages.md (MSG-2), docs/concepts/calls.md (TEL-5). */
import type { Channels } from 'crmkit'
import { memoryTelephony } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { beginMessages, carla, messageScene, providers } from './message-scene.ts'
import { onEveryStore } from './stores.ts'

/** SendGrid gives up after ten seconds, Twilio after fifteen. */
const leastPatienceMs = 10_000
const ours = '+33123458073'

/** Requests that tell of one message, each of these many events. */
function requestsOf(messageId: string, count: number, events: number) {
  return Array.from({ length: count }, (_none, n) =>
    Array.from({ length: events }, (_each, k) => ({
      key: `e${n}-${k}`,
      fact: { messageId, event: { kind: 'opened', at: 1_000_000 - n, address: carla } } as const,
    })),
  )
}

it('MSG-2 what is told is kept and answered without being worked out', async () => {
  const made = providers()
  const scene = await beginMessages(undefined, made)
  const [message] = await scene.anne.messages.sendMail({ recipients: [{ address: carla }], subject: 'A', text: 'B' })
  await scene.run()
  const { mail } = made.channels
  const { events } = mail?.mailer ?? {}
  if (events == null) throw new Error('the mailer tells')
  const { understand } = events
  let understood = 0
  events.understand = (raw) => {
    understood += 1
    return understand(raw)
  }
  await Promise.all(requestsOf(message?.id ?? '', 5, 10).map((told) => scene.tellMail(told)))
  expect(understood).toBe(0)
  await scene.run()
  expect(understood).toBe(50)
})

onEveryStore((begin) => {
  it('MSG-2 TEL-5 events and calls are answered in time while a storm is told and worked out', {
    timeout: 120_000,
  }, async () => {
    const made = providers()
    let channels: Channels = made.channels
    const scene = await messageScene(await begin({ channels: () => channels }), made)
    const { anne, anneId, crm } = scene
    const telephony = memoryTelephony({ clock: scene.clock })
    channels = { ...made.channels, calls: { telephony } }
    await telephony.company.own(ours)
    telephony.company.connect((request) => crm.receive(request, { workspaceId: scene.workspaceId, topic: 'calls' }))
    await anne.workspace.lines.link({
      ...{ name: 'Sales', number: ours, operators: [{ memberId: anneId }] },
      workingHours: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '00:00', until: '24:00' })),
    })
    const [message] = await anne.messages.sendMail({ recipients: [{ address: carla }], subject: 'A', text: 'B' })
    await scene.run()

    let slowestMs = 0
    const timed = async <Value>(answer: Promise<Value>): Promise<Value> => {
      const begun = performance.now()
      const value = await answer
      slowestMs = Math.max(slowestMs, performance.now() - begun)
      return value
    }
    let isOver = false
    const working = (async () => {
      while (!isOver) await crm.runDue()
    })()
    const storm = requestsOf(message?.id ?? '', 24, 50).map((told) => timed(scene.tellMail(told)))
    const calls = Array.from({ length: 6 }, (_none, n) =>
      timed(telephony.company.dial({ from: `+3361234567${n}`, to: ours })),
    )
    const rung = await Promise.all(calls)
    await Promise.all(storm)
    isOver = true
    await working
    await scene.run()
    expect(rung.map(({ ringing }) => ringing)).toEqual(rung.map(() => [anneId]))
    expect(slowestMs).toBeLessThan(leastPatienceMs)
    expect(await scene.store.providerEvents.listPending(scene.workspaceId, 'mail', 9)).toEqual([])
    expect((await anne.calls.list()).items).toHaveLength(calls.length)
  })
})
