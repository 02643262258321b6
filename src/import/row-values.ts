/** Values of cells, read strictly: nothing invalid becomes something valid. Rules: docs/concepts/imports.md (IMP-4). @module */

import type { Locale } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import { type PlainDate, plainDate } from '../kernel/time.ts'
import { isBlankValue } from '../party/legal-id.ts'
import { withoutDefusing } from './csv-text.ts'

/** A day, or why the text is none. */
export type DateReading = { readonly day: PlainDate } | { readonly problem: 'date-invalid' | 'date-ambiguous' }

/** What a label such as `* Work` says of an e-mail address, a phone or an address. */
export type CellLabel = 'work' | 'home' | 'mobile' | 'work-fax' | 'fax' | 'main' | 'other'

/**
 * Reads a day: `2026-12-31`, `31/12/2026`, `31.12.2026`, `31-12-2026`, `2026. 12. 31.`, each with or without a time.
 * With slashes, the month may come first: the text is read only if one order gives a day, or if the locale has one.
 */
export function readDay(text: string, locale: Locale | undefined): DateReading {
  const parts = /^(\d{1,4})([-/.])\s?(\d{1,2})\2\s?(\d{1,4})\.?(?:[T ]\s?\d{1,2}:\d{2}.*)?$/.exec(text)
  if (parts === null) return { problem: 'date-invalid' }
  const [, first = '', mark = '', middle = '', last = ''] = parts
  if (first.length === 4 && last.length <= 2)
    return dayOrProblem(plainDate(Number(first), Number(middle), Number(last)))
  if (last.length !== 4 || first.length > 2) return { problem: 'date-invalid' }
  const dayFirst = plainDate(Number(last), Number(middle), Number(first))
  if (mark !== '/') return dayOrProblem(dayFirst)
  const monthFirst = plainDate(Number(last), Number(first), Number(middle))
  if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst && (locale === undefined || locale === 'en'))
    return { problem: 'date-ambiguous' }
  return dayOrProblem(dayFirst ?? monthFirst)
}

/** The trimmed text of a cell, or `''` if it says nothing: `-`, `n/a`, `néant`, `#REF!`. */
export function textOf(cell: string | undefined): string {
  if (cell === undefined || cell.length === 0) return ''
  const trimmed = cell.trim()
  const text = ownMarks.test(trimmed) ? withoutMarks(trimmed) : trimmed
  return text.length === 0 || (text.length <= longestBlank && isBlankValue(text)) ? '' : text
}

/** What spreadsheets write besides what somebody typed. */
const ownMarks = /^['=#]/

/** `'07100` and `="07100"` keep a zero in front, `#REF!` is what a formula says that went wrong. */
function withoutMarks(cell: string): string {
  const bare = withoutDefusing(cell).trimStart()
  const quoted = /^="((?:[^"]|"")*)"$/.exec(bare)?.[1]
  const text = quoted === undefined ? bare : quoted.replaceAll('""', '"').trim()
  return formulaErrors.has(text.toUpperCase()) ? '' : text
}

/** In English, French, Romanian, Hungarian and German. */
const formulaErrors: ReadonlySet<string> = new Set(
  [
    '#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC! #NUL! #VALEUR! #NOM? #NOMBRE!',
    '#VALOARE! #NUME? #NULLA! #ZÉRÓOSZTÓ! #ÉRTÉK! #HIV! #NÉV? #SZÁM! #HIÁNYZIK #WERT! #BEZUG! #ZAHL! #NV',
  ].flatMap((words) => words.split(' ')),
)

