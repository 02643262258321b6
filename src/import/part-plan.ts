/**
 * The plan of a row's company or contact, once it is decided which record is meant: what becomes of it, and what the
 * actor may be told. Rules: docs/concepts/imports.md (IMP-5, IMP-6), docs/concepts/identity.md (IDN-7).
 * @module
 */
import { isVisible, scopeOf, writeRight } from '../access/actor.ts'
import { unknown, type Verdict } from '../identity/verdict.ts'
import type { Mutable } from '../kernel/mutable.ts'
import type { Instant } from '../kernel/time.ts'
import type { UnnumberedCompany } from '../party/company.ts'
import type { UnnumberedContact } from '../party/contact.ts'
import type { Ownership, RecordStamp } from '../party/record.ts'
import type { PlanContext } from './identify-row.ts'
import type { MergeMode } from './merge-draft.ts'
import type { PartPlan, SkipReason } from './row-plan.ts'

/** A part's plan, the record as it is and as it will be. */
export interface PlannedPart<PartyRecord> {
  readonly plan: PartPlan
  /** The record that the row is about; absent for an ambiguous one, or one that the actor may not touch at all. */
  readonly record?: PartyRecord
  /** What to put into the set; absent where nothing changes. */
  readonly next?: PartyRecord
}

/** A record that a row may be about. */
interface Matched extends Ownership, RecordStamp {
  readonly id: string
  readonly anonymizedAt?: Instant
}

/** The plan of a row that is about a record that is there: changed, unchanged, or left alone with the reason. */
export function matchedPart<PartyRecord extends Matched>(
  match: PartyRecord,
  name: string,
  nameInRow: string,
  verdict: Verdict,
  recordOf: (id: string) => PartyRecord | undefined,
  context: PlanContext,
  merge: (mode: MergeMode) => { readonly record: PartyRecord; readonly changes: PartPlan['changes'] },
): PlannedPart<PartyRecord> {
  const skipReason = reasonToSkip(match, context)
  const reasons = reasonsOf(verdict, recordOf, context)
  if (nameInRow !== '' && nameInRow !== name) reasons.nameInRow = nameInRow
  if (skipReason !== null) return skippedPart(match, name, skipReason, reasons)
  const mode = context.options.mode === 'fill-blank' ? 'fill-blank' : 'update'
  const { record, changes } = merge(mode)
  if (changes.length === 0) {
    return { plan: { action: 'unchanged', recordId: match.id, name, changes, ...reasons }, record: match }
  }
  const next = { ...record, updatedAt: context.at }
  return { plan: { action: 'update', recordId: match.id, name, changes, ...reasons }, record: next, next }
}

/** Why a record that a row is about is left alone, or `null` where the row may change it. */
export function reasonToSkip(
  match: Ownership & Pick<Matched, 'trashedAt' | 'anonymizedAt'>,
  { actor, options }: PlanContext,
): SkipReason | null {
  if (!isVisible(scopeOf(actor).filter, match)) return 'hidden'
  if (match.anonymizedAt !== undefined) return 'anonymized'
  if (match.trashedAt !== undefined) return 'in-trash'
  if (options.mode === 'skip') return 'mode'
  return writeRight(actor, match) === null ? 'not-writable' : null
}

/** Of a hidden record the row learns only that it exists, and whom to ask (IDN-7). */
function skippedPart<PartyRecord extends Ownership & { readonly id: string }>(
  match: PartyRecord,
  name: string,
  skipReason: SkipReason,
  reasons: Reasons,
): PlannedPart<PartyRecord> {
  const plan: PartPlan = {
    ...(skipReason === 'hidden' ? nothingTold : reasons),
    action: 'skip',
    skipReason,
    name: skipReason === 'hidden' ? '' : name,
    changes: [],
    ...(skipReason !== 'hidden' && { recordId: match.id }),
    ...(skipReason !== 'mode' && { askMemberId: match.ownerId }),
  }
  return skipReason === 'mode' || skipReason === 'not-writable' ? { plan, record: match } : { plan }
}

