/**
 * Reads one row into drafts. A mapping is turned into one function a column once, since a file may have a million rows.
 * Rules: docs/concepts/imports.md (IMP-3, IMP-4). @module
 */

import type { CountryCode, Locale } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import { parseCountry } from '../party/country.ts'
import { parseEmail } from '../party/email.ts'
import type { LegalIdRefusal } from '../party/legal-id.ts'
import { type PhoneKind, parsePhone } from '../party/phone.ts'
import { parseRegistrationNumber } from '../party/registration-number.ts'
import { parseSiren, parseSiretOrSiren } from '../party/siren.ts'
import { parseVat } from '../party/vat.ts'
import type { FieldName, PlainField } from './fields.ts'
import type { CompiledMapping, MappedColumn } from './mapping.ts'
import { type AddressDraft, RowDraft } from './row-draft.ts'
import type { RowProblemCode } from './row-problem.ts'
import type { RowReading } from './row-reading.ts'
import { type CellLabel, readDay, readLabel, splitFullName, splitTags, splitValues, textOf } from './row-values.ts'

/** A member who may be named as owner. */
export interface OwnerCandidate {
  readonly id: MemberId
  readonly name: string
  readonly email?: string
}

/** What reading a row depends on besides the mapping. */
export interface RowSettings {
  /** The country of phones, numbers and addresses whose row names none. */
  readonly defaultCountry?: CountryCode
  /** Whose order of day and month counts where both are possible, and whose order of names. */
  readonly locale?: Locale
  /** Whether an invalid number refuses the row, or is left out and told. */
  readonly invalidIds: 'error' | 'drop'
  /** Who may be named as owner, by name or e-mail. */
  readonly members?: readonly OwnerCandidate[]
  /** What to do with an owner whom nobody knows. Default: `error`. */
  readonly unknownOwner?: 'error' | 'unassigned' | { readonly memberId: MemberId }
  /** The choices that the workspace offers; without a list, every text is taken. */
  readonly choices?: {
    readonly type?: readonly string[]
    readonly temperature?: readonly string[]
    readonly tags?: readonly string[]
  }
}

/** Reads the cells of a row, in the order of the headings. */
export type RowReader = (cells: readonly string[]) => RowReading

/** Reads one row. The same mapping and settings are prepared only once. */
export function readRow(cells: readonly string[], mapping: CompiledMapping, settings: RowSettings): RowReading {
  const readers = prepared.get(mapping) ?? new WeakMap<RowSettings, RowReader>()
  const reader = readers.get(settings) ?? createRowReader(mapping, settings)
  prepared.set(mapping, readers)
  readers.set(settings, reader)
  return reader(cells)
}

const prepared = new WeakMap<CompiledMapping, WeakMap<RowSettings, RowReader>>()

/** Prepares the reading of many rows. No state passes from one row to the next. */
export function createRowReader(mapping: CompiledMapping, settings: RowSettings): RowReader {
  const context: Context = { settings, owners: ownersByName(settings.members ?? []), choices: choicesOf(settings) }
  const isCountry = ({ field }: MappedColumn) => field === 'company.country' || field.endsWith('.country')
  // Countries first: phones and numbers of the row are read by their rules.
  const countries = mapping.columns.filter(isCountry).map((column) => ({ column, read: countryStep(column) }))
  const steps = mapping.columns
    .filter((column) => !isCountry(column))
    .map((column) => ({ column, read: stepFor(column, context) }))
  return (cells) => {
    const draft = new RowDraft()
    const seen: RowCountries = { company: undefined, contact: undefined }
    for (const { column, read } of countries) {
      const text = textOf(cells[column.index])
      if (text !== '') read(text, draft, seen)
    }
    const company = seen.company ?? seen.contact ?? settings.defaultCountry
    const contact = seen.contact ?? seen.company ?? settings.defaultCountry
    for (const { column, read } of steps) {
      const text = textOf(cells[column.index])
      if (text !== '') read(text, draft, { company, contact }, cells)
    }
    return draft.finish({ company, contact })
  }
}

interface RowCountries {
  company: CountryCode | undefined
  contact: CountryCode | undefined
}

interface Context {
  readonly settings: RowSettings
  readonly owners: ReadonlyMap<string, MemberId | null>
  readonly choices: Readonly<Record<'type' | 'temperature' | 'tags', ReadonlyMap<string, string> | null>>
}

type Step = (text: string, draft: RowDraft, countries: Readonly<RowCountries>, cells: readonly string[]) => void

type CountryStep = (text: string, draft: RowDraft, seen: RowCountries) => void

