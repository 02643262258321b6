/** Which records of a working set carry a key. @module */
import type { IdentityKey } from '../identity/identity-key.ts'

/** Record ids by key. Nearly every key leads to one record, which then stands there itself. */
export class KeyIndex {
  readonly #ids = new Map<IdentityKey, string | readonly string[]>()

  /** Forgets all records. */
  clear(): void {
    this.#ids.clear()
  }

  /** Gives a record other keys than it had. */
  replace(id: string, before: readonly IdentityKey[], after: readonly IdentityKey[]): void {
    if (before === after) return
    for (const key of before) {
      const known = this.#ids.get(key)
      const ids = typeof known === 'object' ? known.filter((other) => other !== id) : noIds
      if (ids.length > 0) this.#ids.set(key, ids)
      else if (typeof known === 'object' || known === id) this.#ids.delete(key)
    }
    for (const key of after) {
      const known = this.#ids.get(key)
      if (known === undefined) this.#ids.set(key, id)
      else if (typeof known === 'object') {
        if (!known.includes(id)) this.#ids.set(key, [...known, id])
      } else if (known !== id) this.#ids.set(key, [known, id])
    }
  }

  /** The records that carry any of these keys, by id: what is said of a row must not depend on who was found first. */
  idsWith(keys: readonly IdentityKey[]): readonly string[] {
    let first: string | readonly string[] = noIds
    let all: Set<string> | undefined
    for (const key of keys) {
      const ids = this.#ids.get(key)
      if (ids === undefined || ids === first) continue
      if (first === noIds) first = ids
      else {
        all ??= new Set(listOf(first))
        for (const id of listOf(ids)) all.add(id)
      }
    }
    if (all !== undefined) return [...all].sort()
    if (typeof first === 'string') return [first]
    return first.length < 2 ? first : [...first].sort()
  }
}

const noIds: readonly string[] = []

function listOf(ids: string | readonly string[]): readonly string[] {
  return typeof ids === 'string' ? [ids] : ids
}
