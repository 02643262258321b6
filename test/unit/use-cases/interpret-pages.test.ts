/** MSG-2 pages of what providers told: which of them wait for each other, and what becomes of those that are refused. */
import { createCrm, type MailFact, type ProviderRequest, type SmsFact, type Store } from 'crmkit'
import { err, startRecipients } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import {
  buildCall,
  buildCommit,
  buildMessage,
  callRequest,
  countedId,
  countedIds,
  fixedClock,
  memoryTelephony,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { beginCalls, carlas, incoming, told } from './call-scene.ts'
import { beginMessages, carla, providers } from './message-scene.ts'

type Topic = 'sms' | 'calls'

const at = Date.UTC(2026, 0, 5, 9)
const pageLength = 1_000
const filling: readonly string[] = Array.from({ length: pageLength }, (_none, n) => `e${n}`)

/** Tells of one page about what nobody has, and then of something that is filed, or logged. */
const tellers: Readonly<Record<Topic, (filling: readonly string[], last: string) => ProviderRequest>> = {
  sms: (keys, last) =>
    textRequest([...keys.map((key) => ({ key, fact: null })), { key: last, fact: received(`Are there ${last}?`) }]),
  calls: (keys, last) =>
    callRequest(...keys.map((key) => [key, ringing(countedId(9, 9), key)] as const), [
      last,
      ringing(null, last),
    ] as const),
}

describe.each<Topic>(['sms', 'calls'])('Pages of what is told of %s', (topic) => {
  it('MSG-2 nothing of the next page is written once the lease is lost', async () => {
    const scene = await beginPages(topic)
    await scene.tell(filling, 'last')
    scene.holdsLease = false
    await scene.run()
    expect(await scene.pending()).toEqual(['last'])
    expect(scene.created()).toBe(0)
    scene.holdsLease = true
    await scene.tell([], 'more')
    await scene.run()
    expect(await scene.pending()).toEqual([])
    expect(scene.created()).toBe(2)
  })
})

describe('Pages of text messages', () => {
  it('MSG-2 nothing of the next page is filed while the page in front is refused', async () => {
    const scene = await beginPages('sms')
    await scene.tell(filling, 'last')
    scene.refusals = 2
    await scene.run()
    expect(scene.trail()).toEqual(['refused', 'refused', 'page of 1000', 'created', 'page of 1'])
    expect(await scene.pending()).toEqual([])
  })
})

describe('Pages of mail', () => {
  it('MSG-2 are about different messages: one that is refused holds up no other, and is worked out anew', async () => {
    const memory = memoryStore()
    const pages: number[] = []
    const [one, two] = [1, 2].map((n) =>
      buildMessage({
        id: countedId(n, 0x1e),
        provider: 'postbox',
        recipients: startRecipients([{ kind: 'to', address: carla }]),
        sending: { state: 'accepted', attempts: 1, acceptedAt: at },
      }),
    )
    if (one === undefined || two === undefined) throw new Error('there are no messages')
    const scene = await beginMessages({
      ...memory,
      commit: async (commit) => {
        const { length } = commit.providerEventsSettled ?? []
        if (length === 0) return memory.commit(commit)
        pages.push(length)
        if (pages.length > 1) return memory.commit(commit)
        // Somebody else is faster.
        const sending = { state: 'accepted', attempts: 2, acceptedAt: at } as const
        const record = { ...one, version: 2, sending }
        const write = { op: 'update', kind: 'message', record, namesAdded: [] } as const
        await memory.commit(buildCommit({ workspaceId: commit.workspaceId, writes: [write] }))
        return memory.commit(commit)
      },
    })
    const { workspaceId } = scene
    const words = { text: 'x', names: {}, answers: [], files: [] }
    const writes = [one, two].map((record) => ({ op: 'create', kind: 'message', record, words }) as const)
    await memory.commit(buildCommit({ workspaceId, writes }))
    // The second half is about both.
    const about = (n: number): string => (n < pageLength || n % 2 === 0 ? one.id : two.id)
    const told = [...filling, ...filling].map((_key, n) => ({ key: `e${n}`, fact: opened(about(n), at + n) }))
    await scene.tellMail(told)
    await scene.run()
    expect(pages).toEqual([1_500, 500, 1_500])
    expect(await memory.providerEvents.listPending(workspaceId, 'mail', 9)).toEqual([])
    const found = await memory.messages.findMany(workspaceId, [one.id, two.id])
    const marks = found.map(({ id, sending, recipients }) => {
      return [id, sending.attempts, recipients[0]?.delivery.marks]
    })
    expect(marks.sort()).toEqual([
      [one.id, 2, { opened: at }],
      [two.id, 1, { opened: at + pageLength + 1 }],
    ])
  })
})

it.each([
  ['p1', 'p2'],
  ['p2', 'p1'],
])('MSG-2 a message that its provider has twice is known by both names: %s and then %s', async (...names) => {
  const scene = await beginMessages()
  const { anne, carlaId } = scene
  const recipients = [{ contactId: carlaId }]
  const [sent] = await anne.messages.sendMail({ recipients, subject: 'Apples', text: 'Ripe.' })
  await scene.run()
  const messageId = sent?.id ?? ''
  for (const providerMessageId of names) {
    const event = { kind: 'accepted', at, address: carla, providerMessageId } as const
    await scene.tellMail([{ key: `of ${providerMessageId}`, fact: { messageId, event } }])
    await scene.run()
  }
  const told = (['opened', 'clicked'] as const).map((kind, place) => {
    return {
      key: kind,
      fact: { messageId: null, event: { kind, at, address: carla, providerMessageId: names[place] ?? '' } },
    }
  })
  await scene.tellMail(told)
  await scene.run()
  const [recipient] = (await anne.messages.get(messageId)).recipients
  expect(recipient?.delivery.marks).toEqual({ opened: at, clicked: at })
})

describe('What is told of somebody who is erased at that moment', () => {
  it.each(['opened', 'complained'] as const)(
    'PTY-6 is not kept, though it says nothing new of the message: %s',
    async (kind) => {
      const memory = memoryStore()
      let erase = async (): Promise<void> => {}
      const scene = await beginMessages({
        ...memory,
        commit: async (commit) => {
          const { providerEventsSettled = [], providerEventsBlanked = [], writes } = commit
          // Whoever wrote the page dies: nothing is made good after it.
          if (providerEventsBlanked.length > 0 && providerEventsSettled.length === 0 && writes.length === 0) {
            throw new Error('died')
          }
          if (providerEventsSettled.length > 0) await erase()
          return memory.commit(commit)
        },
      })
      const { anne, carlaId, workspaceId } = scene
      const [sent] = await anne.messages.sendMail({
        recipients: [{ contactId: carlaId }],
        subject: 'Apples',
        text: 'Ripe.',
      })
      await scene.run()
      const fact: MailFact = { messageId: sent?.id ?? '', event: { kind, at, address: carla } }
      await scene.tellMail([{ key: 'first', fact }])
      await scene.run()
      erase = async () => {
        erase = async () => {}
        await anne.contacts.anonymize(carlaId)
      }
      await scene.tellMail([{ key: 'again', fact }])
      await scene.run()
      const told = await memory.providerEvents.list(workspaceId, { state: 'interpreted', limit: 9 })
      expect(told.map(({ key, raw }) => [key, raw])).toEqual([
        ['first', ''],
        ['again', ''],
      ])
      const lines = (await anne.consent.suppressions()).items
      expect(JSON.stringify(lines)).not.toContain(carla)
    },
  )

  it('PTY-6 forbids, and says no number: a word that was written down between looking and erasing', async () => {
    const memory = memoryStore()
    let tell = async (): Promise<void> => {}
    const { anne, carlaId, crm, workspaceId, run } = await beginMessages({
      ...memory,
      commit: async (commit) => {
        await tell()
        return memory.commit(commit)
      },
    })
    tell = async () => {
      tell = async () => {}
      await crm.receive(textRequest([{ key: 'word', fact: received('STOP') }]), { workspaceId, topic: 'sms' })
      await run()
    }
    await anne.contacts.anonymize(carlaId)
    const lines = (await anne.consent.suppressions()).items
    expect(lines).toHaveLength(1)
    expect(JSON.stringify(lines)).not.toContain('+33612345678')
  })
})

it('PTY-6 what is told of a call that is erased at that moment is not kept, though it says nothing new', async () => {
  const memory = memoryStore()
  let erase = async (): Promise<void> => {}
  const { ann, clock, hear, work, workspaceId } = await beginCalls({
    ...memory,
    commit: async (commit) => {
      if ((commit.providerEventsSettled ?? []).length > 0) await erase()
      return memory.commit(commit)
    },
  })
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  const ended = { kind: 'ended', at: clock.now(), end: 'no-answer' } as const
  await hear(['1', incoming('C1', carlas, clock.now())], ['2', told('C1', ended)])
  await work()
  erase = async () => {
    erase = async () => {}
    await ann.contacts.anonymize(carla.id)
  }
  await hear(['3', told('C1', ended)])
  await work()
  const events = await memory.providerEvents.list(workspaceId, { state: 'interpreted', limit: 9 })
  expect(events.map(({ raw }) => raw)).toEqual(['', '', ''])
})

describe('What belongs to nothing yet', () => {
  it.each(['the next page fails', 'the lease is lost'])('MSG-2 is looked at later though %s', async (why) => {
    const memory = memoryStore()
    let pages = 0
    const scene = await beginMessages({
      ...memory,
      jobs: { ...memory.jobs, extend: async (...given) => why !== 'the lease is lost' && memory.jobs.extend(...given) },
      commit: async (commit) => {
        if ((commit.providerEventsSettled ?? []).length === 0) return memory.commit(commit)
        pages += 1
        if (pages === 7 && why === 'the next page fails') throw new Error('full')
        return memory.commit(commit)
      },
    })
    const message = buildMessage({
      id: countedId(1, 0x1e),
      provider: 'postbox',
      recipients: startRecipients([{ kind: 'to', address: carla }]),
      sending: { state: 'accepted', attempts: 1, acceptedAt: at },
    })
    const { workspaceId } = scene
    // The first one is told before it is known what the provider calls the message.
    const first: MailFact = {
      messageId: null,
      event: { kind: 'delivered', at, address: carla, providerMessageId: 'early' },
    }
    const others = Array.from({ length: 6 * pageLength }, (_none, n) => ({
      key: `e${n}`,
      fact: opened(countedId(n, 0x1f), at),
    }))
    await scene.tellMail([{ key: 'first', fact: first }, ...others])
    await scene.crm.runDue()
    const recipients = message.recipients.map((each) => ({ ...each, providerMessageId: 'early' }))
    const words = { text: 'x', names: {}, answers: [], files: [] }
    const write = { op: 'create', kind: 'message', record: { ...message, recipients }, words } as const
    await memory.commit(buildCommit({ workspaceId, writes: [write] }))
    scene.clock.advance(3_600_000)
    await scene.run()
    const [found] = await memory.messages.findMany(workspaceId, [message.id])
    expect(found?.recipients[0]?.delivery.status).toBe('delivered')
  })
})

describe('What is told of a call that is not there yet', () => {
  it('TEL-5 is looked at later, though what is told of the next call fails', async () => {
    const memory = memoryStore()
    let isFull = true
    const scene = await beginCalls({
      ...memory,
      commit: async (commit) => {
        if (isFull && commit.writes.some(({ kind }) => kind === 'call')) throw new Error('full')
        return memory.commit(commit)
      },
    })
    const { workspaceId, clock } = scene
    const call = buildCall({ id: countedId(1, 0xca), provider: 'memory', providerCallId: null, placing: 'asked' })
    const ended = { kind: 'ended', at: clock.now(), end: 'completed' } as const
    await scene.hear(['early', told('early', ended, call.id)], ['next', told('next', ended)])
    await scene.work()
    isFull = false
    clock.advance(10_000)
    await scene.work()
    await memory.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'call', record: call }] }))
    clock.advance(60_000)
    await scene.work()
    const found = await memory.calls.find({ workspaceId, filter: { sees: 'everything' } }, call.id)
    expect(found).toMatchObject({ providerCallId: 'early', endedAt: ended.at })
  })
})

