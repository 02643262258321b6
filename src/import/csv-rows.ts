/** Rows of a separated-value text, read piece by piece. Rules: docs/concepts/imports.md (IMP-1). @module */
import type { RowProblem } from './row-problem.ts'

/** A row below the headings. */
export interface DataRow {
  /** Counted from 1, without the heading and without blank rows. */
  readonly row: number
  /** The line of the file where the row begins, counted from 1. */
  readonly line: number
  /** One cell a heading: missing ones are blank, further ones are left out. */
  readonly cells: readonly string[]
  /** What is wrong with the shape of the row. */
  readonly problems: readonly RowProblem[]
}

/** Rows that were read together. Their cells may share memory with the text they were cut from. */
export interface RowBatch {
  readonly rows: readonly DataRow[]
}
