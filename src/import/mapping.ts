/** Which column means which field. Rules: docs/concepts/imports.md (IMP-2). @module */
import { foldText } from '../kernel/fold.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import {
  type AddressOwner,
  type AddressPart,
  addressField,
  type FieldName,
  importFields,
  isFieldName,
} from './fields.ts'
import { tidyHeading } from './headings.ts'
import type { OtherRecords } from './known-exports.ts'

/** Column headings and the fields they fill; `null` leaves a column out on purpose. Plain JSON. */
export type Mapping = Readonly<Record<string, FieldName | null>>

/** Why a mapping can't be used with a file. */
export type MappingRefusal =
  /** Neither a contact nor a company can come out of it: no name and no identifying number or e-mail is mapped. */
  | { readonly code: 'nothing-identifies'; readonly needed: readonly FieldName[] }
  /** A mapped heading does not stand in the file. */
  | { readonly code: 'unknown-column'; readonly column: string; readonly suggestion?: string }
  /** A field that crmkit does not have. */
  | { readonly code: 'unknown-field'; readonly column: string; readonly field: string; readonly suggestion?: FieldName }
  /** Several columns for a field that holds one value. */
  | { readonly code: 'field-twice'; readonly field: FieldName; readonly columns: readonly string[] }
  /** The file holds neither companies nor contacts. */
  | { readonly code: 'holds-other-records'; readonly records: OtherRecords }

/** A mapped column. */
export interface MappedColumn {
  /** Position in the row, from 0. */
  readonly index: number
  readonly heading: string
  readonly field: FieldName
  /** For a part of an address: which of the row's addresses it belongs to, from 0. */
  readonly address?: { readonly block: number; readonly owner: AddressOwner; readonly part: AddressPart }
  /** The position of the column that labels this one, from 0. */
  readonly labelIndex?: number
}

/** A mapping that fits a file, in the order of its columns. Plain data. */
export interface CompiledMapping {
  readonly headers: readonly string[]
  readonly columns: readonly MappedColumn[]
  /** How many addresses a row can hold. */
  readonly addressBlocks: number
  /** The headings of columns that are not imported: told in the plan. */
  readonly leftOut: readonly string[]
}

/** A name or an identifier: without any of them, no row could create or find a record. */
export const identifyingFields: readonly FieldName[] = [
  'company.name',
  'contact.familyName',
  'contact.givenName',
  'contact.name',
  'company.siret',
  'company.siren',
  'company.vat',
  'company.registrationNumber',
  'contact.email',
  'affiliation.email',
]

/** Checks a mapping against the headings of a file. Columns that it does not name are left out. */
export function checkMapping(
  headers: readonly string[],
  mapping: Readonly<Record<string, string | null>>,
): Result<CompiledMapping, MappingRefusal> {
  const fields = new Map<string, FieldName>()
  for (const [heading, field] of Object.entries(mapping)) {
    if (field === null) continue
    const column =
      headers.find((header) => header === heading) ?? headers.find((header) => header === tidyHeading(heading))
    if (column === undefined) return err({ code: 'unknown-column', column: heading, ...nearest(heading, headers) })
    if (!isFieldName(field))
      return err({ code: 'unknown-field', column: heading, field, ...nearest(field, [...importFields.keys()]) })
    fields.set(column, field)
  }
  const twice = findTwice(fields)
  if (twice !== null) return err(twice)
  if (![...fields.values()].some((field) => identifyingFields.includes(field)))
    return err({ code: 'nothing-identifies', needed: identifyingFields })
  return ok(compile(headers, fields))
}

function findTwice(fields: ReadonlyMap<string, FieldName>): MappingRefusal | null {
  for (const field of fields.values()) {
    if (importFields.get(field)?.many === true) continue
    const columns = [...fields].filter(([, other]) => other === field).map(([column]) => column)
    if (columns.length > 1) return { code: 'field-twice', field, columns }
  }
  return null
}

function compile(headers: readonly string[], fields: ReadonlyMap<string, FieldName>): CompiledMapping {
  const columns: MappedColumn[] = []
  const blocks = new AddressBlocks()
  const labels = new Map<string, number>()
  headers.forEach((heading, index) => {
    const field = fields.get(heading)
    if (field === undefined) return
    const address = addressField(field)
    if (address !== null) {
      const { block, labelIndex } = blocks.take(address.owner, address.part)
      columns.push({
        index,
        heading,
        field,
        address: { ...address, block },
        ...(labelIndex === undefined ? {} : { labelIndex }),
      })
    } else if (field === 'contact.addressLabel') {
      blocks.label(index)
      columns.push({ index, heading, field })
    } else {
      const labeled = labeledBy(field)
      const labelIndex = labels.get(labeled)
      labels.delete(labeled)
      if (field.endsWith('Label')) labels.set(field, index)
      columns.push({ index, heading, field, ...(labelIndex === undefined ? {} : { labelIndex }) })
    }
  })
  const leftOut = headers.filter((heading) => !fields.has(heading))
  return { headers, columns, addressBlocks: blocks.count, leftOut }
}

function labeledBy(field: FieldName): string {
  if (field === 'contact.email' || field === 'affiliation.email') return 'contact.emailLabel'
  return field === 'contact.phone' || field === 'affiliation.phone' ? 'contact.phoneLabel' : ''
}

/** Tells which address a column belongs to: a part that its owner's address already has begins another one. */
class AddressBlocks {
  count = 0
  readonly #current = new Map<
    AddressOwner,
    { block: number; parts: Set<AddressPart>; last: AddressPart; labelIndex?: number }
  >()
  #labelIndex: number | undefined

  label(index: number): void {
    this.#labelIndex = index
    this.#current.delete('contact.address')
  }

  take(owner: AddressOwner, part: AddressPart): { block: number; labelIndex?: number } {
    const current = this.#current.get(owner)
    // Street, house number and box may stand in columns of their own; a second line comes anywhere.
    const continues =
      current !== undefined &&
      (!current.parts.has(part) || part === 'line2' || (part === 'line1' && current.last === 'line1'))
    if (continues) {
      current.parts.add(part)
      current.last = part
      return current
    }
    const label = owner === 'contact.address' && this.#labelIndex !== undefined ? { labelIndex: this.#labelIndex } : {}
    const opened = { block: this.count++, parts: new Set([part]), last: part, ...label }
    this.#current.set(owner, opened)
    return opened
  }
}

function nearest<Name extends string>(text: string, names: readonly Name[]): { readonly suggestion?: Name } {
  const folded = foldText(text)
  let best: { name: Name; distance: number } | null = null
  for (const name of names) {
    const distance = editDistance(folded, foldText(name))
    if (best === null || distance < best.distance) best = { name, distance }
  }
  return best !== null && best.distance <= Math.max(2, folded.length * 0.4) ? { suggestion: best.name } : {}
}

/** How many letters must be added, taken away or changed to turn one text into the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(changed, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
