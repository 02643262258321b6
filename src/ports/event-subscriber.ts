/** Hearing of events within the host's own process. @module */
import type { WorkspaceId } from '../kernel/ids.ts'
import type { DomainEvent } from './history.ts'

/** What a subscriber is told beside the event. */
export interface SubscriberContext {
  readonly workspaceId: WorkspaceId
  /** 1 for the first attempt. */
  readonly attempt: number
  /** Asks for so many milliseconds from now on. `false`: too late, somebody else has taken over. */
  extend(ms: number): Promise<boolean>
}

/**
 * A part of the host that reacts to events.
 * - Each event comes at least once; an event that comes again has the same id.
 * - Events about one record come one after the other, in the order of the commits.
 * - A failure is tried again later, and given up in the end; those behind it go on then.
 */
export interface EventSubscriber {
  /** Names it for ever: under a new name it is somebody else, who has heard of nothing yet. */
  readonly name: string
  /** `company.created`, all of a kind (`company.*`), or all (`*`). Default: all. */
  readonly eventTypes?: readonly string[]
  /** The pauses between attempts. Default: as for webhooks, ten attempts within three days. */
  readonly retryDelaysMs?: readonly number[]
  /** Reacts to one event; rejecting means that it is to come again. */
  handle(event: DomainEvent, context: SubscriberContext): Promise<void>
}
