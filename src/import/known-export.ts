/** What is known about the exports of a program or a register. Rules: docs/concepts/imports.md (IMP-2). @module */
import type { FieldName } from './fields.ts'

/** Programs and registers whose files are recognized. */
export type KnownExportName =
  | 'google-contacts'
  | 'outlook'
  | 'hubspot'
  | 'salesforce'
  | 'pipedrive'
  | 'zoho'
  | 'espocrm'
  | 'atomic-crm'
  | 'sirene'
  | 'arcep'
  | 'irep'
  | 'kbo'
  | 'companies-house'

/** A known kind of file. Headings are written without case, accents, blanks and punctuation. */
export interface KnownExport {
  readonly name: KnownExportName
  /** Headings that together only this kind of file has. */
  readonly signature: readonly string[]
  /** What the words of its headings would not tell; `null` leaves a column out. */
  readonly fields: Readonly<Record<string, FieldName | null>>
  /** For headings with a number in them. The first that fits decides. */
  readonly patterns?: readonly (readonly [RegExp, FieldName | null])[]
  /** Whether headings that stand in neither list are left out instead of being understood by their words. */
  readonly isComplete?: true
}
