/** Several phone numbers in one cell: `04 74 12 34 56 / 06 12 34 56 78`. Rules: docs/concepts/imports.md (IMP-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import { type Phone, type PhoneKind, parsePhone } from '../party/phone.ts'

/**
 * Understands the one number that a text holds, or several. Marks that join numbers also stand within one: only where each
 * part is a number that can be dialed are there several.
 */
export function readPhones(typed: string, country: CountryCode | undefined, kind: PhoneKind): readonly Phone[] {
  const whole = parsePhone(typed, country, kind)
  if (whole.e164 !== undefined) return [whole]
  for (const joint of phoneJoints) {
    const phones = typed.split(joint).map((part) => parsePhone(part, country, kind))
    if (phones.length > 1 && phones.every(({ e164 }) => e164 !== undefined)) return phones
  }
  return [whole]
}

const phoneJoints: readonly RegExp[] = [
  /\s*[,|]\s*/,
  /\s+(?:ou|et|or|and|sau|si|și|vagy|és|&)\s+/i,
  /\s+\/\s+/,
  /\s*\/\s*/,
  /\s+[-–]\s+/,
]
