/** The store contract: records that were merged, and what is remembered of it. @module */
import type { MergeRecord } from '../identity/merge-record.ts'
import type { Company } from '../party/company.ts'
import type { Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual, expectPresent } from './assert.ts'
import { buildAffiliation, buildCommit, buildContact, buildMerge } from './builders.ts'
import {
  affiliationId,
  anne,
  anneSees,
  ben,
  byName,
  companyId,
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
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Two records that are one. */
export const mergeCases: StoreCases = {
  'erasing a person blanks what merges keep of the person, and nothing else': async (store) => {
    await open(store)
    const [anna, bruno] = [contactId(1), contactId(2)]
    const image = (id: string) => ({ kind: 'contact', record: { ...buildContact({ id }), number: 1 } }) as const
    const job = (n: number, contact: string) =>
      buildAffiliation({ id: affiliationId(n), contactId: contact, companyId: companyId(1), jobTitle: 'Buyer' })
    const removed = [anna, bruno].map((personId, n) => {
      const before = job(n + 1, personId)
      return { recordId: before.id, personId, before }
    })
    const [annas, companies] = [
      buildMerge({ id: otherId(1), kind: 'contact', survivorId: anna, loserId: contactId(3), before: image(anna) }),
      buildMerge({ id: otherId(2), removed }),
    ]
    const brunos = buildMerge({ ...annas, id: otherId(3), survivorId: bruno, before: image(bruno) })
    const create = (record: MergeRecord): Write => ({ op: 'create', kind: 'merge', record })
    await write(store, [annas, companies, brunos].map(create))
    await write(store, [], { erasures: [{ personId: anna }] })
    expectEqual(await store.merges.find(here, annas.id), { ...annas, before: null }, 'a merge of the person')
    expectEqual(await store.merges.find(here, brunos.id), brunos, 'a merge of somebody else')
    const [hers, his] = removed
    const blanked = { ...companies, removed: [{ ...hers, before: null }, his] }
    expectEqual(await store.merges.find(here, companies.id), blanked, 'the jobs that a merge removed')
    // Written by somebody who had read it before.
    const undone = { at: 9, memberId: null, kept: [] }
    await write(store, [{ op: 'update', kind: 'merge', record: { ...companies, version: 2, undone } }])
    const stillBlank = { ...blanked, version: 2, undone }
    expectEqual(await store.merges.find(here, companies.id), stillBlank, 'the merge once it is undone')
  },

  'a record that was merged into another is found as it is, and comes in no list': async (store) => {
    await openWithPair(store)
    const found = expectPresent(await store.companies.find(everything, companyId(2)), 'the merged company')
    expectEqual([found.mergedInto, found.number, found.version], [companyId(1), 2, 2], 'what it says')
    const both = await store.companies.findMany(everything, [companyId(1), companyId(2)])
    expectEqual(both.length, 2, 'records found by their ids')
    expectEqual(idsOf(await store.companies.list(everything, byName)), [companyId(1)], 'the list')
    expectEqual(await store.companies.list(everything, { ...byName, trashed: true }), [], 'the trash')
    expectEqual(await store.companies.count(everything, { words: [], trashed: false }, 9), 1, 'the count')
    expectEqual(idsOf(await store.companies.findBySortKey(here, ['pomme'], 9)), [companyId(1)], 'namesakes')
    expectEqual(idsOf(await store.companies.listOwnedBy(here, anne, { limit: 9 })), [companyId(1)], 'what Anne owns')
    expectEqual(await store.companies.countOwnedBy(here, anne), 1, 'how much Anne owns')
    const { mergedInto: _over, ...own } = found
    await write(store, [update({ ...own, version: 3 })])
    expectEqual(idsOf(await store.companies.list(everything, byName)), [companyId(1), companyId(2)], 'after the undo')
  },

  'a page of what a member sees leaves merged records out, and is full': async (store) => {
    await openWithPair(store)
    await write(
      store,
      [3, 4, 5].map((n) => newCompany({ id: companyId(n), name: `Poire ${n}` })),
    )
    for (const order of ['name', 'number', 'created', 'updated'] as const) {
      const page = await store.companies.list(anneSees, { ...byName, order, limit: 2 })
      expectEqual(page.length, 2, `the length of a page by ${order}`)
      expectEqual(idsOf(page).includes(companyId(2)), false, `the merged company in a page by ${order}`)
    }
  },

  'pointing at a record that was merged into another refuses the commit with version-conflict': async (store) => {
    await openWithPair(store)
    const conflict = { code: 'version-conflict', subject: { kind: 'company', id: companyId(2) } }
    const shop = newCompany({ id: companyId(3), parentId: companyId(2) })
    expectEqual(await refusal(store, [shop]), conflict, 'a subsidiary of a merged company')
    const job = { id: affiliationId(1), contactId: contactId(1), companyId: companyId(2) }
    expectEqual(await refusal(store, [newAffiliation(job)]), conflict, 'a job in a merged company')
    await write(store, [newAffiliation({ ...job, companyId: companyId(1) })])
    const moved = buildAffiliation({ ...job, version: 2 })
    const back: Write = { op: 'update', kind: 'affiliation', record: moved }
    expectEqual(await refusal(store, [back]), conflict, 'a job that comes to a merged company')
    const loser = expectPresent(await store.companies.find(everything, companyId(2)), 'the merged company')
    const { mergedInto: _over, ...own } = loser
    await write(store, [back, update({ ...own, version: 3 })])
    const found = await store.affiliations.find(everything, affiliationId(1))
    expectEqual(found?.companyId, companyId(2), 'where the job is, once the company is itself again')
  },

  'marking a record as merged while another one points at it refuses the commit with version-conflict': async (
    store,
  ) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newCompany({ id: companyId(2) }),
      newCompany({ id: companyId(3), parentId: companyId(2) }),
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2) }),
      newAffiliation({ id: affiliationId(1), contactId: contactId(2), companyId: companyId(2) }),
    ])
    const merged = (await mark(store, companyId(2), companyId(1))) satisfies Write
    const conflict = { code: 'version-conflict', subject: { kind: 'company', id: companyId(2) } }
    expectEqual(await refusal(store, [merged]), conflict, 'with a job and a subsidiary')
    const child = expectPresent(await store.companies.find(everything, companyId(3)), 'the subsidiary')
    const movedChild = update({ ...child, version: 2, parentId: companyId(1) })
    expectEqual(await refusal(store, [movedChild, merged]), conflict, 'with a job')
    const job = { id: affiliationId(1), contactId: contactId(2), companyId: companyId(1), version: 2 }
    const movedJob: Write = { op: 'update', kind: 'affiliation', record: buildAffiliation(job) }
    await write(store, [movedChild, movedJob, merged])
    const person = expectPresent(await store.contacts.find(everything, contactId(2)), 'the contact')
    const record = { ...person, version: 2, mergedInto: contactId(1) }
    const index = { sortKey: 'pépin', searchText: 'pépin' }
    const left = await refusal(store, [{ op: 'update', kind: 'contact', record, index }])
    expectEqual(
      left,
      { code: 'version-conflict', subject: { kind: 'contact', id: contactId(2) } },
      'a contact with a job',
    )
  },

  'of two concurrent commits, one that merges a record and one that points at it, at most one succeeds': async (
    store,
  ) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) }), newCompany({ id: companyId(2) })])
    const merged = await mark(store, companyId(2), companyId(1))
    const shop = newCompany({ id: companyId(3), parentId: companyId(2) })
    const results = await Promise.all(
      [merged, shop].map((each) => store.commit(buildCommit({ workspaceId: here, writes: [each] }))),
    )
    expectEqual(results.filter(({ ok }) => ok).length, 1, 'commits that succeeded')
  },

  'a merge is found with every field as it was written, and so is its undo': async (store) => {
    await openWithPair(store)
    for (const merge of await ledger(store)) {
      await write(store, [{ op: 'create', kind: 'merge', record: merge }])
      const again = await refusal(store, [{ op: 'create', kind: 'merge', record: merge }])
      expectEqual(again.code, 'version-conflict', 'a second one with its id')
      expectEqual(await store.merges.find(here, merge.id), merge, `a merge of ${merge.kind}s`)
      expectEqual(await store.merges.find(elsewhere, merge.id), null, 'a merge of another workspace')
      const kept = [{ kind: 'company', recordId: companyId(1), field: 'tags', reason: 'changed-since' }] as const
      const undone: MergeRecord = { ...merge, version: 2, undone: { at: 9, memberId: ben, kept } }
      await write(store, [{ op: 'update', kind: 'merge', record: undone }])
      expectEqual(await store.merges.find(here, merge.id), undone, 'an undone merge')
      const stale = await refusal(store, [{ op: 'update', kind: 'merge', record: undone }])
      expectEqual(stale, { code: 'version-conflict', subject: { kind: 'merge', id: merge.id } }, 'a stale undo')
    }
    expectEqual(await store.merges.find(here, otherId(9)), null, 'an unknown merge')
  },

  'merges come latest first, of some records if asked, page by page': async (store) => {
    await openWithPair(store)
    const pairs = [
      [1, 2],
      [3, 4],
      [2, 3],
    ] as const
    const writes = pairs.map(([survivor, loser], index): Write => {
      const ids = { survivorId: companyId(survivor), loserId: companyId(loser) }
      return { op: 'create', kind: 'merge', record: buildMerge({ id: otherId(index + 1), ...ids }) }
    })
    await write(store, writes)
    expectEqual(idsOf(await store.merges.list(here, { limit: 2 })), [3, 2].map(otherId), 'the first page')
    expectEqual(idsOf(await store.merges.list(here, { after: otherId(2), limit: 2 })), [otherId(1)], 'the second page')
    const of = (...ids: readonly number[]) => store.merges.list(here, { recordIds: ids.map(companyId), limit: 9 })
    expectEqual(idsOf(await of(1)), [otherId(1)], 'those of a survivor')
    expectEqual(idsOf(await of(2)), [3, 1].map(otherId), 'those of a survivor that was a loser')
    expectEqual(idsOf(await of(1, 4)), [2, 1].map(otherId), 'those of two records')
    expectEqual(await store.merges.list(elsewhere, { limit: 9 }), [], 'those of another workspace')
  },

  'listOfPerson gives the merges that still keep something of the person, those of companies and undone ones too':
    async (store) => {
      await open(store)
      const [anna, bruno] = [contactId(1), contactId(2)]
      const image = (id: string) => ({ kind: 'contact', record: { ...buildContact({ id }), number: 1 } }) as const
      const gone = (n: number, contact: string): MergeRecord['removed'][number] => {
        const before = buildAffiliation({ id: affiliationId(n), contactId: contact, companyId: companyId(2) })
        return { recordId: before.id, personId: contact, before }
      }
      const merges = [
        buildMerge({ id: otherId(1), removed: [gone(1, anna), gone(2, bruno), gone(3, anna)] }),
        buildMerge({
          id: otherId(2),
          kind: 'contact',
          survivorId: anna,
          loserId: bruno,
          before: image(anna),
          undone: { at: 9, memberId: anne, kept: [] },
        }),
        buildMerge({ id: otherId(3), removed: [gone(4, bruno)] }),
        // Nothing is kept of Anna any more.
        buildMerge({ id: otherId(4), kind: 'contact', survivorId: anna, loserId: bruno, removed: [gone(5, bruno)] }),
      ]
      await write(
        store,
        merges.map((record) => ({ op: 'create', kind: 'merge', record })),
      )
      const [first, second, third, fourth] = merges
      expectEqual(await store.merges.listOfPerson(here, anna), [second, first], 'merges that keep something of Anna')
      expectEqual(await store.merges.listOfPerson(here, bruno), [fourth, third, first], 'those of Bruno')
      expectEqual(await store.merges.listOfPerson(elsewhere, anna), [], 'those of another workspace')
      await write(store, [], { erasures: [{ personId: anna }] })
      expectEqual(await store.merges.listOfPerson(here, anna), [], 'after Anna was erased')
      expectEqual(
        idsOf(await store.merges.listOfPerson(here, bruno)),
        [4, 3, 1].map(otherId),
        'those of Bruno after it',
      )
    },

  'affiliations are found by their ids, where both ends are visible': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2), visibility: 'private', ownerId: ben }),
      newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
      newAffiliation({ id: affiliationId(2), contactId: contactId(2), companyId: companyId(1) }),
    ])
    const asked = [1, 1, 2, 3].map(affiliationId)
    expectEqual(idsOf(await store.affiliations.findMany(anneSees, asked)), [affiliationId(1)], 'what Anne finds')
    expectEqual((await store.affiliations.findMany(everything, asked)).length, 2, 'what an administrator finds')
    expectEqual(await store.affiliations.findMany(everything, []), [], 'nothing asked')
  },
}

