/** JavaScript values in the text forms of PostgreSQL. @module */

/** A number, or `null` for none. */
export function numeral(value: number | undefined): string | null {
  return value === undefined ? null : String(value)
}

/** A value as JSON; `undefined` is JSON's `null`. */
export function json(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return '[]'
  return JSON.stringify(value) ?? 'null'
}

/** An array literal: `{"a","b",NULL}`. */
export function arrayLiteral(values: readonly (string | null)[]): string {
  let literal = '{'
  for (const value of values) {
    if (literal.length > 1) literal += ','
    literal +=
      value === null ? 'NULL' : `"${needsArrayEscape.test(value) ? value.replace(arrayEscapes, '\\$&') : value}"`
  }
  return `${literal}}`
}

const needsArrayEscape = /["\\]/
const arrayEscapes = /["\\]/g

/** One line of COPY's text format, without its line feed. */
export function copyLine(values: readonly (string | null)[]): string {
  let line = ''
  let first = true
  for (const value of values) {
    if (first) first = false
    else line += '\t'
    if (value === null) line += '\\N'
    else line += needsCopyEscape.test(value) ? value.replace(copyEscapes, copyEscape) : value
  }
  return line
}

const needsCopyEscape = /[\\\t\n\r]/
const copyEscapes = /[\\\t\n\r]/g

function copyEscape(character: string): string {
  switch (character) {
    case '\t':
      return '\\t'
    case '\n':
      return '\\n'
    case '\r':
      return '\\r'
    default:
      return '\\\\'
  }
}

/** A pattern for `LIKE` that matches every text with these characters in it. */
export function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`
}

/** A name as SQL quotes it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
