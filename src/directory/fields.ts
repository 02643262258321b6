/**
 * What an address book says of a person, field by field, and whose it is here. Rules: docs/concepts/directory.md
 * (SYN-2). The documentation prints this table.
 * @module
 */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import { parseEmail } from '../party/email.ts'
import { type PhoneKind, parsePhone } from '../party/phone.ts'
import { emailKey, phoneKey } from '../party/same-coordinates.ts'

/** A postal address in an address book: one block, which is taken or left as a whole. */
export interface DirectoryAddress {
  readonly line1?: string
  readonly line2?: string
  readonly postcode?: string
  readonly city?: string
  readonly region?: string
  readonly country?: CountryCode
}

/** Fields that hold one text. */
export type DirectoryTextField = 'givenName' | 'familyName' | 'companyName' | 'jobTitle'

/** Fields that hold several texts. */
export type DirectoryListField =
  | 'homePhones'
  | 'mobilePhones'
  | 'homeEmails'
  | 'workPhones'
  | 'workMobiles'
  | 'workEmails'

/** A field of an entry. */
export type DirectoryField = DirectoryTextField | DirectoryListField | 'homeAddresses'

/** The fields of one person, here or there; what is absent is blank. */
export interface DirectoryFields
  extends Readonly<Partial<Record<DirectoryTextField, string> & Record<DirectoryListField, readonly string[]>>> {
  readonly homeAddresses?: readonly DirectoryAddress[]
}

/** New values of fields; `null` clears one. A list is the whole list as it is to be. */
export type DirectoryChanges = { readonly [Field in DirectoryField]?: NonNullable<DirectoryFields[Field]> | null }

/** How a field travels. */
export interface DirectoryFieldRule {
  /** Whose it is here. */
  readonly of: 'contact' | 'job'
  readonly holds: 'text' | 'phones' | 'emails' | 'addresses'
  /** `both`: the newer side counts. `out`: ours counts; what is said there goes into the note, unless the company is certain. */
  readonly way: 'both' | 'out'
  /** The kinds of phones that stand in it; a new one that comes in has the first. */
  readonly kinds?: readonly [PhoneKind, ...PhoneKind[]]
}

/** The whole table. */
export const directoryFields: Readonly<Record<DirectoryField, DirectoryFieldRule>> = {
  givenName: { of: 'contact', holds: 'text', way: 'both' },
  familyName: { of: 'contact', holds: 'text', way: 'both' },
  homePhones: { of: 'contact', holds: 'phones', way: 'both', kinds: ['home', 'main'] },
  mobilePhones: { of: 'contact', holds: 'phones', way: 'both', kinds: ['mobile'] },
  homeEmails: { of: 'contact', holds: 'emails', way: 'both' },
  homeAddresses: { of: 'contact', holds: 'addresses', way: 'both' },
  workPhones: { of: 'job', holds: 'phones', way: 'out', kinds: ['work', 'main'] },
  workMobiles: { of: 'job', holds: 'phones', way: 'out', kinds: ['mobile'] },
  workEmails: { of: 'job', holds: 'emails', way: 'out' },
  companyName: { of: 'job', holds: 'text', way: 'out' },
  jobTitle: { of: 'job', holds: 'text', way: 'out' },
}

/** The fields that hold one text, in the order of the table. */
export const directoryTextFields: readonly DirectoryTextField[] = ['givenName', 'familyName', 'companyName', 'jobTitle']

/** The fields that hold several texts, in the order of the table. */
export const directoryListFields: readonly DirectoryListField[] = [
  'homePhones',
  'mobilePhones',
  'homeEmails',
  'workPhones',
  'workMobiles',
  'workEmails',
]

/** What two items of a list are compared by: a phone by its number, an e-mail in normal form, however they are typed. */
export function listKey(field: DirectoryListField, country: CountryCode | undefined): (item: string) => string {
  return directoryFields[field].holds === 'emails'
    ? (item) => emailKey(parseEmail(item))
    : (item) => phoneKey(parsePhone(item, country)) || item.trim()
}

/** What two addresses are compared by. */
export function addressKey({ line1, line2, postcode, city, region, country }: DirectoryAddress): string {
  const parts = [line1, line2, postcode, city, region].map((part) => foldText(part ?? ''))
  return [...parts, country ?? ''].join('|')
}

/** A text as it counts: without blanks around it, and absent where nothing is left. */
export function plainText(text: string | undefined): string | undefined {
  const trimmed = text?.trim()
  return trimmed === '' ? undefined : trimmed
}

/** The e-mail addresses of an entry that identify a person, in normal form, each once. */
export function identifyingEmails({ homeEmails = [], workEmails = [] }: DirectoryFields): readonly string[] {
  const emails = [...homeEmails, ...workEmails].flatMap((typed) => parseEmail(typed).normalized ?? [])
  return [...new Set<string>(emails)]
}

/** Whether fields name a person. */
export function namesPerson(fields: DirectoryFields): boolean {
  return plainText(fields.givenName) !== undefined || plainText(fields.familyName) !== undefined
}
