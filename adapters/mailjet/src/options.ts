/** How Mailjet is used. @module */
import type { Clock } from 'crmkit'

/** How to use an account at Mailjet. Nothing is read from the environment. */
export interface MailjetOptions {
  readonly apiKey: string
  readonly apiSecret: string
  /** Where it is. Default: `https://api.mailjet.com`; for accounts in the United States, `https://api.us.mailjet.com`. */
  readonly baseUrl?: string
  /** The time. Default: the system's. */
  readonly clock?: Clock
}

/**
 * The address at which Mailjet calls: `https://user:password@host/path`. It signs nothing; whoever knows the whole address
 * is believed.
 */
export interface MailjetAddress {
  /** From the first slash on, as the request has it: with a part that nobody can guess. */
  readonly path: string
  readonly user: string
  /** One, or two while they change. */
  readonly passwords: readonly string[]
}

/** How mail is sent. */
export interface MailjetMailerOptions extends MailjetOptions {
  /** Where events come in. Absent: they are not read. */
  readonly events?: MailjetAddress
}

/** How mail is received. */
export interface MailjetInboundOptions extends MailjetOptions {
  /** Where mail comes in. */
  readonly inbound: MailjetAddress
}

/** The clock of an adapter. */
export function clockOf({ clock = { now: () => Date.now() } }: MailjetOptions): Clock {
  return clock
}
