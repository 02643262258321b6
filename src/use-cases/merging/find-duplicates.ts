/** The scan for duplicates, page by page. Rules: docs/concepts/identity.md (IDN-8). @module */
import type { IdentityKey } from '../../identity/identity-key.ts'
import type { DuplicateReason } from '../../identity/pair-duplicates.ts'
import type { PageQuery } from '../../inputs/call.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { type ListedRecord, type Page, usualLimit } from '../records/list-records.ts'
import type { Party } from '../records/party.ts'
import { compareClusters } from './compare-clusters.ts'

/** Two records that may be one, and why. */
export type DuplicateRecords<PartyRecord> = DuplicateReason & {
  /** The lower id first. */
  readonly records: readonly [PartyRecord, PartyRecord]
}

/** A key that so many records carry that not all of them were compared: a mailbox that a whole town writes from. */
export interface CrowdedKey {
  readonly key: IdentityKey
  /** How many of its records were compared with each other: those of the first 25 by id that the actor may see. */
  readonly compared: number
}

/** One page of pairs. It may hold fewer than asked for, even none: only one without `nextCursor` is the last. */
export interface DuplicatePage<PartyRecord> extends Page<DuplicateRecords<PartyRecord>> {
  /** Keys under which there may be more pairs than the pages tell; each is named once. */
  readonly crowded: readonly CrowdedKey[]
}

/** An id that no id comes after. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Where the walk stands: behind this pair of this key. */
interface Place {
  readonly key: IdentityKey
  readonly ids: readonly [string, string]
}

/**
 * One page of the pairs of records that may be one, in the order of the keys that decide, then of the ids. Both records
 * are for the actor to see and in use, and the pair is not ignored.
 */
export async function findDuplicates<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<DuplicatePage<PartyRecord>> {
  const { kind } = party
  const list = listName(kind, { duplicates: true })
  const items: DuplicateRecords<PartyRecord>[] = []
  const crowded: CrowdedKey[] = []
  let place = cursor === undefined ? null : readPlace(list, cursor)
  /** Behind the last pair that is told: between it and `place` lie keys that told nothing, and a cursor must not either. */
  let told = place
  for await (const { clusters, isLast } of compareClusters(session, party, { from: place?.key, pairs: limit + 1 })) {
    for (const { key, pairs, ...cluster } of clusters) {
      if (place?.key === key && place.ids[0] === lastId) continue
      for (const { ids, records, reason } of pairs) {
        if (place?.key === key && !isAfter(ids, place.ids)) continue
        if (items.length === limit) return { items, crowded, ...writePlace(list, told) }
        items.push({ ...reason, records })
        place = { key, ids }
        told = place
      }
      place = { key, ids: [lastId, lastId] }
      if (cluster.isCrowded && cluster.compared > 0) crowded.push({ key, compared: cluster.compared })
    }
    if (isLast) return { items, crowded }
  }
  return { items, crowded, ...writePlace(list, place) }
}

function isAfter([a, b]: Place['ids'], [low, high]: Place['ids']): boolean {
  return a === low ? b > high : a > low
}

function writePlace(list: string, place: Place | null): { readonly nextCursor?: string } {
  if (place === null) return {}
  return { nextCursor: writeCursor(list, { value: `${place.ids[0]} ${place.key}`, id: place.ids[1] }) }
}

function readPlace(list: string, cursor: string): Place {
  const { value, id } = readCursor(list, cursor, 'text')
  const text = String(value)
  return { key: text.slice(lastId.length + 1), ids: [text.slice(0, lastId.length), id] }
}
