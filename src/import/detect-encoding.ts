/** Tells the encoding of a file from its first bytes. Rules: docs/concepts/imports.md (IMP-1). @module */

import { err, ok, type Result } from '../kernel/result.ts'
import { type Encoding, encodings, recognizedHalves, upperHalves } from './encoding.ts'
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
  return detectSingleByte(sample)
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

/** Letters that western and central languages share: they tell nothing, and stand in names everywhere. */
const sharedLetters = 'áâäçéëíîóôöúüýßšž'

/** How often a language uses those of its letters beyond ASCII that tell it from others, relative to each other. */
interface Language {
  readonly letters: ReadonlyMap<string, number>
  readonly encodings: readonly string[]
  /** How unlikely it is from the start that a file is in this language, as a logarithm: few letters do not outweigh it. */
  readonly rarity: number
}

const western = ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850']
const central = ['windows-1250', 'iso-8859-2']

// Counted in running texts, rounded: French, Spanish, Portuguese, Italian, Nordic; Hungarian, Romanian,
// Polish, Czech, Slovak, Croatian; Greek and Russian, which are only recognized.
const languages: readonly Language[] = [
  language(western, 'é590 à150 è85 ê70 ç27 û18 ù18 â16 î14 ô10 œ12 ï8 ë3 ü2 ÿ1'),
  language(western, 'ó280 í250 á180 é150 ñ100 ú60 ü5 º5 ª5'),
  language(western, 'ã180 ç150 é140 á130 í90 ó80 ê70 õ50 ú30 à30 â25 ô10'),
  language(western, 'à300 è250 ò150 ù130 ì100 é70'),
  language(western, 'ä300 å250 ö200 ø150 æ100 é10'),
  language(central, 'á300 é290 ö90 ó90 ő80 í55 ü50 ú30 ű18', 1),
  language(central, 'ă370 ş190 ţ180 î160 â100', 1),
  language(central, 'ł180 ę110 ą100 ó85 ż85 ś70 ć40 ń20 ź6', 4),
  language(central, 'í230 á160 ě115 é90 ř85 ý75 ž70 č66 š57 ů48 ú7 ť3 ó2 ď2 ň1', 4),
  language(central, 'á200 í130 é100 č100 ž90 š90 ý90 ú80 ť60 ľ50 ň20 ď20 ô20 ä10 ó10 ŕ1 ĺ1', 5),
  language(central, 'č280 š250 ž180 ć180 đ60', 6),
  language(
    ['iso-8859-7'],
    'α10 β1 γ2 δ2 ε8 ζ1 η5 θ1 ι9 κ4 λ3 μ3 ν6 ξ1 ο9 π4 ρ4 σ5 ς4 τ8 υ4 φ1 χ1 ψ1 ω2 ά2 έ2 ή2 ί3 ό2 ύ1 ώ1',
  ),
  language(
    ['windows-1251'],
    'о11 е8 а8 и7 н7 т6 с5 р5 в4 л4 к3 м3 д3 п3 у3 я2 ы2 ь2 г2 з2 б2 ч1 й1 х1 ж1 ш1 ю1 ц1 щ1 э1 ф1 ъ1 ё1',
  ),
]

function language(encodings: readonly string[], counts: string, rarity = 0): Language {
  const entries = counts
    .split(' ')
    .map((entry) => [entry.charAt(0), Number(entry.slice(1))] as const)
    .filter(([letter]) => !sharedLetters.includes(letter))
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  return { letters: new Map(entries.map(([letter, count]) => [letter, count / total])), encodings, rarity }
}

/** Signs that stand beside words, not within them. */
const signs = '’‘“”„«»–—…€£°§²³½·©®™º\u00a0\u00ad'

/** Signs that join parts of a word. */
const joiners = '’‘·–\u00a0\u00ad'

/** A byte beyond ASCII with its neighbors, and how often it stood there. */
interface Sight {
  readonly before: number
  readonly byte: number
  readonly after: number
  count: number
}

