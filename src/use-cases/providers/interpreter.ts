/** What works out what providers told of one topic. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import type { Session } from '../context.ts'

/**
 * Interprets one page of pending events: writes what they say, and settles them, in one commit. `null`: nobody can read
 * them now, for the workspace has no account of this kind.
 */
export type Interpreter = (session: Session, events: readonly StoredProviderEvent[]) => Promise<InterpretedPage | null>

/** What came of a page. */
export interface InterpretedPage {
  /** `false`: somebody else changed what it is about; it is to be done again. */
  readonly isWritten: boolean
  /** What became of each event. One that is `unmatched` and names nothing of ours is looked at again later. */
  readonly settled: readonly SettledProviderEvent[]
  /** Of those that name something, the ones that are looked at again, too. */
  readonly later?: readonly StoredProviderEvent[]
}