/** The plan of a row about somebody who was anonymized: left alone, or the import would bring back what was erased. */
export function erasedPart<PartyRecord extends Matched>(
  match: PartyRecord,
  context: PlanContext,
): PlannedPart<PartyRecord> {
  return skippedPart(match, '', reasonToSkip(match, context) ?? 'anonymized', nothingTold)
}

/** Where the company may not be touched at all, the person's job can't be written down: the row is left whole. */
export function withoutClosedCompany(
  contact: PlannedPart<UnnumberedContact>,
  company: PlannedPart<UnnumberedCompany>,
): PlannedPart<UnnumberedContact> {
  const { skipReason, askMemberId } = company.plan
  if (skipReason !== 'hidden' && skipReason !== 'in-trash') return contact
  if (contact.plan.action === 'ambiguous') return contact
  const { recordId: _none, ...plan } = contact.plan
  const known = contact.plan.action === 'create' ? plan : contact.plan
  return {
    plan: { ...known, action: 'skip', skipReason, changes: [], ...(askMemberId !== undefined && { askMemberId }) },
  }
}

/** How a hidden record was found, and what else it resembles, would tell what it says. */
const nothingTold: Reasons = { isSibling: false, isSuspicious: false, others: [], possible: [] }

type Reasons = Pick<
  PartPlan,
  'nameInRow' | 'by' | 'narrowedBy' | 'siblingIds' | 'isSibling' | 'isSuspicious' | 'others' | 'possible'
>

function reasonsOf(
  verdict: Verdict,
  recordOf: (id: string) => Ownership | undefined,
  context: PlanContext,
): Mutable<Reasons> {
  const sees = (id: string): boolean => canSee(recordOf(id), context)
  const reasons: Mutable<Reasons> = {
    isSibling: verdict.verdict === 'sibling',
    isSuspicious: verdict.verdict === 'same' && verdict.suspicious,
    others: verdict.others
      .filter(({ recordId }) => sees(recordId))
      .map(({ recordId, shared }) => ({ recordId, by: shared })),
    possible: verdict.verdict === 'possible' ? verdict.candidates.filter(({ recordId }) => sees(recordId)) : [],
  }
  if ('by' in verdict) reasons.by = verdict.by
  if (verdict.verdict === 'same' && verdict.narrowedBy !== undefined) reasons.narrowedBy = verdict.narrowedBy
  if (verdict.verdict === 'sibling') reasons.siblingIds = verdict.recordIds.filter(sees)
  return reasons
}

function canSee(record: Ownership | undefined, { actor }: PlanContext): boolean {
  return record !== undefined && isVisible(scopeOf(actor).filter, record)
}

/** The plan of a record that the row makes, with what else resembles it. */
export function creationPlan(
  recordId: string,
  name: string,
  verdict: Verdict,
  recordOf: (id: string) => Ownership | undefined,
  context: PlanContext,
): PartPlan {
  if (verdict === unknown) {
    return {
      action: 'create',
      recordId,
      name,
      changes: nothing,
      isSibling: false,
      isSuspicious: false,
      others: nothing,
      possible: nothing,
    }
  }
  return { action: 'create', recordId, name, changes: nothing, ...reasonsOf(verdict, recordOf, context) }
}

/** The plan of a row that could be about several records: a person decides. */
export function ambiguousPart<PartyRecord extends Ownership>(
  verdict: Extract<Verdict, { verdict: 'ambiguous' }>,
  name: string,
  recordOf: (id: string) => PartyRecord | undefined,
  context: PlanContext,
): PlannedPart<PartyRecord> {
  const candidateIds = verdict.recordIds.filter((id) => canSee(recordOf(id), context))
  const reasons = reasonsOf(verdict, recordOf, context)
  return { plan: { ...reasons, action: 'ambiguous', name, candidateIds, changes: [] } }
}

const nothing: readonly never[] = []
