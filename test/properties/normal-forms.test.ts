import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldCompanyName } from '../../src/identity/company-name.ts'
import { personNamesAgree, personNamesCompatible } from '../../src/identity/person-name.ts'
import { foldByDefinition, foldText } from '../../src/kernel/fold.ts'
import type { Result } from '../../src/kernel/result.ts'
import { parseEmail, webDomainOf } from '../../src/party/email.ts'
import { isBlankByDefinition, isBlankValue } from '../../src/party/legal-id.ts'
import { parsePhone } from '../../src/party/phone.ts'
import { normalizeCity, normalizePostcode } from '../../src/party/postal.ts'
import { parseRegistrationNumber } from '../../src/party/registration-number.ts'
import { parseSiren, parseSiret, sirenOfVat, vatOfSiren } from '../../src/party/siren.ts'
import { splitAddress } from '../../src/party/split-address.ts'
import { parseVat } from '../../src/party/vat.ts'
import { vatSchemes } from '../../src/party/vat-schemes.ts'

const european = fc.string({ unit: fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCodePoint(code)) })
const anyText = fc.oneof(
  european,
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCharCode(code)) }),
)
const country = fc.constantFrom(
  'FR',
  'BE',
  'RO',
  'HU',
  'LU',
  'CH',
  'DE',
  'IT',
  'ES',
  'PL',
  'NL',
  'GB',
  'AT',
  'US',
  'XX',
  undefined,
)
/** Words for nothing and nearly those, as people write them, with signs and accents of all kinds between. */
const nothingLike = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'n/a N A NULL Néant néant fără fara Lipsă nincs adat üres Üres 0 00 1 - — … rien Ríen nørhing'.split(' '),
      ),
      fc.constantFrom(
        ...['vide', 'nc', 'NC.', 'nona', 'nine', 'É', 'né', 'nœ', '\u00ad', '\u0301', 'ı', 'ﬁ', ' ', '. ', '²'],
      ),
      anyText,
    ),
    { maxLength: 4 },
  )
  .chain((parts) => fc.constantFrom(parts.join(''), parts.join(' ')))
const numberLike = fc.string({ unit: fc.constantFrom(...'0123456789JFCB/-. EA') })
/** Words that names of cities are made of, in any order. */
const cityLike = fc
  .array(
    fc.constantFrom(
      ...[
        'st',
        'ste',
        'sankt',
        's/',
        'saint',
        'cedex',
        'paris',
        'lyon',
        'arr',
        'er',
        '1',
        '2',
        '-',
        'budapest',
        'ker',
        'v',
      ],
      ...['sector', 'mun', 'com', 'sat', 'bucuresti', 'brussel', 'gent', 'gillis'],
    ),
    { maxLength: 6 },
  )
  .map((words) => words.join(' '))
const runs = { numRuns: 2000 }

describe('IDN-6 folding', () => {
  it('IDN-6 the table folds every text as the definition does', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldText(text)).toBe(foldByDefinition(text))
      }),
      { numRuns: 20_000 },
    )
  })
  it('IDN-6 the table folds every character of the basic plane as the definition does', () => {
    for (let code = 0; code < 0x1_0000; code++) {
      const text = `a${String.fromCharCode(code)}B`
      if (foldText(text) !== foldByDefinition(text))
        expect(foldText(text), `U+${code.toString(16)}`).toBe(foldByDefinition(text))
    }
  })
  it('IDN-6 folding twice is folding once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text))
      }),
      runs,
    )
  })
  it('IDN-6 case and composition do not count', () => {
    fc.assert(
      fc.property(european, (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text))
        expect(foldText(text.toLowerCase())).toBe(foldText(text))
      }),
      runs,
    )
  })
  it('IDN-6 a company name never folds to nothing unless its text does', () => {
    const words = fc.array(fc.constantFrom('SARL', 'S.A.', 'SC', 'Dupont', '&', 'et', 'Ltd', 'NV', 'Kft.', '-'), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(
        fc.oneof(
          words.map((list) => list.join(' ')),
          anyText,
        ),
        country,
        (name, where) => {
          const { key } = foldCompanyName(name, where)
          expect(key === '').toBe(foldText(name.replace(/[&+]/g, ' and ')) === '')
          expect(key).toBe(key.trim())
        },
      ),
      runs,
    )
  })
  it('IDN-2 names are compatible with themselves, and in both directions alike', () => {
    const name = fc.record({ givenName: european, familyName: european }, { requiredKeys: [] })
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(personNamesCompatible(a, a)).toBe(true)
        expect(personNamesAgree(a, a)).toBe(true)
        // Written otherwise, names are not taken for the same at once.
        const { givenName, familyName } = a
        const spaced = {
          ...(givenName !== undefined && { givenName: `${givenName} ` }),
          ...(familyName !== undefined && { familyName: `${familyName} ` }),
        }
        expect(personNamesCompatible(a, spaced)).toBe(true)
        expect(personNamesAgree(a, spaced)).toBe(true)
        expect(personNamesCompatible(a, b)).toBe(personNamesCompatible(b, a))
      }),
      runs,
    )
  })
})

