/**
 * Which of several candidates under one key is meant: weaker keys narrow them down, rank by rank, and at last an equal
 * name or legal form. Companies and people are chosen alike. Rules: docs/concepts/identity.md (IDN-4).
 * @module
 */
import type { Ambiguous, OtherHit, Same, SharedKey, Veto } from './verdict.ts'

/** A record that may share a key with the one in question. */
export interface Candidate<Identity> {
  readonly recordId: string
  readonly identity: Identity
}

/** A candidate under the strongest key that it shares with the subject. */
export interface Hit<Identity> {
  readonly candidate: Candidate<Identity>
  readonly shared: SharedKey
  /** All that the two share, strongest first. */
  readonly all: readonly SharedKey[]
}

/** The candidates that share a key with the subject, in the order in which they are given. */
export function findHits<Identity>(
  keys: readonly SharedKey[],
  candidates: readonly Candidate<Identity>[],
  keysOf: (identity: Identity) => readonly SharedKey[],
): readonly Hit<Identity>[] {
  const hits: Hit<Identity>[] = []
  for (const candidate of candidates) {
    const theirs = keysOf(candidate.identity)
    const all = keys.filter(({ key }) => theirs.some((their) => their.key === key))
    const shared = all[0]
    if (shared !== undefined) hits.push({ candidate, shared, all })
  }
  return hits
}

/** The hits to choose among, and what may tell them apart. */
export interface Choice<Identity> {
  /** Those under the deciding key, at least one. */
  readonly contenders: readonly [Hit<Identity>, ...Hit<Identity>[]]
  /** The keys below the deciding one, strongest first; those of one type side by side. */
  readonly weaker: readonly SharedKey[]
  /** What is looked at when no key is left. */
  readonly lastly: { readonly by: 'legal-form' | 'name'; holds(identity: Identity): boolean }
  readonly isSuspicious: (hit: Hit<Identity>) => boolean
  /** All hits that nothing contradicts. */
  readonly live: readonly Hit<Identity>[]
  readonly vetoes: readonly Veto[]
}

/** The one contender that is meant, or all of them. */
export function chooseHit<Identity>(choice: Choice<Identity>): Same | Ambiguous {
  const { contenders, weaker, lastly } = choice
  let rest: readonly Hit<Identity>[] = contenders
  if (rest.length === 1) return sameAs(choice, contenders[0])
  for (const rank of ranksOf(weaker)) {
    const before = rest
    rest = fullest(rest, rank)
    const [only] = rest
    if (rest.length === 1 && only !== undefined) return sameAs(choice, only, tellingKey(rank, only, before))
  }
  const alike = rest.filter((hit) => lastly.holds(hit.candidate.identity))
  const [only] = alike
  if (alike.length === 1 && only !== undefined) return sameAs(choice, only, lastly.by)
  const recordIds = contenders.map((hit) => hit.candidate.recordId)
  const { shared } = contenders[0]
  return { verdict: 'ambiguous', recordIds, by: shared, vetoes: choice.vetoes, others: otherHits(choice, recordIds) }
}

/** Keys of one type rank alike: none of them goes before another. */
function ranksOf(keys: readonly SharedKey[]): readonly (readonly SharedKey[])[] {
  return [...new Set(keys.map(({ type }) => type))].map((type) => keys.filter((key) => key.type === type))
}

/**
 * The hits that share all keys of a rank which any of them shares. Where two share different ones, neither goes before
 * the other; where none shares any, the rank says nothing.
 */
function fullest<Identity>(hits: readonly Hit<Identity>[], rank: readonly SharedKey[]): readonly Hit<Identity>[] {
  const sharing = hits.filter((hit) => rank.some((key) => shares(hit, key)))
  if (sharing.length === 0) return hits
  const told = rank.filter((key) => sharing.some((hit) => shares(hit, key)))
  const full = sharing.filter((hit) => told.every((key) => shares(hit, key)))
  return full.length === 0 ? sharing : full
}

/** The first key of a rank that told a hit from the others. */
function tellingKey<Identity>(
  rank: readonly SharedKey[],
  only: Hit<Identity>,
  others: readonly Hit<Identity>[],
): SharedKey | undefined {
  return rank.find((key) => shares(only, key) && others.some((other) => !shares(other, key)))
}

function shares<Identity>({ all }: Hit<Identity>, { key }: SharedKey): boolean {
  return all.some((shared) => shared.key === key)
}

function sameAs<Identity>(choice: Choice<Identity>, hit: Hit<Identity>, narrowedBy?: Same['narrowedBy']): Same {
  const { recordId } = hit.candidate
  return {
    verdict: 'same',
    recordId,
    by: hit.shared,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
    suspicious: choice.isSuspicious(hit),
    vetoes: choice.vetoes,
    others: otherHits(choice, [recordId]),
  }
}

function otherHits<Identity>({ live }: Choice<Identity>, decided: readonly string[]): readonly OtherHit[] {
  return live
    .filter((hit) => !decided.includes(hit.candidate.recordId))
    .map((hit) => ({ recordId: hit.candidate.recordId, shared: hit.shared }))
}
