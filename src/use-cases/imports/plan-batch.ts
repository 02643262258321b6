/**
 * Planning one batch of an import that is being applied: rows that nothing can have changed for are passed over, the
 * others are looked up and decided. Rules: docs/concepts/imports.md (IMP-7).
 * @module
 */
import { type BatchChanges, batchChanges, refusedRowsOf } from '../../import/batch-writes.ts'
import type { IdentifiedRow, PlanContext } from '../../import/identify-row.ts'
import type { ImportPreview, ImportProgress, ImportSetup } from '../../import/import-preview.ts'
import type { RefusedRow, SettledRows } from '../../import/import-record.ts'
import { outcomeOf, type RowPlan } from '../../import/row-plan.ts'
import { settledRows, writeSettledRows } from '../../import/settled-rows.ts'
import { countRow, countSettledRow, forkTally, type Tally, type TallyFork } from '../../import/tally.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import { absorb, emptyWorkingSet, forget, inherit, type WorkingSet } from '../../import/working-set.ts'
import type { IdentityLookup } from '../../ports/identity-index.ts'
import type { Session } from '../context.ts'
import { recallEarlierRows } from './earlier-rows.ts'
import { type FileBatch, type IdentifiedBatch, keysOf, planBatch } from './import-rows.ts'
import { type KnownKeys, lookUpKeys } from './known-keys.ts'
import { findKnownRows, type KnownRow, type SettledBefore, withoutDisturbed } from './settled-rows.ts'

/** What applying may be told. */
export interface ApplyOptions {
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  /** Called with every row as it was written, in order. */
  readonly onRow?: ((plan: RowPlan) => void) | undefined
  readonly signal?: AbortSignalLike | undefined
}

/** What is applied: a preview, or the mere setup of an import whose rows nobody has looked at before. */
export type AppliedSetup = ImportSetup & Partial<Pick<ImportPreview, 'counts' | 'outcomes'>>

/** An import that is being applied. */
export interface ImportRun {
  readonly session: Session
  readonly setup: AppliedSetup
  readonly context: PlanContext
  readonly tally: Tally
  readonly options: ApplyOptions
  /** Stands for how rows are read; `null` where no row is settled. */
  readonly reading: string | null
  /** What the last import of the same file left settled. */
  readonly settled: SettledBefore | null
  /** The keys of the workspace, as long as nobody else adds any. */
  known: KnownKeys | null
}

/** The rows of a batch that had to be decided. */
interface DecidedRows {
  readonly rows: readonly IdentifiedRow[]
  readonly set: WorkingSet
  readonly lookup: IdentityLookup
  readonly keys: readonly string[]
  readonly plans: readonly RowPlan[]
  /** Worked out with the plan, mostly while the batch before is being written: the store need not wait for it. */
  readonly changes: BatchChanges
}

/** A batch, decided: what is needed of it until it is written, and nothing else, since a row's objects are many. */
export interface PlannedBatch extends Omit<DecidedRows, 'rows' | 'plans'> {
  readonly batch: FileBatch
  readonly tally: TallyFork
  readonly refused: readonly RefusedRow[]
  /** For whoever wants to see each row; otherwise none. */
  readonly shown: readonly RowPlan[]
  /** What the rows leave settled. */
  readonly rowsSettled: SettledRows | null
}

/** Plans a batch, on top of one that is being written if there is one. */
export async function planNext(run: ImportRun, batch: FileBatch, before: PlannedBatch | null): Promise<PlannedBatch> {
  const { session, context, reading } = run
  let known = await findKnownRows(session, run.settled, batch, context, before)
  for (;;) {
    const decided = await decideRows(run, await withoutKnown(batch, known), before)
    const undisturbed = withoutDisturbed(known, decided, decided.set.passingKeys)
    // Rows of this very batch come between: what they change is decided together with them.
    if (undisturbed.size < known.size) known = undisturbed
    else {
      const tally = count(run, batch, known, decided, before)
      const { plans, set, lookup, keys, changes } = decided
      return {
        set,
        lookup,
        keys,
        changes,
        batch,
        tally,
        refused: refusedRowsOf(plans),
        shown: run.options.onRow === undefined ? [] : plans,
        rowsSettled: reading === null ? null : settledOf(run, reading, batch, known, decided),
      }
    }
  }
}

function settledOf(
  { context }: ImportRun,
  reading: string,
  { firstRow, lastRow }: FileBatch,
  known: ReadonlyMap<number, KnownRow>,
  { rows, plans, set }: DecidedRows,
): SettledRows | null {
  const settled = [...known.values(), ...settledRows(rows, plans, set)]
  if (settled.length === 0) return null
  return { importId: context.importId, firstRow, lastRow, reading, rows: writeSettledRows(firstRow, settled) }
}

/** Works out once more what a batch writes: numbers of its records have come. */
export function withChanges(run: ImportRun, plan: PlannedBatch): PlannedBatch {
  return { ...plan, changes: batchChanges(plan.set, run.context.importId) }
}

async function decideRows(run: ImportRun, batch: IdentifiedBatch, before: PlannedBatch | null): Promise<DecidedRows> {
  const { session, context } = run
  const { rows } = batch
  const set = emptyWorkingSet(context.settings)
  const keys = keysOf(batch)
  if (rows.length === 0) return { rows, set, lookup: nothingFound, keys, plans: [], changes: nothingChanged }
  if (before !== null) inherit(set, before.set, rows)
  const lookup = await lookUpKeys(session, keys, run.known)
  absorb(set, lookup, before?.set)
  await recallEarlierRows(session, batch, context, set, before?.set)
  // Rows are decided once, unless some are known: what they need of the batch before they have by now.
  if (before !== null && run.settled === null) forget(before.set)
  const plans = await planBatch(set, batch, { ...context, at: session.clock.now() })
  return { rows, set, lookup, keys, plans, changes: batchChanges(set, context.importId) }
}

const nothingChanged: BatchChanges = { records: [], keysAdded: [], keysRemoved: [], touches: [] }
const nothingFound: IdentityLookup = { version: 0, hits: [], companies: [], contacts: [], affiliations: [] }

async function withoutKnown(batch: FileBatch, known: ReadonlyMap<number, KnownRow>): Promise<IdentifiedBatch> {
  return batch.identify(known.size === 0 ? undefined : batch.rows.filter(({ row }) => !known.has(row)))
}

/** Counts the rows in the order of the file. */
function count(
  { tally: total, context, setup }: ImportRun,
  batch: FileBatch,
  known: ReadonlyMap<number, KnownRow>,
  { plans, set }: DecidedRows,
  before: PlannedBatch | null,
): TallyFork {
  const tally = forkTally(before?.tally ?? total)
  // What was imported without a preview has nothing to be compared with.
  const isForeseen = setup.outcomes !== undefined
  let next = 0
  for (const { row } of batch.rows) {
    const settled = known.get(row)
    const plan = plans[next]
    if (settled !== undefined) {
      const outcome = (settled.company === undefined ? '.' : '=') + (settled.contact === undefined ? '.' : '=')
      countSettledRow(tally, settled.numbers, isForeseen && isOtherwise(setup, row, outcome))
    } else if (plan !== undefined) {
      next += 1
      countRow(tally, plan, set, context.importId, isForeseen && isOtherwise(setup, row, outcomeOf(plan)))
    }
  }
  return tally
}

function isOtherwise({ outcomes = '' }: AppliedSetup, row: number, outcome: string): boolean {
  const foreseen = outcomes.slice((row - 1) * 2, row * 2)
  return foreseen !== '' && foreseen !== outcome
}
