/**
 * Reads one row into drafts. A mapping is turned into one function a column once, since a file may have a million rows.
 * Rules: docs/concepts/imports.md (IMP-3, IMP-4). @module
 */
import type { CountryCode } from '../kernel/country.ts'
import { parseCountry } from '../party/country.ts'
import { longest } from '../party/read-fields.ts'
import { labelOf, plainSteps, problem, type Step, shownOfLong } from './cell-steps.ts'
import { prepareNumberCheck } from './contradicting-numbers.ts'
import type { FieldName, PlainField } from './fields.ts'
import type { CompiledMapping, MappedColumn } from './mapping.ts'
import { type AddressDraft, RowDraft } from './row-draft.ts'
import type { RowReading } from './row-reading.ts'
import { prepareSettings, type RowContext, type RowSettings } from './row-settings.ts'
import { textOf } from './row-values.ts'
import { prepareTotalsCheck } from './totals-row.ts'

export type { OwnerCandidate, RowSettings } from './row-settings.ts'

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
  const context = prepareSettings(settings)
  const checkNumbers = prepareNumberCheck(mapping, settings)
  const totalsOf = prepareTotalsCheck(mapping)
  const isCountry = ({ field }: MappedColumn) => field === 'company.country' || field.endsWith('.country')
  // Countries first: phones and numbers of the row are read by their rules.
  const countries = mapping.columns.filter(isCountry).map((column) => ({ column, read: countryStep(column) }))
  const steps = fullNamesLast(mapping.columns)
    .filter((column) => !isCountry(column))
    .map((column) => ({ column, read: stepFor(column, context), longest: longestOf(column.field) }))
  return (cells) => {
    const draft = new RowDraft()
    const seen: SeenCountries = { company: undefined, contact: undefined }
    for (const { column, read } of countries) {
      const text = textOf(cells[column.index])
      if (text !== '') read(text, draft, seen)
    }
    const countriesOfRow = {
      company: seen.company ?? seen.contact ?? settings.defaultCountry,
      contact: seen.contact ?? seen.company ?? settings.defaultCountry,
    }
    for (const { column, read, longest } of steps) {
      const text = textOf(cells[column.index])
      if (text === '') continue
      if (text.length > longest) problem(draft, column, 'text-too-long', 'error', text.slice(0, shownOfLong))
      else if (!text.isWellFormed()) problem(draft, column, 'text-damaged', 'error', text.toWellFormed())
      else read(text, draft, countriesOfRow, cells)
    }
    checkNumbers(draft, cells)
    const totals = totalsOf(cells)
    if (totals !== null) problem(draft, totals, 'totals-row', 'error', textOf(cells[totals.index]))
    return draft.finish(countriesOfRow)
  }
}

/** A full name says what the columns of its parts leave open, wherever they stand. */
function fullNamesLast(columns: readonly MappedColumn[]): readonly MappedColumn[] {
  return columns.toSorted((a, b) => Number(a.field === 'contact.name') - Number(b.field === 'contact.name'))
}

/** The desks take no longer texts either. */
function longestOf(field: FieldName): number {
  if (field.endsWith('.description')) return longest.description
  if (field === 'company.name' || field === 'company.otherName') return longest.name
  if (field.endsWith('.postcode')) return longest.postcode
  if (field.endsWith('.city')) return longest.city
  return personNames.has(field) ? longest.personName : longest.short
}

const personNames: ReadonlySet<FieldName> = new Set(['contact.name', 'contact.givenName', 'contact.familyName'])

/** The countries that the row names, for its company and for its contact. */
interface SeenCountries {
  company: CountryCode | undefined
  contact: CountryCode | undefined
}

type CountryStep = (text: string, draft: RowDraft, seen: SeenCountries) => void

function countryStep(column: MappedColumn): CountryStep {
  const known = new Map<string, CountryCode | null>()
  return (text, draft, seen) => {
    let country = known.get(text)
    if (country === undefined) {
      country = parseCountry(text)
      if (known.size < 1000) known.set(text, country)
    }
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

function stepFor(column: MappedColumn, context: RowContext): Step {
  if (column.address !== undefined) return addressStep(column)
  return isPlainField(column.field) ? plainSteps[column.field](column, context) : () => undefined
}

function isPlainField(field: FieldName): field is PlainField {
  return Object.hasOwn(plainSteps, field)
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