function countryStep(column: MappedColumn): CountryStep {
  const known = new Map<string, CountryCode | null>()
  return (text, draft, seen) => {
    const country = known.get(text) ?? parseCountry(text)
    if (known.size < 1000) known.set(text, country)
    if (country === null) return problem(draft, column, 'country-unknown', 'error', text)
    const { address } = column
    if (address === undefined) {
      draft.company.country = country
      seen.company = country
      return
    }
    addressDraft(draft, column).country = country
    if (address.owner === 'contact.address') seen.contact ??= country
    else seen.company ??= country
  }
}

function stepFor(column: MappedColumn, context: Context): Step {
  if (column.address !== undefined) return addressStep(column)
  return isPlainField(column.field) ? plainSteps[column.field](column, context) : () => undefined
}

function isPlainField(field: FieldName): field is PlainField {
  return Object.hasOwn(plainSteps, field)
}

const plainSteps: Readonly<Record<PlainField, (column: MappedColumn, context: Context) => Step>> = {
  'company.name': () => (text, draft) => (draft.company.name = text),
  'company.otherName': () => (text, draft) => (draft.company.otherNames = add(draft.company.otherNames, text)),
  'company.siret': siretStep,
  'company.siren': (column, context) =>
    numberStep(column, context, parseSiren, (draft, siren) => {
      if (draft.company.siret === undefined) draft.company.siren = siren
    }),
  'company.vat': (column, context) => numberStep(column, context, parseVat, (draft, vat) => (draft.company.vat = vat)),
  'company.registrationNumber': (column, context) =>
    numberStep(
      column,
      context,
      parseRegistrationNumber,
      (draft, number) => (draft.company.registrationNumber = number),
    ),
  'company.country': () => () => undefined,
  'company.website': () => (text, draft) => (draft.company.websites = addAll(draft.company.websites, text)),
  'company.socialProfile': () => (text, draft) =>
    (draft.company.socialProfiles = addAll(draft.company.socialProfiles, text)),
  'company.email': (column) => emailStep(column, 'companyEmails'),
  'company.phone': (column) => phoneStep(column, 'companyPhones', 'main'),
  'company.mobile': (column) => phoneStep(column, 'companyPhones', 'mobile'),
  'company.fax': (column) => phoneStep(column, 'companyPhones', 'fax'),
  'company.tags': (column, context) => tagsStep(column, context, 'company'),
  'company.description': () => (text, draft) =>
    (draft.company.description = joinText(draft.company.description, text, '\n')),
  'company.type': (column, context) =>
    choiceStep(column, context, 'type', (draft, choice) => (draft.company.type = choice)),
  'company.temperature': (column, context) =>
    choiceStep(column, context, 'temperature', (draft, choice) => (draft.company.temperature = choice)),
  'company.currency': (column) => currencyStep(column, 'company'),
  'company.owner': (column, context) => ownerStep(column, context, 'companyOwnerId'),
  'contact.name':
    (_, { settings }) =>
    (text, draft) => {
      if (draft.contact.givenName === undefined && draft.contact.familyName === undefined)
        Object.assign(draft.contact, splitFullName(text, settings.locale))
    },
  'contact.givenName': () => (text, draft) => (draft.contact.givenName = joinText(draft.contact.givenName, text, ' ')),
  'contact.familyName': () => (text, draft) =>
    (draft.contact.familyName = joinText(draft.contact.familyName, text, ' ')),
  'contact.honorific': () => (text, draft) => (draft.contact.honorific = text),
  'contact.birthday': (column, context) => dateStep(column, context, (draft, day) => (draft.contact.birthday = day)),
  'contact.email': (column) => emailStep(column, 'contactEmails'),
  'contact.emailLabel': () => () => undefined,
  'contact.phone': (column) => phoneStep(column, 'contactPhones', 'main'),
  'contact.mobile': (column) => phoneStep(column, 'contactPhones', 'mobile'),
  'contact.homePhone': (column) => phoneStep(column, 'contactPhones', 'home'),
  'contact.fax': (column) => phoneStep(column, 'contactPhones', 'fax'),
  'contact.phoneLabel': () => () => undefined,
  'contact.website': () => (text, draft) => (draft.contact.websites = addAll(draft.contact.websites, text)),
  'contact.socialProfile': () => (text, draft) =>
    (draft.contact.socialProfiles = addAll(draft.contact.socialProfiles, text)),
  'contact.tags': (column, context) => tagsStep(column, context, 'contact'),
  'contact.description': () => (text, draft) =>
    (draft.contact.description = joinText(draft.contact.description, text, '\n')),
  'contact.type': (column, context) =>
    choiceStep(column, context, 'type', (draft, choice) => (draft.contact.type = choice)),
  'contact.temperature': (column, context) =>
    choiceStep(column, context, 'temperature', (draft, choice) => (draft.contact.temperature = choice)),
  'contact.currency': (column) => currencyStep(column, 'contact'),
  'contact.owner': (column, context) => ownerStep(column, context, 'contactOwnerId'),
  'contact.addressLabel': () => () => undefined,
  'affiliation.jobTitle': () => (text, draft) => (draft.job.jobTitle = text),
  'affiliation.department': () => (text, draft) => (draft.job.department = text),
  'affiliation.email': (column) => emailStep(column, 'workEmails'),
  'affiliation.phone': (column) => phoneStep(column, 'workPhones', 'work'),
  'affiliation.mobile': (column) => phoneStep(column, 'workPhones', 'mobile'),
  'affiliation.fax': (column) => phoneStep(column, 'workPhones', 'fax'),
  'affiliation.from': (column, context) => dateStep(column, context, (draft, day) => (draft.job.from = day)),
  'affiliation.to': (column, context) => dateStep(column, context, (draft, day) => (draft.job.to = day)),
}

