/** Suggests which column means which field. Rules: docs/concepts/imports.md (IMP-2). @module */
import { err, ok, type Result } from '../kernel/result.ts'
import { looksLikeEmails, looksLikeHonorifics, looksLikeNoName, looksLikeVat } from './column-samples.ts'
import { type AddressPart, addressField, type FieldName, importFields } from './fields.ts'
import { type HeadingConcept, type HeadingMeaning, type HeadingScope, understandHeading } from './heading-words.ts'
import type { KnownExport, KnownExportName } from './known-export.ts'
import { compactHeading, recognizeExport, recognizeOtherRecords } from './known-exports.ts'
import type { Mapping, MappingRefusal } from './mapping.ts'

/** A mapping to start from. */
export interface MappingSuggestion {
  /** Every heading of the file; `null` for those that nothing is known of. */
  readonly mapping: Mapping
  /** The program or register that the file comes from, if it is known. */
  readonly export: KnownExportName | null
}

/**
 * Suggests a mapping from the headings, and from the first rows where headings leave it open.
 * Refused is only a file that plainly holds something else. A suggestion need not be complete: `checkMapping` decides.
 */
export function suggestMapping(
  headers: readonly string[],
  sample: readonly (readonly string[])[],
): Result<MappingSuggestion, MappingRefusal> {
  const other = recognizeOtherRecords(headers)
  if (other !== null) return err({ code: 'holds-other-records', records: other })
  const known = recognizeExport(headers)
  const columns = headers.map((heading, index) => readHeading(heading, index, known, sample))
  const world = whatRowsHold(columns)
  const taken = new Set<FieldName>()
  const mapping: Record<string, FieldName | null> = {}
  for (const column of columns) {
    const field = column.field === undefined ? fieldOf(column, world) : column.field
    mapping[column.heading] = field !== null && isFree(field, taken, column, columns) ? take(field, taken) : null
  }
  return ok({ mapping, export: known?.name ?? null })
}

interface Column {
  readonly heading: string
  /** What the known export says; absent where it says nothing. */
  readonly field?: FieldName | null
  readonly meaning: HeadingMeaning | null
  readonly sample: readonly string[]
}

function readHeading(
  heading: string,
  index: number,
  known: KnownExport | null,
  rows: readonly (readonly string[])[],
): Column {
  const sample = rows.map((row) => row[index]?.trim() ?? '').filter((cell) => cell !== '')
  // `Titre (2)` is the second column of that name.
  const bare = heading.replace(/ \(\d+\)$/, '')
  const compact = compactHeading(bare)
  const pattern = known?.patterns?.find(([shape]) => shape.test(compact))
  const understood = understandHeading(bare)
  // "Client" may as well be asked with yes or no or be a number, and "Last contact" is a date.
  const meaning = understood !== null && looksLikeNoName(understood.concept, sample) ? null : understood
  if (known !== null && Object.hasOwn(known.fields, compact))
    return { heading, field: known.fields[compact] ?? null, meaning, sample }
  if (pattern !== undefined) return { heading, field: pattern[1], meaning, sample }
  return known?.isComplete === true ? { heading, field: null, meaning, sample } : { heading, meaning, sample }
}

/** What can be said of the rows as a whole. */
interface World {
  readonly hasPeople: boolean
  readonly hasCompanies: boolean
  /** Whether the rows are about companies, and a person is only whom to ask there. */
  readonly isCompanyList: boolean
  readonly hasJobTitles: boolean
  readonly hasGivenNames: boolean
  readonly hasFamilyNames: boolean
  /** Whether a column says whom a person works for: the company's name, or a customer. */
  readonly hasCompanyNames: boolean
  /** Whether a column is called the company's name: then a customer or a partner is somebody else. */
  readonly isCompanyNamed: boolean
  /** Whether a column is called a person's family name, or a name that can be one. */
  readonly isPersonNamed: boolean
  /** Whether a column is called the name of a contact. */
  readonly hasContactNames: boolean
  /** Whether a city or a postcode has a column of its own, so that an address column holds only the street. */
  readonly hasPlaces: boolean
}

