/** What comparing a record with others ends in, and why. Rules: docs/concepts/identity.md (IDN-2 … IDN-5). @module */
import type { IdentityKey } from './identity-key.ts'

/** The kinds of facts that identify, strongest first. `row` is the hash of an imported row that has no other. */
export type KeyType = 'siret' | 'vat' | 'reg' | 'npc' | 'mail' | 'row'

/** A key that two records share. */
export interface SharedKey {
  readonly type: KeyType
  readonly key: IdentityKey
}

/** A record that shares a key and yet can't be the same. */
export interface Veto {
  readonly recordId: string
  /** What the two share. */
  readonly shared: SharedKey
  /** Which fact contradicts: a stronger number, the legal form, or the person's name. */
  readonly contradiction: 'siret' | 'vat' | 'reg' | 'legal-form' | 'person-name'
}

/** A record that a weaker key leads to, while a stronger one decided: to be looked at, not obeyed. */
export interface OtherHit {
  readonly recordId: string
  readonly shared: SharedKey
}

/** Why two records may be the same although nothing proves it. */
export type PossibleReason = 'postcode' | 'city' | 'phone' | 'domain' | 'shared-mailbox'

interface Reasons {
  readonly vetoes: readonly Veto[]
  readonly others: readonly OtherHit[]
}

/** One record is meant. */
export interface Same extends Reasons {
  readonly verdict: 'same'
  readonly recordId: string
  readonly by: SharedKey
  /** The weaker fact that chose among several: a key, or an equal legal form or name. */
  readonly narrowedBy?: SharedKey | 'legal-form' | 'name'
  /**
   * Worth a look. Of companies, a number is the same, yet neither name nor place has anything in common; of people, the
   * e-mail is the same, yet the given or the family name differs.
   */
  readonly suspicious: boolean
}

/** Another establishment of the same legal entity is known (same SIREN or VAT number, another SIRET): a new record. */
export interface Sibling extends Reasons {
  readonly verdict: 'sibling'
  readonly recordIds: readonly string[]
  readonly by: SharedKey
}

/** Several records could be meant; a person decides. */
export interface Ambiguous extends Reasons {
  readonly verdict: 'ambiguous'
  readonly recordIds: readonly string[]
  readonly by: SharedKey
}

/** Something speaks for it, nothing proves it: for review, never acted on. */
export interface Possible extends Reasons {
  readonly verdict: 'possible'
  readonly candidates: readonly { readonly recordId: string; readonly reasons: readonly PossibleReason[] }[]
}

/** No record is meant. */
export interface None extends Reasons {
  readonly verdict: 'none'
}

export type Verdict = Same | Sibling | Ambiguous | Possible | None

/** Nothing that is known shares a key: what most rows of a first import come to. */
export const unknown: None = { verdict: 'none', vetoes: [], others: [] }
