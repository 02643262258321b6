/**
 * Address books outside, such as Google Contacts. An *entry* is a person there, a *version* changes with every change of
 * an entry, a *sync token* names a moment since which changes can be asked for. @module
 */
import type { DirectoryEntry } from '../directory/entry.ts'
import type { DirectoryChanges, DirectoryFields } from '../directory/fields.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { ConfigurationCheck } from './provider-checks.ts'

/** What of a directory is read. */
export interface DirectoryRead {
  /** Only what changed since; absent: everybody who is there. */
  readonly syncToken?: string
  /** The page to go on with; absent: the first one. */
  readonly pageToken?: string
}

/** A page of entries. */
export interface DirectoryPage {
  readonly kind: 'page'
  readonly entries: readonly DirectoryEntry[]
  /** Entries that were deleted since the token. */
  readonly deletedEntryIds: readonly string[]
  /** Absent on the last page. */
  readonly nextPageToken?: string
  /** On the last page only. */
  readonly syncToken?: string
}

/** Nothing was done; it may be done later. */
export interface DirectoryPostponed {
  readonly kind: 'postponed'
  /** Why: `quota`, or what the network said. No name, address or secret. */
  readonly problem: string
  /** How long the directory wants to be left alone, where it says so. */
  readonly retryAfterMs?: number
}

/** It won't be done, however often it is asked for. */
export interface DirectoryRefused {
  readonly kind: 'refused'
  readonly problem: string
  /** Absent: a person has to look. `connect-again`: whoever owns the address book has to consent once more. */
  readonly remedy?: 'connect-again'
}

/** What came of reading a page. */
export type DirectoryReadAnswer =
  | DirectoryPage
  /** Everybody has to be read again, without a token. */
  | { readonly kind: 'token-expired' }
  | DirectoryPostponed
  | DirectoryRefused

/** A change to make there. */
export type DirectoryWrite =
  | {
      readonly kind: 'create'
      /** Our mark: the entry keeps it. */
      readonly contactId: ContactId
      readonly fields: DirectoryFields
      readonly groupId: string
    }
  | {
      readonly kind: 'update'
      readonly entryId: string
      /** The version that the change was decided on. */
      readonly version: string
      readonly changes: DirectoryChanges
    }
  | { readonly kind: 'delete'; readonly entryId: string; readonly version: string }

/** What came of a change. */
export type DirectoryWriteAnswer =
  /** The entry as it stands there now; `null`: it was deleted. */
  | { readonly kind: 'written'; readonly entry: DirectoryEntry | null }
  | { readonly kind: 'version-conflict' }
  /** There is no such entry any more. */
  | { readonly kind: 'gone' }
  /** It won't ever be taken as it is. */
  | DirectoryRefused
  | DirectoryPostponed
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown'; readonly problem: string }

/** A group of a directory. */
export interface DirectoryGroup {
  readonly groupId: string
  readonly name: string
}

/** An address book outside. */
export interface ContactDirectory extends ConfigurationCheck {
  /** The directory's name: `google`. */
  readonly provider: string

  /** How many changes it takes at once. */
  readonly mostWrites: number

  /**
   * A page of entries, whichever group they are in.
   * - Gives everybody once, page by page, where there is no token.
   * - Gives the sync token on the last page only.
   * - Gives what has changed since a token, and names what was deleted.
   * - Says `token-expired` for a token that is too old, and gives nothing.
   * - Says `postponed` where the quota is used up.
   * - Resolves for whatever the network and the directory do.
   */
  readPage(read: DirectoryRead, options: { readonly timeoutMs: number }): Promise<DirectoryReadAnswer>

  /**
   * Entries as they stand there at this moment, which pages may show only later.
   * - Gives entries as they stand, even if pages do not show it yet.
   * - Leaves out those that are not there.
   */
  readEntries(
    entryIds: readonly string[],
    options: { readonly timeoutMs: number },
  ): Promise<
    | { readonly kind: 'entries'; readonly entries: readonly DirectoryEntry[] }
    | Exclude<DirectoryReadAnswer, DirectoryPage>
  >

  /**
   * Makes changes, at most `mostWrites`, each entry once.
   * - Answers every change, in their order.
   * - Gives every entry as it stands afterwards, with a new version.
   * - Changes the fields that it is given, and no others.
   * - Clears what is `null`.
   * - Says `version-conflict` for a version that is not the present one, and changes nothing.
   * - Says `gone` for an entry that is not there any more.
   * - Keeps our mark and the group with what it creates.
   * - Makes the other changes where one can't be made.
   * - Says `postponed` only if nothing was changed.
   * - Says `unknown` where the answer is lost.
   * - Rejects for mistakes of the caller.
   */
  write(
    writes: readonly DirectoryWrite[],
    options: { readonly timeoutMs: number },
  ): Promise<readonly DirectoryWriteAnswer[]>

  /**
   * The group of this name.
   * - Makes the group if there is none, once.
   */
  ensureGroup(
    name: string,
    options: { readonly timeoutMs: number },
  ): Promise<{ readonly kind: 'group'; readonly group: DirectoryGroup } | Exclude<DirectoryReadAnswer, DirectoryPage>>
}
