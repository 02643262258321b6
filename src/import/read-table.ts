/** A file as a table: encoding, separator and headings found, rows as a stream. Rules: docs/concepts/imports.md (IMP-1). @module */
import type { RowBatch } from './csv-rows.ts'
import type { Dialect } from './dialect.ts'
import type { Encoding } from './encoding.ts'
import type { AbortSignalLike } from './web-types.ts'

/** What the caller knows better than the detection. */
export interface TableOptions {
  /** Any usual name of a supported encoding, in any case: `UTF-8`, `latin1`, `cp1252`. */
  readonly encoding?: string
  readonly separator?: Dialect['separator']
  readonly newline?: Dialect['newline']
  /** Whether the first row holds headings. */
  readonly header?: boolean
}

/** A file that can be read. */
export interface Table {
  readonly encoding: Encoding
  readonly dialect: Dialect
  /** One unique heading a column; a blank one is named after its position: `Column 3`. */
  readonly headers: readonly string[]
  /** The first rows, to suggest a mapping from and to show. */
  readonly sample: readonly (readonly string[])[]
  /**
   * Opens the file again and reads it from its first data row.
   * @throws {CrmError} import-refused - `details` is a {@link TableRefusal}
   */
  rows(signal?: AbortSignalLike): AsyncIterable<RowBatch>
}
