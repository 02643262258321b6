/**
 * Writing down people's jobs. A job is a part of its contact: whoever may change the contact may change it, and the
 * contact's version grows with it, so that two commands at once never make two main jobs. Rules: docs/concepts/parties.md (PTY-2).
 * @module
 */
import { type Right, scopeOf } from '../../access/actor.ts'
import type { CommandOptions, OnDuplicate, UpdateOptions } from '../../inputs/call.ts'
import { compareCodePoints } from '../../kernel/compare.ts'
import { type AffiliationId, type CompanyId, type ContactId, isUuid } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact } from '../../party/contact.ts'
import {
  type AffiliationChanges,
  changeAffiliation,
  type NewAffiliation,
  normalizeAffiliation,
} from '../../party/new-affiliation.ts'
import type { Write } from '../../ports/commit.ts'
import type { FieldChange } from '../../ports/history.ts'
import { aboutRecord, carryOut, type Decision, type KeptAnswer, onlyRecord } from '../carry-out.ts'
import { type Session, today } from '../context.ts'
import { accept } from '../input-error.ts'
import { findSurvivor, requireSeenVersion } from '../merging/follow-merges.ts'
import { changesBetween } from '../record-changes.ts'
import { coordinateWarnings, type RecordWarning } from '../record-warning.ts'
import { checkPerson } from './check-contact.ts'
import type { Written } from './party.ts'
import { everythingOf, getRecord, notFound, requireInUse, requireVersion, requireWriteRight } from './record-access.ts'
import { requirePerson } from './require-person.ts'
import { contactWrite, jobsOf, lasts, requireEmployer } from './write-contact.ts'

/** Adds a job to a contact. */
export function affiliate(
  session: Session,
  contactId: ContactId,
  input: NewAffiliation,
  options: UpdateOptions,
): Promise<Written<Affiliation>> {
  return carryOut(
    session,
    { command: 'contacts.affiliate', input: { contactId, ...input }, options },
    async () => {
      const contact = await getRecord(session, session.store.contacts, 'contact', contactId)
      const subject = { kind: 'contact', id: contact.id } as const
      requireSeenVersion(subject, contact.version, contactId, options.expectedVersion)
      const right = requireContact(session, contact)
      const companyId = await requireEmployer(session, input.companyId)
      const jobs = await jobsOf(session, contact.id)
      const details = accept(normalizeAffiliation(input, session.settings))
      const at = session.clock.now()
      const day = today(session)
      const hasMain = jobs.some((job) => job.isPrimary && lasts(job, day))
      const job: Affiliation = {
        ...details,
        id: session.ids.next(),
        contactId: contact.id,
        companyId,
        isPrimary: input.isPrimary ?? (!hasMain && lasts(details, day)),
        version: 1,
        createdAt: at,
        updatedAt: at,
      }
      const write: Write = { op: 'create', kind: 'affiliation', record: job }
      return decideJobs(session, {
        command: 'contacts.affiliate',
        event: 'contact.affiliated',
        right,
        contact,
        jobs,
        write,
        job,
        changes: jobChanges(null, job),
        warnings: coordinateWarnings(job),
        onDuplicate: options.onDuplicate,
      })
    },
    (answer) => recallJob(session, answer),
  )
}

/** Changes a job. */
export function updateAffiliation(
  session: Session,
  id: AffiliationId,
  changes: AffiliationChanges,
  options: UpdateOptions,
  command: 'contacts.changeAffiliation' | 'contacts.endAffiliation',
): Promise<Written<Affiliation>> {
  return carryOut(
    session,
    { command, input: { id, changes }, options },
    async () => {
      const { before, contact, right } = await loadJob(session, id, options)
      const details = accept(changeAffiliation(before, changes, session.settings))
      const isMain = changes.isPrimary ?? (details.isPrimary && lasts(details, today(session)))
      const next = { ...stampOf(before), ...details, isPrimary: isMain }
      const fields = jobChanges(before, next)
      if (fields.length === 0) {
        const outcome = (): Written<Affiliation> => ({ record: before, warnings: [] })
        return { effect: { writes: [], happenings: [] }, answer: aboutRecord(before.id), outcome }
      }
      const job = { ...next, version: before.version + 1, updatedAt: session.clock.now() }
      return decideJobs(session, {
        command,
        event: 'contact.affiliation-changed',
        right,
        contact,
        jobs: await jobsOf(session, contact.id),
        write: { op: 'update', kind: 'affiliation', record: job },
        job,
        changes: [...fields, ...sameEmployer(before)],
        warnings: coordinateWarnings({
          phones: changes.phones === undefined ? [] : job.phones,
          emails: changes.emails === undefined ? [] : job.emails,
        }),
        onDuplicate: options.onDuplicate,
      })
    },
    (answer) => recallJob(session, answer),
  )
}

/** Removes a job that should never have been written down; one that is over is ended instead. */
export function removeAffiliation(session: Session, id: AffiliationId, options: CommandOptions): Promise<void> {
  return carryOut(
    session,
    { command: 'contacts.removeAffiliation', input: { id }, options },
    async () => {
      const { before, contact, right } = await loadJob(session, id, options)
      const decision = await decideJobs(session, {
        command: 'contacts.removeAffiliation',
        event: 'contact.affiliation-removed',
        right,
        contact,
        jobs: await jobsOf(session, contact.id),
        write: { op: 'purge', kind: 'affiliation', id: before.id, expectedVersion: before.version },
        job: before,
        changes: jobChanges(before, null),
        warnings: [],
        onDuplicate: 'create',
      })
      return { ...decision, outcome: () => {} }
    },
    async () => {},
  )
}

