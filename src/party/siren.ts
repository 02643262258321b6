/**
 * SIREN and SIRET, the French numbers of legal entities and of their establishments, and the VAT number
 * that follows from them. Rules: docs/concepts/identity.md (IDN-6).
 *
 * Written by hand like the other numbers of this room. The npm package `stdnum` 1.12 does not know the Romanian
 * numbers of 2024 nor EU numbers as such, takes two to ten times as long, and can only be imported module
 * by module through paths of its CommonJS build: 15 kB gzipped for the same countries instead of 6 kB.
 *
 * @see https://www.insee.fr/fr/metadonnees/definition/c1841 @module
 */
import { err, ok, type Result } from '../kernel/result.ts'
import { digitSum, isAllDigits, passesLuhn } from './check-digits.ts'
import { type LegalIdRefusal, refuseLegalId, tidyNumber } from './legal-id.ts'

/** A French number of either kind: what a column called SIRET may hold. */
export type SiretOrSiren = { readonly siret: string } | { readonly siren: string }

const laPoste = '356000000'
const laPosteHeadOffice = '35600000000048'

/** Reads a SIREN: nine digits, the last one a check digit. Blanks and dots between them are left out. */
export function parseSiren(text: string): Result<string, LegalIdRefusal> {
  const digits = digitsOf(text)
  if (!isAllDigits(digits)) return refuseLegalId('invalid-format', 'siren', text, 'FR', '999999999')
  if (digits.length !== 9) return refuseLegalId('invalid-length', 'siren', text, 'FR', '999999999')
  if (digits === '000000000') return refuseLegalId('invalid-component', 'siren', text, 'FR', '999999999')
  if (!passesLuhn(digits)) return refuseLegalId('invalid-checksum', 'siren', text, 'FR', '999999999')
  return ok(digits)
}

/**
 * Reads a SIRET: fourteen digits, the last one a check digit. Blanks and dots between them are left out.
 * The establishments of La Poste have a rule of their own: the sum of their digits is a multiple of five.
 */
export function parseSiret(text: string): Result<string, LegalIdRefusal> {
  const digits = digitsOf(text)
  if (!isAllDigits(digits)) return refuseLegalId('invalid-format', 'siret', text, 'FR', '99999999999999')
  if (digits.length !== 14) return refuseLegalId('invalid-length', 'siret', text, 'FR', '99999999999999')
  if (digits.startsWith('000000000')) return refuseLegalId('invalid-component', 'siret', text, 'FR', '99999999999999')
  if (!hasRightSiretKey(digits)) return refuseLegalId('invalid-checksum', 'siret', text, 'FR', '99999999999999')
  return ok(digits)
}

/** Reads a cell of a SIRET column: nine digits in it are a SIREN, and stay one. */
export function parseSiretOrSiren(text: string): Result<SiretOrSiren, LegalIdRefusal> {
  if (digitsOf(text).length === 9) {
    const siren = parseSiren(text)
    return siren.ok ? ok({ siren: siren.value }) : err(siren.error)
  }
  const siret = parseSiret(text)
  return siret.ok ? ok({ siret: siret.value }) : err(siret.error)
}

/** The SIREN of the legal entity that an establishment belongs to. Takes a SIRET that was checked. */
export function sirenOfSiret(siret: string): string {
  return siret.slice(0, 9)
}

/** The VAT number that a SIREN implies: `FR`, two digits computed from it, and the SIREN. */
export function vatOfSiren(siren: string): string {
  const key = (12 + 3 * (Number(siren) % 97)) % 97
  return `FR${key < 10 ? '0' : ''}${key}${siren}`
}

/** The SIREN inside a French VAT number that was checked; `null` for another country's, or one of Monaco. */
export function sirenOfVat(vat: string): string | null {
  if (!vat.startsWith('FR') || vat.length !== 13 || vat.startsWith('000', 4)) return null
  return vat.slice(4)
}

function hasRightSiretKey(digits: string): boolean {
  if (digits.startsWith(laPoste) && digits !== laPosteHeadOffice) return digitSum(digits) % 5 === 0
  return passesLuhn(digits)
}

function digitsOf(text: string): string {
  const tidy = tidyNumber(text)
  return tidy.includes('.') ? tidy.replaceAll('.', '') : tidy
}
