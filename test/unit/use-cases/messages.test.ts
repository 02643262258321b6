/** Mail and text messages from the desk to the recipient, on every store. */
import { setImmediate as turn } from 'node:timers/promises'
import { type Channels, CrmError, isCrmError, type SendAnswer, type Store } from 'crmkit'
import { err } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import {
  beginMessages,
  carla,
  carlasNumber,
  denis,
  type MessageScene,
  mail,
  messageScene,
  providers,
  secrets,
} from './message-scene.ts'
import { begin, onEveryStore, refusalOf } from './stores.ts'

const minute = 60_000

function letter(scene: MessageScene, more: object = {}) {
  return {
    recipients: [{ contactId: scene.carlaId }],
    subject: 'Apples',
    text: 'Dear {{contact.givenName}}, …',
    ...more,
  }
}

async function sent(scene: MessageScene, more: object = {}): Promise<string> {
  const [message] = await scene.anne.messages.sendMail(letter(scene, more))
  if (message === undefined) throw new Error('nothing was queued')
  return message.id
}

async function stateOf({ anne }: MessageScene, id: string): Promise<string> {
  const { sending, recipients } = await anne.messages.get(id)
  return [sending.state, ...recipients.map(({ delivery }) => delivery.status)].join(' ')
}

describe('Messages', () => {
  it('MSG-1 a mail is queued, sent by the next run, and what became of it shows on it', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    expect(await stateOf(scene, id)).toBe('queued pending')
    expect(scene.providers.mails).toEqual([])
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted accepted')
    const [asked] = scene.providers.mails
    expect(asked).toMatchObject({
      messageId: id,
      from: { address: 'verger@verger.example', name: 'Verger' },
      recipients: [{ kind: 'to', address: carla, name: 'Carla Pomme' }],
      content: { subject: 'Apples', text: 'Dear Carla, …' },
    })
    const at = scene.clock.now()
    await scene.tellMail([
      { key: 'b', fact: { messageId: id, event: { kind: 'opened', at: at + minute, address: carla } } },
      { key: 'a', fact: { messageId: id, event: { kind: 'delivered', at, address: carla } } },
    ])
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted delivered')
    const { items } = await scene.anne.messages.list({ contactId: scene.carlaId })
    expect(items.map((each) => each.id)).toEqual([id])
    const { rows } = await scene.anne.messages.deliverability({ from: at - minute, until: at + minute })
    expect(rows[0]?.statuses.delivered).toBe(1)
  })

  it('MSG-2 the same event twice, late, or of nobody changes nothing', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    await scene.run()
    const at = scene.clock.now()
    const delivered = { key: 'a', fact: { messageId: id, event: { kind: 'delivered', at, address: carla } } } as const
    const accepted = { key: 'c', fact: { messageId: id, event: { kind: 'accepted', at, address: carla } } } as const
    await scene.tellMail([delivered, delivered])
    await scene.run()
    const { version } = await scene.anne.messages.get(id)
    await scene.tellMail([delivered, accepted, { key: 'n', fact: null }])
    await scene.run()
    expect((await scene.anne.messages.get(id)).version).toBe(version)
    await scene.anne.messages.replayEvents({ topic: 'mail' })
    await scene.run()
    expect((await scene.anne.messages.get(id)).version).toBe(version)
    const unknown = await scene.store.providerEvents.list(scene.workspaceId, { state: 'unknown', limit: 10 })
    expect(unknown.map(({ key }) => key)).toEqual(['n'])
  })

  it('MSG-2 an event that comes before the provider’s name for the message is known finds it later', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    const event = { kind: 'delivered', at: scene.clock.now(), address: carla, providerMessageId: `p-${id}` } as const
    await scene.tellMail([{ key: 'early', fact: { messageId: null, event } }])
    scene.providers.answerMail = () => ({ kind: 'postponed', problem: '429' })
    await scene.run()
    expect(await stateOf(scene, id)).toBe('queued pending')
    scene.providers.answerMail = providers().answerMail
    scene.clock.advance(2 * minute)
    await scene.run()
    scene.clock.advance(60 * minute)
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted delivered')
  })

  it('MSG-2 all that is told of one message stands on one page, which is worked out anew if it is refused', async () => {
    const memory = memoryStore()
    const { store, pages } = refusingPages(memory, 1)
    const scene = await beginMessages(store)
    const messageId = await sent(scene)
    await scene.run()
    const at = scene.clock.now()
    const opened = (n: number) => ({ kind: 'opened', at: at + 5_000 - n, address: carla }) as const
    await scene.tellMail(
      Array.from({ length: 2_500 }, (_none, n) => ({ key: `o${n}`, fact: { messageId, event: opened(n) } })),
    )
    await scene.run()
    expect(pages).toEqual([2_500, 2_500])
    const [message] = await memory.messages.findMany(scene.workspaceId, [messageId])
    expect(message?.recipients[0]?.delivery).toMatchObject({ status: 'delivered', marks: { opened: at + 2_501 } })
    expect(await memory.providerEvents.listPending(scene.workspaceId, 'mail', 9)).toEqual([])
  })

  it.each([
    ['is written', 0, [12_000, 100]],
    ['is refused once', 1, [12_000, 12_000, 100]],
  ] as const)(
    'MSG-2 what is read ahead goes on from what the page in front leaves, where that %s',
    async (_what, refused, expected) => {
      const memory = memoryStore()
      const { store, pages } = refusingPages(memory, refused)
      const looks: (number | undefined)[] = []
      const scene = await beginMessages({
        ...store,
        providerEvents: {
          ...memory.providerEvents,
          listPending: (workspaceId, topic, limit, after) => {
            looks.push(after)
            return memory.providerEvents.listPending(workspaceId, topic, limit, after)
          },
        },
      })
      const messageId = await sent(scene)
      await scene.run()
      const at = scene.clock.now()
      // Each earlier than the one before, so that every page changes the message.
      const opened = (n: number) => ({ kind: 'opened', at: at + 50_000 - n, address: carla }) as const
      await scene.tellMail(
        Array.from({ length: 12_100 }, (_none, n) => ({ key: `o${n}`, fact: { messageId, event: opened(n) } })),
      )
      await scene.run()
      expect(pages).toEqual(expected)
      expect(looks.filter((after) => after !== undefined).length).toBe(1 + refused)
      const [message] = await memory.messages.findMany(scene.workspaceId, [messageId])
      expect(message?.recipients[0]?.delivery.marks).toEqual({ opened: at + 50_000 - 12_099 })
      expect(await memory.providerEvents.listPending(scene.workspaceId, 'mail', 9)).toEqual([])
    },
  )

  it('MSG-3 a bounce suppresses the address, sending is refused, and the provider is not asked', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    await scene.run()
    const at = scene.clock.now()
    await scene.tellMail([{ key: 'b', fact: { messageId: id, event: { kind: 'bounced', at, address: carla } } }])
    await scene.run()
    const refusal = await refusalOf(scene.anne.messages.sendMail(letter(scene)), 'send-refused')
    expect(refusal.details.problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'recipients.0 suppressed',
    ])
    await scene.run()
    expect(scene.providers.mails).toHaveLength(1)
  })

  it.each(['accepted', 'refused'] as const)(
    'MSG-3 a server that says at once that nobody is there suppresses the address: the mail is %s',
    async (kind) => {
      const scene = await beginMessages()
      const event = { kind: 'bounced', at: scene.clock.now(), reason: '550 5.1.1' } as const
      const answer = { problem: '550 5.1.1', recipients: [{ address: carla, event }] }
      scene.providers.answerMail = () => ({ kind, ...answer })
      const id = await sent(scene)
      await scene.run()
      expect(await stateOf(scene, id)).toBe(`${kind === 'refused' ? 'failed' : kind} bounced`)
      const again = { recipients: [{ contactId: scene.carlaId }], subject: 'Apples', text: '…' }
      const { details } = await refusalOf(scene.anne.messages.sendMail(again), 'send-refused')
      expect(details.problems).toMatchObject([{ problem: 'suppressed', because: 'hard-bounce' }])
      await refusalOf(scene.anne.messages.resend(id))
      expect(scene.providers.mails).toHaveLength(1)
    },
  )

  it('MSG-3 what is suppressed while a message waits is not sent', async () => {
    const scene = await beginMessages()
    const id = await sent(scene, { notBefore: scene.clock.now() + 10 * minute })
    await scene.anne.consent.suppress({ channel: 'email', address: carla, purpose: 'correspondence' })
    scene.clock.advance(10 * minute)
    await scene.run()
    expect(await stateOf(scene, id)).toBe('failed pending')
    expect((await scene.anne.messages.get(id)).sending).toMatchObject({ problem: 'suppressed', attempts: 0 })
    expect(scene.providers.mails).toEqual([])
    await scene.anne.consent.lift({ channel: 'email', address: carla, purpose: 'correspondence', reason: 'by-hand' })
    await scene.anne.messages.resend(id)
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted accepted')
  })

  it('MSG-3 a bounce is lifted for everything, and names no purpose; what covers one purpose names it', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    await scene.run()
    const bounced = { kind: 'bounced', at: scene.clock.now(), address: carla } as const
    await scene.tellMail([{ key: 'b', fact: { messageId: id, event: bounced } }])
    await scene.run()
    await refusalOf(scene.anne.messages.sendMail(letter(scene)), 'send-refused')
    const to = { channel: 'email', address: carla } as const
    const { details } = await refusalOf(scene.anne.consent.lift({ ...to, reason: 'by-hand' }), 'invalid-input')
    expect(details.issues).toMatchObject([{ path: 'purpose', problem: 'missing' }])
    await scene.anne.consent.lift({ ...to, reason: 'hard-bounce', purpose: null })
    const { details: none } = await refusalOf(scene.anne.consent.lift({ ...to, reason: 'hard-bounce' }), 'not-lifted')
    expect(none.because).toBe('none')
    await scene.anne.messages.sendMail(letter(scene))
  })

  it('MSG-3 marketing takes consent, a link, and a mail for each; the link takes the address off', async () => {
    const scene = await beginMessages()
    const { record: fred } = await scene.anne.contacts.create({ familyName: 'Fred', emails: ['fred@pomme.example'] })
    const newsletter = {
      ...letter(scene, { purpose: 'marketing' }),
      recipients: [{ contactId: scene.carlaId }, { contactId: fred.id }],
    } as const
    const { problems } = await scene.anne.messages.checkMail(newsletter)
    expect(problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'recipients.0 no-consent',
      'recipients.1 no-consent',
    ])
    const word = { channel: 'email', purpose: 'marketing', source: 'form' } as const
    await scene.anne.consent.give(scene.carlaId, word)
    await scene.anne.consent.give(fred.id, word)
    await scene.anne.messages.sendMail(newsletter)
    await scene.run()
    expect(scene.providers.mails.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([
      [carla],
      ['fred@pomme.example'],
    ])
    const headers = new Map(scene.providers.mails[0]?.headers.map(({ name, value }) => [name, value]))
    expect(headers.get('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    const token = /token=(.*)>$/.exec(headers.get('List-Unsubscribe') ?? '')?.[1] ?? ''
    expect(await scene.crm.unsubscribe(token)).toEqual({ channel: 'email', purpose: 'marketing' })
    await scene.crm.unsubscribe(token)
    const { stands } = await scene.anne.consent.ofContact(scene.carlaId)
    expect(stands.find(({ channel, purpose }) => channel === 'email' && purpose === 'marketing')?.consent).toBe(
      'withdrawn',
    )
    const { items } = await scene.anne.consent.suppressions()
    expect(items.map(({ entry }) => entry.reason)).toEqual(['unsubscribed'])
    await refusalOf(
      scene.anne.consent.lift({ ...word, address: carla, reason: 'unsubscribed' } as never),
      'invalid-input',
    )
    const lifting = { channel: 'email', purpose: 'marketing', address: carla, reason: 'unsubscribed' } as const
    expect((await refusalOf(scene.anne.consent.lift(lifting), 'not-lifted')).details.because).toBe('person-only')
    for (const forged of ['', 'x', token.replace(/.$/, (last) => (last === '0' ? '1' : '0'))]) {
      await refusalOf(scene.crm.unsubscribe(forged), 'not-found')
    }
    // What people write to him in person is another thing.
    await sent(scene)
  })

  it('MSG-3, PTY-6 the link takes an address off after it was erased', async () => {
    const scene = await beginMessages()
    const { anne, store, workspaceId } = scene
    await anne.consent.give(scene.carlaId, { channel: 'email', purpose: 'marketing' })
    await sent(scene, { purpose: 'marketing' })
    await scene.run()
    const link = scene.providers.mails[0]?.headers.find(({ name }) => name === 'List-Unsubscribe')?.value ?? ''
    await anne.contacts.anonymize(scene.carlaId)
    const token = link.replace(/^.*token=|>$/g, '')
    expect(await scene.crm.unsubscribe(token)).toEqual({ channel: 'email', purpose: 'marketing' })
    const lines = (await store.consents.suppressionsOf(workspaceId, 'email', [carla])).get(carla)
    expect(lines?.map(({ reason }) => reason)).toEqual(['unsubscribed'])
    expect(
      (await store.consents.listSuppressions(workspaceId, { limit: 9 })).map(({ entry }) => entry.address),
    ).toEqual([''])
    const { record: back } = await anne.contacts.create({ givenName: 'Carla', emails: [carla] })
    await anne.consent.give(back.id, { channel: 'email', purpose: 'marketing' })
    const again = letter(scene, { recipients: [{ contactId: back.id }], purpose: 'marketing' })
    const { problems } = await anne.messages.checkMail(again)
    expect(problems.map(({ problem }) => problem)).toEqual(['unsubscribed'])
  })

  it('MSG-3 who writes an address down instead of naming the contact gets round nothing', async () => {
    const scene = await beginMessages()
    await scene.anne.consent.withdraw(scene.carlaId, { channel: 'email', purpose: 'correspondence' })
    const asked = { recipients: [{ address: 'Carla@Pomme.example' }], subject: 'Apples', text: '…' }
    const { problems } = await scene.anne.messages.checkMail(asked)
    expect(problems.map(({ problem }) => problem)).toEqual(['no-consent'])
  })

  it('MSG-3 who writes a number down instead of naming the contact gets round nothing', async () => {
    const scene = await beginMessages()
    const { anne, anneId, carlaId } = scene
    await anne.workspace.members.authorizeSms(anneId, true)
    await anne.messages.addSmsCredit(1)
    const asked = { recipients: [{ address: '06 12 34 56 78' }], text: 'Apples' }
    const problemsOf = async () => (await anne.messages.checkSms(asked)).problems.map(({ problem }) => problem)
    expect(await problemsOf()).toEqual([])
    const later = scene.clock.now() + minute
    const [waiting] = await anne.messages.sendSms({ ...asked, notBefore: later })
    await anne.consent.withdraw(carlaId, { channel: 'sms', purpose: 'correspondence' })
    expect(await problemsOf()).toContain('no-consent')
    // Nor by putting him in the trash.
    await anne.contacts.trash(carlaId)
    expect(await problemsOf()).toContain('no-consent')
    scene.clock.advance(minute)
    await scene.run()
    expect(await stateOf(scene, waiting?.id ?? '')).toBe('failed pending')
    expect(scene.providers.texts).toEqual([])
  })

  it('MSG-3 what somebody said after two records of him became one counts for what waits', async () => {
    const scene = await beginMessages()
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(1)
    const { record: kept } = await scene.anne.contacts.create({ familyName: 'Pomme' }, { onDuplicate: 'create' })
    const later = scene.clock.now() + minute
    await scene.anne.messages.sendSms({ recipients: [{ contactId: scene.carlaId }], text: 'Hello', notBefore: later })
    await scene.anne.contacts.merge(kept.id, scene.carlaId)
    await scene.anne.consent.withdraw(kept.id, { channel: 'sms', purpose: 'correspondence' })
    scene.clock.advance(minute)
    await scene.run()
    expect(scene.providers.texts).toEqual([])
    expect(await scene.anne.messages.smsCredit()).toBe(1)
  })

  it('no secret of an adapter shows in an error, an event, the audit, a job, a message or a log', async () => {
    const scene = await beginMessages()
    const told: unknown[] = []
    scene.providers.answerMail = () => {
      throw new Error(`401: ${secrets[0]} is wrong`)
    }
    const run = () => scene.crm.runDue({ onFailure: ({ cause: _host, ...failure }) => told.push(failure) })
    await scene.anne.consent.give(scene.carlaId, { channel: 'email', purpose: 'marketing' })
    const id = await sent(scene)
    await sent(scene, { purpose: 'marketing' })
    await run()
    scene.providers.trace = () => {
      throw new Error(`403: ${secrets[0]}`)
    }
    scene.clock.advance(60 * minute)
    await run()
    await refusalOf(scene.anne.messages.resend(id)).then((refusal) => told.push(refusal.message, refusal.details))
    await refusalOf(scene.crm.unsubscribe(`${scene.workspaceId}.${id}${`.${'0'.repeat(64)}`.repeat(2)}`)).then(
      (refusal) => told.push(refusal.message, refusal.details),
    )
    const { store, workspaceId, anne } = scene
    told.push(
      await store.history.listEvents(workspaceId, { limit: 500 }),
      await store.history.listAudit(workspaceId, { limit: 500 }),
      await anne.jobs.listDead(),
      await anne.messages.list(),
      await anne.messages.words(id),
      await anne.consent.suppressions(),
      await Promise.all([1, 2].map((version) => store.jobs.find(workspaceId, `send:${id}:${version}`))),
    )
    expect(scene.providers.mails).toHaveLength(2)
    for (const secret of secrets) expect(JSON.stringify(told)).not.toContain(secret)
  })

  it('ACC-1 nobody writes to a contact whom he does not see, or sees what was written to him', async () => {
    const scene = await beginMessages()
    const { record } = await scene.anne.contacts.create({
      familyName: 'Hidden',
      emails: ['hidden@pomme.example'],
      visibility: 'private',
    })
    const [message] = await scene.anne.messages.sendMail(letter(scene, { recipients: [{ contactId: record.id }] }))
    const refusal = await refusalOf(
      scene.ben.messages.sendMail(letter(scene, { recipients: [{ contactId: record.id }] })),
      'invalid-input',
    )
    expect(refusal.details.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      'recipients.0.contactId unknown-record',
    ])
    await refusalOf(scene.ben.messages.get(message?.id ?? ''), 'not-found')
    await refusalOf(scene.ben.messages.words(message?.id ?? ''), 'not-found')
    expect((await scene.ben.messages.list()).items).toEqual([])
    expect((await scene.anne.messages.list()).items).toHaveLength(1)
  })

  it('ACC-3 of a message that others see, they see no recipient whom they do not, and nobody of the bcc line', async () => {
    const scene = await beginMessages()
    const { anne, ben, cara, carlaId } = scene
    const hidden = { visibility: 'private', ownerId: scene.benId } as const
    const { record: secret } = await ben.contacts.create({
      givenName: 'Secret',
      emails: ['secret@pomme.example'],
      ...hidden,
    })
    const { record: copied } = await ben.contacts.create({ givenName: 'Copied', emails: [denis] })
    const recipients = [
      { contactId: carlaId },
      { contactId: secret.id, kind: 'cc' },
      { address: 'plain@pomme.example', kind: 'cc' },
      { contactId: copied.id, kind: 'bcc' },
    ] as const
    const [message] = await ben.messages.sendMail({ recipients, subject: 'Apples', text: '…' })
    const { id = '' } = message ?? {}
    for (const desk of [ben, anne]) {
      expect((await desk.messages.get(id)).recipients).toHaveLength(4)
      expect(Object.keys((await desk.messages.words(id))?.names ?? {})).toHaveLength(3)
    }
    const [entry] = (await cara.contacts.timeline(carlaId)).items.filter(({ kind }) => kind === 'message')
    const shown = [
      await cara.messages.get(id),
      ...(await cara.messages.list()).items,
      ...(entry?.kind === 'message' ? [entry.message] : []),
      await cara.messages.cancel(id),
    ]
    expect(shown.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual(
      Array.from({ length: 4 }, () => [carla, 'plain@pomme.example']),
    )
    expect(Object.keys((await cara.messages.words(id))?.names ?? {})).toEqual([carla])
  })

  it('MSG-5 text messages take authorization and credit, both at once, and the credit is debited with the queueing', async () => {
    const scene = await beginMessages()
    const text = { recipients: [{ contactId: scene.carlaId }], text: 'Hello {{contact.givenName}}' }
    const { problems } = await scene.ben.messages.checkSms(text)
    expect(problems.map(({ problem }) => problem)).toEqual(['no-authorization', 'no-credit'])
    await scene.anne.workspace.members.authorizeSms(scene.benId, true)
    expect(await scene.anne.messages.addSmsCredit(1)).toBe(1)
    const outcomes = await Promise.allSettled([scene.ben.messages.sendSms(text), scene.ben.messages.sendSms(text)])
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(refused.map((reason) => isCrmError(reason, 'send-refused'))).toEqual([true])
    expect(await scene.anne.messages.smsCredit()).toBe(0)
    await scene.run()
    expect(scene.providers.texts).toMatchObject([{ to: carlasNumber, text: 'Hello Carla' }])
    expect(await scene.anne.messages.smsCredit()).toBe(0)
  })

  it('MSG-5 what surely was not sent is given back, and paid again when it is sent again', async () => {
    const scene = await beginMessages()
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(3)
    const text = { recipients: [{ contactId: scene.carlaId }], text: 'Hello' }
    const [cancelled] = await scene.anne.messages.sendSms(text)
    await scene.anne.messages.cancel(cancelled?.id ?? '')
    expect(await scene.anne.messages.smsCredit()).toBe(3)
    scene.providers.answerText = () => ({ kind: 'refused', problem: '400' })
    const [failed] = await scene.anne.messages.sendSms(text)
    await scene.run()
    expect(await scene.anne.messages.smsCredit()).toBe(3)
    scene.providers.answerText = () => ({ kind: 'unknown', problem: 'timeout' })
    await scene.anne.messages.resend(failed?.id ?? '')
    await scene.run()
    expect(await stateOf(scene, failed?.id ?? '')).toBe('uncertain pending')
    expect(await scene.anne.messages.smsCredit()).toBe(2)
    await scene.anne.messages.resolveUncertain(failed?.id ?? '', 'not-sent')
    expect(await scene.anne.messages.smsCredit()).toBe(3)
    // It was sent after all.
    const event = { kind: 'delivered', at: scene.clock.now(), address: carlasNumber } as const
    await scene.tellText([{ key: 'd', fact: { kind: 'status', messageId: failed?.id ?? '', event } }])
    await scene.run()
    expect(await stateOf(scene, failed?.id ?? '')).toBe('accepted delivered')
    expect(await scene.anne.messages.smsCredit()).toBe(2)
  })

  it('MSG-5 a text that the provider does not take, for the number has said STOP, is not paid', async () => {
    const scene = await beginMessages()
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(1)
    const event = { kind: 'blocked', at: scene.clock.now(), reason: '21610' } as const
    const recipients = [{ address: carlasNumber, event }]
    scene.providers.answerText = () => ({ kind: 'refused', problem: '400 21610', recipients })
    const [text] = await scene.anne.messages.sendSms({ recipients: [{ contactId: scene.carlaId }], text: 'Hello' })
    await scene.run()
    expect(await stateOf(scene, text?.id ?? '')).toBe('failed blocked')
    expect(await scene.anne.messages.smsCredit()).toBe(1)
  })

  it('MSG-5 says what a text message cost, once its provider knows it', async () => {
    const scene = await beginMessages()
    const { anne, anneId, carlaId, clock, providers } = scene
    await anne.workspace.members.authorizeSms(anneId, true)
    await anne.messages.addSmsCredit(2)
    const [sent] = await anne.messages.sendSms({ recipients: [{ contactId: carlaId }], text: 'Hello' })
    const id = sent?.id ?? ''
    const priceOf = async () => (await anne.messages.get(id)).recipients[0]?.price
    await scene.run()
    clock.advance(65 * minute)
    await scene.run()
    expect(await priceOf()).toBeUndefined()
    const price = { amountMicros: 7_500, currency: 'USD' }
    providers.prices.set(`t-${id}`, price)
    clock.advance(3_600_000)
    await scene.run()
    expect(await priceOf()).toEqual(price)
    // It is asked for no more, and is kept whatever comes later.
    providers.prices.set(`t-${id}`, { ...price, amountMicros: 1 })
    const event = { kind: 'delivered', at: clock.now(), address: carlasNumber } as const
    await scene.tellText([{ key: 'd', fact: { kind: 'status', messageId: id, event } }])
    clock.advance(48 * 3_600_000)
    await scene.run()
    expect(await priceOf()).toEqual(price)
    expect(await stateOf(scene, id)).toBe('accepted delivered')
  })

  it.each([
    ['the provider does not know the message', new CrmError('backend-refused', { message: '404' }), 1],
    ['the provider is never there', new CrmError('backend-unavailable', { message: '503', retryable: true }), 6],
    ['the sender of the host throws', new Error('no such method'), 6],
  ])('MSG-5 a price that is not to be had is given up without an alarm: %s', async (_why, failure, times) => {
    const scene = await beginMessages()
    const { anne, anneId, carlaId, clock, crm, store, workspaceId } = scene
    await anne.workspace.members.authorizeSms(anneId, true)
    await anne.messages.addSmsCredit(1)
    const [text] = await anne.messages.sendSms({ recipients: [{ contactId: carlaId }], text: 'Hello' })
    await scene.run()
    let asked = 0
    scene.providers.priceOf = async () => {
      asked += 1
      throw failure
    }
    for (let hours = 0; hours < 72; hours += 1) {
      clock.advance(60 * minute)
      expect(await crm.runDue()).toMatchObject({ dead: 0 })
    }
    expect(asked).toBe(times)
    expect(await store.jobs.listDead(workspaceId, { limit: 9 })).toEqual([])
    expect(await stateOf(scene, text?.id ?? '')).toBe('accepted accepted')
  })

  it('MSG-5 a price that somebody else is in the way of at the last try is given up without an alarm', async () => {
    const memory = memoryStore()
    let isBusy = false
    const store: Store = {
      ...memory,
      commit: async (commit) =>
        isBusy
          ? err({ code: 'version-conflict', subject: { kind: 'message', id: commit.workspaceId } })
          : memory.commit(commit),
    }
    const scene = await beginMessages(store)
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(1)
    await scene.anne.messages.sendSms({ recipients: [{ contactId: scene.carlaId }], text: 'Hello' })
    await scene.run()
    scene.providers.priceOf = async () => ({ amountMicros: 7_500, currency: 'USD' })
    isBusy = true
    for (let hours = 0; hours < 72; hours += 1) {
      scene.clock.advance(60 * minute)
      expect(await scene.crm.runDue()).toMatchObject({ dead: 0 })
    }
    expect((await memory.jobs.listWaiting(9)).map(({ workspaceId }) => workspaceId)).toEqual([])
  })

  it('MSG-5 prices of text messages that were sent together are asked for over an hour', async () => {
    const scene = await beginMessages()
    const { anne, anneId, carlaId, clock, crm } = scene
    const count = 40
    await anne.workspace.members.authorizeSms(anneId, true)
    await anne.messages.addSmsCredit(count)
    for (let n = 0; n < count; n += 1) {
      await anne.messages.sendSms({ recipients: [{ contactId: carlaId }], text: `Hello ${n}` })
    }
    await scene.run()
    let asked = 0
    scene.providers.priceOf = async () => {
      asked += 1
      return { amountMicros: 7_500, currency: 'USD' }
    }
    clock.advance(4 * minute)
    const perQuarter: number[] = []
    for (let quarter = 0; quarter < 5; quarter += 1) {
      const before = asked
      await crm.runDue()
      perQuarter.push(asked - before)
      clock.advance(16 * minute)
    }
    expect(perQuarter[0]).toBe(0)
    expect(asked).toBe(count)
    expect(Math.max(...perQuarter)).toBeLessThan(count / 2)
  })

  it('MSG-5 STOP is honored, START lifts it, and other words are filed', async () => {
    const scene = await beginMessages()
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(10)
    const received = (text: string, ago = 0) => ({
      kind: 'received' as const,
      sms: {
        providerMessageId: `in-${text}`,
        from: carlasNumber,
        to: '+33700000000',
        text,
        receivedAt: scene.clock.now() - ago,
      },
    })
    await scene.tellText([{ key: 'stop', fact: received('Stop!') }])
    await scene.run()
    const text = { recipients: [{ contactId: scene.carlaId }], text: 'Hello' }
    const { details } = await refusalOf(scene.anne.messages.sendSms(text), 'send-refused')
    expect(details.problems.map(({ problem }) => problem)).toEqual(['suppressed'])
    scene.clock.advance(minute)
    await scene.tellText([{ key: 'start', fact: received('start') }])
    await scene.run()
    await scene.anne.messages.sendSms(text)
    await scene.tellText([{ key: 'more', fact: received('Are there any left?') }])
    await scene.run()
    const { items } = await scene.anne.interactions.list({ contactId: scene.carlaId })
    expect(items.map(({ subject, type }) => `${type} ${subject}`)).toEqual(['email/open Are there any left?'])
    const matterId = items[0]?.id ?? ''
    scene.clock.advance(minute)
    await scene.tellText([
      { key: 'more', fact: received('Are there any left?') },
      { key: 'again', fact: received('Please answer.') },
    ])
    await scene.run()
    const notes = (await scene.anne.interactions.notes(matterId)).items
    expect(notes.map((note) => (note.kind === 'words' ? `${note.voice} ${note.text}` : '')).toSorted()).toEqual([
      'theirs Are there any left?',
      'theirs Please answer.',
    ])
  })

  it('MSG-2 what is told while the workspace has no account waits until it has one again', async () => {
    const made = providers()
    let isThere = true
    const scene = await beginMessages(undefined, {
      ...made,
      get channels() {
        return isThere ? made.channels : {}
      },
    })
    const id = await sent(scene)
    await scene.run()
    const at = scene.clock.now()
    await scene.tellMail([{ key: 'd', fact: { messageId: id, event: { kind: 'delivered', at, address: carla } } }])
    isThere = false
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted accepted')
    isThere = true
    scene.clock.advance(minute)
    await scene.run()
    expect(await stateOf(scene, id)).toBe('accepted delivered')
  })

  it('MSG-2 a STOP that comes after hours in which nothing could be worked out counts within two minutes', async () => {
    const made = providers()
    let isOpen = true
    const scene = await messageScene(
      await begin(memoryStore(), { channels: () => (isOpen ? made.channels : {}) }),
      made,
    )
    const { clock, crm, store, workspaceId } = scene
    const told = (text: string) => ({
      kind: 'received' as const,
      sms: { providerMessageId: text, from: carlasNumber, to: '+33700000000', text, receivedAt: clock.now() },
    })
    await scene.tellText([{ key: 'help', fact: told('help') }])
    isOpen = false
    for (let minutes = 0; minutes < 9 * 60; minutes += 1) {
      await crm.runDue()
      clock.advance(minute)
    }
    isOpen = true
    await scene.tellText([{ key: 'stop', fact: told('stop') }])
    clock.advance(2 * minute)
    await scene.run()
    const lines = await store.consents.suppressionsOf(workspaceId, 'sms', [carlasNumber])
    expect(lines.get(carlasNumber)?.map(({ reason }) => reason)).toEqual(['stop'])
  })

  it('MSG-5 a text message that nobody can file holds up nothing that came with it', async () => {
    const scene = await beginMessages()
    const { find } = scene.store.interactions
    await scene.anne.interactions.create({
      ...{ subject: 'Order', type: 'sale/first-contact', contactIds: [scene.carlaId] },
    })
    // Somebody removes the matter between the look and the note.
    scene.store.interactions.find = async () => null
    const from = carlasNumber
    const sms = { providerMessageId: 'in', from, to: '+33700000000', receivedAt: scene.clock.now() }
    await scene.tellText([
      { key: 'a', fact: { kind: 'received', sms: { ...sms, text: 'Any left?' } } },
      { key: 'b', fact: { kind: 'received', sms: { ...sms, text: 'STOP' } } },
    ])
    await scene.run()
    scene.store.interactions.find = find
    expect((await scene.anne.consent.suppressions()).items.map(({ entry }) => entry.reason)).toEqual(['stop'])
    scene.clock.advance(2 * minute)
    await scene.run()
    const { items } = await scene.anne.interactions.list({ contactId: scene.carlaId })
    const notes = await scene.anne.interactions.notes(items[0]?.id ?? '')
    expect(notes.items).toMatchObject([{ text: 'Any left?', voice: 'theirs' }])
  })

  it('MSG-5 credit below zero is said once', async () => {
    const scene = await beginMessages()
    await scene.anne.workspace.members.authorizeSms(scene.anneId, true)
    await scene.anne.messages.addSmsCredit(-2)
    const { problems } = await scene.anne.messages.checkSms({ recipients: [{ contactId: scene.carlaId }], text: 'A' })
    expect(problems).toMatchObject([{ problem: 'no-credit', needed: 1, available: -2 }])
  })

  it.each<[string, SendAnswer, string]>([
    ['refused', { kind: 'refused', problem: '400' }, 'failed pending'],
    ['unknown', { kind: 'unknown', problem: 'timeout' }, 'uncertain pending'],
    ['postponed', { kind: 'postponed', problem: '429' }, 'queued pending'],
  ])('MSG-6 an answer that is %s', async (_name, answer, state) => {
    const scene = await beginMessages()
    scene.providers.answerMail = () => answer
    const id = await sent(scene)
    await scene.run()
    expect(await stateOf(scene, id)).toBe(state)
  })

  it('MSG-6 what is uncertain is never sent again by itself, and resolved by asking the provider', async () => {
    for (const [trace, state] of [
      [{ kind: 'found', recipients: [] }, 'accepted pending'],
      [{ kind: 'absent' }, 'failed pending'],
      [{ kind: 'unknown' }, 'uncertain pending'],
    ] as const) {
      const scene = await beginMessages()
      scene.providers.answerMail = () => {
        throw new Error('the provider’s client is broken')
      }
      const id = await sent(scene)
      const failures: unknown[] = []
      await scene.crm.runDue({ onFailure: ({ kind, problem, cause }) => failures.push([kind, problem, String(cause)]) })
      expect(failures).toEqual([['send', { code: 'sender-threw' }, 'Error: the provider’s client is broken']])
      expect(await stateOf(scene, id)).toBe('uncertain pending')
      expect((await scene.anne.messages.get(id)).sending).toMatchObject({ problem: 'sender-threw' })
      await refusalOf(scene.anne.messages.resend(id), 'transition-refused')
      scene.providers.trace = () => trace
      for (let days = 0; days < 10; days += 1) {
        scene.clock.advance(24 * 60 * minute)
        await scene.run()
      }
      expect(await stateOf(scene, id)).toBe(state)
      expect(scene.providers.mails).toHaveLength(1)
      expect((await scene.anne.jobs.listDead()).items).toEqual([])
    }
  })

  it('MSG-6 a message whose job is given up has failed, with its credit given back, and may be sent again', async () => {
    const made = providers()
    let given: Channels = made.channels
    const scene = await messageScene(await begin(memoryStore(), { channels: () => given }), made)
    const { anne, carlaId, clock, crm } = scene
    await anne.workspace.members.authorizeSms(scene.anneId, true)
    await anne.messages.addSmsCredit(1)
    const [text] = await anne.messages.sendSms({ recipients: [{ contactId: carlaId }], text: 'Hello' })
    const mailed = await sent(scene)
    // Of the mail, nobody gets as far as asking; of text messages there is no account.
    given = { ...(made.channels.mail !== undefined && { mail: made.channels.mail }), inbound: { host: 'no host!' } }
    for (let hours = 0; hours < 24 * 5; hours += 1) {
      await crm.runDue()
      clock.advance(60 * minute)
    }
    const problems = [mailed, text?.id ?? ''].map(async (id) => (await anne.messages.get(id)).sending)
    expect(await Promise.all(problems)).toMatchObject([
      { state: 'failed', problem: 'thrown', attempts: 0 },
      { state: 'failed', problem: 'no-account', attempts: 0 },
    ])
    expect(made.mails).toEqual([])
    expect(await anne.messages.smsCredit()).toBe(1)
    given = made.channels
    await anne.messages.resend(mailed)
    await scene.run()
    expect(await stateOf(scene, mailed)).toBe('accepted accepted')
  })

  it('PTY-6 what the provider answers of somebody who was erased meanwhile keeps no address', async () => {
    const scene = await beginMessages()
    scene.providers.answerMail = async ({ recipients }) => {
      await scene.anne.contacts.anonymize(scene.carlaId)
      const event = { kind: 'bounced', at: scene.clock.now() } as const
      return { kind: 'accepted', recipients: recipients.map(({ address }) => ({ address, event })) }
    }
    await sent(scene)
    await scene.run()
    const lines = await scene.store.consents.listSuppressions(scene.workspaceId, { limit: 9 })
    expect(lines.map(({ entry }) => [entry.reason, entry.address])).toEqual([['hard-bounce', '']])
    await refusalOf(scene.anne.messages.sendMail(letter(scene, { recipients: [{ address: carla }] })), 'send-refused')
  })

  it('MSG-6 a mail that says nothing is not queued, and one whose provider was not asked has failed', async () => {
    const scene = await beginMessages()
    const { record } = await scene.anne.contacts.create({ givenName: 'Denis', emails: [denis] })
    const asked = { recipients: [{ contactId: record.id }], subject: 'Apples', text: '{{contact.familyName}}' }
    const { details } = await refusalOf(scene.anne.messages.sendMail(asked), 'invalid-input')
    expect(details.issues.map(({ path, problem }) => `${path} ${problem}`)).toEqual(['text missing'])
    scene.providers.answerMail = () => {
      throw new CrmError('invalid-input', { message: 'no', details: { issues: [] } })
    }
    const id = await sent(scene)
    await scene.run()
    expect((await scene.anne.messages.get(id)).sending).toMatchObject({ state: 'failed', problem: 'invalid-input' })
  })

  it('MSG-6 a message is taken back while it waits, and not afterwards', async () => {
    const scene = await beginMessages()
    const id = await sent(scene, { notBefore: scene.clock.now() + minute })
    await scene.anne.messages.cancel(id)
    scene.clock.advance(minute)
    await scene.run()
    expect(scene.providers.mails).toEqual([])
    const other = await sent(scene)
    await scene.run()
    const { details } = await refusalOf(scene.anne.messages.cancel(other), 'transition-refused')
    expect(details).toMatchObject({ kind: 'message', state: 'accepted', asked: 'cancel' })
  })

  it('a command that is repeated under its id queues nothing more', async () => {
    const scene = await beginMessages()
    const first = await scene.anne.messages.sendMail(letter(scene), { commandId: 'once' })
    const again = await scene.anne.messages.sendMail(letter(scene), { commandId: 'once' })
    expect(again).toEqual(first)
    await scene.run()
    expect(scene.providers.mails).toHaveLength(1)
  })

  it('a mail to several goes to all of them, each once, on their matter', async () => {
    const scene = await beginMessages()
    const { record } = await scene.anne.interactions.create({ subject: 'Order 7', type: 'sale/first-contact' })
    const recipients = [
      { contactId: scene.carlaId },
      { address: 'Denis <denis@pomme.example>', kind: 'cc' },
      { address: carla, kind: 'bcc' },
    ]
    const id = await sent(scene, { recipients, interactionId: record.id, subject: 'About {{interaction.subject}}' })
    await scene.run()
    expect(scene.providers.mails[0]?.recipients).toMatchObject([{ address: carla }, { kind: 'cc', address: denis }])
    expect(scene.providers.mails[0]?.content.subject).toBe('About Order 7')
    const { items } = await scene.anne.messages.list({ interactionId: record.id })
    expect(items).toMatchObject([{ id, interactionId: record.id, headline: 'About Order 7' }])
    const { items: timeline } = await scene.anne.interactions.timeline(record.id)
    expect(timeline.some((entry) => entry.kind === 'message' && entry.id === id)).toBe(true)
  })

  it('a workspace without an account is told so, and sends nothing', async () => {
    const none = providers()
    const scene = await beginMessages(undefined, { ...none, channels: {} })
    const refused = await refusalOf(scene.anne.messages.sendMail(letter(scene)), 'no-account')
    expect(refused.details.account).toBe('mail')
    expect((await scene.anne.messages.list()).items).toEqual([])
  })

  it('events tell of messages, and name nobody', async () => {
    const scene = await beginMessages()
    const id = await sent(scene)
    await scene.run()
    const at = scene.clock.now()
    await scene.tellMail([{ key: 'a', fact: { messageId: id, event: { kind: 'delivered', at, address: carla } } }])
    await scene.run()
    const events = await scene.store.history.listEvents(scene.workspaceId, { limit: 100 })
    const told = events.filter(({ subject }) => subject.kind === 'message')
    expect(told.map(({ type }) => type)).toEqual(['message.queued', 'message.accepted', 'message.delivered'])
    expect(JSON.stringify(told)).not.toContain('pomme')
    expect(told[2]?.data).toMatchObject({ channel: 'email', contactIds: [scene.carlaId] })
  })

  it('mail addresses of nobody known are written to as they are', async () => {
    const scene = await beginMessages()
    const id = await sent(scene, { recipients: [{ address: 'eva@secret.example', name: 'Eva' }], text: 'Hello' })
    await scene.run()
    expect(scene.providers.mails[0]?.recipients).toEqual([
      { kind: 'to', address: mail('eva@secret.example'), name: 'Eva' },
    ])
    expect(await stateOf(scene, id)).toBe('accepted accepted')
    const { problems } = await scene.anne.messages.checkMail({
      recipients: [{ address: 'eva' }],
      subject: 'A',
      text: 'B',
    })
    expect(problems.map(({ path, problem }) => `${path} ${problem}`)).toEqual(['recipients.0 invalid-address'])
  })
})

