/**
 * What a synchronization does, as a list of decisions: nothing is read and nothing written, so a preview is the list
 * itself. Rules: docs/concepts/directory.md (SYN-1 … SYN-6). @module
 */
import type { CountryCode } from '../kernel/country.ts'
import type { CompanyId, ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import { decidePair, synchronize } from './decide-pair.ts'
import { type DirectoryDecision, directoryDecisionKinds } from './decision.ts'
import {
  advanceLink,
  type DirectoryContact,
  type DirectoryEntry,
  type DirectoryLink,
  type LinkedPair,
  newLink,
  type PendingEntry,
} from './entry.ts'
import { type DirectoryFields, identifyingEmails } from './fields.ts'
import { type DirectoryPeople, indexPeople, matchEntry } from './match.ts'
import { followNames } from './renamed.ts'
import { settleFields } from './settle.ts'

/** What a workspace wishes of a directory. */
export interface DirectorySettings {
  /** What a deletion on one side does on the other. `unlink`: nothing is deleted, the two only part. */
  readonly deletions: 'unlink' | 'delete'
  /** More deletions at once are held back until a person confirms them. */
  readonly mostDeletions: number
  /** How long to wait for the answer about a new entry before it is asked for again. */
  readonly settleMs: number
  /** The country in which numbers are dialed as they are typed. */
  readonly country?: CountryCode
}

/** Deletes nothing, and waits a quarter of an hour: directories show what was written minutes later. */
export const usualDirectorySettings: DirectorySettings = {
  deletions: 'unlink',
  mostDeletions: 50,
  settleMs: 900_000,
}

/**
 * The people of both sides. What is given may be a part, if it is closed: with a link come its contact and its entry,
 * and with an entry without a link all contacts that have an e-mail of it. An entry that is not given has not changed.
 */
export interface DirectoryScene {
  /** The group whose entries take part. */
  readonly groupId: string
  readonly contacts: readonly DirectoryContact[]
  readonly entries: readonly DirectoryEntry[]
  /** Entries that were deleted there. After a full read: all that were not read, and only once it was complete. */
  readonly deletedEntryIds: readonly string[]
  readonly links: readonly DirectoryLink[]
  /** Companies of entries without a contact, where one is identified with certainty. */
  readonly companies?: ReadonlyMap<string, CompanyId>
  readonly now: Instant
}

/** Decides what is to be done on both sides. The list stands in the order in which it is carried out. */
export function decideDirectory(
  scene: DirectoryScene,
  settings: DirectorySettings = usualDirectorySettings,
): readonly DirectoryDecision[] {
  const named = followNames(scene)
  const links = new Map(named.links.map((link) => [link.contactId, link]))
  const entries = new Map(named.entries.map((entry) => [entry.entryId, entry]))
  const contacts = new Map(scene.contacts.map((contact) => [contact.contactId, contact]))
  const deleted = new Set(scene.deletedEntryIds)
  const decisions: DirectoryDecision[] = []

  const taken = new Set<string>()
  for (const link of named.links) {
    if (link.state === 'creating') continue
    taken.add(link.entryId)
    const contact = contacts.get(link.contactId)
    if (contact === undefined) continue
    const sides = { contact, entry: entries.get(link.entryId), isDeleted: deleted.has(link.entryId) }
    const ofPair = decidePair(link, sides, scene.groupId, settings)
    decisions.push(...ofPair)
    // Whatever else is decided saves the link with its new name.
    if (ofPair.length === 0 && named.renamed.has(contact.contactId)) {
      decisions.push({ kind: 'remember', contactId: contact.contactId, entryId: link.entryId, link })
    }
  }

  const unlinked = named.entries.filter(({ entryId }) => !taken.has(entryId) && !deleted.has(entryId))
  const free = unlinked.filter(({ groupIds }) => groupIds.includes(scene.groupId))
  const outside = unlinked.filter(({ groupIds }) => !groupIds.includes(scene.groupId))
  const people = indexPeople(scene.contacts, free, links)
  const spokenFor = new Set<ContactId>()
  for (const entry of free) decisions.push(...decideEntry(entry, people, spokenFor, scene, settings))
  const outsideByEmail = new Map(
    outside.flatMap(({ entryId, fields }) => identifyingEmails(fields).map((email) => [email, entryId])),
  )
  for (const contact of scene.contacts) {
    if (contact.isTrashed || !contact.takesPart || spokenFor.has(contact.contactId)) continue
    const link = links.get(contact.contactId)
    if (link === undefined || link.state === 'creating')
      decisions.push(decideContact(contact, link, outsideByEmail, scene.now, settings))
  }
  return inOrder(holdBack(decisions, settings))
}

/** The link once an entry was written, with what the directory says that stands there now. */
export function linkAfterUpdate(
  { here, link }: Extract<DirectoryDecision, { kind: 'update-there' }>,
  entry: DirectoryEntry,
): LinkedPair {
  const { sent: _sent, ...answered } = link
  return advanceLink(answered, entry, { here, there: entry.fields })
}

/** The link once an entry was created. */
export function linkAfterCreateThere(
  { contactId, fields }: Extract<DirectoryDecision, { kind: 'create-there' }>,
  entry: DirectoryEntry,
): LinkedPair {
  return { ...newLink(contactId, entry), base: { here: fields, there: entry.fields } }
}

/** The link once a contact was created, with the fields that it got: saved in the same commit. */
export function linkAfterCreateHere(entry: DirectoryEntry, contactId: ContactId, here: DirectoryFields): LinkedPair {
  return { ...newLink(contactId, entry), base: { here, there: entry.fields } }
}

/** An entry that nobody is linked to: it is somebody who is known, somebody new, or a question. */
function decideEntry(
  entry: DirectoryEntry,
  people: DirectoryPeople,
  spokenFor: Set<ContactId>,
  { companies }: DirectoryScene,
  settings: DirectorySettings,
): readonly DirectoryDecision[] {
  const { entryId } = entry
  const found = matchEntry(entry, people)
  switch (found.match) {
    case 'unnamed':
      return [{ kind: 'unnamed', entryId }]
    case 'ambiguous': {
      const { why, contactIds, emails } = found
      for (const contactId of contactIds) spokenFor.add(contactId)
      return [{ kind: 'ambiguous', entryId, why, contactIds, emails }]
    }
    case 'one': {
      const { contact, proof } = found
      // A second entry with the same mark: a create whose answer was lost was asked for again.
      if (spokenFor.has(contact.contactId)) {
        const contactIds = [contact.contactId]
        return [{ kind: 'ambiguous', entryId, why: 'already-linked', contactIds, emails: [] }]
      }
      spokenFor.add(contact.contactId)
      const asked = people.links.get(contact.contactId)
      const link = newLink(contact.contactId, entry)
      // An entry that was made for us began as we asked for it.
      const isAsked = proof.by === 'mark' && asked?.state === 'creating'
      const begun = isAsked ? { ...link, base: { here: asked.fields, there: asked.fields } } : link
      return synchronize(begun, contact, entry, settings, proof)
    }
    case 'none': {
      const companyId = companies?.get(entryId)
      const options = { newer: 'there', isJobKnown: companyId !== undefined } as const
      const nothing = { here: {}, there: {} }
      const { here, notes } = settleFields({ here: {}, there: entry.fields }, nothing, options)
      return [{ kind: 'create-here', entryId, fields: here, notes, ...(companyId !== undefined && { companyId }) }]
    }
  }
}

/** A contact that has no entry: one is created, unless one may be there. */
function decideContact(
  { contactId, fields, emails }: DirectoryContact,
  link: PendingEntry | undefined,
  outsideByEmail: ReadonlyMap<string, string>,
  now: Instant,
  settings: DirectorySettings,
): DirectoryDecision {
  if (link !== undefined && now < link.askedAt + settings.settleMs) {
    return { kind: 'wait', contactId, until: link.askedAt + settings.settleMs }
  }
  for (const email of emails) {
    const entryId = outsideByEmail.get(email)
    if (entryId !== undefined) return { kind: 'outside-group', contactId, entryId, email }
  }
  const asked = link?.fields ?? fields
  return {
    kind: 'create-there',
    contactId,
    fields: asked,
    link: { state: 'creating', contactId, askedAt: now, fields: asked },
  }
}

/** Holds back all deletions where there are more than anybody means. */
function holdBack(
  decisions: readonly DirectoryDecision[],
  { mostDeletions }: DirectorySettings,
): readonly DirectoryDecision[] {
  const isDeletion = (kind: DirectoryDecision['kind']) => kind === 'trash-here' || kind === 'delete-there'
  if (decisions.filter(({ kind }) => isDeletion(kind)).length <= mostDeletions) return decisions
  return decisions.map((decision) => {
    if (decision.kind !== 'trash-here' && decision.kind !== 'delete-there') return decision
    const { contactId, entryId, kind } = decision
    return { kind: 'held', contactId, entryId, wanted: kind }
  })
}

function inOrder(decisions: readonly DirectoryDecision[]): readonly DirectoryDecision[] {
  const ranks = new Map(directoryDecisionKinds.map((kind, rank) => [kind, rank]))
  return decisions.toSorted((one, other) => (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0))
}
