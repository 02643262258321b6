/** What messages, consent and providers' events hold of a person: told, erased, and joined by merges. */
import { describe, expect, it } from 'vitest'
import { beginMessages, carla, carlasNumber, denis, type MessageScene } from './message-scene.ts'
import { onEveryStore, refusalOf } from './stores.ts'

const said = { channel: 'email', purpose: 'marketing' } as const
const day = 24 * 3_600_000

/** A mail to Carla and Denis that was delivered to both and bounced at Denis, and what they said of being written to. */
async function liveThrough(scene: MessageScene): Promise<string> {
  const { anne, carlaId, clock } = scene
  await anne.consent.give(carlaId, { ...said, source: 'form', proof: 'Form of Carla' })
  await anne.consent.suppress({ channel: 'sms', purpose: 'marketing', address: carlasNumber })
  const [message] = await anne.messages.sendMail({
    recipients: [{ contactId: carlaId }, { address: denis }],
    subject: 'Apples for Carla',
    text: 'Dear Carla',
  })
  const id = message?.id ?? ''
  await scene.run()
  const at = clock.now()
  await scene.tellMail([
    { key: 'a', fact: { messageId: id, event: { kind: 'complained', at, address: carla } } },
    { key: 'b', fact: { messageId: id, event: { kind: 'bounced', at, address: denis } } },
  ])
  await scene.run()
  return id
}

