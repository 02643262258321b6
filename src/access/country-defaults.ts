/** What a country says of a new workspace, where that is certain: its money, its language, its time. Rules: docs/concepts/access.md (WS-2). @module */
import type { CountryCode, CurrencyCode, Locale } from '../kernel/country.ts'
import type { TimeZone } from '../kernel/time.ts'

/** The settings that follow from a country. */
export interface CountryDefaults {
  readonly currency: CurrencyCode
  /** Of the languages that crmkit speaks, the one that is at home there; English where none is. */
  readonly locale: Locale
  readonly timeZone: TimeZone
}

/** Countries whose legal numbers crmkit reads, and their neighbors with one currency and one time zone. */
const known: Readonly<Record<CountryCode, readonly [CurrencyCode, Locale, TimeZone]>> = {
  AT: ['EUR', 'en', 'Europe/Vienna'],
  BE: ['EUR', 'fr', 'Europe/Brussels'],
  BG: ['EUR', 'en', 'Europe/Sofia'],
  CH: ['CHF', 'fr', 'Europe/Zurich'],
  CY: ['EUR', 'en', 'Asia/Nicosia'],
  CZ: ['CZK', 'en', 'Europe/Prague'],
  DE: ['EUR', 'en', 'Europe/Berlin'],
  DK: ['DKK', 'en', 'Europe/Copenhagen'],
  EE: ['EUR', 'en', 'Europe/Tallinn'],
  ES: ['EUR', 'en', 'Europe/Madrid'],
  FI: ['EUR', 'en', 'Europe/Helsinki'],
  FR: ['EUR', 'fr', 'Europe/Paris'],
  GB: ['GBP', 'en', 'Europe/London'],
  GR: ['EUR', 'en', 'Europe/Athens'],
  HR: ['EUR', 'en', 'Europe/Zagreb'],
  HU: ['HUF', 'hu', 'Europe/Budapest'],
  IE: ['EUR', 'en', 'Europe/Dublin'],
  IT: ['EUR', 'en', 'Europe/Rome'],
  LT: ['EUR', 'en', 'Europe/Vilnius'],
  LU: ['EUR', 'fr', 'Europe/Luxembourg'],
  LV: ['EUR', 'en', 'Europe/Riga'],
  MC: ['EUR', 'fr', 'Europe/Monaco'],
  MD: ['MDL', 'ro', 'Europe/Chisinau'],
  MT: ['EUR', 'en', 'Europe/Malta'],
  NL: ['EUR', 'en', 'Europe/Amsterdam'],
  NO: ['NOK', 'en', 'Europe/Oslo'],
  PL: ['PLN', 'en', 'Europe/Warsaw'],
  PT: ['EUR', 'en', 'Europe/Lisbon'],
  RO: ['RON', 'ro', 'Europe/Bucharest'],
  SE: ['SEK', 'en', 'Europe/Stockholm'],
  SI: ['EUR', 'en', 'Europe/Ljubljana'],
  SK: ['EUR', 'en', 'Europe/Bratislava'],
}

/** What follows from a country; `null` where nothing is certain, as in one with several time zones. */
export function countryDefaults(country: CountryCode): CountryDefaults | null {
  const found = Object.hasOwn(known, country) ? known[country] : undefined
  if (found === undefined) return null
  const [currency, locale, timeZone] = found
  return { currency, locale, timeZone }
}

/** The countries that {@link countryDefaults} knows. */
export const countriesWithDefaults: readonly CountryCode[] = Object.keys(known)
