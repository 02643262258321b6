/** What is done with address books, and what is decided about their entries. @module */
import type { AbortSignalLike } from '../import/web-types.ts'
import type { ContactId } from '../kernel/ids.ts'

/** What a run may be given. */
export interface SyncOptions {
  /** Whether deletions that were held back are meant (SYN-4). Default: no. */
  readonly confirmDeletions?: boolean | undefined
  /** Told after every step. */
  readonly onProgress?: ((progress: DirectoryRunProgress) => void) | undefined
  /** Ends the run; what was done stays done, and the next one goes on there. */
  readonly signal?: AbortSignalLike | undefined
}

/** How far a run is. */
export interface DirectoryRunProgress {
  readonly stage: 'reading' | 'deciding'
  /** Entries that were read so far. */
  readonly read: number
  /** Decisions that were taken so far. */
  readonly decided: number
  /** Changes that were sent so far. */
  readonly sent: number
}

/** What a preview may be given. */
export type PreviewDirectoryOptions = Pick<SyncOptions, 'signal'>

/** What a person decides about a case. */
export type DirectoryResolution =
  /** The entry is this contact: the two are synchronized with the next run. */
  | { readonly by: 'link'; readonly contactId: ContactId }
  /** The entry is somebody new. */
  | { readonly by: 'create' }
  /** The entry stands for nobody here. */
  | { readonly by: 'leave' }
  /** There is nothing to do: somebody has looked at it. */
  | { readonly by: 'seen' }
