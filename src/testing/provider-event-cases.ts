/** The store contract: what providers told. @module */
import type {
  KeptProviderEvent,
  ProviderEventState,
  ProviderTopic,
  StoredProviderEvent,
} from '../ports/provider-event-log.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCall, buildCommit } from './builders.ts'
import { callId } from './call-scene.ts'
import { buildProviderEvent, changedMessage, message, messageId, nameOf, newMessage } from './message-scene.ts'
import { elsewhere, here, open, refusal, type StoreCases, write } from './store-scene.ts'

const a = buildProviderEvent({ key: 'a' })
const b = buildProviderEvent({ key: 'b' })
const c = buildProviderEvent({ key: 'c' })

/** The log of what providers told. */
export const providerEventCases: StoreCases = {
  'events that nobody has looked at come in the order in which they came in, with every field': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const text = buildProviderEvent({
      key: 'a',
      topic: 'sms',
      provider: 'twilio',
      raw: 'Body=%22é%22\\',
      receivedAt: 9,
    })
    await write(store, [], { providerEventsKept: [b, text] })
    await write(store, [], { providerEventsKept: [c, a] })
    expectEqual(await pendingKeys(store), ['b', 'c', 'a'], 'of mail')
    expectEqual((await store.providerEvents.listPending(here, 'mail', 2)).length, 2, 'at most so many')
    const [told] = await store.providerEvents.listPending(here, 'sms', 9)
    expectEqual(told && { ...told, position: 0 }, { ...text, state: 'pending', position: 0 }, 'an event')
    const positions = (await store.providerEvents.listPending(here, 'mail', 9)).map(({ position }) => position)
    expectEqual(
      positions,
      [...new Set(positions)].toSorted((one, other) => one - other),
      'their positions',
    )
    expectEqual(await store.providerEvents.listPending(elsewhere, 'mail', 9), [], 'elsewhere')
  },

  'events that nobody has looked at start right after the position, if given': async (store) => {
    await open(store)
    const text = buildProviderEvent({ key: 'd', topic: 'sms' })
    await write(store, [], { providerEventsKept: [b, text, c, a] })
    const positions = (await store.providerEvents.listPending(here, 'mail', 9)).map(({ position }) => position)
    const behind = async (index: number, limit = 9) => {
      const events = await store.providerEvents.listPending(here, 'mail', limit, positions[index])
      return events.map(({ key }) => key)
    }
    expectEqual(await behind(0), ['c', 'a'], 'behind the first')
    expectEqual(await behind(0, 1), ['c'], 'behind the first, one at most')
    expectEqual(await behind(2), [], 'behind the last')
    // Whoever reads ahead settles what he has read, and comes on from there.
    await settle(store, [b, c])
    expectEqual(await behind(1), ['a'], 'behind one that is settled')
    expectEqual(await behind(0), ['a'], 'where those between are settled')
  },

  'an event of a provider that was kept before is not kept again, whatever has become of it': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [], { providerEventsKept: [a, b, a] })
    await settle(store, [a])
    const again = [a, b].map((event) => ({ ...event, raw: 'again', receivedAt: 9_000 }))
    const others = [
      buildProviderEvent({ key: 'a', provider: 'mailjet' }),
      buildProviderEvent({ key: 'a', topic: 'calls' }),
      buildProviderEvent({ key: 'A' }),
    ]
    await write(store, [], { providerEventsKept: [...again, ...others] })
    await write(store, [], { workspaceId: elsewhere, providerEventsKept: [a] })
    expectEqual(await pendingKeys(store), ['b', 'a', 'A'], 'of mail')
    expectEqual(await pendingKeys(store, 'calls'), ['a'], 'of calls')
    expectEqual((await store.providerEvents.listPending(here, 'mail', 1))[0]?.raw, b.raw, 'as it came first')
    expectEqual(await keysIn(store, 'interpreted'), ['a'], 'what was interpreted')
    expectEqual((await store.providerEvents.listPending(elsewhere, 'mail', 9)).length, 1, 'elsewhere')
  },

  'events in a state are listed in the order in which they came in, page by page': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const text = buildProviderEvent({ key: 'd', topic: 'sms' })
    await write(store, [], { providerEventsKept: [c, text, a, b] })
    await settle(store, [b, text, c], 'unmatched')
    const { providerEvents } = store
    const all = await providerEvents.list(here, { state: 'unmatched', limit: 9 })
    expectEqual(
      all.map(({ key }) => key),
      ['c', 'd', 'b'],
      'what is unmatched',
    )
    const after = all[0]?.position ?? 0
    const [next] = await providerEvents.list(here, { state: 'unmatched', after, limit: 1 })
    expectEqual(next?.key, 'd', 'one that follows')
    expectEqual(await keysIn(store, 'pending'), ['a'], 'what is pending')
    expectEqual(await keysIn(store, 'unknown'), [], 'what is unknown')
    expectEqual(await providerEvents.list(elsewhere, { state: 'unmatched', limit: 9 }), [], 'elsewhere')
  },

  'settling an event that is not pending changes nothing. Replaying makes events pending again': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const jet = buildProviderEvent({ key: 'j', provider: 'mailjet', receivedAt: 2_000 })
    await write(store, [], { providerEventsKept: [a, b, jet, buildProviderEvent({ key: 's', topic: 'sms' })] })
    await settle(store, [a, jet, buildProviderEvent({ key: 'nobody' })])
    await settle(store, [a], 'unknown')
    await settle(store, [buildProviderEvent({ key: 's', topic: 'sms' })])
    expectEqual(await keysIn(store, 'interpreted'), ['a', 'j', 's'], 'what was interpreted')
    const replay = (fields: object) => write(store, [], { providerEventsReplayed: { topic: 'mail', ...fields } })
    await write(store, [], { workspaceId: elsewhere, providerEventsReplayed: { topic: 'mail' } })
    await replay({ provider: 'twilio' })
    await replay({ from: 2_001 })
    await replay({ until: 1_000 })
    expectEqual(await pendingKeys(store), ['b'], 'what is pending, with nothing replayed')
    await replay({ provider: 'mailjet', from: 2_000, until: 2_001 })
    expectEqual(await pendingKeys(store), ['b', 'j'], 'what is pending, with one provider replayed')
    await replay({})
    expectEqual(await pendingKeys(store), ['a', 'b', 'j'], 'what is pending, with all replayed')
    expectEqual(await pendingKeys(store, 'sms'), [], 'what is pending of another topic')
    const [first, , last] = await store.providerEvents.listPending(here, 'mail', 9)
    await settle(
      store,
      [first, last].flatMap((event) => event ?? []),
    )
    expectEqual(await pendingKeys(store), ['b'], 'what is pending between those that were settled where they stand')
  },

  'blanking what providers told of a message or a call leaves everything but its raw text; it is replayed no more':
    async (store) => {
      await open(store)
      await write(store, [], { providerEventsKept: [a, b, c] })
      const settled = [a, b].map((event, place) => {
        return { ...nameOf(event), state: 'interpreted', aboutId: messageId(place + 1) } as const
      })
      await write(store, [], { providerEventsSettled: settled })
      await write(store, [], { providerEventsBlanked: [messageId(1), messageId(9)] })
      const told = await store.providerEvents.list(here, { state: 'interpreted', limit: 9 })
      expectEqual(
        told.map(({ key, raw }) => `${key} ${raw}`),
        ['a ', `b ${b.raw}`],
        'what is kept of them',
      )
      await write(store, [], { providerEventsReplayed: { topic: 'mail' } })
      expectEqual(await pendingKeys(store), ['b', 'c'], 'what is pending, replayed')
      await write(store, [], { providerEventsKept: [a] })
      expectEqual(await pendingKeys(store), ['b', 'c'], 'what is pending, told again')
    },

  'a guarded message or call whose version is not the one expected refuses the commit': async (store) => {
    await open(store)
    const call = buildCall({ id: callId(1) })
    const writes = [newMessage({ id: messageId(1) }), { op: 'create', kind: 'call', record: call } as const]
    await write(store, writes, { providerEventsKept: [a] })
    const settled = [{ ...nameOf(a), state: 'interpreted', aboutId: messageId(1) } as const]
    for (const [kind, id] of [
      ['message', messageId(1)],
      ['call', callId(1)],
      ['message', messageId(9)],
    ] as const) {
      const stale = { recordGuards: [{ kind, id, version: 2 }], providerEventsSettled: settled }
      const conflict = { code: 'version-conflict', subject: { kind, id } }
      expectEqual(await refusal(store, [], stale), conflict, `a ${kind} in another version, or none`)
    }
    expectEqual(await pendingKeys(store), ['a'], 'what is pending, refused')
    const present = (['message', 'call'] as const).map((kind) => {
      return { kind, id: kind === 'call' ? callId(1) : messageId(1), version: 1 }
    })
    await write(store, [], { recordGuards: present, providerEventsSettled: settled })
    expectEqual(await pendingKeys(store), [], 'what is pending, under guards that hold')
  },

  'of two concurrent commits, one that erases a message and one that settles an event about it under a guard, nothing is left to read':
    async (store) => {
      await open(store)
      await write(store, [newMessage({ id: messageId(1) })], { providerEventsKept: [a] })
      const erased = await changedMessage(store, messageId(1), { recipients: [] })
      await Promise.all([
        store.commit(buildCommit({ workspaceId: here, writes: [erased], providerEventsBlanked: [messageId(1)] })),
        store.commit(
          buildCommit({
            workspaceId: here,
            recordGuards: [{ kind: 'message', id: messageId(1), version: 1 }],
            providerEventsSettled: [{ ...nameOf(a), state: 'interpreted', aboutId: messageId(1) }],
          }),
        ),
      ])
      expectEqual((await message(store, messageId(1))).version, 2, 'the version of the message')
      const told = await store.providerEvents.list(here, { state: 'interpreted', limit: 9 })
      expectEqual(told.filter(({ raw }) => raw !== '').length, 0, 'events that can be read')
    },

  'events that came before an instant are removed, at most so many; pending ones stay': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const old = ['d', 'e', 'f'].map((key, place) =>
      buildProviderEvent({ key, receivedAt: 10, topic: place === 0 ? 'sms' : 'mail' }),
    )
    await write(store, [], { providerEventsKept: [...old, a, b] })
    await write(store, [], { workspaceId: elsewhere, providerEventsKept: [a] })
    await settle(store, [...old, b], 'unknown')
    const prune = (before: number, limit: number) => store.providerEvents.prune(here, { before, limit })
    expectEqual(await prune(10, 9), 0, 'before any came')
    expectEqual(await prune(11, 2), 2, 'two of three')
    expectEqual(await prune(11, 9), 1, 'the rest')
    expectEqual(await keysIn(store, 'unknown'), ['b'], 'what came later')
    expectEqual(await prune(9_000, 9), 1, 'all but what is pending')
    expectEqual(await pendingKeys(store), ['a'], 'what is pending')
    expectEqual((await store.providerEvents.listPending(elsewhere, 'mail', 9)).length, 1, 'elsewhere')
  },
}

async function settle(
  store: Store,
  events: readonly (KeptProviderEvent | StoredProviderEvent)[],
  state: Exclude<ProviderEventState, 'pending'> = 'interpreted',
): Promise<void> {
  const settled = events.map((event) => {
    return { ...nameOf(event), state, ...('position' in event && { position: event.position }) }
  })
  await write(store, [], { providerEventsSettled: settled })
}

async function pendingKeys(store: Store, topic: ProviderTopic = 'mail'): Promise<readonly string[]> {
  return (await store.providerEvents.listPending(here, topic, 99)).map(({ key }) => key)
}

async function keysIn(store: Store, state: ProviderEventState): Promise<readonly string[]> {
  return (await store.providerEvents.list(here, { state, limit: 99 })).map(({ key }) => key)
}
