/** Keeping a long preview small: what no later row needs is forgotten. Rules: docs/concepts/imports.md (IMP-5). @module */
import type { IdentityKey } from '../identity/identity-key.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * Forgets the records of a batch that no later row needs: those that are as the store has them, which can be looked up
 * again, and new ones whose keys do not come again. Keeps a long preview small.
 * @param keys the keys of the batch's rows
 * @param isToCome whether a later row has a key
 */
export function dropSettled(
  set: WorkingSet,
  keys: readonly IdentityKey[],
  isToCome: (key: IdentityKey) => boolean,
): void {
  // What several rows made together has keys that none of them had: a row may come that has one of those.
  const isSettled = ({ row, stored, isMerged, keys: own }: TrackedKeys): boolean =>
    row === 0 || (stored === null && !isMerged && !own.some(isToCome))
  for (const id of set.companyIds.idsWith(keys)) {
    const tracked = set.companies.get(id)
    if (tracked === undefined || !isSettled(tracked)) continue
    set.companies.delete(id)
    set.companyIds.replace(id, tracked.keys, [])
  }
  for (const id of set.contactIds.idsWith(keys)) {
    const tracked = set.contacts.get(id)
    if (tracked === undefined || !isSettled(tracked)) continue
    set.contacts.delete(id)
    set.affiliations.delete(id)
    set.contactIds.replace(id, tracked.keys, [])
  }
  set.passingKeys.clear()
}

interface TrackedKeys {
  readonly row: number
  readonly stored: unknown
  readonly isMerged: boolean
  readonly keys: readonly IdentityKey[]
}
