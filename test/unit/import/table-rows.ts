/** Reads whole tables, for tests. @module */
import type { DataRow } from '../../../src/import/csv-rows.ts'
import { readTable, type Table, type TableOptions } from '../../../src/import/read-table.ts'
import type { ImportSource } from '../../../src/import/source.ts'

/** A table with all its rows. */
export interface WholeTable {
  readonly table: Table
  readonly rows: readonly DataRow[]
  readonly cells: readonly (readonly string[])[]
}

/** Reads a file that can be read. */
export async function readWhole(source: ImportSource, options?: TableOptions): Promise<WholeTable> {
  const result = await readTable(source, options)
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  const rows = await rowsOf(result.value)
  return { table: result.value, rows, cells: rows.map(({ cells }) => cells) }
}

/** The rows of an opened table. */
export async function rowsOf(table: Table): Promise<readonly DataRow[]> {
  const rows: DataRow[] = []
  for await (const batch of table.rows()) rows.push(...batch.rows)
  return rows
}

/** Bytes in pieces of some size, as a stream that can be opened again. */
export function inPieces(bytes: Uint8Array, size: number): () => AsyncIterable<Uint8Array> {
  return async function* () {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
  }
}

/** The code of the refusal that reading ends with, whether at the beginning or on the way. */
export async function refusalOf(source: ImportSource, options?: TableOptions): Promise<unknown> {
  const result = await readTable(source, options)
  if (!result.ok) return result.error
  try {
    await rowsOf(result.value)
    return null
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'details' in error) return error.details
    throw error
  }
}
