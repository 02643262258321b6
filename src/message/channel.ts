/** Ways on which messages go, and what they are for. Rules: docs/concepts/messages.md (MSG-3). @module */
import type { EmailNormalized } from '../party/email.ts'
import type { PhoneE164 } from '../party/phone.ts'

/** The way on which a message goes. */
export type Channel = 'email' | 'sms'

/** All ways. */
export const channels: readonly Channel[] = ['email', 'sms']

/**
 * What a message is for:
 * - `correspondence`: somebody writes to somebody about a matter;
 * - `reminder`: a customer is reminded of a meeting;
 * - `marketing`: what he has not asked for by dealing with us.
 */
export type Purpose = 'correspondence' | 'reminder' | 'marketing'

/** What a purpose asks for before anything is sent. */
export interface PurposeRule {
  /** Whether consent must have been given; otherwise it is enough that it was not withdrawn. */
  readonly needsConsent: boolean
}

/** All purposes. Docs and tests read this table. */
export const purposeRules: Readonly<Record<Purpose, PurposeRule>> = {
  correspondence: { needsConsent: false },
  reminder: { needsConsent: false },
  marketing: { needsConsent: true },
}

/** All purposes, in the order of the table. */
export const purposes: readonly Purpose[] = ['correspondence', 'reminder', 'marketing']

/** Where a message goes: an e-mail address or a telephone number, in the form in which two are compared. */
export type MessageAddress = EmailNormalized | PhoneE164

/** Stands where the address of an erased person was. It passed no check, and nothing is ever sent there. */
export const erasedAddress: MessageAddress = '' as EmailNormalized
