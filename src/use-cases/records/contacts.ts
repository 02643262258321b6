/** The contact desk. @module */
import { scopeOf } from '../../access/actor.ts'
import { contactIdentity } from '../../identity/contact-identity.ts'
import type { ContactMergeField } from '../../identity/merge-plan.ts'
import { pairContacts } from '../../identity/pair-duplicates.ts'
import { contactIndex } from '../../identity/search-index.ts'
import type { CommandOptions, CreateOptions, UpdateOptions } from '../../inputs/call.ts'
import { type AffiliationId, type CompanyId, type ContactId, isUuid } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Contact } from '../../party/contact.ts'
import type { AffiliationChanges, NewAffiliation } from '../../party/new-affiliation.ts'
import type { ContactChanges, NewColleague, NewContact } from '../../party/new-contact.ts'
import type { Write } from '../../ports/commit.ts'
import { parseCommandOptions, parseCreateOptions, parseUpdateOptions } from '../../schemas/call.ts'
import {
  parseAffiliationChanges,
  parseContactChanges,
  parseContactIds,
  parseLastDay,
  parseNewAffiliation,
  parseNewColleagues,
  parseNewContact,
} from '../../schemas/contact.ts'
import { parseContactMergeChoices, parseContactMergeOptions } from '../../schemas/merge.ts'
import { type OpenSession, today } from '../context.ts'
import { accept } from '../input-error.ts'
import { mergedIds, purgesOfMerged } from '../merging/follow-merges.ts'
import { type MergeDesk, mergeDesk } from '../merging/merge-desk.ts'
import { contactMergeKind } from '../merging/merge-kinds.ts'
import {
  type AnonymizedContact,
  anonymizeContact,
  exportPersonalData,
  type PersonalData,
} from '../privacy/personal-data.ts'
import { forgetInDirectories } from '../privacy/personal-directories.ts'
import { readId } from '../read-id.ts'
import { affiliate, listAffiliations, listJobsOfPage, removeAffiliation, updateAffiliation } from './affiliations.ts'
import { keysOfPerson } from './check-contact.ts'
import type { Party, Written } from './party.ts'
import { type RecordDesk, recordDesk } from './record-desk.ts'
import { type RecordTimes, recordTimes } from './record-times.ts'
import { requirePerson } from './require-person.ts'
import { contactWrite, createColleagues, createContact, jobsOf, updateContact } from './write-contact.ts'

