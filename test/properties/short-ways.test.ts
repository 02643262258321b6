/** Short ways through what is done for every row of a file give what the general ones give, whatever is written there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personNamesAgree, personNamesCompatible } from '../../src/identity/person-name.ts'
import { importFields } from '../../src/import/fields.ts'
import { checkMapping } from '../../src/import/mapping.ts'
import { createRowReader } from '../../src/import/read-row.ts'
import { foldByDefinition, foldText } from '../../src/kernel/fold.ts'
import { isBlankByDefinition, isBlankValue } from '../../src/party/legal-id.ts'

const bit = fc.constantFrom(
  ...['a', 'A', 'z', 'I', 'i', 'İ', 'ı', 'ß', 'ẞ', 'é', 'ﬁ', 'Ǆ', 'ŉ', 'Œ', 'Ł', 'ſ', 'Σ', 'ς', 'Ａ', 'ş', 'ș', '한'],
  ...['e\u0301', '\u0301', '\u200d', '\u200b', '\u00ad', '\u00a0', '\ufeff', '\u2028', '\ud83d', '\ude00', '\0'],
  ...[' ', '  ', '\t', '\r', '\n', '\r\n', '0', '1', '٣', '०', '９', '½', '²', 'ª', '-', '_', "'", '’', '&', '/', ','],
  ...['n/a', 'na', 'N.A.', 'né', 'néant', 'null', 'nil', 'fără', 'nincs', '😀', 'x'.repeat(50)],
)
const nasty = fc.oneof(
  { weight: 6, arbitrary: fc.array(bit, { maxLength: 12 }).map((bits) => bits.join('')) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(bit, fc.integer({ min: 1900, max: 10_000 }))
      .map(([text, length]) => text.repeat(length).slice(0, length)),
  },
)
const name = fc.record({ givenName: nasty, familyName: nasty }, { requiredKeys: [] })
const runs = { numRuns: 2000 }

describe('Short ways', () => {
  it('IDN-6 folding and blank cells', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(foldText(text)).toBe(foldByDefinition(text))
        const cell = text.slice(0, 24)
        expect(isBlankValue(cell)).toBe(isBlankByDefinition(cell))
      }),
      runs,
    )
  })

  it('IDN-2 names that are written alike', () => {
    fc.assert(
      fc.property(name, (written) => {
        const otherwise = Object.fromEntries(Object.entries(written).map(([part, text]) => [part, `${text} `]))
        expect(personNamesCompatible(written, written)).toBe(personNamesCompatible(written, otherwise))
        expect(personNamesAgree(written, written)).toBe(personNamesAgree(written, otherwise))
      }),
      runs,
    )
  })

  it('IMP-3 a row never says a blank text, and never throws', () => {
    const chosen = fc.uniqueArray(fc.constantFrom(...importFields.keys()), { maxLength: 12 })
    const cells = fc.array(nasty, { minLength: 14, maxLength: 14 })
    fc.assert(
      fc.property(chosen, cells, (more, row) => {
        const fields = [...new Set(['company.name', 'contact.familyName', ...more] as const)]
        const headings = fields.map((_, index) => `c${index}`)
        const mapping = checkMapping(headings, Object.fromEntries(fields.map((field, index) => [`c${index}`, field])))
        if (!mapping.ok) return
        const { company, contact, affiliation } = createRowReader(mapping.value, {
          defaultCountry: 'FR',
          invalidIds: 'error',
        })(row)
        expect(textsOf([company, contact, affiliation]).filter((text) => text.trim() === '')).toEqual([])
      }),
      runs,
    )
  })
})

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}
