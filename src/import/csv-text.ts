/** Writing CSV that spreadsheets open safely and that we read back unchanged. Rules: docs/concepts/imports.md (IMP-8). @module */

/** How a line is written. */
export interface CsvStyle {
  readonly separator: string
  /**
   * Whether a cell that a spreadsheet would take for a formula gets an apostrophe in front, which our own reader takes
   * off again. Turn it off for machines only. Default: `true`.
   */
  readonly formulaSafe?: boolean
}

/** One line, with its CRLF (RFC 4180). */
export function csvLine(cells: readonly string[], { separator, formulaSafe = true }: CsvStyle): string {
  return `${cells.map((cell) => quoted(formulaSafe ? defused(cell) : cell, separator)).join(separator)}\r\n`
}

const formulaStart = /^(?:'*[=+\-@\t\r|]|'+\d[\d ./,-]*$)/
const apostropheBefore = /^'(?='*(?:[=+\-@\t\r|]|\d[\d ./,-]*$))/

/** A cell of a file that was read, for a file that is read anew: what `csvLine` or a shop made safe stays as it is. */
export function defusedOnce(cell: string): string {
  return withoutDefusing(cell) === cell ? defused(cell) : cell
}

/** Puts an apostrophe before a cell that a spreadsheet would calculate, or whose own one our reader would take off. */
function defused(cell: string): string {
  return formulaStart.test(cell) ? `'${cell}` : cell
}

/** The cell as it was before `csvLine` made it safe. Shops and spreadsheets mark numbers in the same way: `'07100`. */
export function withoutDefusing(cell: string): string {
  return cell.startsWith("'") ? cell.replace(apostropheBefore, '') : cell
}

function quoted(cell: string, separator: string): string {
  const needsQuotes = cell.includes('"') || cell.includes(separator) || /[\r\n]/.test(cell) || cell !== cell.trim()
  return needsQuotes ? `"${cell.replaceAll('"', '""')}"` : cell
}
