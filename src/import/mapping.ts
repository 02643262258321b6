/** Which column means which field. Rules: docs/concepts/imports.md (IMP-2). @module */
import type { AddressOwner, AddressPart, FieldName } from './fields.ts'

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

/** A mapped column. */
export interface MappedColumn {
  /** Position in the row, from 0. */
  readonly index: number
  readonly heading: string
  readonly field: FieldName
  /** For a part of an address: which of the row's addresses it belongs to. */
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
