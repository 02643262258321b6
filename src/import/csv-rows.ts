/** Rows of a separated-value text, read piece by piece in bounded memory. Rules: docs/concepts/imports.md (IMP-1). @module */
import Papa from 'papaparse'
import { type Dialect, isBlankRow, parsedNewline } from './dialect.ts'
import { cutQuotedLines } from './quoted-lines.ts'
import type { RowProblem } from './row-problem.ts'
import { fitToHeadings, isRemark } from './row-shape.ts'
import { TableRefusedError } from './table-refusal.ts'

/** A row below the headings. */
export interface DataRow {
  /** Counted from 1, without the heading and without blank rows. */
  readonly row: number
  /** The line of the file where the row begins, counted from 1. */
  readonly line: number
  /** One cell a heading: missing ones are blank, further ones are left out. */
  readonly cells: readonly string[]
  /** Cells beyond the headings, if any of them says something: such a row is refused, and nothing of it is lost. */
  readonly surplus?: readonly string[]
  /** What is wrong with the shape of the row. */
  readonly problems: readonly RowProblem[]
}

/** Rows that were read together. Their cells share memory with the text they were cut from: copy what you keep. */
export interface RowBatch {
  readonly rows: readonly DataRow[]
}

/** A table's shape, for the reader of its rows. */
export interface RowsShape {
  readonly dialect: Dialect
  readonly headers: readonly string[]
}

/** The longest row, in characters: an open quote would otherwise take in the whole file. */
export const rowLimit: number = 1_048_576

/** How long a row may be as it is written, where every character could be a doubled quote. */
const longestPending = 2 * rowLimit

/** How much text is parsed at once: few rows wait to be asked for. */
const chunkLength = 4_096

/**
 * Cuts a text into rows.
 * @throws {TableRefusedError} quote-never-closes, row-too-long
 */
export async function* readRows(chunks: AsyncIterable<string>, shape: RowsShape): AsyncGenerator<RowBatch> {
  const reader = new RowCutter(shape)
  let pending = ''
  // Grows while one long row keeps the text from being used up, so that it is not parsed again for every piece.
  let enough = chunkLength
  try {
    for await (const chunk of chunks) {
      for (let start = 0; start < chunk.length; start += chunkLength) {
        pending += chunk.slice(start, start + chunkLength)
        if (pending.length < enough) continue
        const { rows, used } = reader.cut(pending, false)
        pending = pending.slice(used)
        enough = chunkLength + pending.length
        if (pending.length > longestPending) throw reader.refuseLongRow(pending)
        if (rows.length > 0) yield { rows }
      }
    }
  } catch (cause) {
    throw reader.locate(cause)
  }
  const { rows } = reader.cut(pending, true)
  if (rows.length > 0) yield { rows }
}

const noProblems: readonly RowProblem[] = []

/** Characters that no text has: bytes without a character, replacement marks, zero bytes. */
const damaged = /[^\P{Cc}\s]|\ufffd/u

interface ParserOutput {
  readonly data: readonly string[][]
  readonly errors: readonly { readonly code: string; readonly row?: number | undefined }[]
  readonly meta: { readonly cursor: number }
}

interface Cut {
  readonly rows: readonly DataRow[]
  /** How many characters of the text the rows took. */
  readonly used: number
}

/** Keeps count of rows and lines from one piece of text to the next. */
class RowCutter {
  readonly #shape: RowsShape
  readonly #newline: '\n' | '\r'
  #row = 0
  #line = 1
  /** Rows that stand above the data: skipped ones and the headings. */
  #above: number
  /** Whether a blank row, or remarks behind one, stand right above. */
  #isBelowTable = false
  /** What holds for the piece of text at hand, so that most rows need not be looked at for it. */
  #isDamaged = false
  #isLong = false

  constructor(shape: RowsShape) {
    this.#shape = shape
    this.#newline = parsedNewline(shape.dialect.newline)
    this.#above = shape.dialect.skippedRows + (shape.dialect.header ? 1 : 0)
  }

