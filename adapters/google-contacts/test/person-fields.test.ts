/** SYN-2: which of a person's fields are whose, and what is kept of the others. */

import type { Fields } from '@crmkit/adapter-kit'
import type { DirectoryChanges, DirectoryFields } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../src/entry.ts'
import { fieldsOfPerson, personOfFields } from '../src/person-fields.ts'

const read: readonly (readonly [string, Fields, DirectoryFields])[] = [
  ['nothing of nobody', {}, {}],
  [
    'parts of a name',
    { names: [{ givenName: ' Anna ', familyName: 'Pépin' }] },
    { givenName: 'Anna', familyName: 'Pépin' },
  ],
  [
    'phones by their type',
    {
      phoneNumbers: [
        ...[{ value: '1', type: 'home' }, { value: '2', type: 'main' }, { value: '3', type: 'other' }, { value: '4' }],
        ...[
          { value: '5', type: 'mobile' },
          { value: '6', type: 'work' },
          { value: '7', type: 'workMobile' },
        ],
        ...[
          { value: '8', type: 'homeFax' },
          { value: '9', type: 'Boat' },
          { value: '10', type: 'constructor' },
        ],
        ...[{ value: ' ', type: 'home' }, { type: 'home' }],
      ],
    },
    { homePhones: ['1', '2', '3', '4'], mobilePhones: ['5'], workPhones: ['6'], workMobiles: ['7'] },
  ],
  [
    'e-mails: of work, and all others',
    {
      emailAddresses: [
        { value: 'a@x.example', type: 'work' },
        { value: 'b@x.example' },
        { value: 'c@x.example', type: 'Boat' },
      ],
    },
    { workEmails: ['a@x.example'], homeEmails: ['b@x.example', 'c@x.example'] },
  ],
  [
    'an address by its parts, a street of several lines as two',
    {
      addresses: [
        { type: 'work', city: 'Lyon' },
        {
          streetAddress: '3 rue des Vergers\nBât. B\n',
          extendedAddress: 'Esc. 2',
          postalCode: '75001',
          countryCode: 'fr',
        },
      ],
    },
    { homeAddresses: [{ line1: '3 rue des Vergers', line2: 'Bât. B, Esc. 2', postcode: '75001', country: 'FR' }] },
  ],
  [
    'an address of which only the whole is said',
    { addresses: [{ formattedValue: '3 rue des Vergers\n75001 Paris' }] },
    { homeAddresses: [{ line1: '3 rue des Vergers', line2: '75001 Paris' }] },
  ],
  [
    'the present job: neither a school nor what is over',
    {
      organizations: [
        ...[
          { name: 'Lycée', type: 'school' },
          { name: 'Old', current: false },
          { name: 'Left', endDate: { year: 2020 } },
        ],
        ...[{ name: 'First' }, { name: 'Pomme SARL', title: 'Buyer', current: true }],
      ],
    },
    { companyName: 'Pomme SARL', jobTitle: 'Buyer' },
  ],
  ['nothing of values that are none', { names: 'Anna', phoneNumbers: [null, 7], addresses: {} }, {}],
]

const anna: Fields = {
  names: [{ givenName: 'Anna', familyName: 'Pépin', honorificPrefix: 'Dr', displayName: 'Dr Anna Pépin' }],
  phoneNumbers: [
    { value: '1', type: 'homeFax', formattedType: 'Home Fax' },
    { value: '2', type: 'main', canonicalForm: '+332', metadata: { primary: true, sourcePrimary: true } },
    { value: '3', type: 'mobile' },
    { value: '4', type: 'home' },
  ],
  addresses: [
    { type: 'work', city: 'Lyon' },
    { type: 'home', streetAddress: '3 rue', poBox: 'BP 7', city: 'Paris', formattedValue: '3 rue\nParis' },
  ],
  organizations: [
    { name: 'Lycée', type: 'school' },
    { name: 'Pomme SARL', title: 'Buyer', department: 'Apples' },
  ],
}

