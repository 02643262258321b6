/** Identity keys: what two records share when they may be the same. Rules: docs/concepts/identity.md (IDN-1). @module */
import type { Flavour } from '../kernel/flavour.ts'

/**
 * One fact that identifies a record, with its kind in front:
 * `siret:73282932000074`, `vat:FR44732829320`, `reg:RO:J40/1234/2005`, `npc:pomme|75001|paris`,
 * `mail:anna@pomme.example`, and `row:…` for an imported row that has no other key.
 */
export type IdentityKey = Flavour<string, 'IdentityKey'>

/** The kinds of records that have identity keys. */
export type IdentityKind = 'company' | 'contact'

/** A key of a record, as the store keeps it. */
export interface KeyEntry {
  readonly key: IdentityKey
  readonly kind: IdentityKind
  readonly recordId: string
}
