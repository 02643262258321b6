/** A request of a provider on its way through the host, and the answer to it. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Channels } from '../../ports/channels.ts'
import type { ProviderDistrust, ProviderRequest } from '../../ports/provider-events.ts'
import type { CrmPorts } from '../context.ts'
import type { EventKeeper } from './event-keeper.ts'

/** What a provider is to be answered. */
export interface ProviderReply {
  /** An HTTP status. */
  readonly status: number
  /** Absent: there is no body. */
  readonly contentType?: string
  /** `''`: there is none. */
  readonly body: string
}

/** A request with the workspace and the accounts that it is for. */
export interface Received {
  readonly ports: CrmPorts
  readonly keeper: EventKeeper
  readonly workspaceId: WorkspaceId
  readonly channels: Channels
  readonly request: ProviderRequest
}

/** What a provider is answered whose request is not to be trusted, or can't be read. It is told no more than that. */
export function distrusted({ code }: ProviderDistrust): ProviderReply {
  const status = code === 'unreadable' ? 400 : 403
  return { status, contentType: 'text/plain; charset=utf-8', body: `${code}\n` }
}
