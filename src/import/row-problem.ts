/** What is wrong with one row of a file, as data. Rules: docs/concepts/imports.md (IMP-4). @module */
import type { FieldName } from './fields.ts'

/** An error keeps the row from being imported; a warning says what was left out, kept as it is, or read with a doubt. */
export type ProblemSeverity = 'error' | 'warning'

/** What is wrong. */
export type RowProblemCode =
  // The row itself.
  | 'too-many-cells'
  | 'too-few-cells'
  | 'quote-misplaced'
  | 'quote-in-cell'
  | 'headings-again'
  | 'remark-row'
  | 'nothing-to-import'
  | 'name-missing'
  | 'totals-row'
  // Said of a company or a job that the row does not name.
  | 'company-without-name'
  | 'job-without-company'
  // Numbers that identify.
  | 'number-invalid'
  | 'number-destroyed'
  | 'number-contradicts'
  // Values that must be known.
  | 'country-unknown'
  | 'currency-unknown'
  | 'owner-unknown'
  | 'option-unknown'
  // Values that must have a shape.
  | 'date-invalid'
  | 'date-ambiguous'
  | 'email-not-understood'
  | 'phone-not-understood'
  | 'text-too-long'
  | 'text-damaged'

/** One thing that is wrong with a row. */
export interface RowProblem {
  readonly code: RowProblemCode
  readonly severity: ProblemSeverity
  /** The heading of the column; absent where the whole row is to blame. */
  readonly column?: string
  readonly field?: FieldName
  /** What stands in the cell. */
  readonly value?: string
  /** What the check that failed says: `invalid-checksum` …; for a contradiction, which number it contradicts: `siret`. */
  readonly reason?: string
  /** How many cells there should be. */
  readonly expected?: number
  /** How many cells there are. */
  readonly found?: number
}
