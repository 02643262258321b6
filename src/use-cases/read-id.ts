/** Ids as hosts hand them in. @module */
import type { InputIssue } from '../party/input-issue.ts'
import { inputError } from './input-error.ts'

/**
 * An id in the lower case that every store keeps. A text that is no id passes: it is the id of nothing.
 * @param path the name of the parameter
 * @throws {CrmError} invalid-input - it is no text at all, which is a mistake of the host
 */
export function readId(id: unknown, path: string): string {
  if (typeof id === 'string') return id.toLowerCase()
  throw inputError([idIssue(id, path)])
}

/**
 * The id of an actor, who can't be nobody: a blank one is best seen where it is made.
 * @throws {CrmError} invalid-input - it is blank, or no text at all
 */
export function readActorId(id: unknown, path: string): string {
  const known = readId(id, path)
  if (known !== '') return known
  throw inputError([{ ...idIssue(undefined, path), value: id }])
}

function idIssue(id: unknown, path: string): InputIssue {
  const problem = id === undefined || id === null ? 'missing' : 'wrong-type'
  // Not every value survives being copied or logged.
  const isPlain = id === null || ['number', 'boolean'].includes(typeof id)
  return { path, problem, ...(isPlain && { value: id }), remedy: 'Give an id, a UUID as text.' }
}
