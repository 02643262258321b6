/** Every read of telephone numbers and calls, and what a workspace needs for them to find something. */
import type { AccessScope, PhoneE164, Store, Write } from 'crmkit'
import { buildCall, buildCompany, buildContact, buildLine } from 'crmkit/testing'
import { id } from './fixtures.ts'
import { anne, each, inScopes, type Read } from './scoped-reads.ts'

const number = '+33123458073' as PhoneE164
const phones = [{ kind: 'main', typed: number, e164: number }] as const
const all = { limit: 99 } as const

/** Numbers, calls and records that have the number, one of each a count. */
export function fillTelephone(counts: readonly number[]): readonly Write[] {
  return counts.flatMap((count): readonly Write[] => [
    { op: 'create', kind: 'line', record: buildLine({ id: id(14, count) }) },
    {
      op: 'create',
      kind: 'call',
      record: buildCall({
        ...{ id: id(15, count), providerCallId: `name ${count}`, startedAt: count, endedAt: 9, end: 'no-answer' },
        ...{ contactIds: [id(2, 1)], companyIds: [id(1, 1)], operatorIds: [anne], interactionId: id(10, count) },
      }),
    },
    {
      ...{ op: 'create', kind: 'contact', index: { sortKey: '', searchText: '' } },
      record: buildContact({ id: id(2, 300 + count), phones }),
    },
    {
      ...{ op: 'create', kind: 'company', index: { sortKey: '', searchText: '' } },
      record: buildCompany({ id: id(1, 300 + count), phones }),
    },
  ])
}

/** The reads. */
export const telephoneReads: Readonly<Record<string, Read>> = {
  'calls.findLine': each((store, workspaceId, n) => store.calls.findLine(workspaceId, id(14, n))),
  'calls.listLines': (store, workspaceId) => store.calls.listLines(workspaceId),
  'calls.find': inScopes((store, scope) => Promise.all([1, 3, 5, 6].map((n) => store.calls.find(scope, id(15, n))))),
  'calls.findByProviderName': each((store, workspaceId, n) =>
    store.calls.findByProviderName(workspaceId, { provider: 'test', providerCallId: `name ${n}` }),
  ),
  'calls.list': inScopes((store, scope) => store.calls.list(scope, all)),
  'calls.listMissed': inScopes((store, scope) => store.calls.listMissed(scope, all)),
  'calls.listOfPerson': (store, workspaceId) => store.calls.listOfPerson(workspaceId, id(2, 1), all),
  'companies.findByPhone': (store, workspaceId) => store.companies.findByPhone(workspaceId, number, 99),
  'contacts.findByPhone': (store, workspaceId) => store.contacts.findByPhone(workspaceId, number, 99),
}

/** Writes and reads all there is, with and without options. */
export async function callTelephone(store: Store, scopes: readonly AccessScope[]): Promise<void> {
  const workspaceId = scopes[0]?.workspaceId ?? ''
  const empty = { workspaceId, keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] }
  const line = buildLine({ id: id(14, 1) })
  const call = buildCall({ id: id(15, 1), providerCallId: 'a name', contactIds: [id(2, 1)] })
  const writes: readonly (readonly Write[])[] = [
    [
      { op: 'create', kind: 'line', record: line },
      { op: 'create', kind: 'call', record: call },
    ],
    [
      { op: 'update', kind: 'line', record: { ...line, version: 2 } },
      { op: 'update', kind: 'call', record: { ...call, version: 2 } },
    ],
    // Refused, so that the reason is looked up.
    [{ op: 'create', kind: 'call', record: { ...call, id: id(15, 2) } }],
  ]
  for (const each of writes) await store.commit({ ...empty, writes: each })
  await store.calls.findLine(workspaceId, line.id)
  await store.calls.listLines(workspaceId)
  await store.calls.findByProviderName(workspaceId, { provider: 'test', providerCallId: 'a name' })
  await store.calls.listOfPerson(workspaceId, id(2, 1), { ...all, after: id(15, 0) })
  await store.companies.findByPhone(workspaceId, number, 9)
  await store.contacts.findByPhone(workspaceId, number, 9)
  const after = { at: 9, id: call.id }
  for (const scope of scopes) {
    await store.calls.find(scope, call.id)
    await store.calls.list(scope, {
      ...{ ...all, after, contactIds: [id(2, 1)], companyIds: [id(1, 1)], interactionId: id(10, 1), memberId: anne },
      ...{ lineId: line.id, number, direction: 'inbound', statuses: ['missed'] },
    })
    await store.calls.list(scope, all)
    await store.calls.listMissed(scope, { ...all, after, lineId: line.id })
  }
}
