/**
 * What is to become of a row: matched against the records of the working set, decided, and carried out on the set, so
 * that the next row finds it. Preview and apply both call it; nothing else decides. Rules: docs/concepts/imports.md (IMP-5, IMP-6).
 * @module
 */

import type { CompanyIdentity } from '../identity/company-identity.ts'
import type { ContactIdentity } from '../identity/contact-identity.ts'
import { decideCompany } from '../identity/decide-company.ts'
import { decideContact } from '../identity/decide-contact.ts'
import type { ImportId } from '../kernel/ids.ts'
import type { Mutable } from '../kernel/mutable.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { UnnumberedCompany } from '../party/company.ts'
import type { UnnumberedContact } from '../party/contact.ts'
import { entityId } from './entity-id.ts'
import type { IdentifiedRow, PlanContext } from './identify-row.ts'
import { mergeAffiliation, mergeCompany, mergeContact } from './merge-draft.ts'
import { newAffiliation, newCompany, newContact } from './new-records.ts'
import {
  ambiguousPart,
  creationPlan,
  erasedPart,
  matchedPart,
  type PlannedPart,
  withoutClosedCompany,
} from './part-plan.ts'
import type { AffiliationPlan, RowPlan } from './row-plan.ts'
import type { RowProblem } from './row-problem.ts'
import type { AffiliationDraft, ContactDraft } from './row-reading.ts'
import {
  absorb,
  companyCandidates,
  contactCandidates,
  currentAffiliations,
  type Identified,
  putAffiliation,
  putCompany,
  putContact,
  type WorkingSet,
} from './working-set.ts'

/** Plans a row and carries the plan out on the working set. */
export function planRow(set: WorkingSet, row: IdentifiedRow, context: PlanContext): RowPlan {
  const { reading } = row
  const { problems } = reading
  if (!reading.valid) return { row: row.row, status: 'invalid', problems }
  const company = row.company && matchCompany(set, row, row.company, context)
  const matched = row.contact && matchContact(set, row, row.contact, context)
  const contact = matched && company ? withoutClosedCompany(matched, company) : matched
  const nameless = namelessProblems(row, company, contact)
  if (nameless.length > 0) return { row: row.row, status: 'invalid', problems: [...problems, ...nameless] }
  const plan: Mutable<RowPlan> = { row: row.row, status: 'import', problems }
  if (company !== undefined) plan.company = company.plan
  if (contact !== undefined) plan.contact = contact.plan
  if (company?.plan.action === 'ambiguous' || contact?.plan.action === 'ambiguous') {
    plan.status = 'ambiguous'
    return plan
  }
  if (company?.next !== undefined) putCompany(set, company.next, row.row, row.company)
  const affiliation = company && contact && planAffiliation(set, row, company, contact, context)
  if (affiliation?.next !== undefined) putAffiliation(set, affiliation.next, row.row)
  const person = contactAfter(contact, affiliation?.plan, context)
  if (person !== undefined) putContact(set, person, row.row, row.contact)
  if (affiliation !== undefined) plan.affiliation = affiliation.plan
  return plan
}

function matchCompany(
  set: WorkingSet,
  row: IdentifiedRow,
  { identity, keys }: Identified<CompanyIdentity>,
  context: PlanContext,
): PlannedPart<UnnumberedCompany> {
  const draft = row.reading.company ?? {}
  const recordOf = (id: string): UnnumberedCompany | undefined => set.companies.get(id)?.current
  const own = ownRecords(set, 'company', row, context)
  const candidates = withoutOthersBesideOwn(companyCandidates(set, keys), own, context)
  const verdict = decideCompany(identity, candidates, context.options)
  const name = draft.name ?? ''
  if (verdict.verdict === 'ambiguous' && !isCreatedAnyway(verdict.recordIds, own, context))
    return ambiguousPart(verdict, name, recordOf, context)
  const match = recordOf(verdict.verdict === 'same' ? verdict.recordId : (own.earlier ?? ''))
  if (match === undefined || isCreatedAnyway([match.id], own, context)) {
    const record = newCompany(row, draft, context)
    return { plan: creationPlan(record.id, name, verdict, recordOf, context), record, next: record }
  }
  return matchedPart(match, match.name, name, verdict, recordOf, context, (mode) => mergeCompany(match, draft, mode))
}

function matchContact(
  set: WorkingSet,
  row: IdentifiedRow,
  identified: Identified<ContactIdentity>,
  context: PlanContext,
): PlannedPart<UnnumberedContact> {
  const { identity, keys } = identified
  const draft = row.reading.contact ?? {}
  const recordOf = (id: string): UnnumberedContact | undefined => set.contacts.get(id)?.current
  const own = ownRecords(set, 'contact', row, context)
  const verdict = decideContact(identity, withoutOthersBesideOwn(contactCandidates(set, keys), own, context))
  const name = fullName(draft)
  const erased = verdict.verdict === 'same' ? undefined : context.erased.recognize(row.row, identified)
  if (erased !== undefined) {
    // Known to the set, it is counted once, however many rows are about it.
    absorb(set, { companies: nothing, contacts: [erased], affiliations: nothing })
    return erasedPart(erased, context)
  }
  if (verdict.verdict === 'ambiguous' && !isCreatedAnyway(verdict.recordIds, own, context))
    return ambiguousPart(verdict, name, recordOf, context)
  const match = recordOf(verdict.verdict === 'same' ? verdict.recordId : (own.earlier ?? ''))
  if (match === undefined || isCreatedAnyway([match.id], own, context)) {
    const record = newContact(row, draft, context)
    return { plan: creationPlan(record.id, name, verdict, recordOf, context), record, next: record }
  }
  return matchedPart(match, fullName(match), name, verdict, recordOf, context, (mode) =>
    mergeContact(match, draft, mode),
  )
}