/** The jobs of a contact that the actor may see, past ones included. */
export async function listAffiliations(session: Session, contactId: ContactId): Promise<readonly Affiliation[]> {
  const contact = await getRecord(session, session.store.contacts, 'contact', contactId)
  return session.store.affiliations.listOfContacts(scopeOf(session.actor), [contact.id])
}

/** The jobs of several contacts. One that was merged has none of its own: those of what it became come in its place. */
export async function listJobsOfPage(
  session: Session,
  contactIds: readonly ContactId[],
): Promise<readonly Affiliation[]> {
  const { store, actor } = session
  const scope = scopeOf(actor)
  const jobs = await store.affiliations.listOfContacts(scope, contactIds)
  const known = new Set<string>([...jobs.map(({ contactId }) => contactId), ...contactIds])
  const jobless = contactIds.filter((id) => !jobs.some(({ contactId }) => contactId === id))
  const survivors: ContactId[] = []
  for (const { id, mergedInto } of await store.contacts.findMany(everythingOf(session), jobless)) {
    const survivor = mergedInto === undefined ? null : await findSurvivor(session, store.contacts, id)
    if (survivor !== null && !known.has(survivor.id)) survivors.push(survivor.id)
  }
  if (survivors.length === 0) return jobs
  const others = await store.affiliations.listOfContacts(scope, [...new Set(survivors)])
  return [...jobs, ...others].sort((a, b) => compareCodePoints(a.id, b.id))
}

interface JobChange {
  readonly command: string
  readonly event: string
  readonly right: Right
  readonly contact: Contact
  /** All jobs of the contact, as they are stored. */
  readonly jobs: readonly Affiliation[]
  readonly write: Write
  /** The job that the write is about: as it is to be, or, if it is removed, as it was. */
  readonly job: Affiliation
  readonly changes: readonly FieldChange[]
  readonly warnings: readonly RecordWarning[]
  readonly onDuplicate: OnDuplicate | undefined
}

/** Writes a job, its contact, and the job that was the main one until now. */
async function decideJobs(session: Session, change: JobChange): Promise<Decision<Written<Affiliation>>> {
  const { contact, jobs, job, write, right } = change
  const at = session.clock.now()
  const isRemoved = write.op === 'purge'
  const others = jobs
    .filter(({ id }) => id !== job.id)
    .map((other) =>
      job.isPrimary && other.isPrimary && !isRemoved
        ? { ...other, isPrimary: false, version: other.version + 1, updatedAt: at }
        : other,
    )
  const demoted = others.filter((other) => !jobs.includes(other))
  const jobsAfter = isRemoved ? others : [...others, job]
  const after: Contact = { ...contact, version: contact.version + 1, updatedAt: at }
  const check = await checkPerson(
    session,
    { before: { contact, jobs }, after: { contact: after, jobs: jobsAfter } },
    change.onDuplicate,
  )
  const warnings = [...check.warnings, ...change.warnings]
  return {
    effect: {
      ...check,
      writes: [
        write,
        ...demoted.map((record): Write => ({ op: 'update', kind: 'affiliation', record })),
        contactWrite(after, jobsAfter),
      ],
      happenings: [
        {
          command: change.command,
          right,
          subject: { kind: 'contact', id: contact.id },
          changes: change.changes,
          personId: contact.id,
          event: change.event,
          version: after.version,
          data: { affiliationId: job.id, companyId: job.companyId },
        },
      ],
    },
    answer: aboutRecord(job.id, warnings),
    outcome: () => ({ record: job, warnings }),
  }
}

async function loadJob(
  session: Session,
  id: AffiliationId,
  options: CommandOptions,
): Promise<{ readonly before: Affiliation; readonly contact: Contact; readonly right: Right }> {
  const before = await getJob(session, id)
  requireVersion({ kind: 'affiliation', id: before.id }, before.version, options.expectedVersion)
  const contact = await getRecord(session, session.store.contacts, 'contact', before.contactId)
  return { before, contact, right: requireContact(session, contact) }
}

async function getJob({ store, actor }: Session, id: AffiliationId): Promise<Affiliation> {
  const known = String(id).toLowerCase()
  const job = isUuid(known) ? await store.affiliations.find(scopeOf(actor), known) : null
  if (job === null) throw notFound('affiliation', id)
  return job
}

function requireContact(session: Session, contact: Contact): Right {
  const right = requireWriteRight(session, 'contact', contact)
  requirePerson(contact)
  requireInUse('contact', contact)
  return right
}

function jobChanges(before: Affiliation | null, after: Affiliation | null): readonly FieldChange[] {
  return changesBetween(withoutContact(before), withoutContact(after), 'affiliation.')
}

/** The company of a job that changes, though it stays: whoever may not see it is not told of the change. */
function sameEmployer({ companyId }: Affiliation): readonly FieldChange[] {
  return [{ field: 'affiliation.companyId', before: companyId, after: companyId }]
}

function withoutContact(job: Affiliation | null): object | null {
  if (job === null) return null
  const { contactId: _self, ...rest } = job
  return rest
}

function stampOf({
  id,
  contactId,
  companyId,
  version,
  createdAt,
  updatedAt,
  trashedAt,
  origin,
}: Affiliation): Pick<
  Affiliation,
  'id' | 'contactId' | 'version' | 'createdAt' | 'updatedAt' | 'trashedAt' | 'origin'
> & { readonly companyId: CompanyId } {
  const stamp = { id, contactId, companyId, version, createdAt, updatedAt }
  return { ...stamp, ...(trashedAt !== undefined && { trashedAt }), ...(origin !== undefined && { origin }) }
}

async function recallJob(session: Session, answer: KeptAnswer): Promise<Written<Affiliation>> {
  const { id, warnings } = onlyRecord(answer)
  return { record: await getJob(session, id), warnings }
}
