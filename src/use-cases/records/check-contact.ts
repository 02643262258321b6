/** Comparing people who are to be written with those who are there. Rules: docs/concepts/identity.md (IDN-5, IDN-9). @module */
import { contactIdentity, contactKeys } from '../../identity/contact-identity.ts'
import { decideContact } from '../../identity/decide-contact.ts'
import { contactSortKeys, possibleContacts } from '../../identity/decide-possible.ts'
import type { OnDuplicate } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact } from '../../party/contact.ts'
import { type Session, today } from '../context.ts'
import { canonicalJson } from '../fingerprint.ts'
import type { RecordWarning } from '../record-warning.ts'
import { changedKeys, type IdentityCheck, mostNamesakes } from './check-company.ts'
import { heedVerdict, meantBy } from './heed-verdict.ts'
import { everythingOf } from './record-access.ts'

/** A person with all jobs, past ones included. */
export interface Person {
  readonly contact: Omit<Contact, 'number'>
  readonly jobs: readonly Affiliation[]
}

/** A person as he is – `null` for a new one – and as he is to be. */
export interface PersonChange {
  readonly before: Person | null
  readonly after: Person
}

/** What a comparison of several people came to; warnings by person. */
export interface PeopleCheck extends Omit<IdentityCheck, 'warnings'> {
  readonly warnings: readonly (readonly RecordWarning[])[]
}

/** Compares one person, as {@link checkPeople}. */
export async function checkPerson(
  session: Session,
  change: PersonChange,
  onDuplicate: OnDuplicate | undefined,
): Promise<IdentityCheck> {
  const { warnings, ...check } = await checkPeople(session, [change], onDuplicate)
  return { ...check, warnings: warnings[0] ?? [] }
}

/**
 * Compares people with all others of the workspace, hidden and trashed ones too, and with each other.
 * @throws {CrmError} duplicate, ambiguous-duplicate - as {@link heedVerdict} says; `details.index` says which of several
 */
export async function checkPeople(
  session: Session,
  changes: readonly PersonChange[],
  onDuplicate: OnDuplicate | undefined,
): Promise<PeopleCheck> {
  const subjects = changes.map((change) => identify(session, change))
  if (subjects.every(({ isUnchanged }) => isUnchanged)) {
    // What an ended job says identifies nobody; the key that it had may still be there.
    const over = subjects.map(({ person, keys, keysBefore }) =>
      changedKeys('contact', person.contact.id, keysBefore, keys),
    )
    const keysRemoved = over.flatMap((change) => change.keysRemoved)
    return { keysAdded: [], keysRemoved, warnings: subjects.map(() => []) }
  }
  const all = [...new Set(subjects.flatMap(({ keys, keysBefore }) => [...keys, ...keysBefore]))]
  const { candidates, records, lookup, namesakes } = await findOthers(session, subjects, all)
  const fellows: typeof candidates = []
  const warnings: (readonly RecordWarning[])[] = []
  for (const [index, { person, identity, identityBefore }] of subjects.entries()) {
    const others = [...candidates, ...fellows].filter(({ recordId }) => recordId !== person.contact.id)
    const verdict = decideContact(identity, others)
    const twin = subjects.findIndex(({ person: { contact } }) => meantBy(verdict).includes(contact.id))
    if (twin >= 0 && onDuplicate !== 'create') throw sameInput(index, twin)
    const strangers = namesakes.filter(({ contact }) => contact.id !== person.contact.id)
    const alike = possibleContacts(person.contact, person.jobs, strangers, session.settings.country)
    const before = identityBefore === null ? null : decideContact(identityBefore, others)
    warnings.push(heedVerdict(session, { kind: 'contact', verdict, before, alike, records }, onDuplicate))
    fellows.push({ recordId: person.contact.id, identity })
  }
  const changed = subjects.map(({ person, keys, keysBefore }) =>
    changedKeys('contact', person.contact.id, keysBefore, keys),
  )
  return {
    keysAdded: changed.flatMap(({ keysAdded }) => keysAdded),
    keysRemoved: changed.flatMap(({ keysRemoved }) => keysRemoved),
    ...(all.length > 0 && { guard: { version: lookup.version, keys: all, hits: lookup.hits } }),
    warnings,
  }
}

/** Every key that a person may have in the index: those of jobs that have ended meanwhile too. */
export function keysOfPerson(session: Session, { contact, jobs }: Person): readonly string[] {
  const lasting = jobs.map(({ emails }) => ({ emails }))
  return contactKeys(contactIdentity(contact, lasting, today(session))).map(({ key }) => key)
}

interface Subject {
  readonly person: Person
  readonly identity: ReturnType<typeof contactIdentity>
  readonly identityBefore: ReturnType<typeof contactIdentity> | null
  readonly keys: readonly string[]
  readonly keysBefore: readonly string[]
  readonly isUnchanged: boolean
}

function identify(session: Session, { before, after }: PersonChange): Subject {
  const day = today(session)
  const identity = contactIdentity(after.contact, after.jobs, day)
  const identityBefore = before === null ? null : contactIdentity(before.contact, before.jobs, day)
  return {
    person: after,
    identity,
    identityBefore,
    keys: contactKeys(identity).map(({ key }) => key),
    keysBefore: before === null ? [] : keysOfPerson(session, before),
    isUnchanged: canonicalJson(identity) === canonicalJson(identityBefore),
  }
}

async function findOthers(session: Session, subjects: readonly Subject[], keys: readonly string[]) {
  const { store, actor } = session
  const day = today(session)
  const sortKeys = [...new Set(subjects.flatMap(({ person }) => contactSortKeys(person.contact)))]
  const [lookup, namesakes] = await Promise.all([
    store.identity.lookUp(actor.workspaceId, keys),
    store.contacts.findBySortKey(actor.workspaceId, sortKeys, mostNamesakes * subjects.length),
  ])
  // Whoever was anonymized has no name, and none is like it.
  const sameName = namesakes.filter(({ anonymizedAt }) => anonymizedAt === undefined)
  const ids = sameName.map(({ id }) => id)
  const theirJobs = await store.affiliations.listOfContacts(everythingOf(session), ids)
  return {
    lookup,
    candidates: lookup.contacts.map((other) => ({
      recordId: other.id,
      identity: contactIdentity(
        other,
        lookup.affiliations.filter(({ contactId }) => contactId === other.id),
        day,
      ),
    })),
    records: new Map([...lookup.contacts, ...sameName].map((other) => [other.id, other])),
    namesakes: sameName.map((contact) => ({
      contact,
      jobs: theirJobs.filter(({ contactId }) => contactId === contact.id),
    })),
  }
}

function sameInput(index: number, otherIndex: number): CrmError {
  return new CrmError('duplicate', {
    message: `Contact ${index} of the call is the same as contact ${otherIndex} of it by its e-mail. Leave one of them out, or repeat the command with onDuplicate: "create".`,
    details: { kind: 'contact', by: 'mail', index, otherIndex },
  })
}
