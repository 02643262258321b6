/**
 * Forms as SendGrid sends mail: its fields are in the alphabets that their mails had, and a field of its own says in which.
 * What the platform offers reads all of them as UTF-8.
 * @see https://www.rfc-editor.org/rfc/rfc7578
 * @module
 */

/** A part of a form. */
export interface FormPart {
  readonly name: string
  /** Of a file. */
  readonly filename?: string
  readonly type?: string
  readonly bytes: Uint8Array
}

/** The parts of a form; `null`: it is none, or it ends too early. */
export function readForm(contentType: string, body: Uint8Array): readonly FormPart[] | null {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType)
  if (!/^\s*multipart\/form-data\b/i.test(contentType) || boundary === null) return null
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const limit = Buffer.from(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`, 'latin1')
  const parts: FormPart[] = []
  // The first one may stand at the very beginning.
  let at = bytes.subarray(0, limit.length - 2).equals(limit.subarray(2)) ? limit.length - 2 : -1
  if (at < 0) at = after(bytes, limit, 0)
  while (at >= 0) {
    if (bytes.subarray(at, at + 2).toString('latin1') === '--') return parts
    const start = bytes.indexOf('\r\n', at)
    const end = start < 0 ? -1 : bytes.indexOf(limit, start)
    if (end < 0) return null
    const part = readPart(bytes.subarray(start + 2, end))
    if (part === null) return null
    parts.push(part)
    at = end + limit.length
  }
  return null
}

function after(bytes: Buffer, limit: Buffer, from: number): number {
  const found = bytes.indexOf(limit, from)
  return found < 0 ? -1 : found + limit.length
}

function readPart(bytes: Buffer): FormPart | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const head = bytes.subarray(0, end).toString('utf8')
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
  const name = parameter(disposition, 'name')
  const filename = parameter(disposition, 'filename')
  const type = /^content-type:\s*([^\s;]+)/im.exec(head)?.[1]
  if (name === null) return null
  return {
    ...{ name, bytes: bytes.subarray(end + 4) },
    ...(filename !== null && { filename }),
    ...(type !== undefined && { type }),
  }
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:\\\\.|[^"\\\\])*)"|([^\\s;]+))`, 'i').exec(disposition)
  return found === null ? null : (found[1] ?? found[2] ?? '').replace(/\\(["\\])/g, '$1').replaceAll('%22', '"')
}
