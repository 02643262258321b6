/** Asking a provider without sending anything. @module */
import type { MessageId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { MessageAddress } from '../message/channel.ts'
import type { SendTrace } from '../message/send-answer.ts'

/** Something that is wrong with how a provider is set up. */
export interface ConfigurationProblem {
  /** The option of the adapter, or the setting at the provider: `apiKey`, `webhook signature`. Never its value. */
  readonly field: string
  /** `unreachable`: nobody could be asked. */
  readonly problem: 'missing' | 'wrong' | 'not-allowed' | 'unreachable'
  /** What to do about it: a sentence. */
  readonly remedy: string
}

/** Says whether a provider is set up as it has to be. */
export interface ConfigurationCheck {
  /**
   * Asks the provider about itself.
   * - Sends nothing to anybody, and buys nothing.
   * - Finds nothing wrong with what works.
   * - Names everything that is wrong, with a remedy.
   * - Resolves if the provider can't be reached, and says so.
   */
  check(options: { readonly timeoutMs: number }): Promise<readonly ConfigurationProblem[]>
}

/** A message whose outcome is uncertain. */
export interface UncertainMessage {
  readonly messageId: MessageId
  readonly recipients: readonly MessageAddress[]
  /** When the provider was asked to send it. */
  readonly askedAt: Instant
  /** What a text message said: providers that keep no id of ours are asked for its words. */
  readonly text?: string
}

/** Finds out whether a provider has a message. */
export interface SendLookup {
  /**
   * Looks for a message.
   * - Finds a message that the provider took, by our id or, where it keeps none, by its words.
   * - Says `absent` only if the provider can't have it.
   * - Says `unknown` where the provider can't tell yet.
   * - Sends nothing.
   */
  find(message: UncertainMessage, options: { readonly timeoutMs: number }): Promise<SendTrace>
}
