/** Creating and changing contacts: load, decide, commit. Rules: docs/concepts/parties.md (PTY-1, PTY-7), docs/concepts/identity.md (IDN-9). @module */
import { actorRight, scopeOf } from '../../access/actor.ts'
import { contactIndex } from '../../identity/search-index.ts'
import type { CreateOptions, UpdateOptions } from '../../inputs/call.ts'
import type { CompanyId, ContactId } from '../../kernel/ids.ts'
import type { PlainDate } from '../../kernel/time.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact, ContactDetails, UnnumberedContact } from '../../party/contact.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { type JobDetails, normalizeAffiliation } from '../../party/new-affiliation.ts'
import {
  type ContactChanges,
  changeContact,
  type NewColleague,
  type NewContact,
  normalizeContact,
} from '../../party/new-contact.ts'
import type { Write } from '../../ports/commit.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import { type Session, today } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { findSurvivor, requireSeenVersion } from '../merging/follow-merges.ts'
import { noticeEvents } from '../notice-events.ts'
import { changesBetween } from '../record-changes.ts'
import { coordinateWarnings } from '../record-warning.ts'
import { checkPeople, checkPerson, type Person } from './check-contact.ts'
import { checkNewOwnership, checkOwnershipChange, usualOwner } from './check-ownership.ts'
import type { Written } from './party.ts'
import { everythingOf, getRecord, notFound, requireInUse, requireWriteRight } from './record-access.ts'
import { recordStamp } from './record-stamp.ts'
import { requirePerson } from './require-person.ts'

/** Contacts that were created together, in the order of the input. */
export type WrittenContacts = readonly Written<Contact>[]

/** Creates a contact, with a job if one is given, unless the person is there already. */
export async function createContact(
  session: Session,
  input: NewContact,
  options: CreateOptions,
): Promise<Written<Contact>> {
  const { affiliation, ...person } = input
  const plan = planPerson(session, person, affiliation, affiliation?.companyId, '')
  const [written] = await createPeople(session, 'contacts.create', input, [plan], options)
  if (written === undefined) throw new Error('a contact was created and nothing came back')
  return written
}

/** Creates several contacts in one company: all of them, or none. */
export async function createColleagues(
  session: Session,
  companyId: CompanyId,
  input: readonly NewColleague[],
  options: CreateOptions,
): Promise<WrittenContacts> {
  const company = await getRecord(session, session.store.companies, 'company', companyId)
  const plans = input.map(({ affiliation = {}, ...person }, index) =>
    planPerson(session, person, affiliation, company.id, `${index}.`),
  )
  return createPeople(session, 'contacts.createMany', { companyId: company.id, contacts: input }, plans, options)
}

/** Changes a contact. What is equal to what is there is no change. */
export async function updateContact(
  session: Session,
  id: ContactId,
  changes: ContactChanges,
  options: UpdateOptions,
): Promise<Written<Contact>> {
  return carryOut(
    session,
    { command: 'contacts.update', input: { id, changes }, options },
    () => decideContactUpdate(session, id, changes, options, { command: 'contacts.update' }),
    async (answer) => {
      const { id: recordId, warnings } = onlyRecord(answer)
      return { record: await getRecord(session, session.store.contacts, 'contact', recordId), warnings }
    },
  )
}

/** All jobs of a contact, those in companies that the actor may not see too: rules look at them, nobody is shown them. */
export function jobsOf(session: Session, contactId: ContactId): Promise<readonly Affiliation[]> {
  return session.store.affiliations.listOfContacts(everythingOf(session), [contactId])
}

/** The write that replaces a contact, found by all the addresses of its jobs. */
export function contactWrite(record: Contact, jobs: readonly Affiliation[]): Extract<Write, { op: 'update' }> {
  return { op: 'update', kind: 'contact', record, index: contactIndex(record, jobs) }
}

/**
 * The company that somebody is to work in: of one that was merged, what it became.
 * @throws {CrmError} not-found, invalid-input - the company can't be seen, or is in the trash
 */
