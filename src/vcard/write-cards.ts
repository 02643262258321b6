/** Writing business cards. Rules: docs/concepts/vcard.md (SYN-2, SYN-5). @module */
import { toBase64 } from '../kernel/base64.ts'
import { escapeLineText, foldLine } from '../kernel/content-line.ts'
import type { Instant, PlainDate } from '../kernel/time.ts'
import type { Address } from '../party/address.ts'
import type { AffiliationDetails } from '../party/affiliation.ts'
import type { CompanyDetails } from '../party/company.ts'
import type { ContactDetails } from '../party/contact.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import type { CardPhoto } from './card.ts'
import { cardInstant } from './card-days.ts'
import { personalTypes, workTypes } from './labels.ts'
import { isUri } from './photos.ts'

/** A job, and the company it is in. An `Affiliation` is one, with its company beside it. */
export interface WorkingJob extends Omit<AffiliationDetails, 'contactId' | 'companyId'> {
  readonly company: Pick<CompanyDetails, 'name'> & Partial<Pick<CompanyDetails, 'addresses' | 'websites'>>
}

/** Somebody to write a card of. A `Contact` is the first part of it. */
export interface CardPerson {
  readonly contact: ContactDetails & { readonly id?: string; readonly updatedAt?: Instant }
  /** In any order: the main one is written first, and those that are over are left out. */
  readonly jobs?: readonly WorkingJob[]
  /** The picture itself: crmkit never opens the reference that a contact has. */
  readonly photo?: CardPhoto | undefined
  /** Languages, the preferred one first, as tags of BCP 47. */
  readonly languages?: readonly string[]
}

/** How cards are written. */
export interface CardOptions {
  /** 3.0 is read by more programs. */
  readonly version: '3.0' | '4.0'
  /** The day of the writing: jobs that were over by then are left out, since they reach nobody any more (PTY-2). */
  readonly on: PlainDate
}

/** The media type of the text. */
export const cardContentType = 'text/vcard; charset=utf-8'

/**
 * The cards of some people as one file. The same people give the same text. Whoever has no name any more, because they
 * were anonymized, has no card.
 */
export function cardText(people: readonly CardPerson[], options: CardOptions): string {
  return people
    .filter(({ contact }) => contact.givenName !== undefined || contact.familyName !== undefined)
    .flatMap((person) => linesOf(person, options))
    .map((line) => `${foldLine(line)}\r\n`)
    .join('')
}

type Version = CardOptions['version']

function linesOf({ contact, jobs = [], photo, languages = [] }: CardPerson, { version, on }: CardOptions): string[] {
  const { honorific = '', givenName = '', familyName = '' } = contact
  const fullName = [honorific, givenName, familyName].filter((part) => part !== '').join(' ')
  const lasting = jobs
    .filter(({ to }) => to === undefined || to >= on)
    .toSorted((one, other) => Number(other.isPrimary) - Number(one.isPrimary))
  return [
    'BEGIN:VCARD',
    `VERSION:${version}`,
    'PRODID:-//crmkit//vcard//EN',
    ...(contact.id === undefined ? [] : [`UID:${uidOf(contact.id, version)}`]),
    ...(version === '4.0' ? ['KIND:individual'] : []),
    `FN:${wholeText(fullName, version)}`,
    `N:${[familyName, givenName, '', honorific, ''].map(escapeLineText).join(';')}`,
    ...(contact.birthday === undefined ? [] : [`BDAY:${birthdayText(contact.birthday, version)}`]),
    ...contact.phones.map((phone) => phoneLine(phone, personalTypes[phone.kind], version)),
    ...contact.emails.map((email) => emailLine(email, 'home', version)),
    ...contact.addresses.map((address) => addressLine(address, addressTypes(address, contact.addresses), version)),
    ...contact.websites.map((url) => uriLine('URL', url, version)),
    ...contact.socialProfiles.map((profile) => profileLine(profile, version)),
    ...lasting.flatMap((job, index) =>
      jobLines(job, version).map((line) => (index === 0 ? line : `job${index + 1}.${line}`)),
    ),
    ...languages.map((language, index) => languageLine(language, index, version)),
    ...(contact.tags.length === 0
      ? []
      : [`CATEGORIES:${contact.tags.map((tag) => wholeText(tag, version)).join(',')}`]),
    ...(contact.description === undefined ? [] : [`NOTE:${wholeText(contact.description, version)}`]),
    ...(photo === undefined ? [] : photoLine(photo, version)),
    ...(contact.updatedAt === undefined ? [] : [`REV:${cardInstant(contact.updatedAt)}`]),
    'END:VCARD',
  ]
}

