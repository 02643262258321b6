/**
 * The folded form in which texts are searched, sorted and compared. Rules: docs/concepts/identity.md (IDN-6, PTY-8).
 *
 * Folding runs several times on every imported row, so it is one pass over a table that is computed once, when it is
 * first needed, from the plain definition in `foldByDefinition`; a property test holds the two equal. @module
 */

/**
 * Folds a text: lower case, accents off, ligatures and letters with a stroke written out (œ → oe, ß → ss, ø → o),
 * everything that is neither letter nor digit a single blank. Other scripts keep their letters. A text without any
 * letter or digit folds to `''`, which must match nothing.
 */
export function foldText(text: string): string {
  if (text.length > longestByTable) return foldByDefinition(text)
  const table = foldTable()
  let length = 0
  let pendingBlank = false
  // All there is to do for most texts is to write them small.
  let isPlain = true
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= tableSize) return foldByDefinition(text)
    const folded = table[code] ?? drop
    if (code >= 0x80) isPlain = false
    if (folded > lastMarker) {
      if (pendingBlank && length > 0) output[length++] = blank
      pendingBlank = false
      output[length++] = folded
    } else if (folded === blank) {
      pendingBlank = true
      if (code !== blank) isPlain = false
    } else if (folded === byDefinition) return foldByDefinition(text)
    else if (folded === severalCharacters) {
      for (const character of expansions.get(code) ?? '') {
        if (character === ' ') pendingBlank = true
        else {
          if (pendingBlank && length > 0) output[length++] = blank
          pendingBlank = false
          output[length++] = character.charCodeAt(0)
        }
      }
    }
  }
  if (isPlain && length === text.length) return text.toLowerCase()
  return Reflect.apply(String.fromCharCode, undefined, outputOf(length))
}

/** The beginning of the output; of the usual lengths the views are kept. */
function outputOf(length: number): Uint16Array {
  if (length >= keptViews) return output.subarray(0, length)
  views[length] ??= output.subarray(0, length)
  return views[length]
}

/** The definition of folding, in the words of Unicode. Slow; the table is made from it. */
export function foldByDefinition(text: string): string {
  return text
    .normalize('NFKD')
    .replace(ignored, '')
    .toLowerCase()
    .replace(specialLetters, (letter) => specialFolds.get(letter) ?? letter)
    .replace(betweenWords, ' ')
    .trim()
    .normalize('NFC')
}

/**
 * Accents of European scripts, and characters that nobody sees. Marks of other scripts stay: in Devanagari they are
 * vowels, in Japanese they make another consonant.
 */
const ignored = /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F\p{Cf}]+/gu
const betweenWords = /[^\p{L}\p{N}\p{M}]+/gu

const specialFolds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŧ: 't', ŋ: 'n' },
    ...{ ĸ: 'k', ƒ: 'f', ς: 'σ' },
  }),
)
const specialLetters = new RegExp(`[${[...specialFolds.keys()].join('')}]`, 'g')

/** Up to here a table pays: Latin, Greek, Cyrillic, the punctuation of all of them, and letter-like signs. */
const tableSize = 0x2200
/** Entries that are no character: to be left out, to be looked up, or to be left to the definition. */
const drop = 0
const severalCharacters = 1
const byDefinition = 2
const blank = 32
const lastMarker = blank
const longestEntry = 4
/** Names and addresses are shorter; a longer text would need a buffer that is kept for nothing. */
const longestByTable = 2048
/** Used again by every call, and twice as long as the longest result with its blanks could need. */
const output = new Uint16Array(longestByTable * longestEntry * 2)
const keptViews = 64
const views: Uint16Array[] = []

let table: Uint16Array | undefined
const expansions = new Map<number, string>()

function foldTable(): Uint16Array {
  table ??= computeFoldTable()
  return table
}

function computeFoldTable(): Uint16Array {
  const entries = new Uint16Array(tableSize)
  for (let code = 0; code < tableSize; code++) entries[code] = tableEntry(code)
  return entries
}

function tableEntry(code: number): number {
  const character = String.fromCharCode(code)
  if (isContextual(character)) return byDefinition
  // Between two letters, so that a blank is told from nothing.
  const folded = foldByDefinition(`x${character}x`).slice(1, -1)
  if (folded.length === 0) return drop
  if (folded.length === 1) return folded.charCodeAt(0)
  if (folded.length > longestEntry) return byDefinition
  expansions.set(code, folded)
  return severalCharacters
}

/** Marks that stay are put into order among themselves, and Hangul letters join into syllables. */
function isContextual(character: string): boolean {
  const decomposed = character.normalize('NFKD').replace(ignored, '')
  return /[\p{M}\u1100-\u11FF]/u.test(decomposed)
}
