/**
 * Every place that holds something personal of a contact, with what an export tells of it and what an erasure does to it.
 * A kind of data about people gets its part in {@link personalDataParts}; both commands know no place by name. Rules:
 * docs/concepts/privacy.md, which lists the same parts.
 * @module
 */
import type { KeyEntry } from '../identity/identity-key.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import { anonymizedAffiliation, anonymizedContact } from '../party/anonymized.ts'
import type { Contact } from '../party/contact.ts'
import type { Write } from '../ports/commit.ts'
import type { AuditEntry, AuditPosition, FieldChange } from '../ports/history.ts'
import { keysOfPerson } from './check-contact.ts'
import type { Session } from './context.ts'
import { canonicalJson } from './fingerprint.ts'
import { changesBetween } from './record-changes.ts'
import { contactWrite } from './write-contact.ts'

/** A person, as far as there still is a record. */
export interface PersonOnFile {
  readonly id: ContactId
  /** `null` once it was purged: history may still tell of it. */
  readonly contact: Contact | null
  /** All jobs, past ones included. */
  readonly jobs: readonly Affiliation[]
}

/** What one part does when a person is erased; without anything to do it is empty. */
interface PartErasure {
  readonly writes?: readonly Write[]
  readonly keysRemoved?: readonly KeyEntry[]
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

/** How many entries of history are read together. */
const pageSize = 500

/** Everything that is exported and erased, in this order. */
export const personalDataParts: readonly PersonalDataPart[] = [
  {
    name: 'contact',
    export: async (_session, { contact }) => contact,
    erase: async ({ clock }, { contact }) => {
      if (contact === null || contact.anonymizedAt !== undefined) return {}
      const at = clock.now()
      const after = { ...anonymizedContact(contact, at), version: contact.version + 1, updatedAt: at }
      return { writes: [contactWrite(after, [])], changes: changesBetween(contact, after) }
    },
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
    export: async (session, { id }) => {
      const entries: AuditEntry[] = []
      for (let after: AuditPosition | undefined; ; after = entries.at(-1)) {
        const page = await pageOfHistory(session, id, pageSize, after)
        entries.push(...page)
        if (page.length < pageSize) return entries
      }
    },
    erase: async (session, { id }) => {
      const values = await pageOfHistory(session, id, 1)
      return values.length === 0 ? {} : { personIds: [id] }
    },
  },
  {
    name: 'imports',
    export: async ({ store, actor }, { id }) => store.imports.listTouchesOfPerson(actor.workspaceId, id),
    erase: async ({ store, actor }, { id }) => {
      const touches = await store.imports.listTouchesOfPerson(actor.workspaceId, id)
      return touches.length === 0 ? {} : { personIds: [id] }
    },
  },
]

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
