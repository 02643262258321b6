/** Chance, handed in. @module */

/** Makes what nobody can guess. */
export interface Chance {
  /** So many bytes, from a source that is good enough for secrets. */
  bytes(count: number): Uint8Array
}
