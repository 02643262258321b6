/** Cursors: where a page ended, as an opaque text. @module */
import { isUuid } from '../kernel/ids.ts'
import { hasUnreadableCharacters } from '../party/read-fields.ts'
import type { PagePosition } from '../ports/page.ts'
import { fingerprint } from './fingerprint.ts'
import { inputError } from './input-error.ts'

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name them. */
declare function btoa(bytes: string): string
declare function atob(text: string): string

/** Writes a position as a text that fits into an address. @param list which list it is of */
export function writeCursor(list: string, position: PagePosition): string {
  const json = JSON.stringify([list, position.value, position.id])
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return btoa(ascii).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * Reads a cursor.
 * @param sorts what the list is sorted by
 * @throws {CrmError} invalid-input - it is damaged, or of another list
 */
export function readCursor(list: string, cursor: string, sorts: 'text' | 'number'): PagePosition {
  const [of, value, id] = parse(cursor)
  if (of === list && typeof id === 'string' && isUuid(id)) {
    if (sorts === 'number' && typeof value === 'number' && Number.isSafeInteger(value)) return { value, id }
    if (sorts === 'text' && typeof value === 'string' && !hasUnreadableCharacters(value)) return { value, id }
  }
  const remedy = 'Give the nextCursor of the page before, with the same query, or none for the first page.'
  throw inputError([{ path: 'cursor', problem: 'damaged', value: cursor, remedy }])
}

/** The name of a list: what is asked for, apart from the page. */
export function listName(kind: string, query: object): string {
  return fingerprint({ kind, query })
}

function parse(cursor: string): readonly unknown[] {
  try {
    const json: unknown = JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')))
    return Array.isArray(json) ? json : []
  } catch {
    return []
  }
}
