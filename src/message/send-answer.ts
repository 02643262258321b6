/** What a provider answers who was asked to send a message. Rules: docs/concepts/messages.md (MSG-6). @module */
import type { Instant } from '../kernel/time.ts'
import type { MessageAddress } from './channel.ts'
import type { DeliveryEvent } from './delivery.ts'

/** What a provider says of one recipient when it takes a message. */
export interface AnsweredRecipient {
  readonly address: MessageAddress
  /** The provider's own name for the message to this recipient. */
  readonly providerMessageId?: string
  /** `accepted`, or why not: a server may take a message for some recipients and refuse others. */
  readonly event: DeliveryEvent
}

/** What came of asking a provider to send a message. */
export type SendAnswer =
  /** It has the message, for the recipients that are `accepted`. Taken is not delivered. */
  | { readonly kind: 'accepted'; readonly recipients: readonly AnsweredRecipient[] }
  /** It surely has not, and asking again would be in vain. `recipients`: why of each, where that is the reason. */
  | { readonly kind: 'refused'; readonly problem: string; readonly recipients?: readonly AnsweredRecipient[] }
  /** It surely has not, and may be asked again: too many requests, out of order, or nobody was reached at all. */
  | { readonly kind: 'postponed'; readonly problem: string; readonly notBefore?: Instant }
  /** The request went out, and no answer came that says anything. */
  | { readonly kind: 'unknown'; readonly problem: string }

/** What a provider knows of a message whose outcome is uncertain. */
export type SendTrace =
  | { readonly kind: 'found'; readonly recipients: readonly AnsweredRecipient[] }
  /** It can't have it: enough time has passed, and it lists all that it has. */
  | { readonly kind: 'absent' }
  /** Too early to say, or it can't be asked. */
  | { readonly kind: 'unknown' }