const changed: readonly (readonly [string, DirectoryChanges, Fields])[] = [
  ['nothing where nothing is said', {}, {}],
  [
    'a part of a name, with its other parts',
    { familyName: 'Poire' },
    { names: [{ givenName: 'Anna', familyName: 'Poire', honorificPrefix: 'Dr' }] },
  ],
  [
    'a list where it stands, and what stays in it as it is',
    { homePhones: ['5', '2'] },
    {
      phoneNumbers: [
        { value: '1', type: 'homeFax' },
        { value: '5', type: 'home' },
        { value: '2', type: 'main', metadata: { sourcePrimary: true } },
        { value: '3', type: 'mobile' },
      ],
    },
  ],
  ['a cleared list', { homePhones: null, mobilePhones: [] }, { phoneNumbers: [{ value: '1', type: 'homeFax' }] }],
  [
    'a list that was not there',
    { workEmails: ['a@x.example'] },
    { emailAddresses: [{ value: 'a@x.example', type: 'work' }] },
  ],
  [
    'an address beside those that stay, with what we know nothing of',
    {
      homeAddresses: [
        { line1: '4 rue', country: 'FR' },
        { line1: '3 rue', city: 'Paris' },
      ],
    },
    {
      addresses: [
        { type: 'work', city: 'Lyon' },
        { type: 'home', streetAddress: '4 rue', countryCode: 'FR' },
        { type: 'home', streetAddress: '3 rue', poBox: 'BP 7', city: 'Paris' },
      ],
    },
  ],
  [
    'the present job, with what else is said of it',
    { jobTitle: null, companyName: 'Poire SA' },
    {
      organizations: [
        { name: 'Lycée', type: 'school' },
        { name: 'Poire SA', department: 'Apples' },
      ],
    },
  ],
]

describe('SYN-2 A person', () => {
  it.each(read)('SYN-2 reads %s', (_what, person, fields) => {
    expect(fieldsOfPerson(person)).toEqual(fields)
  })

  it.each(changed)('SYN-2 writes %s', (_what, changes, person) => {
    expect(personOfFields(changes, anna)).toEqual(person)
  })

  it('SYN-2 has no job any more where neither company nor title is left', () => {
    const person = { organizations: [{ name: 'Pomme SARL', title: 'Buyer', type: 'work', current: true }] }
    expect(personOfFields({ companyName: null, jobTitle: null }, person)).toEqual({ organizations: [] })
  })

  it('SYN-2 has no name any more where both parts are cleared', () => {
    const person = { names: [{ givenName: 'Anna', displayName: 'Anna', metadata: { sourcePrimary: true } }] }
    expect(personOfFields({ givenName: null, familyName: null }, person)).toEqual({ names: [] })
  })

  it('SYN-2 keeps an address that is only a text as it is', () => {
    const person = { addresses: [{ formattedValue: '3 rue\nParis' }] }
    const { homeAddresses = [] } = fieldsOfPerson(person)
    expect(personOfFields({ homeAddresses: [...homeAddresses, { city: 'Lyon' }] }, person)).toEqual({
      addresses: [{ formattedValue: '3 rue\nParis' }, { type: 'home', city: 'Lyon' }],
    })
  })

  it('SYN-2 is read as it was written', () => {
    const all: DirectoryFields = {
      ...{ givenName: 'Anna', familyName: 'Pépin', companyName: 'Pomme SARL', jobTitle: 'Buyer' },
      ...{ homePhones: ['1'], mobilePhones: ['2', '3'], workPhones: ['4'], workMobiles: ['5'] },
      ...{ homeEmails: ['a@x.example'], workEmails: ['b@x.example'] },
      homeAddresses: [
        { line1: '3 rue', line2: 'Bât. B', postcode: '75001', city: 'Paris', region: 'IDF', country: 'FR' },
        { city: 'Lyon' },
      ],
    }
    expect(fieldsOfPerson(personOfFields(all))).toEqual(all)
  })
})

describe('An entry', () => {
  const source = { type: 'CONTACT', id: '7', etag: '#1', updateTime: '2026-11-22T10:00:00.000Z' }
  const person = {
    resourceName: 'people/c7',
    etag: '%1',
    metadata: { sources: [{ type: 'PROFILE', etag: '#p' }, source] },
  }

  it('has the version of the contact, and when it was changed', () => {
    expect(entryOf(person)).toEqual({
      ...{ entryId: 'people/c7', version: '#1', fields: {}, groupIds: [] },
      changedAt: Date.parse('2026-11-22T10:00Z'),
    })
  })

  it('is none without a contact behind it', () => {
    expect(entryOf({ ...person, metadata: { sources: [{ type: 'PROFILE', etag: '#p' }] } })).toBeNull()
  })

  it('has our mark, and no other application’s', () => {
    const clientData = [
      { key: 'other', value: 'x' },
      { key: 'crmkit', value: 'c1' },
    ]
    expect(entryOf({ ...person, clientData })?.contactId).toBe('c1')
    expect(entryOf({ ...person, clientData: clientData.slice(0, 1) })).not.toHaveProperty('contactId')
  })
})
