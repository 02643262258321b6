/** Phone numbers: kept as typed, understood where possible. Rules: docs/concepts/parties.md (PTY-4). @module */
import type { Brand } from '../kernel/flavour.ts'

/** A phone number in the international form of ITU-T E.164: `+33123458073`. */
export type PhoneE164 = Brand<string, 'PhoneE164'>

/** What a number is used for. */
export type PhoneKind = 'main' | 'mobile' | 'home' | 'work' | 'fax' | 'other'

/** A phone number. Without `e164` it could not be understood: it is kept, flagged, and found by nobody. */
export interface Phone {
  readonly kind: PhoneKind
  /** Exactly what somebody typed. */
  readonly typed: string
  readonly e164?: PhoneE164
  readonly extension?: string
}
