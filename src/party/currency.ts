/** Reads currencies. @module */
import type { CurrencyCode } from '../kernel/country.ts'

let known: ReadonlySet<string> | undefined

/** The ISO 4217 code that a text is, in any letter case; `null` for a code that is not in use. */
export function parseCurrency(text: string): CurrencyCode | null {
  const code = text.trim().toUpperCase()
  known ??= new Set(Intl.supportedValuesOf('currency'))
  return known.has(code) ? code : null
}
