/** A mail as Mailjet takes it, and its answer. @module */

import { type Exchange, type Fields, fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { checkMailToSend, headersToSend, oneLine } from '@crmkit/adapter-kit/mail'
import type { AnsweredRecipient, Instant, Mailbox, MailRecipient, MailToSend, SendAnswer } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import { post, problemOf } from './mailjet-client.ts'
import { clockOf, type MailjetOptions } from './options.ts'

/** Sends a mail. */
export async function sendMail(options: MailjetOptions, mail: MailToSend, timeoutMs: number): Promise<SendAnswer> {
  checkMailToSend(mail)
  const content = contentOf(mail)
  const messages = addressed(mail.recipients).map((lines) => ({ ...content, ...lines }))
  // All at once, or none: a mistake in one is one in all.
  const body = { Messages: messages, AdvanceErrorHandling: messages.length > 1 }
  return answerOf(await post(options, body, timeoutMs), mail, clockOf(options).now())
}

function contentOf({ messageId, from, replyTo, content, headers, files, tracking }: MailToSend): Fields {
  const { text, html } = content
  // Mailjet gives each mail an id of its own, and refuses ours: answers are known by the address to which they go.
  const sent = headersToSend(headers.filter(({ name }) => name.toLowerCase() !== 'message-id'))
  const asFile = ({ name, type, bytes }: (typeof files)[number]) => ({
    Filename: oneLine(name),
    ContentType: oneLine(type),
    Base64Content: Buffer.from(bytes).toString('base64'),
  })
  const apart = files.filter(({ contentId }) => contentId === undefined).map(asFile)
  const inlined = files
    .filter(({ contentId }) => contentId !== undefined)
    .map((file) => ({ ...asFile(file), ContentID: file.contentId }))
  return {
    From: mailbox(from),
    ...(replyTo !== undefined && { ReplyTo: mailbox(replyTo) }),
    Subject: oneLine(content.subject),
    ...(text !== undefined && { TextPart: text }),
    ...(html !== undefined && { HTMLPart: html }),
    ...(Object.keys(sent).length > 0 && { Headers: sent }),
    ...(apart.length > 0 && { Attachments: apart }),
    ...(inlined.length > 0 && { InlinedAttachments: inlined }),
    TrackOpens: tracking.opens ? 'enabled' : 'disabled',
    TrackClicks: tracking.clicks ? 'enabled' : 'disabled',
    CustomID: messageId,
  }
}

/** Who stands in which line. Mailjet wants somebody in the first one: where nobody does, others move up. */
function addressed(recipients: readonly MailRecipient[]): readonly Fields[] {
  const of = (kind: MailRecipient['kind']) => recipients.filter((each) => each.kind === kind).map(mailbox)
  const [to, cc, bcc] = [of('to'), of('cc'), of('bcc')]
  // Each blind copy by itself: none of them sees the others.
  if (to.length + cc.length === 0) return bcc.map((each) => ({ To: [each] }))
  const [first, second] = to.length > 0 ? [to, cc] : [cc, []]
  return [{ To: first, ...(second.length > 0 && { Cc: second }), ...(bcc.length > 0 && { Bcc: bcc }) }]
}

function mailbox({ address, name }: Mailbox): Fields {
  return { Email: address, ...(name !== undefined && { Name: oneLine(name) }) }
}

function answerOf(outcome: Exchange, mail: MailToSend, now: Instant): SendAnswer {
  if (outcome.kind === 'unreached') return { kind: 'postponed', problem: outcome.problem }
  if (outcome.kind === 'lost') return { kind: 'unknown', problem: outcome.problem }
  const { status, headers, body } = outcome
  const messages = itemsOf(fieldsOf(readJson(body))['Messages']).map(fieldsOf)
  if (messages.some(({ Status }) => Status === 'success')) {
    return { kind: 'accepted', recipients: recipientsOf(messages, mail, now) }
  }
  const problem = problemOf(status, body)
  if (messages.length > 0 && messages.every(isMistake)) return { kind: 'refused', problem }
  // 503 is said at the door; whoever says 500, 502 or 504 may have passed it on before.
  if (status === 429 || status === 503) {
    const seconds = headers['retry-after'] ?? ''
    const notBefore = /^\d{1,6}$/.test(seconds) ? { notBefore: now + Number(seconds) * 1_000 } : {}
    return { kind: 'postponed', problem, ...notBefore }
  }
  return status >= 400 && status < 500 && status !== 408 ? { kind: 'refused', problem } : { kind: 'unknown', problem }
}

/** Whether Mailjet won't have a message as it is; otherwise, something went wrong on its side. */
function isMistake({ Status, Errors }: Fields): boolean {
  const codes = itemsOf(Errors).map((error) => fieldsOf(error)['StatusCode'])
  return Status === 'error' && codes.every((code) => typeof code !== 'number' || (code < 500 && code !== 429))
}

/** Whom it took, by Mailjet's name for the mail to each; the others failed. */
function recipientsOf(messages: readonly Fields[], mail: MailToSend, now: Instant): readonly AnsweredRecipient[] {
  const names = new Map<string, string>()
  for (const message of messages) {
    if (message['Status'] !== 'success') continue
    const lines = ['To', 'Cc', 'Bcc'].flatMap((line) => itemsOf(message[line])).map(fieldsOf)
    for (const { Email, MessageUUID } of lines) {
      const { normalized } = parseEmail(textOf(Email))
      if (normalized !== undefined) names.set(normalized, textOf(MessageUUID))
    }
  }
  return mail.recipients.map(({ address }): AnsweredRecipient => {
    const name = names.get(address)
    if (name === undefined) return { address, event: { kind: 'failed', at: now, reason: 'not-taken' } }
    return { address, ...(name !== '' && { providerMessageId: name }), event: { kind: 'accepted', at: now } }
  })
}
