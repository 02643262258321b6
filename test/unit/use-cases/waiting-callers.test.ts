/** Callers who wait until somebody is free. Rules: docs/concepts/calls.md (TEL-1, TEL-2). */
import type { CallInstruction } from 'crmkit'
import { callRequest } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { turnSeconds } from '../../../src/call/stored-call.ts'
import { beginCalls, type CallScene, carlas, incoming, monday, ours, told } from './call-scene.ts'

const hold = { say: 'All lines are busy. Please hold.', locale: 'en' }

/** Both talk, and the number has a minute of waiting. */
async function beginWaiting(): Promise<CallScene & { ask(question: string): Promise<CallInstruction> }> {
  const scene = await beginCalls()
  const { presence, annId, bobId, hear, setLine, clock } = scene
  presence.set(annId, 'busy').set(bobId, 'busy')
  await setLine({ queue: { seconds: 60 } })
  return {
    ...scene,
    ask: async (question) => {
      clock.advance(turnSeconds * 1_000)
      return hear([question, { kind: 'unanswered', providerCallId: 'C1', at: clock.now() }])
    },
  }
}

it('TEL-1 who waits is put through to whoever becomes free', async () => {
  const { company, presence, bobId, bob, work, clock, setLine } = await beginWaiting()
  const call = await company.dial({ from: carlas, to: ours })
  expect(call.instruction).toMatchObject({ kind: 'queue', seconds: turnSeconds, says: [hold] })
  clock.advance(turnSeconds * 1_000)
  await call.miss()
  expect(call.instruction).toEqual({ kind: 'queue', seconds: turnSeconds, round: 1 })
  presence.set(bobId, 'online')
  await setLine({ ringSeconds: 30, queue: { seconds: 60 } })
  clock.advance(turnSeconds * 1_000)
  await call.miss()
  expect(call.ringing).toEqual([bobId])
  expect(call.instruction).toMatchObject({ kind: 'ring', seconds: 30, round: 2 })
  clock.advance(4_000)
  await call.answer(bobId)
  clock.advance(60_000)
  await call.hangUp()
  await work()
  expect((await bob.calls.list()).items).toMatchObject([
    { status: 'answered', memberId: bobId, talkedSeconds: 60, missedBecause: null },
  ])
})

it('TEL-1 who waits waits for as long as the number says, and no time that somebody is rung counts', async () => {
  const { hear, ask, presence, annId, ann, work } = await beginWaiting()
  const said = [await hear(incoming('C1', carlas, monday))]
  said.push(await ask('q1'))
  presence.set(annId, 'online')
  said.push(await ask('q2'))
  // She does not take it, and is not rung again at once.
  said.push(await ask('q3'))
  presence.set(annId, 'busy')
  said.push(await ask('q4'))
  presence.set(annId, 'online')
  // The waiting is over; she is free in that moment.
  said.push(await ask('q5'), await ask('q6'), await ask('q7'))
  expect(said.map(({ kind }) => kind)).toEqual([
    ...['queue', 'queue', 'ring', 'queue', 'queue', 'ring', 'voicemail'],
    'hang-up',
  ])
  expect(said.reduce((sum, each) => sum + (each.kind === 'queue' ? each.seconds : 0), 0)).toBe(60)
  // It is said once that he is to hold, and again after each ringing.
  expect(said.flatMap((each, place) => ('says' in each && each.kind === 'queue' ? [place] : []))).toEqual([0, 3])
  await work()
  expect((await ann.calls.list()).items).toMatchObject([{ missedBecause: null, status: 'ringing' }])
})

it('TEL-2 who is rung from the queue, or in a later round, is told of it once', async () => {
  const { hear, ask, presence, annId, bobId, store, workspaceId } = await beginWaiting()
  await hear(incoming('C1', carlas, monday))
  presence.set(bobId, 'online')
  await ask('q1')
  await ask('q1')
  // Nobody takes it, and the waiting goes on.
  await ask('q2')
  presence.set(annId, 'online')
  await ask('q3')
  const events = await store.history.listEvents(workspaceId, { limit: 100 })
  const news = events.filter(({ type }) => type.startsWith('call.'))
  expect(news.map(({ type, data }) => [type, data['ringingIds'], data['operatorIds']])).toEqual([
    ['call.incoming', [], [annId, bobId]],
    ['call.ringing', [bobId], [annId, bobId]],
    ['call.ringing', [annId, bobId], [annId, bobId]],
  ])
})

it('TEL-2 nobody is told to take a call that is over, though the provider still asks who is next', async () => {
  const { hear, ask, work, presence, bobId, store, workspaceId, clock } = await beginWaiting()
  await hear(incoming('C1', carlas, monday))
  await hear(told('C1', { kind: 'ended', at: clock.now() + 1, end: 'canceled' }))
  await work()
  presence.set(bobId, 'online')
  await ask('q1')
  const events = await store.history.listEvents(workspaceId, { limit: 100 })
  const types = events.map(({ type }) => type).filter((type) => type.startsWith('call.'))
  expect(types).toEqual(['call.incoming', 'call.missed', 'call.ended'])
})

it('TEL-5 a question that is asked again is given the same, whoever is free by then', async () => {
  const { hear, ask, presence, bobId, crm, workspaceId } = await beginWaiting()
  const first = await hear(['i', incoming('C1', carlas, monday)])
  const second = await ask('q1')
  presence.set(bobId, 'online')
  expect(await ask('q1')).toEqual(second)
  expect(await hear(['i', incoming('C1', carlas, monday)])).toEqual(first)
  const question = callRequest(['q2', { kind: 'unanswered', providerCallId: 'C1', at: monday }])
  const both = await Promise.all([0, 1].map(() => crm.receive(question, { workspaceId, topic: 'calls' })))
  expect(both.map(({ body }) => JSON.parse(body).kind)).toEqual(['ring', 'ring'])
  presence.set(bobId, 'offline')
  expect(JSON.parse((await crm.receive(question, { workspaceId, topic: 'calls' })).body).kind).toBe('ring')
})

it('TEL-1 who waits is told before he is recorded', async () => {
  const { hear, ask, presence, annId, bobId, setLine } = await beginWaiting()
  await hear(incoming('C1', carlas, monday))
  presence.set(bobId, 'online')
  const operators = [annId, bobId].map((memberId) => ({ memberId, outgoing: true, recording: true }))
  await setLine({ queue: { seconds: 60 }, recording: true, operators })
  const says = [{ say: 'This call may be recorded.', locale: 'en' }]
  expect(await ask('q1')).toMatchObject({ kind: 'ring', isRecorded: true, says })
  await ask('q2')
  const again = await ask('q3')
  expect(again).toMatchObject({ kind: 'ring', isRecorded: true })
  expect(again).not.toHaveProperty('says')
})

it('TEL-1 nobody is rung who does not work here, or answers the number no more', async () => {
  const { hear, ask, presence, annId, bobId, ann, setLine } = await beginWaiting()
  await hear(incoming('C1', carlas, monday))
  presence.set(bobId, 'online').set(annId, 'online')
  await ann.workspace.members.deactivate(bobId)
  expect(await ask('q1')).toMatchObject({ kind: 'ring', operators: [{ memberId: annId }] })
  await ask('q2')
  await setLine({ queue: { seconds: 60 }, operators: [] })
  expect(await ask('q3')).toMatchObject({ kind: 'queue' })
})
