/** Contacts and their jobs as fields of a directory, and back. Rules: docs/concepts/directory.md (SYN-2). @module */
import { contactIdentity } from '../identity/contact-identity.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Address } from '../party/address.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Contact } from '../party/contact.ts'
import type { AffiliationChanges } from '../party/new-affiliation.ts'
import type { ContactChanges, NewContact } from '../party/new-contact.ts'
import type { NewAddress, NewPhone } from '../party/new-coordinates.ts'
import { type Phone, type PhoneKind, parsePhone } from '../party/phone.ts'
import { phoneKey } from '../party/same-coordinates.ts'
import type { DirectoryDecision } from './decision.ts'
import { directoryNote } from './describe.ts'
import type { DirectoryContact } from './entry.ts'
import {
  addressKey,
  type DirectoryAddress,
  type DirectoryChanges,
  type DirectoryField,
  type DirectoryFields,
  directoryFields,
} from './fields.ts'
import { applyDirectoryChanges } from './settle.ts'

/** A contact's job with the name of its company. */
export interface DirectoryJob {
  readonly affiliation: Affiliation
  readonly companyName: string
}

/**
 * A contact as a directory sees it. Of several jobs the main one goes out, or else the first; those that are over don't.
 * @param today the day on which a job that ended before is over
 */
export function directoryContact(
  contact: Contact,
  jobs: readonly DirectoryJob[],
  { today, takesPart }: { readonly today: PlainDate; readonly takesPart: boolean },
): DirectoryContact {
  const present = jobs.filter(({ affiliation }) => affiliation.to === undefined || affiliation.to >= today)
  const job = present.find(({ affiliation }) => affiliation.isPrimary) ?? present[0]
  const affiliations = present.map(({ affiliation }) => affiliation)
  return {
    contactId: contact.id,
    version: contact.version,
    updatedAt: Math.max(contact.updatedAt, ...affiliations.map(({ updatedAt }) => updatedAt)),
    isTrashed: contact.trashedAt !== undefined || contact.anonymizedAt !== undefined,
    takesPart,
    fields: { ...contactFields(contact), ...(job !== undefined && jobFields(job)) },
    emails: contactIdentity(contact, affiliations, today).emails,
    ...(job !== undefined && { job: { affiliationId: job.affiliation.id, companyId: job.affiliation.companyId } }),
  }
}

/** What is to be changed of a contact, with what has no place put below its note. */
export function contactChangesOf(
  contact: Contact,
  { changes, notes }: { readonly changes: DirectoryChanges; readonly notes: DirectoryFields },
  country?: CountryCode,
): ContactChanges {
  const { givenName, familyName, homeEmails, homeAddresses } = changes
  const note = directoryNote(notes)
  return {
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
    ...(homeEmails !== undefined && { emails: homeEmails }),
    ...(homeAddresses !== undefined && { addresses: addressesAfter(contact.addresses, homeAddresses ?? []) }),
    ...phonesAfter(contact.phones, changes, ['homePhones', 'mobilePhones'], country),
    ...(note !== '' && { description: [contact.description, note].filter(Boolean).join('\n\n') }),
  }
}

/** What is to be changed of the job; empty where nothing is. */
export function jobChangesOf(
  affiliation: Affiliation,
  changes: DirectoryChanges,
  country?: CountryCode,
): AffiliationChanges {
  const { jobTitle, workEmails } = changes
  return {
    ...(jobTitle !== undefined && { jobTitle }),
    ...(workEmails !== undefined && { emails: workEmails }),
    ...phonesAfter(affiliation.phones, changes, ['workPhones', 'workMobiles'], country),
  }
}

/** The contact that an entry becomes, as `desk.contacts.create` takes it. */
export function newContactOf({
  fields,
  notes,
  companyId,
}: Pick<Extract<DirectoryDecision, { kind: 'create-here' }>, 'fields' | 'notes' | 'companyId'>): NewContact {
  const { givenName, familyName, homeEmails = [], homeAddresses = [], jobTitle, workEmails = [] } = fields
  const note = directoryNote(notes)
  const job = { jobTitle, emails: workEmails, phones: newPhones(fields, ['workPhones', 'workMobiles']) }
  return {
    givenName,
    familyName,
    emails: homeEmails,
    phones: newPhones(fields, ['homePhones', 'mobilePhones']),
    addresses: homeAddresses.map((address) => ({ ...address, category: 'home' })),
    ...(note !== '' && { description: note }),
    ...(companyId !== undefined && { affiliation: { companyId, ...job } }),
  }
}

