/** Calls as a provider tells of them, and what members see of them. Rules: docs/concepts/calls.md (TEL-2 … TEL-5). */
import { callRequest, type PlayedCall } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { beginCalls, carlas, incoming, lineId, monday, ours, strangers, told } from './call-scene.ts'
import { refusalOf } from './stores.ts'

it('TEL-2 rings at the owner of the caller first, then at the others, then takes a message', async () => {
  const { ann, bobId, annId, hear } = await beginCalls()
  await ann.contacts.create({ familyName: 'Martin', phones: [carlas], ownerId: bobId })
  const ring = { kind: 'ring', seconds: 20, isRecorded: false }
  expect(await hear(incoming('C1', carlas, monday))).toEqual({ ...ring, operators: [{ memberId: bobId }], round: 0 })
  const unanswered = { kind: 'unanswered', providerCallId: 'C1', at: monday + 20_000 } as const
  expect(await hear(['u1', unanswered])).toEqual({ ...ring, operators: [{ memberId: annId }], round: 1 })
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

it('TEL-2 knows a caller by a number that is not the first one, and shows all who share it', async () => {
  const { ann, annId, hear, work, bob } = await beginCalls()
  const { record: pomme } = await ann.companies.create({ name: 'Pomme', phones: [strangers, carlas] })
  const { record: carla } = await ann.contacts.create({
    familyName: 'Martin',
    affiliation: { companyId: pomme.id, phones: [carlas] },
  })
  const { record: secret } = await ann.contacts.create({
    familyName: 'Secret',
    phones: [carlas],
    visibility: 'private',
  })
  expect(await hear(incoming('C1', carlas, monday))).toMatchObject({ operators: [{ memberId: annId }] })
  await work()
  const [byAnn] = (await ann.calls.list()).items
  expect(byAnn?.contactIds.toSorted()).toEqual([carla.id, secret.id].toSorted())
  expect(byAnn?.companyIds).toEqual([pomme.id])
  // Bob answers the number, and does not get to know of a contact that he may not see.
  const [byBob] = (await bob.calls.list()).items
  expect(byBob?.contactIds).toEqual([carla.id])
  const entries = (await bob.contacts.timeline(carla.id)).items.flatMap((entry) =>
    entry.kind === 'call' ? [entry.call] : [],
  )
  expect(entries.map(({ contactIds }) => contactIds)).toEqual([[carla.id]])
})

it('TEL-2 takes nobody for the caller who is in the trash', async () => {
  const { ann, annId, bobId, hear, work } = await beginCalls()
  const { record: pomme } = await ann.companies.create({ name: 'Pomme', phones: [carlas], ownerId: bobId })
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas], ownerId: bobId })
  await ann.companies.trash(pomme.id)
  await ann.contacts.trash(carla.id)
  const operators = [{ memberId: annId }, { memberId: bobId }]
  expect(await hear(incoming('C1', carlas, monday))).toMatchObject({ kind: 'ring', operators })
  await work()
  expect((await ann.calls.list()).items).toMatchObject([{ contactIds: [], companyIds: [] }])
})

it('TEL-3 records an unknown number without a contact, or makes one of it, once', async () => {
  const { ann, hear, work, setLine, clock } = await beginCalls()
  await hear(incoming('C1', strangers, monday))
  await work()
  expect((await ann.contacts.list()).items).toEqual([])
  await setLine({ unknownCaller: 'create-contact' })
  clock.advance(60_000)
  await Promise.all([hear(incoming('C2', strangers, clock.now())), hear(incoming('C3', strangers, clock.now()))])
  await hear(incoming('C4', null, clock.now()))
  await work()
  const { items } = await ann.contacts.list()
  expect(items.map(({ familyName }) => familyName)).toEqual([strangers])
  const calls = (await ann.calls.list({ contactId: items[0]?.id })).items
  expect(calls.map(({ providerCallId }) => providerCallId).toSorted()).toEqual(['C2', 'C3'])
})

