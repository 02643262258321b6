/**
 * Which of the records under one key are worth a person's look, two by two. What two records are to each other is
 * decided where a form and an import have it decided. Rules: docs/concepts/identity.md (IDN-8).
 * @module
 */
import type { Candidate } from './choose-hit.ts'
import { companyKeys } from './company-identity.ts'
import { contactKeys } from './contact-identity.ts'
import { type CompanyCandidate, decideCompany } from './decide-company.ts'
import { type ContactCandidate, decideContact } from './decide-contact.ts'
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
  return pairUp(key, companies, companyKeys, (subject, other) => decideCompany(subject.identity, [other]))
}

/** The people under one key who may be one, as {@link pairUp} says. */
export function pairContacts(key: IdentityKey, contacts: readonly ContactCandidate[]): readonly DuplicatePair[] {
  return pairUp(key, contacts, contactKeys, (subject, other) => decideContact(subject.identity, [other]))
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
  decide: (subject: Candidate<Identity>, other: Candidate<Identity>) => Verdict,
): readonly DuplicatePair[] {
  const compared = records
    .toSorted((a, b) => (a.recordId < b.recordId ? -1 : 1))
    .slice(0, mostCompared)
    .map((record) => ({ record, keys: keysOf(record.identity).map((each) => each.key) }))
  const pairs: DuplicatePair[] = []
  for (const [place, { record: subject, keys }] of compared.entries()) {
    const stronger = keys.slice(0, Math.max(0, keys.indexOf(key)))
    for (const { record: other, keys: theirs } of compared.slice(place + 1)) {
      // Another key decides: half of all that share a name and a place share a number too, and need no look here.
      if (stronger.some((each) => theirs.includes(each))) continue
      const reason = reasonOf(decide(subject, other))
      if (reason?.by.key === key) pairs.push({ ids: [subject.recordId, other.recordId], ...reason })
    }
  }
  return pairs
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
