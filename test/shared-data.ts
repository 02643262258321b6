/** Finds the shared registers, exports and vectors, which are not part of the project. @module */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { it } from 'vitest'

/** Where shared data lies: `CRMKIT_DATA`, or `../shared` beside the checkout. */
const sharedRoot = resolve(process.env['CRMKIT_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared'))

export const hasSharedData: boolean = existsSync(join(sharedRoot, 'data'))

/** The absolute path of a shared file, such as `data/registers/…`. */
export function sharedPath(path: string): string {
  return join(sharedRoot, path)
}

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
