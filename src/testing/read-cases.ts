/** The store contract: what reads answer. Each name is a sentence of a port's documentation. @module */
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { PartyOrder } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual, expectPresent, expectThat } from './assert.ts'
import { buildMember } from './builders.ts'
import {
  affiliationId,
  anne,
  anneSees,
  ben,
  byName,
  company,
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
  write,
} from './store-scene.ts'

type Cases = Readonly<Record<string, (store: Store) => Promise<void>>>

/** Every field that a company can have. */
const fullCompany: Partial<Company> & Pick<Company, 'id'> = {
  id: companyId(1),
  name: 'Pomme & Fils "S.A."\\N\tça, 🍏',
  otherNames: ['Appel NV', ''],
  siret: '73282932000074',
  siren: '732829320',
  vat: 'FR44732829320',
  registrationNumber: 'J40/1234/2005',
  country: 'FR',
  addresses: [
    {
      category: 'head-office',
      isDefault: true,
      line1: '1 rue\nde la Paix',
      postcode: '75002',
      city: 'Paris',
      country: 'FR',
    },
  ],
  phones: [{ kind: 'main', typed: '01 99 00 00 01' }],
  emails: [{ typed: 'Info@Pomme.example' }],
  websites: ['https://pomme.example'],
  socialProfiles: ['https://social.example/pomme'],
  type: 'customer',
  temperature: 'hot',
  currency: 'EUR',
  photo: 'photo-1',
  description: 'back\\slash, \r\n new line',
  tags: ['fruit', 'a,b', '{c}'],
  ownerId: anne,
  visibility: 'read',
  origin: { importId: otherId(9), row: 12, rowHash: 'a1b2' },
}

/** Every field that a contact can have. */
const fullContact: Partial<Contact> & Pick<Contact, 'id'> = {
  id: contactId(1),
  givenName: 'Anna',
  familyName: 'Pépin',
  honorific: 'Dr.',
  addresses: [{ category: 'home', isDefault: true, line1: '2 quai', city: 'Lyon' }],
  phones: [{ kind: 'mobile', typed: '06 39 98 00 01' }],
  emails: [{ typed: 'anna@pomme.example' }],
  websites: ['https://anna.example'],
  socialProfiles: [],
  type: 'buyer',
  temperature: 'cold',
  currency: 'RON',
  photo: 'photo-2',
  description: 'likes\tapples',
  tags: ['x'],
  ownerId: ben,
  visibility: 'private',
  origin: { importId: otherId(9), row: 13 },
}

const orders: readonly PartyOrder[] = ['name', 'number', 'created', 'updated']