/** Several values of one cell: Google joins them with ` ::: `, others with semicolons or line breaks. */
export function splitValues(text: string): readonly string[] {
  if (!/:::|[;\n]/.test(text)) return [text]
  return text
    .split(/:::|[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Tags of a cell. Groups that Google makes itself (`* myContacts`) are none. */
export function splitTags(text: string): readonly string[] {
  const tags = text.split(/:::|[;,|\n]/).map((tag) => tag.trim())
  return [...new Set(tags.filter((tag) => tag !== '' && !tag.startsWith('* ')))]
}

/** Understands a label; Google stars the first one: `* Work`. */
export function readLabel(text: string): CellLabel {
  const words = foldText(text)
  const isWork = /work|business|office|travail|bureau|prof|pro$|serviciu|munka/.test(words)
  if (words.includes('fax')) return isWork ? 'work-fax' : 'fax'
  if (/mobile|cell|portable|mobil|gsm/.test(words)) return 'mobile'
  if (isWork) return 'work'
  if (/home|domicile|perso|acasa|otthon|private|prive/.test(words)) return 'home'
  return words === 'main' || words === '' ? 'main' : 'other'
}

/**
 * Splits a full name. A part in capitals, or one before a comma, is the family name;
 * else it comes last, in Hungarian first. A single word is a family name.
 */
export function splitFullName(
  fullName: string,
  locale: Locale | undefined,
): { honorific?: string; givenName?: string; familyName: string } {
  const honorific = leadingHonorific.exec(fullName)?.[0]
  if (honorific === undefined) return splitBareName(fullName, locale)
  return { honorific: honorific.trim(), ...splitBareName(fullName.slice(honorific.length), locale) }
}

/** What a full name says beside the parts that have columns of their own: of `Jean Dupont` beside `Jean`, `Dupont`. */
export function restOfName(
  fullName: string,
  { givenName, familyName }: { readonly givenName?: string; readonly familyName?: string },
  locale: Locale | undefined,
): { honorific?: string; givenName?: string; familyName?: string } {
  if (givenName !== undefined && familyName !== undefined) return {}
  const known = givenName ?? familyName
  if (known === undefined) return splitFullName(fullName, locale)
  const rest = withoutPart(fullName.replace(leadingHonorific, ''), known)
  if (rest === '') return {}
  return givenName === undefined ? { givenName: rest } : { familyName: rest }
}

function withoutPart(fullName: string, part: string): string {
  const words = fullName.split(/[\s,]+/)
  const count = part.split(/\s+/).length
  const isPart = (taken: readonly string[]): boolean => foldText(taken.join(' ')) === foldText(part)
  if (isPart(words.slice(0, count))) return words.slice(count).join(' ')
  return isPart(words.slice(-count)) ? words.slice(0, -count).join(' ') : fullName
}

/** Only what is followed by a name, and is no name itself: "M." but not "Mark". */
const leadingHonorific =
  /^(?:m\.|mm\.|mr\.?|mrs\.?|ms\.?|mme\.?|mlle\.?|dr\.?|pr\.|prof\.?|monsieur|madame|mademoiselle|docteur|maître|dl\.?|dna\.?|d-na|d-l|domnul|doamna|herr|frau)\s+(?=\S)/iu

function splitBareName(name: string, locale: Locale | undefined): { givenName?: string; familyName: string } {
  // Joined from two cells of which one was empty: `, Anna`.
  const text = name.replace(/^[\s,]+|[\s,]+$/g, '') || name
  const [beforeComma = '', afterComma] = text.split(/\s*,\s*/, 2)
  if (afterComma !== undefined && afterComma !== '') return { givenName: afterComma, familyName: beforeComma }
  const words = text.split(/\s+/)
  if (words.length === 1) return { familyName: text }
  const capitals = words.filter(isCapitals)
  if (capitals.length > 0 && capitals.length < words.length)
    return { givenName: words.filter((word) => !isCapitals(word)).join(' '), familyName: capitals.join(' ') }
  const [first = '', ...rest] = words
  if (locale === 'hu') return { givenName: rest.join(' '), familyName: first }
  return { givenName: first, familyName: rest.join(' ') }
}

function isCapitals(word: string): boolean {
  return word.length > 1 && word === word.toUpperCase() && word !== word.toLowerCase() && !word.includes('.')
}

function dayOrProblem(day: PlainDate | null): DateReading {
  return day === null ? { problem: 'date-invalid' } : { day }
}

const longestBlank = 24
