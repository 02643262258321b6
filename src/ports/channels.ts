/**
 * What a workspace sends, calls and hears with: accounts at providers, made by the host, who keeps their secrets. One
 * workspace's accounts are never another's. @module
 */
import type { Presence } from '../call/route-call.ts'
import type { Locale } from '../kernel/country.ts'
import type { MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { InboundHost } from '../message/inbound-address.ts'
import type { ReminderWords } from '../message/reminder-words.ts'
import type { FileStore } from './file-store.ts'
import type { InboundMail } from './inbound-mail.ts'
import type { InboundMailbox } from './inbound-mailbox.ts'
import type { Mailbox, Mailer } from './mailer.ts'
import type { SmsSender } from './sms-sender.ts'
import type { OperatorTarget, Telephony } from './telephony.ts'

/** How a workspace sends mail. */
export interface MailAccount {
  readonly mailer: Mailer
  /** Who it is from, unless a message says otherwise. */
  readonly from: Mailbox
  /** Whom else a message may be from. The provider has to let each of them. Default: nobody. */
  readonly senders?: readonly Mailbox[]
  /** Whether the provider may find out who opens it and who follows its links. Default: neither. */
  readonly tracking?: { readonly opens: boolean; readonly clicks: boolean }
  /** How many bytes the files of one mail may have together. Default: `usualFilesLimit`, 25 MB. */
  readonly maxFilesBytes?: number
  /** How whoever gets marketing unsubscribes with one click (RFC 8058). Without it no marketing is sent. */
  readonly unsubscribe?: UnsubscribeLink
}

/** An address of the host behind which people unsubscribe. The page there hands the token to `crm.unsubscribe`. */
export interface UnsubscribeLink {
  /** The token of the message is put behind it: `https://crm.example/unsubscribe?token=`. */
  readonly url: string
  /** What tokens are signed with, the present one first; older ones go on to be understood. 24 characters at least. */
  readonly secrets: readonly [string, ...string[]]
}

/** How a workspace sends and gets text messages. */
export interface SmsAccount {
  readonly sender: SmsSender
  /** A number or a name of the workspace; absent: as the adapter is set up. */
  readonly from?: string
}

/** How a workspace calls and is called. */
export interface CallAccount {
  readonly telephony: Telephony
  /** Who is there and free. Default: everybody. Who is not named is offline. */
  presence?(memberIds: readonly MemberId[]): Promise<ReadonlyMap<MemberId, Presence>>
  /** Where somebody is rung. Default: in his browser. */
  target?(memberId: MemberId): Promise<OperatorTarget>
}

/** How mail comes to a workspace. */
export interface InboundAccount {
  /** Where the addresses of members and matters are. */
  readonly host: InboundHost
  /** A provider that brings mail. */
  readonly mail?: InboundMail
  /** A mailbox from which mail is fetched. */
  readonly mailbox?: InboundMailbox
}

/** All accounts of a workspace. What is absent, it can't do. */
export interface Channels {
  readonly mail?: MailAccount
  readonly sms?: SmsAccount
  readonly calls?: CallAccount
  readonly inbound?: InboundAccount
  /** Where files are kept: what comes with mail and goes along, recordings. Without one, mail is filed without its files. */
  readonly files?: FileStore
  /** What customers are told who are reminded, in a language, with tags in it. Default: `reminderWords`. */
  reminderWords?(locale: Locale): Partial<ReminderWords>
}

/** Finds the accounts of a workspace; asked at every use, so that keys can be changed while the program runs. */
export type ChannelsOf = (workspaceId: WorkspaceId) => Channels | Promise<Channels>