export const readCases: Cases = {
  'find resolves null for an unknown id': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) })])
    expectEqual(await store.companies.find(everything, companyId(2)), null, 'an unknown company')
    expectEqual(await store.contacts.find(everything, companyId(1)), null, 'a company asked for as a contact')
  },

  'find gives back every field of a company as it was written': async (store) => {
    await open(store)
    await write(store, [newCompany(fullCompany)])
    const expected = { version: 1, createdAt: Date.UTC(2026, 0, 5, 9), updatedAt: Date.UTC(2026, 0, 5, 9), number: 1 }
    expectEqual(await store.companies.find(everything, companyId(1)), { ...fullCompany, ...expected }, 'the company')
  },

  'find gives back every field of a contact as it was written': async (store) => {
    await open(store)
    await write(store, [newContact(fullContact)])
    const expected = { version: 1, createdAt: Date.UTC(2026, 0, 5, 9), updatedAt: Date.UTC(2026, 0, 5, 9), number: 1 }
    expectEqual(await store.contacts.find(everything, contactId(1)), { ...fullContact, ...expected }, 'the contact')
  },

  'find leaves blank fields out': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) }), newContact({ id: contactId(1) })])
    const found = await company(store, companyId(1))
    for (const field of ['siret', 'vat', 'country', 'parentId', 'trashedAt', 'origin'] as const) {
      expectThat(!Object.hasOwn(found, field), `the blank field ${field} must be absent`)
    }
  },

  'find resolves null for a record of another workspace': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1) })], { workspaceId: elsewhere })
    expectEqual(await store.companies.find(everything, companyId(1)), null, 'a company of another workspace')
  },

  'find resolves null for a private record of somebody else': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1), visibility: 'private', ownerId: ben }),
      newCompany({ id: companyId(2), visibility: 'private', ownerId: anne }),
      newCompany({ id: companyId(3), visibility: 'private', ownerId: null }),
      newCompany({ id: companyId(4), visibility: 'read', ownerId: ben }),
    ])
    const seen = await Promise.all([1, 2, 3, 4].map((n) => store.companies.find(anneSees, companyId(n))))
    expectEqual(
      seen.map((record) => record !== null),
      [false, true, false, true],
      'what Anne finds',
    )
    expectThat((await store.companies.find(everything, companyId(1))) !== null, 'an administrator finds all')
  },

  'find finds a record in the trash': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), trashedAt: 5 })])
    expectEqual((await company(store, companyId(1))).trashedAt, 5, 'when it was trashed')
  },

  'findMany leaves out what is unknown, elsewhere or hidden, and gives each record once': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2), visibility: 'private', ownerId: ben }),
    ])
    await write(store, [newContact({ id: contactId(3) })], { workspaceId: elsewhere })
    const asked = [contactId(1), contactId(1), contactId(2), contactId(3), contactId(4)]
    expectEqual(idsOf(await store.contacts.findMany(anneSees, asked)), [contactId(1)], 'what Anne finds')
    expectEqual((await store.contacts.findMany(everything, asked)).length, 2, 'what an administrator finds')
    expectEqual(await store.contacts.findMany(everything, []), [], 'nothing asked')
  },

  'changing a saved or found object does not change the store': async (store) => {
    await open(store)
    const tags = ['fruit']
    await write(store, [newCompany({ id: companyId(1), tags })])
    tags.push('changed')
    const found: { tags: readonly string[] | string[] } = await company(store, companyId(1))
    expectEqual(found.tags, ['fruit'], 'tags after the saved object changed')
    if (Array.isArray(found.tags)) found.tags.push('changed')
    expectEqual((await company(store, companyId(1))).tags, ['fruit'], 'tags after the found object changed')
  },

  'list gives every order in both directions, ties by id': async (store) => {
    await open(store)
    const rows = [
      { id: companyId(3), name: 'b', createdAt: 1, updatedAt: 9 },
      { id: companyId(1), name: 'a', createdAt: 2, updatedAt: 8 },
      { id: companyId(2), name: 'a', createdAt: 2, updatedAt: 7 },
    ]
    await write(
      store,
      rows.map((row) => newCompany(row)),
    )
    const expected: Record<PartyOrder, readonly number[]> = {
      name: [1, 2, 3],
      number: [3, 1, 2],
      created: [3, 1, 2],
      updated: [2, 1, 3],
    }
    for (const order of orders) {
      const up = idsOf(await store.companies.list(everything, { ...byName, order }))
      expectEqual(up, expected[order].map(companyId), `ascending by ${order}`)
      const down = idsOf(await store.companies.list(everything, { ...byName, order, descending: true }))
      expectEqual(down, expected[order].map(companyId).toReversed(), `descending by ${order}`)
    }
  },

  'list compares names by code points': async (store) => {
    await open(store)
    const names = ['z', 'a b', 'ab', 'a', '中', '\u{1F34F}', '\uFF21', 'á']
    await write(
      store,
      names.map((name, n) => newContact({ id: contactId(n + 1), familyName: name }, { sortKey: name })),
    )
    const sorted = (await store.contacts.list(everything, byName)).map((contact) => contact.familyName)
    expectEqual(sorted, ['a', 'a b', 'ab', 'z', 'á', '中', '\uFF21', '\u{1F34F}'], 'names in order')
  },

  'list starts right after the position, in every order, whether or not the record there still exists': async (
    store,
  ) => {
    await open(store)
    const rows = [1, 2, 3, 4, 5].map((n) => ({
      id: companyId(n),
      name: n < 4 ? 'same' : `z${n}`,
      createdAt: 7,
      updatedAt: 7,
    }))
    await write(
      store,
      rows.map((row) => newCompany(row)),
    )
    for (const order of orders) {
      for (const descending of [false, true]) {
        const all = await store.companies.list(everything, { ...byName, order, descending })
        const paged: Company[] = []
        for (;;) {
          const last = paged.at(-1)
          const after = last && { value: sortValueOf(last, order), id: last.id }
          const page = await store.companies.list(everything, {
            ...byName,
            order,
            descending,
            limit: 2,
            ...(after === undefined ? {} : { after }),
          })
          if (page.length === 0) break
          paged.push(...page)
          expectThat(paged.length <= all.length, `pages by ${order} must come to an end`)
        }
        expectEqual(idsOf(paged), idsOf(all), `pages by ${order}${descending ? ', descending' : ''}`)
      }
    }
    const gone = { value: 'same', id: `${companyId(1).slice(0, -1)}f` }
    const rest = await store.companies.list(everything, { ...byName, after: gone })
    expectEqual(rest.length, 4, 'records after a position where no record is')
  },

  'list gives full pages of visible records': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3, 4, 5, 6].map((n) =>
        newCompany({ id: companyId(n), name: `n${n}`, visibility: n % 2 === 0 ? 'private' : 'read', ownerId: ben }),
      ),
    )
    const page = await store.companies.list(anneSees, { ...byName, limit: 3 })
    expectEqual(idsOf(page), [1, 3, 5].map(companyId), 'the first page that Anne sees')
  },

  'list never shows another workspace': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newCompany({ id: companyId(1) })], { workspaceId: elsewhere })
    expectEqual(await store.companies.list(everything, byName), [], 'companies here')
    expectEqual(await store.companies.count(everything, byName, 10), 0, 'companies counted here')
  },

  'list shows records in the trash only, and alone, when asked for': async (store) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1), trashedAt: 3 }), newCompany({ id: companyId(2) })])
    expectEqual(idsOf(await store.companies.list(everything, byName)), [companyId(2)], 'in use')
    const trash = await store.companies.list(everything, { ...byName, trashed: true })
    expectEqual(idsOf(trash), [companyId(1)], 'in the trash')
  },

  'list finds records whose search text holds every word': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }, { searchText: 'pomme 100% fils_a' }),
      newCompany({ id: companyId(2) }, { searchText: 'pomme cent fils\\a' }),
      newCompany({ id: companyId(3) }, { searchText: 'poire 1000 filsxa' }),
    ])
    const search = async (...words: string[]): Promise<readonly string[]> =>
      idsOf(await store.companies.list(everything, { ...byName, order: 'number', words }))
    expectEqual(await search('pomme'), [1, 2].map(companyId), 'one word')
    expectEqual(await search('fils', 'pomme', 'cent'), [companyId(2)], 'several words')
    expectEqual(await search('100%'), [companyId(1)], 'a per cent sign is just a sign')
    expectEqual(await search('s_a'), [companyId(1)], 'an underscore is just a sign')
    expectEqual(await search('fils\\a'), [companyId(2)], 'a backslash is just a sign')
  },

  'list finds a record by its short number': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3].map((n) => newContact({ id: contactId(n) }, { searchText: 'anna' })),
    )
    const found = await store.contacts.list(everything, { ...byName, words: ['2'] })
    expectEqual(idsOf(found), [contactId(2)], 'the contact number 2')
  },

  'count counts what list would list, and stops at the cap': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2, 3, 4, 5].map((n) =>
        newCompany(
          { id: companyId(n), visibility: n === 1 ? 'private' : 'read', ownerId: ben },
          { searchText: `n${n}` },
        ),
      ),
    )
    expectEqual(await store.companies.count(anneSees, byName, 100), 4, 'visible to Anne')
    expectEqual(await store.companies.count(everything, byName, 100), 5, 'all')
    expectEqual(await store.companies.count(everything, byName, 3), 3, 'capped')
    expectEqual(await store.companies.count(everything, { ...byName, words: ['n4'] }, 100), 1, 'searched')
  },

  'findBySortKey finds equal names in the whole workspace, hidden and trashed ones too': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [
      newCompany({ id: companyId(1), name: 'Pomme', visibility: 'private', ownerId: ben, trashedAt: 4 }),
      newCompany({ id: companyId(2), name: 'Pommeraie' }),
      newCompany({ id: companyId(3), name: 'Pomme' }),
    ])
    await write(store, [newCompany({ id: companyId(4), name: 'Pomme' })], { workspaceId: elsewhere })
    const found = await store.companies.findBySortKey(here, ['pomme', 'poire'], 10)
    expectEqual(idsOf(found), [1, 3].map(companyId), 'companies called Pomme')
    expectEqual(idsOf(await store.companies.findBySortKey(here, ['pomme'], 1)), [companyId(1)], 'at most one')
  },

  'affiliations are visible where both ends are': async (store) => {
    await open(store)
    await write(store, [
      newCompany({ id: companyId(1) }),
      newCompany({ id: companyId(2), visibility: 'private', ownerId: ben }),
      newContact({ id: contactId(1) }),
      newContact({ id: contactId(2), visibility: 'private', ownerId: ben }),
      newAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1) }),
      newAffiliation({ id: affiliationId(2), contactId: contactId(1), companyId: companyId(2) }),
      newAffiliation({ id: affiliationId(3), contactId: contactId(2), companyId: companyId(1) }),
    ])
    const all = [contactId(1), contactId(2)]
    expectEqual(idsOf(await store.affiliations.listOfContacts(anneSees, all)), [affiliationId(1)], 'what Anne sees')
    expectEqual((await store.affiliations.listOfContacts(everything, all)).length, 3, 'what an administrator sees')
    const page = { limit: 10 }
    expectEqual(
      idsOf(await store.affiliations.listOfCompany(anneSees, companyId(1), page)),
      [affiliationId(1)],
      'of a company',
    )
    expectEqual(await store.affiliations.listOfCompany(anneSees, companyId(2), page), [], 'of a hidden company')
    expectEqual(await store.affiliations.find(anneSees, affiliationId(2)), null, 'with a hidden company')
    expectEqual(await store.affiliations.find(anneSees, affiliationId(3)), null, 'with a hidden contact')
    expectThat((await store.affiliations.find(anneSees, affiliationId(1))) !== null, 'Anne finds the open one')
  },

  'affiliations come back with every field, page by page': async (store) => {
    await open(store)
    const job = {
      jobTitle: 'Buyer',
      department: 'Fruit',
      emails: [{ typed: 'A@b.example' }],
      phones: [],
      isPrimary: false,
    }
    await write(store, [
      newCompany({ id: companyId(1) }),
      newContact({ id: contactId(1) }),
      ...[3, 1, 2].map((n) =>
        newAffiliation({ id: affiliationId(n), contactId: contactId(1), companyId: companyId(1), ...job }),
      ),
    ])
    const first = await store.affiliations.listOfCompany(everything, companyId(1), { limit: 2 })
    expectEqual(idsOf(first), [1, 2].map(affiliationId), 'the first page')
    expectEqual(expectPresent(first[0], 'an affiliation').jobTitle, 'Buyer', 'its job title')
    const next = await store.affiliations.listOfCompany(everything, companyId(1), { limit: 2, after: affiliationId(2) })
    expectEqual(idsOf(next), [affiliationId(3)], 'the second page')
    expectEqual(expectPresent(next[0], 'an affiliation').emails, job.emails, 'its e-mails')
  },

  'members and workspaces are found in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const member = buildMember({ id: anne, email: 'anne@verger.example', role: 'administrator' })
    await write(store, [
      { op: 'create', kind: 'member', record: buildMember({ id: ben, name: 'Ben' }) },
      { op: 'create', kind: 'member', record: member },
    ])
    expectEqual(await store.workspaces.findMember(here, anne), member, 'Anne')
    expectEqual(await store.workspaces.findMember(elsewhere, anne), null, 'Anne elsewhere')
    expectEqual(idsOf(await store.workspaces.listMembers(here)), [anne, ben], 'members here')
    expectEqual(await store.workspaces.listMembers(elsewhere), [], 'members elsewhere')
    expectEqual(expectPresent(await store.workspaces.find(here), 'workspace').settings.timeZone, 'Europe/Paris', 'zone')
    expectEqual(await store.workspaces.find(otherId(7)), null, 'an unknown workspace')
  },
}

function sortValueOf(record: Company, order: PartyOrder): string | number {
  switch (order) {
    case 'name':
      return record.name.toLowerCase()
    case 'number':
      return record.number
    case 'created':
      return record.createdAt
    case 'updated':
      return record.updatedAt
  }
}
