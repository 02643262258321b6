/** Reading workspaces and their members. @module */
import type { Group } from '../access/group.ts'
import type { StoredMember } from '../access/member.ts'
import type { Workspace } from '../access/workspace.ts'
import type { MemberId, WorkspaceId } from '../kernel/ids.ts'

/** Reads workspaces and members. */
export interface WorkspaceRepository {
  /** The workspace with this id. - Resolves `null` for an unknown id. */
  find(id: WorkspaceId): Promise<Workspace | null>

  /**
   * The member with this id, with every field as it was written, groups and what is withheld included.
   * - Resolves `null` for an id that is unknown or of another workspace.
   */
  findMember(workspaceId: WorkspaceId, memberId: MemberId): Promise<StoredMember | null>

  /** All members of a workspace, by id. */
  listMembers(workspaceId: WorkspaceId): Promise<readonly StoredMember[]>

  /** All groups of a workspace, by id, with every field as it was written. */
  listGroups(workspaceId: WorkspaceId): Promise<readonly Group[]>
}
