/** Rows of text as records: the one place where integers, days and JSON are parsed. @module */
import type { PlainDate } from 'crmkit'
import type { Row } from './executor.ts'

/** The columns of a row by name. */
export class Cells {
  readonly #row: Row
  readonly #positions: ReadonlyMap<string, number>

  constructor(row: Row, positions: ReadonlyMap<string, number>) {
    this.#row = row
    this.#positions = positions
  }

  /** Text, or `null`. */
  maybe(column: string): string | null {
    const position = this.#positions.get(column)
    return position === undefined ? missing(column) : (this.#row[position] ?? null)
  }

  /** Text that is there. */
  text(column: string): string {
    return this.maybe(column) ?? missing(column)
  }

  /** Text, or `undefined`. */
  optional(column: string): string | undefined {
    return this.maybe(column) ?? undefined
  }

  integer(column: string): number {
    return Number(this.text(column))
  }

  optionalInteger(column: string): number | undefined {
    const value = this.maybe(column)
    return value === null ? undefined : Number(value)
  }

  flag(column: string): boolean {
    return this.text(column).startsWith('t')
  }

  day(column: string): PlainDate | undefined {
    // A date column holds only days that the calendar has.
    return (this.maybe(column) ?? undefined) as PlainDate | undefined
  }

  /** A day that is there. */
  presentDay(column: string): PlainDate {
    return this.day(column) ?? missing(column)
  }

  /** A value that this package wrote as JSON, or `null` where the column is null. */
  json<Value>(column: string): Value {
    return JSON.parse(this.maybe(column) ?? 'null')
  }

  /** A list that this package wrote as JSON. Most are empty: that is worth a shortcut in large answers. */
  list<Item>(column: string): readonly Item[] {
    const value = this.text(column)
    return value === '[]' ? [] : JSON.parse(value)
  }

  /** One of these words; anything else is a damaged row. */
  oneOf<Word extends string>(column: string, words: readonly Word[]): Word {
    const value = this.text(column)
    return words.find((word) => word === value) ?? missing(column)
  }
}

/** Reads rows whose columns stand in this order. */
export function cellReader(columns: readonly string[]): (row: Row) => Cells {
  const positions = new Map(columns.map((column, position) => [column, position]))
  return (row) => new Cells(row, positions)
}

function missing(column: string): never {
  throw new Error(`a stored row has no readable value in "${column}"`)
}

type Present<Fields> = { [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/**
 * The fields that have a value, of all parts together: what is `undefined` is left out, as the records' types ask. Parts
 * are read one by one, since putting them together first costs as much again.
 */
export function present<First extends object, Second extends object = object, Third extends object = object>(
  ...parts: readonly [First, Second?, Third?]
): Present<First & Second & Third> {
  const kept: Record<string, unknown> = {}
  for (const part of parts) {
    const all: Readonly<Record<string, unknown>> = (part ?? {}) as Record<string, unknown>
    for (const name in all) if (all[name] !== undefined) kept[name] = all[name]
  }
  // The loop has kept exactly the names that the type keeps.
  return kept as Present<First & Second & Third>
}
