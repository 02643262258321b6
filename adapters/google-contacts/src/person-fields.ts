/**
 * People of Google Contacts as fields of a directory, and back. Lists are replaced as a whole over there, so whatever is
 * not ours goes along as it is. Rules: docs/adapters/google-contacts.md (SYN-2). @module
 */

import { type Fields, fieldsOf, itemsOf, textOf } from '@crmkit/adapter-kit'
import type { DirectoryAddress, DirectoryChanges, DirectoryFields } from 'crmkit/domain'

type PhoneField = 'homePhones' | 'mobilePhones' | 'workPhones' | 'workMobiles'
type EmailField = 'homeEmails' | 'workEmails'

/** Which phones are whose, by Google's type; one without a type has `''`. Others – faxes, pagers, own labels – are left alone. */
const phoneTypes: Readonly<Record<string, PhoneField>> = {
  home: 'homePhones',
  main: 'homePhones',
  other: 'homePhones',
  '': 'homePhones',
  mobile: 'mobilePhones',
  work: 'workPhones',
  workMobile: 'workMobiles',
}

/** What a new value is called over there. */
const newTypes: Readonly<Record<PhoneField | EmailField, string>> = {
  ...{ homePhones: 'home', mobilePhones: 'mobile', workPhones: 'work', workMobiles: 'workMobile' },
  ...{ homeEmails: 'home', workEmails: 'work' },
}

const phoneFields: readonly PhoneField[] = ['homePhones', 'mobilePhones', 'workPhones', 'workMobiles']
const emailFields: readonly EmailField[] = ['homeEmails', 'workEmails']
const homeAddressTypes: ReadonlySet<string> = new Set(['home', 'other', ''])

/** The fields of a person. */
export function fieldsOfPerson(person: Fields): DirectoryFields {
  const [name = {}] = valuesOf(person, 'names')
  const organizations = valuesOf(person, 'organizations')
  const organization = organizations[presentOrganization(organizations)] ?? {}
  const addresses = valuesOf(person, 'addresses').filter(isHomeAddress).flatMap(addressOf)
  return {
    ...text('givenName', name['givenName']),
    ...text('familyName', name['familyName']),
    ...list(valuesOf(person, 'phoneNumbers'), phoneFields, phoneFieldOf),
    ...list(valuesOf(person, 'emailAddresses'), emailFields, emailFieldOf),
    ...(addresses.length > 0 && { homeAddresses: addresses }),
    ...text('companyName', organization['name']),
    ...text('jobTitle', organization['title']),
  }
}

/**
 * The fields of a person that changes replace, each as it is to be as a whole.
 * @param present the person as it stands there: what is not ours in these fields is kept
 */
export function personOfFields(changes: DirectoryChanges, present: Fields = {}): Fields {
  const { givenName, familyName, homeAddresses, companyName, jobTitle } = changes
  return {
    ...((givenName !== undefined || familyName !== undefined) && {
      names: onlyFilled([changed(written(valuesOf(present, 'names')[0] ?? {}), { givenName, familyName })]),
    }),
    ...coordinates(changes, phoneFields, phoneFieldOf, valuesOf(present, 'phoneNumbers'), 'phoneNumbers'),
    ...coordinates(changes, emailFields, emailFieldOf, valuesOf(present, 'emailAddresses'), 'emailAddresses'),
    ...(homeAddresses !== undefined && {
      addresses: replaced(valuesOf(present, 'addresses'), isHomeAddress, homeAddresses ?? [], {
        isSame: (value, address) => JSON.stringify(addressOf(value)) === JSON.stringify([tidy(address)]),
        make: newAddress,
      }),
    }),
    ...((companyName !== undefined || jobTitle !== undefined) && {
      organizations: organizationsAfter(valuesOf(present, 'organizations'), { name: companyName, title: jobTitle }),
    }),
  }
}

function valuesOf(person: Fields, field: string): readonly Fields[] {
  return itemsOf(person[field]).map(fieldsOf)
}

function text<Name extends string>(name: Name, value: unknown): { readonly [Each in Name]?: string } | undefined {
  const plain = textOf(value).trim()
  if (plain === '') return undefined
  const found: { [Each in Name]?: string } = {}
  found[name] = plain
  return found
}

function list<Name extends string>(
  values: readonly Fields[],
  names: readonly Name[],
  fieldOf: (value: Fields) => Name | null,
): { readonly [Each in Name]?: readonly string[] } {
  const found: { [Each in Name]?: readonly string[] } = {}
  for (const name of names) {
    const items = values.filter((value) => fieldOf(value) === name).map((value) => textOf(value['value']).trim())
    const filled = items.filter((item) => item !== '')
    if (filled.length > 0) found[name] = filled
  }
  return found
}

function phoneFieldOf({ type }: Fields): PhoneField | null {
  const name = textOf(type)
  return Object.hasOwn(phoneTypes, name) ? (phoneTypes[name] ?? null) : null
}

/** Every address is one by which somebody is known: those of work are `work`, all others personal. */
function emailFieldOf({ type }: Fields): EmailField {
  return textOf(type) === 'work' ? 'workEmails' : 'homeEmails'
}

function coordinates<Name extends PhoneField | EmailField>(
  changes: DirectoryChanges,
  names: readonly Name[],
  fieldOf: (value: Fields) => Name | null,
  present: readonly Fields[],
  field: string,
): Fields {
  const changed = names.filter((name) => changes[name] !== undefined)
  const after = changed.reduce<readonly Fields[]>(
    (values, name) =>
      replaced(values, (value) => fieldOf(value) === name, changes[name] ?? [], {
        isSame: (value, item) => textOf(value['value']).trim() === item.trim(),
        make: (item) => ({ value: item.trim(), type: newTypes[name] }),
      }),
    present,
  )
  return changed.length === 0 ? {} : { [field]: after.map(written) }
}