describe('IDN-6 normal forms', () => {
  const parsers: readonly (readonly [string, (text: string, where: string | undefined) => Result<string, unknown>])[] =
    [
      ['SIREN', parseSiren],
      ['SIRET', parseSiret],
      ['VAT number', parseVat],
      ['registration number', parseRegistrationNumber],
    ]
  for (const [name, parse] of parsers)
    it(`IDN-6 the normal form of a ${name} is its own normal form, and nothing throws`, () => {
      fc.assert(
        fc.property(fc.oneof(numberLike, anyText), country, (text, where) => {
          const once = parse(text, where)
          if (once.ok) expect(parse(once.value, where)).toEqual(once)
        }),
        runs,
      )
    })
  it('IDN-6 every checked SIREN has the VAT number that leads back to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000, max: 999_999_999 }), (number) => {
        const siren = String(number).padStart(9, '0')
        if (!parseSiren(siren).ok || siren.startsWith('000')) return
        expect(parseVat(vatOfSiren(siren))).toEqual({ ok: true, value: `FR${vatOfSiren(siren).slice(2)}` })
        expect(sirenOfVat(vatOfSiren(siren))).toBe(siren)
      }),
      { numRuns: 5000 },
    )
  })
  it('IDN-6 separators and case of a VAT number do not count', () => {
    const prefix = fc.constantFrom(...vatSchemes.keys())
    fc.assert(
      fc.property(prefix, numberLike, (code, body) => {
        const spaced = `${code.toLowerCase()} ${[...body].join(' ')}`
        expect(valueIn(parseVat(spaced))).toBe(valueIn(parseVat(`${code}${body}`)))
      }),
      runs,
    )
  })
  it('IDN-6 the parts of an old Romanian number are never glued together', () => {
    const part = fc.record({
      county: fc.integer({ min: 1, max: 40 }),
      serial: fc.integer({ min: 1, max: 99_999 }),
      year: fc.integer({ min: 1990, max: 2024 }),
    })
    fc.assert(
      fc.property(part, part, (a, b) => {
        const first = parseRegistrationNumber(`J${a.county}/${a.serial}/${a.year}`, 'RO')
        const second = parseRegistrationNumber(`J${b.county}/${b.serial}/${b.year}`, 'RO')
        const same = a.county === b.county && a.serial === b.serial && a.year === b.year
        expect(valueIn(first) === valueIn(second)).toBe(same)
      }),
      runs,
    )
  })
  it('IDN-6 both forms of a Romanian number are one', () => {
    const county = fc.integer({ min: 1, max: 40 })
    const year = fc.integer({ min: 1990, max: 2024 })
    fc.assert(
      fc.property(
        fc.constantFrom('J', 'F', 'C'),
        county,
        fc.integer({ min: 1, max: 99_999 }),
        year,
        (kind, where, serial, when) => {
          const digits = `${when}${String(serial).padStart(6, '0')}${String(where).padStart(2, '0')}`
          const sum = [...digits].reduce((total, digit) => total + Number(digit), kind.charCodeAt(0) % 10)
          const recent = parseRegistrationNumber(`${kind}${digits}${sum % 10}`, 'RO')
          expect(recent).toEqual(parseRegistrationNumber(`${kind}${where}/${serial}/${when}`, 'RO'))
          expect(recent.ok).toBe(true)
        },
      ),
      runs,
    )
  })
  it('IDN-6 the quick way to see that a cell says something is the definition', () => {
    fc.assert(
      fc.property(nothingLike, (text) => {
        const cell = text.slice(0, 24)
        expect(isBlankValue(cell)).toBe(isBlankByDefinition(cell))
      }),
      runs,
    )
    for (let code = 0; code < 0x3000; code++) {
      const character = String.fromCharCode(code)
      for (const cell of [
        character,
        `n${character}a`,
        `né${character}ant`,
        `non${character}connu`,
        `r${character}`,
        `${character}0`,
      ])
        if (isBlankValue(cell) !== isBlankByDefinition(cell)) expect.fail(`${JSON.stringify(cell)} is read otherwise`)
    }
  })
  it('PTY-4 phones and e-mails are kept as typed and never throw', () => {
    fc.assert(
      fc.property(fc.oneof(numberLike, anyText, fc.emailAddress()), country, (text, where) => {
        expect(parsePhone(text, where).typed).toBe(text)
        const email = parseEmail(text)
        expect(email.typed).toBe(text)
        if (email.normalized !== undefined) expect(parseEmail(email.normalized).normalized).toBe(email.normalized)
        const domain = webDomainOf(text)
        if (domain !== null) expect(domain).toMatch(/^[a-z0-9.-]+\.[a-z0-9-]+$/)
      }),
      runs,
    )
  })
  it('IDN-6 what a spreadsheet hangs on a postcode is taken off at once, and so is every word before a town', () => {
    expect(normalizePostcode('1012 .0', 'NL')).toBe('1012')
    expect(normalizePostcode('12.0.0')).toBe('12')
    expect(normalizeCity('comuna Sat Voluntari', 'RO')).toBe('voluntari')
  })
  it('IDN-6 postcodes and cities have one normal form', () => {
    fc.assert(
      fc.property(fc.oneof(numberLike, cityLike, anyText), country, (text, where) => {
        const postcode = normalizePostcode(text, where)
        expect(normalizePostcode(postcode, where)).toBe(postcode)
        const city = normalizeCity(text, where)
        expect(normalizeCity(city, where)).toBe(city)
        splitAddress(text, where)
        isBlankValue(text)
      }),
      runs,
    )
  })
})

function valueIn(result: Result<string, unknown>): string | null {
  return result.ok ? result.value : null
}
