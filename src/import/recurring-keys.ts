/**
 * Which keys of a file are still to come: a record that no later row can speak of need not be kept in memory. Known
 * after reading the file once. @module
 */
import type { IdentityKey } from '../identity/identity-key.ts'
import { KeySieve } from '../identity/key-sieve.ts'

/** Counts the keys that several rows of a file have. A few others may be taken for such keys. */
export class RecurringKeys {
  readonly #seen = new KeySieve()
  /** How many rows are still to come; of a key with one row only, nothing is kept. */
  readonly #left = new Map<IdentityKey, number>()

  /** Notes the key of a row, while the file is read for the first time. */
  note(key: IdentityKey): void {
    if (!this.#seen.mayHold(key)) this.#seen.add(key)
    else this.#left.set(key, (this.#left.get(key) ?? 1) + 1)
  }

  /** Passes by a row that has the key, while the file is read for the second time. */
  pass(key: IdentityKey): void {
    const left = this.#left.get(key)
    if (left === undefined) return
    if (left > 1) this.#left.set(key, left - 1)
    else this.#left.delete(key)
  }

  /** Whether a later row has the key. */
  isToCome(key: IdentityKey): boolean {
    return this.#left.has(key)
  }
}
