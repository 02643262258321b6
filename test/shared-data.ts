/** Reads the shared registers, exports and vectors in tests. @module */
import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { hasSharedData, sharedPath } from './shared-data-path.ts'

export { hasSharedData, sharedPath }

/** The bytes of a shared file. */
export function readShared(path: string): Uint8Array {
  return new Uint8Array(readFileSync(sharedPath(path)))
}

/** Parses a shared JSON file. */
export function readSharedJson<T>(path: string): T {
  return JSON.parse(readFileSync(sharedPath(path), 'utf8')) as T
}

/** A test that needs shared data: skipped by name where it is absent. */
export const itWithSharedData: typeof it | typeof it.skip = hasSharedData ? it : it.skip
