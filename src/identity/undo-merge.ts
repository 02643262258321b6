/**
 * Taking back what a merge gave to the survivor: what still has the value that the merge gave it becomes what it was, and
 * what changed since is left and named. Rules: docs/concepts/merge.md (MRG-3).
 * @module
 */
import { sameValue } from '../kernel/same-value.ts'
import type { Address } from '../party/address.ts'
import { listFields, withOneDefaultEach } from './merge-lists.ts'
import { withFields } from './merge-plan.ts'

/** The survivor at three moments: before the merge, right after it, and now. */
export interface SurvivorMoments<PartyRecord> {
  readonly before: PartyRecord
  readonly given: PartyRecord
  readonly current: PartyRecord
}

/** The survivor without what the merge gave it, and the fields that somebody changed since. */
export interface RestoredSurvivor<PartyRecord> {
  readonly record: PartyRecord
  readonly kept: readonly string[]
}

/** Takes back what a merge gave. Of a list that changed since, what the merge added goes and what came since stays. */
export function takeBack<PartyRecord extends object>(
  { before, given, current }: SurvivorMoments<PartyRecord>,
  fields: readonly string[],
): RestoredSurvivor<PartyRecord> {
  const [was, gave, is] = [fieldsOf(before), fieldsOf(given), fieldsOf(current)]
  const changes = new Map<string, unknown>()
  const kept: string[] = []
  for (const field of fields) {
    const [old, gift, now] = [was.get(field), gave.get(field), is.get(field)]
    if (sameValue(old, gift)) continue
    if (sameValue(now, gift)) {
      changes.set(field, old)
      continue
    }
    kept.push(field)
    if (!listFields.includes(field)) continue
    const list = withoutGift(listOf(old), listOf(gift), listOf(now))
    if (!sameValue(list, now)) changes.set(field, field === 'addresses' ? withOneDefaultEach(list as Address[]) : list)
  }
  return { record: withFields(current, changes), kept }
}

/** Items that the merge added and that are still as it added them go; those that it replaced come back. */
function withoutGift(old: readonly unknown[], gift: readonly unknown[], now: readonly unknown[]): readonly unknown[] {
  const has = (list: readonly unknown[], item: unknown): boolean => list.some((other) => sameValue(other, item))
  const added = gift.filter((item) => !has(old, item))
  const replaced = old.filter((item) => !has(gift, item) && !has(now, item))
  return [...replaced, ...now.filter((item) => !has(added, item))]
}

function fieldsOf(record: object): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(record))
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
