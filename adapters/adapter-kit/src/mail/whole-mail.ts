/** A mail as it went over the wire (RFC 5322, MIME), read by `postal-mime`. @module */
import type { ReceivedFile, ReceivedMail } from 'crmkit'
import { headersOf } from 'crmkit/domain'
import PostalMime from 'postal-mime'
import { contentIdOf, mailboxesIn, readHeaders } from './received-headers.ts'

/** What stands in a mail; not how it was brought. */
export type WholeMail = Omit<ReceivedMail, 'envelopeFrom' | 'envelopeTo' | 'receivedAt'>

/**
 * Reads a mail. Mails in it, and reports of servers, are files of it; where nobody can take it apart, it is a file of itself:
 * parts within parts without an end.
 */
export async function readWholeMail(bytes: Uint8Array): Promise<WholeMail> {
  const parser = new PostalMime({ attachmentEncoding: 'arraybuffer', forceRfc822Attachments: true })
  const read = await parser.parse(bytes).catch(() => null)
  if (read === null) {
    return { ...readHead(bytes), files: [{ name: 'mail.eml', type: 'message/rfc822', bytes: Uint8Array.from(bytes) }] }
  }
  const { text, html, attachments } = read
  return {
    ...readHead(bytes),
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    files: attachments.map(({ filename, mimeType, content, contentId }): ReceivedFile => {
      const file = typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)
      return { name: filename ?? '', type: mimeType, bytes: file, ...contentIdOf(contentId) }
    }),
  }
}

/** What stands in the lines before the text. */
function readHead(bytes: Uint8Array): Omit<WholeMail, 'text' | 'html' | 'files'> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const headers = readHeaders(lettersOf(whole.subarray(0, headEnd(whole))))
  const first = (name: string) => headersOf({ headers }, name)[0] ?? ''
  const all = (name: string) => mailboxesIn(headersOf({ headers }, name).join(', '))
  return { from: first('from'), to: all('to'), cc: all('cc'), subject: first('subject'), headers }
}

/** The first empty line; some mails have nothing but a head. */
function headEnd(whole: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n'].map((empty) => whole.indexOf(empty)).filter((end) => end >= 0)
  return Math.min(whole.length, ...ends)
}

/** Lines should be ASCII. Those that are not are UTF-8, or of old programs. */
function lettersOf(head: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head)
  } catch {
    return new TextDecoder('windows-1252').decode(head)
  }
}