/** Contacts of one workspace, for one actor. What the actor may not see is as if it did not exist. */
export interface ContactDesk
  extends RecordDesk<Contact, ContactId>,
    RecordTimes<ContactId>,
    MergeDesk<Contact, ContactId, ContactMergeField> {
  /**
   * Creates a contact, with a job if one is given.
   * @throws {CrmError} invalid-input - with every field, problem and remedy
   * @throws {CrmError} duplicate, ambiguous-duplicate - the person is there already; `onDuplicate: 'create'` creates anyway
   * @throws {CrmError} forbidden
   */
  create(input: NewContact, options?: CreateOptions): Promise<Written<Contact>>

  /**
   * Creates 1 to 200 contacts in one company, in one commit: all of them, or none. Paths of issues begin with the index.
   * @throws {CrmError} not-found, forbidden, invalid-input
   * @throws {CrmError} duplicate, ambiguous-duplicate - one of them is there already, or twice among them
   */
  createMany(
    companyId: CompanyId,
    contacts: readonly NewColleague[],
    options?: CreateOptions,
  ): Promise<readonly Written<Contact>[]>

  /**
   * Changes a contact: what is left out keeps its value, `null` clears it. Without `expectedVersion` the changes are
   * made to whatever is there.
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   * @throws {CrmError} duplicate, ambiguous-duplicate - the contact would become the same as another
   */
  update(id: ContactId, changes: ContactChanges, options?: UpdateOptions): Promise<Written<Contact>>

  /**
   * Adds a job to a contact. The first one that lasts is the main one, unless `isPrimary` says otherwise.
   * @param options `expectedVersion` is the contact's
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   * @throws {CrmError} duplicate, ambiguous-duplicate - a work e-mail says that the contact is the same as another
   */
  affiliate(contactId: ContactId, input: NewAffiliation, options?: UpdateOptions): Promise<Written<Affiliation>>

  /**
   * Changes a job. Making it the main one makes the others not.
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict, duplicate, ambiguous-duplicate
   */
  changeAffiliation(
    id: AffiliationId,
    changes: AffiliationChanges,
    options?: UpdateOptions,
  ): Promise<Written<Affiliation>>

  /**
   * Ends a job: it stays in the contact's career, and from the day after its addresses identify nobody.
   * @param end `on`: the last day, `YYYY-MM-DD`, inclusive
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   */
  endAffiliation(
    id: AffiliationId,
    end: { readonly on: string },
    options?: CommandOptions,
  ): Promise<Written<Affiliation>>

  /** Removes a job that should never have been written down. @throws {CrmError} not-found, forbidden, version-conflict */
  removeAffiliation(id: AffiliationId, options?: CommandOptions): Promise<void>

  /** The jobs of a contact, past ones included, in the order in which they were added. @throws {CrmError} not-found */
  affiliations(contactId: ContactId): Promise<readonly Affiliation[]>

  /**
   * The jobs of all contacts of a page in one call, past ones included, in the order in which they were added; each
   * names its contact. What the actor may not see is left out.
   * @param contactIds 500 at most
   * @throws {CrmError} invalid-input
   * @example
   * const { items } = await desk.contacts.list()
   * const jobs = Map.groupBy(await desk.contacts.affiliationsOf(items.map(({ id }) => id)), (job) => job.contactId)
   */
  affiliationsOf(contactIds: readonly ContactId[]): Promise<readonly Affiliation[]>

  /**
   * Everything that is held on a person, as plain JSON: for whoever asks what you know of him. It takes the
   * capability `export` of somebody who sees everything, or a system job, and is audited. Of a contact that was purged it tells what history kept.
   * @throws {CrmError} not-found, forbidden
   */
  exportPersonalData(id: ContactId): Promise<PersonalData>

  /**
   * Erases everything personal of a person, wherever it is held, for good: id, number, owner and companies stay. It takes
   * the capability `delete` of somebody who sees everything, or a system job. The record never changes again; a second call finds nothing to do. Values of a
   * contact that was purged are erased from history.
   * @throws {CrmError} not-found, forbidden, version-conflict
   */
  anonymize(id: ContactId, options?: CommandOptions): Promise<AnonymizedContact>
}

