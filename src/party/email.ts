/** E-mail addresses: kept as typed, compared in a normal form. Rules: docs/concepts/parties.md (PTY-4). @module */
import type { Brand } from '../kernel/flavour.ts'

/** An e-mail address in the form in which two are compared: lower case, host in ASCII. */
export type EmailNormalized = Brand<string, 'EmailNormalized'>

/** An e-mail address. Without `normalized` it is no valid address: it is kept, flagged, and identifies nobody. */
export interface Email {
  /** Exactly what somebody typed. */
  readonly typed: string
  readonly normalized?: EmailNormalized
}
