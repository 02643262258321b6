/// <reference path="./sendgrid-modules.d.ts" />
/** A mail as SendGrid takes it, and its answer. @module */

import type { Exchange } from '@crmkit/adapter-kit'
import { checkMailToSend, headersToSend, oneLine } from '@crmkit/adapter-kit/mail'
import { type MailboxData, type MailData, MailService, type PersonalizationData } from '@sendgrid/mail'
import type { AnsweredRecipient, Instant, Mailbox, MailContent, MailRecipient, MailToSend, SendAnswer } from 'crmkit'
import { clockOf, type SendgridOptions } from './options.ts'
import { CarefulClient, problemOf } from './sendgrid-client.ts'

/** The name of our own id among the custom arguments of a mail, which come back with its events. */
export const messageArgument = 'crmkit_message_id'

/** Sends a mail. */
export async function sendMail(options: SendgridOptions, mail: MailToSend, timeoutMs: number): Promise<SendAnswer> {
  checkMailToSend(mail)
  const client = new CarefulClient(options, timeoutMs)
  const service = new MailService()
  service.setClient(client)
  await service.send(mailData(mail))
  return answerOf(client.outcome, mail, clockOf(options).now())
}

function mailData({ messageId, from, replyTo, recipients, content, headers, files, tracking }: MailToSend): MailData {
  const sent = headersToSend(headers)
  return {
    from: mailbox(from),
    ...(replyTo !== undefined && { replyTo: mailbox(replyTo) }),
    subject: oneLine(content.subject),
    personalizations: addressed(recipients).map((lines) => ({
      ...lines,
      customArgs: { [messageArgument]: messageId },
    })),
    ...wordsOf(content),
    ...(Object.keys(sent).length > 0 && { headers: sent }),
    attachments: files.map(({ name, type, bytes, contentId }) => ({
      filename: oneLine(name),
      type: oneLine(type),
      content: Buffer.from(bytes).toString('base64'),
      ...(contentId === undefined
        ? { disposition: 'attachment' as const }
        : { disposition: 'inline' as const, content_id: contentId }),
    })),
    trackingSettings: {
      openTracking: { enable: tracking.opens },
      clickTracking: { enable: tracking.clicks, enableText: tracking.clicks },
    },
  }
}

/** SendGrid refuses empty parts. */
function wordsOf({ text = '', html = '' }: MailContent): { text: string; html?: string } | { html: string } {
  if (text === '' && html !== '') return { html }
  return { text: text === '' ? ' ' : text, ...(html !== '' && { html }) }
}

/** Who stands in which line. SendGrid wants somebody in the first one: where nobody does, others move up. */
function addressed(recipients: readonly MailRecipient[]): readonly PersonalizationData[] {
  const of = (kind: MailRecipient['kind']) => recipients.filter((each) => each.kind === kind).map(mailbox)
  const [to, cc, bcc] = [of('to'), of('cc'), of('bcc')]
  // Each blind copy by itself: none of them sees the others.
  if (to.length + cc.length === 0) return bcc.map((each) => ({ to: [each] }))
  const [first, second] = to.length > 0 ? [to, cc] : [cc, []]
  return [{ to: first, ...(second.length > 0 && { cc: second }), ...(bcc.length > 0 && { bcc }) }]
}

function mailbox({ address, name }: Mailbox): MailboxData {
  return { email: address, ...(name !== undefined && { name: oneLine(name) }) }
}

function answerOf(outcome: Exchange, mail: MailToSend, now: Instant): SendAnswer {
  if (outcome.kind === 'unreached') return { kind: 'postponed', problem: outcome.problem }
  if (outcome.kind === 'lost') return { kind: 'unknown', problem: outcome.problem }
  const { status, headers, body } = outcome
  const name = headers['x-message-id']
  if (status === 202 && typeof name === 'string') {
    const recipients = mail.recipients.map(
      ({ address }): AnsweredRecipient => ({ address, providerMessageId: name, event: { kind: 'accepted', at: now } }),
    )
    return { kind: 'accepted', recipients }
  }
  const problem = problemOf(status, body)
  // 503 is said at the door; whoever says 500, 502 or 504 may have passed it on before.
  if (status === 429 || status === 503) return { kind: 'postponed', problem, ...notBefore(headers, now) }
  return status >= 400 && status < 500 && status !== 408 ? { kind: 'refused', problem } : { kind: 'unknown', problem }
}

function notBefore(headers: Extract<Exchange, { kind: 'answered' }>['headers'], now: Instant): { notBefore?: Instant } {
  const seconds = headers['retry-after'] ?? ''
  if (/^\d{1,6}$/.test(seconds)) return { notBefore: now + Number(seconds) * 1_000 }
  const reset = headers['x-ratelimit-reset']
  return typeof reset === 'string' && /^\d{10}$/.test(reset) ? { notBefore: Number(reset) * 1_000 } : {}
}
