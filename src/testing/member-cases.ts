/** The store contract: members as records, as what commits rely on, and as owners. @module */
import type { StoredMember } from '../access/member.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCommit, buildMember } from './builders.ts'
import {
  anne,
  ben,
  companyId,
  contactId,
  elsewhere,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Members of a workspace. */
export const memberCases: StoreCases = {
  'findMember gives back every field of a member as it was written': async (store) => {
    await open(store)
    const costs = [
      { from: '2026-01-01' as PlainDate, amountMinor: 4250, currency: 'EUR' },
      { from: '2026-07-01' as PlainDate, amountMinor: 0, currency: 'HUF' },
    ]
    const member = buildMember({
      id: anne,
      email: 'anne@verger.example',
      state: 'locked',
      hourlyCosts: costs,
      sendsSms: true,
    })
    await write(store, [{ op: 'create', kind: 'member', record: member }])
    expectEqual(await store.workspaces.findMember(here, anne), member, 'Anne')
    expectEqual(await store.workspaces.listMembers(here), [member], 'all members')
    const { email: _none, sendsSms: _no, ...bare } = member
    const nobody: StoredMember = { ...bare, name: '', state: 'anonymized', version: 2, hourlyCosts: [] }
    await write(store, [{ op: 'update', kind: 'member', record: nobody }])
    expectEqual(await store.workspaces.findMember(here, anne), nobody, 'nobody')
  },

  'a guarded member whose version is not the one expected refuses the commit': async (store) => {
    await openWithMembers(store)
    const stale = { memberGuards: [{ memberId: anne, version: 2 }] }
    const conflict = { code: 'version-conflict', subject: { kind: 'member', id: anne } }
    expectEqual(await refusal(store, [newCompany({ id: companyId(1) })], stale), conflict, 'another version')
    const unknown = { memberGuards: [{ memberId: contactId(9), version: 1 }] }
    const gone = await refusal(store, [newCompany({ id: companyId(1) })], unknown)
    expectEqual(gone, { code: 'version-conflict', subject: { kind: 'member', id: contactId(9) } }, 'nobody')
    expectEqual(await store.companies.countOwnedBy(here, anne), 0, 'what was written')
    const second = { memberGuards: [anne, ben].map((memberId, n) => ({ memberId, version: n + 1 })) }
    const other = await refusal(store, [newCompany({ id: companyId(1) })], second)
    expectEqual(
      other,
      { code: 'version-conflict', subject: { kind: 'member', id: ben } },
      'another version of the second',
    )
    const present = { memberGuards: [{ memberId: anne, version: 1 }] }
    await write(store, [newCompany({ id: companyId(1), ownerId: anne })], present)
    expectEqual(await store.companies.countOwnedBy(here, anne), 1, 'what was written under a guard that holds')
  },

  'of two concurrent commits that each write the member whom the other guards, at most one succeeds': async (store) => {
    await openWithMembers(store)
    const [first, second] = await Promise.all(
      [
        [anne, ben],
        [ben, anne],
      ].map(([id = '', memberId = '']) =>
        store.commit(
          buildCommit({ workspaceId: here, writes: [demotion(id)], memberGuards: [{ memberId, version: 1 }] }),
        ),
      ),
    )
    expectEqual([first?.ok, second?.ok].filter((done) => done === true).length, 1, 'commits that succeeded')
    const members = await store.workspaces.listMembers(here)
    expectEqual(members.filter(({ role }) => role === 'administrator').length, 1, 'administrators')
  },

  'listOwnedBy gives all records of an owner by id, page by page': async (store) => {
    await openWithOwned(store)
    const first = await store.companies.listOwnedBy(here, anne, { limit: 2 })
    expectEqual(idsOf(first), [1, 2].map(companyId), 'the first page')
    const next = await store.companies.listOwnedBy(here, anne, { after: companyId(2), limit: 2 })
    expectEqual(idsOf(next), [companyId(3)], 'the second page')
    expectEqual(next[0]?.trashedAt, 5, 'the one in the trash')
    expectEqual(idsOf(await store.contacts.listOwnedBy(here, anne, { limit: 9 })), [contactId(1)], 'contacts')
    expectEqual(await store.companies.listOwnedBy(elsewhere, anne, { limit: 9 }), [], 'companies elsewhere')
  },

  'countOwnedBy counts all records of an owner': async (store) => {
    await openWithOwned(store)
    expectEqual(await store.companies.countOwnedBy(here, anne), 3, 'companies')
    expectEqual(await store.contacts.countOwnedBy(here, anne), 1, 'contacts')
    expectEqual(await store.companies.countOwnedBy(here, ben), 1, 'companies of Ben')
    expectEqual(await store.companies.countOwnedBy(elsewhere, anne), 0, 'companies elsewhere')
  },
}

/** Two administrators. */
async function openWithMembers(store: Store): Promise<void> {
  await open(store)
  await write(
    store,
    [anne, ben].map((id) => ({ op: 'create', kind: 'member', record: buildMember({ id, role: 'administrator' }) })),
  )
}

function demotion(id: string): Write {
  return { op: 'update', kind: 'member', record: buildMember({ id, version: 2 }) }
}

/** Anne owns three companies, one of them private and one in the trash, and a contact; Ben and nobody own one each. */
async function openWithOwned(store: Store): Promise<void> {
  await open(store)
  await write(store, [
    newCompany({ id: companyId(3), ownerId: anne, trashedAt: 5 }),
    newCompany({ id: companyId(1), ownerId: anne }),
    newCompany({ id: companyId(2), ownerId: anne, visibility: 'private' }),
    newCompany({ id: companyId(4), ownerId: ben }),
    newCompany({ id: companyId(5), ownerId: null }),
    newContact({ id: contactId(1), ownerId: anne }),
  ])
}
