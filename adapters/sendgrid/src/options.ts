/** How SendGrid is used. @module */
import type { Clock } from 'crmkit'

/** How to use an account at SendGrid. Nothing is read from the environment. */
export interface SendgridOptions {
  /** With the permission `mail.send`. With those to read the settings of webhooks, `check` looks at them, too. */
  readonly apiKey: string
  /** Where it is. Default: `https://api.sendgrid.com`; for accounts in Europe, `https://api.eu.sendgrid.com`. */
  readonly baseUrl?: string
  /** The time. Default: the system's. */
  readonly clock?: Clock
}

/** How mail is sent. */
export interface SendgridMailerOptions extends SendgridOptions {
  /**
   * The public keys of the Event Webhook, as SendGrid shows them: one, or two while they change. Absent: events are not
   * read.
   */
  readonly eventKeys?: readonly string[]
  /** How old a signature may be. Default: as old as it likes, for SendGrid tries for a day, and events have keys. */
  readonly maxEventAgeMs?: number
  /** Whether the account has bought Email Activity: then it can be asked about mails. Default: `false`. */
  readonly emailActivity?: boolean
}

/** How mail is received. */
export interface SendgridInboundOptions extends SendgridOptions {
  /** The public keys of the security policy of Inbound Parse: one, or two while they change. */
  readonly inboundKeys: readonly string[]
  /** How old a signature may be. Default: as old as it likes, for SendGrid tries for three days, and mails have keys. */
  readonly maxMailAgeMs?: number
}

/** The clock of an adapter. */
export function clockOf({ clock = { now: () => Date.now() } }: SendgridOptions): Clock {
  return clock
}
