/** What a country says of a new workspace. Rules: docs/concepts/access.md (WS-2). */
import { changeSettings, countriesWithDefaults, countryDefaults, defaultSettings, newSettings } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

describe('Settings of a country', () => {
  it.each([
    ['RO', { currency: 'RON', locale: 'ro', timeZone: 'Europe/Bucharest' }],
    ['HU', { currency: 'HUF', locale: 'hu', timeZone: 'Europe/Budapest' }],
    ['BE', { currency: 'EUR', locale: 'fr', timeZone: 'Europe/Brussels' }],
    ['GB', { currency: 'GBP', locale: 'en', timeZone: 'Europe/London' }],
    ['US', null],
    ['toString', null],
  ])('WS-2 %s says %o', (country, defaults) => {
    expect(countryDefaults(country)).toEqual(defaults)
  })

  it.each(countriesWithDefaults)('WS-2 what is said of %s is what settings accept', (country) => {
    const defaults = countryDefaults(country)
    const settings = changeSettings(defaultSettings('Verger'), { country, ...defaults })
    expect(settings).toMatchObject({ ok: true, value: { country, currency: defaults?.currency } })
  })

  it('WS-2 a workspace that states only its name is French, and its dates are not guessed at', () => {
    expect(defaultSettings('Verger')).toMatchObject({ country: 'FR', currency: 'EUR', locale: 'en' })
  })

  it('WS-2 what is stated stands, what follows from the country fills the rest', () => {
    const livada = newSettings({ name: 'Livada', country: 'România', locale: 'hu' })
    expect(livada).toMatchObject({
      value: { country: 'RO', currency: 'RON', locale: 'hu', timeZone: 'Europe/Bucharest' },
    })
    expect(newSettings({ name: 'Orchard', country: 'US', currency: 'USD' })).toMatchObject({
      value: { country: 'US', currency: 'USD', locale: 'en', timeZone: 'Europe/Paris' },
    })
    expect(newSettings({ name: 'Orchard', country: 'Atlantis' })).toMatchObject({ ok: false })
  })
})