it('TEL-5 keeps what comes before the call is known, and counts it then', async () => {
  const { ann, hear, work, annId } = await beginCalls()
  await hear(told('C1', { kind: 'ended', at: monday + 75_000, end: 'completed', talkSeconds: 60 }))
  await hear(told('C1', { kind: 'answered', at: monday + 15_000, memberId: annId }))
  await work()
  expect((await ann.calls.list()).items).toEqual([])
  await hear(incoming('C1', carlas, monday))
  await work()
  const [call] = (await ann.calls.list()).items
  expect(call).toMatchObject({
    status: 'answered',
    talkedSeconds: 60,
    startedAt: monday,
    memberId: annId,
    number: carlas,
  })
})

it('TEL-5 logs a call whose answer was lost with the machine', async () => {
  const { ann, crm, hear, work, workspaceId, store } = await beginCalls()
  const { commit } = store
  let isDead = false
  // The request is kept; the machine dies before it has written the call.
  store.commit = async (written) => {
    if (written.writes.some(({ kind }) => kind === 'call') && !isDead) {
      isDead = true
      throw new Error('killed')
    }
    return commit(written)
  }
  await expect(
    crm.receive(callRequest(incoming('C1', carlas, monday)), { workspaceId, topic: 'calls' }),
  ).rejects.toThrow()
  await work()
  expect((await ann.calls.list()).items).toMatchObject([{ number: carlas, status: 'ringing' }])
  expect(await hear(incoming('C1', carlas, monday))).toMatchObject({ kind: 'ring' })
})

it('TEL-5 refuses a request that is not the provider’s', async () => {
  const { crm, workspaceId } = await beginCalls()
  const body = new TextEncoder().encode('[]')
  const reply = await crm.receive({ method: 'POST', path: '/', headers: {}, body }, { workspaceId, topic: 'calls' })
  expect(reply.status).toBe(403)
})

it('TEL-3 tells of calls, with the callers and without their numbers', async () => {
  const { ann, store, hear, work, workspaceId, clock } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  await hear(incoming('C1', carlas, monday))
  clock.advance(1_000)
  await hear(told('C1', { kind: 'ended', at: monday + 30_000, end: 'no-answer' }))
  await hear(told('C1', { kind: 'ended', at: monday + 30_000, end: 'no-answer' }))
  await work()
  const events = (await store.history.listEvents(workspaceId, { limit: 100 })).filter(({ type }) =>
    type.startsWith('call.'),
  )
  expect(events.map(({ type }) => type)).toEqual(['call.incoming', 'call.missed', 'call.ended'])
  expect(events[0]?.data).toMatchObject({ contactIds: [carla.id], lineId })
  expect(events.map(({ data }) => data['missedBecause'])).toEqual([undefined, 'hung-up', 'hung-up'])
  expect(JSON.stringify(events)).not.toContain(carlas)
})

it('TEL-2 names who answers a number and works here, and who is rung first', async () => {
  const { ann, annId, bobId, store, hear, workspaceId } = await beginCalls()
  await ann.contacts.create({ familyName: 'Martin', phones: [carlas], ownerId: bobId })
  await hear(incoming('C1', carlas, monday))
  await ann.workspace.members.deactivate(bobId)
  await hear(incoming('C2', carlas, monday))
  const events = await store.history.listEvents(workspaceId, { limit: 100 })
  const told = events.filter(({ type }) => type === 'call.incoming').map(({ data }) => data)
  expect(told).toMatchObject([
    { operatorIds: [annId, bobId], ringingIds: [bobId] },
    { operatorIds: [annId], ringingIds: [annId] },
  ])
})

it('TEL-2 TEL-3 says why nobody took a call, to the caller and in the list of missed calls', async () => {
  const { ann, bob, company, presence, clock, annId, bobId, work, setLine } = await beginCalls()
  const reasons: (string | null | undefined)[] = []
  const heard: string[] = []
  const miss = async (end: (call: PlayedCall) => Promise<void>): Promise<void> => {
    clock.advance(60_000)
    const call = await company.dial({ from: strangers, to: ours })
    await end(call)
    await work()
    heard.push(call.heard.map((each) => ('say' in each ? each.say : each.play)).join(' '))
    reasons.push((await bob.calls.missed({ limit: 1 })).items[0]?.missedBecause)
  }
  const leave = (call: PlayedCall) => call.leaveMessage()
  await miss((call) => call.hangUp())
  await miss(async (call) => {
    await call.miss()
    await call.leaveMessage()
  })
  presence.set(annId, 'busy').set(bobId, 'offline')
  await miss(leave)
  presence.set(annId, 'offline')
  await miss(leave)
  await setLine({ operators: [] })
  presence.set(annId, 'online')
  clock.advance(12 * 3_600_000)
  await setLine({ voicemail: false, announcements: { closed: { say: 'À demain', locale: 'fr' } } })
  await miss(async () => {})
  expect((await ann.calls.missed({ limit: 1 })).items[0]?.missedBecause).toBe('closed')
  expect(reasons.slice(0, 4)).toEqual(['hung-up', 'no-answer', 'busy', 'nobody-online'])
  expect(heard).toEqual([
    '',
    'Nobody can take your call right now. Please leave a message after the tone.',
    'All lines are busy right now. Please leave a message after the tone.',
    'Nobody can take your call right now. Please leave a message after the tone.',
    'À demain',
  ])
})

