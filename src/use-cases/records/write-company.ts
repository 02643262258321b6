/** Creating and changing companies: load, decide, commit. Rules: docs/concepts/parties.md (PTY-3), docs/concepts/identity.md (IDN-9). @module */
import { actorRight } from '../../access/actor.ts'
import { companyIndex } from '../../identity/search-index.ts'
import type { CreateOptions, UpdateOptions } from '../../inputs/call.ts'
import type { CompanyId } from '../../kernel/ids.ts'
import type { Company, CompanyDetails, UnnumberedCompany } from '../../party/company.ts'
import { type CompanyChanges, changeCompany, type NewCompany, normalizeCompany } from '../../party/new-company.ts'
import { aboutRecord, carryOut, type Decision, type KeptAnswer, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { findSurvivor, requireSeenVersion } from '../merging/follow-merges.ts'
import { noticeEvents } from '../notice-events.ts'
import { changesBetween } from '../record-changes.ts'
import { coordinateWarnings, type RecordWarning } from '../record-warning.ts'
import { checkCompany } from './check-company.ts'
import { checkNewOwnership, checkOwnershipChange, usualOwner } from './check-ownership.ts'
import type { Written } from './party.ts'
import { everythingOf, getRecord, requireInUse, requireWriteRight } from './record-access.ts'
import { recordStamp } from './record-stamp.ts'

/** Creates a company, unless it is there already. */
export async function createCompany(
  session: Session,
  input: NewCompany,
  options: CreateOptions,
): Promise<Written<Company>> {
  const { settings } = session
  const defaults = { ownerId: usualOwner(session), visibility: settings.companyVisibility, country: settings.country }
  const details = accept(normalizeCompany(input, defaults))
  return carryOut(
    session,
    { command: 'companies.create', input, options },
    () => decideCreation(session, details, options),
    (answer) => recallCompany(session, answer),
  )
}

/** Changes a company. What is equal to what is there is no change. */
export async function updateCompany(
  session: Session,
  id: CompanyId,
  changes: CompanyChanges,
  options: UpdateOptions,
): Promise<Written<Company>> {
  return carryOut(
    session,
    { command: 'companies.update', input: { id, changes }, options },
    () => decideUpdate(session, id, changes, options),
    (answer) => recallCompany(session, answer),
  )
}

async function decideCreation(
  session: Session,
  details: CompanyDetails,
  options: CreateOptions,
): Promise<Decision<Written<Company>>> {
  await checkNewOwnership(session, 'company', details)
  const at = session.clock.now()
  const id: CompanyId = session.ids.next()
  const record: UnnumberedCompany = {
    ...details,
    ...(await checkParent(session, id, details.parentId)),
    id,
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const check = await checkCompany(session, null, record, options.onDuplicate)
  const warnings = [...check.warnings, ...coordinateWarnings(details)]
  const happening = {
    command: 'companies.create',
    right: actorRight(session.actor),
    subject: { kind: 'company' as const, id: record.id },
    changes: changesBetween(null, record),
    event: 'company.created',
    version: 1,
  }
  return {
    effect: {
      ...check,
      writes: [{ op: 'create', kind: 'company', record, index: companyIndex(record) }],
      happenings: [happening],
      notices: noticeEvents(session, [
        { kind: 'company', recordId: record.id, version: 1, before: null, after: record },
      ]),
    },
    answer: aboutRecord(record.id, warnings),
    outcome: (numbers) => ({ record: { ...record, number: numbers.get(record.id) ?? 0 }, warnings }),
  }
}

async function decideUpdate(
  session: Session,
  id: CompanyId,
  changes: CompanyChanges,
  options: UpdateOptions,
): Promise<Decision<Written<Company>>> {
  const before = await getRecord(session, session.store.companies, 'company', id)
  const subject = { kind: 'company' as const, id: before.id }
  requireSeenVersion(subject, before.version, id, options.expectedVersion)
  const right = requireWriteRight(session, 'company', before)
  requireInUse('company', before)
  const details = accept(changeCompany(before, changes, session.settings))
  await checkOwnershipChange(session, 'company', before, details)
  const parent = details.parentId === before.parentId ? {} : await checkParent(session, before.id, details.parentId)
  const after: Company = {
    ...recordStamp(before),
    ...details,
    ...parent,
    version: before.version + 1,
    updatedAt: session.clock.now(),
  }
  const fields = changesBetween(before, after)
  if (fields.length === 0) {
    const answer = aboutRecord(before.id)
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => ({ record: before, warnings: [] }) }
  }
  const check = await checkCompany(session, before, after, options.onDuplicate)
  const warnings = [...check.warnings, ...newCoordinateWarnings(changes, after)]
  const happening = {
    command: 'companies.update',
    right,
    subject,
    changes: fields,
    event: 'company.updated',
    version: after.version,
  }
  return {
    effect: {
      ...check,
      writes: [{ op: 'update', kind: 'company', record: after, index: companyIndex(after) }],
      happenings: [happening],
      notices: noticeEvents(session, [{ kind: 'company', recordId: after.id, version: after.version, before, after }]),
    },
    answer: aboutRecord(after.id, warnings),
    outcome: () => ({ record: after, warnings }),
  }
}

/** What could not be understood of the lists that the input replaces. */
function newCoordinateWarnings(changes: CompanyChanges, { phones, emails }: Company): readonly RecordWarning[] {
  return coordinateWarnings({
    phones: changes.phones === undefined ? [] : phones,
    emails: changes.emails === undefined ? [] : emails,
  })
}

/**
 * The parent that a company is to have: of one that was merged, what it became.
 * @throws {CrmError} invalid-input - the parent is unknown, in the trash, or a descendant
 */
async function checkParent(
  session: Session,
  id: CompanyId,
  parentId: CompanyId | undefined,
): Promise<Pick<Company, 'parentId'>> {
  if (parentId === undefined) return {}
  const { store } = session
  const parent = await findSurvivor(session, store.companies, parentId)
  if (parent === null || parent.trashedAt !== undefined) {
    const remedy = 'Name a company that you can see and that is not in the trash, or none (null).'
    throw inputError([{ path: 'parentId', problem: 'unknown-record', value: parentId, remedy }])
  }
  const seen = new Set<string>([id])
  for (let next: Company | null = parent; next !== null; ) {
    if (seen.has(next.id)) {
      const remedy = 'Name a company that does not itself belong to this one.'
      throw inputError([{ path: 'parentId', problem: 'cycle', value: parentId, remedy }])
    }
    seen.add(next.id)
    next = next.parentId === undefined ? null : await store.companies.find(everythingOf(session), next.parentId)
  }
  return { parentId: parent.id }
}

async function recallCompany(session: Session, answer: KeptAnswer): Promise<Written<Company>> {
  const { id, warnings } = onlyRecord(answer)
  return { record: await getRecord(session, session.store.companies, 'company', id), warnings }
}
