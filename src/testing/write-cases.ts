import type { PlainDate } from '../kernel/time.ts'
import { expectEqual } from './assert.ts'
import { buildAffiliation, buildAudit, buildEvent } from './builders.ts'
import {
  affiliationId,
  byName,
  changedCompany,
  company,
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
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Versions, numbers, references, workspaces. */
export const writeCases: StoreCases = {
  'an update replaces the record and its place in lists': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), name: 'Pomme', siret: '73282932000074' })])
    const { siret: _siret, ...bare } = await company(store, companyId(1))
    const record = { ...bare, name: 'Zeste', version: 2 }
    await write(store, [{ op: 'update', kind: 'company', record, index: { sortKey: 'zeste', searchText: 'zeste' } }])
    const found = await company(store, companyId(1))
    expectEqual([found.name, found.version, found.siret], ['Zeste', 2, undefined], 'the updated company')
    const listed = await store.companies.list(everything, { ...byName, words: ['zeste'] })
    expectEqual(idsOf(listed), [companyId(1)], 'found under its new name')
    expectEqual(await store.companies.list(everything, { ...byName, words: ['pomme'] }), [], 'under its old name')
  },

  'a stale version refuses the commit': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const stale = await changedCompany(store, companyId(1), { name: 'Mine' })
    await write(store, [await changedCompany(store, companyId(1), { name: 'Theirs' })])
    const refused = await refusal(store, [stale])
    expectEqual(refused, { code: 'version-conflict', subject: { kind: 'company', id: companyId(1) } }, 'the refusal')
    expectEqual((await company(store, companyId(1))).name, 'Theirs', 'the name that was kept')
  },

  'a version from the future refuses the commit': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const early = await changedCompany(store, companyId(1), { name: 'Early', version: 3 })
    expectEqual((await refusal(store, [early])).code, 'version-conflict', 'the refusal')
  },

  'updating or purging a record that is not there refuses the commit': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const gone = await changedCompany(store, companyId(1), {})
    await write(store, [{ op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 }])
    expectEqual((await refusal(store, [gone])).code, 'version-conflict', 'updating it')
    const purge = { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 } as const
    expectEqual((await refusal(store, [purge])).code, 'version-conflict', 'purging it again')
  },

  'purging removes the record': async (store) => {
    await open(store)
    await write(store, [newContact({ id: contactId(1) })])
    await write(store, [{ op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 }])
    expectEqual(await store.contacts.find(everything, contactId(1)), null, 'the purged contact')
  },

  'purging with a stale version refuses the commit': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    await write(store, [await changedCompany(store, companyId(1), { name: 'Theirs' })])
    const purge = { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 } as const
    expectEqual((await refusal(store, [purge])).code, 'version-conflict', 'the refusal')
  },

  'creating a record whose id is taken refuses the commit': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), name: 'First' })])
    const refused = await refusal(store, [newCompany({ id: companyId(1), name: 'Second' })])
    expectEqual(refused.code, 'version-conflict', 'the refusal')
    expectEqual((await company(store, companyId(1))).name, 'First', 'the name that was kept')
  },

  'a refused commit writes nothing at all': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const before = await store.identity.lookUp(here, ['vat:FR1'])
    await refusal(
      store,
      [
        newCompany({ id: companyId(2) }),
        newContact({ id: contactId(1) }),
        { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 9 },
      ],
      {
        keysAdded: [companyKey('vat:FR1', companyId(2))],
        audit: [buildAudit({ id: otherId(1) })],
        events: [buildEvent({ id: otherId(2) })],
      },
    )
    expectEqual(await store.companies.find(everything, companyId(2)), null, 'the company of a refused commit')
    expectEqual(await store.contacts.find(everything, contactId(1)), null, 'the contact of a refused commit')
    expectEqual(await store.identity.lookUp(here, ['vat:FR1']), before, 'keys of a refused commit')
    expectEqual(await store.history.listAudit(here, { limit: 10 }), [], 'audit of a refused commit')
    expectEqual(await store.history.listEvents(here, { limit: 10 }), [], 'events of a refused commit')
    const next = await write(store, [newCompany({ id: companyId(3) })])
    expectEqual(next.numbers.get(companyId(3)), 2, 'the next number after a refused commit')
  },

  'numbers count from 1 by workspace and kind, in the order of the writes, without gaps': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const first = await write(store, [
      newCompany({ id: companyId(2) }),
      newContact({ id: contactId(1) }),
      newCompany({ id: companyId(1) }),
    ])
    expectEqual(
      Object.fromEntries(first.numbers),
      { [companyId(2)]: 1, [contactId(1)]: 1, [companyId(1)]: 2 },
      'numbers',
    )
    expectEqual((await company(store, companyId(1))).number, 2, 'the stored number')
    await write(store, [newCompany({ id: companyId(3) })])
    expectEqual((await company(store, companyId(3))).number, 3, 'the next number')
    const other = await write(store, [newCompany({ id: companyId(4) })], { workspaceId: elsewhere })
    expectEqual(other.numbers.get(companyId(4)), 1, 'the first number elsewhere')
  },

  'numbers are not given again after a purge': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    await write(store, [{ op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 }])
    const next = await write(store, [newCompany({ id: companyId(2) })])
    expectEqual(next.numbers.get(companyId(2)), 2, 'the number after a purge')
  },

  'purging what another record points at refuses the commit': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newCompany({ id: companyId(2), parentId: companyId(1) }),
      newCompany({ id: companyId(3) }),
      newContact({ id: contactId(1) }),
      newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(3) }),
    ])
    const purge = (kind: 'company' | 'contact', id: string) =>
      refusal(store, [{ op: 'purge', kind, id, expectedVersion: 1 }])
    expectEqual((await purge('company', companyId(1))).code, 'still-referenced', 'purging a parent')
    expectEqual((await purge('company', companyId(3))).code, 'still-referenced', 'purging an employer')
    expectEqual((await purge('contact', contactId(1))).code, 'still-referenced', 'purging an employee')
    await write(store, [await changedCompany(store, companyId(2), { trashedAt: 5 })])
    expectEqual(
      (await purge('company', companyId(1))).code,
      'still-referenced',
      'purging the parent of one in the trash',
    )
    await write(store, [
      { op: 'purge', kind: 'affiliation', id: affiliationId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'company', id: companyId(3), expectedVersion: 1 },
    ])
    expectEqual(await store.companies.find(everything, companyId(3)), null, 'an employer purged with his affiliations')
  },

  'pointing at a record that does not exist refuses the commit': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(9) })], { workspaceId: elsewhere })
    await write(store, [newContact({ id: contactId(1) }), newCompany({ id: companyId(1) })])
    const orphan = newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(2) })
    const missing = { code: 'missing-reference', subject: { kind: 'company', id: companyId(2) } }
    expectEqual(await refusal(store, [orphan]), missing, 'an unknown company')
    const child = newCompany({ id: companyId(3), parentId: companyId(9) })
    expectEqual((await refusal(store, [child])).code, 'missing-reference', 'a parent of another workspace')
    const lonely = newAffiliation({ id: affiliationId(2), contactId: contactId(7), companyId: companyId(1) })
    expectEqual((await refusal(store, [lonely])).code, 'missing-reference', 'an unknown contact')
    const job = { id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }
    await write(store, [newAffiliation(job)])
    const moved = buildAffiliation({ ...job, companyId: companyId(2), version: 2 })
    const refused = await refusal(store, [{ op: 'update', kind: 'affiliation', record: moved }])
    expectEqual(refused.code, 'missing-reference', 'a job that comes to an unknown company')
    const adopted = await changedCompany(store, companyId(1), { parentId: companyId(9) })
    expectEqual(
      (await refusal(store, [adopted])).code,
      'missing-reference',
      'a company that comes to an unknown parent',
    )
  },

  'references are found at contacts, companies and parents': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newCompany({ id: companyId(2), parentId: companyId(1), trashedAt: 3 }),
      newContact({ id: contactId(1) }),
      newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
    ])
    const found = await store.references.pointingAt(here, [
      { kind: 'company', id: companyId(1) },
      { kind: 'contact', id: contactId(1) },
      { kind: 'company', id: companyId(2) },
    ])
    const lines = found.map(({ from, to }) => `${from.kind} ${from.id} → ${to.kind} ${to.id}`).toSorted()
    expectEqual(
      lines,
      [
        `affiliation ${affiliationId(1)} → company ${companyId(1)}`,
        `affiliation ${affiliationId(1)} → contact ${contactId(1)}`,
        `company ${companyId(2)} → company ${companyId(1)}`,
      ],
      'references',
    )
    const hidden = { visibility: 'private', ownerId: null } as const
    await write(store, [
      newCompany({ id: companyId(3), ...hidden }),
      newCompany({ id: companyId(4), parentId: companyId(3), ...hidden }),
      newContact({ id: contactId(2), ...hidden }),
      newAffiliation({
        ...{ id: affiliationId(2), contactId: contactId(2), companyId: companyId(3) },
        ...{ to: '2020-12-31' as PlainDate, isPrimary: false },
      }),
    ])
    const ofHidden = await store.references.pointingAt(here, [
      { kind: 'company', id: companyId(3) },
      { kind: 'contact', id: contactId(2) },
    ])
    const from = ofHidden.map((reference) => reference.from.id).toSorted()
    expectEqual(
      from,
      [companyId(4), affiliationId(2), affiliationId(2)].toSorted(),
      'from what is hidden, and past jobs',
    )
    expectEqual(await store.references.pointingAt(here, []), [], 'references to nothing')
    expectEqual(await store.references.pointingAt(elsewhere, [{ kind: 'company', id: companyId(1) }]), [], 'elsewhere')
  },

  'nothing of one workspace is changed by a commit of another': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1), name: 'Mine' })], {
      keysAdded: [companyKey('vat:FR1', companyId(1))],
    })
    const theirs = { ...(await company(store, companyId(1))), name: 'Theirs', version: 2 }
    const update = { op: 'update', kind: 'company', record: theirs, index: { sortKey: '', searchText: '' } } as const
    const refused = await refusal(store, [update], { workspaceId: elsewhere })
    expectEqual(refused.code, 'version-conflict', 'updating from elsewhere')
    const purge = { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 } as const
    expectEqual((await refusal(store, [purge], { workspaceId: elsewhere })).code, 'version-conflict', 'purging')
    await write(store, [], { workspaceId: elsewhere, keysRemoved: [companyKey('vat:FR1', companyId(1))] })
    expectEqual((await store.identity.lookUp(here, ['vat:FR1'])).hits.length, 1, 'keys after a removal elsewhere')
    expectEqual((await company(store, companyId(1))).name, 'Mine', 'the name')
  },

  'the same ids may stand in two workspaces': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1), name: 'Here' })])
    await write(store, [newCompany({ id: companyId(1), name: 'There' })], { workspaceId: elsewhere })
    expectEqual((await company(store, companyId(1))).name, 'Here', 'the company here')
  },

  'a large commit is written like a small one': async (store) => {
    await open(store)
    const count = 1200
    const numbers = Array.from({ length: count }, (_, n) => n + 1)
    const { numbers: given } = await write(
      store,
      numbers.flatMap((n) => [
        newCompany({ id: companyId(n), name: `Firm "${n}"\t\\N`, tags: ['a,b'] }),
        newContact({ id: contactId(n) }),
        newAffiliation({ id: affiliationId(n), contactId: contactId(n), companyId: companyId(n) }),
      ]),
      { keysAdded: numbers.map((n) => companyKey(`vat:FR${n}`, companyId(n))) },
    )
    expectEqual(given.get(companyId(count)), count, 'the last number')
    const last = await company(store, companyId(count))
    expectEqual([last.name, last.tags, last.number], [`Firm "${count}"\t\\N`, ['a,b'], count], 'the last company')
    const found = await store.identity.lookUp(
      here,
      numbers.map((n) => `vat:FR${n}`),
    )
    expectEqual([found.hits.length, found.companies.length], [count, count], 'keys')
    const refused = await refusal(
      store,
      numbers.map((n) => newCompany({ id: companyId(n + count / 2) })),
    )
    expectEqual(refused.code, 'version-conflict', 'a large commit with ids that are taken')
    expectEqual(await store.companies.count(everything, byName, 5000), count, 'companies afterwards')
  },
}
