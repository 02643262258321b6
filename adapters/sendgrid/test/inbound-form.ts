/** Mail as Inbound Parse brings it. */
import type { ProviderRequest } from 'crmkit'
import type { BroughtMail } from 'crmkit/testing'
import { now, signedRequest } from './fake-sendgrid.ts'

const boundary = 'xYzZY'

/** The headers of a form, without a signature. */
export const formHeaders: Readonly<Record<string, string>> = {
  'content-type': `multipart/form-data; boundary=${boundary}`,
}

/** A part of a form to be written. */
export interface FormField {
  readonly name: string
  readonly value: string | Uint8Array
  readonly filename?: string
  readonly type?: string
}

/** A form with the signature of SendGrid. */
export function signedForm(fields: readonly FormField[]): ProviderRequest {
  const parts = fields.flatMap(({ name, value, filename, type }) => [
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"`),
    Buffer.from(filename === undefined ? '\r\n' : `; filename="${filename}"\r\n`),
    Buffer.from(type === undefined ? '\r\n' : `Content-Type: ${type}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ])
  return signedRequest(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), now, formHeaders)
}

/** A mail that SendGrid has read. */
export async function bringParsed(mail: BroughtMail): Promise<ProviderRequest> {
  const { text, html, files } = mail
  const decoded = (name: string) => {
    const found = mail.headers.find((header) => header.name === name)?.value
    return found?.replace('=?utf-8?q?=C3=89corces?=', 'Écorces')
  }
  const info = files.map(({ name, type }, index) => [`attachment${index + 1}`, { filename: name, name, type }])
  const fields: FormField[] = [
    { name: 'headers', value: headersOf(mail) },
    { name: 'to', value: decoded('To') ?? '' },
    { name: 'from', value: decoded('From') ?? '' },
    { name: 'subject', value: decoded('Subject') ?? '' },
    ...(text === undefined ? [] : [{ name: 'text', value: text }]),
    ...(html === undefined ? [] : [{ name: 'html', value: html }]),
    { name: 'envelope', value: envelopeOf(mail) },
    { name: 'attachments', value: String(files.length) },
    { name: 'attachment-info', value: JSON.stringify(Object.fromEntries(info)) },
    { name: 'charsets', value: '{"to":"UTF-8","subject":"UTF-8","from":"UTF-8","text":"UTF-8"}' },
    ...files.map(({ name, type, bytes }, index) => ({
      ...{ name: `attachment${index + 1}`, filename: name, type, value: bytes },
    })),
  ]
  return signedForm(fields)
}

/** A mail as it was sent. */
export async function bringWhole(mail: BroughtMail): Promise<ProviderRequest> {
  const { text, html, files } = mail
  const part = (type: string, content: string) =>
    `--limit\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${content}\r\n`
  const attached = files.map(
    ({ name, type, bytes }) =>
      `--limit\r\nContent-Type: ${type}\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}\r\n`,
  )
  const parts = [
    ...(text === undefined ? [] : [part('text/plain', text)]),
    ...(html === undefined ? [] : [part('text/html', html)]),
    ...attached,
  ]
  // The line that says how the parts are divided is one of the mail, but none that the contract asks for.
  const whole = `${headersOf(mail)}${parts.length > 0 ? wholeType : ''}\r\n${parts.join('')}--limit--\r\n`
  return signedForm([
    { name: 'email', value: whole },
    { name: 'envelope', value: envelopeOf(mail) },
  ])
}

const wholeType = 'Content-Type: multipart/mixed; boundary=limit\r\n'

function headersOf({ headers }: BroughtMail): string {
  return headers.map(({ name, value }) => `${name}: ${value}\r\n`).join('')
}

function envelopeOf({ envelopeFrom: from, envelopeTo: to }: BroughtMail): string {
  return JSON.stringify({ to, from })
}
