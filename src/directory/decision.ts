/** What a synchronization decides of one person, and why. Rules: docs/concepts/directory.md (SYN-1, SYN-3, SYN-4, SYN-6). @module */
import type { CompanyId, ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { LinkedPair, PendingEntry, UnlinkedPair, UnlinkReason } from './entry.ts'
import type { DirectoryChanges, DirectoryFields } from './fields.ts'
import type { FieldConflict } from './settle.ts'

/** What showed that a contact and an entry are one person. */
export type LinkProof =
  | { readonly by: 'mark' }
  | { readonly by: 'mail'; readonly email: string }
  /** They were linked before. */
  | { readonly by: 'return' }

/** Why nobody but a person can say who an entry is. */
export type AmbiguityReason =
  | 'several-contacts'
  | 'several-entries'
  | 'already-linked'
  | 'names-differ'
  | 'in-trash'
  | 'not-chosen-here'

/** What comes in of an entry. The link is saved in the same commit: a conflict is reported with it, and never again. */
export interface Incoming {
  readonly contactId: ContactId
  readonly entryId: string
  /** Of the contact, as it was looked at: the command expects it. */
  readonly contactVersion: number
  readonly changes: DirectoryChanges
  readonly notes: DirectoryFields
  readonly conflicts: readonly FieldConflict[]
  readonly link: LinkedPair
}

/** A decision; which side it changes is in its name. What comes in of a person stands before what goes out. */
export type DirectoryDecision =
  /** The two are one person. */
  | ({ readonly kind: 'link'; readonly proof: LinkProof } & Incoming)
  | ({ readonly kind: 'update-here' } & Incoming)
  /** Nothing to do on either side but to save what stands there now. */
  | {
      readonly kind: 'remember'
      readonly contactId: ContactId
      readonly entryId: string
      readonly link: LinkedPair | UnlinkedPair
    }
  /** Save the link before the write: where the answer is lost, it says what may stand there by now. */
  | {
      readonly kind: 'update-there'
      readonly contactId: ContactId
      readonly entryId: string
      /** Of the entry: the write expects it. */
      readonly version: string
      readonly changes: DirectoryChanges
      /** What we have. */
      readonly here: DirectoryFields
      readonly link: LinkedPair
    }
  | {
      readonly kind: 'create-here'
      readonly entryId: string
      readonly fields: DirectoryFields
      readonly notes: DirectoryFields
      /** The company of the job, where it is certain; then the fields of work are its, and not the note's. */
      readonly companyId?: CompanyId
    }
  /** Save the link before the entry is asked for: where the answer is lost, it says that one may be there. */
  | {
      readonly kind: 'create-there'
      readonly contactId: ContactId
      readonly fields: DirectoryFields
      readonly link: PendingEntry
    }
  | {
      readonly kind: 'unlink'
      readonly contactId: ContactId
      readonly entryId: string
      readonly why: UnlinkReason
      /** Whether one side was deleted and the other one changed: a person should look. */
      readonly isConflict: boolean
      readonly link: UnlinkedPair
    }
  | {
      readonly kind: 'trash-here'
      readonly contactId: ContactId
      readonly entryId: string
      readonly contactVersion: number
      readonly link: UnlinkedPair
    }
  /** The link is saved once the entry is gone. */
  | {
      readonly kind: 'delete-there'
      readonly contactId: ContactId
      readonly entryId: string
      readonly version: string
      readonly link: UnlinkedPair
    }
  | {
      readonly kind: 'ambiguous'
      readonly entryId: string
      readonly why: AmbiguityReason
      readonly contactIds: readonly ContactId[]
      /** The e-mail addresses that say so. */
      readonly emails: readonly string[]
    }
  | { readonly kind: 'unnamed'; readonly entryId: string }
  /** Somebody with the same e-mail stands there outside the group: nothing is taken of it, and nobody created beside it. */
  | { readonly kind: 'outside-group'; readonly contactId: ContactId; readonly entryId: string; readonly email: string }
  /** An entry was asked for, and it is not known yet whether it was made. */
  | { readonly kind: 'wait'; readonly contactId: ContactId; readonly until: Instant }
  /** More deletions at once than anybody means: a person has to say so. */
  | {
      readonly kind: 'held'
      readonly contactId: ContactId
      readonly entryId: string
      readonly wanted: 'trash-here' | 'delete-there'
    }

/** The kinds of decisions. */
export type DirectoryDecisionKind = DirectoryDecision['kind']

/** The kinds, in the order in which a list of decisions is carried out. */
export const directoryDecisionKinds: readonly DirectoryDecisionKind[] = [
  'unlink',
  'link',
  'remember',
  'update-here',
  'create-here',
  'trash-here',
  'update-there',
  'create-there',
  'delete-there',
  'wait',
  'held',
  'ambiguous',
  'outside-group',
  'unnamed',
]

/** How many decisions of each kind there are: a preview. Kinds that do not occur are 0. */
export function countDecisions(
  decisions: readonly DirectoryDecision[],
): Readonly<Record<DirectoryDecisionKind, number>> {
  const counts: Record<DirectoryDecisionKind, number> = {
    unlink: 0,
    link: 0,
    remember: 0,
    'update-here': 0,
    'create-here': 0,
    'trash-here': 0,
    'update-there': 0,
    'create-there': 0,
    'delete-there': 0,
    wait: 0,
    held: 0,
    ambiguous: 0,
    'outside-group': 0,
    unnamed: 0,
  }
  for (const { kind } of decisions) counts[kind] += 1
  return counts
}