/** The contact desk of whoever the session is opened for. */
export function contactDesk(open: OpenSession): ContactDesk {
  return {
    ...recordDesk(open, contactParty),
    ...recordTimes(open, contactParty),
    ...mergeDesk(open, contactMergeKind(contactParty), {
      choices: parseContactMergeChoices,
      options: parseContactMergeOptions,
    }),
    create: async (input, options = {}) => {
      const [contact, how] = [accept(parseNewContact(input)), accept(parseCreateOptions(options))]
      return createContact(await open('contacts.create'), contact, how)
    },
    createMany: async (companyId, contacts, options = {}) => {
      const known = readId(companyId, 'companyId')
      const [people, how] = [accept(parseNewColleagues(contacts)), accept(parseCreateOptions(options))]
      return createColleagues(await open('contacts.createMany'), known, people, how)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseContactChanges(changes)), accept(parseUpdateOptions(options))]
      return updateContact(await open('contacts.update'), known, asked, how)
    },
    affiliate: async (contactId, input, options = {}) => {
      const known = readId(contactId, 'contactId')
      const [job, how] = [accept(parseNewAffiliation(input)), accept(parseUpdateOptions(options))]
      return affiliate(await open('contacts.affiliate'), known, job, how)
    },
    changeAffiliation: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseAffiliationChanges(changes)), accept(parseUpdateOptions(options))]
      return updateAffiliation(
        await open('contacts.changeAffiliation'),
        known,
        asked,
        how,
        'contacts.changeAffiliation',
      )
    },
    endAffiliation: async (id, end, options = {}) => {
      const known = readId(id, 'id')
      const [{ on }, how] = [accept(parseLastDay(end)), accept(parseCommandOptions(options))]
      // What ends takes keys away; nobody is kept from ending a job because of somebody else's record.
      const ending = { ...how, onDuplicate: 'create' as const }
      return updateAffiliation(
        await open('contacts.endAffiliation'),
        known,
        { to: on },
        ending,
        'contacts.endAffiliation',
      )
    },
    removeAffiliation: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return removeAffiliation(await open('contacts.removeAffiliation'), known, how)
    },
    affiliations: async (contactId) => {
      const known = readId(contactId, 'contactId')
      return listAffiliations(await open('contacts.affiliations'), known)
    },
    affiliationsOf: async (contactIds) => {
      const known = accept(parseContactIds(contactIds)).filter(isUuid)
      return listJobsOfPage(await open('contacts.affiliationsOf'), known)
    },
    exportPersonalData: async (id) => {
      const known = readId(id, 'id')
      return exportPersonalData(await open('contacts.exportPersonalData'), known)
    },
    anonymize: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return anonymizeContact(await open('contacts.anonymize'), known, how)
    },
  }
}

/** What contacts have in common with other kinds of records. */
export const contactParty: Party<Contact> = {
  kind: 'contact',
  desk: 'contacts',
  repository: ({ store }) => store.contacts,
  indexOf: (contact) => contactIndex(contact, []),
  restamp: ({ trashedAt: _before, mergedInto: _over, ...contact }, stamp) => ({ ...contact, ...stamp }),
  requireChangeable: requirePerson,
  updateWrite: async (session, record) => contactWrite(record, await jobsOf(session, record.id)),
  pairing: async (session, contacts) => {
    const ids = contacts.map(({ id }) => id)
    // An address from a company that the actor may not see would be told as the reason.
    const jobs = await session.store.affiliations.listOfContacts(scopeOf(session.actor), ids)
    const jobsOfEach = Map.groupBy(jobs, ({ contactId }) => contactId)
    const day = today(session)
    const candidates = new Map(
      contacts.map((contact) => [
        contact.id,
        { recordId: contact.id, identity: contactIdentity(contact, jobsOfEach.get(contact.id) ?? [], day) },
      ]),
    )
    return (key, recordIds) =>
      pairContacts(
        key,
        recordIds.flatMap((id) => candidates.get(id) ?? []),
      )
  },
  // Whoever is gone for good is not brought back by an address book.
  follow: async (session, contact, after) => {
    if (after !== null) return {}
    const ids = [contact.id, ...(await mergedIds(session, contact.id))]
    return { directories: await forgetInDirectories(session, ids) }
  },
  removal: async (session, contact) => {
    const { store, actor } = session
    const { id, version } = contact
    const jobs = await jobsOf(session, id)
    const references = await store.references.pointingAt(actor.workspaceId, [{ kind: 'contact', id }])
    return {
      writes: [
        ...jobs.map(
          (job): Write => ({
            op: 'purge',
            kind: 'affiliation',
            id: job.id,
            expectedVersion: job.version,
          }),
        ),
        ...(await purgesOfMerged(session, 'contact', store.contacts, id)),
        { op: 'purge', kind: 'contact', id, expectedVersion: version },
      ],
      keys: keysOfPerson(session, { contact, jobs }).map((key) => ({ key, kind: 'contact', recordId: id })),
      references: references.map(({ from }) => from).filter(({ kind }) => kind !== 'affiliation'),
    }
  },
}
