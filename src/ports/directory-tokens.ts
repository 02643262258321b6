/**
 * With what the accounts of address books outside are opened. Whoever refreshes a token replaces it, and several processes
 * do so at once: each says which version it has read, and nobody overwrites what he has not seen. @module
 */
import type { DirectoryAccountId, WorkspaceId } from '../kernel/ids.ts'

/** What is kept for an account. */
export interface KeptTokens {
  /** The adapter's own text. It opens the address book: keep it sealed (`sealedTokens`). */
  readonly secret: string
  /** Counts what was written. */
  readonly version: number
}

/** Something to keep instead of what was read. */
export interface TokensToKeep {
  readonly secret: string
  /** The version that it replaces; `null`: nothing is kept for this account. */
  readonly expectedVersion: number | null
}

/** What came of keeping tokens. */
export type TokensWritten =
  | { readonly kind: 'written'; readonly version: number }
  /** Somebody else was first: read again. */
  | { readonly kind: 'version-conflict' }

/** Keeps the tokens of accounts at directories. */
export interface DirectoryTokens {
  /**
   * What is kept for an account; `null`: nothing.
   * - Gives what was written last, with its version.
   * - Gives nothing of another workspace or another account.
   */
  read(workspaceId: WorkspaceId, accountId: DirectoryAccountId): Promise<KeptTokens | null>

  /**
   * Keeps a text instead of what was read.
   * - Says `version-conflict` where something else is kept than was expected, and changes nothing.
   * - Lets one of several win who expect the same version.
   */
  write(workspaceId: WorkspaceId, accountId: DirectoryAccountId, tokens: TokensToKeep): Promise<TokensWritten>

  /**
   * Forgets what is kept for an account.
   * - Keeps nothing of what is removed, and leaves other accounts alone.
   * - Never gives a version again, not even after a removal.
   */
  remove(workspaceId: WorkspaceId, accountId: DirectoryAccountId): Promise<void>
}
