/** How a file separates cells and rows, and where its headings stand. Rules: docs/concepts/imports.md (IMP-1). @module */
import Papa from 'papaparse'
import { areGroupTitles, areHeadings } from './headings.ts'

/** The separators that are understood. */
type Separator = ',' | ';' | '\t' | '|'

/** The ends of lines that are understood. */
export type Newline = '\r\n' | '\n' | '\r'

/** How a file separates cells and rows. */
export interface Dialect {
  readonly separator: Separator
  readonly newline: Newline
  /** Whether a row of headings stands above the data. */
  readonly header: boolean
  /** How many rows above the headings (or above the data) belong to neither; blank rows do not count. */
  readonly skippedRows: number
  /** Present where the last of the skipped rows holds titles of groups of columns. */
  readonly groupTitles?: true
}

/** What the caller says of a dialect; the rest is detected. */
export interface DialectOptions {
  readonly separator?: Separator
  readonly newline?: Newline
  readonly header?: boolean
  /** Given, no row is looked for that belongs above the headings, nor one of titles of groups of columns. */
  readonly skippedRows?: number
  /** Whether the last of the `skippedRows` holds titles of groups of columns. Default: it does not. */
  readonly groupTitles?: boolean
}

/** The beginning of a file, understood. */
export interface DetectedDialect {
  readonly dialect: Dialect
  /** The row right above the headings, among those that are skipped, where it holds titles of groups of columns. */
  readonly groupTitles?: readonly string[]
  /** The rows of the sample that are not blank, skipped ones and headings included. */
  readonly rows: readonly (readonly string[])[]
}

/**
 * Tells the dialect of a text from its beginning.
 * The separator is the one that cuts most rows into the same number of cells.
 * Headings are assumed unless the first row looks like data: an e-mail address, a date, a number, or a value that
 * its column has again further down, where few of its cells are headings that are understood.
 */
export function detectDialect(sample: string, isWhole: boolean, options: DialectOptions): DetectedDialect {
  const newline = options.newline ?? detectNewline(sample)
  const separator = options.separator ?? statedSeparator(sample) ?? detectSeparator(sample, newline, isWhole)
  const rows = sampleRows(sample, separator, newline, isWhole)
  const { skippedRows, groupTitles } =
    options.skippedRows === undefined ? whatIsAbove(rows, options) : toldOf(rows, options)
  const header = options.header ?? (groupTitles !== undefined || looksLikeHeadings(rows.slice(skippedRows)))
  return {
    dialect: { separator, newline, header, skippedRows, ...(groupTitles !== undefined && { groupTitles: true }) },
    ...(groupTitles !== undefined && { groupTitles }),
    rows,
  }
}

interface RowsAbove {
  readonly skippedRows: number
  readonly groupTitles: readonly string[] | undefined
}

function whatIsAbove(rows: readonly (readonly string[])[], { header }: DialectOptions): RowsAbove {
  const junkRows = countJunkRows(rows)
  const groupTitles = header === false ? undefined : findGroupTitles(rows.slice(junkRows))
  return { skippedRows: junkRows + (groupTitles === undefined ? 0 : 1), groupTitles }
}

/** An import that goes on counts its rows as when it was begun, whatever has come to be recognized since. */
function toldOf(rows: readonly (readonly string[])[], { skippedRows = 0, groupTitles }: DialectOptions): RowsAbove {
  return { skippedRows, groupTitles: groupTitles === true ? rows[skippedRows - 1] : undefined }
}

/** The end of line that the parser looks for: files with `\r\n` often have some bare `\n`, and both end a line there. */
export function parsedNewline(newline: Newline): '\n' | '\r' {
  return newline === '\r' ? '\r' : '\n'
}

/** Whether every cell of a row is blank. */
export function isBlankRow(cells: readonly string[]): boolean {
  for (const cell of cells) if (cell.length > 0 && cell.trim().length > 0) return false
  return true
}

const separators: readonly Separator[] = [';', '\t', '|', ',']

const maxSampleRows = 200

function detectNewline(sample: string): Newline {
  const counts = { '\r\n': 0, '\n': 0, '\r': 0 }
  let isQuoted = false
  for (let i = 0; i < sample.length; i++) {
    const code = sample.charCodeAt(i)
    if (code === 34) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (code === 10) counts['\n']++
    else if (code === 13 && sample.charCodeAt(i + 1) === 10) {
      counts['\r\n']++
      i++
    } else if (code === 13 && i + 1 < sample.length) counts['\r']++
  }
  if (counts['\r'] > counts['\n'] + counts['\r\n']) return '\r'
  return counts['\r\n'] > counts['\n'] ? '\r\n' : '\n'
}

