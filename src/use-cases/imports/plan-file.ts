/**
 * Planning a whole file without writing anything. Rows see the rows above them, so the file is read twice: first to
 * learn which keys come again, then to plan, keeping in memory only what a later row may need.
 * Rules: docs/concepts/imports.md (IMP-5).
 * @module
 */

import { dropSettled } from '../../import/drop-settled.ts'
import type { PlanContext } from '../../import/identify-row.ts'
import { RecurringKeys } from '../../import/recurring-keys.ts'
import type { RowPlan } from '../../import/row-plan.ts'
import { emptyWorkingSet, type WorkingSet } from '../../import/working-set.ts'
import type { Session } from '../context.ts'
import { recallEarlierRows } from './earlier-rows.ts'
import { type IdentifiedBatch, keysOf, lookUpBatch, planBatch } from './import-rows.ts'

/** The first reading: which keys come again. */
export async function recurringKeys(batches: AsyncIterable<IdentifiedBatch>): Promise<RecurringKeys> {
  const recurring = new RecurringKeys()
  for await (const batch of batches) for (const key of keysOf(batch)) recurring.note(key)
  return recurring
}

/** The second reading: the plans of each batch, with the records that they were made on. */
export async function* planFile(
  session: Session,
  batches: AsyncIterable<IdentifiedBatch>,
  recurring: RecurringKeys,
  context: PlanContext,
): AsyncGenerator<{ readonly plans: readonly RowPlan[]; readonly set: WorkingSet }> {
  const set = emptyWorkingSet(context.settings)
  for await (const batch of batches) {
    const keys = keysOf(batch)
    await lookUpBatch(session, keys, set)
    await recallEarlierRows(session, batch, context, set)
    yield { plans: await planBatch(set, batch, context), set }
    for (const key of keys) recurring.pass(key)
    dropSettled(set, keys, (key) => recurring.isToCome(key))
  }
}
