/** Countries and currencies by their ISO codes. @module */
import type { Flavour } from './flavour.ts'

/** An ISO 3166-1 alpha-2 code in upper case: `FR`, `BE`, `RO`, `GB`. */
export type CountryCode = Flavour<string, 'CountryCode'>

/** An ISO 4217 code in upper case: `EUR`, `RON`. */
export type CurrencyCode = Flavour<string, 'CurrencyCode'>

/** The languages that crmkit speaks. */
export type Locale = 'en' | 'fr' | 'ro' | 'hu'

/** All of them, in the order in which texts are written down. */
export const locales: readonly Locale[] = ['en', 'fr', 'ro', 'hu']
