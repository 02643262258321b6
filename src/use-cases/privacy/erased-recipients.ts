/** What is told late of messages to people who were erased: it forbids, and says nobody's address. Rules: docs/concepts/privacy.md (PTY-6). @module */
import { erasedAddress } from '../../message/channel.ts'
import type { OutgoingMessage } from '../../message/message.ts'
import type { SuppressionEntry } from '../../message/suppression.ts'

/** Whether somebody whom a message went to was erased since. */
export function isErased({ recipients }: Pick<OutgoingMessage, 'recipients'>): boolean {
  return recipients.some(({ address }) => address === erasedAddress)
}

/**
 * A line about an address of a message as it may be kept: without the address, where somebody was erased and it is no
 * other recipient's. Its hash goes on forbidding.
 */
export function knownSuppression(
  message: Pick<OutgoingMessage, 'recipients'>,
  entry: SuppressionEntry,
): SuppressionEntry {
  const isKnown = !isErased(message) || message.recipients.some(({ address }) => address === entry.address)
  return isKnown ? entry : { ...entry, address: erasedAddress }
}