/** Excel writes `sep=;` into the first line of some files. */
function statedSeparator(sample: string): Separator | undefined {
  const stated = /^"?sep=(.)"?[\r\n]/i.exec(sample)?.[1]
  return separators.find((separator) => separator === stated)
}

function detectSeparator(sample: string, newline: Newline, isWhole: boolean): Separator {
  let best: { separator: Separator; score: number } = { separator: ',', score: 0 }
  for (const separator of separators) {
    const score = scoreSeparator(sampleRows(sample, separator, newline, isWhole))
    // The comma comes last and also stands in texts: it has to win clearly only where another one fits as well.
    if (score > best.score + 1e-9) best = { separator, score }
  }
  return best.separator
}

function scoreSeparator(rows: readonly (readonly string[])[]): number {
  const { width, share } = usualWidth(rows)
  if (width < 2) return rows.some((row) => row.length > 1) ? 0.01 : 0
  const first = rows[0]?.length === width ? 0.3 : 0
  return share + first + Math.min(width, 20) * 0.01
}

function usualWidth(rows: readonly (readonly string[])[]): { width: number; share: number } {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  let width = 0
  let count = 0
  for (const [candidate, times] of counts) {
    if (times < count || (times === count && candidate < width)) continue
    width = candidate
    count = times
  }
  return { width, share: rows.length === 0 ? 0 : count / rows.length }
}

function sampleRows(
  sample: string,
  separator: Separator,
  newline: Newline,
  isWhole: boolean,
): readonly (readonly string[])[] {
  const parser = new Papa.Parser({ delimiter: separator, newline: parsedNewline(newline), preview: maxSampleRows })
  const parsed: { readonly data: readonly (readonly string[])[] } = parser.parse(sample, 0, !isWhole)
  // A first row longer than the sample is better than none.
  const data = parsed.data.length > 0 || isWhole ? parsed.data : [sample.split(separator)]
  return data.filter((cells) => !isBlankRow(cells)).map((cells) => cells.map(withoutReturn))
}

function withoutReturn(cell: string, index: number, cells: readonly string[]): string {
  return index === cells.length - 1 && cell.endsWith('\r') ? cell.slice(0, -1) : cell
}

/** Titles and remarks above a table fill one cell where the table has several. */
function countJunkRows(rows: readonly (readonly string[])[]): number {
  const first = rows[0]
  if (first !== undefined && /^"?sep=$|^sep=.$/i.test(first.join('').trim())) return 1
  const { width } = usualWidth(rows)
  if (width < 2) return 0
  let junk = 0
  while (junk < 20 && filledCells(rows[junk]) === 1 && rows.length > junk + 1) junk++
  const next = rows[junk]
  return junk > 0 && next !== undefined && filledCells(next) >= 2 && next.length === width ? junk : 0
}

function findGroupTitles([row, below]: readonly (readonly string[])[]): readonly string[] | undefined {
  return row !== undefined && below !== undefined && areGroupTitles(row, below) ? row : undefined
}

function filledCells(row: readonly string[] | undefined): number {
  return row === undefined ? 0 : row.filter((cell) => cell.trim() !== '').length
}

function looksLikeHeadings(rows: readonly (readonly string[])[]): boolean {
  const [first, ...below] = rows
  if (first === undefined) return true
  const cells = first.map((cell) => cell.trim())
  if (cells.some((cell) => plainlyData.test(cell))) return false
  const leading = cells.find((cell) => cell !== '') ?? ''
  if (/^[+-]?\d+(?:[.,]\d+)?$/.test(leading)) return false
  // Below a table of its own, a file may have the same headings once more.
  if (areHeadings(cells)) return true
  if (cells.some((cell, column) => isLetters(cell) && isNumberColumn(column, below))) return true
  return !cells.some((cell, column) => cell.length > 1 && /\p{L}/u.test(cell) && recurs(cell, column, below))
}

/** E-mail addresses, dates, and numbers of eight digits and more. */
const plainlyData = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?$|^\+?(?:\d[ .-]?){8,}$/i

function isLetters(cell: string): boolean {
  return /\p{L}/u.test(cell) && !/\d/.test(cell)
}

function isNumberColumn(column: number, rows: readonly (readonly string[])[]): boolean {
  const cells = rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '')
  return cells.length > 0 && cells.every((cell) => /^"?[+-]?\d[\d .,-]*"?$/.test(cell))
}

function recurs(value: string, column: number, rows: readonly (readonly string[])[]): boolean {
  return rows.some((row) => row[column]?.trim() === value)
}
