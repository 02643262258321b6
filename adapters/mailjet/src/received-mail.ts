/** Mail as the Parse API brings it. @module */

import { type Fields, fieldsOf, itemsOf, textOf } from '@crmkit/adapter-kit'
import { contentIdOf, mailboxesIn, readHeaders } from '@crmkit/adapter-kit/mail'
import type { Instant, MailHeader, ReceivedFile, ReceivedMail } from 'crmkit'
import { headersOf } from 'crmkit/domain'

/** The mail of a request; `null`: it holds none. */
export function receivedMail(fields: Fields, now: Instant): ReceivedMail | null {
  const { Sender, Recipient } = fields
  if (typeof Recipient !== 'string' || typeof fields['Headers'] !== 'object') return null
  const headers = headersIn(fields['Headers'])
  const parts = itemsOf(fields['Parts']).map(fieldsOf)
  const text = fields['Text-part']
  const html = fields['Html-part']
  return {
    ...(typeof Sender === 'string' && { envelopeFrom: Sender }),
    envelopeTo: Recipient === '' ? [] : [Recipient],
    from: textOf(fields['From']) || (headersOf({ headers }, 'from')[0] ?? ''),
    to: mailboxesIn(headersOf({ headers }, 'to').join(', ')),
    cc: mailboxesIn(headersOf({ headers }, 'cc').join(', ')),
    subject: textOf(fields['Subject']) || (headersOf({ headers }, 'subject')[0] ?? ''),
    ...(typeof text === 'string' && { text }),
    ...(typeof html === 'string' && { html }),
    headers,
    files: parts.flatMap((part) => fileOf(part, fields)),
    receivedAt: now,
  }
}

/** In the order of Mailjet, which keeps those of one name together. */
function headersIn(value: unknown): readonly MailHeader[] {
  return Object.entries(fieldsOf(value)).flatMap(([name, said]) => {
    const values = typeof said === 'string' ? [said] : itemsOf(said).map(textOf)
    return values.flatMap((line) => readHeaders(`${name}: ${line.replace(/\r?\n[ \t]*/g, ' ')}`))
  })
}

function fileOf(part: Fields, fields: Fields): readonly ReceivedFile[] {
  const ref = textOf(part['ContentRef'])
  const content = fields[ref]
  if (!/^(?:Inline)?Attachment/i.test(ref) || typeof content !== 'string') return []
  const headers = headersIn(part['Headers'])
  const first = (name: string) => headersOf({ headers }, name)[0] ?? ''
  const contentType = first('content-type')
  return [
    {
      name: parameter(first('content-disposition'), 'filename') || parameter(contentType, 'name'),
      type: /^[^\s;]+/.exec(contentType)?.[0] ?? 'application/octet-stream',
      bytes: Uint8Array.from(Buffer.from(content, 'base64')),
      ...contentIdOf(first('content-id')),
    },
  ]
}

function parameter(header: string, name: string): string {
  const found = new RegExp(`;\\s*${name}=(?:"((?:\\\\.|[^"\\\\])*)"|([^\\s;]+))`, 'i').exec(header)
  return (found?.[1] ?? found?.[2] ?? '').replace(/\\(["\\])/g, '$1')
}