/** A workspace whose store tells what is written, refuses pages, and loses leases. */
async function beginPages(topic: Topic) {
  const memory = memoryStore()
  const trail: string[] = []
  const control = { holdsLease: true, refusals: 0 }
  const store: Store = {
    ...memory,
    jobs: { ...memory.jobs, extend: async (...given) => control.holdsLease && memory.jobs.extend(...given) },
    commit: async (commit) => {
      const { length = 0 } = commit.providerEventsSettled ?? []
      if (length > 0 && control.refusals > 0) {
        control.refusals -= 1
        trail.push('refused')
        return err({ code: 'version-conflict', subject: { kind: 'message', id: commit.workspaceId } })
      }
      if (commit.writes.some(({ op }) => op === 'create')) trail.push('created')
      if (length > 0 && topic === 'sms') trail.push(`page of ${length}`)
      return memory.commit(commit)
    },
  }
  const clock = fixedClock(at)
  const { sms } = providers().channels
  const calls = { telephony: memoryTelephony({ clock }) }
  const crm = createCrm({ store, clock, ids: countedIds(1), channels: () => ({ ...(sms && { sms }), calls }) })
  const { workspace } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  trail.length = 0
  return Object.assign(control, {
    tell: async (keys: readonly string[], last: string) => {
      const { status } = await crm.receive(tellers[topic](keys, last), { workspaceId: workspace.id, topic })
      expect([200, 204]).toContain(status)
    },
    run: async () => {
      const { dead, retried } = await crm.runDue()
      expect({ dead, retried }).toEqual({ dead: 0, retried: 0 })
    },
    trail: () => trail,
    created: () => trail.filter((each) => each === 'created').length,
    pending: async () => (await memory.providerEvents.listPending(workspace.id, topic, 9)).map(({ key }) => key),
  })
}

function textRequest(told: readonly { readonly key: string; readonly fact: SmsFact | null }[]): ProviderRequest {
  return { method: 'POST', path: '/', headers: {}, body: new TextEncoder().encode(JSON.stringify(told)) }
}

function received(text: string): SmsFact {
  return {
    kind: 'received',
    sms: { providerMessageId: text, from: '+33612345678', to: '+33700000000', text, receivedAt: at },
  }
}

function opened(messageId: string, openedAt: number): MailFact {
  return { messageId, event: { kind: 'opened', at: openedAt, address: carla } }
}

function ringing(callId: string | null, providerCallId: string) {
  return { kind: 'event', callId, providerCallId, event: { kind: 'ringing', at } } as const
}
