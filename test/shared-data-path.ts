/** Where the shared registers, exports and vectors lie, which are not part of the project. @module */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** `CRMKIT_DATA`, or `../shared` beside the checkout. */
const sharedRoot = resolve(process.env['CRMKIT_DATA'] ?? join(import.meta.dirname, '..', '..', 'shared'))

/** Whether the shared data is there. At a stranger's it is not. */
export const hasSharedData: boolean = existsSync(join(sharedRoot, 'data'))

/** The absolute path of a shared file, such as `data/registers/…`. */
export function sharedPath(path: string): string {
  return join(sharedRoot, path)
}
