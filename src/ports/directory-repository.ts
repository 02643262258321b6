/**
 * What synchronizations keep of address books: accounts, how far they are, links, entries as they were last seen, and cases
 * for people to look at. Writing is {@link Store.commit}'s alone.
 * @module
 */
import type { DirectoryAccount, DirectoryProgress } from '../directory/account.ts'
import type { DirectoryCase } from '../directory/case.ts'
import type { SeenEntry } from '../directory/checkpoint.ts'
import type { DirectoryEntry, DirectoryLink } from '../directory/entry.ts'
import type { ContactId, DirectoryAccountId, WorkspaceId } from '../kernel/ids.ts'

/** An entry as it is kept. */
export interface StoredEntry extends SeenEntry {
  /** The entry as it was last seen; `null` once it was deleted there. */
  readonly entry: DirectoryEntry | null
  /** Whether it stands in the group that takes part. */
  readonly isInGroup: boolean
  /** The addresses by which it is found, in normal form. */
  readonly emails: readonly string[]
  /** Whether a person said that it stands for nobody here. */
  readonly isLeftAlone?: boolean
}

/** A link with the account that it belongs to. */
export interface AccountLink {
  readonly directoryId: DirectoryAccountId
  readonly link: DirectoryLink
}

/** A case with the account that it belongs to. */
export interface AccountCase {
  readonly directoryId: DirectoryAccountId
  readonly case: DirectoryCase
}

/** Who has some e-mail addresses, in one account. */
export interface MailHolders {
  /** Entries that nobody is linked to, and that are there. */
  readonly entries: readonly StoredEntry[]
  /** Links of which the addresses were last synchronized. */
  readonly links: readonly DirectoryLink[]
}

/** What a synchronization writes down of one account. */
export interface DirectoryWrites {
  readonly directoryId: DirectoryAccountId
  /** How far it is now; the version is one more than the one that is replaced. */
  readonly progress?: DirectoryProgress
  readonly links?: readonly DirectoryLink[]
  /** Contacts whose link is given up. */
  readonly linksRemoved?: readonly ContactId[]
  readonly entries?: readonly StoredEntry[]
  readonly entriesRemoved?: readonly string[]
  readonly cases?: readonly DirectoryCase[]
  /** Keys of cases that are settled. */
  readonly casesRemoved?: readonly string[]
  /** Standing cases that were found before this pass are so no longer. */
  readonly casesBefore?: number
}

/** Reads what synchronizations keep. */
export interface DirectoryRepository {
  /** The account with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, id: DirectoryAccountId): Promise<DirectoryAccount | null>

  /** All accounts of a workspace, by id. */
  list(workspaceId: WorkspaceId): Promise<readonly DirectoryAccount[]>

  /** How far an account is. - Resolves `null` for one of which nothing was written down. */
  findProgress(workspaceId: WorkspaceId, id: DirectoryAccountId): Promise<DirectoryProgress | null>

  /**
   * One page of an account's links, by contact.
   * - Starts right after the contact, if given.
   */
  listLinks(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    page: { readonly after?: ContactId; readonly limit: number },
  ): Promise<readonly DirectoryLink[]>

  /** The links of these contacts in one account. The order is not specified. */
  findLinks(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    contactIds: readonly ContactId[],
  ): Promise<readonly DirectoryLink[]>

  /** The links that lead to these entries. The order is not specified. */
  findLinksTo(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    entryIds: readonly string[],
  ): Promise<readonly DirectoryLink[]>

  /** The links of these contacts in all accounts. The order is not specified. */
  listLinksOf(workspaceId: WorkspaceId, contactIds: readonly ContactId[]): Promise<readonly AccountLink[]>

  /** Entries of one account, those that were deleted among them. The order is not specified. */
  findEntries(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    entryIds: readonly string[],
  ): Promise<readonly StoredEntry[]>

  /**
   * One page of the entries that take part and belong to nobody, by id: in the group, there, not left alone, and without a
   * link.
   * - Starts right after the entry, if given.
   */
  listFree(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredEntry[]>

  /**
   * One page of the entries that were last seen before a round, by id; those that were deleted are not among them.
   * - Starts right after the entry, if given.
   */
  listUnseen(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    page: { readonly round: number; readonly after?: string; readonly limit: number },
  ): Promise<readonly SeenEntry[]>

  /**
   * Who has any of these e-mail addresses, in normal form.
   * - Entries without a link that are there, in the group or outside; links by the addresses of both sides of their base.
   */
  findByEmails(workspaceId: WorkspaceId, id: DirectoryAccountId, emails: readonly string[]): Promise<MailHolders>

  /** The entries without a link that have the mark of one of these contacts, and are there. */
  findMarked(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    contactIds: readonly ContactId[],
  ): Promise<readonly StoredEntry[]>

  /**
   * One page of an account's cases, by key.
   * - Starts right after the key, if given.
   */
  listCases(
    workspaceId: WorkspaceId,
    id: DirectoryAccountId,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly DirectoryCase[]>

  /** The case with this key. - Resolves `null` for one that is unknown. */
  findCase(workspaceId: WorkspaceId, id: DirectoryAccountId, key: string): Promise<DirectoryCase | null>

  /** The cases that are about any of these contacts, in all accounts. The order is not specified. */
  listCasesOf(workspaceId: WorkspaceId, contactIds: readonly ContactId[]): Promise<readonly AccountCase[]>
}
