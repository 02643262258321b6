/** The store contract: what a commit writes, and when it writes nothing. @module */
import type { CommandAnswer } from '../ports/history.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual, expectPresent, expectThat } from './assert.ts'
import { buildAudit, buildCommit, buildEvent, buildImport, buildWebhook } from './builders.ts'
import {
  affiliationId,
  byName,
  changedCompany,
  company,
  companyId,
  companyKey,
  contactId,
  contactKey,
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
  write,
} from './store-scene.ts'

type Cases = Readonly<Record<string, (store: Store) => Promise<void>>>

export const writeCases: Cases = {
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
    expectEqual((await refusal(store, [orphan])).code, 'missing-reference', 'an unknown company')
    const child = newCompany({ id: companyId(3), parentId: companyId(9) })
    expectEqual((await refusal(store, [child])).code, 'missing-reference', 'a parent of another workspace')
    const lonely = newAffiliation({ id: affiliationId(2), contactId: contactId(7), companyId: companyId(1) })
    expectEqual((await refusal(store, [lonely])).code, 'missing-reference', 'an unknown contact')
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

  'a repeated command is refused with its first answer': async (store) => {
    await open(store)
    const command: CommandAnswer = {
      commandId: 'c-1',
      command: 'companies.create',
      fingerprint: 'f',
      answer: { id: 'x' },
    }
    await write(store, [newCompany({ id: companyId(1) })], { command })
    const again = await refusal(store, [newCompany({ id: companyId(2) })], {
      command: { ...command, answer: { id: 'y' } },
    })
    expectEqual(again, { code: 'command-repeated', answer: command }, 'the refusal')
    expectEqual(await store.companies.find(everything, companyId(2)), null, 'the company of the repeated command')
    expectEqual(await store.history.findCommand(here, 'c-1'), command, 'the kept answer')
    expectEqual(await store.history.findCommand(elsewhere, 'c-1'), null, 'the answer asked for elsewhere')
  },

  'keys lead to their records, with records and version of one moment': async (store) => {
    await open(store)
    await write(
      store,
      [
        newCompany({ id: companyId(1), visibility: 'private', trashedAt: 3 }),
        newContact({ id: contactId(1) }),
        newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
      ],
      { keysAdded: [companyKey('vat:FR1', companyId(1)), contactKey('mail:a@b.example', contactId(1))] },
    )
    const found = await store.identity.lookUp(here, ['vat:FR1', 'vat:FR1', 'mail:a@b.example', 'vat:FR2'])
    expectEqual(found.hits.length, 2, 'hits')
    expectEqual(idsOf(found.companies), [companyId(1)], 'companies, hidden and trashed ones too')
    expectEqual(idsOf(found.contacts), [contactId(1)], 'contacts')
    expectEqual(idsOf(found.affiliations), [affiliationId(1)], 'their affiliations')
    const nothing = await store.identity.lookUp(here, [])
    expectEqual([nothing.hits, nothing.version], [[], found.version], 'no keys asked')
    expectEqual((await store.identity.lookUp(elsewhere, ['vat:FR1'])).hits, [], 'hits elsewhere')
  },

  'a key may belong to several records, and to either kind': async (store) => {
    await open(store)
    await write(
      store,
      [newCompany({ id: companyId(1) }), newCompany({ id: companyId(2) }), newContact({ id: contactId(1) })],
      {
        keysAdded: [
          companyKey('row:1', companyId(1)),
          companyKey('row:1', companyId(2)),
          contactKey('row:1', contactId(1)),
        ],
      },
    )
    const { hits } = await store.identity.lookUp(here, ['row:1'])
    const lines = hits.map((hit) => `${hit.kind} ${hit.recordId}`).toSorted()
    expectEqual(lines, [`company ${companyId(1)}`, `company ${companyId(2)}`, `contact ${contactId(1)}`], 'hits')
  },

  'keys compare letter by letter': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })], { keysAdded: [companyKey('npc:Été', companyId(1))] })
    const { hits } = await store.identity.lookUp(here, ['npc:été', 'npc:Ete', 'npc:Été '])
    expectEqual(hits, [], 'keys that differ in case, accent or blank')
  },

  'removed keys lead nowhere; adding twice or removing what is not there changes nothing': async (store) => {
    await open(store)
    const entry = companyKey('vat:FR1', companyId(1))
    await write(store, [newCompany({ id: companyId(1) })], { keysAdded: [entry] })
    await write(store, [], { keysAdded: [entry], keysRemoved: [companyKey('vat:FR2', companyId(1))] })
    expectEqual((await store.identity.lookUp(here, ['vat:FR1'])).hits.length, 1, 'hits after adding twice')
    await write(store, [], { keysRemoved: [entry] })
    expectEqual((await store.identity.lookUp(here, ['vat:FR1'])).hits, [], 'hits after removing')
  },

  'the identity version grows with every commit that changes keys, and with no other': async (store) => {
    await open(store)
    const first = await write(store, [newCompany({ id: companyId(1) })], {
      keysAdded: [companyKey('vat:FR1', companyId(1))],
    })
    expectThat(first.identityAfter > first.identityBefore, 'a commit that adds a key raises the version')
    const second = await write(store, [newContact({ id: contactId(1) })])
    expectEqual(
      [second.identityBefore, second.identityAfter],
      [first.identityAfter, first.identityAfter],
      'without keys',
    )
    expectEqual((await store.identity.lookUp(here, [])).version, first.identityAfter, 'the version that look-ups tell')
  },

  'a guard whose keys lead elsewhere by now refuses the commit': async (store) => {
    await open(store)
    const { version, hits } = await store.identity.lookUp(here, ['vat:FR1'])
    await write(store, [newCompany({ id: companyId(1) })], { keysAdded: [companyKey('vat:FR1', companyId(1))] })
    const refused = await refusal(store, [newCompany({ id: companyId(2) })], {
      guard: { version, keys: ['vat:FR1'], hits },
      keysAdded: [companyKey('vat:FR1', companyId(2))],
    })
    expectEqual(refused.code, 'identity-changed', 'the refusal')
    const again = await store.identity.lookUp(here, ['vat:FR1'])
    await write(store, [], { keysRemoved: again.hits })
    const lost = await refusal(store, [], { guard: { version: again.version, keys: ['vat:FR1'], hits: again.hits } })
    expectEqual(lost.code, 'identity-changed', 'the refusal after a key was removed')
  },

  'a guard whose keys still lead to the same records holds, whatever else changed': async (store) => {
    await open(store)
    const { version, hits } = await store.identity.lookUp(here, ['vat:FR1'])
    await write(store, [newCompany({ id: companyId(1) })], { keysAdded: [companyKey('vat:FR2', companyId(1))] })
    await write(store, [newCompany({ id: companyId(2) })], { guard: { version, keys: ['vat:FR1'], hits } })
    expectThat((await store.companies.find(everything, companyId(2))) !== null, 'the guarded company is written')
  },

  'two concurrent commits that guard a key one of them adds never both succeed': async (store) => {
    await open(store)
    const { version, hits } = await store.identity.lookUp(here, ['vat:FR1'])
    const results = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        store.commit(
          buildCommit({
            workspaceId: here,
            writes: [newCompany({ id: companyId(n) })],
            keysAdded: [companyKey('vat:FR1', companyId(n))],
            guard: { version, keys: ['vat:FR1'], hits },
          }),
        ),
      ),
    )
    expectEqual(results.filter((result) => result.ok).length, 1, 'commits that succeeded')
    expectEqual((await store.identity.lookUp(here, ['vat:FR1'])).companies.length, 1, 'companies with the key')
  },

  'audit entries come latest first, of one subject if asked, with personal values in place': async (store) => {
    await open(store)
    const personal = { personId: contactId(1), changes: [{ field: 'givenName', after: 'Anna' }] }
    await write(store, [], {
      audit: [
        buildAudit({
          id: otherId(1),
          subject: { kind: 'contact', id: contactId(1) },
          changes: [{ field: 'givenName' }],
          personal,
        }),
        buildAudit({
          id: otherId(2),
          changes: [{ field: 'name', before: 'a', after: { b: [1] } }],
          commandId: 'c',
          count: 3,
        }),
        buildAudit({ id: otherId(3), author: { kind: 'member', memberId: otherId(4) } }),
      ],
    })
    const all = await store.history.listAudit(here, { limit: 10 })
    expectEqual(idsOf(all), [3, 2, 1].map(otherId), 'all entries')
    expectEqual(expectPresent(all[2], 'entry').personal, personal, 'personal values')
    expectEqual(expectPresent(all[1], 'entry').changes, [{ field: 'name', before: 'a', after: { b: [1] } }], 'changes')
    expectEqual(
      idsOf(await store.history.listAudit(here, { limit: 1, after: otherId(3) })),
      [otherId(2)],
      'a later page',
    )
    const one = await store.history.listAudit(here, { subjectId: contactId(1), limit: 10 })
    expectEqual(idsOf(one), [otherId(1)], 'entries of one subject')
    expectEqual(await store.history.listAudit(elsewhere, { limit: 10 }), [], 'entries elsewhere')
  },

  'events come first ones first, page by page': async (store) => {
    await open(store)
    const events = [2, 1, 3].map((n) => buildEvent({ id: otherId(n), version: n, data: { n } }))
    await write(store, [], { events })
    const page = await store.history.listEvents(here, { limit: 2 })
    expectEqual(idsOf(page), [1, 2].map(otherId), 'the first page')
    expectEqual(expectPresent(page[0], 'event').data, { n: 1 }, 'data')
    expectEqual(
      idsOf(await store.history.listEvents(here, { limit: 2, after: otherId(2) })),
      [otherId(3)],
      'the next page',
    )
    expectEqual(await store.history.listEvents(elsewhere, { limit: 2 }), [], 'events elsewhere')
  },

  'imports are found, listed latest first, and recognized by their file': async (store) => {
    await open(store)
    const rows = [
      buildImport({ id: otherId(1), startedAt: 10, fileHash: 'aa', fileName: 'a.csv', status: 'applied' }),
      buildImport({ id: otherId(2), startedAt: 30, fileHash: 'aa', status: 'undone' }),
      buildImport({ id: otherId(3), startedAt: 20, fileHash: 'bb' }),
    ]
    await write(
      store,
      rows.map((record) => ({ op: 'create', kind: 'import', record }) as const),
    )
    expectEqual(await store.imports.find(here, otherId(1)), rows[0], 'an import')
    expectEqual(await store.imports.find(elsewhere, otherId(1)), null, 'an import elsewhere')
    expectEqual(idsOf(await store.imports.list(here, { limit: 2 })), [2, 3].map(otherId), 'the latest two')
    const after = { startedAt: 20, id: otherId(3) }
    expectEqual(idsOf(await store.imports.list(here, { after, limit: 2 })), [otherId(1)], 'the rest')
    expectEqual((await store.imports.findByFileHash(here, 'aa'))?.id, otherId(1), 'the file that is not undone')
    expectEqual(await store.imports.findByFileHash(here, 'cc'), null, 'an unknown file')
    expectEqual(await store.imports.findByFileHash(elsewhere, 'aa'), null, 'the file elsewhere')
  },

  'a stale import refuses the commit, so that two processes never apply the same batch': async (store) => {
    await open(store)
    const record = buildImport({ id: otherId(1) })
    await write(store, [{ op: 'create', kind: 'import', record }])
    const batch = { op: 'update', kind: 'import', record: { ...record, version: 2, rowsDone: 100 } } as const
    await write(store, [batch])
    expectEqual(
      (await refusal(store, [batch, newCompany({ id: companyId(1) })])).code,
      'version-conflict',
      'the refusal',
    )
    expectEqual((await store.imports.find(here, otherId(1)))?.rowsDone, 100, 'rows done')
  },

  'of a record that an import touched before, the first image is kept': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), name: 'First' }), newContact({ id: contactId(1) })])
    const before = await company(store, companyId(1))
    const touch = { importId: otherId(1), kind: 'company', recordId: companyId(1), row: 3, versionAfter: 2 } as const
    await write(store, [], { touches: [{ ...touch, before: { kind: 'company', record: before } }] })
    const later = { ...before, name: 'Second', version: 2 }
    await write(store, [], {
      touches: [{ ...touch, row: 8, versionAfter: 3, before: { kind: 'company', record: later } }],
    })
    const person = expectPresent(await store.contacts.find(everything, contactId(1)), 'contact')
    const personal = { ...touch, importId: otherId(2), kind: 'contact', recordId: contactId(1) } as const
    await write(store, [], { touches: [{ ...personal, before: { kind: 'contact', record: person } }] })
    const kept = { ...touch, versionAfter: 3, before: { kind: 'company', record: before } }
    expectEqual(await store.imports.listTouches(here, companyId(1)), [kept], 'the touch of the company')
    const ofPerson = await store.imports.listTouches(here, contactId(1))
    expectEqual(ofPerson, [{ ...personal, before: { kind: 'contact', record: person } }], 'the touch of the contact')
    expectEqual(await store.imports.listTouches(elsewhere, companyId(1)), [], 'touches elsewhere')
  },

  'a touch after somebody else’s change keeps the version before it': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    const before = { kind: 'company', record: await company(store, companyId(1)) } as const
    const touch = { importId: otherId(1), kind: 'company', recordId: companyId(1), row: 3, before } as const
    await write(store, [], { touches: [{ ...touch, versionAfter: 2 }] })
    await write(store, [], { touches: [{ ...touch, versionAfter: 4 }] })
    await write(store, [], { touches: [{ ...touch, versionAfter: 5 }] })
    const [kept] = await store.imports.listTouches(here, companyId(1))
    expectEqual(expectPresent(kept, 'touch').versionAfter, 2, 'the version before somebody else changed the record')
  },

  'what an import created or changed is listed once each, page by page': async (store) => {
    await open(store)
    const origin = (row: number) => ({ importId: otherId(1), row })
    await write(store, [
      newCompany({ id: companyId(1), origin: origin(1) }),
      newCompany({ id: companyId(2) }),
      newCompany({ id: companyId(3), origin: { importId: otherId(2), row: 1 } }),
      newCompany({ id: companyId(4), origin: origin(2) }),
      newContact({ id: contactId(1), origin: origin(1) }),
    ])
    const touch = (n: number, row: number) =>
      ({ importId: otherId(1), kind: 'company', recordId: companyId(n), row, versionAfter: 2, before: null }) as const
    await write(store, [], { touches: [touch(2, 5), touch(4, 6)] })
    const page = await store.imports.listTouched(here, otherId(1), 'company', { limit: 2 })
    expectEqual(
      page.map((row) => [row.recordId, row.created, row.touch?.row]),
      [
        [companyId(1), true, undefined],
        [companyId(2), false, 5],
      ],
      'the first page',
    )
    const next = await store.imports.listTouched(here, otherId(1), 'company', { limit: 2, after: companyId(2) })
    expectEqual(
      next.map((row) => [row.recordId, row.created, row.touch?.row]),
      [[companyId(4), true, 6]],
      'the second page',
    )
    const people = await store.imports.listTouched(here, otherId(1), 'contact', { limit: 9 })
    expectEqual(people, [{ kind: 'contact', recordId: contactId(1), touch: null, created: true }], 'contacts')
    expectEqual(await store.imports.listTouched(elsewhere, otherId(1), 'company', { limit: 9 }), [], 'elsewhere')
  },

  'refused rows are listed by row, page by page': async (store) => {
    await open(store)
    const reason = { code: 'invalid-checksum', column: 'SIRET', recordIds: [companyId(1)] }
    const refusedRows = [5, 2, 11].map((row) => ({ row, reasons: [reason] }))
    await write(store, [], { importId: otherId(1), refusedRows })
    const rows = await store.imports.listRefused(here, otherId(1), { limit: 2 })
    expectEqual(
      rows,
      [
        { row: 2, reasons: [reason] },
        { row: 5, reasons: [reason] },
      ],
      'the first page',
    )
    const next = await store.imports.listRefused(here, otherId(1), { limit: 2, after: 5 })
    expectEqual(
      next.map(({ row }) => row),
      [11],
      'the second page',
    )
    expectEqual(await store.imports.listRefused(here, otherId(2), { limit: 2 }), [], 'of another import')
  },

  'webhooks come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    const first = buildWebhook({ id: otherId(1), description: 'Ours', eventTypes: ['company.*', 'contact.created'] })
    const second = buildWebhook({ id: otherId(2), state: 'gone' })
    await write(
      store,
      [second, first].map((record) => ({ op: 'create', kind: 'webhook', record })),
    )
    expectEqual(await store.webhooks.list(here), [first, second], 'webhooks')
    expectEqual(await store.webhooks.find(here, otherId(2)), second, 'the second')
    expectEqual(await store.webhooks.find(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.webhooks.find(elsewhere, otherId(1)), null, 'the first, elsewhere')
    expectEqual(await store.webhooks.list(elsewhere), [], 'webhooks elsewhere')
  },

  'webhooks are updated and purged by version': async (store) => {
    await open(store)
    const record = buildWebhook({ id: otherId(1), description: 'Ours' })
    await write(store, [{ op: 'create', kind: 'webhook', record }])
    const { description: _none, ...bare } = record
    const secrets = [{ secret: 'whsec_bmV3' }, { secret: 'whsec_b2xk', expiresAt: 5 }]
    const changed = { ...bare, version: 2, state: 'disabled', secrets } as const
    await write(store, [{ op: 'update', kind: 'webhook', record: changed }])
    expectEqual(await store.webhooks.find(here, otherId(1)), changed, 'the changed webhook')
    const stale = await refusal(store, [{ op: 'update', kind: 'webhook', record: changed }])
    expectEqual(stale, { code: 'version-conflict', subject: { kind: 'webhook', id: otherId(1) } }, 'a stale change')
    const purge = { op: 'purge', kind: 'webhook', id: otherId(1) } as const
    expectEqual((await refusal(store, [{ ...purge, expectedVersion: 1 }])).code, 'version-conflict', 'a stale purge')
    await write(store, [{ ...purge, expectedVersion: 2 }])
    expectEqual(await store.webhooks.list(here), [], 'webhooks')
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
