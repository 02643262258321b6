/** Who an entry is that belongs to nobody yet. Rules: docs/concepts/directory.md (SYN-3, SYN-6, IDN-2). @module */
import { personNamesCompatible } from '../identity/person-name.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { AmbiguityReason, LinkProof } from './decision.ts'
import type { DirectoryContact, DirectoryEntry, DirectoryLink } from './entry.ts'
import { identifyingEmails, namesPerson } from './fields.ts'

/** What came of looking for an entry's contact. */
export type DirectoryMatch =
  | { readonly match: 'one'; readonly contact: DirectoryContact; readonly proof: LinkProof }
  | { readonly match: 'none' }
  | { readonly match: 'unnamed' }
  | {
      readonly match: 'ambiguous'
      readonly why: AmbiguityReason
      readonly contactIds: readonly ContactId[]
      readonly emails: readonly string[]
    }

/** Where contacts and entries are found by their e-mail addresses. */
export interface DirectoryPeople {
  readonly contacts: ReadonlyMap<ContactId, DirectoryContact>
  readonly links: ReadonlyMap<ContactId, DirectoryLink>
  readonly contactsByEmail: ReadonlyMap<string, ReadonlySet<ContactId>>
  /** Entries that take part and belong to nobody. */
  readonly freeEntriesByEmail: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Indexes people by their addresses. A linked contact has those of its entry as well, and those that were last
 * synchronized: an address that one side changed does not lead to somebody else in the meantime.
 */
export function indexPeople(
  contacts: readonly DirectoryContact[],
  freeEntries: readonly DirectoryEntry[],
  links: ReadonlyMap<ContactId, DirectoryLink>,
): DirectoryPeople {
  const contactsByEmail = new Map<string, Set<ContactId>>()
  for (const { contactId, emails } of contacts) {
    const link = links.get(contactId)
    const last = link?.state === 'linked' ? [link.base.here, link.base.there].flatMap(identifyingEmails) : []
    for (const email of [...emails, ...last]) put(contactsByEmail, email, contactId)
  }
  const freeEntriesByEmail = new Map<string, Set<string>>()
  for (const { entryId, fields } of freeEntries) {
    for (const email of identifyingEmails(fields)) put(freeEntriesByEmail, email, entryId)
  }
  const byId = new Map(contacts.map((contact) => [contact.contactId, contact]))
  return { contacts: byId, links, contactsByEmail, freeEntriesByEmail }
}

/** Who an entry is: by our own mark, else by e-mail. Of several nobody is "the first". */
export function matchEntry(entry: DirectoryEntry, people: DirectoryPeople): DirectoryMatch {
  const marked = entry.contactId === undefined ? undefined : people.contacts.get(entry.contactId)
  if (marked !== undefined && isFree(marked, people)) return { match: 'one', contact: marked, proof: { by: 'mark' } }
  if (!namesPerson(entry.fields)) return { match: 'unnamed' }
  const emails = identifyingEmails(entry.fields)
  const hits = emails.filter((email) => people.contactsByEmail.has(email))
  const contactIds = new Set(hits.flatMap((email) => [...(people.contactsByEmail.get(email) ?? [])]))
  if (marked !== undefined) contactIds.add(marked.contactId)
  const [first, ...others] = contactIds
  const contact = first === undefined ? undefined : people.contacts.get(first)
  const [email = ''] = hits
  if (contact === undefined) return { match: 'none' }
  const why = others.length > 0 ? 'several-contacts' : obstacle(entry, contact, people)
  if (why !== null) return { match: 'ambiguous', why, contactIds: [...contactIds], emails: hits }
  return { match: 'one', contact, proof: { by: 'mail', email } }
}

/** Why the only contact that has an entry's address is not taken for it; `null`: it is. */
function obstacle(entry: DirectoryEntry, contact: DirectoryContact, people: DirectoryPeople): AmbiguityReason | null {
  if (contact.isTrashed) return 'in-trash'
  if (people.links.has(contact.contactId) && !isFree(contact, people)) return 'already-linked'
  if (!contact.takesPart) return 'not-chosen-here'
  if (!personNamesCompatible(entry.fields, contact.fields)) return 'names-differ'
  const entries = contact.emails.flatMap((email) => [...(people.freeEntriesByEmail.get(email) ?? [])])
  return new Set(entries).size > 1 ? 'several-entries' : null
}

/** Whether a contact can be given an entry. One whose entry was asked for can: this may be it. */
function isFree(contact: DirectoryContact, { links }: DirectoryPeople): boolean {
  const link = links.get(contact.contactId)
  return !contact.isTrashed && contact.takesPart && (link === undefined || link.state === 'creating')
}

function put<Value>(map: Map<string, Set<Value>>, key: string, value: Value): void {
  const values = map.get(key) ?? new Set()
  map.set(key, values.add(value))
}
