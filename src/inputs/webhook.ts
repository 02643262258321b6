/** How webhooks are delivered. @module */
import type { WebhookSender } from '../ports/webhook-sender.ts'

/** How webhooks are delivered. */
export interface DeliveryOptions {
  /** What sends them: `nodeWebhookSender()` of `@crmkit/webhooks`. */
  readonly sender: WebhookSender
  /** The pauses between attempts, each at most a day. Default: ten attempts within three days. */
  readonly retryDelaysMs?: readonly number[] | undefined
  /** How long a receiver may take to answer; at most four fifths of a lease. Default: 15,000. */
  readonly timeoutMs?: number | undefined
  /**
   * After how many deliveries in a row that were given up, each after all its attempts, a webhook is disabled; 0: never.
   * Default: 10.
   */
  readonly disableAfter?: number | undefined
}