export async function requireEmployer(session: Session, companyId: CompanyId): Promise<CompanyId> {
  const company = await findSurvivor(session, session.store.companies, companyId)
  if (company === null) throw notFound('company', companyId)
  requireInUse('company', company)
  return company.id
}

/** Whether a job is not over on a day. */
export function lasts({ to }: Pick<JobDetails, 'to'>, day: PlainDate): boolean {
  return to === undefined || to >= day
}

/** A person who is to become a contact, in normal form. */
export interface PersonPlan {
  readonly details: ContactDetails
  readonly job?: JobDetails & { readonly companyId: CompanyId }
}

/** Normalizes a person and the job. @param path put before the fields in issues: `3.` for one of several */
export function planPerson(
  session: Session,
  person: ContactChanges,
  job: NewColleague['affiliation'],
  companyId: CompanyId | undefined,
  path: string,
): PersonPlan {
  const { settings } = session
  const defaults = { ownerId: usualOwner(session), visibility: settings.contactVisibility, country: settings.country }
  const issues: InputIssue[] = []
  const note = (found: readonly InputIssue[], prefix: string): void => {
    for (const issue of found) issues.push({ ...issue, path: prefix + issue.path })
  }
  const details = normalizeContact(person, defaults)
  if (!details.ok) note(details.error.issues, path)
  const read = job === undefined ? undefined : normalizeAffiliation(job, settings)
  if (read?.ok === false) note(read.error.issues, `${path}affiliation.`)
  if (!details.ok || read?.ok === false) throw inputError(issues)
  if (read === undefined || companyId === undefined) return { details: details.value }
  const isPrimary = job?.isPrimary ?? lasts(read.value, today(session))
  return { details: details.value, job: { ...read.value, companyId, isPrimary } }
}

function createPeople(
  session: Session,
  command: string,
  input: unknown,
  plans: readonly PersonPlan[],
  options: CreateOptions,
): Promise<WrittenContacts> {
  return carryOut(
    session,
    { command, input, options },
    () => decideCreation(session, command, plans, options),
    async ({ records }) => {
      const ids = records.map(({ id }) => id)
      const found = await session.store.contacts.findMany(scopeOf(session.actor), ids)
      const written: Written<Contact>[] = []
      for (const { id, warnings } of records) {
        const known = found.find((contact) => contact.id === id && contact.mergedInto === undefined)
        const record = known ?? (await getRecord(session, session.store.contacts, 'contact', id))
        written.push({ record, warnings })
      }
      return written
    },
  )
}

/** Decides how people become contacts, each with a job or none. */
export async function decideCreation(
  session: Session,
  command: string,
  plans: readonly PersonPlan[],
  options: CreateOptions,
): Promise<Decision<WrittenContacts>> {
  for (const { details } of plans) await checkNewOwnership(session, 'contact', details)
  const employers = new Map<CompanyId, CompanyId>()
  for (const companyId of new Set(plans.flatMap(({ job }) => job?.companyId ?? []))) {
    employers.set(companyId, await requireEmployer(session, companyId))
  }
  const people = plans.map((plan) => makePerson(session, plan, employers))
  const changes = people.map((person) => ({ before: null, after: person }))
  const check = await checkPeople(session, changes, options.onDuplicate)
  const written = people.map(({ contact, jobs }, index) => {
    const warnings = [
      ...(check.warnings[index] ?? []),
      ...coordinateWarnings(contact),
      ...jobs.flatMap((job) => coordinateWarnings(job, 'affiliation.')),
    ]
    return { contact, warnings }
  })
  return {
    effect: {
      keysAdded: check.keysAdded,
      ...(check.guard !== undefined && { guard: check.guard }),
      writes: people.flatMap(creationWrites),
      happenings: people.map((person) => creation(session, command, person)),
      notices: noticeEvents(
        session,
        people.map(({ contact: after }) => ({ kind: 'contact', recordId: after.id, version: 1, before: null, after })),
      ),
    },
    answer: { records: written.map(({ contact, warnings }) => ({ id: contact.id, warnings })) },
    outcome: (numbers) =>
      written.map(({ contact, warnings }) => ({
        record: { ...contact, number: numbers.get(contact.id) ?? 0 },
        warnings,
      })),
  }
}

