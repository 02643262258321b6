/** TEL-5: whatever a provider tells of calls, in whatever order and however often, the log says what the model says. */
import type { CallEvent, CallFact, PhoneE164, Store } from 'crmkit'
import { callStatus, type LoggedCall, missedCalls, recordCallEvent, startCall, talkedSeconds } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import type { ToldFact } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginCalls,
  type CallScene,
  carlas,
  incoming,
  monday,
  ours,
  strangers,
  told,
} from '../unit/use-cases/call-scene.ts'
import { onEveryStore } from '../unit/use-cases/stores.ts'

/** A call as it happened. */
interface Happened {
  readonly direction: 'inbound' | 'outbound'
  readonly number: PhoneE164 | null
  readonly at: number
  readonly events: readonly CallEvent[]
}

/** Calls as they happened, and how they are told. */
interface World {
  readonly calls: readonly Happened[]
  /** Where each telling goes; some are told twice. */
  readonly order: readonly number[]
}

const members = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b']
const later = fc.integer({ min: 0, max: 90_000 })
const event: fc.Arbitrary<(at: number) => CallEvent> = fc.oneof(
  later.map((ms) => (at: number) => ({ kind: 'ringing', at: at + ms }) as const),
  fc.record({ ms: later, memberId: fc.constantFrom(null, ...members) }).map(
    ({ ms, memberId }) =>
      (at: number) =>
        ({ kind: 'answered', at: at + ms, memberId }) as const,
  ),
  later.map((ms) => (at: number) => ({ kind: 'rejected', at: at + ms }) as const),
  later.map((ms) => (at: number) => ({ kind: 'voicemail', at: at + ms }) as const),
  fc.record({ ms: later, end: fc.constantFrom('completed', 'busy', 'no-answer', 'canceled', 'failed') }).map(
    ({ ms, end }) =>
      (at: number) =>
        ({ kind: 'ended', at: at + ms, end, talkSeconds: ms % 50 }) as const,
  ),
)
const happened: fc.Arbitrary<Happened> = fc
  .record({
    isInbound: fc.boolean(),
    number: fc.constantFrom(null, carlas, strangers),
    minutes: fc.integer({ min: 0, max: 5 }),
    events: fc.array(event, { maxLength: 4 }),
  })
  .map(({ isInbound, number, minutes, events }) => {
    const at = monday + minutes * 60_000
    const direction = isInbound ? 'inbound' : 'outbound'
    // Nobody calls a withheld number.
    return { direction, number: isInbound ? number : (number ?? carlas), at, events: events.map((make) => make(at)) }
  })
const world: fc.Arbitrary<World> = fc.record({
  calls: fc.array(happened, { minLength: 1, maxLength: 5 }),
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
})

/** Everything that is told of the calls, in the order of the world, some of it twice. */
function tellings({ calls, order }: World, bobId: string): readonly ToldFact[] {
  const facts = calls.flatMap(({ direction, number, at, events }, index): readonly ToldFact[] => {
    const name = `C${index}`
    const begin: CallFact =
      direction === 'inbound'
        ? incoming(name, number, at)
        : { kind: 'outgoing', callId: null, providerCallId: name, memberId: bobId, from: ours, to: number ?? '', at }
    return [[`${name} begins`, begin], ...events.map((each, n): ToldFact => [`${name} ${n}`, told(name, each)])]
  })
  const twice = facts.filter((_fact, index) => (order[index] ?? 0) % 3 === 0)
  return [...facts, ...twice]
    .map((fact, index) => ({ fact, place: order[index % order.length] ?? 0 }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ fact }) => fact)
}

type Modeled = LoggedCall & { readonly name: string }

function modelOf({ calls }: World, bobId: string): readonly Modeled[] {
  return calls.map(({ direction, number, at, events }, index) => {
    const begun = startCall(direction, at, direction === 'outbound' ? bobId : null)
    return { ...events.reduce(recordCallEvent, begun), number, name: `C${index}` }
  })
}

async function check({ ann, bobId, hear, work, crm, workspaceId }: CallScene, given: World, workEvery: number) {
  const all = tellings(given, bobId)
  for (const [index, fact] of all.entries()) {
    await hear(fact)
    if (index % workEvery === 0) await work()
  }
  await work()
  const desk = crm.asSystem({ workspaceId, reason: 'test' })
  const model = modelOf(given, bobId)
  const logged = (await desk.calls.list({ limit: 500 })).items
  const plain = logged.map(({ providerCallId: name, number, status, startedAt, memberId, talkedSeconds: talked }) => {
    return { name: name ?? '', number, status, startedAt, memberId, talked }
  })
  const expected = model.map((call) => ({
    ...{ name: call.name, number: call.number, status: callStatus(call), startedAt: call.startedAt },
    ...{ memberId: call.memberId, talked: talkedSeconds(call) },
  }))
  expect(byName(plain)).toEqual(byName(expected))
  for (const { direction, status, missedBecause } of logged) {
    const isTaken = direction === 'outbound' || !['missed', 'rejected', 'voicemail'].includes(status)
    expect(missedBecause === null, `${direction} ${status} ${missedBecause}`).toBe(isTaken)
  }
  const missed = (await ann.calls.missed({ limit: 500 })).items
  expect(byName(missed.map(({ providerCallId }) => ({ name: providerCallId ?? '' })))).toEqual(
    byName(missedCalls(model).map(({ name }) => ({ name }))),
  )
}

