/** What is to become of a row, and why: plain data, for a person to read and for the receipt to count (IMP-5). @module */
import type { PossibleReason, SharedKey } from '../identity/verdict.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { DraftChange } from './merge-draft.ts'
import type { RowProblem } from './row-problem.ts'

/** What happens to the company or the contact of a row. */
export type PartAction = 'create' | 'update' | 'unchanged' | 'skip' | 'ambiguous'

/** Why a matching record is left as it is. */
export type SkipReason = 'mode' | 'not-writable' | 'hidden' | 'in-trash' | 'anonymized'

/** A record that the row is not about, although something speaks for it. */
export interface RelatedRecord {
  readonly recordId: string
  readonly by: SharedKey
}

/** The company's or the contact's part of a row. */
export interface PartPlan {
  readonly action: PartAction
  /** The record that is created, changed or left; absent if several could be meant, or if the actor may not know it. */
  readonly recordId?: string
  /** What the record's name is, before the row changes it; of a new one, what it will be. */
  readonly name: string
  /** What the row calls the record, where it names it otherwise. */
  readonly nameInRow?: string
  /** The key that decided, where the row matches something. */
  readonly by?: SharedKey
  /** The weaker fact that chose among several. */
  readonly narrowedBy?: SharedKey | 'legal-form' | 'name'
  /** Fields that change; for a new record, nothing. */
  readonly changes: readonly DraftChange[]
  readonly skipReason?: SkipReason
  /** Who answers for a record that the actor may not see or change. */
  readonly askMemberId?: MemberId | null
  /** The records that could be meant, as far as the actor may see them. */
  readonly candidateIds?: readonly string[]
  /** Other establishments of the same legal entity, as far as the actor may see them. */
  readonly siblingIds?: readonly string[]
  readonly isSibling: boolean
  /** The number is the same, yet neither name nor place is; or the e-mail, yet not the whole name: look before you apply. */
  readonly isSuspicious: boolean
  /** Records that a weaker key leads to: perhaps to be merged. */
  readonly others: readonly RelatedRecord[]
  /** Records that may be the same; never acted on. */
  readonly possible: readonly { readonly recordId: string; readonly reasons: readonly PossibleReason[] }[]
}

/** The affiliation's part of a row. It counts for the contact. */
export interface AffiliationPlan {
  readonly action: 'create' | 'update' | 'unchanged'
  readonly recordId: string
  readonly changes: readonly DraftChange[]
}

/** What is to become of a row. Of an ambiguous or invalid row nothing is written. */
export interface RowPlan {
  /** Counted from 1, without the heading. */
  readonly row: number
  readonly status: 'import' | 'ambiguous' | 'invalid'
  readonly company?: PartPlan
  readonly contact?: PartPlan
  readonly affiliation?: AffiliationPlan
  readonly problems: readonly RowProblem[]
}

const letters: Readonly<Record<PartAction, string>> = {
  create: 'c',
  update: 'u',
  unchanged: '=',
  skip: 's',
  ambiguous: 'a',
}

/** How a row comes out, in two letters: its company's and its contact's. `--` is an invalid row. */
export function outcomeOf(plan: RowPlan): string {
  if (plan.status === 'invalid') return '--'
  const contact = contactAction(plan)
  return (plan.company === undefined ? '.' : letters[plan.company.action]) + (contact === null ? '.' : letters[contact])
}

/** How the contact of a row counts: a change of its affiliation is a change of the contact (IMP-8). */
export function contactAction(plan: RowPlan): PartAction | null {
  if (plan.contact === undefined) return null
  const isJobChanged = plan.affiliation !== undefined && plan.affiliation.action !== 'unchanged'
  return plan.contact.action === 'unchanged' && isJobChanged ? 'update' : plan.contact.action
}
