/** The store contract: finding records. Each name is a sentence of a port's documentation. @module */

import type { PlainDate } from '../kernel/time.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { EmailNormalized } from '../party/email.ts'
import type { PhoneE164 } from '../party/phone.ts'
import { expectEqual, expectPresent, expectThat } from './assert.ts'
import { buildAffiliation, buildMember } from './builders.ts'
import {
  affiliationId,
  anne,
  anneSees,
  ben,
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
  type StoreCases,
  write,
} from './store-scene.ts'

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
  phones: [
    { kind: 'main', typed: '01 99 00 00 01' },
    { kind: 'work', typed: '0123458073 p. 12', e164: '+33123458073' as PhoneE164, extension: '12' },
  ],
  emails: [{ typed: 'Info@Pomme.example', normalized: 'info@pomme.example' as EmailNormalized }],
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
  birthday: '2000-02-29' as PlainDate,
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
  anonymizedAt: Date.UTC(2026, 0, 6),
}

/** Single records, and those that belong to them. */
export const findCases: StoreCases = {
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
    await write(store, [
      newCompany({ id: companyId(3), trashedAt: 5 }),
      newContact({ id: contactId(3), trashedAt: 5 }),
      newAffiliation({ id: affiliationId(4), contactId: contactId(3), companyId: companyId(3) }),
    ])
    const trashed = await store.affiliations.listOfContacts(anneSees, [contactId(3)])
    expectEqual(idsOf(trashed), [affiliationId(4)], 'of a contact in the trash at a company in the trash')
  },

  'affiliations come back with every field, page by page': async (store) => {
    await open(store)
    const job = {
      jobTitle: 'Buyer',
      department: 'Fruit',
      emails: [{ typed: 'A@b.example', normalized: 'a@b.example' as EmailNormalized }],
      phones: [{ kind: 'work', typed: '0123458073', e164: '+33123458073' as PhoneE164, extension: '1' }],
      isPrimary: false,
      from: '2000-02-29' as PlainDate,
      to: '2026-12-31' as PlainDate,
      origin: { importId: otherId(9), row: 3, rowHash: 'a1' },
    } as const
    await write(store, [
      newCompany({ id: companyId(1) }),
      newContact({ id: contactId(1) }),
      ...[3, 1, 2].map((n) =>
        newAffiliation({ id: affiliationId(n), contactId: contactId(1), companyId: companyId(1), ...job }),
      ),
    ])
    const first = await store.affiliations.listOfCompany(everything, companyId(1), { limit: 2 })
    expectEqual(idsOf(first), [1, 2].map(affiliationId), 'the first page')
    const record = buildAffiliation({ id: affiliationId(1), contactId: contactId(1), companyId: companyId(1), ...job })
    expectEqual(first[0], record, 'an affiliation')
    const next = await store.affiliations.listOfCompany(everything, companyId(1), { limit: 2, after: affiliationId(2) })
    expectEqual(idsOf(next), [affiliationId(3)], 'the second page')
    await write(store, [
      newContact({ id: contactId(2) }),
      newAffiliation({ id: affiliationId(5), contactId: contactId(1), companyId: companyId(1) }),
      newAffiliation({ id: affiliationId(4), contactId: contactId(2), companyId: companyId(1) }),
    ])
    const ofBoth = await store.affiliations.listOfContacts(everything, [contactId(2), contactId(1)])
    expectEqual(idsOf(ofBoth), [1, 2, 3, 4, 5].map(affiliationId), 'those of two contacts, by id')
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