const personConcepts: ReadonlySet<HeadingConcept> = new Set([
  'given-name',
  'family-name',
  'full-name',
  'honorific',
  'job-title',
  'birthday',
])

const companyConcepts: ReadonlySet<HeadingConcept> = new Set([
  'siret',
  'siren',
  'vat',
  'registration-number',
  'company-trait',
])

function whatRowsHold(columns: readonly Column[]): World {
  const has = (concept: HeadingConcept) => columns.some(({ meaning }) => meaning?.concept === concept)
  const hasName = (scope: HeadingScope | null) =>
    columns.some(({ meaning }) => meaning?.concept === 'name' && meaning.scope === scope)
  const fields = columns.flatMap(({ field }) => (field === undefined || field === null ? [] : [field]))
  const isCompanyList = columns.some(
    ({ meaning }) => meaning !== null && (companyConcepts.has(meaning.concept) || meaning.scope === 'billing'),
  )
  const hasGivenNames = has('given-name')
  const hasFamilyNames = has('family-name')
  const hasContactNames = has('full-name') || hasName('contact')
  const isPersonNamed = hasContactNames || hasFamilyNames || hasName(null)
  const isCompanyNamed = has('company-name') || hasName('company') || fields.includes('company.name')
  const hasCompanyNames =
    isCompanyNamed ||
    // Where a person has a name of her own, the customer is whom she works for.
    (has('customer') && isPersonNamed)
  return {
    hasPeople:
      columns.some(({ meaning }) => meaning !== null && personConcepts.has(meaning.concept)) ||
      hasName('contact') ||
      (hasCompanyNames && hasName(null)) ||
      fields.some((field) => field.startsWith('contact.') && field.endsWith('ame')),
    hasCompanies:
      isCompanyList ||
      hasCompanyNames ||
      (has('customer') && !hasGivenNames) ||
      (hasContactNames && hasName(null)) ||
      fields.some((field) => field.startsWith('company.')),
    isCompanyList,
    hasJobTitles: has('job-title'),
    hasGivenNames,
    hasFamilyNames,
    hasCompanyNames,
    isCompanyNamed,
    isPersonNamed,
    hasContactNames,
    hasPlaces: has('city') || has('postcode') || has('postcode-city'),
  }
}

function fieldOf(column: Column, world: World): FieldName | null {
  const { meaning } = column
  if (meaning === null) return looksLikeEmails(column.sample) ? emailField(null, world) : null
  switch (meaning.concept) {
    case 'company-name':
      return 'company.name'
    case 'other-name':
      return 'company.otherName'
    case 'given-name':
      return 'contact.givenName'
    case 'family-name':
      return 'contact.familyName'
    case 'full-name':
      return world.hasGivenNames && world.hasFamilyNames ? null : 'contact.name'
    case 'name':
      return nameField(meaning.scope, world)
    case 'customer':
      if (world.isCompanyNamed) return world.hasGivenNames && !world.isPersonNamed ? 'contact.familyName' : null
      return world.hasCompanies ? 'company.name' : 'contact.familyName'
    case 'honorific':
      return 'contact.honorific'
    case 'title':
      return world.hasJobTitles || looksLikeHonorifics(column.sample) ? 'contact.honorific' : 'affiliation.jobTitle'
    case 'job-title':
      return 'affiliation.jobTitle'
    case 'department':
      return 'affiliation.department'
    case 'birthday':
      return 'contact.birthday'
    case 'email':
      return emailField(meaning.scope, world)
    case 'phone':
    case 'mobile':
    case 'fax':
      return phoneField(meaning.concept, meaning.scope, world)
    case 'website':
      return world.hasCompanies && meaning.scope !== 'contact' && meaning.scope !== 'home'
        ? 'company.website'
        : 'contact.website'
    case 'description':
    case 'tags':
    case 'owner':
    case 'type':
    case 'temperature':
    case 'currency':
      return `${partyOf(meaning.scope, world)}.${meaning.concept}`
    case 'social-profile':
      return `${partyOf(meaning.scope, world)}.socialProfile`
    case 'siret':
      return 'company.siret'
    case 'siren':
      return 'company.siren'
    case 'vat':
      return looksLikeVat(column.sample) ? 'company.vat' : null
    case 'registration-number':
      return 'company.registrationNumber'
    case 'company-trait':
      return null
    case 'country':
    case 'line1':
    case 'line2':
    case 'postcode':
    case 'city':
    case 'region':
      return addressPart(meaning.concept, meaning.scope, world)
    case 'postcode-city':
      return addressPart('postcodeCity', meaning.scope, world)
    case 'address':
      return addressPart(world.hasPlaces ? 'line1' : 'text', meaning.scope, world)
    case 'full-address':
      return world.hasPlaces ? null : addressPart('text', meaning.scope, world)
  }
}

