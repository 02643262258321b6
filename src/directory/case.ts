/** What a synchronization leaves for people to look at. Rules: docs/concepts/directory.md (SYN-1, SYN-3, SYN-6). @module */
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { AmbiguityReason, DirectoryDecision } from './decision.ts'
import { describeDirectoryDecision } from './describe.ts'
import type { UnlinkReason } from './entry.ts'
import type { FieldConflict } from './settle.ts'

/** What there is to look at. Conflicts happened once; the others stand as long as they are so. */
export type CaseSubject =
  /** Both sides had changed a field. */
  | {
      readonly kind: 'conflict'
      readonly contactId: ContactId
      readonly entryId: string
      readonly conflict: FieldConflict
    }
  /** One side was deleted and the other one changed. */
  | { readonly kind: 'parted'; readonly contactId: ContactId; readonly entryId: string; readonly why: UnlinkReason }
  | {
      readonly kind: 'ambiguous'
      readonly entryId: string
      readonly why: AmbiguityReason
      readonly contactIds: readonly ContactId[]
      readonly emails: readonly string[]
    }
  | { readonly kind: 'unnamed'; readonly entryId: string }
  | { readonly kind: 'outside-group'; readonly contactId: ContactId; readonly entryId: string; readonly email: string }
  | {
      readonly kind: 'held'
      readonly contactId: ContactId
      readonly entryId: string
      readonly wanted: 'trash-here' | 'delete-there'
    }
  /** A rule of ours, or the address book, does not take a change. */
  | {
      readonly kind: 'refused'
      readonly side: 'here' | 'there'
      readonly contactId?: ContactId
      readonly entryId?: string
      /** `forbidden`, `duplicate`, … */
      readonly code: string
    }

/** Something that a person should look at. */
export type DirectoryCase = CaseSubject & {
  /** Names the case within its account. What happened once has a name of its own, what stands is named after its subject. */
  readonly key: string
  readonly at: Instant
  /** The pass that found it. */
  readonly pass: number
}

/** Whether a case stands until it is settled, and is looked for again in each pass. What is not happened once. */
export function isStanding({ kind }: Pick<DirectoryCase, 'kind'>): boolean {
  return kind !== 'conflict' && kind !== 'parted'
}

/** Everybody here whom a case is about. */
export function contactsOfCase(found: CaseSubject): readonly ContactId[] {
  if (found.kind === 'ambiguous') return found.contactIds
  return 'contactId' in found && found.contactId !== undefined ? [found.contactId] : []
}

/** The name of a standing case. */
export function standingKey(found: CaseSubject): string {
  switch (found.kind) {
    case 'ambiguous':
    case 'unnamed':
      return `${found.kind} ${found.entryId}`
    case 'refused':
      return `refused ${found.side} ${found.contactId ?? found.entryId ?? ''}`
    default:
      return `${found.kind} ${found.contactId}`
  }
}

/** What a decision that changes nothing leaves to look at; `null`: nothing. */
export function caseOfDecision(decision: DirectoryDecision): CaseSubject | null {
  switch (decision.kind) {
    case 'ambiguous':
    case 'unnamed':
    case 'outside-group':
    case 'held':
      return decision
    case 'unlink': {
      const { contactId, entryId, why, isConflict } = decision
      return isConflict ? { kind: 'parted', contactId, entryId, why } : null
    }
    default:
      return null
  }
}

/** A case as a sentence. It names ids, fields and e-mail addresses, and no other data of a person. */
export function describeDirectoryCase(found: CaseSubject): string {
  switch (found.kind) {
    case 'conflict': {
      const { contactId, entryId, conflict } = found
      return `Both sides changed ${conflict.field} of contact ${contactId} and entry ${entryId}: ${kept[conflict.kept]}.`
    }
    case 'parted':
      return found.why === 'deleted-there-edited-here'
        ? `Entry ${found.entryId} was deleted there, but contact ${found.contactId} was changed here since. The contact stays; look at it.`
        : `Contact ${found.contactId} is in the trash, but entry ${found.entryId} was changed there since. The entry stays; look at it.`
    case 'refused':
      return found.side === 'here'
        ? `What entry ${found.entryId} says can't be taken${found.contactId === undefined ? '' : ` into contact ${found.contactId}`}: ${found.code}. It is tried again in each pass.`
        : `The address book does not take contact ${found.contactId}: ${found.code}. It is tried again in each pass.`
    default:
      return describeDirectoryDecision(found)
  }
}

const kept: Readonly<Record<FieldConflict['kept'], string>> = {
  here: 'ours is newer, and was kept',
  there: 'theirs is newer, and was kept',
  both: 'both were kept',
}
