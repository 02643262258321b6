/** The store contract: which messages are listed and stand on timelines, and for whom. @module */
import type { AccessScope } from '../access/actor.ts'
import { startRecipients } from '../message/message.ts'
import type { TimelinePlace, TimelinePosition } from '../ports/interaction-repository.ts'
import type { MessagePosition, MessageQuery, StoredMessage } from '../ports/message-repository.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { changedInteraction, interaction, interactionId, newInteraction } from './interaction-scene.ts'
import { addressOf, buildMessage, messageId, words } from './message-scene.ts'
import {
  anne,
  anneSees,
  ben,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  newCompany,
  newContact,
  open,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Lists of messages, and messages on timelines. */
export const messageListCases: StoreCases = {
  'messages are listed latest first, ties by id, page by page': async (store) => {
    await open(store)
    await add(store, [
      to(1, [1], { createdAt: 10 }),
      to(2, [1, 2], { createdAt: 30 }),
      to(3, [2], { createdAt: 20 }),
      to(4, [1], { createdAt: 20 }),
    ])
    const people = [contactId(1), contactId(2)]
    for (const query of [{}, { contactIds: people }, { memberId: anne }]) {
      expectEqual(await listed(store, query), [2, 4, 3, 1], 'all')
      expectEqual(await listed(store, { ...query, limit: 2 }), [2, 4], 'the first two')
      expectEqual(await listed(store, { ...query, after: placeOf(20, 4), limit: 1 }), [3], 'one that follows')
      expectEqual(await listed(store, { ...query, after: placeOf(20, 3) }), [1], 'the last one')
    }
  },

  'a list of messages meets every condition of its query': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newInteraction({ id: interactionId(1) })])
    const failed = { state: 'failed', attempts: 1, failedAt: 9, problem: 'x' } as const
    const accepted = { state: 'accepted', attempts: 1, acceptedAt: 9 } as const
    await add(store, [
      to(1, [1], { interactionId: interactionId(1), memberId: ben }),
      to(2, [2], { channel: 'sms', sending: failed }),
      to(3, [1, 3], { sending: accepted }),
    ])
    expectEqual(await listed(store, { interactionId: interactionId(1) }), [1], 'of a matter')
    expectEqual(await listed(store, { contactIds: [contactId(1)] }), [3, 1], 'to a contact')
    expectEqual(await listed(store, { contactIds: [contactId(2), contactId(3)] }), [3, 2], 'to either contact')
    expectEqual(await listed(store, { contactIds: [] }), [], 'to nobody')
    expectEqual(await listed(store, { memberId: anne }), [3, 2], 'of a member')
    expectEqual(await listed(store, { channel: 'sms' }), [2], 'of a channel')
    expectEqual(await listed(store, { states: ['failed', 'queued'] }), [2, 1], 'on their way')
    expectEqual(await listed(store, { states: ['accepted', 'queued'] }), [3, 1], 'accepted or queued')
    const both = { contactIds: [contactId(1)], memberId: ben }
    expectEqual(await listed(store, both), [1], 'to a contact, of a member')
    const there = { workspaceId: elsewhere, filter: { sees: 'everything' } } as const
    expectEqual(await listed(store, {}, there), [], 'elsewhere')
  },

  'a list of messages holds those of a purpose, and those of members or of nobody': async (store) => {
    await open(store)
    await add(store, [
      to(1, [1]),
      to(2, [1], { purpose: 'marketing' }),
      to(3, [2], { purpose: 'reminder', memberId: null }),
      to(4, [1], { memberId: null }),
    ])
    for (const query of [{}, { contactIds: [contactId(1), contactId(2)] }]) {
      expectEqual(await listed(store, { ...query, purpose: 'correspondence' }), [4, 1], 'correspondence')
      expectEqual(await listed(store, { ...query, isByMember: true }), [2, 1], 'of members')
      expectEqual(await listed(store, { ...query, isByMember: false }), [4, 3], 'of nobody')
      const talk = { ...query, purpose: 'correspondence', isByMember: true, limit: 1 } as const
      expectEqual(await listed(store, talk), [1], 'the latest that a member wrote')
    }
  },

  'a message is seen by who sees its matter, or else a contact that it is to, or who wrote it': async (store) => {
    await open(store)
    await scene(store)
    const hidden = { visibility: 'private', ownerId: ben } as const
    const assigned = { ...anneSees, filter: { sees: 'assigned', memberId: anne, grantees: [anne] } } as const
    await write(store, [
      newInteraction({ id: interactionId(1), ownerId: ben }),
      newInteraction({ id: interactionId(2), ...hidden }),
      newInteraction({ id: interactionId(3), ...hidden, shares: [{ with: anne, level: 'read' }] }),
    ])
    const about = (n: number, matter: number) => to(n, [1], { interactionId: interactionId(matter), memberId: ben })
    await add(store, [
      about(1, 1),
      to(2, [1], { interactionId: interactionId(2), memberId: anne }),
      about(3, 3),
      // 4 is about a matter that was removed for good.
      about(4, 9),
      to(5, [2], { memberId: ben }),
      to(6, [2, 1], { memberId: ben }),
      to(7, [2], { memberId: anne }),
      to(8, [], { memberId: ben }),
    ])
    const all = [8, 7, 6, 5, 4, 3, 2, 1]
    expectEqual(await listed(store, {}), all, 'who sees everything')
    expectEqual(await listed(store, {}, anneSees), [7, 6, 3, 1], 'a member')
    expectEqual(await listed(store, {}, assigned), [7, 6, 3], 'who is restricted')
    const people = [contactId(1), contactId(2)]
    expectEqual(await listed(store, { contactIds: people }, anneSees), [7, 6, 3, 1], 'a member, to either')
  },

  'a list of messages holds nothing of a matter in the trash, unless it is asked for': async (store) => {
    await open(store)
    await scene(store)
    await write(store, [newInteraction({ id: interactionId(1) })])
    await add(store, [to(1, [1], { interactionId: interactionId(1) }), to(2, [3], { memberId: ben })])
    await write(store, [await changedInteraction(store, interactionId(1), { trashedAt: 5 })])
    for (const scope of [everything, anneSees]) {
      expectEqual((await listed(store, {}, scope)).includes(1), false, 'all')
      expectEqual(await listed(store, { contactIds: [contactId(1)] }, scope), [], 'to the contact')
      expectEqual(await listed(store, { interactionId: interactionId(1) }, scope), [1], 'of the matter')
    }
    expectEqual(await listed(store, {}, anneSees), [], 'seen by a contact in the trash')
    expectEqual(await listed(store, { contactIds: [contactId(3)] }, anneSees), [2], 'of a contact in the trash')
  },

  'a message to a contact that was merged is seen by who sees the one that it became': async (store) => {
    await open(store)
    const hidden = { visibility: 'private', ownerId: ben } as const
    await write(store, [
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2), ...hidden }),
      newContact({ id: contactId(3), mergedInto: contactId(2) }),
      newContact({ id: contactId(4), ...hidden, mergedInto: contactId(5) }),
      newContact({ id: contactId(5), ...hidden, mergedInto: contactId(1) }),
      newContact({ id: contactId(6), trashedAt: 5 }),
      newContact({ id: contactId(7), mergedInto: contactId(6) }),
    ])
    await add(store, [
      to(1, [3], { memberId: ben }),
      to(2, [4], { memberId: ben }),
      to(3, [3, 5], { memberId: ben }),
      to(4, [7], { memberId: ben }),
    ])
    expectEqual(await listed(store, {}, anneSees), [3, 2], 'a member')
    expectEqual(await listed(store, {}), [4, 3, 2, 1], 'who sees everything')
    const trashed = [contactId(6), contactId(7)]
    expectEqual(await listed(store, { contactIds: trashed }, anneSees), [4], 'of a contact in the trash')
  },

  'messages that were sent stand on timelines at the instant at which they were written, with what became of them by now':
    async (store) => {
      await open(store)
      await scene(store)
      await write(store, [
        newCompany({ id: companyId(1) }),
        newInteraction({ id: interactionId(1), companyId: companyId(1), contactIds: [contactId(1)] }),
      ])
      await add(store, [
        to(1, [1], { interactionId: interactionId(1), createdAt: 30 }),
        to(2, [3], { interactionId: interactionId(1), createdAt: 20 }),
        to(3, [1, 2], { createdAt: 25 }),
        to(4, [4], { createdAt: 27 }),
        to(5, [2], { createdAt: 22 }),
      ])
      const accepted = { state: 'accepted', attempts: 1, acceptedAt: 99 } as const
      const current = to(1, [1], { interactionId: interactionId(1), createdAt: 30 })
      const record = { ...current, version: 2, sending: accepted }
      await write(store, [{ op: 'update', kind: 'message', record, namesAdded: [] }])
      const place = (kind: TimelinePlace['kind'], ...ids: readonly string[]): TimelinePlace => ({ kind, ids })
      const contact = place('contact', contactId(1), contactId(2))
      const [first] = await store.interactions.timeline(everything, contact, { limit: 1 })
      expectEqual(first, { kind: 'message', at: 30, id: messageId(1), message: record }, 'an entry')
      expectEqual(await onTimeline(store, place('interaction', interactionId(1))), [1, 2], 'of the matter')
      expectEqual(await onTimeline(store, place('company', companyId(1))), [1, 2], 'of the company')
      expectEqual(await onTimeline(store, contact), [1, 3, 5, 2], 'of two contacts that became one')
      expectEqual(await onTimeline(store, place('contact', contactId(3))), [2], 'of a contact outside the matter')
      expectEqual(await onTimeline(store, contact, everything, { at: 30, id: messageId(1) }, 1), [3], 'a page')
    },

  'a timeline holds no message of a matter that the scope does not see, or that is in the trash': async (store) => {
    await open(store)
    await scene(store)
    await write(store, [
      newInteraction({ id: interactionId(1), contactIds: [contactId(1)], visibility: 'private', ownerId: ben }),
      newInteraction({ id: interactionId(2) }),
    ])
    await add(store, [
      to(1, [1], { interactionId: interactionId(1), memberId: anne }),
      to(2, [1], { interactionId: interactionId(2) }),
      to(3, [1], {}),
    ])
    const place: TimelinePlace = { kind: 'contact', ids: [contactId(1)] }
    expectEqual(await onTimeline(store, place), [3, 2, 1], 'for who sees everything')
    expectEqual(await onTimeline(store, place, anneSees), [3, 2], 'for a member')
    const { version } = await interaction(store, interactionId(2))
    await write(store, [await changedInteraction(store, interactionId(2), { trashedAt: 5, version: version + 1 })])
    expectEqual(await onTimeline(store, place), [3, 1], 'for who sees everything, with a matter in the trash')
    const own: TimelinePlace = { kind: 'interaction', ids: [interactionId(2)] }
    expectEqual(await onTimeline(store, own), [2], 'its own')
  },
}

