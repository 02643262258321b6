/** Two records of one kind, whichever is named first. Rules: docs/concepts/identity.md (IDN-8). @module */
import type { IdentityKind } from './identity-key.ts'

/** Two different records of one kind. */
export interface RecordPair {
  readonly kind: IdentityKind
  /** The lower id first: however two records are named, they are one pair. */
  readonly ids: readonly [string, string]
}

/** The pair that two records are, in whatever order they are named. @param a, b two ids that differ */
export function recordPair(kind: IdentityKind, a: string, b: string): RecordPair {
  return { kind, ids: a < b ? [a, b] : [b, a] }
}

/** One name for one pair. */
export function pairName({ kind, ids }: RecordPair): string {
  return `${kind} ${ids.join(' ')}`
}
