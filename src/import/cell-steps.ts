/** What each field does with the text of a cell. Rules: docs/concepts/imports.md (IMP-3, IMP-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import { appended } from '../kernel/mutable.ts'
import type { Result } from '../kernel/result.ts'
import { parseCurrency } from '../party/currency.ts'
import { parseEmail } from '../party/email.ts'
import type { LegalIdRefusal } from '../party/legal-id.ts'
import type { PhoneKind } from '../party/phone.ts'
import { longest } from '../party/read-fields.ts'
import { parseRegistrationNumber } from '../party/registration-number.ts'
import { parseSiren, parseSiretOrSiren } from '../party/siren.ts'
import { parseVat } from '../party/vat.ts'
import type { PlainField } from './fields.ts'
import type { MappedColumn } from './mapping.ts'
import { readPhones } from './phones-in-cell.ts'
import type { RowDraft } from './row-draft.ts'
import type { RowProblemCode } from './row-problem.ts'
import type { RowContext } from './row-settings.ts'
import { type CellLabel, readDay, readLabel, restOfName, splitTags, splitValues } from './row-values.ts'

/** The countries that the cells of a row are read by. */
interface RowCountries {
  readonly company: CountryCode | undefined
  readonly contact: CountryCode | undefined
}

/** Puts what a cell says into the draft. The text is never blank. */
export type Step = (text: string, draft: RowDraft, countries: RowCountries, cells: readonly string[]) => void

/** Prepares the reading of a column. */
export type StepMaker = (column: MappedColumn, context: RowContext) => Step

/** Every field that is not part of an address. Countries are read before all of them. */
export const plainSteps: Readonly<Record<PlainField, StepMaker>> = {
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
    (text, draft) =>
      Object.assign(draft.contact, restOfName(text, draft.contact, settings.locale)),
  'contact.givenName': (column) => personNameStep(column, 'givenName'),
  'contact.familyName': (column) => personNameStep(column, 'familyName'),
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

/** What the label of a column says of this row; `null` for a column without one. */
export function labelOf(column: MappedColumn, cells: readonly string[]): CellLabel | null {
  return column.labelIndex === undefined ? null : readLabel(cells[column.labelIndex] ?? '')
}

function siretStep(column: MappedColumn, context: RowContext): Step {
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
  { settings }: RowContext,
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
      draft[target] = appended(draft[target], email)
    }
  }
}

/** Commas and slashes join addresses only where there are several: `"Noel, Merlin" <m@x.example>` is one. */
function splitEmails(text: string): readonly string[] {
  const parts = splitValues(text)
  if (text.indexOf('@') === text.lastIndexOf('@')) return parts
  return parts
    .flatMap((part) => part.split(/(?:[\s,]+(?:\/[\s,]*)?|(?<=@[^\s,@/]*)\/\s*)(?=[^\s,]*@)/))
    .filter((part) => part !== '')
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
      const phones = readPhones(typed, country, label === null ? kind : phoneKinds[label])
      for (const phone of phones) {
        if (phone.e164 === undefined) problem(draft, column, 'phone-not-understood', 'warning', typed)
        draft[target] = appended(draft[target], phone)
      }
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

function dateStep(
  column: MappedColumn,
  { settings }: RowContext,
  set: (draft: RowDraft, day: Extract<ReturnType<typeof readDay>, { day: unknown }>['day']) => void,
): Step {
  return (text, draft) => {
    const reading = readDay(text, settings.locale)
    if ('day' in reading) set(draft, reading.day)
    else problem(draft, column, reading.problem, 'error', text)
  }
}

/** First and middle names may stand in columns of their own: together they are no longer than one may be. */
function personNameStep(column: MappedColumn, part: 'givenName' | 'familyName'): Step {
  return (text, draft) => {
    const name = joinText(draft.contact[part], text, ' ')
    if (name.length <= longest.personName) draft.contact[part] = name
    else problem(draft, column, 'text-too-long', 'error', text.slice(0, shownOfLong))
  }
}

function currencyStep(column: MappedColumn, party: 'company' | 'contact'): Step {
  return (text, draft) => {
    const code = currencySigns.get(text) ?? parseCurrency(text)
    if (code === null) problem(draft, column, 'currency-unknown', 'error', text)
    else draft[party].currency = code
  }
}

const currencySigns: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['lei', 'RON'],
  ['Lei', 'RON'],
  ['Ft', 'HUF'],
])

function tagsStep(column: MappedColumn, { choices }: RowContext, party: 'company' | 'contact'): Step {
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
  { choices }: RowContext,
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
  { settings, findOwner }: RowContext,
  target: 'companyOwnerId' | 'contactOwnerId',
): Step {
  const unknown = settings.unknownOwner ?? 'error'
  return (text, draft) => {
    const member = findOwner(text)
    if (member !== undefined && member !== null) {
      draft[target] = member
      return
    }
    problem(draft, column, 'owner-unknown', unknown === 'error' ? 'error' : 'warning', text)
    if (unknown !== 'error') draft[target] = unknown === 'unassigned' ? null : unknown.memberId
  }
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

/** So much of a text that is too long is shown. */
export const shownOfLong = 40

/** Reports what is wrong with a cell. */
export function problem(
  draft: RowDraft,
  column: MappedColumn,
  code: RowProblemCode,
  severity: 'error' | 'warning',
  value: string,
  reason?: string,
): void {
  const { field } = column
  draft.report(column.index, {
    code,
    severity,
    column: column.heading,
    field,
    value,
    ...(reason !== undefined && { reason }),
  })
}
