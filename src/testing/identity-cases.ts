import type { PlainDate } from '../kernel/time.ts'
import { expectEqual, expectPresent, expectThat } from './assert.ts'
import { buildCommit, buildWorkspace } from './builders.ts'
import {
  affiliationId,
  anne,
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
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Keys and guards. */
export const identityCases: StoreCases = {
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
    const past = { to: '2020-12-31' as PlainDate, isPrimary: false }
    await write(
      store,
      [
        newContact({ id: contactId(2), visibility: 'private', trashedAt: 3 }),
        newAffiliation({ id: affiliationId(2), contactId: contactId(1), companyId: companyId(1), ...past }),
        newAffiliation({ id: affiliationId(3), contactId: contactId(2), companyId: companyId(1) }),
      ],
      { keysAdded: [contactKey('mail:a@b.example', contactId(2))] },
    )
    const people = await store.identity.lookUp(here, ['mail:a@b.example'])
    expectEqual(idsOf(people.contacts).toSorted(), [1, 2].map(contactId), 'contacts, hidden and trashed ones too')
    expectEqual(idsOf(people.affiliations).toSorted(), [1, 2, 3].map(affiliationId), 'all that they are, and were')
    const nothing = await store.identity.lookUp(here, [])
    expectEqual([nothing.hits, nothing.version], [[], people.version], 'no keys asked')
    expectEqual((await store.identity.lookUp(elsewhere, ['vat:FR1'])).hits, [], 'hits elsewhere')
  },

  'records are unrivaled as long as no other one of their kind carries a key that is named': async (store) => {
    await open(store)
    const { identityAfter } = await write(
      store,
      [
        newCompany({ id: companyId(1), visibility: 'private', ownerId: anne, trashedAt: 3 }),
        newCompany({ id: companyId(2) }),
        newCompany({ id: companyId(3) }),
        newContact({ id: contactId(1) }),
      ],
      {
        keysAdded: [
          companyKey('vat:FR1', companyId(1)),
          companyKey('row:1', companyId(1)),
          contactKey('row:1', contactId(1)),
          companyKey('vat:FR2', companyId(2)),
          companyKey('vat:FR2', companyId(3)),
        ],
      },
    )
    const claim = (kind: 'company' | 'contact', recordId: string, ...keys: readonly string[]) => ({
      kind,
      recordId,
      keys,
    })
    const found = await store.identity.findUnrivaled(here, [
      claim('company', companyId(1), 'vat:FR1', 'row:1', 'vat:FR9'),
      claim('company', companyId(1)),
      claim('company', companyId(2), 'vat:FR2'),
      claim('company', companyId(3), 'vat:FR9', 'vat:FR1'),
      claim('company', companyId(9), 'vat:FR9'),
      claim('contact', contactId(1), 'row:1'),
    ])
    expectEqual(found.version, identityAfter, 'the version')
    expectEqual(
      found.heads.toSorted((a, b) => a.kind.localeCompare(b.kind)),
      [
        {
          kind: 'company',
          id: companyId(1),
          number: 1,
          version: 1,
          ownerId: anne,
          visibility: 'private',
          trashedAt: 3,
        },
        { kind: 'contact', id: contactId(1), number: 1, version: 1, ownerId: null, visibility: 'write' },
      ],
      'those whose keys nobody shares, hidden and trashed ones too',
    )
    const without = await store.identity.findUnrivaled(here, [claim('company', companyId(2))])
    expectEqual(idsOf(without.heads), [companyId(2)], 'a record without keys in question')
    const elsewhereFound = await store.identity.findUnrivaled(elsewhere, [claim('company', companyId(1))])
    expectEqual(elsewhereFound.heads, [], 'elsewhere')
  },

  'all keys of a workspace are listed once, with their version, or none where there are too many': async (store) => {
    await open(store)
    const none = await store.identity.listKeys(here, 10)
    expectEqual(none?.keys, [], 'keys of a workspace without records')
    const { identityAfter } = await write(
      store,
      [newCompany({ id: companyId(1), visibility: 'private', trashedAt: 3 }), newContact({ id: contactId(1) })],
      {
        keysAdded: [
          companyKey('vat:FR1', companyId(1)),
          companyKey('row:1', companyId(1)),
          contactKey('row:1', contactId(1)),
        ],
      },
    )
    const listed = expectPresent(await store.identity.listKeys(here, 3), 'keys')
    expectEqual(listed.keys.toSorted(), ['row:1', 'vat:FR1'], 'keys, those of hidden and trashed records too')
    expectEqual(listed.version, identityAfter, 'their version')
    expectEqual(await store.identity.listKeys(here, 2), null, 'more keys than were wanted')
    expectEqual((await store.identity.listKeys(elsewhere, 10))?.keys, [], 'keys elsewhere')
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
    await write(store, [{ op: 'update', kind: 'workspace', record: buildWorkspace({ id: here, version: 2 }) }])
    const { version } = await store.identity.lookUp(here, [])
    expectEqual(version, first.identityAfter, 'the version once the workspace itself was changed')
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
}