describe('Messages in a store', () => {
  onEveryStore((open) => {
    it('ACC-3, MRG-2 a message to a contact that was merged is seen by who sees what it became', async () => {
      const made = providers()
      const scene = await messageScene(await open({ channels: () => made.channels }), made)
      const { anne, cara, carlaId } = scene
      const hidden = { visibility: 'private', ownerId: scene.anneId } as const
      const { record } = await anne.contacts.create({ givenName: 'Carla', ...hidden })
      const id = await sent(scene)
      const { record: other } = await anne.contacts.create({ givenName: 'Denis', emails: [denis] })
      const both = await sent(scene, { recipients: [{ contactId: carlaId }, { contactId: other.id }] })
      expect((await cara.messages.list()).items).toHaveLength(2)
      await anne.contacts.merge(record.id, carlaId)
      await refusalOf(cara.messages.get(id), 'not-found')
      const { items } = await cara.messages.list()
      const shown = items.map((item) => [item.id, ...item.recipients.map(({ address }) => address)])
      expect(shown).toEqual([[both, denis]])
    })

    it('MSG-1 … MSG-6 a mail and a text message from the desk to the recipient', { timeout: 60_000 }, async () => {
      const made = providers()
      const scene = await messageScene(await open({ channels: () => made.channels }), made)
      await scene.anne.workspace.members.authorizeSms(scene.benId, true)
      expect(await scene.anne.messages.addSmsCredit(2)).toBe(2)
      const id = await sent(scene, { purpose: 'correspondence', answers: ['their@pomme.example'] })
      const text = { recipients: [{ contactId: scene.carlaId }], text: 'Hello {{contact.givenName}}' }
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => scene.ben.messages.sendSms(text)))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
      expect(await scene.anne.messages.smsCredit()).toBe(0)
      await scene.run()
      expect(await stateOf(scene, id)).toBe('accepted accepted')
      expect(made.texts.map(({ text }) => text)).toEqual(['Hello Carla', 'Hello Carla'])
      const at = scene.clock.now()
      const { items } = await scene.anne.messages.list({ channel: 'sms' })
      const [one, other] = items
      if (one === undefined || other === undefined) throw new Error('two were queued')
      const receipt = { kind: 'delivered', at, address: carlasNumber } as const
      const bounce = { kind: 'bounced', at, address: carla } as const
      await scene.tellMail([
        { key: 'b', fact: { messageId: null, event: { ...bounce, providerMessageId: `p-${id}` } } },
      ])
      await scene.tellText([
        { key: '1', fact: { kind: 'status', messageId: one.id, event: receipt } },
        { key: '2', fact: { kind: 'status', messageId: other.id, event: receipt } },
        { key: '2', fact: { kind: 'status', messageId: other.id, event: receipt } },
      ])
      await scene.run()
      expect([await stateOf(scene, id), await stateOf(scene, one.id), await stateOf(scene, other.id)]).toEqual([
        'accepted bounced',
        'accepted delivered',
        'accepted delivered',
      ])
      await refusalOf(scene.anne.messages.sendMail(letter(scene)), 'send-refused')
      await scene.anne.consent.lift({
        channel: 'email',
        address: carla,
        purpose: 'correspondence',
        reason: 'hard-bounce',
      })
      await scene.anne.consent.give(scene.carlaId, { channel: 'email', purpose: 'marketing', proof: 'a form' })
      await sent(scene, { purpose: 'marketing' })
      await scene.run()
      const link = made.mails.at(-1)?.headers.find(({ name }) => name === 'List-Unsubscribe')?.value ?? ''
      await scene.crm.unsubscribe(/token=(.*)>$/.exec(link)?.[1] ?? '')
      const { entries } = await scene.anne.consent.ofContact(scene.carlaId)
      expect(entries.map(({ consent, source, proof }) => `${consent} ${source} ${proof}`)).toEqual([
        'given member a form',
        'withdrawn link undefined',
      ])
      const { items: lines } = await scene.anne.consent.suppressions()
      expect(lines.map(({ entry }) => `${entry.kind} ${entry.reason}`).toSorted()).toEqual([
        'lifted hard-bounce',
        'suppressed hard-bounce',
        'suppressed unsubscribed',
      ])
    })
  })
})

/** A store in which somebody else changes the message while a page of events is written, so many times; and the pages. */
function refusingPages(memory: Store, times: number): { readonly store: Store; readonly pages: readonly number[] } {
  const pages: number[] = []
  let refusals = times
  const commit: Store['commit'] = async (written) => {
    const { length = 0 } = written.providerEventsSettled ?? []
    if (length === 0) return memory.commit(written)
    pages.push(length)
    // What is behind is worked out by then: in memory that takes no longer than a turn of the event loop.
    await turn()
    if (refusals === 0) return memory.commit(written)
    refusals -= 1
    return err({ code: 'version-conflict', subject: { kind: 'message', id: written.workspaceId } })
  }
  return { store: { ...memory, commit }, pages }
}
