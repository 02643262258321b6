/** Which records of a working set carry a key. @module */
import type { IdentityKey } from '../identity/identity-key.ts'

/** Record ids by key. Nearly every key leads to one record. */
export class KeyIndex {
  readonly #ids = new Map<IdentityKey, readonly string[]>()

  /** Gives a record other keys than it had. */
  replace(id: string, before: readonly IdentityKey[], after: readonly IdentityKey[]): void {
    if (before === after) return
    for (const key of before) {
      const ids = this.#ids.get(key)?.filter((known) => known !== id) ?? noIds
      if (ids.length === 0) this.#ids.delete(key)
      else this.#ids.set(key, ids)
    }
    for (const key of after) {
      const ids = this.#ids.get(key)
      if (ids === undefined) this.#ids.set(key, [id])
      else if (!ids.includes(id)) this.#ids.set(key, [...ids, id])
    }
  }

  /** The records that carry any of these keys, by id: what is said of a row must not depend on who was found first. */
  idsWith(keys: readonly IdentityKey[]): readonly string[] {
    let first = noIds
    let all: Set<string> | undefined
    for (const key of keys) {
      const ids = this.#ids.get(key)
      if (ids === undefined) continue
      if (first === noIds) first = ids
      else {
        all ??= new Set(first)
        for (const id of ids) all.add(id)
      }
    }
    if (all !== undefined) return [...all].sort()
    return first.length < 2 ? first : [...first].sort()
  }
}

const noIds: readonly string[] = []
