/** Reading merges: which record became part of which, and what that took. @module */
import type { MergeRecord } from '../identity/merge-record.ts'
import type { ContactId, MergeId, WorkspaceId } from '../kernel/ids.ts'

/** Reads merges. */
export interface MergeRepository {
  /**
   * The merge with this id, with every field as it was written.
   * - Resolves `null` for an id that is unknown or of another workspace.
   * - What was erased of a person is `null`, and stays so when the merge is updated.
   */
  find(workspaceId: WorkspaceId, id: MergeId): Promise<MergeRecord | null>

  /**
   * One page of merges, the latest first (by id), of these records if given: those in which any of them was survivor or
   * loser.
   * - Undone ones are among them.
   * - Starts right after the id, if given.
   */
  list(
    workspaceId: WorkspaceId,
    page: { readonly recordIds?: readonly string[]; readonly after?: MergeId; readonly limit: number },
  ): Promise<readonly MergeRecord[]>

  /**
   * The merges that still keep something of this person: the survivor as it was, or a job that went.
   * - Those of companies are among them, and undone ones.
   * - The latest first (by id), each once.
   */
  listOfPerson(workspaceId: WorkspaceId, personId: ContactId): Promise<readonly MergeRecord[]>
}
