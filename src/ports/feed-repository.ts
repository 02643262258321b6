/** Reading calendar feeds, with the hashes of their secrets. @module */
import type { StoredFeed } from '../calendar/feed-address.ts'
import type { FeedId, WorkspaceId } from '../kernel/ids.ts'

/** Reads calendar feeds. */
export interface FeedRepository {
  /** The feed with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, id: FeedId): Promise<StoredFeed | null>

  /** All feeds of a workspace, by id. */
  list(workspaceId: WorkspaceId): Promise<readonly StoredFeed[]>
}
