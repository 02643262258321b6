/** What works out what providers told of one topic. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { NewJob } from '../../job/job.ts'
import type { MessageId } from '../../kernel/ids.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import type { SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import type { Session } from '../context.ts'

/** About how many events are settled in one commit. */
export const eventsPerPage = 1_000

/**
 * Interprets pending events. `null`: nobody can read them now, for the workspace has no account of this kind.
 * @param known messages as those who are just writing them leave them
 */
export type Interpreter = (
  session: Session,
  events: readonly StoredProviderEvent[],
  known: KnownMessages,
) => Promise<Interpretation | null>

/** Messages by id. */
export type KnownMessages = ReadonlyMap<MessageId, StoredMessage>

/** What came of some events. */
export interface Interpretation {
  /** All of what they say. No two pages are about one message, so they may be written in any order, and at once. */
  readonly pages: readonly InterpretedPage[]
  /** The messages that they are about, as they are once all pages are written. */
  readonly messages: KnownMessages
}

/** Some of the events, as they are settled together. */
export interface InterpretedPage {
  /**
   * Writes what the events say, and settles them, in one commit; once. `false`: somebody else changed what they are about,
   * and they are to be interpreted again.
   * @param jobs what follows, in the same commit: whoever dies over the next page leaves nothing behind that is looked at never
   */
  write(jobs: readonly NewJob[]): Promise<boolean>
  /** What became of each event. One that is `unmatched` and names nothing of ours is looked at again later. */
  readonly settled: readonly SettledProviderEvent[]
  /** Of those that name something, the ones that are looked at again, too. */
  readonly later: readonly StoredProviderEvent[]
}
