/** Reading webhooks, with their secrets. @module */
import type { WebhookId, WorkspaceId } from '../kernel/ids.ts'
import type { StoredWebhook } from '../webhook/webhook.ts'

/** Reads webhooks. */
export interface WebhookRepository {
  /** The webhook with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, id: WebhookId): Promise<StoredWebhook | null>

  /** All webhooks of a workspace, by id. */
  list(workspaceId: WorkspaceId): Promise<readonly StoredWebhook[]>
}
