/**
 * Which of several candidates under one key is meant: weaker keys narrow them down, and at last an equal name or legal
 * form. Companies and people are chosen alike. Rules: docs/concepts/identity.md (IDN-4).
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
  /** The keys below the deciding one, strongest first. */
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
  for (const key of weaker) {
    const holders = rest.filter((hit) => hit.all.some((shared) => shared.key === key.key))
    if (holders.length === 0) continue
    rest = holders
    const [only] = holders
    if (holders.length === 1 && only !== undefined) return sameAs(choice, only, key)
  }
  const alike = rest.filter((hit) => lastly.holds(hit.candidate.identity))
  const [only] = alike
  if (alike.length === 1 && only !== undefined) return sameAs(choice, only, lastly.by)
  const recordIds = contenders.map((hit) => hit.candidate.recordId)
  const { shared } = contenders[0]
  return { verdict: 'ambiguous', recordIds, by: shared, vetoes: choice.vetoes, others: otherHits(choice, recordIds) }
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
