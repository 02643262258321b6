/**
 * What providers told, as it came: kept before anybody interprets it, so that nothing is lost and all of it can be
 * interpreted again. Events come in, and are settled, with a {@link Commit}.
 * @module
 */
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** What an event is about, and so who interprets it. */
export type ProviderTopic = 'mail' | 'sms' | 'calls'

/**
 * What became of an event:
 * - `pending`: nobody has looked at it yet;
 * - `interpreted`: what it says is known;
 * - `unmatched`: it is about a message or a call that is not there;
 * - `unknown`: the adapter does not know this kind of event yet.
 */
export type ProviderEventState = 'pending' | 'interpreted' | 'unmatched' | 'unknown'

/** By which an event is known: the same whenever it is told. */
export interface ProviderEventName {
  readonly topic: ProviderTopic
  /** `sendgrid`. */
  readonly provider: string
  readonly key: string
}

/** An event as it came. */
export interface KeptProviderEvent extends ProviderEventName {
  /** `''` once it was blanked: it holds addresses. */
  readonly raw: string
  /** When it came to us first. */
  readonly receivedAt: Instant
}

/** An event as it is stored. */
export interface StoredProviderEvent extends KeptProviderEvent {
  readonly state: ProviderEventState
  /** In the order in which they came in: what was kept later has a higher one. */
  readonly position: number
}

/** What became of an event. */
export interface SettledProviderEvent extends ProviderEventName {
  readonly state: Exclude<ProviderEventState, 'pending'>
  /** The message or the call that it turned out to be about: what blanks one blanks what was told of it. */
  readonly aboutId?: string
  /** Where it stands in the log, as it was read: a store finds it sooner by that, and may go by that alone. */
  readonly position?: number
}

/** Which events are to be looked at again. What is left out is no condition. */
export interface ProviderEventReplay {
  readonly topic: ProviderTopic
  readonly provider?: string
  /** By when they came, inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly until?: Instant
}

/** Reads what providers told. */
export interface ProviderEventLog {
  /**
   * Events that nobody has looked at, in the order in which they came in.
   * - At most so many.
   * - Starts right after the position, if given.
   */
  listPending(
    workspaceId: WorkspaceId,
    topic: ProviderTopic,
    limit: number,
    after?: number,
  ): Promise<readonly StoredProviderEvent[]>

  /**
   * One page of the events in a state, in the order in which they came in.
   * - Starts right after the position, if given.
   */
  list(
    workspaceId: WorkspaceId,
    page: { readonly state: ProviderEventState; readonly after?: number; readonly limit: number },
  ): Promise<readonly StoredProviderEvent[]>

  /**
   * Removes events that came before an instant, at most so many, and says how many.
   * - Pending ones stay.
   */
  prune(workspaceId: WorkspaceId, came: { readonly before: Instant; readonly limit: number }): Promise<number>
}