function siretStep(column: MappedColumn, context: Context): Step {
  return numberStep(column, context, parseSiretOrSiren, ({ company }, number) => {
    if ('siren' in number) {
      company.siren = number.siren
      return
    }
    company.siret = number.siret
    delete company.siren
  })
}

/** An invalid number refuses its row or is left out, as told; one that a spreadsheet destroyed is always left out. */
function numberStep<Value>(
  column: MappedColumn,
  { settings }: Context,
  parse: (text: string, country?: CountryCode) => Result<Value, LegalIdRefusal>,
  set: (draft: RowDraft, value: Value) => void,
): Step {
  return (text, draft, countries) => {
    const parsed = parse(text, countries.company)
    if (parsed.ok) return set(draft, parsed.value)
    const reason = parsed.error.code
    if (reason === 'destroyed-by-spreadsheet') return problem(draft, column, 'number-destroyed', 'warning', text)
    problem(draft, column, 'number-invalid', settings.invalidIds === 'error' ? 'error' : 'warning', text, reason)
  }
}

function emailStep(column: MappedColumn, list: 'companyEmails' | 'contactEmails' | 'workEmails'): Step {
  return (text, draft, _, cells) => {
    const isWork = list === 'contactEmails' && labelOf(column, cells) === 'work'
    const target = isWork ? 'workEmails' : list
    for (const typed of splitEmails(text)) {
      const email = parseEmail(typed)
      if (email.normalized === undefined) problem(draft, column, 'email-not-understood', 'warning', typed)
      draft[target] ??= []
      draft[target].push(email)
    }
  }
}

/** Commas join addresses only where there are several: `"Noel, Merlin" <m@x.example>` is one. */
function splitEmails(text: string): readonly string[] {
  const parts = splitValues(text)
  if (text.indexOf('@') === text.lastIndexOf('@')) return parts
  return parts.flatMap((part) => part.split(/[\s,]+(?=[^\s,]*@)/)).filter((part) => part !== '')
}

function phoneStep(
  column: MappedColumn,
  list: 'companyPhones' | 'contactPhones' | 'workPhones',
  kind: PhoneKind,
): Step {
  return (text, draft, countries, cells) => {
    const country = list === 'companyPhones' ? countries.company : countries.contact
    const label = column.labelIndex === undefined ? null : labelOf(column, cells)
    const isWork = list === 'contactPhones' && (label === 'work' || label === 'work-fax')
    const target = isWork ? 'workPhones' : list
    for (const typed of splitValues(text)) {
      const phone = parsePhone(typed, country, label === null ? kind : phoneKinds[label])
      if (phone.e164 === undefined) problem(draft, column, 'phone-not-understood', 'warning', typed)
      draft[target] ??= []
      draft[target].push(phone)
    }
  }
}

const phoneKinds: Readonly<Record<CellLabel, PhoneKind>> = {
  work: 'work',
  home: 'home',
  mobile: 'mobile',
  'work-fax': 'fax',
  fax: 'fax',
  main: 'main',
  other: 'other',
}

function labelOf(column: MappedColumn, cells: readonly string[]): CellLabel | null {
  return column.labelIndex === undefined ? null : readLabel(cells[column.labelIndex] ?? '')
}

