/** The short cut for plain phone numbers answers what the library answers, or asks it (PTY-4). */
import fc from 'fast-check'
import {
  getCountries,
  getCountryCallingCode,
  getExampleNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { readPlainPhone } from '../../src/party/plain-phone.ts'

const countries = getCountries()
const digit = fc.integer({ min: 0, max: 9 }).map(String)

/** Numbers as people write them: near a real one of some country, in every national and international writing. */
const written = fc
  .record({
    country: fc.constantFrom(...countries),
    other: fc.constantFrom(...countries),
    changes: fc.array(fc.record({ at: fc.nat({ max: 14 }), to: digit }), { maxLength: 4 }),
    prefix: fc.constantFrom('', '0', '06', '00', '8', '1', '+', '+0', '00+'),
    isOther: fc.boolean(),
    mark: fc.constantFrom('', ' ', '.', '-', '/', '  '),
    every: fc.integer({ min: 2, max: 4 }),
    ending: fc.constantFrom('', '', '', '5', ' x12', ' (home)'),
  })
  .map(({ country, other, changes, prefix, isOther, mark, every, ending }) => {
    const digits = [...(getExampleNumber(country, examples)?.nationalNumber ?? '123456789')]
    for (const { at, to } of changes) if (at < digits.length) digits[at] = to
    const national = digits.map((each, index) => (index > 0 && index % every === 0 ? mark + each : each)).join('')
    const code = getCountryCallingCode(isOther ? other : country)
    const abroad =
      prefix === '+' ? `+${code} ` : prefix === '+0' ? `+${code}0` : prefix === '00+' ? `00${code}` : prefix
    return { country, typed: abroad + national + ending }
  })

describe('PTY-4: plain phone numbers', () => {
  it('come out as the library reads them', () => {
    fc.assert(
      fc.property(written, ({ country, typed }) => {
        const answer = readPlainPhone(typed, country)
        if (answer === null) return
        const number = parsePhoneNumberFromString(typed, country)
        expect(number?.isValid() === true && number.ext === undefined && number.number).toBe(answer)
      }),
      { numRuns: 20_000 },
    )
  })

  it.each([
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['+33 6.12.34.56.78', 'RO', '+33612345678'],
    ['0722-123-456', 'RO', '+40722123456'],
    ['06 30 212 0802', 'HU', '+36302120802'],
    ['06 39 98 14 67', 'FR', false],
    ['+44 20 7946 0018', 'GB', null],
    ['01 23 45 80 73 p. 4', 'FR', null],
    ['0033 1 23 45 80 73', 'FR', null],
    ['0123', 'FR', null],
    ['912 345 678', 'ES', null],
  ] as const)('%s in %s is %s', (typed, country, answer) => {
    expect(readPlainPhone(typed, country)).toBe(answer)
  })
})
