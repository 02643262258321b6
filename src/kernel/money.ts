/** Money: whole units of a currency's smallest coin. @module */
import type { CurrencyCode } from './country.ts'

/** An amount of money. */
export interface Money {
  /** Whole units of the currency's smallest coin: 4250 is 42.50 EUR. */
  readonly amountMinor: number
  readonly currency: CurrencyCode
}
