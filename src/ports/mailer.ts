/** Sending mail through a provider or a server. What cannot be done by one – SMTP has no events – is `null`, whole. @module */
import type { MessageId } from '../kernel/ids.ts'
import type { RecipientEvent, RecipientKind } from '../message/message.ts'
import type { MailContent } from '../message/message-template.ts'
import type { MailHeader } from '../message/received-mail.ts'
import type { SendAnswer } from '../message/send-answer.ts'
import type { EmailNormalized } from '../party/email.ts'
import type { ConfigurationCheck, SendLookup } from './provider-checks.ts'
import type { ProviderEvents } from './provider-events.ts'

/** An address with the name that is shown with it. */
export interface Mailbox {
  readonly address: EmailNormalized
  readonly name?: string
}

/** Somebody to whom a mail goes. */
export interface MailRecipient extends Mailbox {
  readonly kind: RecipientKind
}

/** A file that goes along. */
export interface FileToSend {
  readonly name: string
  /** A media type, such as `application/pdf`. */
  readonly type: string
  readonly bytes: Uint8Array
  /** Under which the HTML shows it, without angle brackets. */
  readonly contentId?: string
}

/** A mail to send. */
export interface MailToSend {
  /** Ours: the provider gives it back with every event, or it stands in the bounce address. */
  readonly messageId: MessageId
  readonly from: Mailbox
  /** Where answers go: the address of the matter or of the member. */
  readonly replyTo?: Mailbox
  /** Each address once. */
  readonly recipients: readonly MailRecipient[]
  readonly content: MailContent
  /** Besides those that the fields make: `Message-ID`, `In-Reply-To`, `References`, `List-Unsubscribe`. Of one line each. */
  readonly headers: readonly MailHeader[]
  readonly files: readonly FileToSend[]
  /** Where a server sends bounces, if the provider does not read them itself. */
  readonly bounceTo?: EmailNormalized
  /** Whether the provider may find out who opens it and who follows its links. */
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean }
}

/** What a provider tells of a mail. */
export interface MailFact {
  /** Ours, as it was sent along; `null`: the provider did not give it back, and its own name has to do. */
  readonly messageId: MessageId | null
  readonly event: RecipientEvent
}

/** Sends mail. */
export interface Mailer extends ConfigurationCheck {
  /** The provider's name: `sendgrid`. Events are known by it and their key. */
  readonly provider: string

  /** The provider's events; `null`: it tells none. */
  readonly events: ProviderEvents<MailFact> | null

  /** Whether it can be asked about a mail; `null`: it can't. */
  readonly lookup: SendLookup | null

  /**
   * Asks the provider to send a mail, once.
   * - Asks once, whatever comes of it.
   * - Says `accepted` with the provider's own name for the mail, for every recipient that it took.
   * - Asks for what it was given, word for word and byte for byte.
   * - Gives a picture the name by which the HTML shows it.
   * - Says `accepted` of those recipients only whom the provider took, and why of each other. Most take all or none.
   * - Says `refused` where the provider won't ever take it.
   * - Says `postponed` only if the provider surely has not got it.
   * - Says `unknown` after a timeout, and after an answer that says neither.
   * - Sends our own id along, so that events name it.
   * - Shows nobody who gets a blind copy.
   * - Writes a name or a header with line breaks in it as one line.
   * - Resolves for whatever the network and the provider do.
   * - Rejects for mistakes of the caller.
   * @throws {CrmError} invalid-input - of such a mistake, before anybody was asked: the message has failed. Of anything else
   *   that is thrown nobody knows whether the message was sent
   */
  send(mail: MailToSend, options: { readonly timeoutMs: number }): Promise<SendAnswer>
}