function byName<Named extends { readonly name: string }>(items: readonly Named[]): readonly Named[] {
  return items.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

describe('Calls', () => {
  it('TEL-5 come to what the model says, in memory', { timeout: 120_000 }, async () => {
    const runs = fc.asyncProperty(world, fc.integer({ min: 1, max: 9 }), async (given, workEvery) =>
      check(await beginCalls(memoryStore()), given, workEvery),
    )
    await fc.assert(runs, { numRuns: 100 })
  })
})

onEveryStore((begin) => {
  it('TEL-5 come to what the model says, wherever they are kept', { timeout: 120_000 }, async () => {
    const { store }: { readonly store: Store } = await begin()
    const runs = fc.asyncProperty(world, async (given) => check(await beginCalls(store), given, 5))
    await fc.assert(runs, { numRuns: 3 })
  })

  it('TEL-5 are one call, and one answer, for two machines that are asked at once', { timeout: 120_000 }, async () => {
    const { ann, hear, work } = await beginCalls((await begin()).store)
    const [one, other] = await Promise.all([hear(incoming('C1', carlas, monday)), hear(incoming('C1', carlas, monday))])
    expect(one).toEqual(other)
    const unanswered = { kind: 'unanswered', providerCallId: 'C1', at: monday + 20_000 } as const
    const answers = await Promise.all([hear(['u1', unanswered]), hear(['u1', unanswered])])
    expect(answers.map(({ kind }) => kind)).toEqual(['voicemail', 'voicemail'])
    await work()
    expect((await ann.calls.list()).items).toHaveLength(1)
  })

  it('TEL-1 are not recorded without a notice where recording is switched on between two rounds', {
    timeout: 120_000,
  }, async () => {
    const { ann, annId, bobId, hear, setLine } = await beginCalls((await begin()).store)
    const switched = (recording: boolean) => {
      const operators = [annId, bobId].map((memberId) => ({ memberId, outgoing: true, recording }))
      return setLine({ recording, operators, announcements: { recording: { say: 'Recorded', locale: 'en' } } })
    }
    await ann.contacts.create({ familyName: 'Martin', phones: [carlas], ownerId: bobId })
    const unanswered = { kind: 'unanswered', providerCallId: 'C1', at: monday + 20_000 } as const
    const first = await hear(['i1', incoming('C1', carlas, monday)])
    expect(first).toMatchObject({ kind: 'ring', operators: [{ memberId: bobId }], isRecorded: false })
    await switched(true)
    // A question that is asked again is given the same answer.
    expect(await hear(['i1', incoming('C1', carlas, monday)])).toEqual(first)
    const says = [{ say: 'Recorded', locale: 'en' }]
    const second = await hear(['u1', unanswered])
    expect(second).toMatchObject({ kind: 'ring', operators: [{ memberId: annId }], isRecorded: true, says })
    expect(await hear(['u1', unanswered])).toEqual(second)
    expect(await hear(['u2', unanswered])).toMatchObject({ kind: 'voicemail' })
  })

  it('TEL-3 say why nobody took them', { timeout: 120_000 }, async () => {
    const { bob, company, presence, annId, bobId, work, clock, setLine } = await beginCalls((await begin()).store)
    presence.set(annId, 'busy').set(bobId, 'busy')
    await setLine({ announcements: { voicemail: { play: 'https://verger.example/tone.mp3' } } })
    const call = await company.dial({ from: carlas, to: ours })
    expect(call.heard).toEqual([{ play: 'https://verger.example/tone.mp3' }])
    await call.leaveMessage()
    clock.advance(60_000)
    presence.set(bobId, 'online')
    await (await company.dial({ from: null, to: ours })).hangUp()
    await work()
    const told = (await bob.calls.missed()).items
    expect(told.map(({ missedBecause, status }) => [status, missedBecause])).toEqual([
      ['missed', 'hung-up'],
      ['voicemail', 'busy'],
    ])
  })

  it('TEL-3 are missed, and called back', { timeout: 120_000 }, async () => {
    const { ann, bob, hear, work, clock, setLine } = await beginCalls((await begin()).store)
    const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [strangers, carlas] })
    await hear(incoming('C1', carlas, monday))
    await hear(told('C1', { kind: 'ended', at: monday + 30_000, end: 'no-answer' }))
    await work()
    const [missed] = (await bob.calls.missed()).items
    expect(missed).toMatchObject({ contactIds: [carla.id], status: 'missed' })
    clock.advance(60_000)
    await setLine({ recording: true })
    await bob.calls.call({ to: carlas, lineId: missed?.lineId ?? '' })
    expect((await bob.calls.missed()).items).toEqual([])
    expect((await ann.contacts.timeline(carla.id)).items.filter(({ kind }) => kind === 'call')).toHaveLength(2)
  })
})
