/** VAT numbers, with their country prefix and without separators. Rules: docs/concepts/identity.md (IDN-6). @module */
import type { CountryCode } from '../kernel/country.ts'
import { ok, type Result } from '../kernel/result.ts'
import { isAllDigits } from './check-digits.ts'
import { type LegalIdRefusal, refuseLegalId, tidyNumber } from './legal-id.ts'
import { type VatScheme, vatSchemes } from './vat-schemes.ts'

/**
 * Reads a VAT number and gives it its normal form: upper case, no separators, with its prefix (`EL` for Greece,
 * `CHE` for Switzerland). A prefix that is missing is added from `country`. A Hungarian tax number
 * (`12345678-2-41`) gives the EU number that its first eight digits are.
 */
export function parseVat(text: string, country?: CountryCode): Result<string, LegalIdRefusal> {
  const tidy = tidyNumber(text)
  const written = vatPrefix(tidy.slice(0, 2))
  const prefix = vatSchemes.has(written) ? written : vatPrefix(country ?? '')
  const scheme = vatSchemes.get(prefix)
  if (scheme === undefined) return refuseLegalId('invalid-component', 'vat', text, country)
  const body = bodyOf(prefix === written ? tidy.slice(2) : tidy, scheme)
  const hungarian = prefix === 'HU' && body.length === 11
  const problem = hungarian ? checkHungarianTaxNumber(body, scheme) : checkBody(body, scheme)
  if (problem !== null) return refuseLegalId(problem, 'vat', text, countryOfPrefix(prefix), prefix + scheme.picture)
  return ok(prefix + (hungarian ? body.slice(0, 8) : body))
}

/** The country that issued a VAT number in normal form: `GR` for `EL…`, `GB` for `XI…`. */
export function countryOfVat(vat: string): CountryCode {
  return countryOfPrefix(vat.slice(0, 2))
}

function bodyOf(written: string, scheme: VatScheme): string {
  const body = /^[0-9A-Z]*$/.test(written) ? written : written.replace(scheme.separators, '')
  return scheme.restore === undefined ? body : scheme.restore(body)
}

function checkBody(body: string, scheme: VatScheme): ReturnType<VatScheme['check']> {
  if (!scheme.lengths.includes(body.length)) return isAllDigits(body) ? 'invalid-length' : 'invalid-format'
  return scheme.check(body)
}

/** After the eight digits come the kind of taxpayer (1 to 5) and the tax office's county. */
function checkHungarianTaxNumber(body: string, scheme: VatScheme): ReturnType<VatScheme['check']> {
  if (!isAllDigits(body)) return 'invalid-format'
  const kind = Number(body.charAt(8))
  const county = Number(body.slice(9))
  const knownCounty = (county >= 2 && county <= 20) || (county >= 22 && county <= 44) || county === 51
  if (kind < 1 || kind > 5 || !knownCounty) return 'invalid-component'
  return scheme.check(body.slice(0, 8))
}

/** Monaco is within French VAT and the Isle of Man within the British one. */
function vatPrefix(code: string): string {
  switch (code) {
    case 'GR':
      return 'EL'
    case 'MC':
      return 'FR'
    case 'IM':
      return 'GB'
    default:
      return code
  }
}

function countryOfPrefix(prefix: string): CountryCode {
  if (prefix === 'EL') return 'GR'
  return prefix === 'XI' ? 'GB' : prefix
}
