/** Calls as a provider tells of them, and what members see of them. Rules: docs/concepts/calls.md (TEL-2 … TEL-5). */
import { expect, it } from 'vitest'
import { beginCalls, carlas, incoming, monday, strangers, told } from './call-scene.ts'

it('TEL-2 rings at the owner of the caller first, then at the others, then takes a message', async () => {
  const { ann, bobId, annId, hear } = await beginCalls()
  await ann.contacts.create({ familyName: 'Martin', phones: [carlas], ownerId: bobId })
  const ring = { kind: 'ring', seconds: 20, isRecorded: false }
  expect(await hear(incoming('C1', carlas, monday))).toEqual({ ...ring, operators: [{ memberId: bobId }] })
  const unanswered = { kind: 'unanswered', providerCallId: 'C1', at: monday + 20_000 } as const
  expect(await hear(['u1', unanswered])).toEqual({ ...ring, operators: [{ memberId: annId }] })
  expect(await hear(['u2', unanswered])).toMatchObject({ kind: 'voicemail' })
  expect(await hear(['u3', unanswered])).toEqual({ kind: 'hang-up' })
})

it('TEL-5 gives a question that is asked again the same answer', async () => {
  const { hear, annId } = await beginCalls()
  const first = await hear(incoming('C1', strangers, monday))
  expect(await hear(incoming('C1', strangers, monday))).toEqual(first)
  const unanswered = { kind: 'unanswered', providerCallId: 'C1', at: monday + 20_000 } as const
  const [one, other] = await Promise.all([hear(['u1', unanswered]), hear(['u1', unanswered])])
  expect(one).toEqual(other)
  expect(one).toMatchObject({ kind: 'voicemail' })
  expect(annId).toBeDefined()
})

it('TEL-3 logs a call that nobody took as missed, until it is called back', async () => {
  const { ann, bob, bobId, hear, work, clock } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  await hear(incoming('C1', carlas, monday))
  clock.advance(30_000)
  await hear(told('C1', { kind: 'ended', at: monday + 30_000, end: 'no-answer' }))
  await work()
  const [missed] = (await bob.calls.missed()).items
  expect(missed).toMatchObject({ status: 'missed', number: carlas, contactIds: [carla.id], direction: 'inbound' })
  clock.advance(60_000)
  const call = await bob.calls.call({ to: carlas, lineId: missed?.lineId ?? '' })
  expect(call).toMatchObject({ placing: 'accepted', memberId: bobId, contactIds: [carla.id] })
  expect((await bob.calls.missed()).items).toEqual([])
  expect((await ann.calls.list()).items.map(({ id }) => id)).toEqual([call.id, missed?.id])
})