it('TEL-1, TEL-4 lets an operator call who may, and asks again when the provider asks', async () => {
  const { ann, bob, bobId, annId, hear, company, setLine } = await beginCalls()
  const { id } = await bob.calls.call({ to: '06 12 34 56 78', lineId }, { commandId: 'once' })
  expect(await bob.calls.call({ to: '06 12 34 56 78', lineId }, { commandId: 'once' })).toMatchObject({
    id,
    placing: 'accepted',
  })
  expect(company.made.map(({ asked }) => asked)).toMatchObject([
    { callId: id, from: ours, to: carlas, operator: { memberId: bobId } },
  ])
  const [{ providerCallId = '' } = {}] = company.made
  const asks = {
    kind: 'outgoing',
    callId: id,
    providerCallId,
    memberId: bobId,
    from: '',
    to: '',
    at: monday,
  } as const
  expect(await hear(asks)).toEqual({ kind: 'connect', from: ours, to: carlas, isRecorded: false })
  expect(await hear(['again', { ...asks, memberId: annId }])).toMatchObject({ kind: 'hang-up' })
  // From a browser, which says whatever it likes.
  const browser = { ...asks, callId: null, providerCallId: 'CB1', from: ours, to: carlas } as const
  expect(await hear(browser)).toMatchObject({ kind: 'connect' })
  expect(await hear({ ...browser, providerCallId: 'CB2', from: '+33199999999' })).toMatchObject({ kind: 'hang-up' })
  await setLine({ outgoing: false })
  expect(await hear({ ...browser, providerCallId: 'CB3' })).toMatchObject({ kind: 'hang-up' })
  expect((await refusalOf(bob.calls.call({ to: carlas, lineId }), 'call-refused')).details.because).toBe('outgoing-off')
  const refused = (await ann.calls.list()).items.filter(({ placing }) => placing === 'refused')
  expect(refused.map(({ providerCallId }) => providerCallId).toSorted()).toEqual(['CB2', 'CB3'])
})

it('TEL-4 shows a call of which nobody knows whether it was made, and does not make it again', async () => {
  const { bob, company, hear, work } = await beginCalls()
  await company.behave('hangs-up')
  const call = await bob.calls.call({ to: carlas, lineId }, { commandId: 'once' })
  expect(call.placing).toBe('unknown')
  expect(await bob.calls.call({ to: carlas, lineId }, { commandId: 'once' })).toMatchObject({
    id: call.id,
    placing: 'unknown',
  })
  expect(company.made).toHaveLength(1)
  // It was made after all.
  const providerCallId = company.made[0]?.providerCallId ?? ''
  await hear(told(providerCallId, { kind: 'answered', at: monday + 5_000, memberId: null }, call.id))
  await work()
  expect(await bob.calls.get(call.id)).toMatchObject({
    placing: 'accepted',
    providerCallId,
    status: 'in-progress',
  })
})

it('TEL-4 makes links, and a pass for the browser of an operator', async () => {
  const { ann, bob, crm, workspaceId, bobId } = await beginCalls()
  expect(await bob.calls.links({ to: '+33 6 12 34 56 78', sipHost: 'sip.pomme.example' })).toEqual({
    tel: 'tel:+33612345678',
    callto: 'callto:+33612345678',
    sip: 'sip:+33612345678@sip.pomme.example;user=phone',
  })
  expect((await bob.calls.links({ to: '06 12 34 56 78' })).tel).toBe('tel:+33612345678')
  expect((await bob.calls.operatorToken()).token).toBe(`${bobId} true`)
  const { id: carlId } = await ann.workspace.members.add({ name: 'Carl' })
  const carl = crm.as({ workspaceId, memberId: carlId })
  expect((await refusalOf(carl.calls.operatorToken(), 'call-refused')).details.because).toBe('no-operator')
  expect((await refusalOf(carl.calls.links({ to: '12' }), 'call-refused')).details.because).toBe('invalid-number')
})

