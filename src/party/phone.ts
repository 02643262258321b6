/** Phone numbers: kept as typed, understood where possible. Rules: docs/concepts/parties.md (PTY-4). @module */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { CountryCode } from '../kernel/country.ts'
import type { Brand } from '../kernel/flavour.ts'
import { readPlainPhone } from './plain-phone.ts'

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

/**
 * Understands a phone number as somebody in `defaultCountry` writes it; without a country only international numbers
 * are understood. Never throws and never drops: what is no valid number comes back as typed, without `e164`.
 *
 * @example
 * parsePhone('01 23 45 80 73', 'FR') // { kind: 'main', typed: '01 23 45 80 73', e164: '+33123458073' }
 */
export function parsePhone(typed: string, defaultCountry: CountryCode | undefined, kind: PhoneKind = 'main'): Phone {
  const plain = readPlainPhone(typed, defaultCountry)
  if (plain !== null) return plain === false ? { kind, typed } : { kind, typed, e164: plain as PhoneE164 }
  const country = defaultCountry !== undefined && isSupportedCountry(defaultCountry) ? defaultCountry : undefined
  const number = parsePhoneNumberFromString(typed, country)
  if (number === undefined || !number.isValid()) return { kind, typed }
  const e164 = number.number as string as PhoneE164
  return number.ext === undefined ? { kind, typed, e164 } : { kind, typed, e164, extension: number.ext }
}
