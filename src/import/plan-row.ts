/**
 * What is to become of a row: matched against the records of the working set, decided, and carried out on the set, so
 * that the next row finds it. Preview and apply both call it; nothing else decides. Rules: docs/concepts/imports.md (IMP-5, IMP-6).
 * @module
 */
import { type Actor, isVisible, scopeOf, writeRight } from '../access/actor.ts'
import { type CompanyIdentity, companyIdentity, companyKeys } from '../identity/company-identity.ts'
import { type ContactIdentity, contactIdentity, contactKeys } from '../identity/contact-identity.ts'
import { decideCompany } from '../identity/decide-company.ts'
import { decideContact } from '../identity/decide-contact.ts'
import { unknown, type Verdict } from '../identity/verdict.ts'
import type { ImportId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { UnnumberedCompany } from '../party/company.ts'
import type { UnnumberedContact } from '../party/contact.ts'
import type { Ownership, RecordStamp, Visibility } from '../party/record.ts'
import { entityId } from './entity-id.ts'
import type { ImportOptions } from './import-options.ts'
import { type MergeMode, mergeAffiliation, mergeCompany, mergeContact } from './merge-draft.ts'
import { hashDrafts } from './row-hash.ts'
import type { AffiliationPlan, PartPlan, RowPlan, SkipReason } from './row-plan.ts'
import type { RowProblem } from './row-problem.ts'
import type { AffiliationDraft, CompanyDraft, ContactDraft, RowReading } from './row-reading.ts'
import {
  companyCandidates,
  contactCandidates,
  currentAffiliations,
  type Identified,
  type IdentitySettings,
  putAffiliation,
  putCompany,
  putContact,
  type WorkingSet,
} from './working-set.ts'

/** What planning needs to know besides the row and the records. */
export interface PlanContext {
  readonly importId: ImportId
  readonly actor: Actor
  readonly options: ImportOptions
  readonly settings: IdentitySettings
  readonly companyVisibility: Visibility
  readonly contactVisibility: Visibility
  readonly at: Instant
  /** Earlier imports of the very same file: what a row made then is recognized whatever the mode. */
  readonly earlierImportIds: readonly ImportId[]
}

/** A row with its identity worked out. */
export interface IdentifiedRow {
  readonly row: number
  readonly reading: RowReading
  /** Absent where the row holds no company, or is invalid. */
  readonly company?: Identified<CompanyIdentity>
  /** Absent where the row holds no contact, or is invalid. */
  readonly contact?: Identified<ContactIdentity>
}

/** Works out what identifies a row: its keys, or its hash where it has none. */
export function identifyRow(row: number, reading: RowReading, settings: IdentitySettings): IdentifiedRow {
  const { company, contact, affiliation } = reading
  if (!reading.valid) return { row, reading }
  return {
    row,
    reading,
    ...(company !== undefined && { company: identifyCompany(company, settings) }),
    ...(contact !== undefined && { contact: identifyContact(contact, affiliation, company, settings) }),
  }
}

function identifyCompany(draft: CompanyDraft, settings: IdentitySettings): Identified<CompanyIdentity> {
  const identity = companyIdentity(draft, settings.country)
  const keys = companyKeys(identity).map(({ key }) => key)
  if (keys.length > 0) return { identity, keys }
  const rowHash = hashDrafts(draft)
  return { identity: { ...identity, rowHash }, keys: [`row:${rowHash}`] }
}

function identifyContact(
  draft: ContactDraft,
  job: AffiliationDraft | undefined,
  company: CompanyDraft | undefined,
  settings: IdentitySettings,
): Identified<ContactIdentity> {
  const identity = contactIdentity(draft, job === undefined ? [] : [job], settings.today)
  const keys = contactKeys(identity).map(({ key }) => key)
  if (keys.length > 0) return { identity, keys }
  const rowHash = hashDrafts(draft, job, company)
  return { identity: { ...identity, rowHash }, keys: [`row:${rowHash}`] }
}

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
  const parts = { ...(company && { company: company.plan }), ...(contact && { contact: contact.plan }) }
  if (company?.plan.action === 'ambiguous' || contact?.plan.action === 'ambiguous') {
    return { row: row.row, status: 'ambiguous', ...parts, problems }
  }
  if (company?.next !== undefined) putCompany(set, company.next, row.row, row.company)
  const affiliation = company && contact && planAffiliation(set, row, company, contact, context)
  if (affiliation?.next !== undefined) putAffiliation(set, affiliation.next, row.row)
  const person = contactAfter(contact, affiliation?.plan, context)
  if (person !== undefined) putContact(set, person, row.row, row.contact)
  return { row: row.row, status: 'import', ...parts, ...(affiliation && { affiliation: affiliation.plan }), problems }
}

/** A part's plan, the record as it is and as it will be. */
interface PlannedPart<PartyRecord> {
  readonly plan: PartPlan
  /** The record that the row is about; absent for an ambiguous one, or one that the actor may not touch at all. */
  readonly record?: PartyRecord
  /** What to put into the set; absent where nothing changes. */
  readonly next?: PartyRecord
}

