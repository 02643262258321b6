/** Pictures in cards. Rules: docs/concepts/vcard.md (SYN-5). @module */
import { fromBase64 } from '../kernel/base64.ts'
import type { CardPhoto } from './card.ts'
import type { ContentLine } from './content-lines.ts'
import { encodingOf, type ValueReader } from './line-values.ts'

/** Reads a picture, from its bytes, from a `data:` URI, or as the address where it lies; `null` where it is none. */
export function readPhoto(line: ContentLine, values: ValueReader): CardPhoto | null {
  const encoding = encodingOf(line)
  if (encoding === 'b' || encoding === 'base64') return ofBytes(values.bytes(line), saidMediaType(line))
  const text = values.text(line)
  const [, mediaType = '', data] = /^data:([^,;]*)(?:;[^,]*)?;base64,(.*)$/is.exec(text ?? '') ?? []
  if (data !== undefined) return ofBytes(fromBase64(data), mediaType.toLowerCase())
  return text !== null && isUri(text) ? { kind: 'uri', uri: text } : null
}

/** Whether a text is an address that can stand in a line as it is. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[!#-[\]^-~]+$/i.test(text) && !/^data:/i.test(text)
}

function ofBytes(bytes: Uint8Array | null, said: string): CardPhoto | null {
  if (bytes === null || bytes.length === 0) return null
  const signature = String.fromCharCode(...bytes.subarray(0, 12))
  const found = signatures.find(([shape]) => shape.test(signature))
  return { kind: 'bytes', mediaType: found?.[1] ?? said, bytes }
}

/** What the bytes say is truer than what the card says. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^\x89PNG/, 'image/png'],
  [/^GIF8/, 'image/gif'],
  [/^RIFF.{4}WEBP/s, 'image/webp'],
]

function saidMediaType(line: ContentLine): string {
  const said = (line.params.get('MEDIATYPE')?.[0] ?? line.params.get('TYPE')?.[0] ?? '').toLowerCase()
  if (said === '') return 'application/octet-stream'
  return said.includes('/') ? said : `image/${said === 'jpg' ? 'jpeg' : said}`
}
