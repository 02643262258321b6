/** Values of lines: bytes to text, and text to its parts. Rules: docs/concepts/vcard.md (SYN-5). @module */
import { createTextReader } from '../import/decode.ts'
import { byteOrderMark, firstInvalidUtf8 } from '../import/detect-encoding.ts'
import { detectSingleByte } from '../import/detect-single-byte.ts'
import { type Encoding, encodings, parseEncodingName } from '../import/encoding.ts'
import { bytesAsText, fromBase64, textAsBytes } from '../kernel/base64.ts'
import { hasUnreadableCharacters } from '../party/read-fields.ts'
import type { CardVersion } from './card.ts'
import type { ContentLine } from './content-lines.ts'

/** A file as it is cut into lines, and the encoding of what is not UTF-8 in it. */
export interface CardBytes {
  /** One byte a character. */
  readonly bytes: string
  /** What lines are in that say nothing and are no UTF-8; `null` where it can't be told, or is not read. */
  readonly otherwise: Encoding | null
  /** Whether the file was text already, so that what lines say of their encoding holds no more. */
  readonly wasText: boolean
}

/** Makes a file ready for cutting; `null` where it is no text. */
export function bytesOfFile(file: Uint8Array | string): CardBytes | null {
  if (typeof file === 'string') return ofText(file.replace(/^\ufeff/, ''))
  const mark = byteOrderMark(file)
  const wide = mark === null ? wideWithoutMark(file) : mark.encoding
  const rest = file.subarray(mark?.length ?? 0)
  if (wide === 'utf-16le' || wide === 'utf-16be') {
    if (rest.length % 2 === 1) return null
    const text = readWide(rest, wide)
    return text === null ? null : ofText(text)
  }
  if (firstInvalidUtf8(rest, true) === -1) return { bytes: bytesAsText(rest), otherwise: 'utf-8', wasText: false }
  const detected = detectSingleByte(rest)
  const otherwise = encodings.find((known) => known === detected) ?? null
  return { bytes: bytesAsText(rest), otherwise, wasText: false }
}

function ofText(text: string): CardBytes {
  return { bytes: bytesAsText(new TextEncoder().encode(text)), otherwise: 'utf-8', wasText: true }
}

/** A card begins with letters of ASCII, so every other byte is zero. */
function wideWithoutMark([first, second]: Uint8Array): Encoding | null {
  if (first === undefined || second === undefined || (first === 0) === (second === 0)) return null
  return first === 0 ? 'utf-16be' : 'utf-16le'
}

function readWide(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string | null {
  let text = ''
  for (let i = 0; i < bytes.length; i += 2) {
    const [first = 0, second = 0] = [bytes[i], bytes[i + 1]]
    text += String.fromCharCode(encoding === 'utf-16be' ? (first << 8) | second : (second << 8) | first)
  }
  return hasUnreadableCharacters(text) ? null : text
}

/** Reads the values of the lines of one card. */
export interface ValueReader {
  /** The whole value; `null` where it can't be read. */
  text(line: ContentLine): string | null
  /** The parts between semicolons. @param joiner puts lists within a part together; without one, commas are text */
  parts(line: ContentLine, joiner?: string): readonly string[] | null
  /** The items between commas, without blank ones. */
  items(line: ContentLine): readonly string[] | null
  /** The bytes of a value in base64. */
  bytes(line: ContentLine): Uint8Array | null
}

/** A reader for a card of a file. */
export function createValueReader(file: CardBytes, version: CardVersion | null): ValueReader {
  const read = (line: ContentLine, encoded: string): string | null => {
    const text = decodeText(line, encoded, file)
    return text === null || hasUnreadableCharacters(text) ? null : unescaped(text, version).trim()
  }
  const all = (line: ContentLine, pieces: readonly string[]): readonly string[] | null => {
    const texts = pieces.map((piece) => read(line, piece))
    return texts.includes(null) ? null : texts.filter((text) => text !== null)
  }
  return {
    text: (line) => read(line, line.value),
    parts: (line, joiner) => {
      const pieces = splitAt(';', line.value)
      if (joiner === undefined) return all(line, pieces)
      const lists = pieces.map((piece) => all(line, splitAt(',', piece))?.join(joiner).trim() ?? null)
      return lists.includes(null) ? null : lists.filter((list) => list !== null)
    },
    items: (line) => all(line, splitAt(',', line.value))?.filter((item) => item !== '') ?? null,
    bytes: (line) => fromBase64(line.value),
  }
}

/** The encoding that a line says its value is in, such as `quoted-printable`. */
export function encodingOf(line: ContentLine): string {
  return (line.params.get('ENCODING')?.[0] ?? '').toLowerCase()
}

function decodeText(line: ContentLine, encoded: string, file: CardBytes): string | null {
  const encoding = encodingOf(line)
  if (encoding === 'quoted-printable') return decodeBytes(unquote(encoded), charsetOf(line), file)
  if (encoding !== 'b' && encoding !== 'base64')
    return decodeBytes(encoded, file.wasText ? 'utf-8' : charsetOf(line), file)
  const bytes = fromBase64(encoded)
  return bytes === null ? null : decodeBytes(bytesAsText(bytes), charsetOf(line), file)
}

type SaidEncoding = Encoding | 'none' | 'not-read'

function charsetOf(line: ContentLine): SaidEncoding {
  const said = line.params.get('CHARSET')?.[0]
  if (said === undefined) return 'none'
  const known = parseEncodingName(said)
  // No line can be in two bytes a character.
  return known === null || known === 'utf-16' || known === 'utf-16le' || known === 'utf-16be' ? 'not-read' : known
}

function unquote(encoded: string): string {
  return encoded.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

const beyondAscii = /[\u0080-\u00ff]/

/** What a line says wins, unless it can't be; then UTF-8, where it is; then what the file is in. */
function decodeBytes(bytes: string, said: SaidEncoding, { otherwise }: CardBytes): string | null {
  if (!beyondAscii.test(bytes)) return bytes
  const raw = textAsBytes(bytes)
  const isUtf8 = firstInvalidUtf8(raw, true) === -1
  const encoding = isUtf8 && (said === 'none' || said === 'not-read') ? 'utf-8' : said
  if (encoding === 'not-read') return null
  const chosen = encoding === 'none' || (encoding === 'utf-8' && !isUtf8) ? otherwise : encoding
  if (chosen === null || (chosen === 'utf-8' ? !isUtf8 : byteOrderMark(raw) !== null)) return null
  return createTextReader(chosen).read(raw)
}

/** Cuts where a separator is not escaped. */
function splitAt(separator: ';' | ',', encoded: string): readonly string[] {
  const pieces: string[] = []
  let start = 0
  for (let at = 0; at < encoded.length; at++) {
    const character = encoded[at]
    if (character === '\\') at += 1
    else if (character === separator) {
      pieces.push(encoded.slice(start, at))
      start = at + 1
    }
  }
  return [...pieces, encoded.slice(start)]
}

/** 2.1 knows no line ends but encoded ones: its `C:\new` is a folder. */
function unescaped(text: string, version: CardVersion | null): string {
  const lines = text.replaceAll(/\r\n?/g, '\n')
  return lines.replaceAll(/\\([\\;,:"nN])/g, (escaped, character: string) => {
    if (character !== 'n' && character !== 'N') return character
    return version === '2.1' ? escaped : '\n'
  })
}
