/** Address books that were connected, and how far their synchronization is. Rules: docs/concepts/directory.md (SYN-3, SYN-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { DirectoryAccountId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DirectoryCheckpoint } from './checkpoint.ts'
import type { DirectorySettings } from './decide.ts'

/** Which contacts are to stand in an address book: those that the member owns, or all that he may see. */
export type DirectoryContacts = 'own' | 'visible'

/** An address book that was connected. */
export interface DirectoryAccount {
  readonly id: DirectoryAccountId
  readonly version: number
  /** Whose address book it is at the provider's, in words: `anne@gmail.example`. */
  readonly label: string
  /** `google`. */
  readonly provider: string
  /** The member whose address book it is: it has what he may see. `null`: the workspace's, without private contacts. */
  readonly memberId: MemberId | null
  /** The group whose entries take part. */
  readonly groupName: string
  readonly deletions: DirectorySettings['deletions']
  readonly mostDeletions: number
  readonly contacts: DirectoryContacts
  /** The country in which numbers are dialed as they are typed. Absent: the workspace's. */
  readonly country?: CountryCode
  /** How often it is synchronized by itself. Absent: never. */
  readonly everyMinutes?: number
  /** Counts how often that was changed: runs that were planned before are left alone. */
  readonly plan: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What a run came to, and when. */
export interface DirectoryRunNote {
  readonly at: Instant
  readonly outcome: 'complete' | 'postponed' | 'busy' | 'refused' | 'aborted'
  /** Of one that was refused or postponed: why. */
  readonly problem?: string
  /** What its owner has to do: consent once more. */
  readonly remedy?: 'connect-again'
}

/** How far the synchronization of an address book is. Whoever writes a part of it writes this, too: two never work at once. */
export interface DirectoryProgress {
  /** Grows with every commit. */
  readonly version: number
  /** The group of the account's name, once it is known. */
  readonly groupId?: string
  readonly checkpoint: DirectoryCheckpoint | null
  /** Counts the passes that were begun. */
  readonly pass: number
  /** Who is at work, and until when he is believed to be. */
  readonly run?: { readonly id: string; readonly until: Instant }
  /** What the last run came to. */
  readonly lastRun?: DirectoryRunNote
}

/** The progress of an address book of which nothing was read yet. */
export function newProgress(): DirectoryProgress {
  return { version: 1, checkpoint: null, pass: 0 }
}
