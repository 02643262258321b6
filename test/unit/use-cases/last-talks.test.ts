/** INT-5 what contacts and companies know of calls, and of what was written to them. */
import { buildCall, buildCommit, countedId } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { beginCalls, carlas, incoming, monday, told } from './call-scene.ts'
import { beginMessages } from './message-scene.ts'

it('INT-5 any call that came in counts, and of ours those that were answered', async () => {
  const { ann, bob, bobId, hear, work, clock, store, workspaceId } = await beginCalls()
  const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
  const { record: pomme } = await ann.companies.create({ name: 'Pomme', phones: [carlas] })
  expect(await bob.contacts.dates(carla.id)).toEqual({})
  await hear(incoming('C1', carlas, monday))
  await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'no-answer' }))
  await work()
  const missed = { lastInteractionAt: monday, lastInboundAt: monday }
  expect(await bob.contacts.dates(carla.id)).toEqual(missed)
  const ours = { direction: 'outbound', number: carlas, memberId: bobId, contactIds: [carla.id] } as const
  const answered = { reach: 'answered', startedAt: monday + 1_000, companyIds: [pomme.id] } as const
  const calls = [
    buildCall({ ...ours, ...answered, id: countedId(1, 0xca) }),
    buildCall({ ...ours, id: countedId(2, 0xca), startedAt: monday + 2_000, endedAt: monday + 9_000 }),
  ]
  const writes = calls.map((record) => ({ op: 'create', kind: 'call', record }) as const)
  await store.commit(buildCommit({ workspaceId, writes }))
  clock.advance(60_000)
  const last = { lastInteractionAt: monday + 1_000, lastOutboundAt: monday + 1_000 }
  expect(await bob.contacts.dates(carla.id)).toEqual({ ...missed, ...last })
  expect(await bob.companies.dates(pomme.id)).toEqual({ ...missed, ...last })
})

it('INT-5 what waited until its time counts when it goes, whatever was written after it', async () => {
  const { anne, carlaId, clock, run } = await beginMessages()
  const mail = { recipients: [{ contactId: carlaId }], subject: 'Apples', text: 'Ripe.' }
  await anne.messages.sendMail({ ...mail, notBefore: clock.now() + 600_000 })
  clock.advance(60_000)
  await anne.messages.sendMail(mail)
  await run()
  clock.advance(900_000)
  await run()
  expect(await anne.contacts.dates(carlaId)).toEqual({ lastInteractionAt: clock.now(), lastOutboundAt: clock.now() })
})

it('INT-5 what a member wrote counts once it is taken, whoever its contact has become; what jobs send does not', async () => {
  const { anne, carlaId, crm, workspaceId, clock, run } = await beginMessages()
  const mail = { recipients: [{ contactId: carlaId }], subject: 'Apples', text: 'Ripe.' }
  await anne.messages.sendMail(mail)
  expect(await anne.contacts.dates(carlaId)).toEqual({})
  await run()
  const at = clock.now()
  const dates = { lastInteractionAt: at, lastOutboundAt: at }
  expect(await anne.contacts.dates(carlaId)).toEqual(dates)
  clock.advance(60_000)
  await crm.asSystem({ workspaceId, reason: 'reminders' }).messages.sendMail({ ...mail, purpose: 'reminder' })
  await run()
  expect(await anne.contacts.dates(carlaId)).toEqual(dates)
  const { record: twin } = await anne.contacts.create({ familyName: 'Martin' })
  await anne.contacts.merge(twin.id, carlaId)
  expect(await anne.contacts.dates(twin.id)).toEqual(dates)
})
