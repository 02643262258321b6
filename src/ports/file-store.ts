/** Files of a workspace: what came with mails, what goes along, recordings. Their names and whose they are stand in the store. @module */
import type { FileId, WorkspaceId } from '../kernel/ids.ts'

/** What is known of a file that was put away. */
export interface StoredFile {
  readonly size: number
  /** SHA-256, in hexadecimal: equal files are known by it. */
  readonly hash: string
}

/** Keeps the bytes of files. */
export interface FileStore {
  /**
   * Puts a file away, all of it or nothing.
   * - Keeps a file byte for byte.
   * - Says how long it is, and its hash.
   * - Leaves a file that is there already as it is, and says what that is.
   * - Leaves nothing behind if the bytes end with an error.
   */
  put(workspaceId: WorkspaceId, fileId: FileId, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>

  /**
   * The bytes of a file, in pieces; `null`: there is none.
   * - Gives no file of another workspace.
   */
  open(workspaceId: WorkspaceId, fileId: FileId): Promise<AsyncIterable<Uint8Array> | null>

  /**
   * Removes a file for good.
   * - Does nothing where there is none.
   * - Removes no file of another workspace.
   */
  remove(workspaceId: WorkspaceId, fileId: FileId): Promise<void>
}
