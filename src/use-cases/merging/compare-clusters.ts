/**
 * The walk through shared keys, some at a time, and what their records are to each other. Rules: docs/concepts/identity.md
 * (IDN-8).
 * @module
 */
import { scopeOf } from '../../access/actor.ts'
import type { IdentityKey, IdentityKind } from '../../identity/identity-key.ts'
import { type DuplicatePair, type DuplicateReason, mostCompared } from '../../identity/pair-duplicates.ts'
import { pairName, recordPair } from '../../identity/record-pair.ts'
import type { KeyCluster } from '../../ports/identity-index.ts'
import type { Session } from '../context.ts'
import type { ListedRecord } from '../records/list-records.ts'
import type { Party } from '../records/party.ts'

/** Finds the pairs among the records of one key; ids that it does not know make none. */
export type Pairing = (key: IdentityKey, recordIds: readonly string[]) => readonly DuplicatePair[]

/** A key with what its records make. */
interface ComparedCluster<PartyRecord> {
  readonly key: IdentityKey
  readonly compared: number
  readonly isCrowded: boolean
  readonly pairs: readonly ComparedPair<PartyRecord>[]
}

interface ComparedPair<PartyRecord> {
  readonly ids: DuplicatePair['ids']
  readonly records: readonly [PartyRecord, PartyRecord]
  readonly reason: DuplicateReason
}

/** Some keys of the walk, in order. */
export interface ComparedKeys<PartyRecord> {
  readonly clusters: readonly ComparedCluster<PartyRecord>[]
  /** Whether no shared keys follow. */
  readonly isLast: boolean
}

/** Keys whose records are on their way. */
interface Piece<PartyRecord> {
  readonly clusters: readonly KeyCluster[]
  readonly records: Promise<readonly PartyRecord[]>
}

/** How many shared keys one walk looks at: it takes about a second, however few pairs there are. */
const mostKeys = 2_000
/** How many are listed at once. */
const mostKeysAtOnce = 800
/** How many pairs a key is taken to make as long as none has been looked at: most pairs share more than one. */
const usualPairsAKey = 2 / 3

/** The records of so many keys are read at once: two pieces are in memory, of 6,400 records at most and usually 500. */
const largestPiece = 128
/** Fewer keys are not worth a round trip. */
const smallestPiece = 16

/** How many pairs are wanted, and how many the keys have made that were looked at so far. */
interface Pace {
  readonly wanted: number
  /** A key whose pairs do not count: some of them may have been told on the page before. */
  readonly from: IdentityKey | undefined
  keys: number
  pairs: number
}

/**
 * Walks on from a key, inclusive, until there are so many pairs or it has looked at enough keys. While the records of
 * some keys are compared, the store reads those that are likely to be needed next.
 */
export async function* compareClusters<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  { from, pairs: wanted }: { readonly from: IdentityKey | undefined; readonly pairs: number },
): AsyncGenerator<ComparedKeys<PartyRecord>, void> {
  const pace: Pace = { wanted, from, keys: 0, pairs: 0 }
  for (let last = from; pace.keys < mostKeys && pace.pairs < wanted; ) {
    // Besides the key that the walk has come to, which is listed again.
    const limit = Math.min(mostKeysAtOnce, mostKeys - pace.keys, Math.max(smallestPiece, missingKeys(pace))) + 1
    const listed = await session.store.identity.listClusters(scopeOf(session.actor), {
      kind: party.kind,
      ...(last !== undefined && { from: last }),
      limit,
      mostRecords: mostCompared,
    })
    const compared = await compare(session, party, listed, pace)
    yield { clusters: compared, isLast: listed.length < limit && compared.length === listed.length }
    last = compared.at(-1)?.key ?? last
  }
}

/** How many keys the missing pairs are likely to take, besides those on their way. */
function missingKeys({ wanted, keys, pairs }: Pace, coming = 0): number {
  const pairsAKey = keys === 0 ? usualPairsAKey : pairs / keys
  const missing = wanted - pairs - coming * pairsAKey
  return missing > 0 ? Math.ceil(missing / pairsAKey) : 0
}

/** What some clusters make: all of them, or as many of the first as it takes to find enough pairs. */
async function compare<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  clusters: readonly KeyCluster[],
  pace: Pace,
): Promise<readonly ComparedCluster<PartyRecord>[]> {
  const compared: ComparedCluster<PartyRecord>[] = []
  let asked = 0
  const nextPiece = (): Piece<PartyRecord> => {
    const missing = missingKeys(pace, asked - compared.length)
    const size = missing === 0 ? 0 : Math.min(largestPiece, Math.max(smallestPiece, missing))
    const piece = clusters.slice(asked, asked + size)
    asked += piece.length
    const records = loadRecords(session, party, piece)
    // It is waited for only once the piece before it has been compared, and that may fail first.
    records.catch(() => {})
    return { clusters: piece, records }
  }
  for (let piece = nextPiece(); piece.clusters.length > 0; ) {
    const next = nextPiece()
    for (const cluster of await comparePiece(session, party, piece)) {
      pace.keys += 1
      if (cluster.key !== pace.from) pace.pairs += cluster.pairs.length
      compared.push(cluster)
    }
    piece = next.clusters.length > 0 ? next : nextPiece()
  }
  const ignored = await findIgnored(session, party, compared)
  if (ignored.size === 0) return compared
  pace.pairs -= ignored.size
  const isLeft = ({ ids }: ComparedPair<PartyRecord>): boolean => !ignored.has(pairName({ kind: party.kind, ids }))
  return compared.map((cluster) => ({ ...cluster, pairs: cluster.pairs.filter(isLeft) }))
}

async function loadRecords<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  clusters: readonly KeyCluster[],
): Promise<readonly PartyRecord[]> {
  const ids = new Set<string>()
  for (const { recordIds } of clusters) for (const id of recordIds) ids.add(id)
  if (ids.size === 0) return []
  const records = await party.repository(session).findMany(scopeOf(session.actor), [...ids])
  return records.filter(({ trashedAt, mergedInto }) => trashedAt === undefined && mergedInto === undefined)
}

async function comparePiece<PartyRecord extends ListedRecord>(
  session: Session,
  party: Party<PartyRecord>,
  piece: Piece<PartyRecord>,
): Promise<readonly ComparedCluster<PartyRecord>[]> {
  const records = await piece.records
  const known = new Map(records.map((record) => [record.id, record]))
  const pairing = await party.pairing(session, records)
  return piece.clusters.map(({ key, count, recordIds }) => {
    const pairs: ComparedPair<PartyRecord>[] = []
    for (const { ids, ...reason } of pairing(key, recordIds)) {
      const [a, b] = [known.get(ids[0]), known.get(ids[1])]
      if (a !== undefined && b !== undefined) pairs.push({ ids, records: [a, b], reason })
    }
    const compared = recordIds.filter((id) => known.has(id)).length
    return { key, compared, isCrowded: count > recordIds.length, pairs }
  })
}

/** Those of the pairs that are ignored, by name. */
async function findIgnored(
  { store, actor }: Session,
  { kind }: { readonly kind: IdentityKind },
  clusters: readonly ComparedCluster<unknown>[],
): Promise<ReadonlySet<string>> {
  const pairs = clusters.flatMap((cluster) => cluster.pairs.map(({ ids: [a, b] }) => recordPair(kind, a, b)))
  if (pairs.length === 0) return new Set()
  return new Set((await store.identity.findIgnored(actor.workspaceId, pairs)).map((pair) => pairName(pair)))
}
