/** People as an address book and as crmkit have them, and what ties the two. Rules: docs/concepts/directory.md (SYN-1, SYN-3). @module */
import type { AffiliationId, CompanyId, ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DirectoryChanges, DirectoryFields } from './fields.ts'
import type { Sides } from './three-way.ts'

/** A person in an address book. */
export interface DirectoryEntry {
  /** The directory's own name for it. */
  readonly entryId: string
  /** Names that it had before, where the directory tells them: what is known of those is known of it. */
  readonly formerEntryIds?: readonly string[]
  /** Changes with every change there: an etag. Nothing but equality is asked of it. */
  readonly version: string
  readonly fields: DirectoryFields
  readonly groupIds: readonly string[]
  /** Our mark: the contact that it was created for. */
  readonly contactId?: ContactId
  /** When it was last changed there, where the directory says so. */
  readonly changedAt?: Instant
}

/** A contact as a directory sees it. */
export interface DirectoryContact {
  readonly contactId: ContactId
  /** Of the contact's record, for a command that expects it. */
  readonly version: number
  readonly updatedAt: Instant
  readonly isTrashed: boolean
  /** Whether it is to stand in the directory. */
  readonly takesPart: boolean
  readonly fields: DirectoryFields
  /** Every e-mail address that identifies the contact, those of all present jobs among them (IDN-1). */
  readonly emails: readonly string[]
  /** The job that the fields of work are taken from. */
  readonly job?: { readonly affiliationId: AffiliationId; readonly companyId: CompanyId }
}

/** Why a pair is not synchronized any more. Neither side is changed by it. */
export type UnlinkReason =
  | 'left-group'
  | 'not-chosen-here'
  | 'deleted-there'
  | 'deleted-there-edited-here'
  | 'deleted-here'
  | 'deleted-here-edited-there'
  | 'deleted-on-both'
  /** The contact became part of another, which has an entry of its own. */
  | 'merged'
  | 'by-hand'

/** A contact and an entry that are one person. */
export interface LinkedPair {
  readonly state: 'linked'
  readonly contactId: ContactId
  readonly entryId: string
  /** The version there that the base was taken from. */
  readonly version: string
  /** Versions that were followed by another: a directory that is behind still shows them. */
  readonly replaced: readonly string[]
  readonly changedAt?: Instant
  /** What was last synchronized, as each side has it: a directory may write things its own way. */
  readonly base: Sides<DirectoryFields>
  /** Changes that were sent since, the answers to which may be lost: what of them stands there is ours. */
  readonly sent?: readonly DirectoryChanges[]
}

/** A contact whose entry was asked for, and of which no answer came yet. */
export interface PendingEntry {
  readonly state: 'creating'
  readonly contactId: ContactId
  readonly askedAt: Instant
  /** What it was asked for with, and is asked for again: what changed since is sent once it is there. */
  readonly fields: DirectoryFields
}

/** A tombstone: the two belonged together, so neither is created again on the other side. */
export interface UnlinkedPair extends Omit<LinkedPair, 'state'> {
  readonly state: 'unlinked'
  readonly why: UnlinkReason
}

/** What ties a contact to a directory. A contact and an entry have at most one each. */
export type DirectoryLink = LinkedPair | PendingEntry | UnlinkedPair

/** How many replaced versions, and how many unanswered changes, are remembered. */
const mostReplaced = 20
const mostSent = 10

/** Ties a contact to an entry, nothing of which was synchronized yet: whoever decides an ambiguous case saves this. */
export function newLink(contactId: ContactId, entry: DirectoryEntry): LinkedPair {
  const { entryId, version, changedAt } = entry
  const link = { state: 'linked', contactId, entryId, version, replaced: [], base: { here: {}, there: {} } } as const
  return changedAt === undefined ? link : { ...link, changedAt }
}

/** A link as it is once an entry has been looked at in this version, with a new base. */
export function advanceLink(link: LinkedPair, entry: DirectoryEntry, base: Sides<DirectoryFields>): LinkedPair {
  if (link.version === entry.version) return { ...link, base }
  const { version, changedAt } = entry
  // The entry was looked at after whatever was sent.
  const { sent: _sent, ...rest } = link
  const replaced = [...link.replaced.filter((known) => known !== version), link.version].slice(-mostReplaced)
  return { ...rest, version, replaced, base, ...(changedAt !== undefined && { changedAt }) }
}

/** A link on which changes are about to be sent. */
export function sendOn(link: LinkedPair, changes: DirectoryChanges): LinkedPair {
  return { ...link, sent: [...(link.sent ?? []), changes].slice(-mostSent) }
}

/** Unties a pair, for good if by hand. */
export function unlink(link: LinkedPair, why: UnlinkReason): UnlinkedPair {
  return { ...link, state: 'unlinked', why }
}

/** Whether an entry is an older state of what is known of it: directories show what was written with a delay. */
export function isStale(link: LinkedPair | UnlinkedPair, entry: DirectoryEntry): boolean {
  if (entry.changedAt !== undefined && link.changedAt !== undefined && entry.changedAt !== link.changedAt) {
    return entry.changedAt < link.changedAt
  }
  return link.replaced.includes(entry.version)
}
