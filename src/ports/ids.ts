/** New names for new things, handed in. @module */

/** Makes ids. */
export interface Ids {
  /** A UUID of version 7 in lower case that was never given before. Later ones sort after earlier ones. */
  next(): string
}
