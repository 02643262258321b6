/** The store contract: records that are replaced count as what they say by then, wherever they are asked for. @module */
import { isVisible } from '../access/actor.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { Phone, PhoneE164 } from '../party/phone.ts'
import type { PartyRepository } from '../ports/party-repository.ts'
import type { Store } from '../ports/store.ts'
import { granted } from './access-scene.ts'
import { expectEqual, expectPresent } from './assert.ts'
import { buildAffiliation, buildImport, buildMember, buildWorkspace } from './builders.ts'
import {
  affiliationId,
  anne,
  ben,
  byName,
  companyId,
  contactId,
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

type Party = Company | Contact

/** What was said before, and what is said by then. */
export const replacedCases: StoreCases = {
  'a company or contact that is replaced is seen, listed and counted by what it says by then': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), ownerId: ben }), newContact({ id: contactId(1), ownerId: ben })])
    const steps = [
      [{ visibility: 'private' }, 'once it is private'],
      [{ ownerId: anne }, 'once it is Anne’s'],
      [{ trashedAt: 5 }, 'in the trash'],
      [{ trashedAt: undefined, ownerId: ben, shares: [{ with: anne, level: 'read' }] }, 'once it is shared with Anne'],
      [{ shares: [] }, 'once it is shared no longer'],
      [{ visibility: 'read' }, 'once everybody may read it'],
    ] as const
    for (const [fields, what] of steps) {
      for (const [kind, id] of parties) await replace(store, kind, id, fields)
      for (const [kind, id] of parties) {
        const records: PartyRepository<Party> = store[kind]
        const record = expectPresent(await records.find(everything, id), `${id}, ${what}`)
        const isSeen = isVisible(granted.filter, record)
        const isTrashed = record.trashedAt !== undefined
        const listed = async (trashed: boolean): Promise<unknown> => [
          idsOf(await records.list(granted, { ...byName, trashed })),
          await records.count(granted, { words: [], trashed }, 9),
        ]
        const expected = (trashed: boolean): unknown => (isSeen && isTrashed === trashed ? [[id], 1] : [[], 0])
        expectEqual(
          (await records.find(granted, id)) !== null,
          isSeen,
          `whether Anne finds one of the ${kind}, ${what}`,
        )
        expectEqual((await records.findMany(granted, [id])).length === 1, isSeen, `one of several ${kind}, ${what}`)
        expectEqual(await listed(false), expected(false), `${kind} in use that Anne lists and counts, ${what}`)
        expectEqual(await listed(true), expected(true), `${kind} in the trash that Anne lists and counts, ${what}`)
        const owners = await Promise.all([anne, ben].map((ownerId) => records.countOwnedBy(here, ownerId)))
        expectEqual(
          owners,
          record.ownerId === anne ? [1, 0] : [0, 1],
          `how many of the ${kind} Anne and Ben own, ${what}`,
        )
      }
    }
  },

  'a company or contact that is replaced is sorted and searched by what it says by then': async (store) => {
    await open(store)
    await write(store, [
      ...[1, 2].map((n) => newCompany({ id: companyId(n), updatedAt: n })),
      ...[1, 2].map((n) => newContact({ id: contactId(n), updatedAt: n })),
    ])
    for (const [kind, id] of parties) {
      await replace(store, kind, id, { updatedAt: 9 }, 'zeste')
      const records: PartyRepository<Party> = store[kind]
      const other = kind === 'companies' ? companyId(2) : contactId(2)
      for (const order of ['name', 'updated'] as const)
        expectEqual(idsOf(await records.list(everything, { ...byName, order })), [other, id], `${kind} by ${order}`)
      const words = ['zeste']
      expectEqual(idsOf(await records.list(everything, { ...byName, words })), [id], `${kind} by the new word`)
      expectEqual(await records.count(everything, { words, trashed: false }, 9), 1, `${kind} counted by the new word`)
      expectEqual(idsOf(await records.findBySortKey(here, ['zeste'], 9)), [id], `${kind} of the new name`)
      const former = kind === 'companies' ? 'pomme sarl' : 'pépin'
      expectEqual(idsOf(await records.findBySortKey(here, [former], 9)), [other], `${kind} of the former name`)
    }
  },

  'a record that is replaced is found by the telephone numbers that it has by then, and none that is purged': async (
    store,
  ) => {
    await open(store)
    const [former, present, atWork] = ['+33123458073', '+33123458074', '+33123458075'].map(phone)
    const job = { id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }
    await write(store, [
      newCompany({ id: companyId(1), phones: listOf(former) }),
      newContact({ id: contactId(1), phones: listOf(former) }),
      newAffiliation({ ...job, phones: listOf(atWork) }),
    ])
    for (const [kind, id] of parties) await replace(store, kind, id, { phones: listOf(present) })
    const holders = async (of: Phone | undefined): Promise<unknown> => {
      const e164 = expectPresent(of?.e164, 'a number')
      const found = await Promise.all(parties.map(([kind]) => store[kind].findByPhone(here, e164, 9)))
      return found.map((records) => idsOf(records))
    }
    expectEqual(await holders(former), [[], []], 'who has the former number')
    expectEqual(await holders(present), [[companyId(1)], [contactId(1)]], 'who has the present number')
    expectEqual(await holders(atWork), [[], [contactId(1)]], 'who has the number at work')
    const moved = buildAffiliation({ ...job, version: 2, phones: listOf(former) })
    await write(store, [{ op: 'update', kind: 'affiliation', record: moved }])
    expectEqual(
      [await holders(atWork), await holders(former)],
      [
        [[], []],
        [[], [contactId(1)]],
      ],
      'once the job’s changed',
    )
    await write(store, [
      { op: 'purge', kind: 'affiliation', id: job.id, expectedVersion: 2 },
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 2 },
    ])
    expectEqual(
      [await holders(former), await holders(present)],
      [
        [[], []],
        [[], [contactId(1)]],
      ],
      'once some are purged',
    )
  },

  'an affiliation that is replaced is where its contact and its company are by then': async (store) => {
    await open(store)
    await write(store, [
      ...[1, 2].map((n) => newCompany({ id: companyId(n) })),
      ...[1, 2].map((n) => newContact({ id: contactId(n) })),
      newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
    ])
    const where = async (): Promise<unknown> => {
      const { affiliations, references } = store
      const ofContacts = await Promise.all([1, 2].map((n) => affiliations.listOfContacts(everything, [contactId(n)])))
      const ofCompanies = await Promise.all(
        [1, 2].map((n) => affiliations.listOfCompany(everything, companyId(n), { limit: 9 })),
      )
      const targets = [1, 2].flatMap((n) => [
        { kind: 'contact', id: contactId(n) } as const,
        { kind: 'company', id: companyId(n) } as const,
      ])
      const pointedAt = (await references.pointingAt(here, targets)).map(({ to }) => to.id)
      return [ofContacts.map((jobs) => jobs.length), ofCompanies.map((jobs) => jobs.length), pointedAt.toSorted()]
    }
    expectEqual(
      await where(),
      [
        [1, 0],
        [1, 0],
        [companyId(1), contactId(1)],
      ],
      'jobs by contact and company, before',
    )
    const record = buildAffiliation({
      id: affiliationId(1),
      version: 2,
      contactId: contactId(2),
      companyId: companyId(2),
    })
    await write(store, [{ op: 'update', kind: 'affiliation', record }])
    expectEqual(
      await where(),
      [
        [0, 1],
        [0, 1],
        [companyId(2), contactId(2)],
      ],
      'jobs by contact and company, after',
    )
    await write(store, [
      { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
    ])
  },

  'a workspace or member that is replaced says what was written last': async (store) => {
    await open(store)
    await write(store, [{ op: 'create', kind: 'member', record: buildMember({ id: anne }) }])
    const { settings, ...rest } = buildWorkspace({ id: here, version: 2, updatedAt: 7 })
    const workspace = { ...rest, settings: { ...settings, name: 'Potager', currency: 'HUF' } }
    const member = buildMember({ id: anne, version: 2, name: 'Anna', role: 'manager', groupIds: [otherId(1)] })
    await write(store, [
      { op: 'update', kind: 'workspace', record: workspace },
      { op: 'update', kind: 'member', record: member },
    ])
    expectEqual(await store.workspaces.find(here), workspace, 'the workspace')
    expectEqual(await store.workspaces.findMember(here, anne), member, 'the member')
    expectEqual(await store.workspaces.listMembers(here), [member], 'all members')
  },

  'an import that is replaced is recognized by its file for as long as it is not undone': async (store) => {
    await open(store)
    const first = buildImport({ id: otherId(1), fileHash: 'aa' })
    await write(store, [{ op: 'create', kind: 'import', record: first }])
    const states = [
      ['applied', otherId(1)],
      ['undoing', otherId(1)],
      ['undone', undefined],
    ] as const
    for (const [at, [status, id]] of states.entries()) {
      const record = { ...first, version: at + 2, status, fileName: 'a.csv', rowsDone: at }
      await write(store, [{ op: 'update', kind: 'import', record }])
      expectEqual((await store.imports.findByFileHash(here, 'aa'))?.id, id, `the import of the file, ${status}`)
      expectEqual(await store.imports.find(here, otherId(1)), record, `the import, ${status}`)
    }
  },
}

const parties = [
  ['companies', companyId(1)],
  ['contacts', contactId(1)],
] as const

/** Replaces a record, called `name` by its index if one is given. */
async function replace(
  store: Store,
  kind: 'companies' | 'contacts',
  id: string,
  fields: { readonly [Field in keyof Party]?: Party[Field] | undefined },
  name?: string,
): Promise<void> {
  const found = expectPresent(await store[kind].find(everything, id), id)
  const former = 'name' in found ? found.name : (found.familyName ?? '')
  const word = name ?? former.toLowerCase()
  const entries = Object.entries({ ...found, ...fields, version: found.version + 1 })
  const record = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  const index = { sortKey: word, searchText: word }
  // What was found and a few fields of either kind are still of its kind.
  if (kind === 'companies') await write(store, [{ op: 'update', kind: 'company', record: record as never, index }])
  else await write(store, [{ op: 'update', kind: 'contact', record: record as never, index }])
}

function phone(e164: string): Phone {
  return { kind: 'main', typed: e164, e164: e164 as PhoneE164 }
}

function listOf(each: Phone | undefined): readonly Phone[] {
  return each === undefined ? [] : [each]
}
