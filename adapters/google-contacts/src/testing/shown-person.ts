/** People as Google shows them: masked, and with what it adds by itself. @module */
import { type Fields, fieldsOf, textOf } from '@crmkit/adapter-kit'
import type { BookChange, BookPerson, PersonContent } from './address-book.ts'
import { invalid } from './api-error.ts'

/** The fields that may stand in a mask. */
const readable = new Set(
  `addresses ageRanges biographies birthdays calendarUrls clientData coverPhotos emailAddresses events externalIds
  genders imClients interests locales locations memberships metadata miscKeywords names nicknames occupations
  organizations phoneNumbers photos relations sipAddresses skills urls userDefined`.split(/\s+/),
)
const notWritable = new Set(['ageRanges', 'coverPhotos', 'metadata', 'photos', 'skills'])

/** The fields of a mask. @throws {ApiError} where it is none */
export function readMask(mask: string | null, parameter: string): readonly string[] {
  const fields = (mask ?? '').split(',').filter((field) => field !== '')
  if (fields.length === 0) throw invalid(`${parameter} mask is required. Please specify one or more valid paths.`)
  const unknown = fields.filter((field) => !readable.has(field))
  if (unknown.length > 0) throw invalid(`Invalid ${parameter} mask path: "${unknown.join(', ')}".`)
  return fields
}

/** The fields of a mask that may be written. @throws {ApiError} */
export function writeMask(mask: string | null, parameter: string): readonly string[] {
  const fields = readMask(mask, parameter)
  const wrong = fields.filter((field) => notWritable.has(field))
  if (wrong.length > 0) throw invalid(`Invalid ${parameter} mask path: "${wrong.join(', ')}".`)
  return fields
}

/** What is to be kept of a person that was sent: the fields that people have, without what only Google writes. */
export function contentOf(person: Fields, fields: Iterable<string> = readable): PersonContent {
  const content: Record<string, readonly Fields[]> = {}
  for (const field of fields) {
    const values = person[field]
    if (notWritable.has(field)) continue
    content[field] = Array.isArray(values) ? values.map((value) => withoutOutput(fieldsOf(value))) : []
  }
  return content
}

/** How much of a person is shown. */
export interface Showing {
  readonly mask: readonly string[]
  /** `READ_SOURCE_TYPE_…`; none: contacts and profiles. */
  readonly sources: readonly string[]
  /** Whether former names are told: only where changes are listed. */
  readonly tellsFormerNames?: boolean
}

/** A person as an answer has it. */
export function showPerson(person: BookPerson, { mask, sources, tellsFormerNames = false }: Showing): Fields {
  const { resourceName, etag, sourceId, content, previousNames } = person
  const shown: Record<string, unknown> = { resourceName, etag: `%${etag.slice(1)}` }
  const showsProfile = sources.length === 0 || sources.includes('READ_SOURCE_TYPE_PROFILE')
  if (mask.includes('metadata')) {
    const profile = { type: 'PROFILE', id: `1${sourceId}`, etag: '#profile' }
    shown['metadata'] = {
      sources: [sourceOf(person), ...(showsProfile ? [profile] : [])],
      ...(tellsFormerNames && previousNames.length > 0 && { previousResourceNames: previousNames }),
      objectType: 'PERSON',
    }
  }
  for (const field of mask) {
    const values = content[field] ?? []
    const all = values.map((value, index) => showValue(field, value, { index, sourceId }))
    // What somebody says of himself stands beside what the user keeps, and can't be written.
    if (field === 'names' && showsProfile) all.push(profileName(sourceId))
    if (all.length > 0) shown[field] = all
  }
  return structuredClone(shown)
}

/** Where a contact is kept. */
function sourceOf({ sourceId, etag, updatedAt }: BookPerson): Fields {
  return { type: 'CONTACT', id: sourceId, etag, updateTime: new Date(updatedAt).toISOString() }
}

/** Somebody who was deleted, as lists of changes name him. */
export function showDeleted({ resourceName, sourceId, previousNames }: Omit<BookChange, 'person'>): Fields {
  return {
    resourceName,
    etag: '%deleted',
    metadata: {
      sources: [{ type: 'CONTACT', id: sourceId, etag: '#deleted' }],
      ...(previousNames.length > 0 && { previousResourceNames: previousNames }),
      deleted: true,
      objectType: 'PERSON',
    },
  }
}

function showValue(field: string, value: Fields, at: { readonly index: number; readonly sourceId: string }): Fields {
  const source = { type: 'CONTACT', id: at.sourceId }
  const { sourcePrimary } = fieldsOf(value['metadata'])
  const metadata = {
    ...(at.index === 0 && { primary: true }),
    ...(sourcePrimary === true && { sourcePrimary }),
    source,
  }
  const type = textOf(value['type'])
  const formattedType = type === '' ? {} : { formattedType: type.charAt(0).toUpperCase() + type.slice(1) }
  switch (field) {
    case 'names': {
      const parts = ['givenName', 'middleName', 'familyName'].map((part) => textOf(value[part])).filter(Boolean)
      const displayName = parts.join(' ')
      return { ...value, metadata, displayName, displayNameLastFirst: displayName, unstructuredName: displayName }
    }
    case 'phoneNumbers': {
      const number = textOf(value['value'])
      const canonical = number.startsWith('+') ? { canonicalForm: `+${number.replace(/\D/g, '')}` } : {}
      return { ...value, metadata, ...canonical, ...formattedType }
    }
    case 'addresses': {
      const parts = ['streetAddress', 'extendedAddress', 'postalCode', 'city', 'region', 'countryCode']
      const lines = parts.map((part) => textOf(value[part])).filter(Boolean)
      const formattedValue = textOf(value['formattedValue']) || lines.join('\n')
      return { ...value, metadata, formattedValue, ...formattedType }
    }
    default:
      return { ...value, metadata, ...formattedType }
  }
}

function profileName(sourceId: string): Fields {
  const metadata = { source: { type: 'PROFILE', id: `1${sourceId}` } }
  return { metadata, displayName: 'As on the profile', givenName: 'As on', familyName: 'the profile' }
}

/** Output only: what is sent of it counts for nothing. */
function withoutOutput(value: Fields): Fields {
  const outputs = new Set(['formattedType', 'canonicalForm', 'displayName', 'displayNameLastFirst', 'metadata'])
  const kept = Object.entries(value).filter(([name, part]) => !outputs.has(name) && part !== null && part !== '')
  const { sourcePrimary } = fieldsOf(value['metadata'])
  return { ...Object.fromEntries(kept), ...(sourcePrimary === true && { metadata: { sourcePrimary } }) }
}
