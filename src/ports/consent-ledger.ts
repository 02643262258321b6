/**
 * Who must not be written to, and who agreed: two lists whose lines are added with a {@link Commit} and never changed.
 *
 * Suppressed addresses are known by a hash as well: after a person is erased the address itself is kept no longer, and is
 * still never written to.
 * @module
 */
import type { ContactId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Channel, MessageAddress } from '../message/channel.ts'
import type { ConsentEntry } from '../message/consent.ts'
import type { SuppressionEntry } from '../message/suppression.ts'

/** A line of the consent ledger, with whose it is. */
export interface StoredConsent {
  readonly contactId: ContactId
  readonly entry: ConsentEntry
}

/** A line of the suppression list as it is kept. */
export interface StoredSuppression {
  /** Names the line; the same line added twice, by an event that is told twice, is one line. */
  readonly id: string
  /** Made of channel and address, by `suppressionHash`: what it is looked up by. */
  readonly addressHash: string
  /** Its `address` is empty once the person was erased. */
  readonly entry: SuppressionEntry
}

/** Where a page of the suppression list ended. */
export interface SuppressionPosition {
  readonly at: Instant
  readonly id: string
}

/** Reads both lists. */
export interface ConsentLedger {
  /**
   * All lines about these addresses, on this channel.
   * - Finds the lines of an address that was erased, by its hash.
   */
  suppressionsOf(
    workspaceId: WorkspaceId,
    channel: Channel,
    addresses: readonly MessageAddress[],
  ): Promise<ReadonlyMap<MessageAddress, readonly SuppressionEntry[]>>

  /**
   * One page of all lines, the latest first (by instant, then by id).
   * - Starts right after the position, if given.
   */
  listSuppressions(
    workspaceId: WorkspaceId,
    page: { readonly channel?: Channel; readonly after?: SuppressionPosition; readonly limit: number },
  ): Promise<readonly StoredSuppression[]>

  /** All lines of these contacts' ledgers, each ledger in the order in which its lines were added. */
  consentsOf(workspaceId: WorkspaceId, contactIds: readonly ContactId[]): Promise<readonly StoredConsent[]>
}