/** A list with other items in the place of ours: those that stay keep what Google knows of them. */
function replaced<Item>(
  present: readonly Fields[],
  isOurs: (value: Fields) => boolean,
  items: readonly Item[],
  { isSame, make }: { isSame(value: Fields, item: Item): boolean; make(item: Item): Fields },
): readonly Fields[] {
  const ours = present.filter(isOurs)
  const after = items.map((item) => {
    const known = ours.findIndex((value) => isSame(value, item))
    const [kept] = known === -1 ? [] : ours.splice(known, 1)
    return kept === undefined ? make(item) : written(kept)
  })
  const first = present.findIndex(isOurs)
  const place = first === -1 ? present.length : first
  const others = (values: readonly Fields[]) => values.filter((value) => !isOurs(value)).map(written)
  return [...others(present.slice(0, place)), ...after, ...others(present.slice(place))]
}

/** Where somebody works now: what is said to be present, or else the first that is not over. Schools don't count. */
function presentOrganization(organizations: readonly Fields[]): number {
  const counts = organizations.map(({ type, current, endDate }) => {
    return textOf(type) !== 'school' && current !== false && endDate === undefined
  })
  const present = organizations.findIndex(({ current }, index) => counts[index] === true && current === true)
  return present === -1 ? counts.indexOf(true) : present
}

function organizationsAfter(
  organizations: readonly Fields[],
  changes: Readonly<Record<'name' | 'title', string | null | undefined>>,
): readonly Fields[] {
  const place = presentOrganization(organizations)
  const known = place === -1 ? { type: 'work', current: true } : written(organizations[place] ?? {})
  const after = onlyFilled([changed(known, changes)])
  const at = place === -1 ? organizations.length : place
  const others = (values: readonly Fields[]) => values.map(written)
  return [...others(organizations.slice(0, at)), ...after, ...others(organizations.slice(at + 1))]
}

function isHomeAddress({ type }: Fields): boolean {
  return homeAddressTypes.has(textOf(type))
}

/** An address in our words; none where nothing is said. A street of several lines has two of ours. */
function addressOf(value: Fields): readonly DirectoryAddress[] {
  const part = (name: string) => textOf(value[name]).trim()
  const [line1 = '', ...more] = linesOf(part('streetAddress'))
  const [whole = '', ...rest] = linesOf(part('formattedValue'))
  const named = {
    postcode: part('postalCode'),
    city: part('city'),
    region: part('region'),
    country: /^[A-Za-z]{2}$/.test(part('countryCode')) ? part('countryCode').toUpperCase() : '',
  }
  const street = { line1, line2: [...more, ...linesOf(part('extendedAddress'))].join(', ') }
  const isNamed = Object.values({ ...named, ...street }).some((each) => each !== '')
  const address = tidy(isNamed ? { ...street, ...named } : { line1: whole, line2: rest.join(', ') })
  return Object.keys(address).length === 0 ? [] : [address]
}

function newAddress({ line1, line2, postcode, city, region, country }: DirectoryAddress): Fields {
  const wire = {
    streetAddress: line1,
    extendedAddress: line2,
    postalCode: postcode,
    city,
    region,
    countryCode: country,
  }
  return { type: 'home', ...said(wire) }
}

/** In one order, and without what is blank. */
function tidy({ line1, line2, postcode, city, region, country }: DirectoryAddress): DirectoryAddress {
  return said({ line1, line2, postcode, city, region, country })
}

function linesOf(value: string): readonly string[] {
  return value.split('\n').flatMap((line) => line.trim() || [])
}

/** A value as it may be sent: what only Google writes is left out. */
function written(value: Fields): Fields {
  const kept = Object.entries(value).filter(([name]) => !outputs.has(name))
  const isFirst = fieldsOf(value['metadata'])['sourcePrimary'] === true
  const isUnstructured = Object.keys(value).every((name) => !structured.has(name)) && 'formattedValue' in value
  return {
    ...Object.fromEntries(kept),
    ...(isUnstructured && { formattedValue: value['formattedValue'] }),
    ...(isFirst && { metadata: { sourcePrimary: true } }),
  }
}

const outputs: ReadonlySet<string> = new Set([
  ...['metadata', 'formattedType', 'formattedValue', 'canonicalForm'],
  // Google makes these of the parts; an old one would count for more than the new parts.
  ...['displayName', 'displayNameLastFirst', 'unstructuredName'],
])
const structured: ReadonlySet<string> = new Set([
  ...['streetAddress', 'extendedAddress', 'poBox', 'postalCode', 'city', 'region', 'country', 'countryCode'],
])

/** A value with some of its parts changed; `null` clears one. */
function changed(value: Fields, changes: Readonly<Record<string, string | null | undefined>>): Fields {
  const parts = Object.entries({
    ...value,
    ...Object.fromEntries(Object.entries(changes).filter(([, to]) => to !== undefined)),
  })
  return Object.fromEntries(parts.filter(([, part]) => !isBlank(part)))
}

/** What is said at all. */
function said<Value extends object>(changes: Value): { readonly [Name in keyof Value]?: NonNullable<Value[Name]> } {
  const found: { [Name in keyof Value]?: NonNullable<Value[Name]> } = {}
  for (const name in changes) {
    const value = changes[name]
    if (value !== undefined && value !== null && value !== '') found[name] = value
  }
  return found
}

function onlyFilled(values: readonly Fields[]): readonly Fields[] {
  return values.filter((value) => Object.entries(value).some(([name, part]) => !isAside(name) && !isBlank(part)))
}

function isAside(name: string): boolean {
  return name === 'metadata' || name === 'type' || name === 'current'
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
