/**
 * Which of the records under one key are worth a person's look, two by two. What two records are to each other is
 * decided where a form and an import have it decided. Rules: docs/concepts/identity.md (IDN-8).
 * @module
 */
import type { Candidate, Hit } from './choose-hit.ts'
import { companyKeys } from './company-identity.ts'
import { contactKeys } from './contact-identity.ts'
import { type CompanyCandidate, decideCompanyHits } from './decide-company.ts'
import { type ContactCandidate, decideContactHits } from './decide-contact.ts'
import type { IdentityKey } from './identity-key.ts'
import type { PossibleReason, SharedKey, Verdict, Veto } from './verdict.ts'

/** Why two records are shown to a person. */
export type DuplicateReason =
  | {
      readonly verdict: 'same'
      /** The strongest key that the two share. */
      readonly by: SharedKey
      /** Worth a second look, as the verdict of the same name says. */
      readonly suspicious: boolean
    }
  | {
      readonly verdict: 'possible'
      /** What the two share. */
      readonly by: SharedKey
      readonly reasons: readonly PossibleReason[]
      /** What speaks against their being one. */
      readonly contradiction: Veto['contradiction']
    }

/** Two records that may be one. */
export type DuplicatePair = DuplicateReason & {
  /** The lower id first. */
  readonly ids: readonly [string, string]
}

/** How many records under one key are compared with each other: they make 300 pairs. */
export const mostCompared = 25

/** The companies under one key that may be one, as {@link pairUp} says. */
export function pairCompanies(key: IdentityKey, companies: readonly CompanyCandidate[]): readonly DuplicatePair[] {
  return pairUp(key, companies, companyKeys, ({ identity }, _keys, hit) => decideCompanyHits(identity, [hit]))
}

/** The people under one key who may be one, as {@link pairUp} says. */
export function pairContacts(key: IdentityKey, contacts: readonly ContactCandidate[]): readonly DuplicatePair[] {
  return pairUp(key, contacts, contactKeys, ({ identity }, keys, hit) => decideContactHits(identity, keys, [hit]))
}

/**
 * Compares each record with each, in the order of their ids, those beyond {@link mostCompared} with nobody. Two that
 * share several keys are a pair under the one that decides and under no other, so that whoever walks through all keys
 * meets them once. Siblings (IDN-3) and what contradicts each other are no pair.
 */
function pairUp<Identity>(
  key: IdentityKey,
  records: readonly Candidate<Identity>[],
  keysOf: (identity: Identity) => readonly SharedKey[],
  decide: (subject: Candidate<Identity>, keys: readonly SharedKey[], hit: Hit<Identity>) => Verdict,
): readonly DuplicatePair[] {
  const compared = firstById(records)
  const keysOfEach = compared.map(({ identity }) => keysOf(identity))
  const pairs: DuplicatePair[] = []
  compared.forEach((subject, place) => {
    const keys = keysOfEach[place] ?? []
    for (let other = place + 1; other < compared.length; other += 1) {
      const candidate = compared[other]
      const theirs = keysOfEach[other] ?? []
      const shared = firstShared(keys, theirs)
      // Another key decides: half of all that share a name and a place share a number too, and need no look here.
      if (candidate === undefined || shared === undefined || shared.key !== key) continue
      const all = keys.filter((each) => theirs.some((their) => their.key === each.key))
      const reason = reasonOf(decide(subject, keys, { candidate, shared, all }))
      if (reason !== null) pairs.push({ ids: [subject.recordId, candidate.recordId], ...reason })
    }
  })
  return pairs
}

/** The records that are compared, in the order of their ids: stores give them so. */
function firstById<Identity>(records: readonly Candidate<Identity>[]): readonly Candidate<Identity>[] {
  const isInOrder = records.every(
    ({ recordId }, place) => place === 0 || (records[place - 1]?.recordId ?? '') <= recordId,
  )
  const sorted = isInOrder ? records : records.toSorted((a, b) => (a.recordId < b.recordId ? -1 : 1))
  return sorted.length > mostCompared ? sorted.slice(0, mostCompared) : sorted
}

/** The strongest key that two records share: they are in order. */
function firstShared(keys: readonly SharedKey[], theirs: readonly SharedKey[]): SharedKey | undefined {
  for (const each of keys) for (const their of theirs) if (their.key === each.key) return each
  return undefined
}

/** What a verdict on two records gives a person to look at, or `null`. */
function reasonOf(verdict: Verdict): DuplicateReason | null {
  switch (verdict.verdict) {
    case 'same':
      return { verdict: 'same', by: verdict.by, suspicious: verdict.suspicious }
    case 'possible': {
      const [candidate] = verdict.candidates
      const [veto] = verdict.vetoes
      if (candidate === undefined || veto === undefined) return null
      const { shared: by, contradiction } = veto
      return { verdict: 'possible', by, reasons: candidate.reasons, contradiction }
    }
    // Of two records alone none is ambiguous.
    case 'ambiguous':
    case 'sibling':
    case 'none':
      return null
  }
}
