/** Lines of CSV that spreadsheets open safely and that an import reads back unchanged. @module */

/**
 * One line with its CRLF (RFC 4180).
 * @param isFormulaSafe whether a cell that a spreadsheet would calculate gets an apostrophe in front, which an import
 * takes off again
 */
export function csvLine(cells: readonly string[], isFormulaSafe: boolean): string {
  return `${cells.map((cell) => quoted(isFormulaSafe ? defused(cell) : cell)).join(',')}\r\n`
}

/** An apostrophe of one's own before such a sign gets another one, so that taking one off gives the cell back. */
const formulaStart = /^'*[=+\-@\t\r|]/

function defused(cell: string): string {
  return formulaStart.test(cell) ? `'${cell}` : cell
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell
}
