/** Mail through a mail server. @module */
import type { Mailer } from 'crmkit'
import { checkServer } from './check-server.ts'
import type { SmtpMailerOptions } from './options.ts'
import { sendMail } from './send-mail.ts'
import { SmtpConnections } from './smtp-connections.ts'
import { withinTime } from './within-time.ts'

/** A mailer that may keep connections. */
export interface SmtpMailer extends Mailer {
  /** Ends the connections that were kept; one that sends goes on. Without a pool there are none. */
  close(): void
}

/**
 * Sends mail through a mail server.
 *
 * @example
 * const mailer = smtpMailer({ host: 'mail.verger.example', login: { user: 'crm', password } })
 */
export function smtpMailer(options: SmtpMailerOptions): SmtpMailer {
  const connections = new SmtpConnections(options)
  return {
    provider: 'smtp',
    // What becomes of a mail comes back as a mail, to its bounce address.
    events: null,
    lookup: null,
    send: (mail, { timeoutMs }) => sendMail(connections, options, mail, timeoutMs),
    check: ({ timeoutMs }) => withinTime(timeoutMs, (signal) => checkServer(options, signal)),
    close: () => connections.close(),
  }
}