/** Anna, whom everybody sees; Ben's customer; a contact in the trash; somebody else. */
async function scene(store: Store): Promise<void> {
  await write(store, [
    newContact({ id: contactId(1) }),
    newContact({ id: contactId(2), visibility: 'private', ownerId: ben }),
    newContact({ id: contactId(3), trashedAt: 5 }),
    newContact({ id: contactId(4) }),
  ])
}

/** The n-th message, to these contacts. */
function to(n: number, people: readonly number[], fields: Partial<StoredMessage> = {}): StoredMessage {
  const recipients = startRecipients(
    people.map((each) => ({ kind: 'to', address: addressOf(`p${each}`), contactId: contactId(each) })),
  )
  return buildMessage({ id: messageId(n), recipients, ...fields })
}

async function add(store: Store, messages: readonly StoredMessage[]): Promise<void> {
  await write(
    store,
    messages.map((record) => ({ op: 'create', kind: 'message', record, words })),
  )
}

function placeOf(at: number, n: number): MessagePosition {
  return { at, id: messageId(n) }
}

async function listed(
  store: Store,
  query: Partial<MessageQuery>,
  scope: AccessScope = everything,
): Promise<readonly number[]> {
  return (await store.messages.list(scope, { limit: 99, ...query })).map(({ id }) => numberOf(id))
}

async function onTimeline(
  store: Store,
  place: TimelinePlace,
  scope: AccessScope = { workspaceId: here, filter: { sees: 'everything' } },
  after?: TimelinePosition,
  limit = 99,
): Promise<readonly number[]> {
  const entries = await store.interactions.timeline(scope, place, { limit, ...(after !== undefined && { after }) })
  return entries.flatMap(({ kind, id }) => (kind === 'message' ? numberOf(id) : []))
}

/** The count that an id of a message was made from. */
function numberOf(id: string): number {
  return [1, 2, 3, 4, 5, 6, 7, 8].find((n) => messageId(n) === id) ?? 0
}
