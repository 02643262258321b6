/** Tells the encoding of a file from its first bytes. Rules: docs/concepts/imports.md (IMP-1). @module */

import { err, ok, type Result } from '../kernel/result.ts'
import { detectSingleByte } from './detect-single-byte.ts'
import { type Encoding, encodings } from './encoding.ts'
import type { TableRefusal } from './table-refusal.ts'

/** How many bytes the detection looks at. */
export const sampleBytes: number = 65_536

/** What the first bytes say. `ascii` leaves it open: every encoding but UTF-16 reads them the same way. */
export type DetectedEncoding = Encoding | 'ascii'

/**
 * Tells the encoding of a text from a sample of its bytes, and refuses what is no text or in no encoding that is read.
 * Encodings with one byte a character are told apart by the letters of the languages they are used for.
 */
export function detectEncoding(sample: Uint8Array, isWhole: boolean): Result<DetectedEncoding, TableRefusal> {
  const format = recognizeFormat(sample)
  if (format !== null) return err({ code: 'not-a-table', format })
  const wide = recognizeWide(sample)
  if (wide !== null) return wide === 'utf-16le' || wide === 'utf-16be' ? ok(wide) : refuse(wide)
  if (firstInvalidUtf8(sample, isWhole) === -1) return ok(isAscii(sample) ? 'ascii' : 'utf-8')
  // Damaged UTF-8 stays UTF-8: reading it says where it breaks, where another encoding would spoil every letter.
  if (byteOrderMark(sample) !== null || isMostlyUtf8(sample)) return ok('utf-8')
  const encoding = detectSingleByte(sample)
  const found = encodings.find((known) => known === encoding)
  return found === undefined ? refuse(encoding) : ok(found)
}

/** The encoding that a byte-order mark states, and its length. */
export function byteOrderMark(bytes: Uint8Array): { readonly encoding: Encoding; readonly length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return null
}

/** The position of the first byte that is not UTF-8, or -1. A character cut off at the end counts if nothing follows. */
export function firstInvalidUtf8(bytes: Uint8Array, isWhole: boolean): number {
  let i = 0
  while (i < bytes.length) {
    const byte = bytes[i] ?? 0
    if (byte < 0x80) {
      i++
      continue
    }
    const length =
      byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0
    if (length === 0) return i
    for (let k = 1; k < length; k++) {
      const next = bytes[i + k]
      if (next === undefined) return isWhole ? i : -1
      if (next < lowestSecond(byte, k) || next > highestSecond(byte, k)) return i
    }
    i += length
  }
  return -1
}

/** Whether letters beyond ASCII are nearly all in UTF-8: by chance they hardly ever are. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  let valid = 0
  let invalid = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte < 0x80) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    if (firstInvalidUtf8(bytes.subarray(i, i + length), true) === -1) {
      valid++
      i += length - 1
    } else invalid++
  }
  return valid >= 3 && valid > 4 * invalid
}

/** The position of the first byte beyond ASCII, or -1. */
export function firstBeyondAscii(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] ?? 0) > 0x7f) return i
  return -1
}

const signatures: readonly (readonly [format: string, bytes: string])[] = [
  ['zip', 'PK\x03\x04'],
  ['zip', 'PK\x05\x06'],
  ['pdf', '%PDF-'],
  ['xls', '\xd0\xcf\x11\xe0'],
  ['gzip', '\x1f\x8b'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['png', '\x89PNG'],
  ['jpeg', '\xff\xd8\xff'],
  ['gif', 'GIF8'],
  ['rtf', '{\\rtf'],
  ['sqlite', 'SQLite format 3\x00'],
  ['parquet', 'PAR1'],
]

const textFormats: readonly (readonly [format: string, start: RegExp])[] = [
  ['html', /^\s*<(?:!doctype html|html|table|head|body)\b/i],
  ['xml', /^\s*<\?xml\b/i],
  ['json', /^\s*(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*(?:\{|\[\s*["\d]))/],
  ['vcard', /^\s*BEGIN:VCARD\b/i],
  ['icalendar', /^\s*BEGIN:VCALENDAR\b/i],
]

function recognizeFormat(sample: Uint8Array): string | null {
  const start = latin(sample.subarray(0, 512))
  for (const [format, bytes] of signatures)
    if (start.startsWith(bytes)) return format === 'zip' ? zipFormat(latin(sample.subarray(0, 8192))) : format
  const mark = byteOrderMark(sample)
  const text = mark?.encoding === 'utf-8' ? start.slice(3) : start
  for (const [format, pattern] of textFormats) if (pattern.test(text)) return format
  return null
}

function zipFormat(start: string): string {
  if (start.includes('opendocument.spreadsheet')) return 'ods'
  return start.includes('[Content_Types].xml') || start.includes('xl/') ? 'xlsx' : 'zip'
}

/** UTF-16 and UTF-32 from their marks or from where their zero bytes stand; `binary` where they stand anywhere. */
function recognizeWide(sample: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-32' | 'utf-7' | 'binary' | null {
  const [a, b, c, d] = sample
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return 'utf-32'
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'utf-32'
  if (a === 0x2b && b === 0x2f && c === 0x76 && (d === 0x38 || d === 0x39 || d === 0x2b || d === 0x2f)) return 'utf-7'
  const mark = byteOrderMark(sample)
  if (mark?.encoding === 'utf-8') return null
  const zeros = countZeros(sample)
  const pairs = sample.length / 2
  // Latin text has one zero byte a character in UTF-16 and three in UTF-32.
  if (zeros.even > pairs * 0.35 && zeros.odd > pairs * 0.35)
    return zeros.total > sample.length * 0.95 ? 'binary' : 'utf-32'
  if (mark !== null) return mark.encoding === 'utf-16le' ? 'utf-16le' : 'utf-16be'
  if (zeros.total === 0) return null
  if (zeros.odd > pairs * 0.3 && zeros.even < pairs * 0.02) return 'utf-16le'
  if (zeros.even > pairs * 0.3 && zeros.odd < pairs * 0.02) return 'utf-16be'
  return zeros.total > sample.length * 0.05 ? 'binary' : null
}

function countZeros(sample: Uint8Array): { even: number; odd: number; total: number } {
  let even = 0
  let odd = 0
  for (let i = 0; i < sample.length; i++) {
    if (sample[i] !== 0) continue
    if (i % 2 === 0) even++
    else odd++
  }
  return { even, odd, total: even + odd }
}

// Overlong forms, surrogates and code points beyond the last one are excluded by the second byte.
function lowestSecond(first: number, k: number): number {
  if (k === 1 && first === 0xe0) return 0xa0
  return k === 1 && first === 0xf0 ? 0x90 : 0x80
}

function highestSecond(first: number, k: number): number {
  if (k === 1 && first === 0xed) return 0x9f
  return k === 1 && first === 0xf4 ? 0x8f : 0xbf
}

function isAscii(bytes: Uint8Array): boolean {
  return firstBeyondAscii(bytes) === -1
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

function refuse(encoding: string): Result<never, TableRefusal> {
  if (encoding === 'binary') return err({ code: 'not-a-table', format: 'binary' })
  return err({ code: 'encoding-not-supported', encoding, supported: encodings })
}
