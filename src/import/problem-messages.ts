/** What is wrong with a file or a row, as English sentences: where, what, and what to do. Rules: docs/concepts/imports.md (IMP-4). @module */
import type { TableRefusal } from './table-refusal.ts'

/** Says why a file can't be read, and what to do about it. */
export function describeTableRefusal(refusal: TableRefusal): string {
  switch (refusal.code) {
    case 'encoding-not-supported':
      return refusal.encoding === 'unknown'
        ? `The encoding of the file could not be told. Name it, or save the file as UTF-8.`
        : `Files in ${refusal.encoding} are not read. Save the file as UTF-8; ${refusal.supported.join(', ')} are read too.`
    case 'encoding-mismatch':
      return `The file is not ${refusal.encoding}: byte ${refusal.byte}${afterRow(refusal.row)} does not fit. Name the encoding that it was saved in, or save it as UTF-8.`
    case 'not-a-table':
      return `The file is no CSV file but ${refusal.format}. Save it as CSV (UTF-8) and import that.`
    case 'file-empty':
      return 'The file is empty.'
    case 'quote-never-closes':
      return `A quoted cell that begins in row ${refusal.row} (line ${refusal.line}) is never closed. Add the missing quotation mark.`
    case 'row-too-long':
      return `Row ${refusal.row} (line ${refusal.line}) is longer than ${refusal.limit} characters. Check the separators and line ends of the file.`
  }
}

function afterRow(row: number | undefined): string {
  return row === undefined ? '' : `, after row ${row},`
}
