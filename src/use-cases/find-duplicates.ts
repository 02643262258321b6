/** The scan for duplicates, page by page. Rules: docs/concepts/identity.md (IDN-8). @module */
import { scopeOf } from '../access/actor.ts'
import type { IdentityKey } from '../identity/identity-key.ts'
import { type DuplicatePair, type DuplicateReason, mostCompared } from '../identity/pair-duplicates.ts'
import { pairName, recordPair } from '../identity/record-pair.ts'
import type { KeyCluster } from '../ports/identity-index.ts'
import type { Session } from './context.ts'
import { listName, readCursor, writeCursor } from './cursor.ts'
import { type ListedRecord, type Page, type PageQuery, usualLimit } from './list-records.ts'
import type { Party } from './party.ts'

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

/** Finds the pairs among the records of one key; ids that it does not know make none. */
export type Pairing = (key: IdentityKey, recordIds: readonly string[]) => readonly DuplicatePair[]

/** How many shared keys one page looks at: a page is answered in about a second, however few pairs there are. */
const mostKeys = 2_000

/** They name 12,500 records at most, and usually little more than a thousand. */
const mostKeysAtOnce = 500
/** Fewer are not worth a round trip, once a page is nearly full. */
const fewKeysAtOnce = 100

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
  for (let keys = 0; keys < mostKeys; ) {
    // Beside the key at which the walk stands, which is read again, there must be others. Most keys make a pair.
    const wanted = Math.max(limit - items.length, Math.min(limit, fewKeysAtOnce)) + 2
    const keysAtOnce = Math.min(mostKeysAtOnce, wanted)
    keys += keysAtOnce
    const clusters = await session.store.identity.listClusters(scopeOf(session.actor), {
      kind,
      ...(place !== null && { from: place.key }),
      limit: keysAtOnce,
      mostRecords: mostCompared,
    })
    for (const cluster of await compare(session, party, clusters)) {
      const { key } = cluster
      if (place?.key === key && place.ids[0] === lastId) continue
      for (const { ids, records, reason } of cluster.pairs) {
        if (place?.key === key && !isAfter(ids, place.ids)) continue
        if (items.length === limit) return { items, crowded, ...writePlace(list, told) }
        items.push({ ...reason, records })
        place = { key, ids }
        told = place
      }
      place = { key, ids: [lastId, lastId] }
      if (cluster.isCrowded && cluster.compared > 0) crowded.push({ key, compared: cluster.compared })
    }
    if (clusters.length < keysAtOnce) return { items, crowded }
  }
  return { items, crowded, ...writePlace(list, place) }
}

/** A key with what its records make. */
interface ComparedCluster<PartyRecord> {
  readonly key: IdentityKey
  readonly compared: number
  readonly isCrowded: boolean
  readonly pairs: readonly {
    readonly ids: Place['ids']
    readonly records: readonly [PartyRecord, PartyRecord]
    readonly reason: DuplicateReason
  }[]
}

async function compare<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  clusters: readonly KeyCluster[],
): Promise<readonly ComparedCluster<PartyRecord>[]> {
  const { kind } = party
  const ids = [...new Set(clusters.flatMap(({ recordIds }) => recordIds))]
  const records = (await party.repository(session).findMany(scopeOf(session.actor), ids)).filter(
    ({ trashedAt, mergedInto }) => trashedAt === undefined && mergedInto === undefined,
  )
  const known = new Map(records.map((record) => [record.id, record]))
  const pairing = await party.pairing(session, records)
  const found = clusters.map((cluster) => ({ cluster, pairs: pairing(cluster.key, cluster.recordIds) }))
  const pairs = found.flatMap((each) => each.pairs.map(({ ids: [a, b] }) => recordPair(kind, a, b)))
  const ignored = new Set(
    (await session.store.identity.findIgnored(session.actor.workspaceId, pairs)).map((pair) => pairName(pair)),
  )
  return found.map(({ cluster, pairs: candidates }) => ({
    key: cluster.key,
    compared: cluster.recordIds.filter((id) => known.has(id)).length,
    isCrowded: cluster.count > cluster.recordIds.length,
    pairs: candidates.flatMap(({ ids: pair, ...reason }) => {
      const [a, b] = [known.get(pair[0]), known.get(pair[1])]
      if (a === undefined || b === undefined || ignored.has(pairName({ kind, ids: pair }))) return []
      return [{ ids: pair, records: [a, b] as const, reason }]
    }),
  }))
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
