/** What providers charge: often less than the smallest coin. Rules: docs/concepts/messages.md @module */
import { compareCodePoints } from './compare.ts'
import type { CurrencyCode } from './country.ts'
import type { Money } from './money.ts'

/** What one call or one text message cost. Kept exactly: a tenth of a cent a thousand times is money. */
export interface Price {
  /** Millionths of one unit of the currency: 7500 is 0.0075 USD. A whole number, and what is charged is positive. */
  readonly amountMicros: number
  readonly currency: CurrencyCode
}

/** Reads what providers write: `0.0075`, and `-0.0075` where a charge is negative. `null`: it is no amount. */
export function parsePrice(amount: string, currency: CurrencyCode): Price | null {
  const match = /^[+-]?(\d{1,9})(?:\.(\d{1,12}))?$/.exec(amount.trim())
  if (match === null) return null
  const [, whole = '', fraction = ''] = match
  const micros = Math.round(Number(`${fraction.slice(0, 7).padEnd(7, '0')}`) / 10)
  return { amountMicros: Number(whole) * 1_000_000 + micros, currency: currency.toUpperCase() }
}

/** The sum of prices in each currency, rounded once, at the end. In the order of their codes. */
export function sumPrices(prices: Iterable<Price>): readonly Money[] {
  const sums = new Map<CurrencyCode, number>()
  for (const { amountMicros, currency } of prices) sums.set(currency, (sums.get(currency) ?? 0) + amountMicros)
  return [...sums]
    .toSorted(([one], [other]) => compareCodePoints(one, other))
    .map(([currency, micros]) => ({ amountMinor: Math.round(micros / 10 ** (6 - digitsOf(currency))), currency }))
}

/** How many digits a currency has after the point: two for EUR, none for HUF in cash, but two on paper. */
function digitsOf(currency: CurrencyCode): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}
