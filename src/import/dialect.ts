/** How a file separates cells and rows. Rules: docs/concepts/imports.md (IMP-1). @module */

/** The separators that are understood. */
export type Separator = ',' | ';' | '\t' | '|'

/** The ends of lines that are understood. */
export type Newline = '\r\n' | '\n' | '\r'

/** How a file separates cells and rows. */
export interface Dialect {
  readonly separator: Separator
  readonly newline: Newline
  /** Whether a row of headings stands above the data. */
  readonly header: boolean
  /** How many rows above the headings (or above the data) belong to neither. */
  readonly skippedRows: number
}
