/** What is wrong with an input, in words. @module */
import type { InputIssue, InputProblem } from './input-issue.ts'

const words: Readonly<Record<InputProblem, string>> = {
  missing: 'is missing',
  'unknown-field': 'is no field here',
  'wrong-type': 'has the wrong type',
  'unknown-option': 'is none of the choices',
  'too-long': 'is too long',
  'too-many': 'goes beyond the limit',
  'out-of-range': 'is out of range',
  'unreadable-text': 'has characters that can’t be stored',
  damaged: 'is damaged',
  'invalid-length': 'has the wrong length',
  'invalid-format': 'has the wrong format',
  'invalid-checksum': 'has a wrong check digit',
  'invalid-component': 'has a part that can’t be',
  'destroyed-by-spreadsheet': 'was destroyed by a spreadsheet',
  'unknown-country': 'names no country',
  'unknown-currency': 'is no currency',
  'unknown-time-zone': 'is no time zone',
  'unknown-member': 'names no member who could be that',
  'unknown-record': 'names no record that you can use here',
  'invalid-date': 'is no day',
  contradiction: 'contradicts another field',
  'several-defaults': 'has several defaults in one category',
  cycle: 'would make a record its own parent',
  'in-trash': 'names a record in the trash',
  'not-in-trash': 'names a record that is not in the trash',
  anonymized: 'is of a person who was anonymized',
  'in-use': 'can’t change any more',
  'used-before': 'was used before',
}

/**
 * An issue as a sentence or two: the field, the problem, the remedy. Values may be personal and are never quoted, but for a
 * key that is none of the choices.
 */
export function sayIssue({ path, called, problem, value, remedy }: InputIssue): string {
  const field = path === '' ? 'The input' : path
  const name = called === undefined ? field : `The ${called} (${field})`
  const isQuoted = problem === 'unknown-option' && typeof value === 'string' && keyLike.test(value)
  return `${name} ${isQuoted ? `can’t be "${value}"` : words[problem]}. ${remedy}`
}

/**
 * A word of programs, such as a step, a tag or a state: no address, no number, no sentence, and nothing that begins with a
 * capital letter, as a name does.
 */
const keyLike = /^[a-z][a-zA-Z0-9._/-]{0,59}$/
