/**
 * Reading the fields of an input one by one: what is left out keeps its value, `null` and blanks clear it, and what is
 * wrong is noted, never made right. Rules: docs/concepts/parties.md.
 * @module
 */
import type { CountryCode, CurrencyCode } from '../kernel/country.ts'
import type { Result } from '../kernel/result.ts'
import { type PlainDate, parsePlainDate } from '../kernel/time.ts'
import { parseCountry } from './country.ts'
import { parseCurrency } from './currency.ts'
import type { InputIssue, InputProblem } from './input-issue.ts'
import { isBlankValue, type LegalIdRefusal } from './legal-id.ts'

/** How long texts may be, in UTF-16 units: names are sort keys, and indexes of databases have an end. */
export const longest = {
  name: 300,
  personName: 200,
  short: 500,
  description: 100_000,
  postcode: 30,
  city: 150,
} as const

/** How many phones, addresses, tags … a record may have, of each. */
export const mostItems = 100

/** What a field of an input may be: left out (keeps its value), `null` (clears it), or a value. */
export type Said<Value> = Value | null | undefined

/** Reads a text. Blanks around it are dropped. */
export function readText(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: string | undefined,
  most: number = longest.short,
): string | undefined {
  if (said === undefined) return current
  const text = said?.trim() ?? ''
  return text === '' || !isReadable(issues, path, text, most) ? undefined : text
}

/** Reads a list of texts; each comes once. */
export function readTexts(
  issues: InputIssue[],
  path: string,
  said: Said<readonly string[]>,
  current: readonly string[],
  most: number = longest.short,
): readonly string[] {
  if (said === undefined) return current
  const texts = (said ?? []).map((text, index) => readText(issues, `${path}.${index}`, text, undefined, most))
  const distinct = [...new Set(texts)].filter((text) => text !== undefined)
  return isFew(issues, path, distinct) ? distinct : []
}

/** Reads a number that identifies; blanks such as "n/a" and "0" clear it. */
export function readLegalId<Value>(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: Value | undefined,
  parse: (text: string) => Result<Value, LegalIdRefusal>,
): Value | undefined {
  if (said === undefined) return current
  if (said === null || isBlankValue(said)) return undefined
  if (!isReadable(issues, path, said, longest.short)) return undefined
  const read = parse(said)
  if (read.ok) return read.value
  issues.push({ path, problem: read.error.code, value: said, remedy: remedyOf(read.error) })
  return undefined
}

/** Reads a country, by its code or its name. */
export function readCountry(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: CountryCode | undefined,
): CountryCode | undefined {
  const remedy = 'Give a code of ISO 3166-1, such as FR, or the name of a country.'
  return readKnown(issues, path, said, current, parseCountry, 'unknown-country', remedy)
}

/** Reads a currency, by its code. */
export function readCurrency(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: CurrencyCode | undefined,
): CurrencyCode | undefined {
  const remedy = 'Give a code of ISO 4217, such as EUR.'
  return readKnown(issues, path, said, current, parseCurrency, 'unknown-currency', remedy)
}

/** Reads a day, `YYYY-MM-DD`. */
export function readDay(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: PlainDate | undefined,
  remedy = 'Give a day of the calendar as YYYY-MM-DD.',
): PlainDate | undefined {
  return readKnown(issues, path, said, current, (text) => parsePlainDate(text.trim()), 'invalid-date', remedy)
}

/** Whether a text can be stored; if not, says so. */
export function isReadable(issues: InputIssue[], path: string, text: string, most: number): boolean {
  if (unreadable.test(text)) {
    issues.push({ path, problem: 'unreadable-text', value: text, remedy: 'Leave out NUL and halves of characters.' })
    return false
  }
  if (text.length <= most) return true
  issues.push({ path, problem: 'too-long', value: text, remedy: `Give at most ${most} characters.` })
  return false
}

/** Whether a list is short enough; if not, says so. */
export function isFew(issues: InputIssue[], path: string, items: readonly unknown[]): boolean {
  if (items.length <= mostItems) return true
  issues.push({ path, problem: 'too-many', value: items.length, remedy: `Give at most ${mostItems} of them.` })
  return false
}

/** Whether a text has characters that no database stores: NUL, and one half of a pair of surrogates. */
export function hasUnreadableCharacters(text: string): boolean {
  return unreadable.test(text)
}

/** The fields that have a value. */
export function present<Fields extends object>(
  fields: {
    readonly [Name in keyof Fields]: Fields[Name] | undefined
  },
): Partial<Fields> {
  const result: Partial<Fields> = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) result[name] = value
  }
  return result
}

const unreadable = /[\0\p{Surrogate}]/u

function readKnown<Value>(
  issues: InputIssue[],
  path: string,
  said: Said<string>,
  current: Value | undefined,
  parse: (text: string) => Value | null,
  problem: InputProblem,
  remedy: string,
): Value | undefined {
  if (said === undefined) return current
  if (said === null || said.trim() === '') return undefined
  const value = parse(said)
  if (value !== null) return value
  issues.push({ path, problem, value: said, remedy })
  return undefined
}

function remedyOf({ code, kind, picture, country }: LegalIdRefusal): string {
  const letters = picture?.includes('A') ? ', A a letter' : ''
  const shape = picture === undefined ? '' : ` A right one looks like ${picture} (9 a digit${letters}).`
  switch (code) {
    case 'destroyed-by-spreadsheet':
      return 'A spreadsheet has cut its last digits: take the number from where it came from.'
    case 'invalid-checksum':
      return 'Look for a mistyped digit.'
    case 'invalid-length':
      return `Give all of its characters.${shape}`
    case 'invalid-format':
      return `Give a number as its register writes it.${shape}`
    case 'invalid-component':
      return kind === 'vat' && country === undefined
        ? 'Put the prefix of its country in front, such as FR, or state the country.'
        : `A part of it can't be: compare it with the document it comes from.${shape}`
  }
}
