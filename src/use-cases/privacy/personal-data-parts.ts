/**
 * Every place that holds something personal of a contact, with what an export tells of it and what an erasure does to it.
 * A kind of data about people gets its part in {@link personalDataParts}; both commands know no place by name. Rules:
 * docs/concepts/privacy.md, which lists the same parts.
 * @module
 */
import type { KeyEntry } from '../../identity/identity-key.ts'
import { imagesOfPeople, type MergeImages, type MergeRecord } from '../../identity/merge-record.ts'
import type { ImportTouch } from '../../import/import-record.ts'
import type { ContactId, MergeId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import { anonymizedAffiliation, anonymizedContact } from '../../party/anonymized.ts'
import type { Contact } from '../../party/contact.ts'
import type { Write } from '../../ports/commit.ts'
import type { AuditEntry, AuditPosition, FieldChange } from '../../ports/history.ts'
import type { Session } from '../context.ts'
import { canonicalJson } from '../fingerprint.ts'
import type { FollowUp } from '../follow-up.ts'
import { changesBetween } from '../record-changes.ts'
import { keysOfPerson } from '../records/check-contact.ts'
import { contactWrite } from '../records/write-contact.ts'
import { personalCalls } from './personal-calls.ts'
import { personalDirectories } from './personal-directories.ts'
import { personalMails } from './personal-mails.ts'
import { personalMatters } from './personal-matters.ts'
import { personalConsents, personalMessages, personalSuppressions } from './personal-messages.ts'

/** A person, as far as there still is a record. */
export interface PersonOnFile {
  readonly id: ContactId
  /** The ids of what was merged into the contact, purged or not. */
  readonly otherIds: readonly ContactId[]
  /** `null` once it was purged: history may still tell of it. */
  readonly contact: Contact | null
  /** All jobs, past ones included. */
  readonly jobs: readonly Affiliation[]
  /** Records that were merged into the contact: the same person. */
  readonly merged: readonly Contact[]
}

/** What one part does when a person is erased; without anything to do it is empty. */
interface PartErasure {
  readonly writes?: readonly Write[]
  readonly keysRemoved?: readonly KeyEntry[]
  /** What follows from the writes, and the notes, messages and lines to blank. */
  readonly follows?: FollowUp
  /** Whose values in history are to be blanked: the contact's own, and those of records that were merged into it. */
  readonly personIds?: readonly ContactId[]
  /** The fields that were blanked. Their values are told nowhere. */
  readonly changes?: readonly FieldChange[]
}

/** One place that holds something personal. */
export interface PersonalDataPart {
  /** The part, as the export and the documentation name it. */
  readonly name: string
  /** What is held there, as plain data. */
  export(session: Session, person: PersonOnFile): Promise<unknown>
  /** What it takes to hold it no longer. */
  erase(session: Session, person: PersonOnFile): Promise<PartErasure>
}

/** What one merge keeps of a person. */
interface PersonalImages extends MergeImages {
  readonly mergeId: MergeId
  readonly at: Instant
}

/** How many entries of history are read together. */
const pageSize = 500

/** Everything that is exported and erased, in this order. */
export const personalDataParts: readonly PersonalDataPart[] = [
  {
    name: 'contact',
    export: async (_session, { contact }) => contact,
    erase: async (session, { contact }) => eraseContacts(session, contact === null ? [] : [contact]),
  },
  {
    name: 'affiliations',
    export: async (_session, { jobs }) => jobs,
    erase: async ({ clock }, { jobs }) => {
      const updatedAt = clock.now()
      const blanked = jobs.flatMap((job) => {
        const after = anonymizedAffiliation(job)
        const isBlank = canonicalJson(after) === canonicalJson(job)
        return isBlank ? [] : [{ before: job, after: { ...after, version: job.version + 1, updatedAt } }]
      })
      return {
        writes: blanked.map(({ after }): Write => ({ op: 'update', kind: 'affiliation', record: after })),
        changes: blanked.flatMap(({ before, after }) => changesBetween(before, after, 'affiliation.')),
      }
    },
  },
  {
    name: 'identityKeys',
    export: async (session, person) => keysOf(session, person),
    erase: async (session, person) => {
      const keys = keysOf(session, person)
      return { keysRemoved: keys.map((key) => ({ key, kind: 'contact', recordId: person.id })) }
    },
  },
  {
    name: 'history',
    export: async (session, person) => {
      const entries: AuditEntry[] = []
      for (const id of idsOf(person)) {
        for (let after: AuditPosition | undefined; ; after = entries.at(-1)) {
          const page = await pageOfHistory(session, id, pageSize, after)
          entries.push(...page)
          if (page.length < pageSize) break
        }
      }
      return entries
    },
    erase: async (session, person) => {
      const values = await Promise.all(idsOf(person).map((id) => pageOfHistory(session, id, 1)))
      return { personIds: idsOf(person).filter((_id, index) => values[index]?.length !== 0) }
    },
  },
  {
    name: 'imports',
    export: async (session, person) => (await touchesOf(session, person)).flat(),
    erase: async (session, person) => {
      const touches = await touchesOf(session, person)
      return { personIds: idsOf(person).filter((_id, index) => touches[index]?.length !== 0) }
    },
  },
  {
    name: 'merges',
    export: async (session, person) => ({ records: person.merged, images: await imagesOf(session, person) }),
    erase: async (session, person) => {
      const merges = await mergesOf(session, person)
      return {
        ...(await eraseContacts(session, person.merged)),
        personIds: idsOf(person).filter((_id, index) => merges[index]?.length !== 0),
      }
    },
  },
  personalMatters,
  personalMails,
  personalMessages,
  personalSuppressions,
  personalConsents,
  personalCalls,
  personalDirectories,
]

/** All ids that the person has had. */
function idsOf({ id, otherIds }: PersonOnFile): readonly ContactId[] {
  return [id, ...otherIds]
}

async function eraseContacts({ clock }: Session, contacts: readonly Contact[]): Promise<PartErasure> {
  const at = clock.now()
  const blanked = contacts
    .filter(({ anonymizedAt }) => anonymizedAt === undefined)
    .map((before) => ({
      before,
      after: { ...anonymizedContact(before, at), version: before.version + 1, updatedAt: at },
    }))
  return {
    writes: blanked.map(({ after }) => contactWrite(after, [])),
    changes: blanked.flatMap(({ before, after }) => changesBetween(before, after)),
  }
}

function touchesOf({ store, actor }: Session, person: PersonOnFile): Promise<readonly (readonly ImportTouch[])[]> {
  return Promise.all(idsOf(person).map((id) => store.imports.listTouchesOfPerson(actor.workspaceId, id)))
}

/** The merges that keep something of the person, by id of the person. */
function mergesOf({ store, actor }: Session, person: PersonOnFile): Promise<readonly (readonly MergeRecord[])[]> {
  return Promise.all(idsOf(person).map((id) => store.merges.listOfPerson(actor.workspaceId, id)))
}

/** What merges keep of the person: those of companies tell of others, too. */
async function imagesOf(session: Session, person: PersonOnFile): Promise<readonly PersonalImages[]> {
  const people = new Set(idsOf(person))
  const merges = new Map((await mergesOf(session, person)).flat().map((merge) => [merge.id, merge]))
  return [...merges.values()].flatMap((merge) => {
    const images = imagesOfPeople(merge, people)
    return images === null ? [] : [{ mergeId: merge.id, at: merge.at, ...images }]
  })
}

function keysOf(session: Session, { contact, jobs }: PersonOnFile): readonly string[] {
  return contact === null ? [] : keysOfPerson(session, { contact, jobs })
}

/** Entries that hold values of the person. */
function pageOfHistory(
  { store, actor }: Session,
  personId: ContactId,
  limit: number,
  after?: AuditPosition,
): Promise<readonly AuditEntry[]> {
  return store.history.listAudit(actor.workspaceId, { personId, limit, ...(after !== undefined && { after }) })
}
