/** What legal numbers have in common: blanks, separators, and why one is refused. Rules: docs/concepts/identity.md (IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import { type Err, err } from '../kernel/result.ts'

/** Why a text is no such number. */
export type LegalIdProblem =
  | 'invalid-length'
  | 'invalid-format'
  | 'invalid-checksum'
  | 'invalid-component'
  | 'destroyed-by-spreadsheet'

/** The numbers that identify companies. */
export type LegalIdKind = 'siren' | 'siret' | 'vat' | 'registration-number'

/** Why a number was not accepted: enough to write a sentence in any language. */
export interface LegalIdRefusal {
  /**
   * `invalid-component`: a part of it cannot be (a county that does not exist, a missing country);
   * `destroyed-by-spreadsheet`: `4,51818E+13`, whose last digits are lost.
   */
  readonly code: LegalIdProblem
  readonly kind: LegalIdKind
  /** Exactly what somebody typed. */
  readonly typed: string
  /** The country whose rule refused it; absent where it could not be told. */
  readonly country?: CountryCode
  /** How a right one looks, `9` standing for a digit and `A` for a letter: `FR99999999999`. */
  readonly picture?: string
}

/** Builds a refusal. */
export function refuseLegalId(
  code: LegalIdProblem,
  kind: LegalIdKind,
  typed: string,
  country?: CountryCode,
  picture?: string,
): Err<LegalIdRefusal> {
  const scope = country === undefined ? {} : { country }
  const shape = picture === undefined ? {} : { picture }
  return err({ code: isScientificNotation(typed) ? 'destroyed-by-spreadsheet' : code, kind, typed, ...scope, ...shape })
}

const scientificNotation = /^\s*[+-]?\d(?:[.,]\d+)?E[+-]\d+\s*$/i

/** Whether a text is a number as a spreadsheet shows it when its column is too narrow: `4,51818E+13`. */
export function isScientificNotation(text: string): boolean {
  return scientificNotation.test(text)
}

/** What people write into a cell that they have nothing to write into, in English, French, Romanian and Hungarian. */
const wordsForNothing: ReadonlySet<string> = new Set([
  ...['na', 'n a', 'null', 'nil', 'nan', 'none', 'nothing', 'empty', 'blank', 'unknown', 'not available', 'tbd'],
  ...['neant', 'aucun', 'aucune', 'rien', 'vide', 'inconnu', 'inconnue', 'nc', 'nr', 'non renseigne', 'sans objet'],
  ...['non communique', 'non disponible', 'non connu', 'pas de', 'fara', 'nimic', 'lipsa', 'nu are', 'necunoscut'],
  ...['necunoscuta', 'nu exista', 'nedefinit', 'nincs', 'nincs adat', 'ismeretlen', 'semmi', 'ures', 'nem ismert'],
])

const longestWordForNothing = 24

/** Most cells begin with a word that says something: they need not be folded to be sure. */
const firstWordsForNothing: ReadonlySet<string> = new Set(
  [...wordsForNothing].map((words) => words.split(' ', 1)[0] ?? ''),
)

/** How long those words are that begin with each letter, a bit a length: sure of most cells without a text of its own. */
const lengthsByFirstLetter = new Uint32Array(26)
for (const word of firstWordsForNothing) {
  const letter = word.charCodeAt(0) - 97
  lengthsByFirstLetter[letter] = (lengthsByFirstLetter[letter] ?? 0) | (1 << word.length)
}

/** Whether a cell says that there is nothing: "", "0", "-", "n/a", "néant", "nincs", "fără", … */
export function isBlankValue(text: string): boolean {
  if (text.length > longestWordForNothing) return text.trim() === ''
  return !saysSomething(text) && isBlankByDefinition(text)
}

/** {@link isBlankValue} in the words of Unicode, for texts of the length of a word for nothing. Slow. */
export function isBlankByDefinition(text: string): boolean {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return words === '' || /^[0 ]+$/.test(words) || wordsForNothing.has(words)
}

/** Sure for nearly all cells: a digit that is no zero, or a first word that begins none of the words for nothing. */
function saysSomething(text: string): boolean {
  let wordEnd = 0
  while (isPlainLetter(text.charCodeAt(wordEnd))) wordEnd++
  const next = text.charCodeAt(wordEnd)
  const isPlainWord = wordEnd > 0 && !(next >= 0x80)
  if (isPlainWord && !beginsWithWordForNothing(text, wordEnd)) return true
  let isLatin = true
  for (let index = wordEnd; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 48 && code <= 57) return true
    if (code >= beyondLatin || code === softHyphen) isLatin = false
  }
  return !isPlainWord && isLatin && saysSomethingFolded(foldText(text))
}

function isPlainLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

function beginsWithWordForNothing(text: string, wordEnd: number): boolean {
  const lengths = lengthsByFirstLetter[(text.charCodeAt(0) | 32) - 97] ?? 0
  // Shifts count to 32 only; no text that is asked for is longer.
  return ((lengths >>> wordEnd) & 1) === 1 && firstWordsForNothing.has(text.slice(0, wordEnd).toLowerCase())
}

/** Of Latin letters folding leaves no word for nothing that the definition would not find; of others it might. */
const beyondLatin = 0x250
/** Folding leaves it out, and the definition takes it for a blank. */
const softHyphen = 0xad

function saysSomethingFolded(folded: string): boolean {
  if (folded === '' || folded.startsWith('0')) return false
  const blank = folded.indexOf(' ')
  return !firstWordsForNothing.has(blank === -1 ? folded : folded.slice(0, blank))
}

const clean = /^[0-9A-Z]+$/
/** Blanks of every width, and marks that no one sees but that come along when a number is copied from a web page. */
const invisible = /[\s\p{Cf}]+/gu
const dashes = /[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]/g

/** A number in upper case, without blanks or invisible marks, with one kind of hyphen. Other separators stay. */
export function tidyNumber(text: string): string {
  if (clean.test(text)) return text
  return text.replace(invisible, '').replace(dashes, '-').toUpperCase()
}