/** "Nom" beside "Prénom" is a family name, beside "Société" a person's; alone it names whatever the rows are about. */
function nameField(scope: HeadingScope | null, world: World): FieldName | null {
  const { hasGivenNames, hasFamilyNames, hasCompanyNames, hasContactNames } = world
  if (scope === 'company') return 'company.name'
  const ofPerson = hasGivenNames && !hasFamilyNames ? 'contact.familyName' : 'contact.name'
  if (scope === 'contact') return ofPerson
  if (hasContactNames) return hasCompanyNames ? null : 'company.name'
  if (hasGivenNames && hasFamilyNames && world.hasCompanies && !hasCompanyNames) return 'company.name'
  if (hasCompanyNames || hasGivenNames) return ofPerson
  return world.hasCompanies && !world.hasPeople ? 'company.name' : 'contact.name'
}

function partyOf(scope: HeadingScope | null, world: World): 'company' | 'contact' {
  if (scope === 'company' || scope === 'contact') return scope
  return world.hasCompanies && !world.hasPeople ? 'company' : 'contact'
}

/** In a row with a company and a person, what nobody calls personal is the person's at work (IMP-3). */
function isWork(scope: HeadingScope | null, world: World): boolean {
  return scope === 'work' || (scope === null && world.hasCompanies && world.hasPeople)
}

function emailField(scope: HeadingScope | null, world: World): FieldName {
  const party = partyOf(scope, world)
  return party === 'contact' && isWork(scope, world) ? 'affiliation.email' : `${party}.email`
}

function phoneField(concept: 'phone' | 'mobile' | 'fax', scope: HeadingScope | null, world: World): FieldName {
  const party = partyOf(scope, world)
  if (party === 'company') return `company.${concept}`
  if (scope === 'home' && concept === 'phone') return 'contact.homePhone'
  // A mobile phone is its owner's, unless it is called the company's.
  if (concept === 'mobile' && scope !== 'work') return 'contact.mobile'
  return isWork(scope, world) ? `affiliation.${concept}` : `contact.${concept}`
}

function addressPart(part: AddressPart, scope: HeadingScope | null, world: World): FieldName | null {
  switch (scope) {
    case 'billing':
      return `company.billing.${part}`
    case 'delivery':
      return `company.delivery.${part}`
    case 'other':
      return null
    case 'home':
      return `contact.address.${part}`
    case 'company':
    case 'contact':
      return `${scope}.address.${part}`
    case 'work':
    case null:
      if (partyOf(null, world) === 'company' || (world.isCompanyList && scope === null))
        return `company.address.${part}`
      return isWork(scope, world) ? `affiliation.address.${part}` : `contact.address.${part}`
  }
}

/** A field with one value goes to the first column that asks for it, and never a second address from words alone. */
function isFree(field: FieldName, taken: ReadonlySet<FieldName>, column: Column, columns: readonly Column[]): boolean {
  if (!taken.has(field)) return true
  if (importFields.get(field)?.many !== true) return false
  const address = addressField(field)
  if (address === null || column.field !== undefined) return true
  return address.part === 'line2' || (address.part === 'line1' && stoodBefore(column, columns, field))
}

/** Street and house number stand side by side. */
function stoodBefore(column: Column, columns: readonly Column[], field: FieldName): boolean {
  const before = columns[columns.indexOf(column) - 1]
  return before?.meaning?.concept === 'line1' && field.endsWith('line1')
}

function take(field: FieldName, taken: Set<FieldName>): FieldName {
  taken.add(field)
  return field
}
