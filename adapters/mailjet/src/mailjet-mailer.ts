/** Mail through Mailjet. @module */

import { fieldsOf, readJson } from '@crmkit/adapter-kit'
import type { InboundMail, Mailer, ProviderEvent, ReceivedMail } from 'crmkit'
import { err, mailKey, ok } from 'crmkit/domain'
import { checkInbound, checkMailer } from './check-account.ts'
import { findMail } from './find-mail.ts'
import { mailEvents } from './mail-events.ts'
import { clockOf, type MailjetInboundOptions, type MailjetMailerOptions } from './options.ts'
import { receivedMail } from './received-mail.ts'
import { checkAddress, distrustOf } from './secret-address.ts'
import { sendMail } from './send-mail.ts'

const provider = 'mailjet'

/**
 * Sends mail through Mailjet.
 *
 * @example
 * const mailer = mailjetMailer({ apiKey, apiSecret, events: { path: '/mailjet/3f9a…', user: 'mailjet', passwords: [password] } })
 * @throws {Error} if the address of `events` could be guessed
 */
export function mailjetMailer(options: MailjetMailerOptions): Mailer {
  return {
    provider,
    events: mailEvents(options),
    lookup: findMail(options),
    send: (mail, { timeoutMs }) => sendMail(options, mail, timeoutMs),
    check: ({ timeoutMs }) => checkMailer(options, timeoutMs),
  }
}

/**
 * Reads mail that the Parse API brings.
 *
 * @throws {Error} if the address could be guessed
 */
export function mailjetInbound(options: MailjetInboundOptions): InboundMail {
  checkAddress(options.inbound)
  const clock = clockOf(options)
  return {
    provider,
    check: ({ timeoutMs }) => checkInbound(options, timeoutMs),
    mails: {
      read: async (request) => {
        const distrust = distrustOf(request, options.inbound)
        if (distrust !== null) return err(distrust)
        const text = Buffer.from(request.body).toString('utf8')
        const mail = receivedMail(fieldsOf(readJson(text)), clock.now())
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