function matchCompany(
  set: WorkingSet,
  row: IdentifiedRow,
  { identity, keys }: Identified<CompanyIdentity>,
  context: PlanContext,
): PlannedPart<UnnumberedCompany> {
  const draft = row.reading.company ?? {}
  const recordOf = (id: string): UnnumberedCompany | undefined => set.companies.get(id)?.current
  const candidates = withoutOthersBesideOwn(companyCandidates(set, keys), recordOf, row, context)
  const verdict = decideCompany(identity, candidates, context.options)
  const name = draft.name ?? ''
  if (verdict.verdict === 'ambiguous' && !isCreatedAnyway(verdict.recordIds.map(recordOf), row, context))
    return ambiguousPart(verdict, name, recordOf, context)
  const match = verdict.verdict === 'same' ? recordOf(verdict.recordId) : madeEarlier('company', recordOf, row, context)
  if (match === undefined || isCreatedAnyway([match], row, context)) {
    const record = newCompany(row, draft, context)
    return { plan: creationPlan(record.id, name, verdict, recordOf, context), record, next: record }
  }
  return matchedPart(match, match.name, name, verdict, recordOf, context, (mode) => mergeCompany(match, draft, mode))
}

function matchContact(
  set: WorkingSet,
  row: IdentifiedRow,
  { identity, keys }: Identified<ContactIdentity>,
  context: PlanContext,
): PlannedPart<UnnumberedContact> {
  const draft = row.reading.contact ?? {}
  const recordOf = (id: string): UnnumberedContact | undefined => set.contacts.get(id)?.current
  const verdict = decideContact(identity, withoutOthersBesideOwn(contactCandidates(set, keys), recordOf, row, context))
  const name = fullName(draft)
  if (verdict.verdict === 'ambiguous' && !isCreatedAnyway(verdict.recordIds.map(recordOf), row, context))
    return ambiguousPart(verdict, name, recordOf, context)
  const match = verdict.verdict === 'same' ? recordOf(verdict.recordId) : madeEarlier('contact', recordOf, row, context)
  if (match === undefined || isCreatedAnyway([match], row, context)) {
    const record = newContact(row, draft, context)
    return { plan: creationPlan(record.id, name, verdict, recordOf, context), record, next: record }
  }
  return matchedPart(match, fullName(match), name, verdict, recordOf, context, (mode) =>
    mergeContact(match, draft, mode),
  )
}

/**
 * In `create-anyway` records lie beside each other under one key: if this very row made one of them before, that one is
 * meant.
 */
function withoutOthersBesideOwn<Candidate extends { readonly recordId: string }>(
  candidates: readonly Candidate[],
  recordOf: (id: string) => RecordStamp | undefined,
  row: IdentifiedRow,
  context: PlanContext,
): readonly Candidate[] {
  if (context.options.mode !== 'create-anyway') return candidates
  const own = candidates.filter(({ recordId }) => isMadeByRow(recordOf(recordId), row, context))
  return own.length === 0 ? candidates : own
}

/** In `create-anyway` a match is ignored, one with several records too, unless this very row made one of them before. */
function isCreatedAnyway(
  meant: readonly (RecordStamp | undefined)[],
  row: IdentifiedRow,
  context: PlanContext,
): boolean {
  return context.options.mode === 'create-anyway' && !meant.some((record) => isMadeByRow(record, row, context))
}

/** What this very row made in an earlier import of the same file, although nothing else leads to it any more (IMP-7). */
function madeEarlier<PartyRecord>(
  kind: 'company' | 'contact',
  recordOf: (id: string) => PartyRecord | undefined,
  { row }: IdentifiedRow,
  { earlierImportIds }: PlanContext,
): PartyRecord | undefined {
  for (const importId of earlierImportIds.toReversed()) {
    const record = recordOf(entityId(importId, row, kind))
    if (record !== undefined) return record
  }
  return undefined
}

/** Whether a record was made by this row, in this import or in an earlier one of the same file. */
function isMadeByRow(record: RecordStamp | undefined, row: IdentifiedRow, context: PlanContext): boolean {
  const origin = record?.origin
  if (origin === undefined || origin.row !== row.row) return false
  return origin.importId === context.importId || context.earlierImportIds.includes(origin.importId)
}

function matchedPart<PartyRecord extends Ownership & RecordStamp & { readonly id: string }>(
  match: PartyRecord,
  name: string,
  nameInRow: string,
  verdict: Verdict,
  recordOf: (id: string) => PartyRecord | undefined,
  context: PlanContext,
  merge: (mode: MergeMode) => { readonly record: PartyRecord; readonly changes: PartPlan['changes'] },
): PlannedPart<PartyRecord> {
  const skipReason = reasonToSkip(match, context)
  const isNamedOtherwise = nameInRow !== '' && nameInRow !== name
  const reasons = { ...(isNamedOtherwise && { nameInRow }), ...reasonsOf(verdict, recordOf, context) }
  if (skipReason !== null) return skippedPart(match, name, skipReason, reasons)
  const mode = context.options.mode === 'fill-blank' ? 'fill-blank' : 'update'
  const { record, changes } = merge(mode)
  if (changes.length === 0) {
    return { plan: { ...reasons, action: 'unchanged', recordId: match.id, name, changes }, record: match }
  }
  const next = { ...record, updatedAt: context.at }
  return { plan: { ...reasons, action: 'update', recordId: match.id, name, changes }, record: next, next }
}

