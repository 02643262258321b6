/** What works out what providers told of one topic. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { MessageId } from '../../kernel/ids.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import type { SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import type { Session } from '../context.ts'

/**
 * Interprets one page of pending events. `null`: nobody can read them now, for the workspace has no account of this kind.
 * @param ahead messages as the page before leaves them, where that is being written meanwhile
 */
export type Interpreter = (
  session: Session,
  events: readonly StoredProviderEvent[],
  ahead: MessagesAhead,
) => Promise<InterpretedPage | null>

/** Messages as a page leaves them that is not written yet, perhaps. */
export type MessagesAhead = ReadonlyMap<MessageId, StoredMessage>

/** What came of a page. */
export interface InterpretedPage {
  /**
   * Writes what the events say, and settles them, in one commit; once. `false`: somebody else changed what they are about,
   * and the page is to be interpreted again, as are those that were interpreted after it.
   */
  write(): Promise<boolean>
  /** The messages that it is about, as it leaves them. */
  readonly messages: MessagesAhead
  /** What became of each event. One that is `unmatched` and names nothing of ours is looked at again later. */
  readonly settled: readonly SettledProviderEvent[]
  /** Of those that name something, the ones that are looked at again, too. */
  readonly later?: readonly StoredProviderEvent[]
}