function detectSingleByte(sample: Uint8Array): Result<DetectedEncoding, TableRefusal> {
  const sights = collectSights(sample)
  let best: { encoding: string; score: number } = { encoding: 'unknown', score: Number.NEGATIVE_INFINITY }
  for (const encoding of candidateOrder) {
    const score = scoreEncoding(encoding, sights)
    // An earlier candidate wins a draw: it is the more usual one.
    if (score > best.score + 1e-9) best = { encoding, score }
  }
  const seen = sights.reduce((sum, sight) => sum + sight.count, 0)
  if (best.score / seen < -2) return refuse('unknown')
  const found = encodings.find((encoding) => encoding === best.encoding)
  return found === undefined ? refuse(best.encoding) : ok(found)
}

const candidateOrder = [
  'windows-1252',
  'iso-8859-15',
  'windows-1250',
  'iso-8859-2',
  'macintosh',
  'ibm850',
  'iso-8859-7',
  'windows-1251',
]

function collectSights(sample: Uint8Array): readonly Sight[] {
  const sights = new Map<number, Sight>()
  for (let i = 0; i < sample.length; i++) {
    const byte = sample[i] ?? 0
    if (byte < 0x80) continue
    const before = sample[i - 1] ?? 10
    const after = sample[i + 1] ?? 10
    const key = (before << 16) | (byte << 8) | after
    const sight = sights.get(key)
    if (sight === undefined) sights.set(key, { before, byte, after, count: 1 })
    else sight.count++
  }
  return [...sights.values()]
}

function scoreEncoding(encoding: string, sights: readonly Sight[]): number {
  const half = halfOf(encoding)
  const spoken = languages.filter((candidate) => candidate.encodings.includes(encoding))
  const all = new Set(spoken.flatMap(({ letters }) => [...letters.keys()]))
  const scores = spoken.map(({ letters, rarity }) =>
    sights.reduce((score, sight) => score + sight.count * scoreSight(sight, half, letters, all), -rarity),
  )
  return Math.max(...scores)
}

function halfOf(encoding: string): string {
  const halves: Readonly<Record<string, string>> = { ...upperHalves, ...recognizedHalves }
  return halves[encoding] ?? ''
}

/** The logarithm of how likely a character is at its place, compared to any of sixty letters. */
function scoreSight(sight: Sight, half: string, letters: Language['letters'], all: ReadonlySet<string>): number {
  const char = half.charAt(sight.byte - 0x80)
  const before = sight.before < 0x80 ? String.fromCharCode(sight.before) : half.charAt(sight.before - 0x80)
  const after = sight.after < 0x80 ? String.fromCharCode(sight.after) : half.charAt(sight.after - 0x80)
  if (isLetter(char)) return scoreLetter(char, before, after, letters, all)
  if (char < '\u00a0') return -8
  if (isLetter(before) && isLetter(after)) return joiners.includes(char) ? 0 : -4
  // © and ® stand after a word or alone, not at its beginning.
  if (isLetter(after) && '©®°·'.includes(char)) return -2
  return signs.includes(char) ? 0 : -1.5
}

function scoreLetter(
  char: string,
  before: string,
  after: string,
  letters: Language['letters'],
  all: ReadonlySet<string>,
): number {
  const lower = char.toLowerCase()
  // Letters of two scripts do not stand side by side.
  if (lower > 'ɏ' && (isLatinLetter(before) || isLatinLetter(after))) return -6
  // Names of other languages stand in every list of addresses.
  const likelihood = 0.85 * (letters.get(lower) ?? 0) + (0.15 * (all.has(lower) ? 1 : 0.03)) / 60
  let score = sharedLetters.includes(lower) ? 0 : Math.log(likelihood * 60)
  // Nasal vowels of Portuguese stand before a vowel or at the end; elsewhere they are misread ă and ő.
  if ((lower === 'ã' || lower === 'õ') && isLetter(after) && !'oesOES'.includes(after)) score -= 4
  const isUpper = char !== lower
  if (isUpper && isLetter(before) && !isUpperLetter(before)) score -= 3
  if (!isUpper && isUpperLetter(before) && isUpperLetter(after)) score -= 1.5
  // A lone letter with signs around it is rather a sign that was misread.
  if (!isLetter(before) && !isLetter(after) && lower !== 'à') score -= 2
  return score
}

function isLetter(char: string): boolean {
  return char.toLowerCase() !== char.toUpperCase()
}

function isLatinLetter(char: string): boolean {
  return isLetter(char) && char <= 'ɏ'
}

function isUpperLetter(char: string): boolean {
  return isLetter(char) && char === char.toUpperCase()
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
