/** What legal numbers have in common: blanks, separators, and why one is refused. Rules: docs/concepts/identity.md (IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
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

/** Most cells begin with a plain word that says something: they need not be folded to be sure. */
const firstWordsForNothing: ReadonlySet<string> = new Set(
  [...wordsForNothing].map((words) => words.split(' ', 1)[0] ?? ''),
)
const longestFirstWord = Math.max(...[...firstWordsForNothing].map((word) => word.length))

/** Whether a cell says that there is nothing: "", "0", "-", "n/a", "néant", "nincs", "fără", … */
export function isBlankValue(text: string): boolean {
  if (text.length > longestWordForNothing) return text.trim() === ''
  if (saysSomething(text)) return false
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return words === '' || /^[0 ]+$/.test(words) || wordsForNothing.has(words)
}

/** Sure for nearly all cells: a digit that is no zero, or a first word in plain letters that begins none of the words. */
function saysSomething(text: string): boolean {
  let wordEnd = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 48 && code <= 57) return true
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
    if (isLetter && wordEnd === index) wordEnd++
  }
  if (wordEnd === 0 || text.charCodeAt(wordEnd) >= 0x80) return false
  if (wordEnd > longestFirstWord) return true
  return !firstWordsForNothing.has(text.slice(0, wordEnd).toLowerCase())
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
