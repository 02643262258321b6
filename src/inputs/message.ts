/** Messages that are handed in, and what is asked about them. @module */
import type { Locale } from '../kernel/country.ts'
import type { ContactId, FileId, InteractionId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Channel, Purpose } from '../message/channel.ts'
import type { RecipientKind } from '../message/message.ts'
import type { AskedSender } from '../message/sender.ts'
import type { SendState } from '../message/sending.ts'
import type { MissingPolicies } from '../template/render-template.ts'
import type { PageQuery } from './call.ts'

/** Somebody to write to: a contact, at an address of his unless one is given, or an address of nobody known. */
export interface NewMessageRecipient {
  /** It has to be one that the actor may see. */
  readonly contactId?: ContactId | undefined
  /** An e-mail address, or a telephone number as people of the workspace's country write it. Default: the contact's first. */
  readonly address?: string | undefined
  /** The name that is shown with an e-mail address. Default: the contact's. */
  readonly name?: string | undefined
  /** In which line of a mail he stands. Default: `to`. */
  readonly kind?: RecipientKind | undefined
}

/** What all messages have in common. */
export interface NewMessage {
  readonly recipients: readonly NewMessageRecipient[]
  /** Default: `correspondence`. */
  readonly purpose?: Purpose | undefined
  /** The matter that it belongs to, which the actor may see. */
  readonly interactionId?: InteractionId | undefined
  /** When it is to be sent. Default: now. */
  readonly notBefore?: Instant | undefined
  /** The key of a template (`messages.templates`), for the words that are not given. */
  readonly template?: string | undefined
  /** In which language tags are filled in. Default: the template's, else the workspace's. */
  readonly locale?: Locale | undefined
  /** What becomes of tags without a value. */
  readonly missing?: MissingPolicies | undefined
}

/** A mail to send. Tags in braces, `{{contact.givenName}}`, are filled in for the first contact, the matter and the member. */
export interface NewMail extends NewMessage {
  /** It takes one, of its own or of its template. */
  readonly subject?: string | undefined
  /** It takes a text, or HTML, or both. Who gives one of them takes neither from the template. */
  readonly text?: string | undefined
  readonly html?: string | undefined
  /** Who it is from: one whom the account allows (`senders`). Default: as the account is set up. */
  readonly from?: AskedSender | undefined
  /** Where answers go. Default: to the address of its matter or its author, where the workspace takes mail in; else to its sender. */
  readonly replyTo?: string | undefined
  /** Ids of the mails that it answers, the nearest last. */
  readonly answers?: readonly string[] | undefined
  /** What goes along. It takes a file store, `channels.files`. */
  readonly files?: readonly NewMailFile[] | undefined
}

/** A file to send along with a mail. */
export type NewMailFile = FileOfBytes | FileOfMail

/** A file that is handed over with a mail. */
export interface FileOfBytes {
  /** Folders in front of it are left out. */
  readonly name: string
  /** A media type, such as `application/pdf`. */
  readonly type: string
  readonly bytes: Uint8Array
  /** Under which the HTML shows it, as `cid:`; without angle brackets. */
  readonly contentId?: string | undefined
}

/** A file that came with a mail on a matter that the actor may see, sent on. */
export interface FileOfMail {
  readonly fileId: FileId
  /** Default: as it came. */
  readonly name?: string | undefined
  /** Under which the HTML shows it, as `cid:`; without angle brackets. */
  readonly contentId?: string | undefined
}

/** A text message to send: one to each number. Tags in braces are filled in, for each of them. */
export interface NewSms extends NewMessage {
  /** It takes one, of its own or of its template. */
  readonly text?: string | undefined
}

/** Which messages. What is left out is no condition. */
export interface MessageListQuery extends PageQuery {
  readonly interactionId?: InteractionId | undefined
  readonly contactId?: ContactId | undefined
  /** Those that this member wrote. */
  readonly memberId?: MemberId | undefined
  readonly channel?: Channel | undefined
  readonly states?: readonly SendState[] | undefined
}

/** Of what a report is. */
export interface DeliverabilityQuery {
  readonly from: Instant
  /** Exclusive. */
  readonly until: Instant
  /** Default: `month`. */
  readonly by?: 'day' | 'month' | 'year' | undefined
}
