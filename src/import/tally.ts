/** Counting what an import does: each record once, however many rows speak of it. Rules: docs/concepts/imports.md (IMP-8). @module */
import type { ImportId } from '../kernel/ids.ts'
import type { ImportCounts, KindCounts } from './import-record.ts'
import { contactAction, type PartAction, type RowPlan } from './row-plan.ts'
import type { WorkingSet } from './working-set.ts'

/** What is known of a record that was there before the import. */
type Seen = 'unchanged' | 'updated' | 'skipped'

/** Running figures, and the records that they counted already. */
export interface Tally {
  counts: ImportCounts
  readonly companies: Map<string, Seen>
  readonly contacts: Map<string, Seen>
}

const nothing: KindCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0, ambiguous: 0, sibling: 0 }

/** Figures of an import that has read nothing yet. */
export const noCounts: ImportCounts = { rows: 0, companies: nothing, contacts: nothing, invalid: 0, decidedAnew: 0 }

/** A tally that goes on from figures. */
export function tallyFrom(counts: ImportCounts): Tally {
  return { counts, companies: new Map(), contacts: new Map() }
}

/** Counts a planned row. */
export function countRow(tally: Tally, plan: RowPlan, set: WorkingSet, importId: ImportId, expected?: string): void {
  const { counts } = tally
  const isOtherwise = expected !== undefined && expected !== ''
  tally.counts = {
    rows: counts.rows + 1,
    invalid: counts.invalid + (plan.status === 'invalid' ? 1 : 0),
    decidedAnew: counts.decidedAnew + (isOtherwise ? 1 : 0),
    companies:
      plan.company === undefined
        ? counts.companies
        : countPart(counts.companies, tally.companies, {
            action: plan.company.action,
            isSibling: plan.company.isSibling,
            recordId: plan.company.recordId,
            isOwn: isOwnRecord(set.companies.get(plan.company.recordId ?? '')?.current, importId),
            isWritten: plan.status === 'import',
          }),
    contacts:
      plan.contact === undefined
        ? counts.contacts
        : countPart(counts.contacts, tally.contacts, {
            action: contactAction(plan) ?? plan.contact.action,
            isSibling: plan.contact.isSibling,
            recordId: plan.contact.recordId,
            isOwn: isOwnRecord(set.contacts.get(plan.contact.recordId ?? '')?.current, importId),
            isWritten: plan.status === 'import',
          }),
  }
}

interface CountedPart {
  readonly action: PartAction
  readonly isSibling: boolean
  readonly recordId: string | undefined
  /** Whether this import created the record: then it is counted already. */
  readonly isOwn: boolean
  /** Whether the row is written at all. */
  readonly isWritten: boolean
}

function countPart(counts: KindCounts, seen: Map<string, Seen>, part: CountedPart): KindCounts {
  if (part.action === 'ambiguous') return { ...counts, ambiguous: counts.ambiguous + 1 }
  if (!part.isWritten) return counts
  if (part.action === 'create') {
    const sibling = counts.sibling + (part.isSibling ? 1 : 0)
    return { ...counts, created: counts.created + 1, sibling }
  }
  if (part.isOwn) return counts
  const state: Seen = part.action === 'update' ? 'updated' : part.action === 'skip' ? 'skipped' : 'unchanged'
  if (part.recordId === undefined) return { ...counts, [state]: counts[state] + 1 }
  const before = seen.get(part.recordId)
  if (before === state || before === 'updated' || (before !== undefined && state !== 'updated')) return counts
  seen.set(part.recordId, state)
  const next = { ...counts, [state]: counts[state] + 1 }
  return before === undefined ? next : { ...next, [before]: next[before] - 1 }
}

function isOwnRecord(
  record: { readonly origin?: { readonly importId: ImportId } } | undefined,
  importId: ImportId,
): boolean {
  return record?.origin?.importId === importId
}
