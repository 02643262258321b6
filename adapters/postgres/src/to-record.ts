/** Rows of text as records: the one place where integers, days and JSON are parsed. @module */
import type { PlainDate } from 'crmkit'
import type { Row } from './executor.ts'

/** The columns of a row by name. */
export interface Cells {
  /** Text that is there. */
  text(column: string): string
  /** Text, or `null`. */
  maybe(column: string): string | null
  /** Text, or `undefined`. */
  optional(column: string): string | undefined
  integer(column: string): number
  optionalInteger(column: string): number | undefined
  flag(column: string): boolean
  day(column: string): PlainDate | undefined
  /** A value that this package wrote as JSON, or `null` where the column is null. */
  json<Value>(column: string): Value
  /** One of these words; anything else is a damaged row. */
  oneOf<Word extends string>(column: string, words: readonly Word[]): Word
}

/** Reads rows whose columns stand in this order. */
export function cellReader(columns: readonly string[]): (row: Row) => Cells {
  const positions = new Map(columns.map((column, position) => [column, position]))
  return (row) => readCells(row, (column) => positions.get(column) ?? missing(column))
}

function readCells(row: Row, positionOf: (column: string) => number): Cells {
  const maybe = (column: string): string | null => row[positionOf(column)] ?? null
  const text = (column: string): string => maybe(column) ?? missing(column)
  return {
    text,
    maybe,
    optional: (column) => maybe(column) ?? undefined,
    integer: (column) => Number(text(column)),
    optionalInteger: (column) => {
      const value = maybe(column)
      return value === null ? undefined : Number(value)
    },
    flag: (column) => text(column).startsWith('t'),
    day: (column) => {
      // A date column holds only days that the calendar has.
      return (maybe(column) ?? undefined) as PlainDate | undefined
    },
    json: (column) => {
      const value = maybe(column)
      return value === null ? null : JSON.parse(value)
    },
    oneOf: (column, words) => {
      const value = text(column)
      return words.find((word) => word === value) ?? missing(column)
    },
  }
}

function missing(column: string): never {
  throw new Error(`a stored row has no readable value in "${column}"`)
}

type Present<Fields> = { [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>
}

/** The fields that have a value: what is `undefined` is left out, as the records' types ask. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined)
  // `fromEntries` forgets the names that the line above has just kept.
  return Object.fromEntries(kept) as Present<Fields>
}
