/** What a country says of a new workspace: its money, its language, its time. @module */
import type { Locale } from 'crmkit'

/** The settings that follow from a country. */
export interface CountrySettings {
  readonly country: string
  readonly currency?: string
  readonly locale?: Locale
  readonly timeZone?: string
}

/** The settings of a workspace in a country; where it is not in the table, only the country itself. */
export function countrySettings(country: string): CountrySettings {
  const [currency, locale, timeZone] = known[country] ?? []
  return {
    country,
    ...(currency !== undefined && { currency }),
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timeZone }),
  }
}

const known: Readonly<Record<string, readonly [currency: string, locale: Locale, timeZone: string]>> = {
  BE: ['EUR', 'fr', 'Europe/Brussels'],
  CH: ['CHF', 'fr', 'Europe/Zurich'],
  DE: ['EUR', 'en', 'Europe/Berlin'],
  ES: ['EUR', 'en', 'Europe/Madrid'],
  FR: ['EUR', 'fr', 'Europe/Paris'],
  GB: ['GBP', 'en', 'Europe/London'],
  HU: ['HUF', 'hu', 'Europe/Budapest'],
  IT: ['EUR', 'en', 'Europe/Rome'],
  LU: ['EUR', 'fr', 'Europe/Luxembourg'],
  NL: ['EUR', 'en', 'Europe/Amsterdam'],
  PL: ['PLN', 'en', 'Europe/Warsaw'],
  RO: ['RON', 'ro', 'Europe/Bucharest'],
}
