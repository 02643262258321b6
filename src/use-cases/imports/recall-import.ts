/** Calling back to mind what an import had counted before it was stopped. Rules: docs/concepts/imports.md (IMP-7, IMP-8). @module */
import type { PlanContext } from '../../import/identify-row.ts'
import { contactAction } from '../../import/row-plan.ts'
import type { Seen, Tally } from '../../import/tally.ts'
import { emptyWorkingSet } from '../../import/working-set.ts'
import type { ImportId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { type IdentifiedBatch, keysOf, lookUpBatch, planBatch } from './import-rows.ts'

/** The records that were there before the import and that it has changed so far. */
export async function touchedIds(session: Session, importId: ImportId): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const kind of ['company', 'contact'] as const) {
    let after: string | undefined
    for (;;) {
      const page = await session.store.imports.listTouched(session.actor.workspaceId, importId, kind, {
        limit: 1000,
        ...(after !== undefined && { after }),
      })
      for (const { recordId, created } of page) if (!created) ids.add(recordId)
      after = page.at(-1)?.recordId
      if (after === undefined) break
    }
  }
  return ids
}

/** Rows that were written before a restart: only what they counted is called back to mind. */
export async function recallBatch(
  session: Session,
  context: PlanContext,
  tally: Tally,
  batch: IdentifiedBatch,
  touched: ReadonlySet<string>,
): Promise<void> {
  const set = emptyWorkingSet(context.settings)
  await lookUpBatch(session, keysOf(batch), set)
  for (const plan of await planBatch(set, batch, context)) {
    if (plan.status !== 'import') continue
    const { company, contact } = plan
    const [knownCompany, knownContact] = [
      set.companies.get(company?.recordId ?? '')?.stored,
      set.contacts.get(contact?.recordId ?? '')?.stored,
    ]
    if (company !== undefined && knownCompany) {
      tally.companies.set(knownCompany.number, recalled(knownCompany.id, company.action, touched))
    }
    if (contact !== undefined && knownContact) {
      tally.contacts.set(knownContact.number, recalled(knownContact.id, contactAction(plan), touched))
    }
  }
}

function recalled(recordId: string, action: string | null, touched: ReadonlySet<string>): Seen {
  if (touched.has(recordId)) return 'updated'
  return action === 'skip' ? 'skipped' : 'unchanged'
}
