/** What goes into the lines of a mail, and what must not. @module */
import { CrmError, type MailHeader, type MailToSend } from 'crmkit'

/** A text as one line: more than line feeds ends lines somewhere. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** Those that the fields of a mail make, and those of its parts. */
const madeByFields = new Set([
  ...['from', 'to', 'cc', 'bcc', 'sender', 'reply-to', 'subject', 'date', 'received', 'dkim-signature'],
  ...['mime-version', 'content-type', 'content-transfer-encoding'],
])

/** The headers of a mail by name, as they go over the wire; of two of one name, both values. */
export function headersToSend(headers: readonly MailHeader[]): Readonly<Record<string, string>> {
  const found = new Map<string, { readonly name: string; readonly values: string[] }>()
  for (const { name, value } of headers) {
    const key = name.toLowerCase()
    const known = found.get(key) ?? { name, values: [] }
    known.values.push(encoded(oneLine(value)))
    found.set(key, known)
  }
  return Object.fromEntries([...found.values()].map(({ name, values }) => [name, values.join(', ')]))
}

/** Letters beyond ASCII go in encoded words, none of them cut (RFC 2047). */
function encoded(value: string): string {
  if (/^[ -~]*$/.test(value)) return value
  const words: string[] = ['']
  for (const letter of value) {
    const last = words.length - 1
    const longer = `${words[last]}${letter}`
    if (Buffer.byteLength(longer) <= mostWordBytes) words[last] = longer
    else words.push(letter)
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')
}

/** An encoded word has 75 characters, and base64 makes four of three. */
const mostWordBytes = 45

/**
 * Refuses a mail before anybody is asked: one without recipients or without words, and headers that no mail may have.
 *
 * @throws {CrmError} invalid-input
 */
export function checkMailToSend({ recipients, content, headers }: MailToSend): void {
  if (recipients.length === 0) throw mistake('recipients', 'A mail needs a recipient.')
  if (content.text === undefined && content.html === undefined)
    throw mistake('content', 'A mail needs a text, or HTML, or both.')
  for (const { name } of headers) {
    if (!/^[!-9;-~]+$/.test(name))
      throw mistake('headers', 'The name of a header has letters, digits and hyphens only.')
    if (madeByFields.has(name.toLowerCase()))
      throw mistake('headers', `The header ${name} is made by the fields of a mail.`)
  }
}

/** Nobody was asked: what the core is told so by is this code. */
function mistake(path: string, remedy: string): CrmError {
  const issues = [{ path, problem: 'invalid-format', remedy }] as const
  return new CrmError('invalid-input', { message: remedy, details: { issues } })
}
