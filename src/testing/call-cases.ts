/** The store contract: telephone numbers, calls, and who sees them. @module */
import type { AccessScope } from '../access/actor.ts'
import { expectEqual } from './assert.ts'
import { buildCall, buildLine } from './builders.ts'
import { callId, first, log, logOf, second } from './call-scene.ts'
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
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** What Anne, who is assigned her work, may see. */
const anneIsAssigned: AccessScope = {
  workspaceId: here,
  filter: { sees: 'assigned', memberId: anne, grantees: [anne] },
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
    const staleLine = await refusal(store, [{ op: 'update', kind: 'line', record: released }])
    expectEqual(staleLine, { code: 'version-conflict', subject: { kind: 'line', id: line.id } }, 'a stale number')
    const second = await refusal(store, [{ op: 'create', kind: 'call', record: call }])
    expectEqual(second, { code: 'version-conflict', subject: { kind: 'call', id: call.id } }, 'a call that is there')
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
}
