/** Bytes to text, without guessing: what is not valid in the encoding is refused. Rules: docs/concepts/imports.md (IMP-1). @module */
import { byteOrderMark, firstInvalidUtf8 } from './detect-encoding.ts'
import { type Encoding, upperHalves } from './encoding.ts'
import { TableRefusedError } from './table-refusal.ts'

/** Turns the bytes of a file into text, piece by piece. */
export interface TextReader {
  /** @throws {TableRefusedError} encoding-mismatch - at the first bytes that are not valid in the encoding */
  read(bytes: Uint8Array): string
  /** What is left at the end of the file. */
  end(): string
}

// The one class of the platform that this file needs, declared so that no DOM types are required.
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string }

/** Decodes pieces of a file; a byte-order mark is left out. Pieces that are text already pass as they are. */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array | string>,
  encoding: Encoding,
): AsyncGenerator<string> {
  const reader = createTextReader(encoding)
  let isFirst = true
  for await (const chunk of chunks) {
    let text = typeof chunk === 'string' ? chunk : reader.read(chunk)
    if (text.length === 0) continue
    if (isFirst && text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    isFirst = false
    if (text.length > 0) yield text
  }
  const rest = reader.end()
  if (rest.length > 0) yield rest
}

/** A reader for one file in this encoding. */
export function createTextReader(encoding: Encoding): TextReader {
  switch (encoding) {
    case 'utf-8':
      return utf8Reader()
    case 'utf-16le':
    case 'utf-16be':
      return utf16Reader(encoding)
    case 'windows-1252':
    case 'windows-1250':
    case 'iso-8859-1':
    case 'iso-8859-2':
    case 'iso-8859-15':
      return singleByteReader(encoding, upperHalves[encoding])
  }
}

function utf8Reader(): TextReader {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let position = 0
  // The beginning of a character that the next piece completes.
  let tail = new Uint8Array(0)
  return {
    read(bytes) {
      try {
        const text = decoder.decode(bytes, { stream: true })
        position += bytes.length
        tail = incompleteTail(tail, bytes)
        return text
      } catch {
        const all = concatBytes(tail, bytes)
        throw mismatch('utf-8', position - tail.length + Math.max(0, firstInvalidUtf8(all, false)))
      }
    },
    end() {
      if (tail.length > 0) throw mismatch('utf-8', position - tail.length)
      return ''
    },
  }
}

function incompleteTail(before: Uint8Array<ArrayBuffer>, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = bytes.length >= 3 ? bytes.slice(-3) : concatBytes(before, bytes)
  for (let i = end.length - 1; i >= 0; i--) {
    const byte = end[i] ?? 0
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return end.length - i < length ? end.slice(i) : new Uint8Array(0)
  }
  return new Uint8Array(0)
}

function utf16Reader(encoding: 'utf-16le' | 'utf-16be'): TextReader {
  const isBigEndian = encoding === 'utf-16be'
  let position = 0
  let odd: number | null = null
  // A high surrogate whose partner comes with the next piece.
  let high = ''
  return {
    read(bytes) {
      const all = odd === null ? bytes : concatBytes(Uint8Array.of(odd), bytes)
      odd = all.length % 2 === 1 ? (all[all.length - 1] ?? 0) : null
      const count = all.length >> 1
      const units = new Uint16Array(count)
      for (let i = 0; i < count; i++) {
        const first = all[2 * i] ?? 0
        const second = all[2 * i + 1] ?? 0
        units[i] = isBigEndian ? (first << 8) | second : (second << 8) | first
      }
      let text = high + unitsToText(units)
      const start = position - 2 * high.length
      position += 2 * count
      high = ''
      if (text.length > 0 && isHighSurrogate(text.charCodeAt(text.length - 1))) {
        high = text.slice(-1)
        text = text.slice(0, -1)
      }
      const lone = text.search(loneSurrogate)
      if (lone !== -1) throw mismatch(encoding, start + 2 * lone)
      return text
    },
    end() {
      if (odd !== null || high.length > 0) throw mismatch(encoding, position - 2 * high.length)
      return ''
    },
  }
}

function singleByteReader(encoding: Encoding, upperHalf: string): TextReader {
  const table = new Uint16Array(256)
  for (let i = 0; i < 256; i++) table[i] = i < 128 ? i : upperHalf.charCodeAt(i - 128)
  let isStart = true
  return {
    read(bytes) {
      // A byte-order mark contradicts the encoding: the file says itself that it is another one.
      if (isStart && bytes.length >= 3 && byteOrderMark(bytes) !== null) throw mismatch(encoding, 0)
      isStart = false
      const units = new Uint16Array(bytes.length)
      for (let i = 0; i < bytes.length; i++) units[i] = table[bytes[i] ?? 0] ?? 0
      return unitsToText(units)
    },
    end: () => '',
  }
}

function unitsToText(units: Uint16Array): string {
  let text = ''
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.subarray(i, i + 8192))
  return text
}

/** Half a character; with the `u` flag, the halves of whole ones do not match. */
const loneSurrogate = /\p{Surrogate}/u

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}

function concatBytes(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

function mismatch(encoding: Encoding, byte: number): TableRefusedError {
  return new TableRefusedError({ code: 'encoding-mismatch', encoding, byte })
}
