/** Sending text messages, and hearing what becomes of them and what is answered. @module */
import type { MessageId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import type { Instant } from '../kernel/time.ts'
import type { RecipientEvent } from '../message/message.ts'
import type { SendAnswer } from '../message/send-answer.ts'
import type { SmsWord } from '../message/sms-words.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { ConfigurationCheck, SendLookup } from './provider-checks.ts'
import type { ProviderEvents } from './provider-events.ts'

/** A text message to send. It goes to one number: several are several messages. */
export interface SmsToSend {
  /** Ours: the provider gives it back with every event. */
  readonly messageId: MessageId
  /** A number or a name of the workspace; absent: as the adapter is set up. */
  readonly from?: string
  readonly to: PhoneE164
  readonly text: string
}

/** A text message that came in. */
export interface ReceivedSms {
  /** The provider's own name for it. */
  readonly providerMessageId: string
  /** Who sent it; as it came, where that is no number. */
  readonly from: PhoneE164 | string
  readonly to: PhoneE164 | string
  readonly text: string
  readonly receivedAt: Instant
  /** What the provider took it for, and has done already; the text may say it in other words. */
  readonly word?: SmsWord
}

/** What a provider tells of text messages. */
export type SmsFact =
  | { readonly kind: 'status'; readonly messageId: MessageId | null; readonly event: RecipientEvent }
  | { readonly kind: 'received'; readonly sms: ReceivedSms }

/** Sends text messages. */
export interface SmsSender extends ConfigurationCheck {
  /** The provider's name: `twilio`. */
  readonly provider: string

  /** The provider's events, and text messages that come in. */
  readonly events: ProviderEvents<SmsFact>

  /** Whether it can be asked about a message; `null`: it can't. */
  readonly lookup: SendLookup | null

  /**
   * Asks the provider to send a text message, once.
   * - Asks once, whatever comes of it.
   * - Says `accepted` with the provider's own name for the message.
   * - Says `refused` of a message to a number that has said STOP, which is `blocked`.
   * - Says `refused` where the provider won't ever take it.
   * - Says `postponed` only if the provider surely has not got it.
   * - Says `unknown` after a timeout, and after an answer that says neither.
   * - Sends our own id along, so that events name it.
   * - Resolves for whatever the network and the provider do.
   * - Rejects for mistakes of the caller.
   * @throws {CrmError} invalid-input - of such a mistake, before anybody was asked: the message has failed. Of anything else
   *   that is thrown nobody knows whether the message was sent
   */
  send(sms: SmsToSend, options: { readonly timeoutMs: number }): Promise<SendAnswer>

  /**
   * What a message cost; `null`: the provider does not know yet.
   * - Says a charge as a positive price.
   * @throws {CrmError} one that is `retryable` is asked again later; any other ends the asking, and nobody is alarmed
   */
  priceOf(providerMessageId: string): Promise<Price | null>
}
