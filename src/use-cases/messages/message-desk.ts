/** The desk of mail and text messages: sending them, and what became of them. Rules: docs/concepts/messages.md (MSG-1 … MSG-6). @module */
import type { CommandOptions } from '../../inputs/call.ts'
import type { DeliverabilityQuery, MessageListQuery, NewMail, NewSms } from '../../inputs/message.ts'
import type { FileId, MessageId } from '../../kernel/ids.ts'
import type { DeliveryRow, DeliveryShares } from '../../message/deliverability.ts'
import type { SendProblem } from '../../message/may-send.ts'
import type { SmsSize } from '../../message/sms-text.ts'
import type { MessageWords, StoredMessage } from '../../ports/message-repository.ts'
import type { ProviderEventReplay } from '../../ports/provider-event-log.ts'
import type { TagName } from '../../template/tags.ts'
import type { Page } from '../records/list-records.ts'
import type { MessageTemplateDesk } from './message-templates.ts'
import type { OpenedMessageFile } from './open-file.ts'

/** Whether a message would be sent, and what it comes to. */
export interface MessageCheck {
  /** Everything that is against it; empty: it would be sent. */
  readonly problems: readonly SendProblem[]
  /** How many messages it comes to. */
  readonly messages: number
  /** The parts that it takes of the credit for text messages; 0 for mail. */
  readonly parts: number
  /** How each text message is counted; empty for mail. */
  readonly sizes: readonly SmsSize[]
  /** Tags that have no value. */
  readonly missing: readonly TagName[]
  /** What the first of them says, its tags filled in; `null`: it comes to none. */
  readonly preview: MessagePreview | null
}

/** A message as its recipient reads it. */
export interface MessagePreview {
  /** Of a mail. */
  readonly subject?: string
  /** `''`: a mail with HTML only. */
  readonly text: string
  /** Of a mail. */
  readonly html?: string
}

/** How much of what was sent arrived. */
export interface DeliverabilityReport {
  readonly rows: readonly DeliveryRow[]
  /** Of all of them together. */
  readonly shares: DeliveryShares
}

/** Mail and text messages of one workspace. What is written is queued, and sent by `crm.runDue`. */
export interface MessageDesk {
  /** Templates of mails and text messages. */
  readonly templates: MessageTemplateDesk

  /**
   * What would keep a mail from being sent: everything at once.
   * Nothing of its files is put away.
   * @throws {CrmError} invalid-input - a contact, a matter or a file that the actor can't see, broken tags
   * @throws {CrmError} no-account - for mail, or for files that go along
   */
  checkMail(mail: NewMail): Promise<MessageCheck>

  /** What would keep text messages from being sent, and what they would cost. @throws {CrmError} invalid-input, no-account */
  checkSms(sms: NewSms): Promise<MessageCheck>

  /**
   * Queues a mail: one for all recipients. Marketing goes to each by himself, with a link to unsubscribe. Its files are put
   * away first; those of a command that came to nothing are removed after a day.
   * @throws {CrmError} forbidden, invalid-input, no-account
   * @throws {CrmError} send-refused - with everything that is against it; nobody gets it then
   * @example
   * await desk.messages.sendMail({ recipients: [{ contactId }], subject: 'Apples', text: 'Dear {{contact.givenName}}, …' })
   */
  sendMail(mail: NewMail, options?: Pick<CommandOptions, 'commandId'>): Promise<readonly StoredMessage[]>

  /**
   * Queues text messages, one a number. Their parts are taken from the credit at once.
   * @throws {CrmError} forbidden, invalid-input, no-account
   * @throws {CrmError} send-refused - with everything that is against it; nobody gets it then
   */
  sendSms(sms: NewSms, options?: Pick<CommandOptions, 'commandId'>): Promise<readonly StoredMessage[]>

  /** One message, with what became of it at each recipient whom the actor may know of. @throws {CrmError} not-found */
  get(id: MessageId): Promise<StoredMessage>

  /** What a message says; `null` once it was erased. @throws {CrmError} not-found */
  words(id: MessageId): Promise<MessageWords | null>

  /**
   * A file that goes along with a mail: `words` says which there are. It takes the right to see the message.
   * @throws {CrmError} not-found - there is none, or it was erased
   * @throws {CrmError} no-account - for files
   */
  openFile(id: MessageId, fileId: FileId): Promise<OpenedMessageFile>

  /** The messages that the actor may see, the latest first. @throws {CrmError} invalid-input, not-found */
  list(query?: MessageListQuery): Promise<Page<StoredMessage>>

  /**
   * Takes a message back that was not sent yet.
   * @throws {CrmError} forbidden, not-found, version-conflict
   * @throws {CrmError} transition-refused - it is on its way, or was sent
   */
  cancel(id: MessageId, options?: CommandOptions): Promise<StoredMessage>

  /**
   * Sends a message once more that failed. Whether it may be sent is asked again; a text message is paid again.
   * @throws {CrmError} forbidden, not-found, send-refused, version-conflict
   * @throws {CrmError} transition-refused - it did not fail; above all, it is uncertain
   */
  resend(id: MessageId, options?: CommandOptions): Promise<StoredMessage>

  /**
   * Says of a message of which nobody knew whether it was sent.
   * @throws {CrmError} forbidden, not-found, version-conflict
   * @throws {CrmError} transition-refused - it is not uncertain
   */
  resolveUncertain(id: MessageId, outcome: 'sent' | 'not-sent', options?: CommandOptions): Promise<StoredMessage>

  /** How much of what was sent arrived, by period and channel. It takes the capability `reports`. @throws {CrmError} forbidden, invalid-input */
  deliverability(query: DeliverabilityQuery): Promise<DeliverabilityReport>

  /** The parts of text messages that may still be sent. */
  smsCredit(): Promise<number>

  /**
   * Adds to the credit for text messages, or takes from it, and says what there is then. It takes the capability `settings`.
   * @throws {CrmError} forbidden, invalid-input
   */
  addSmsCredit(parts: number, options?: Pick<CommandOptions, 'commandId'>): Promise<number>

  /**
   * Has what providers told interpreted once more, by `crm.runDue`: what is known already changes nothing. It takes the
   * capability `settings`.
   * @throws {CrmError} forbidden, invalid-input
   */
  replayEvents(replay: ProviderEventReplay, options?: Pick<CommandOptions, 'commandId'>): Promise<void>
}