function dateStep(
  column: MappedColumn,
  { settings }: Context,
  set: (draft: RowDraft, day: Extract<ReturnType<typeof readDay>, { day: unknown }>['day']) => void,
): Step {
  return (text, draft) => {
    const reading = readDay(text, settings.locale)
    if ('day' in reading) set(draft, reading.day)
    else problem(draft, column, reading.problem, 'error', text)
  }
}

function currencyStep(column: MappedColumn, party: 'company' | 'contact'): Step {
  return (text, draft) => {
    const code = currencySigns.get(text) ?? text.toUpperCase()
    if (/^[A-Z]{3}$/.test(code)) draft[party].currency = code
    else problem(draft, column, 'currency-unknown', 'error', text)
  }
}

const currencySigns: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['lei', 'RON'],
  ['Lei', 'RON'],
  ['Ft', 'HUF'],
])

function tagsStep(column: MappedColumn, { choices }: Context, party: 'company' | 'contact'): Step {
  return (text, draft) => {
    for (const tag of splitTags(text)) {
      const known = choices.tags === null ? tag : choices.tags.get(foldText(tag))
      if (known === undefined) problem(draft, column, 'option-unknown', 'error', tag)
      else draft[party].tags = add(draft[party].tags, known)
    }
  }
}

function choiceStep(
  column: MappedColumn,
  { choices }: Context,
  list: 'type' | 'temperature',
  set: (draft: RowDraft, choice: string) => void,
): Step {
  const known = choices[list]
  return (text, draft) => {
    const choice = known === null ? text : known.get(foldText(text))
    if (choice === undefined) problem(draft, column, 'option-unknown', 'error', text)
    else set(draft, choice)
  }
}

function ownerStep(
  column: MappedColumn,
  { settings, owners }: Context,
  target: 'companyOwnerId' | 'contactOwnerId',
): Step {
  const unknown = settings.unknownOwner ?? 'error'
  return (text, draft) => {
    const member = owners.get(ownerKey(text))
    if (member !== undefined && member !== null) {
      draft[target] = member
      return
    }
    problem(draft, column, 'owner-unknown', unknown === 'error' ? 'error' : 'warning', text)
    if (unknown !== 'error') draft[target] = unknown === 'unassigned' ? null : unknown.memberId
  }
}

/** Members by name and e-mail; `null` where two have the same. */
function ownersByName(members: readonly OwnerCandidate[]): ReadonlyMap<string, MemberId | null> {
  const owners = new Map<string, MemberId | null>()
  for (const { id, name, email } of members)
    for (const key of new Set([name, ...(email === undefined ? [] : [email])].map(ownerKey)))
      owners.set(key, owners.has(key) ? null : id)
  return owners
}

function ownerKey(text: string): string {
  return text.includes('@') ? text.toLowerCase() : foldText(text)
}

function choicesOf({ choices }: RowSettings): Context['choices'] {
  const mapOf = (list: readonly string[] | undefined) =>
    list === undefined ? null : new Map(list.map((choice) => [foldText(choice), choice]))
  return { type: mapOf(choices?.type), temperature: mapOf(choices?.temperature), tags: mapOf(choices?.tags) }
}

function addressStep(column: MappedColumn): Step {
  const { part } = column.address ?? { part: 'text' as const }
  const glue = part === 'line1' ? ' ' : ', '
  return (text, draft, _, cells) => {
    const address = addressDraft(draft, column)
    const before = address.parts[part]
    address.parts[part] = before === undefined ? text : `${before}${glue}${text}`
    const label = labelOf(column, cells)
    if (label !== null) address.label = label
  }
}

function addressDraft(draft: RowDraft, column: MappedColumn): AddressDraft {
  const { block, owner } = column.address ?? { block: 0, owner: 'company.address' as const }
  draft.addresses ??= []
  const found = draft.addresses[block]
  if (found !== undefined) return found
  const opened: AddressDraft = { owner, parts: {} }
  draft.addresses[block] = opened
  return opened
}

function add(list: readonly string[] | undefined, value: string): readonly string[] {
  if (list === undefined) return [value]
  return list.includes(value) ? list : [...list, value]
}

function addAll(list: readonly string[] | undefined, text: string): readonly string[] {
  return splitValues(text).reduce(add, list ?? [])
}

function joinText(before: string | undefined, text: string, glue: string): string {
  return before === undefined ? text : `${before}${glue}${text}`
}

function problem(
  draft: RowDraft,
  column: MappedColumn,
  code: RowProblemCode,
  severity: 'error' | 'warning',
  value: string,
  reason?: string,
): void {
  const field: FieldName = column.field
  draft.report(column.index, {
    code,
    severity,
    column: column.heading,
    field,
    value,
    ...(reason !== undefined && { reason }),
  })
}
