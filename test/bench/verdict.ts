/** Holding an import's decisions against what was planted in its file. @module */
import { readFile } from 'node:fs/promises'
import { generateRows } from './generate.ts'

/** How an import's decisions compare with what was planted. */
export interface Verdict {
  readonly missed: number
  readonly wrong: number
  readonly missedRows: readonly unknown[]
  readonly wrongRows: readonly unknown[]
}

/** Reads what the importer wrote down: the row that made each row's company. */
export async function readMakers(file: string): Promise<Int32Array> {
  const { buffer, byteOffset, byteLength } = await readFile(file)
  return new Int32Array(buffer, byteOffset, byteLength / Int32Array.BYTES_PER_ELEMENT)
}

/** Holds the row that made each row's company against what was planted. */
export function verdictOf(makers: Int32Array, made: { readonly rows: number; readonly seed: number }): Verdict {
  const makerOfTruth = new Map<number, number>()
  const truthOfMaker = new Map<number, number>()
  const missedRows: unknown[] = []
  const wrongRows: unknown[] = []
  let missed = 0
  let wrong = 0
  for (const { truth } of generateRows(made)) {
    for (const { row, companyTruth, kind } of truth) {
      const maker = makers[row] ?? 0
      if ((makerOfTruth.get(companyTruth) ?? maker) !== maker) {
        missed += 1
        if (missedRows.length < 20) missedRows.push({ row, kind })
      } else makerOfTruth.set(companyTruth, maker)
      if ((truthOfMaker.get(maker) ?? companyTruth) !== companyTruth) {
        wrong += 1
        if (wrongRows.length < 20) wrongRows.push({ row, kind })
      } else truthOfMaker.set(maker, companyTruth)
    }
  }
  return { missed, wrong, missedRows, wrongRows }
}
