/** Mail through SendGrid. @module */
import type { InboundMail, Mailer, ProviderEvent, ReceivedMail } from 'crmkit'
import { err, mailKey, ok } from 'crmkit/domain'
import { checkInbound, checkMailer } from './check-account.ts'
import { findMail } from './find-mail.ts'
import { readForm } from './form-data.ts'
import { mailEvents } from './mail-events.ts'
import { clockOf, type SendgridInboundOptions, type SendgridMailerOptions } from './options.ts'
import { receivedMail } from './received-mail.ts'
import { sendMail } from './send-mail.ts'
import { distrustOf, headerOf, publicKeys } from './signature.ts'

const provider = 'sendgrid'

/**
 * Sends mail through SendGrid.
 *
 * @example
 * const mailer = sendgridMailer({ apiKey, eventKeys: [publicKey] })
 * @throws {Error} if a key of `eventKeys` is none
 */
export function sendgridMailer(options: SendgridMailerOptions): Mailer {
  return {
    provider,
    events: mailEvents(options),
    lookup: findMail(options),
    send: (mail, { timeoutMs }) => sendMail(options, mail, timeoutMs),
    check: ({ timeoutMs }) => checkMailer(options, timeoutMs),
  }
}

/**
 * Reads mail that Inbound Parse brings.
 *
 * @throws {Error} if a key of `inboundKeys` is none
 */
export function sendgridInbound(options: SendgridInboundOptions): InboundMail {
  const keys = publicKeys(options.inboundKeys)
  const clock = clockOf(options)
  const { maxMailAgeMs } = options
  return {
    provider,
    check: ({ timeoutMs }) => checkInbound(options, timeoutMs),
    mails: {
      read: async (request) => {
        const now = clock.now()
        const maxAgeMs = maxMailAgeMs === undefined ? {} : { maxAgeMs: maxMailAgeMs }
        const distrust = distrustOf(request, { keys, now, ...maxAgeMs })
        if (distrust !== null) return err(distrust)
        const parts = readForm(headerOf(request, 'content-type'), request.body)
        const mail = parts === null ? null : await receivedMail(parts, now)
        return mail === null ? err({ code: 'unreadable' }) : ok([mailEvent(mail)])
      },
    },
  }
}

/** The same mail for two of our addresses comes as two requests: each is an event, and filing knows the mail again. */
function mailEvent(mail: ReceivedMail): ProviderEvent<ReceivedMail> {
  const { files, ...words } = mail
  const named = files.map(({ bytes, ...file }) => ({ ...file, size: bytes.length }))
  return {
    key: `${mailKey(mail)} ${[...mail.envelopeTo].sort().join(' ')}`,
    raw: JSON.stringify({ ...words, files: named }),
    fact: mail,
  }
}