/** Anne's company and another one of hers that was merged into it, and a contact. */
async function openWithPair(store: Store): Promise<void> {
  await open(store)
  await write(store, [
    newCompany({ id: companyId(1), name: 'Pomme', ownerId: anne }),
    newCompany({ id: companyId(2), name: 'Pomme', ownerId: anne }),
    newContact({ id: contactId(1) }),
  ])
  await write(store, [await mark(store, companyId(2), companyId(1))])
}

async function mark(store: Store, id: string, into: string): Promise<Write> {
  const found = expectPresent(await store.companies.find(everything, id), 'the company to merge')
  return update({ ...found, version: found.version + 1, mergedInto: into })
}

function update(record: Company): Write {
  const name = record.name.toLowerCase()
  return { op: 'update', kind: 'company', record, index: { sortKey: name, searchText: name } }
}

/** A merge of companies and one of contacts, each with all that there can be. */
async function ledger(store: Store): Promise<readonly MergeRecord[]> {
  const company = expectPresent(await store.companies.find(everything, companyId(1)), 'the company')
  const contact = expectPresent(await store.contacts.find(everything, contactId(1)), 'the contact')
  const before = buildAffiliation({
    id: affiliationId(1),
    contactId: contactId(1),
    companyId: companyId(2),
    jobTitle: 'Buyer',
    emails: [{ typed: 'anna@pomme.example' }],
  })
  const moved = {
    moved: [
      {
        kind: 'affiliation',
        recordId: affiliationId(2),
        fields: [
          { field: 'companyId', before: companyId(2), after: companyId(1) },
          { field: 'isPrimary', before: true, after: false },
        ],
      },
      { kind: 'company', recordId: companyId(1), fields: [{ field: 'parentId', after: companyId(3) }] },
    ],
    removed: [{ recordId: affiliationId(1), personId: contactId(1), before }],
    choices: { name: 'loser', vat: 'survivor' },
    memberId: anne,
  } as const
  return [
    buildMerge({ id: otherId(1), ...moved, before: { kind: 'company', record: company } }),
    buildMerge({
      ...moved,
      id: otherId(2),
      kind: 'contact',
      survivorId: contactId(1),
      loserId: contactId(2),
      before: {
        kind: 'contact',
        record: { ...contact, birthday: '1980-02-29' as NonNullable<typeof contact.birthday> },
      },
    }),
  ]
}
