/** What hosts hand in: who leaves out the database, or gives something else, hears it at once and in words. @module */
import { CrmError, type InputIssue } from 'crmkit'

const databases = {
  pool: { method: 'connect', what: 'a Pool of pg' },
  client: { method: 'query', what: 'a connected client of pg' },
  db: { method: 'transaction', what: 'an open PGlite database, such as await openPglite()' },
} as const

/**
 * Holds options to name a database in one of these ways.
 * @throws {CrmError} invalid-input
 */
export function requireDatabase(options: unknown, ways: readonly (keyof typeof databases)[]): void {
  const given = entriesOf(options)
  const way = ways.find((each) => given.get(each) !== undefined)
  if (way !== undefined && hasMethod(given.get(way), databases[way].method)) return
  const remedy = `Give ${ways.map((each) => `${each}: ${databases[each].what}`).join('; or ')}.`
  const problem = way === undefined ? 'missing' : 'wrong-type'
  throw refused([{ path: way ?? ways[0] ?? '', problem, remedy }])
}

/**
 * Holds options to names that are known: a directory under another name would be passed over, and with it what was kept.
 * @throws {CrmError} invalid-input
 */
export function requireKnown(options: unknown, known: readonly string[]): void {
  const remedy = `Give an object with: ${known.join(', ')}.`
  if (typeof options !== 'object' || options === null)
    throw refused([{ path: 'options', problem: 'wrong-type', remedy }])
  const unknown = Object.keys(options).filter((name) => !known.includes(name))
  if (unknown.length > 0) throw refused(unknown.map((path) => ({ path, problem: 'unknown-field', remedy })))
}

const words = {
  missing: 'is missing',
  'wrong-type': 'has the wrong type',
  'unknown-field': 'is no field here',
} as const

function refused(issues: readonly (InputIssue & { readonly problem: keyof typeof words })[]): CrmError {
  const message = issues.map(({ path, problem, remedy }) => `${path} ${words[problem]}. ${remedy}`).join(' ')
  return new CrmError('invalid-input', { message, details: { issues } })
}

function entriesOf(options: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof options === 'object' && options !== null ? Object.entries(options) : [])
}

function hasMethod(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function'
}
