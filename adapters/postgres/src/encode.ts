/** JavaScript values in the text forms of PostgreSQL. @module */

/** A number, or `null` for none. */
export function numeral(value: number | undefined): number | null {
  return value ?? null
}

/** A value as JSON; `undefined` is JSON's `null`. */
export function json(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return '[]'
  return JSON.stringify(value) ?? 'null'
}

/** An array literal: `{"a","b",NULL}`. */
export function arrayLiteral(values: readonly (string | number | null)[]): string {
  let literal = '{'
  for (const value of values) {
    if (literal.length > 1) literal += ','
    if (value === null) literal += 'NULL'
    else if (typeof value === 'number') literal += `"${value}"`
    else literal += quoteElement(value)
  }
  return `${literal}}`
}

function quoteElement(value: string): string {
  if (!needsArrayEscape.test(value)) return `"${value}"`
  // JSON escapes the same two characters, several times faster, and others that stand for themselves here.
  return escapedInJson.test(value) ? `"${value.replace(arrayEscapes, '\\$&')}"` : JSON.stringify(value)
}

const needsArrayEscape = /["\\]/
const arrayEscapes = /["\\]/g
/** Control characters, and halves of surrogate pairs. */
const escapedInJson = /[^ -\ud7ff\ue000-\uffff]/

/** A pattern for `LIKE` that matches every text with these characters in it. */
export function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`
}

/** A name as SQL quotes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
