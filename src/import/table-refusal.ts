/** Why a file can't be read as a table. Rules: docs/concepts/imports.md (IMP-1). @module */

/** A file that is refused as a whole. Positions count from 1. */
export type TableRefusal =
  /** The file is, or was said to be, in an encoding that crmkit does not read. */
  | { readonly code: 'encoding-not-supported'; readonly encoding: string; readonly supported: readonly string[] }
  /** The bytes are not text of this encoding; `byte` counts from 0. `row` is the last data row before them. */
  | { readonly code: 'encoding-mismatch'; readonly encoding: string; readonly byte: number; readonly row?: number }
  /** The file is no text at all: a spreadsheet, an archive, a picture. */
  | { readonly code: 'not-a-table'; readonly format: string }
  /** There is nothing in the file but blanks. */
  | { readonly code: 'file-empty' }
  /** A quoted cell begins in this row and does not end: neither in the file nor within the limit. */
  | { readonly code: 'quote-never-closes'; readonly row: number; readonly line: number }
  /** A row is longer than the limit, in characters. */
  | { readonly code: 'row-too-long'; readonly row: number; readonly line: number; readonly limit: number }

/** Thrown inside the room where rows are already flowing; `Table.rows` turns it into the error that callers see. */
export class TableRefusedError extends Error {
  override readonly name = 'TableRefusedError'
  readonly refusal: TableRefusal

  constructor(refusal: TableRefusal) {
    super(`The file can't be read: ${refusal.code}.`)
    this.refusal = refusal
  }
}