/** What belongs to a job. A group ties it together, where there are several. */
function jobLines({ company, jobTitle, department, phones, emails }: WorkingJob, version: Version): readonly string[] {
  const seat = seatOf(company.addresses ?? [])
  const names = department === undefined ? [company.name] : [company.name, department]
  return [
    `ORG:${names.map(escapeLineText).join(';')}`,
    ...(jobTitle === undefined ? [] : [`TITLE:${wholeText(jobTitle, version)}`]),
    ...phones.map((phone) => phoneLine(phone, workTypes[phone.kind], version)),
    ...emails.map((email) => emailLine(email, 'work', version)),
    ...(seat === undefined ? [] : [addressLine(seat, ['work'], version)]),
    ...(company.websites ?? []).map((url) => uriLine(`URL${typesText(['work'], version)}`, url, version)),
  ]
}

function seatOf(addresses: readonly Address[]): Address | undefined {
  const defaults = addresses.filter(({ isDefault }) => isDefault)
  return defaults.find(({ category }) => category === 'head-office') ?? defaults[0] ?? addresses[0]
}

function uidOf(id: string, version: Version): string {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id) ? `urn:uuid:${id}` : wholeText(id, version)
}

/** Where semicolons separate nothing, 3.0 has them escaped all the same; in 4.0 some readers would keep the backslash. */
function wholeText(text: string, version: Version): string {
  const escaped = escapeLineText(text)
  return version === '3.0' ? escaped : escaped.replaceAll('\\;', ';')
}

function birthdayText(day: PlainDate, version: Version): string {
  return version === '3.0' ? day : day.replaceAll('-', '')
}

/** 3.0 has always been written in capitals, and 4.0 in small letters; both are read alike. */
function typesText(types: readonly string[], version: Version): string {
  if (version === '3.0') return `;TYPE=${types.join(',').toUpperCase()}`
  const others = types.filter((type) => type !== 'pref')
  return `;TYPE=${others.join(',')}${others.length < types.length ? ';PREF=1' : ''}`
}

/** In the international form, which is understood everywhere; what was not understood goes out as it was typed. */
function phoneLine({ typed, e164, extension }: Phone, types: readonly string[], version: Version): string {
  const head = `TEL${typesText(types, version)}`
  if (e164 === undefined) return `${head}:${wholeText(typed, version)}`
  if (version === '4.0')
    return `${head};VALUE=uri:tel:${e164}${extension === undefined ? '' : `;ext=${extension.replaceAll(/\D/g, '')}`}`
  return `${head}:${wholeText(extension === undefined ? e164 : `${e164} ext. ${extension}`, version)}`
}

/** As typed, unless there is more around the address than the address. */
function emailLine({ typed, normalized }: Email, type: 'home' | 'work', version: Version): string {
  const text = normalized === undefined || /^[^\s<>:]+$/.test(typed) ? typed : normalized
  return `EMAIL${typesText(version === '3.0' ? ['internet', type] : [type], version)}:${wholeText(text, version)}`
}

/** The first of a category is its default one, unless another one is preferred. */
function addressTypes(address: Address, all: readonly Address[]): readonly string[] {
  const { category, isDefault } = address
  const isFirst = all.find((other) => other.category === category) === address
  return [category === 'home' ? 'home' : `x-${category}`, ...(isDefault && !isFirst ? ['pref'] : [])]
}

/** The second line stands in the street: programs have no use for the two parts before it. */
function addressLine(
  { line1, line2, city, region, postcode, country }: Address,
  types: readonly string[],
  version: Version,
): string {
  const street = [line1?.replaceAll(/\s*\n\s*/g, ', '), line2].filter((line) => line !== undefined).join('\n')
  const parts = ['', '', street, city, region, postcode, country]
  return `ADR${typesText(types, version)}:${parts.map((part = '') => escapeLineText(part)).join(';')}`
}

/** An address of the net as it is; what is none, as a text. */
function uriLine(name: string, text: string, version: Version): string {
  return `${name}:${isUri(text) ? text : wholeText(text, version)}`
}

/** Messengers have a scheme of their own. */
function profileLine(profile: string, version: Version): string {
  if (isUri(profile) && !/^https?:/i.test(profile)) return `IMPP:${profile}`
  if (version === '3.0') return uriLine('X-SOCIALPROFILE', profile, version)
  return uriLine(isUri(profile) ? 'SOCIALPROFILE' : 'SOCIALPROFILE;VALUE=text', profile, version)
}

function languageLine(language: string, index: number, version: Version): string {
  return `LANG${version === '4.0' ? `;PREF=${Math.min(index + 1, 100)}` : ''}:${wholeText(language, version)}`
}

function photoLine(photo: CardPhoto, version: Version): readonly string[] {
  if (photo.kind === 'uri')
    return isUri(photo.uri) ? [`PHOTO${version === '3.0' ? ';VALUE=uri' : ''}:${photo.uri}`] : []
  const data = toBase64(photo.bytes)
  const mediaType = /^[\w.+-]+\/[\w.+-]+$/.test(photo.mediaType) ? photo.mediaType : 'application/octet-stream'
  if (version === '4.0') return [`PHOTO:data:${mediaType};base64,${data}`]
  return [`PHOTO;ENCODING=b;TYPE=${mediaType.replace(/^image\//, '').toUpperCase()}:${data}`]
}
