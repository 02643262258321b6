/** What merging companies and merging contacts do not have in common. Rules: docs/concepts/merge.md. @module */
import { companyIdentity, companyKeys } from '../../identity/company-identity.ts'
import { contactIdentity, contactKeys } from '../../identity/contact-identity.ts'
import {
  type CompanyMergeChoices,
  type CompanyMergeField,
  type ContactMergeChoices,
  type ContactMergeField,
  companyMergeFields,
  contactMergeFields,
  type FieldPlan,
  planCompanyMerge,
  planContactMerge,
  withFields,
} from '../../identity/merge-plan.ts'
import type { MergeChoice, SurvivorImage } from '../../identity/merge-record.ts'
import { companyIndex } from '../../identity/search-index.ts'
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import type { UpdateWrite, Write } from '../../ports/commit.ts'
import type { FieldChange } from '../../ports/history.ts'
import { type Session, today } from '../context.ts'
import { changesBetween } from '../record-changes.ts'
import { keysOfPerson } from '../records/check-contact.ts'
import type { ListedRecord } from '../records/list-records.ts'
import type { Party } from '../records/party.ts'
import { contactWrite, jobsOf } from '../records/write-contact.ts'
import { jobsAfter } from './merge-jobs.ts'
import { lineageOf } from './merge-subsidiaries.ts'

/** A record as it is and as it is to be, with the keys that it may have and those that it will have. */
interface RecordKeys {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** A kind of record that can be merged. */
export interface MergeKind<PartyRecord extends ListedRecord, Field extends string = string> {
  readonly party: Party<PartyRecord>
  /** The fields that a merge gives the survivor and an undo takes back; what points at records is not among them. */
  readonly fields: readonly string[]
  /** Decides field by field. */
  plan(
    session: Session,
    survivor: PartyRecord,
    loser: PartyRecord,
    choices: Readonly<Record<string, MergeChoice | undefined>>,
  ): Promise<FieldPlan<PartyRecord, Field>>
  /** What a record belongs to, where records of this kind belong to each other. */
  parentOf(record: PartyRecord): string | undefined
  /** The record with another parent, or without any. */
  withParent(record: PartyRecord, parentId: string | undefined): PartyRecord
  /** What history tells of a change: of people the names of the fields, since the values may be somebody else's. */
  changesBetween(before: PartyRecord, after: PartyRecord): readonly FieldChange[]
  /** The image that the ledger keeps. */
  imageOf(record: PartyRecord): SurvivorImage
  /** The record of an image of this kind. */
  recordOf(image: SurvivorImage): PartyRecord | null
  /** The write that replaces a record, once other writes have moved what points at it. */
  write(session: Session, record: PartyRecord, others: readonly Write[]): Promise<UpdateWrite>
  /** The keys of a record before and after those other writes. */
  keys(session: Session, before: PartyRecord, after: PartyRecord, others: readonly Write[]): Promise<RecordKeys>
}

/** Companies, as they are merged. */
export function companyMergeKind(party: Party<Company>): MergeKind<Company, CompanyMergeField> {
  return {
    party,
    fields: companyMergeFields.filter((field) => field !== 'parentId'),
    async plan(session, survivor, loser, choices: CompanyMergeChoices) {
      const [own, other] = [await lineageOf(session, survivor.parentId), await lineageOf(session, loser.parentId)]
      return planCompanyMerge(survivor, loser, choices, { survivor: own, loser: other })
    },
    parentOf: ({ parentId }) => parentId,
    withParent: (record, parentId) => withFields(record, new Map([['parentId', parentId]])),
    changesBetween,
    imageOf: (record) => ({ kind: 'company', record }),
    recordOf: (image) => (image.kind === 'company' ? image.record : null),
    write: async (_session, record) => ({ op: 'update', kind: 'company', record, index: companyIndex(record) }),
    keys: async ({ settings }, before, after) => {
      const keysOf = (record: Company): readonly string[] =>
        companyKeys(companyIdentity(record, settings.country)).map(({ key }) => key)
      return { before: keysOf(before), after: keysOf(after) }
    },
  }
}

/** Contacts, as they are merged. */
export function contactMergeKind(party: Party<Contact>): MergeKind<Contact, ContactMergeField> {
  return {
    party,
    fields: contactMergeFields,
    plan: async (_session, survivor, loser, choices: ContactMergeChoices) => planContactMerge(survivor, loser, choices),
    parentOf: () => undefined,
    withParent: (record) => record,
    changesBetween: (before, after) => changesBetween(before, after).map(({ field }) => ({ field })),
    imageOf: (record) => ({ kind: 'contact', record }),
    recordOf: (image) => (image.kind === 'contact' ? image.record : null),
    write: async (session, record, others) =>
      contactWrite(record, jobsAfter(await jobsOf(session, record.id), others, record.id)),
    keys: async (session, contact, after, others) => {
      const jobs = await jobsOf(session, contact.id)
      const identity = contactIdentity(after, jobsAfter(jobs, others, contact.id), today(session))
      return { before: keysOfPerson(session, { contact, jobs }), after: contactKeys(identity).map(({ key }) => key) }
    },
  }
}