function reasonToSkip(match: Ownership & RecordStamp, { actor, options }: PlanContext): SkipReason | null {
  if (!isVisible(scopeOf(actor).filter, match)) return 'hidden'
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

/** Where the company may not be touched at all, the person's job can't be written down: the row is left whole. */
function withoutClosedCompany(
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

function reasonsOf(verdict: Verdict, recordOf: (id: string) => Ownership | undefined, context: PlanContext): Reasons {
  const sees = (id: string): boolean => canSee(recordOf(id), context)
  return {
    ...('by' in verdict && { by: verdict.by }),
    ...(verdict.verdict === 'same' && verdict.narrowedBy !== undefined && { narrowedBy: verdict.narrowedBy }),
    ...(verdict.verdict === 'sibling' && { siblingIds: verdict.recordIds.filter(sees) }),
    isSibling: verdict.verdict === 'sibling',
    isSuspicious: verdict.verdict === 'same' && verdict.suspicious,
    others: verdict.others
      .filter(({ recordId }) => sees(recordId))
      .map(({ recordId, shared }) => ({ recordId, by: shared })),
    possible: verdict.verdict === 'possible' ? verdict.candidates.filter(({ recordId }) => sees(recordId)) : [],
  }
}

function canSee(record: Ownership | undefined, { actor }: PlanContext): boolean {
  return record !== undefined && isVisible(scopeOf(actor).filter, record)
}

function creationPlan(
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
  return { ...reasonsOf(verdict, recordOf, context), action: 'create', recordId, name, changes: [] }
}

function ambiguousPart<PartyRecord extends Ownership>(
  verdict: Extract<Verdict, { verdict: 'ambiguous' }>,
  name: string,
  recordOf: (id: string) => PartyRecord | undefined,
  context: PlanContext,
): PlannedPart<PartyRecord> {
  const candidateIds = verdict.recordIds.filter((id) => canSee(recordOf(id), context))
  const reasons = reasonsOf(verdict, recordOf, context)
  return { plan: { ...reasons, action: 'ambiguous', name, candidateIds, changes: [] } }
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

function newCompany(row: IdentifiedRow, draft: CompanyDraft, context: PlanContext): UnnumberedCompany {
  return {
    name: '',
    otherNames: [],
    addresses: [],
    phones: [],
    emails: [],
    websites: [],
    socialProfiles: [],
    tags: [],
    ...draft,
    ...newRecord(row, row.company?.identity.rowHash, context),
    id: entityId(context.importId, row.row, 'company'),
    ownerId: ownerOf(row.reading.companyOwnerId, context),
    visibility: context.options.visibility ?? context.companyVisibility,
  }
}

function newContact(row: IdentifiedRow, draft: ContactDraft, context: PlanContext): UnnumberedContact {
  return {
    addresses: [],
    phones: [],
    emails: [],
    websites: [],
    socialProfiles: [],
    tags: [],
    ...draft,
    ...newRecord(row, row.contact?.identity.rowHash, context),
    id: entityId(context.importId, row.row, 'contact'),
    ownerId: ownerOf(row.reading.contactOwnerId, context),
    visibility: context.options.visibility ?? context.contactVisibility,
  }
}

function newAffiliation(
  row: IdentifiedRow,
  companyId: string,
  contactId: string,
  jobs: readonly Affiliation[],
  context: PlanContext,
): Affiliation {
  return {
    emails: [],
    phones: [],
    ...row.reading.affiliation,
    ...newRecord(row, undefined, context),
    id: entityId(context.importId, row.row, 'affiliation'),
    contactId,
    companyId,
    isPrimary: row.reading.affiliation?.to === undefined && !jobs.some((job) => job.isPrimary && job.to === undefined),
  }
}

/** A job that lasts is meant by a row that names no end; one that ended, by a row that names the same end. */
function isSameTime(job: Affiliation, draft: AffiliationDraft): boolean {
  if (job.to === undefined && draft.to === undefined) return true
  return job.to === draft.to && (draft.from === undefined || job.from === undefined || job.from === draft.from)
}

function newRecord(row: IdentifiedRow, rowHash: string | undefined, context: PlanContext): RecordStamp {
  const origin = { importId: context.importId, row: row.row, ...(rowHash !== undefined && { rowHash }) }
  return { version: 1, createdAt: context.at, updatedAt: context.at, origin }
}

function ownerOf(said: MemberId | null | undefined, { options }: PlanContext): MemberId | null {
  return said === undefined ? options.ownerId : said
}

const nothing: readonly never[] = []

function fullName({ givenName, familyName }: Pick<ContactDraft, 'givenName' | 'familyName'>): string {
  if (givenName === undefined) return familyName ?? ''
  return familyName === undefined ? givenName : `${givenName} ${familyName}`
}
