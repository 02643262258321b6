/** Reading workspaces, their members and their resources. @module */
import type { Group } from '../access/group.ts'
import type { StoredMember } from '../access/member.ts'
import type { Resource } from '../access/resource.ts'
import type { Workspace } from '../access/workspace.ts'
import type { MemberId, ResourceId, WorkspaceId } from '../kernel/ids.ts'
import type { Catalog } from '../template/catalog.ts'

/** Reads workspaces, members, resources, and what a workspace has made of its pipelines and templates. */
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

  /**
   * The catalog of a workspace.
   * - It comes back with every field, in its workspace only, and is updated by version.
   * - Resolves `null` where none was written.
   */
  findCatalog(workspaceId: WorkspaceId): Promise<Catalog | null>

  /**
   * The resource with this id.
   * - Resources come back with every field, by id, in their workspace only.
   * - Resources are updated by version.
   * - Resolves `null` for an id that is unknown or of another workspace.
   */
  findResource(workspaceId: WorkspaceId, resourceId: ResourceId): Promise<Resource | null>

  /** All resources of a workspace, retired ones too, by id. */
  listResources(workspaceId: WorkspaceId): Promise<readonly Resource[]>
}