it('TEL-4 a pass lets nobody call out who may not', async () => {
  const { ann, bob, annId, bobId, setLine, clock } = await beginCalls()
  const passOf = async (desk: typeof bob) => (await desk.calls.operatorToken({ seconds: 60 })).token
  const operator = (memberId: string, outgoing: boolean) => ({ memberId, outgoing, recording: false })
  await setLine({ operators: [operator(annId, true), operator(bobId, false)] })
  expect([await passOf(ann), await passOf(bob)]).toEqual([`${annId} true`, `${bobId} false`])
  await setLine({ outgoing: false, operators: [operator(annId, true), operator(bobId, true)] })
  expect(await passOf(ann)).toBe(`${annId} false`)
  await setLine({ outgoing: true })
  await ann.workspace.members.changeRole(bobId, 'read-only')
  expect(await passOf(bob)).toBe(`${bobId} false`)
  const { expiresAt } = await bob.calls.operatorToken({ seconds: 60 })
  expect(expiresAt).toBe(clock.now() + 60_000)
})

it('PTY-6 forgets the number, the note and the sound with the person, and leaves the line in the log', async () => {
  const { ann, company, hear, work, clock, store, workspaceId } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  await hear(incoming('C1', carlas, monday))
  await company.record(new Uint8Array([1]), 'RE1')
  await hear(told('C1', { kind: 'recorded', at: monday, recording: { id: 'RE1', state: 'completed' } }))
  await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'no-answer' }))
  await work()
  const [call] = (await ann.calls.list()).items
  await ann.calls.update(call?.id ?? '', { note: 'Carla was angry' })
  expect((await ann.contacts.exportPersonalData(carla.id)).parts['calls']).toMatchObject([{ number: carlas }])
  await ann.contacts.anonymize(carla.id)
  clock.advance(1_000)
  await work()
  const after = await ann.calls.get(call?.id ?? '')
  expect(after).toMatchObject({ number: null, status: 'missed', contactIds: [carla.id], startedAt: monday })
  expect(after).not.toHaveProperty('note')
  expect(company.recordings.size).toBe(0)
  const raw = await store.providerEvents.list(workspaceId, { state: 'interpreted', limit: 100 })
  expect(raw.map((event) => event.raw)).toEqual(['', '', ''])
})

it('PTY-6 a question about a call that was erased before anybody interpreted it is not kept either', async () => {
  const { ann, hear, work, store, workspaceId } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  await hear(incoming('C1', carlas, monday))
  await ann.contacts.anonymize(carla.id)
  await work()
  const raw = await store.providerEvents.list(workspaceId, { state: 'interpreted', limit: 100 })
  expect(raw.map((event) => event.raw)).toEqual([''])
})

it('TEL-3 puts a call to a matter and to people by hand', async () => {
  const { ann, bob, hear, work } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin' })
  const { record: secret } = await ann.contacts.create({
    familyName: 'Secret',
    phones: [strangers],
    visibility: 'private',
  })
  const { record: sale } = await ann.interactions.create({ subject: 'Apples', type: 'sale/first-contact' })
  await hear(incoming('C1', strangers, monday))
  await work()
  const [call] = (await bob.calls.list()).items
  const id = call?.id ?? ''
  await bob.calls.update(id, { contactIds: [carla.id], interactionId: sale.id, note: ' Wants apples ' })
  expect(await ann.calls.get(id)).toMatchObject({
    contactIds: [secret.id, carla.id],
    interactionId: sale.id,
    note: 'Wants apples',
  })
  expect((await ann.interactions.timeline(sale.id)).items.map(({ kind }) => kind)).toContain('call')
  expect((await refusalOf(bob.calls.update(id, { contactIds: [secret.id] }))).code).toBe('not-found')
  expect((await bob.calls.list({ interactionId: sale.id })).items.map((each) => each.id)).toEqual([id])
})
