/** How mail servers are used. @module */
import type { Clock, EmailNormalized } from 'crmkit'

/** Who we are to a server. */
export type MailLogin =
  | { readonly user: string; readonly password: string }
  /** OAuth 2, as Google and Microsoft want it: asked for a token that is good at this moment, whenever one is needed. */
  | { readonly user: string; readonly accessToken: () => Promise<string> }

/** Where a server is, and how it is spoken to. Nothing is read from the environment. */
export interface MailServerOptions {
  readonly host: string
  /** Default: 465 and 993 for `tls`, 587 and 143 otherwise. */
  readonly port?: number
  /**
   * - `tls`: from the first byte on;
   * - `starttls`: asked for before anything is said, and nothing is said without it;
   * - `none`: everybody on the way reads mails and passwords. For a server on this machine.
   *
   * Default: `tls` for mailboxes and port 465, otherwise `starttls`.
   */
  readonly security?: 'tls' | 'starttls' | 'none'
  /** Absent: the server knows us by our address, or takes mail from everybody. */
  readonly login?: MailLogin
  /** Certificates, as PEM, that are trusted instead of the usual ones: for a server that signs its own. */
  readonly ca?: string | readonly string[]
}

/** Connections that are kept for the next mail. */
export interface SmtpPool {
  /** As many at most. */
  readonly connections: number
  /** For so long. Servers close theirs after some minutes. */
  readonly idleMs: number
}

/** How mail is sent. */
export interface SmtpMailerOptions extends MailServerOptions {
  /** By what name we introduce ourselves: a domain of this machine. Default: `[127.0.0.1]`, as programs for mail do. */
  readonly heloName?: string
  /** As whom mail is sent: `check` asks the server whether it may be. */
  readonly sender?: EmailNormalized
  /** Default: none. Each mail has a connection of its own. */
  readonly pool?: SmtpPool
  /** The time. Default: the system's. */
  readonly clock?: Clock
}

/** What happens in the mailbox to mails that are filed. */
export type AfterFiling =
  | { readonly kind: 'leave' }
  | { readonly kind: 'mark-as-read' }
  | { readonly kind: 'move'; readonly folder: string }

/** How mail is fetched. */
export interface ImapMailboxOptions extends MailServerOptions {
  readonly login: MailLogin
  /** Default: `INBOX`. */
  readonly folder?: string
  /** The longest mail that is read, in bytes. Default: 25 MiB. Longer ones are refused, and stay where they are. */
  readonly maxMailBytes?: number
  /** Default: they are left as they are. */
  readonly afterFiling?: AfterFiling
  /** How long the server may take for each answer. Default: a minute. */
  readonly answerTimeoutMs?: number
}

/** The clock of an adapter. */
export function clockOf({ clock = { now: () => Date.now() } }: SmtpMailerOptions): Clock {
  return clock
}