interface NewPerson extends Person {
  readonly contact: UnnumberedContact
}

function makePerson(
  session: Session,
  { details, job }: PersonPlan,
  employers: ReadonlyMap<CompanyId, CompanyId>,
): NewPerson {
  const at = session.clock.now()
  const stamp = { version: 1, createdAt: at, updatedAt: at }
  const contact: UnnumberedContact = { ...details, ...stamp, id: session.ids.next() }
  if (job === undefined) return { contact, jobs: [] }
  const companyId = employers.get(job.companyId) ?? job.companyId
  return { contact, jobs: [{ ...job, ...stamp, companyId, id: session.ids.next(), contactId: contact.id }] }
}

function creationWrites({ contact, jobs }: NewPerson): readonly Write[] {
  return [
    { op: 'create', kind: 'contact', record: contact, index: contactIndex(contact, jobs) },
    ...jobs.map((record): Write => ({ op: 'create', kind: 'affiliation', record })),
  ]
}

function creation({ actor }: Session, command: string, { contact, jobs }: NewPerson): Happening {
  return {
    command,
    right: actorRight(actor),
    subject: { kind: 'contact', id: contact.id },
    changes: [
      ...changesBetween(null, contact),
      ...jobs.flatMap(({ contactId: _self, ...job }) => changesBetween(null, job, 'affiliation.')),
    ],
    personId: contact.id,
    event: 'contact.created',
    version: 1,
    data: jobs.length === 0 ? {} : { companyIds: jobs.map(({ companyId }) => companyId) },
  }
}

/** A job of a contact as it is to be, together with what changes of the contact itself. */
export interface JobAlong {
  readonly before: Affiliation
  readonly after: Affiliation
}

/** Decides what changes of a contact, and of one of its jobs along with it. @param command as history names it */
export async function decideContactUpdate(
  session: Session,
  id: ContactId,
  changes: ContactChanges,
  options: UpdateOptions,
  { command, job }: { readonly command: string; readonly job?: JobAlong },
): Promise<Decision<Written<Contact>>> {
  const before = await getRecord(session, session.store.contacts, 'contact', id)
  const subject = { kind: 'contact' as const, id: before.id }
  requireSeenVersion(subject, before.version, id, options.expectedVersion)
  const right = requireWriteRight(session, 'contact', before)
  requirePerson(before)
  requireInUse('contact', before)
  const details = accept(changeContact(before, changes, session.settings))
  await checkOwnershipChange(session, 'contact', before, details)
  const after: Contact = {
    ...recordStamp(before),
    ...details,
    version: before.version + 1,
    updatedAt: session.clock.now(),
  }
  const fields = [
    ...changesBetween(before, after),
    ...(job === undefined ? [] : changesBetween(job.before, job.after, 'affiliation.')),
  ]
  if (fields.length === 0) {
    const answer = aboutRecord(before.id)
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => ({ record: before, warnings: [] }) }
  }
  const jobs = await jobsOf(session, before.id)
  const jobsAfter = jobs.map((each) => (each.id === job?.after.id ? job.after : each))
  const change = { before: { contact: before, jobs }, after: { contact: after, jobs: jobsAfter } }
  const check = await checkPerson(session, change, options.onDuplicate)
  const fresh = coordinateWarnings({
    phones: changes.phones === undefined ? [] : after.phones,
    emails: changes.emails === undefined ? [] : after.emails,
  })
  const warnings = [...check.warnings, ...fresh]
  const happening: Happening = {
    command,
    right,
    subject,
    changes: fields,
    personId: after.id,
    event: 'contact.updated',
    version: after.version,
  }
  return {
    effect: {
      ...check,
      writes: [
        ...(job === undefined ? [] : [{ op: 'update', kind: 'affiliation', record: job.after } as const]),
        contactWrite(after, jobsAfter),
      ],
      happenings: [happening],
      notices: noticeEvents(session, [{ kind: 'contact', recordId: after.id, version: after.version, before, after }]),
    },
    answer: aboutRecord(after.id, warnings),
    outcome: () => ({ record: after, warnings }),
  }
}
