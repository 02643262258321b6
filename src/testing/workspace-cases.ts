/** The store contract: workspaces that have the same ids stay apart. @module */

import { recordPair } from '../identity/record-pair.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { CommandAnswer } from '../ports/history.ts'
import type { Store } from '../ports/store.ts'
import { granted, withAnne } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import { buildContact, buildGroup, buildImport } from './builders.ts'
import {
  affiliationId,
  ben,
  companyId,
  companyKey,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newAffiliation,
  newCompany,
  newContact,
  open,
  otherId,
  type StoreCases,
  write,
} from './store-scene.ts'

const number = '+33123458073' as PhoneE164
const pair = recordPair('company', companyId(1), companyId(2))

/** Two workspaces that hold the same. */
export const workspaceCases: StoreCases = {
  'what is replaced or purged in one workspace stays as it is in another that has the same ids': async (store) => {
    await openBoth(store)
    const before = await standOf(store)
    const record = { ...buildContact({ id: contactId(1), version: 2 }), number: 1 }
    const index = { sortKey: '', searchText: '' }
    await write(store, [{ op: 'update', kind: 'contact', record, index }], {
      workspaceId: elsewhere,
    })
    expectEqual(await standOf(store), before, 'what stands once the contact elsewhere is another')
    await write(
      store,
      [
        { op: 'purge', kind: 'affiliation', id: affiliationId(1), expectedVersion: 1 },
        { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 2 },
        { op: 'purge', kind: 'company', id: companyId(2), expectedVersion: 1 },
        { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
        { op: 'purge', kind: 'group', id: otherId(2), expectedVersion: 1 },
      ],
      {
        workspaceId: elsewhere,
        keysRemoved: [companyKey('vat:FR1', companyId(1)), companyKey('vat:FR2', companyId(2))],
      },
    )
    expectEqual(await standOf(store), before, 'what stands in the other workspace')
  },

  'what is purged in one workspace is not held by what points at the same id in another': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1) }), newContact({ id: contactId(1) })])
    await write(
      store,
      [
        newCompany({ id: companyId(1) }),
        newCompany({ id: companyId(2), parentId: companyId(1) }),
        newContact({ id: contactId(1) }),
        newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
      ],
      { workspaceId: elsewhere },
    )
    await write(store, [
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 },
    ])
    expectEqual(await store.companies.find(everything, companyId(1)), null, 'the company')
    expectEqual(await store.contacts.find(everything, contactId(1)), null, 'the contact')
  },

  'pairs that are ignored in one workspace stay so, whatever another one restores': async (store) => {
    await openBoth(store)
    await write(store, [], { workspaceId: elsewhere, pairsRestored: [pair] })
    expectEqual(await store.identity.findIgnored(here, [pair]), [pair], 'ignored here')
    expectEqual(await store.identity.findIgnored(elsewhere, [pair]), [], 'restored elsewhere')
  },

  'keys of one workspace rival nobody in another': async (store) => {
    await openBoth(store)
    await write(store, [newCompany({ id: companyId(3) })], { keysAdded: [companyKey('vat:FR1', companyId(3))] })
    const claim = { kind: 'company', recordId: companyId(1), keys: ['vat:FR1'] } as const
    expectEqual((await store.identity.findUnrivaled(here, [claim])).heads, [], 'where another one has the key')
    const there = await store.identity.findUnrivaled(elsewhere, [claim])
    expectEqual(idsOf(there.heads), [companyId(1)], 'elsewhere')
  },

  'a command id that was used in one workspace means nothing in another': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const command = (answer: string): CommandAnswer => {
      return { commandId: 'c-1', command: 'companies.create', fingerprint: 'f', answer }
    }
    await write(store, [newCompany({ id: companyId(1) })], { command: command('here') })
    await write(store, [newCompany({ id: companyId(1) })], { workspaceId: elsewhere, command: command('there') })
    expectEqual(await store.history.findCommand(here, 'c-1'), command('here'), 'the answer here')
    expectEqual(await store.history.findCommand(elsewhere, 'c-1'), command('there'), 'the answer elsewhere')
  },

  'imports and the rows that they refused are those of their workspace': async (store) => {
    await openBoth(store)
    const record = buildImport({ id: otherId(1), fileName: 'there.csv' })
    const row = { row: 2, reasons: [{ code: 'name-missing' }] }
    await write(store, [{ op: 'create', kind: 'import', record }], {
      workspaceId: elsewhere,
      importId: otherId(1),
      refusedRows: [row],
    })
    expectEqual(await store.imports.list(elsewhere, { limit: 9 }), [record], 'imports elsewhere')
    expectEqual(await store.imports.listRefused(elsewhere, otherId(1), { limit: 9 }), [row], 'refused rows elsewhere')
    expectEqual(await store.imports.list(here, { limit: 9 }), [], 'imports here')
    expectEqual(await store.imports.listRefused(here, otherId(1), { limit: 9 }), [], 'refused rows here')
  },
}

/** Two workspaces with the same records, keys, shares and ignored pairs. */
async function openBoth(store: Store): Promise<void> {
  const secret = { visibility: 'private', ownerId: ben, shares: withAnne } as const
  for (const workspaceId of [here, elsewhere]) {
    await open(store, workspaceId)
    await write(
      store,
      [
        { op: 'create', kind: 'group', record: buildGroup({ id: otherId(2) }) },
        newCompany({ id: companyId(1), ...secret }),
        newCompany({ id: companyId(2), parentId: companyId(1) }),
        newContact({ id: contactId(1), ...secret, phones: [{ kind: 'main', typed: number, e164: number }] }),
        newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
      ],
      {
        workspaceId,
        keysAdded: [companyKey('vat:FR1', companyId(1)), companyKey('vat:FR2', companyId(2))],
        pairsIgnored: [pair],
      },
    )
  }
}

/** What stands in the first workspace. */
async function standOf(store: Store): Promise<unknown> {
  const { hits, version } = await store.identity.lookUp(here, ['vat:FR1', 'vat:FR2'])
  expectThat((await store.companies.find(granted, companyId(1))) !== null, 'Anne finds the company that is shared')
  return [
    await store.companies.findMany(granted, [companyId(1)]),
    await store.companies.findMany(everything, [companyId(2)]),
    await store.contacts.findMany(granted, [contactId(1)]),
    idsOf(await store.contacts.findByPhone(here, number, 9)),
    await store.affiliations.findMany(granted, [affiliationId(1)]),
    await store.workspaces.listGroups(here),
    await store.identity.findIgnored(here, [pair]),
    hits.map(({ key, recordId }) => `${key} ${recordId}`).toSorted(),
    version,
  ]
}
