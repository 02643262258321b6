/**
 * Reading messages that were sent or are to be. They come in, and change, with a {@link Commit}: a record without its
 * words, which stand beside it so that they can be erased.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type {
  ContactId,
  FileId,
  InteractionId,
  MemberId,
  MessageId,
  MessageTemplateId,
  WorkspaceId,
} from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Channel, MessageAddress, Purpose } from '../message/channel.ts'
import type { SentItem } from '../message/deliverability.ts'
import type { OutgoingMessage } from '../message/message.ts'
import type { ProviderName } from '../message/provider-names.ts'
import type { MessageTemplate } from '../message/saved-template.ts'
import type { SendState } from '../message/sending.ts'

/** A message as it is stored. */
export interface StoredMessage extends OutgoingMessage {
  readonly version: number
  readonly createdAt: Instant
  /** The provider through which it goes: `sendgrid`. */
  readonly provider: string
  /** The parts of the workspace's credit that it takes; 0 for mail. */
  readonly parts: number
  /** The subject of a mail, the beginning of a text message; `null` once it was erased. */
  readonly headline: string | null
}

/** A file that goes along; its bytes are in the file store. */
export interface MessageFile {
  readonly fileId: FileId
  readonly name: string
  /** A media type, such as `application/pdf`. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  readonly contentId?: string
}

/** What a message says, to whom by name, and what it is known by on its way. Erased with the people it is to. */
export interface MessageWords {
  /** Of a mail. */
  readonly subject?: string
  readonly text: string
  /** Of a mail. */
  readonly html?: string
  /** Who it is from, where not as the account is set up. A number or a name, of a text message. */
  readonly from?: { readonly address: string; readonly name?: string }
  readonly replyTo?: { readonly address: string; readonly name?: string }
  /** The names that are shown with addresses. */
  readonly names: Readonly<Record<MessageAddress, string>>
  /** The ids of mails that it answers, the nearest last, without angle brackets. */
  readonly answers: readonly string[]
  readonly files: readonly MessageFile[]
}

/** Which messages. What is left out is no condition. */
export interface MessageQuery {
  readonly interactionId?: InteractionId
  /** Those that went to any of these. */
  readonly contactIds?: readonly ContactId[]
  readonly memberId?: MemberId
  /** Whether a member wrote it, whoever that is; `false`: those that a job sends. */
  readonly isByMember?: boolean
  readonly purpose?: Purpose
  readonly channel?: Channel
  readonly states?: readonly SendState[]
  /** Those after this one, in the order of the list. */
  readonly after?: MessagePosition
  readonly limit: number
}

/** The place of a message among all: by instant, then by id. */
export interface MessagePosition {
  readonly at: Instant
  readonly id: MessageId
}

/** Reads messages. */
export interface MessageRepository {
  /**
   * The messages with these ids, whoever may see them.
   * - Leaves out ids that are unknown or of another workspace; one named twice comes once, in no order.
   */
  findMany(workspaceId: WorkspaceId, ids: readonly MessageId[]): Promise<readonly StoredMessage[]>

  /**
   * One page of messages, the latest first (by creation, then by id).
   * - Holds a message of a matter only if the scope sees the matter, and one of none only if the scope sees a contact that
   *   it is to, or it is the scope's member who wrote it. Who sees everything sees all.
   * - Holds nothing of a matter in the trash, unless it is asked for; who only sees a contact that is there does not see
   *   by it, unless the contact is asked for.
   * - Of a contact that was merged, what counts is whether the scope sees the one that it became.
   * - Starts right after the position, if given.
   */
  list(scope: AccessScope, query: MessageQuery): Promise<readonly StoredMessage[]>

  /** What a message says. - Resolves `null` for one that is unknown, of another workspace, or erased. */
  findWords(workspaceId: WorkspaceId, id: MessageId): Promise<MessageWords | null>

  /**
   * The messages that a provider knows by these names, with the name: for events that don't say our id.
   * - Leaves out names that nobody has.
   */
  findByProviderNames(
    workspaceId: WorkspaceId,
    names: readonly ProviderName[],
  ): Promise<readonly { readonly name: ProviderName; readonly messageId: MessageId }[]>

  /**
   * One page of what was written in a period, a recipient each, for the report; the limit counts messages.
   * - By creation, then by message; all recipients of a message are on one page.
   * - Starts right after the position, if given. `last` is the place of the last message of the page, `null` where there
   *   is none.
   */
  listSent(
    workspaceId: WorkspaceId,
    page: { readonly from: Instant; readonly until: Instant; readonly after?: MessagePosition; readonly limit: number },
  ): Promise<{ readonly items: readonly SentItem[]; readonly last: MessagePosition | null }>

  /** The messages that are to, or by, this contact, with their words, by id: of a person who asks what is known of him. */
  listOfPerson(
    workspaceId: WorkspaceId,
    contactId: ContactId,
    page: { readonly after?: MessageId; readonly limit: number },
  ): Promise<readonly { readonly message: StoredMessage; readonly words: MessageWords | null }[]>

  /**
   * The templates of messages, by key.
   * - Gives every field back, of its workspace only.
   */
  listTemplates(workspaceId: WorkspaceId): Promise<readonly MessageTemplate[]>

  /** The template with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  findTemplate(workspaceId: WorkspaceId, id: MessageTemplateId): Promise<MessageTemplate | null>

  /** The parts of text messages that the workspace may still send. 0 where nobody has said. */
  smsCredit(workspaceId: WorkspaceId): Promise<number>
}
