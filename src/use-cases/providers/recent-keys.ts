/** Keys that were met lately, in bounded memory. @module */

/** Keys that were met lately, each in a scope: some of them are forgotten, none is made up. */
export interface RecentKeys {
  has(scope: string, key: string): boolean
  add(scope: string, key: string): void
}

/**
 * Remembers keys in two generations: when the young one is full, the old one goes. So at least the last `most` keys are
 * known, and never more than twice as many.
 */
export function recentKeys(most: number): RecentKeys {
  let young = new Map<string, Set<string>>()
  let old: ReadonlyMap<string, ReadonlySet<string>> = new Map()
  let count = 0
  return {
    has: (scope, key) => young.get(scope)?.has(key) === true || old.get(scope)?.has(key) === true,
    add: (scope, key) => {
      if (count === most) {
        old = young
        young = new Map()
        count = 0
      }
      const keys = young.get(scope) ?? new Set()
      young.set(scope, keys.add(key))
      count += 1
    },
  }
}
