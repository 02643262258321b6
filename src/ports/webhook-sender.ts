/** Sending webhooks over the network. @module */
import type { WebhookAnswer } from '../webhook/answer.ts'

/** A request to send: `POST`, nothing else. */
export interface WebhookRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends webhooks. `@crmkit/webhooks` has one for Node. */
export interface WebhookSender {
  /**
   * Whether addresses of this machine are called. For tests and for development; webhooks with such addresses can be
   * saved where it is `true`.
   */
  readonly allowsLoopback: boolean

  /**
   * Sends a request once, and says what came of it.
   * - Sends the body as it is given, once.
   * - Says the status, and what `Retry-After` asks for.
   * - Never calls an address that is not public, whatever the name has come to lead to.
   * - Never follows a redirect.
   * - Gives up after `timeoutMs`, however slowly the other side goes on.
   * - Does not wait for the end of an answer.
   * - Hangs up on who asks for another protocol: that is no success.
   * - Resolves for whatever the network and the other side do.
   * - Rejects for mistakes of the caller.
   */
  send(request: WebhookRequest, options: { readonly timeoutMs: number }): Promise<WebhookAnswer>
}
