/** A mapping as a file: column heading → field, `null` for a column that is left out on purpose. @module */
import { readFileSync } from 'node:fs'
import type { Mapping } from 'crmkit/domain'
import { UsageError } from './usage-error.ts'

/** Reads a mapping. Whether its columns and fields exist is the import's to say. @throws {UsageError} */
export function readMappingFile(path: string, shown: string): Mapping {
  const json = parseJson(readText(path, shown), shown)
  if (isMapping(json)) return json
  throw new UsageError(`${shown} is no mapping. Write {"Column": "company.name", "Other column": null}.`)
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (cause) {
    throw new UsageError(`${shown} can't be read. Check its path.`, { cause })
  }
}

function parseJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new UsageError(`${shown} is no JSON: ${cause instanceof Error ? cause.message : 'it ends early'}.`, { cause })
  }
}

/** Any text may stand for a field here: the import names those that it does not know. */
function isMapping(json: unknown): json is Mapping {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  return Object.values(json).every((field) => field === null || typeof field === 'string')
}
