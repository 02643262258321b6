/** The store contract: telephone numbers, the log of calls, and whose number it is. @module */
import type { AccessScope } from '../access/actor.ts'
import type { StoredCall } from '../call/stored-call.ts'
import type { CallPosition } from '../ports/call-repository.ts'
import type { Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCall, buildInteraction, buildLine } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'
import {
  anne,
  anneSees,
  ben,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

const callId = (n: number): string => countedId(n, 0x7)
const first = '+33123458073' as NonNullable<StoredCall['number']>
const second = '+33123458074' as NonNullable<StoredCall['number']>
const all = { limit: 100 } as const

/** What Anne, who is assigned her work, may see. */
const anneIsAssigned: AccessScope = {
  workspaceId: here,
  filter: { sees: 'assigned', memberId: anne, grantees: [anne] },
}

/** Writes calls, each as it is to be. */
async function log(store: Store, calls: readonly (Partial<StoredCall> & Pick<StoredCall, 'id'>)[]): Promise<void> {
  await write(
    store,
    calls.map((fields): Write => ({ op: 'create', kind: 'call', record: buildCall(fields) })),
  )
}

/** The whole log of a scope. */
async function logOf(store: Store, scope: AccessScope): Promise<readonly string[]> {
  return idsOf(await store.calls.list(scope, all))
}

/** Missed calls, and what settles them or not. */
async function logMissed(store: Store): Promise<void> {
  const ended = { endedAt: 2_000, end: 'no-answer' } as const
  await log(store, [
    { id: callId(1), startedAt: 1_000, number: first, ...ended },
    { id: callId(2), startedAt: 1_100, number: second, ...ended },
    // Whose message goes on.
    { id: callId(3), startedAt: 1_200, number: second, reach: 'voicemail', lineId: otherId(1) },
    { id: callId(4), startedAt: 1_300, number: null, ...ended },
    // Called back, and nobody answered.
    { id: callId(5), startedAt: 1_150, number: second, direction: 'outbound', memberId: ben, ...ended },
    // Got through before.
    { id: callId(6), startedAt: 900, number: first, reach: 'answered', memberId: ben, ...ended },
    { id: callId(7), startedAt: 1_400, number: first, reach: 'rejected', ...ended },
    { id: callId(8), startedAt: 1_500, number: first },
    { id: callId(9), startedAt: 1_600, number: first, direction: 'outbound', memberId: ben, early: [] },
  ])
}

/** Telephone numbers and calls. */
export const callCases: StoreCases = {
  'telephone numbers come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    const announcements = {
      greeting: { say: 'Bună ziua', locale: 'ro' },
      closed: { play: 'https://a.example/' },
    } as const
    const operators = [{ memberId: anne, outgoing: true, recording: false }]
    const one = buildLine({ id: otherId(1), operators, announcements })
    const other = buildLine({ id: otherId(2), state: 'buying', providerId: null, queue: { seconds: 60 } })
    await write(
      store,
      [other, one].map((record) => ({ op: 'create', kind: 'line', record })),
    )
    expectEqual(await store.calls.listLines(here), [one, other], 'numbers')
    expectEqual(await store.calls.findLine(here, otherId(2)), other, 'the second')
    expectEqual(await store.calls.findLine(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.calls.findLine(elsewhere, otherId(1)), null, 'the first, elsewhere')
    expectEqual(await store.calls.listLines(elsewhere), [], 'numbers elsewhere')
  },

  'telephone numbers and calls are replaced by version': async (store) => {
    await open(store)
    const line = buildLine({ id: otherId(1) })
    const call = buildCall({ id: callId(1) })
    await write(store, [
      { op: 'create', kind: 'line', record: line },
      { op: 'create', kind: 'call', record: call },
    ])
    const released = { ...line, version: 2, state: 'released' } as const
    const answered = { ...call, version: 2, reach: 'answered', answeredAt: 5, memberId: anne } as const
    await write(store, [
      { op: 'update', kind: 'line', record: released },
      { op: 'update', kind: 'call', record: answered },
    ])
    expectEqual(await store.calls.findLine(here, line.id), released, 'the number')
    expectEqual(await store.calls.find(everything, call.id), answered, 'the call')
    const stale = await refusal(store, [{ op: 'update', kind: 'call', record: answered }])
    expectEqual(stale, { code: 'version-conflict', subject: { kind: 'call', id: call.id } }, 'a stale call')
    const again = await refusal(store, [{ op: 'create', kind: 'line', record: line }])
    expectEqual(again, { code: 'version-conflict', subject: { kind: 'line', id: line.id } }, 'a number that is there')
  },

  'a call comes back with every field, by id and by the name that its provider has for it': async (store) => {
    await open(store)
    const call = buildCall({
      ...{ id: callId(1), providerCallId: 'CA1', number: first, lineId: otherId(1), lineNumber: second },
      ...{
        contactIds: [contactId(1)],
        companyIds: [companyId(1)],
        operatorIds: [anne, ben],
        interactionId: otherId(9),
      },
      ...{ reach: 'answered', answeredAt: 1_010, memberId: anne, endedAt: 1_070, end: 'completed', talkSeconds: 60 },
      recordings: [{ id: 'RE1', state: 'completed', seconds: 60 }],
      files: [{ recordingId: 'RE1', fileId: otherId(2) }],
      ...{ price: { amountMicros: 7_500, currency: 'USD' }, pricedAt: 2_000, placing: 'accepted', note: 'Busy – “ü”' },
      route: { steps: [{ kind: 'voicemail' }], because: 'closed', given: { 'a question': 0 }, createsContact: false },
    })
    const unknown = buildCall({ id: callId(2), providerCallId: 'CA2', early: [{ kind: 'ringing', at: 1 }] })
    await write(
      store,
      [call, unknown].map((record) => ({ op: 'create', kind: 'call', record })),
    )
    expectEqual(await store.calls.find(everything, callId(1)), call, 'by id')
    expectEqual(await store.calls.find(everything, callId(2)), unknown, 'one of which nobody knows who calls whom')
    const name = { provider: 'test', providerCallId: 'CA1' }
    expectEqual(await store.calls.findByProviderName(here, name), call, 'by name')
    expectEqual(await store.calls.findByProviderName(here, { ...name, provider: 'other' }), null, 'at another provider')
    expectEqual(await store.calls.findByProviderName(elsewhere, name), null, 'by name, elsewhere')
    const there = { ...everything, workspaceId: elsewhere }
    expectEqual(await store.calls.find(there, callId(1)), null, 'by id, elsewhere')
    expectEqual(await store.calls.find(everything, callId(3)), null, 'an unknown one')
  },

  'a call under the name that a provider has for another one refuses the commit': async (store) => {
    await open(store)
    await log(store, [{ id: callId(1), providerCallId: 'CA1' }, { id: callId(2) }])
    const other = buildCall({ id: callId(3), providerCallId: 'CA1' })
    const conflict = (id: string) => ({ code: 'version-conflict', subject: { kind: 'call', id } })
    expectEqual(await refusal(store, [{ op: 'create', kind: 'call', record: other }]), conflict(callId(3)), 'a new one')
    const renamed = buildCall({ id: callId(2), version: 2, providerCallId: 'CA1' })
    const late = await refusal(store, [{ op: 'update', kind: 'call', record: renamed }])
    expectEqual(late, conflict(callId(2)), 'one that is told its name')
    await write(store, [{ op: 'update', kind: 'call', record: { ...renamed, providerCallId: 'CA2' } }])
    await write(store, [{ op: 'create', kind: 'call', record: { ...other, provider: 'other' } }])
    expectEqual(await logOf(store, everything), [callId(3), callId(2), callId(1)], 'the log')
  },

  'of concurrent commits that each begin a call by the same name, one succeeds': async (store) => {
    await open(store)
    const begun = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        store.commit({
          ...{ workspaceId: here, keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] },
          writes: [{ op: 'create', kind: 'call', record: buildCall({ id: callId(n), providerCallId: 'CA1' }) }],
        }),
      ),
    )
    expectEqual(begun.filter(({ ok }) => ok).length, 1, 'commits that succeeded')
    expectEqual((await logOf(store, everything)).length, 1, 'calls')
  },

  'a call is seen by its member, its operators, and who sees one of its people': async (store) => {
    await open(store)
    const hidden = { ownerId: ben, visibility: 'private' } as const
    await write(store, [
      newContact({ id: contactId(1), ...hidden }),
      newContact({ id: contactId(2), ownerId: anne, visibility: 'private' }),
      newCompany({ id: companyId(1), ...hidden }),
      newCompany({ id: companyId(2), ownerId: ben, visibility: 'read' }),
    ])
    await log(store, [
      { id: callId(1) },
      { id: callId(2), memberId: anne },
      { id: callId(3), operatorIds: [ben, anne] },
      { id: callId(4), contactIds: [contactId(1)], companyIds: [companyId(1)], memberId: ben },
      { id: callId(5), contactIds: [contactId(1), contactId(2)], operatorIds: [anne] },
      { id: callId(6), companyIds: [companyId(2)] },
    ])
    const expected: readonly (readonly [string, AccessScope, readonly number[]])[] = [
      ['who sees everything', everything, [6, 5, 4, 3, 2, 1]],
      ['Anne, who sees what is granted', anneSees, [6, 5, 3, 2]],
      ['Anne, who sees what is assigned', anneIsAssigned, [5, 3, 2]],
    ]
    for (const [who, scope, seen] of expected) {
      expectEqual(await logOf(store, scope), seen.map(callId), who)
      for (const n of [1, 2, 3, 4, 5, 6]) {
        const isFound = (await store.calls.find(scope, callId(n))) !== null
        expectEqual(isFound, seen.includes(n), `whether ${who} finds call ${n}`)
      }
    }
  },

  'the log meets every condition of the query': async (store) => {
    await open(store)
    const ended = { endedAt: 9_000, end: 'completed' } as const
    await log(store, [
      { id: callId(1), contactIds: [contactId(1), contactId(2)], companyIds: [companyId(1)], number: first, ...ended },
      { id: callId(2), contactIds: [contactId(2)], direction: 'outbound', memberId: anne, reach: 'answered' },
      { id: callId(3), companyIds: [companyId(2)], lineId: otherId(1), reach: 'voicemail', ...ended },
      { id: callId(4), interactionId: otherId(9), reach: 'answered', memberId: ben, ...ended },
      { id: callId(5), contactIds: [contactId(1)], number: first, early: [] },
    ])
    const queries: readonly (readonly [Parameters<Store['calls']['list']>[1], readonly number[]])[] = [
      [{ ...all, contactIds: [contactId(1), contactId(2)] }, [2, 1]],
      [{ ...all, contactIds: [] }, []],
      [{ ...all, companyIds: [companyId(2)] }, [3]],
      [{ ...all, interactionId: otherId(9) }, [4]],
      [{ ...all, memberId: anne }, [2]],
      [{ ...all, lineId: otherId(1) }, [3]],
      [{ ...all, number: first }, [1]],
      [{ ...all, direction: 'outbound' }, [2]],
      [{ ...all, statuses: ['missed'] }, [1]],
      [{ ...all, statuses: ['in-progress', 'voicemail'] }, [3, 2]],
      [{ ...all, statuses: ['answered', 'ringing'] }, [4]],
      [{ ...all, statuses: [] }, []],
      [{ ...all, contactIds: [contactId(2)], direction: 'inbound' }, [1]],
      [{ limit: 2 }, [4, 3]],
    ]
    for (const [query, expected] of queries) {
      expectEqual(idsOf(await store.calls.list(everything, query)), expected.map(callId), JSON.stringify(query))
    }
  },

  'the log is in the order of beginnings, the latest first, page by page': async (store) => {
    await open(store)
    await log(
      store,
      [5, 3, 3, 9, 7].map((startedAt, index) => ({ id: callId(index + 1), startedAt })),
    )
    const expected = [4, 5, 1, 3, 2].map(callId)
    const pages: string[] = []
    for (let after: CallPosition | undefined; ; ) {
      const page = await store.calls.list(everything, { limit: 2, ...(after !== undefined && { after }) })
      pages.push(...idsOf(page))
      const last = page.at(-1)
      if (last === undefined) break
      after = { at: last.startedAt, id: last.id }
    }
    expectEqual(pages, expected, 'page by page')
    const gone = await store.calls.list(everything, { ...all, after: { at: 6, id: callId(50) } })
    expectEqual(idsOf(gone), expected.slice(2), 'after a call that is not there')
  },

  'a call that is replaced is found by whom it names by then': async (store) => {
    await open(store)
    await log(store, [{ id: callId(1), contactIds: [contactId(1)], operatorIds: [anne] }])
    const record = buildCall({
      id: callId(1),
      version: 2,
      startedAt: 1,
      contactIds: [contactId(2)],
      operatorIds: [ben],
    })
    await write(store, [{ op: 'update', kind: 'call', record }])
    const of = async (id: string) => idsOf(await store.calls.list(everything, { ...all, contactIds: [id] }))
    expectEqual(await of(contactId(1)), [], 'whom it named')
    expectEqual(await of(contactId(2)), [callId(1)], 'whom it names')
    expectEqual(await logOf(store, anneSees), [], 'who answered')
    expectEqual(idsOf(await store.calls.listOfPerson(here, contactId(1), all)), [], 'of the person whom it named')
  },

  'missed calls are those that nobody returned by a later call, the latest first': async (store) => {
    await open(store)
    await logMissed(store)
    expectEqual(idsOf(await store.calls.listMissed(everything, all)), [4, 3, 1].map(callId), 'missed calls')
    const line = idsOf(await store.calls.listMissed(everything, { ...all, lineId: otherId(1) }))
    expectEqual(line, [callId(3)], 'of a number of ours')
    const page = await store.calls.listMissed(everything, { limit: 1, after: { at: 1_300, id: callId(4) } })
    expectEqual(idsOf(page), [callId(3)], 'the second page')
    // Carla called again and got through.
    await log(store, [{ id: callId(10), startedAt: 1_700, number: first, reach: 'answered', memberId: ben }])
    expectEqual(idsOf(await store.calls.listMissed(everything, all)), [4, 3].map(callId), 'once she got through')
  },

  'missed calls are those of the scope, settled by calls of anybody': async (store) => {
    await open(store)
    await logMissed(store)
    const missed = { operatorIds: [anne], endedAt: 5_000 } as const
    await log(store, [
      { id: callId(11), startedAt: 1_050, number: second, ...missed },
      { id: callId(12), startedAt: 1_250, number: second, ...missed },
    ])
    expectEqual(idsOf(await store.calls.listMissed(anneSees, all)), [callId(12)], 'what Anne has to return')
  },

  'calls of a person come by id, page by page, in their workspace only': async (store) => {
    await open(store)
    await log(
      store,
      [3, 1, 2].map((n) => ({ id: callId(n), contactIds: [contactId(n === 2 ? 2 : 1)] })),
    )
    const page = await store.calls.listOfPerson(here, contactId(1), { limit: 1 })
    expectEqual(idsOf(page), [callId(1)], 'the first page')
    const next = await store.calls.listOfPerson(here, contactId(1), { limit: 5, after: callId(1) })
    expectEqual(idsOf(next), [callId(3)], 'the next page')
    expectEqual(await store.calls.listOfPerson(elsewhere, contactId(1), all), [], 'elsewhere')
  },

  'calls stand on the timelines of their people and of their matter': async (store) => {
    await open(store)
    const matter = buildInteraction({ id: otherId(9), contactIds: [contactId(1)] })
    await write(store, [
      newContact({ id: contactId(1) }),
      newCompany({ id: companyId(1) }),
      { op: 'create', kind: 'interaction', record: matter, index: { sortKey: '', searchText: '' } },
    ])
    await log(store, [
      { id: callId(1), startedAt: 1_000, contactIds: [contactId(1)], interactionId: otherId(9) },
      { id: callId(2), startedAt: 3_000, companyIds: [companyId(1)] },
      { id: callId(3), startedAt: 2_000, interactionId: otherId(9) },
      { id: callId(4), startedAt: 4_000, contactIds: [contactId(1)], early: [] },
    ])
    const on = async (kind: 'company' | 'contact' | 'interaction', ids: readonly string[], limit = 100) =>
      (await store.interactions.timeline(everything, { kind, ids }, { limit })).map(
        (entry) => `${entry.kind} ${entry.at} ${entry.id}`,
      )
    const entry = (n: number, at: number): string => `call ${at} ${callId(n)}`
    expectEqual(await on('contact', [contactId(1)]), [entry(3, 2_000), entry(1, 1_000)], "the contact's")
    expectEqual(await on('company', [companyId(1), companyId(2)]), [entry(2, 3_000)], "the company's")
    expectEqual(await on('interaction', [otherId(9)]), [entry(3, 2_000), entry(1, 1_000)], "the matter's")
    expectEqual(await on('contact', [contactId(1)], 1), [entry(3, 2_000)], 'the latest')
  },
}
