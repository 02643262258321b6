/** A mail as it goes over the wire (RFC 5322). @module */

import { headersToSend, oneLine } from '@crmkit/adapter-kit/mail'
import type { Instant, Mailbox, MailRecipient, MailToSend } from 'crmkit'
import { messageIdsIn } from 'crmkit/domain'
import MailComposer from 'nodemailer/lib/mail-composer'

/** What is handed to a server. */
export interface ComposedMail {
  /** Its name among mails, without angle brackets: reports of other servers, and answers, name it. */
  readonly mailId: string
  readonly bounceTo: string
  readonly recipients: readonly MailRecipient[]
  readonly bytes: Buffer
}

/** Composes a mail. */
export async function composeMail(mail: MailToSend, now: Instant): Promise<ComposedMail> {
  const { messageId, from, replyTo, recipients, content, headers, files, bounceTo } = mail
  const mailId = messageIdsIn({ headers }, 'message-id')[0] ?? `${messageId}@${domainOf(from)}`
  const others = headers.filter(({ name }) => name.toLowerCase() !== 'message-id')
  const of = (kind: MailRecipient['kind']) => recipients.filter((each) => each.kind === kind).map(mailbox)
  const composer = new MailComposer({
    from: mailbox(from),
    ...(replyTo !== undefined && { replyTo: mailbox(replyTo) }),
    // Those who get a blind copy stand in no line.
    to: of('to'),
    cc: of('cc'),
    subject: oneLine(content.subject),
    ...(content.text !== undefined && { text: content.text }),
    ...(content.html !== undefined && { html: content.html }),
    messageId: `<${oneLine(mailId)}>`,
    date: new Date(now),
    headers: Object.entries(headersToSend(others)).map(([key, value]) => ({ key, value })),
    attachments: files.map(({ name, type, bytes, contentId }) => ({
      filename: oneLine(name),
      content: Buffer.from(bytes),
      contentType: mediaType(type),
      contentDisposition: contentId === undefined ? 'attachment' : 'inline',
      ...(contentId !== undefined && { cid: oneLine(contentId) }),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { mailId, bounceTo: bounceTo ?? from.address, recipients, bytes: await composer.compile().build() }
}

function mailbox({ address, name = '' }: Mailbox): { address: string; name: string } {
  return { address, name: oneLine(name) }
}

function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1)
}

/** Files are no parts of this mail: one that says it is would have to be taken apart. */
function mediaType(type: string): string {
  const line = oneLine(type).toLowerCase()
  return /^(?:multipart|message)\//.test(line) || !line.includes('/') ? 'application/octet-stream' : line
}
