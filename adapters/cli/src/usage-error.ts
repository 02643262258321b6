/** Wrong arguments, and files that can't be used. @module */

/** What the user has to change before the same command can work; nothing was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
