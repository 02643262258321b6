/** Mail as Inbound Parse brings it: read already, or whole. @module */

import { fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { contentIdOf, mailboxesIn, readHeaders, readWholeMail } from '@crmkit/adapter-kit/mail'
import type { Instant, ReceivedFile, ReceivedMail } from 'crmkit'
import { headersOf } from 'crmkit/domain'
import type { FormPart } from './form-data.ts'

/** The mail of a form; `null`: it holds none. */
export async function receivedMail(parts: readonly FormPart[], now: Instant): Promise<ReceivedMail | null> {
  const fields = textFields(parts)
  const envelope = fieldsOf(readJson(fields.get('envelope') ?? ''))
  const from = envelope['from']
  const brought = {
    ...(typeof from === 'string' && { envelopeFrom: from }),
    envelopeTo: itemsOf(envelope['to']).map(textOf),
    receivedAt: now,
  }
  const whole = parts.find(({ name }) => name === 'email')
  if (whole !== undefined) return { ...(await readWholeMail(whole.bytes)), ...brought }
  if (!['headers', 'envelope', 'from', 'to'].some((name) => fields.has(name))) return null
  const headers = readHeaders(fields.get('headers') ?? '')
  const text = fields.get('text')
  const html = fields.get('html')
  return {
    ...brought,
    from: fields.get('from') ?? headersOf({ headers }, 'from')[0] ?? '',
    to: mailboxesIn(fields.get('to') ?? headersOf({ headers }, 'to').join(', ')),
    cc: mailboxesIn(fields.get('cc') ?? headersOf({ headers }, 'cc').join(', ')),
    subject: fields.get('subject') ?? headersOf({ headers }, 'subject')[0] ?? '',
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    headers,
    files: filesOf(parts, fields.get('attachment-info') ?? ''),
  }
}

/** Each field in the alphabet that `charsets` names for it. */
function textFields(parts: readonly FormPart[]): ReadonlyMap<string, string> {
  const charsets = fieldsOf(readJson(decoded(parts.find(({ name }) => name === 'charsets')?.bytes, 'utf-8')))
  const fields = parts.filter(({ filename }) => filename === undefined)
  return new Map(fields.map(({ name, bytes }) => [name, decoded(bytes, textOf(charsets[name]) || 'utf-8')]))
}

function decoded(bytes: Uint8Array | undefined, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // An alphabet that nobody knows: most of any is ASCII.
    return new TextDecoder().decode(bytes)
  }
}

function filesOf(parts: readonly FormPart[], info: string): readonly ReceivedFile[] {
  const known = fieldsOf(readJson(info))
  return parts.flatMap(({ name, filename, type, bytes }) => {
    if (!/^attachment\d+$/.test(name)) return []
    const said = fieldsOf(known[name])
    return [
      {
        name: textOf(said['filename']) || textOf(said['name']) || (filename ?? ''),
        type: textOf(said['type']) || (type ?? 'application/octet-stream'),
        bytes: Uint8Array.from(bytes),
        ...contentIdOf(textOf(said['content-id'])),
      },
    ]
  })
}
