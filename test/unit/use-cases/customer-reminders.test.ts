/** REM-1, REM-2 customers are reminded by mail or text message, once, and only if they want it. */
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { beginMessages, carla, carlasNumber, type MessageScene, providers } from './message-scene.ts'

const hour = 60 * 60_000

/** Tomorrow at two, of which Carla is reminded this evening at six and tomorrow at eight. */
async function meeting({ anne, carlaId }: MessageScene): Promise<string> {
  const { record } = await anne.interactions.create({
    subject: 'The one who never pays',
    type: 'sale/first-contact',
    contactIds: [carlaId],
    schedule: { meeting: { startOn: '2026-01-06', startAt: '14:00', endAt: '15:00' } },
    reminders: { member: 'none', customer: ['day-before', 'same-day'] },
  })
  return record.id
}

async function untilTheMeeting(scene: MessageScene): Promise<void> {
  for (let hours = 0; hours < 30; hours += 1) {
    scene.clock.advance(hour)
    await scene.run()
  }
}

async function reminded(scene: MessageScene, id: string): Promise<readonly string[]> {
  const { items } = await scene.anne.reminders.listOf(id)
  return items.map(({ offset, state }) => `${offset} ${state}`)
}

describe('Reminders of customers', () => {
  it('REM-1 a customer is reminded by mail, with the time of the meeting and without our words for it', async () => {
    const scene = await beginMessages()
    const id = await meeting(scene)
    await untilTheMeeting(scene)
    expect(scene.providers.mails).toHaveLength(2)
    expect(scene.providers.mails[0]).toMatchObject({
      recipients: [{ address: carla }],
      content: { subject: 'Reminder: our meeting on 6 January 2026 at 14:00' },
    })
    expect(JSON.stringify(scene.providers.mails)).not.toContain('never pays')
    const headers = scene.providers.mails[0]?.headers.map(({ name }) => name)
    expect(headers).toContain('Auto-Submitted')
    expect(await reminded(scene, id)).toEqual(['day-before delivered', 'same-day delivered'])
    const { items } = await scene.anne.messages.list({ interactionId: id })
    expect(items.map(({ purpose, memberId }) => `${purpose} ${memberId}`)).toEqual(['reminder null', 'reminder null'])
  })

  it('MSG-3 who agreed to text messages gets one, in the language of the workspace', async () => {
    const scene = await beginMessages()
    await scene.anne.messages.addSmsCredit(5)
    await scene.anne.workspace.changeSettings({ locale: 'fr' })
    await scene.anne.consent.give(scene.carlaId, { channel: 'sms', purpose: 'reminder' })
    await meeting(scene)
    await untilTheMeeting(scene)
    expect(scene.providers.mails).toEqual([])
    expect(scene.providers.texts[0]).toMatchObject({
      to: carlasNumber,
      text: 'Verger : rappel de notre rendez-vous du 6 janvier 2026 à 14:00.',
    })
    expect(await scene.anne.messages.smsCredit()).toBe(3)
  })

  it('MSG-3 who does not want reminders is not reminded, and the reminder is dropped', async () => {
    const scene = await beginMessages()
    const id = await meeting(scene)
    await scene.anne.consent.withdraw(scene.carlaId, { channel: 'email', purpose: 'reminder' })
    await scene.anne.consent.withdraw(scene.carlaId, { channel: 'sms', purpose: 'reminder' })
    await untilTheMeeting(scene)
    expect([...scene.providers.mails, ...scene.providers.texts]).toEqual([])
    expect(await reminded(scene, id)).toEqual(['day-before dropped', 'same-day dropped'])
  })

  it('of whom there is no address the reminder is dead, for somebody to look at', async () => {
    const scene = await beginMessages()
    const id = await meeting(scene)
    await scene.anne.contacts.update(scene.carlaId, { emails: [], phones: [] })
    await untilTheMeeting(scene)
    expect(await reminded(scene, id)).toEqual(['day-before dead', 'same-day dead'])
    const { items } = await scene.anne.jobs.listDead()
    expect(items.map(({ problem }) => problem?.code)).toEqual(['no-address', 'no-address'])
  })

  it('REM-2 a reminder that was handed over twice is one message', async () => {
    const made = providers()
    const scene = await beginMessages(memoryStore(), made)
    const id = await meeting(scene)
    scene.clock.advance(9 * hour)
    const { settle } = scene.store.reminders
    let isBroken = true
    scene.store.reminders.settle = async (...given) => {
      if (!isBroken) return settle(...given)
      isBroken = false
      throw new Error('the machine was killed')
    }
    await scene.run().catch(() => {})
    scene.clock.advance(hour)
    await scene.run()
    await scene.run()
    expect(made.mails).toHaveLength(1)
    expect((await reminded(scene, id))[0]).toBe('day-before delivered')
  })

  it('words of the host replace the built-in ones', async () => {
    const made = providers()
    const words = { mail: { subject: '{{workspace.name}} {{interaction.time}}', text: 'See you.' } }
    const scene = await beginMessages(memoryStore(), {
      ...made,
      channels: { ...made.channels, reminderWords: () => words },
    })
    await meeting(scene)
    await untilTheMeeting(scene)
    expect(made.mails[0]?.content).toEqual({ subject: 'Verger 14:00', text: 'See you.' })
  })
})
