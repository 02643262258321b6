/** Columns of text, lined up. @module */

/** How a table is laid out. */
export interface TableLayout {
  /** Positions of the columns that hold numbers, from 0. */
  readonly numbers?: readonly number[]
  /** What stands before each line. Default: nothing. */
  readonly indent?: string
}

/** Lines with their columns one below the other. The longest cell that is shown whole has 40 characters. */
export function textTable(
  rows: readonly (readonly string[])[],
  { numbers = [], indent = '' }: TableLayout = {},
): string {
  const cut = rows.map((row) => row.map(shortened))
  const widths = (cut[0] ?? []).map((_, column) => Math.max(...cut.map((row) => width(row[column] ?? ''))))
  return cut
    .map((row) => {
      const cells = row.map((cell, column) => {
        const blanks = ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell)))
        return numbers.includes(column) ? blanks + cell : cell + blanks
      })
      return `${indent}${cells.join('  ')}`.trimEnd()
    })
    .join('\n')
}

/** A number as people read it: `1,000,000`. */
export function count(number: number): string {
  return number.toLocaleString('en-US')
}

/** A number with its noun: `1 row`, `2 rows`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`
}

/** What there is to choose from, as a sentence behind another one; nothing of nothing. */
export function sayWhatIsThere(names: readonly string[]): string {
  if (names.length === 0) return ''
  if (names.length === 1) return ` There is ${names[0]}.`
  return ` There are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`
}

const longestCell = 40

function shortened(cell: string): string {
  const line = cell.replace(/\s+/g, ' ')
  return [...line].length <= longestCell ? line : `${[...line].slice(0, longestCell - 1).join('')}…`
}

function width(cell: string): number {
  return [...cell].length
}