  cut(text: string, isLast: boolean): Cut {
    this.#isDamaged = damaged.test(text)
    this.#isLong = text.length > rowLimit
    return text.includes('"') ? this.#cutQuoted(text, isLast) : this.#cutPlain(text, isLast)
  }

  refuseLongRow(pending: string): TableRefusedError {
    const place = { row: this.#row + 1, line: this.#line }
    if (pending.includes('"')) return new TableRefusedError({ code: 'quote-never-closes', ...place })
    return new TableRefusedError({ code: 'row-too-long', ...place, limit: rowLimit })
  }

  /** Adds the row to an error of the decoder, which knows only the byte. */
  locate(cause: unknown): unknown {
    if (!(cause instanceof TableRefusedError) || cause.refusal.code !== 'encoding-mismatch') return cause
    return new TableRefusedError({ ...cause.refusal, row: this.#row })
  }

  /** Without quotes, each line is a row. */
  #cutPlain(text: string, isLast: boolean): Cut {
    const output: ParserOutput = new Papa.Parser(this.#config()).parse(text, 0, !isLast)
    const rows: DataRow[] = []
    for (const cells of output.data) {
      this.#take(rows, cells, this.#line, noProblems)
      this.#line++
    }
    return { rows, used: isLast ? text.length : output.meta.cursor }
  }

  #cutQuoted(text: string, isLast: boolean): Cut {
    const { separator, newline } = this.#shape.dialect
    const lines = isLast ? null : cutQuotedLines(text, separator, newline)
    if (lines !== null) return { rows: this.#takeAll(lines.rows, null), used: lines.used }
    const output: ParserOutput = new Papa.Parser(this.#config()).parse(text, 0, !isLast)
    const isSound = output.errors.every(({ row }) => row === undefined || row >= output.data.length)
    if (!isSound) return this.#cutBroken(text, isLast)
    const rows = this.#takeAll(output.data, text)
    return { rows, used: isLast ? text.length : output.meta.cursor }
  }

  #takeAll(data: readonly string[][], text: string | null): readonly DataRow[] {
    const rows: DataRow[] = []
    const quotes = text === null ? null : new QuoteWalker(text, this.#shape)
    for (const [index, cells] of data.entries()) {
      const line = this.#line
      this.#line += countLines(cells, this.#newline)
      const problems = quotes === null || !cells.some(hasQuote) ? noProblems : quotes.strayQuotes(data, index)
      this.#take(rows, cells, line, problems)
    }
    return rows
  }

  /** Row by row, to learn which one has a quote where none may stand. */
  #cutBroken(text: string, isLast: boolean): Cut {
    const rows: DataRow[] = []
    let used = 0
    const step = ({ data, errors, meta }: ParserOutput): void => {
      const cells = data[0]
      if (cells === undefined) return
      if (errors.some(({ code }) => code === 'MissingQuotes')) throw this.#refuseOpenQuote()
      used = meta.cursor
      const line = this.#line
      this.#line += countLines(cells, this.#newline)
      this.#take(rows, cells, line, errors.length > 0 ? [this.#misplacedQuote(cells)] : noProblems)
    }
    new Papa.Parser({ ...this.#config(), step }).parse(text, 0, !isLast)
    return { rows, used: isLast ? text.length : used }
  }

  /** The parser knows the row; the cell is known where no other has a quotation mark. */
  #misplacedQuote(cells: readonly string[]): RowProblem {
    const problem = { code: 'quote-misplaced', severity: 'error' } as const
    const column = cells.findIndex(hasQuote)
    const heading = cells.findLastIndex(hasQuote) === column ? this.#shape.headers[column] : undefined
    return heading === undefined ? problem : { ...problem, column: heading, value: cells[column] ?? '' }
  }

  #config(): Papa.ParseConfig<string[][]> {
    return { delimiter: this.#shape.dialect.separator, newline: this.#newline }
  }

  /** Gives a row its number and its shape; blank rows and what stands above the data are passed over. */
  #take(rows: DataRow[], cells: string[], line: number, problems: readonly RowProblem[]): void {
    const last = cells.length - 1
    const ending = cells[last]
    if (ending?.charCodeAt(ending.length - 1) === 13) cells[last] = ending.slice(0, -1)
    if (isBlankRow(cells)) {
      this.#isBelowTable = this.#row > 0
      return
    }
    if (this.#above > 0) {
      this.#above--
      return
    }
    if (this.#isLong && rowLength(cells) > rowLimit)
      throw new TableRefusedError({ code: 'row-too-long', row: this.#row + 1, line, limit: rowLimit })
    const { headers } = this.#shape
    this.#isBelowTable &&= isRemark(cells, headers)
    const fitted = fitToHeadings(cells, headers, this.#isBelowTable)
    const damage = this.#isDamaged ? damagedCells(fitted.cells, headers) : noProblems
    const isFine = problems.length === 0 && fitted.problems.length === 0 && damage.length === 0
    this.#row++
    rows.push({
      row: this.#row,
      line,
      cells: fitted.cells,
      problems: isFine ? noProblems : [...fitted.problems, ...problems, ...damage],
      ...(fitted.surplus !== undefined && { surplus: fitted.surplus }),
    })
  }

  #refuseOpenQuote(): TableRefusedError {
    return new TableRefusedError({
      code: 'quote-never-closes',
      row: Math.max(1, this.#row + 1 - this.#above),
      line: this.#line,
    })
  }
}

function rowLength(cells: readonly string[]): number {
  return cells.reduce((length, cell) => length + cell.length + 1, -1)
}

function damagedCells(cells: readonly string[], headers: readonly string[]): readonly RowProblem[] {
  const problems: RowProblem[] = []
  cells.forEach((value, index) => {
    if (!damaged.test(value)) return
    // Databases can't keep a zero byte in a text.
    const severity = value.includes('\0') ? 'error' : 'warning'
    problems.push({ code: 'text-damaged', severity, column: headers[index] ?? '', value })
  })
  return problems
}

/** Finds quotes in cells that do not begin with one: they are read as they stand, and told. */
class QuoteWalker {
  readonly #text: string
  readonly #shape: RowsShape
  #position = 0
  #index = 0

  constructor(text: string, shape: RowsShape) {
    this.#text = text
    this.#shape = shape
  }

  /** The rows must be asked for in their order, as they came from the parser. */
  strayQuotes(data: readonly (readonly string[])[], index: number): readonly RowProblem[] {
    const problems: RowProblem[] = []
    for (; this.#index <= index; this.#index++) {
      const cells = data[this.#index] ?? []
      for (const [column, value] of cells.entries())
        if (this.#isStray(value, column === cells.length - 1) && this.#index === index)
          problems.push({
            code: 'quote-in-cell',
            severity: 'warning',
            column: this.#shape.headers[column] ?? '',
            value,
          })
    }
    return problems
  }

  /** Moves past a cell; whether it holds quotes without being quoted. */
  #isStray(value: string, isLast: boolean): boolean {
    const isQuoted = this.#text.charCodeAt(this.#position) === 34
    const quotes = value.split('"').length - 1
    this.#position += value.length + (isQuoted ? 2 + quotes : 0)
    const boundary = isLast ? parsedNewline(this.#shape.dialect.newline) : this.#shape.dialect.separator
    // Blanks may stand between the closing quote and the boundary.
    const next = this.#text.indexOf(boundary, this.#position)
    this.#position = (next === -1 ? this.#text.length : next) + 1
    return quotes > 0 && !isQuoted
  }
}

function hasQuote(cell: string): boolean {
  return cell.includes('"')
}

/** How many lines of the file a row takes: a line end within it can only stand in a quoted cell. */
function countLines(cells: readonly string[], newline: string): number {
  let count = 1
  for (const cell of cells) for (let i = cell.indexOf(newline); i !== -1; i = cell.indexOf(newline, i + 1)) count++
  return count
}