describe('What messages hold of a person', () => {
  onEveryStore((begin) => {
    it('PTY-6 an export tells messages with their words, suppressions, and consent with its proof', async () => {
      const scene = await beginMessages((await begin()).store)
      const id = await liveThrough(scene)
      const { parts } = await scene.anne.contacts.exportPersonalData(scene.carlaId)
      expect(parts['messages']).toMatchObject([
        { message: { id, headline: 'Apples for Carla' }, words: { text: 'Dear Carla' } },
      ])
      expect(parts['suppressions']).toMatchObject([
        { channel: 'email', address: carla, reason: 'spam-report' },
        { channel: 'sms', address: carlasNumber, reason: 'by-hand' },
      ])
      expect(parts['consents']).toMatchObject([{ contactId: scene.carlaId, entry: { proof: 'Form of Carla' } }])
    })

    it('PTY-6 text messages of a person who is erased go: those that wait, and as their provider told of them', async () => {
      const scene = await beginMessages((await begin()).store)
      const { anne, carlaId, clock, store, workspaceId } = scene
      const tell = async (key: string, from: string, text: string) => {
        const sms = { providerMessageId: key, from, to: '+33600000000', text, receivedAt: clock.now() }
        await scene.tellText([{ key, fact: { kind: 'received', sms } }])
        await scene.run()
      }
      const phones = [{ number: carlasNumber, kind: 'mobile' }] as const
      await tell('a', carlasNumber, 'I come at noon')
      const { record: twin } = await anne.contacts.create({ givenName: 'Twin', phones })
      await tell('b', carlasNumber, 'I am ill')
      await tell('c', '+33611111111', 'I sell carpets')
      const told = async () =>
        (await store.providerEvents.list(workspaceId, { state: 'interpreted', limit: 9 })).map(({ raw }) => raw)
      const notes = async () => {
        const { items } = await anne.interactions.list()
        const each = await Promise.all(items.map(async ({ id }) => (await anne.interactions.notes(id)).items))
        return JSON.stringify([items, each])
      }
      expect(await notes()).toMatch(/I am ill/)
      const { parts } = await anne.contacts.exportPersonalData(carlaId)
      expect(JSON.stringify(parts['interactions'])).toMatch(/I am ill/)
      expect(JSON.stringify(parts['interactions'])).not.toMatch(/carpets/)
      await anne.contacts.anonymize(carlaId)
      await anne.contacts.anonymize(twin.id)
      expect(await notes()).not.toMatch(/I am ill|I come at noon/)
      expect(await notes()).toMatch(/carpets/)
      expect((await told()).filter((raw) => raw === '')).toHaveLength(2)
      expect((await told()).filter((raw) => raw.includes('carpets'))).toHaveLength(1)
    })

    it('PTY-6 an erasure blanks words, addresses and raw events; counts, suppressions and consent stay', async () => {
      const scene = await beginMessages((await begin()).store)
      const { anne, store, workspaceId, carlaId, clock } = scene
      const id = await liveThrough(scene)
      const period = { from: clock.now() - day, until: clock.now() + day }
      const report = await anne.messages.deliverability(period)
      await anne.contacts.anonymize(carlaId)
      const message = await anne.messages.get(id)
      expect(message.headline).toBeNull()
      expect(message.recipients.map(({ address }) => address)).toEqual(['', denis])
      expect(await anne.messages.words(id)).toBeNull()
      expect(await anne.messages.deliverability(period)).toEqual(report)
      const told = await store.providerEvents.list(workspaceId, { state: 'interpreted', limit: 9 })
      expect(told.map(({ raw }) => raw)).toEqual(['', ''])
      const listed = await store.consents.listSuppressions(workspaceId, { limit: 9 })
      expect(listed.map(({ entry }) => entry.address).toSorted()).toEqual(['', '', denis])
      const marketing = { recipients: [{ address: carla }], purpose: 'marketing', subject: 'x', text: 'x' } as const
      await refusalOf(anne.messages.sendMail({ ...marketing, purpose: 'correspondence' }), 'send-refused')
      const { entries } = await anne.consent.ofContact(carlaId)
      expect(entries).toMatchObject([{ ...said, consent: 'given', source: 'form' }])
      expect(entries[0]).not.toHaveProperty('proof')
      // Forgotten twice is forgotten.
      const { items } = await anne.contacts.history(carlaId)
      await anne.contacts.anonymize(carlaId)
      expect((await anne.contacts.history(carlaId)).items).toEqual(items)
    })
  })

  it('PTY-6 what a provider tells after an erasure is not kept, and still suppresses', async () => {
    const scene = await beginMessages()
    const { anne, store, workspaceId, clock } = scene
    const id = await liveThrough(scene)
    await anne.contacts.anonymize(scene.carlaId)
    await scene.tellMail([
      { key: 'z', fact: { messageId: id, event: { kind: 'bounced', at: clock.now(), address: carla } } },
    ])
    await scene.run()
    const told = await store.providerEvents.list(workspaceId, { state: 'interpreted', limit: 9 })
    expect(told.map(({ raw }) => raw)).toEqual(['', '', ''])
    const listed = await store.consents.listSuppressions(workspaceId, { limit: 9 })
    expect(listed.filter(({ entry }) => entry.address === carla)).toEqual([])
    const lines = await store.consents.suppressionsOf(workspaceId, 'email', [carla])
    expect(lines.get(carla)?.map(({ reason }) => reason)).toContain('hard-bounce')
  })

  it('MSG-2 what providers told is removed when it is old, by the upkeep of runDue', async () => {
    const scene = await beginMessages()
    await liveThrough(scene)
    const left = () => scene.store.providerEvents.list(scene.workspaceId, { state: 'interpreted', limit: 9 })
    scene.clock.advance(89 * day)
    await scene.anne.contacts.create({ familyName: 'Due' })
    await scene.run()
    expect(await left()).toHaveLength(2)
    scene.clock.advance(2 * day)
    await scene.anne.contacts.create({ familyName: 'Later' })
    await scene.run()
    expect(await left()).toEqual([])
  })

  it('MSG-3 a merge joins both ledgers, and its undoing leaves the stricter word to both', async () => {
    const scene = await beginMessages()
    const { anne, carlaId, clock } = scene
    const { record: double } = await anne.contacts.create({ familyName: 'Pomme-Poire' })
    await anne.consent.withdraw(double.id, said)
    clock.advance(1_000)
    await anne.consent.give(carlaId, said)
    clock.advance(1_000)
    const { merge } = await anne.contacts.merge(carlaId, double.id, { choices: { familyName: 'survivor' } })
    const merged = await anne.consent.ofContact(double.id)
    expect(merged.entries.map(({ consent, source }) => `${consent} ${source}`)).toEqual([
      'given member',
      'withdrawn member',
      'withdrawn merge',
    ])
    await anne.consent.withdraw(carlaId, { channel: 'sms', purpose: 'reminder' })
    await anne.contacts.undoMerge(merge.id)
    for (const id of [carlaId, double.id]) {
      const { stands } = await anne.consent.ofContact(id)
      const forbidden = stands.filter(({ consent }) => consent === 'withdrawn')
      expect(forbidden.map(({ channel, purpose }) => `${channel} ${purpose}`)).toEqual([
        'email marketing',
        'sms reminder',
      ])
    }
  })

  it('MSG-3 of a merge and a word that come at once, one sees the other', async () => {
    for (let round = 0; round < 5; round += 1) {
      const scene = await beginMessages()
      const { anne, carlaId } = scene
      const { record: double } = await anne.contacts.create({ familyName: 'Pomme' }, { onDuplicate: 'create' })
      await anne.consent.give(carlaId, said)
      await anne.consent.give(double.id, said)
      await Promise.all([
        anne.contacts.merge(carlaId, double.id, { choices: { familyName: 'survivor' } }),
        anne.consent.withdraw(double.id, said),
      ])
      const { stands } = await anne.consent.ofContact(carlaId)
      expect(stands.find(({ channel, purpose }) => channel === 'email' && purpose === 'marketing')?.consent).toBe(
        'withdrawn',
      )
    }
  })

  it('MSG-2 a host may keep what providers told for a week, and not for less', async () => {
    const { createCrm } = await import('crmkit')
    const { memoryStore } = await import('crmkit/memory')
    const make = (providerEventsKeptDays: number) => createCrm({ store: memoryStore(), providerEventsKeptDays })
    expect(() => make(7)).not.toThrow()
    for (const days of [6, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => make(days)).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    }
  })
})