type PhoneField = 'homePhones' | 'mobilePhones' | 'workPhones' | 'workMobiles'

function contactFields(contact: Contact): DirectoryFields {
  const { givenName, familyName, emails, phones, addresses } = contact
  return applyDirectoryChanges(
    {},
    {
      givenName: givenName ?? null,
      familyName: familyName ?? null,
      homePhones: phonesIn(phones, 'homePhones'),
      mobilePhones: phonesIn(phones, 'mobilePhones'),
      homeEmails: emails.map(({ normalized, typed }) => normalized ?? typed),
      homeAddresses: addresses.filter(({ category }) => category === 'home').map(place),
    },
  )
}

function jobFields({ affiliation, companyName }: DirectoryJob): DirectoryFields {
  const { jobTitle, emails, phones } = affiliation
  return applyDirectoryChanges(
    {},
    {
      companyName,
      jobTitle: jobTitle ?? null,
      workPhones: phonesIn(phones, 'workPhones'),
      workMobiles: phonesIn(phones, 'workMobiles'),
      workEmails: emails.map(({ normalized, typed }) => normalized ?? typed),
    },
  )
}

function kindsOf(field: DirectoryField): readonly PhoneKind[] {
  return directoryFields[field].kinds ?? []
}

function phonesIn(phones: readonly Phone[], field: PhoneField): readonly string[] {
  return phones.filter(({ kind }) => kindsOf(field).includes(kind)).map(numberOf)
}

/** In the international form, with the extension as every program reads it; as typed where it was not understood. */
function numberOf({ e164, extension, typed }: Phone): string {
  if (e164 === undefined) return typed
  return extension === undefined ? e164 : `${e164} ext. ${extension}`
}

/** All phones of a record, of which some fields are new. A number that stays keeps its kind. */
function phonesAfter(
  phones: readonly Phone[],
  changes: DirectoryChanges,
  fields: readonly PhoneField[],
  country: CountryCode | undefined,
): { readonly phones?: readonly NewPhone[] } {
  const changed = fields.filter((field) => changes[field] !== undefined)
  if (changed.length === 0) return {}
  const kept = phones.filter(({ kind }) => !changed.some((field) => kindsOf(field).includes(kind)))
  const known = new Map(phones.map((phone) => [phoneKey(phone), phone]))
  const incoming = changed.flatMap((field) =>
    (changes[field] ?? []).map((number): NewPhone => {
      const same = known.get(phoneKey(parsePhone(number, country)))
      const [usual = 'other'] = kindsOf(field)
      const isSameKind = same !== undefined && kindsOf(field).includes(same.kind)
      return isSameKind ? { number: same.typed, kind: same.kind } : { number, kind: usual }
    }),
  )
  return { phones: [...kept.map(({ typed, kind }) => ({ number: typed, kind })), ...incoming] }
}

function newPhones(fields: DirectoryFields, names: readonly PhoneField[]): readonly NewPhone[] {
  return names.flatMap((field) => {
    const [kind = 'other'] = kindsOf(field)
    return (fields[field] ?? []).map((number) => ({ number, kind }))
  })
}

function place({ category: _category, isDefault: _isDefault, ...rest }: Address): DirectoryAddress {
  return rest
}

/** The addresses of a contact with those at home replaced; those of other categories stay. */
function addressesAfter(addresses: readonly Address[], home: readonly DirectoryAddress[]): readonly NewAddress[] {
  const known = new Map(addresses.map((address) => [addressKey(address), address]))
  const kept = addresses.filter(({ category }) => category !== 'home')
  const incoming = home.map((address): NewAddress => {
    const same = known.get(addressKey(address))
    return same?.category === 'home' ? same : { ...address, category: 'home' }
  })
  return [...kept, ...incoming]
}