/** What this very row made, in this import or in earlier ones of the same file. */
interface OwnRecords {
  readonly ids: ReadonlySet<string>
  /** What the latest earlier import made of it, although nothing else may lead to it any more (IMP-7). */
  readonly earlier: string | undefined
}

const noOwnRecords: OwnRecords = { ids: new Set(), earlier: undefined }

/** Of a record that was merged since, what it became stands for it (MRG-2). */
function ownRecords(
  set: WorkingSet,
  kind: 'company' | 'contact',
  { row }: IdentifiedRow,
  { importId, earlierImportIds, options }: PlanContext,
): OwnRecords {
  // Nothing would be asked: most imports are of a file that never came before.
  if (earlierImportIds.length === 0 && options.mode !== 'create-anyway') return noOwnRecords
  const records = kind === 'company' ? set.companies : set.contacts
  const madeBy = (id: ImportId): string => {
    const made = entityId(id, row, kind)
    return set.redirects.get(made) ?? made
  }
  const earlier = earlierImportIds.map(madeBy).filter((id) => records.has(id))
  return { ids: new Set([madeBy(importId), ...earlier]), earlier: earlier.at(-1) }
}

/**
 * In `create-anyway` records lie beside each other under one key: if this very row made one of them before, that one is
 * meant.
 */
function withoutOthersBesideOwn<Candidate extends { readonly recordId: string }>(
  candidates: readonly Candidate[],
  { ids }: OwnRecords,
  { options }: PlanContext,
): readonly Candidate[] {
  if (options.mode !== 'create-anyway') return candidates
  const own = candidates.filter(({ recordId }) => ids.has(recordId))
  return own.length === 0 ? candidates : own
}

/** In `create-anyway` a match is ignored, one with several records too, unless this very row made one of them before. */
function isCreatedAnyway(meant: readonly string[], { ids }: OwnRecords, { options }: PlanContext): boolean {
  return options.mode === 'create-anyway' && !meant.some((id) => ids.has(id))
}

/** A row without a name may update a record, but not create one (IMP-8). */
function namelessProblems(
  row: IdentifiedRow,
  company: PlannedPart<UnnumberedCompany> | undefined,
  contact: PlannedPart<UnnumberedContact> | undefined,
): readonly RowProblem[] {
  const isCompanyNameless = company?.plan.action === 'create' && row.reading.company?.name === undefined
  const isContactNameless = contact?.plan.action === 'create' && contact.plan.name === ''
  if (!isCompanyNameless && !isContactNameless) return nothing
  const problems: RowProblem[] = []
  if (isCompanyNameless) problems.push({ code: 'name-missing', severity: 'error', field: 'company.name' })
  if (isContactNameless) problems.push({ code: 'name-missing', severity: 'error', field: 'contact.familyName' })
  return problems
}

function planAffiliation(
  set: WorkingSet,
  row: IdentifiedRow,
  company: PlannedPart<UnnumberedCompany>,
  contact: PlannedPart<UnnumberedContact>,
  context: PlanContext,
): { readonly plan: AffiliationPlan; readonly next?: Affiliation } | undefined {
  const { record: employer } = company
  const { record: person } = contact
  if (employer === undefined || person === undefined || contact.plan.action === 'skip') return undefined
  const draft = row.reading.affiliation ?? {}
  const jobs = currentAffiliations(set, person.id)
  const job = jobs.find((known) => known.companyId === employer.id && isSameTime(known, draft))
  if (job === undefined) {
    const next = newAffiliation(row, employer.id, person.id, jobs, context)
    return { plan: { action: 'create', recordId: next.id, changes: [] }, next }
  }
  const mode = context.options.mode === 'fill-blank' ? 'fill-blank' : 'update'
  const { record, changes } = mergeAffiliation(job, draft, mode)
  if (changes.length === 0) return { plan: { action: 'unchanged', recordId: job.id, changes } }
  return { plan: { action: 'update', recordId: job.id, changes }, next: { ...record, updatedAt: context.at } }
}

/** A change of the job is a change of the person: the record is written again, so that lists find the new address. */
function contactAfter(
  contact: PlannedPart<UnnumberedContact> | undefined,
  affiliation: AffiliationPlan | undefined,
  context: PlanContext,
): UnnumberedContact | undefined {
  if (contact?.next !== undefined) return contact.next
  if (contact?.record === undefined || affiliation === undefined || affiliation.action === 'unchanged') return undefined
  return { ...contact.record, updatedAt: context.at }
}

/** A job that lasts is meant by a row that names no end; one that ended, by a row that names the same end. */
function isSameTime(job: Affiliation, draft: AffiliationDraft): boolean {
  if (job.to === undefined && draft.to === undefined) return true
  return job.to === draft.to && (draft.from === undefined || job.from === undefined || job.from === draft.from)
}

function fullName({ givenName, familyName }: Pick<ContactDraft, 'givenName' | 'familyName'>): string {
  if (givenName === undefined) return familyName ?? ''
  return familyName === undefined ? givenName : `${givenName} ${familyName}`
}

const nothing: readonly never[] = []
