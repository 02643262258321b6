import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FieldName, importFields } from '../../src/import/fields.ts'
import { checkMapping } from '../../src/import/mapping.ts'
import { createRowReader } from '../../src/import/read-row.ts'
import type { RowReading } from '../../src/import/row-reading.ts'

const values = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-',
    '0',
    'n/a',
    '73282932000074',
    '732829320',
    'FR44732829320',
    '4,51818E+13',
    'J40/1234/2005',
    'France',
    'Atlantis',
    '01/02/2026',
    'a@b.example',
    'a@b.example; c@d.example',
    '06 12 34 56 78',
    'Work',
    '12 rue X, 75008 Paris',
    'Noel, Merlin',
    'a, b ::: c',
    '€',
    '"',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
)

const mappings = fc
  .array(fc.constantFrom<FieldName>(...importFields.keys()), { minLength: 1, maxLength: 14 })
  .map((fields) => {
    const taken = new Set<FieldName>()
    return fields.filter((field) => importFields.get(field)?.many === true || (!taken.has(field) && taken.add(field)))
  })

/** Every text of a draft, however deep. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

describe('IMP-4 any row', () => {
  it('IMP-4 reading never throws, repeats itself, and gives drafts without blanks', () => {
    fc.assert(
      fc.property(
        mappings,
        fc.array(fc.array(values, { minLength: 14, maxLength: 14 }), { minLength: 2, maxLength: 6 }),
        (fields, rows) => {
          const headers = fields.map((_, index) => `c${index}`)
          const mapping = checkMapping(headers, Object.fromEntries(fields.map((field, index) => [`c${index}`, field])))
          if (!mapping.ok) {
            expect(mapping.error.code).toBe('nothing-identifies')
            return
          }
          const settings = {
            invalidIds: 'drop',
            unknownOwner: 'unassigned',
            defaultCountry: 'FR',
            locale: 'fr',
          } as const
          const read = createRowReader(mapping.value, settings)
          const first = rows.map((row) => read(row))
          const again = [...rows]
            .reverse()
            .map((row) => read(row))
            .reverse()
          expect(again).toEqual(first)
          for (const reading of first) checkReading(reading)
        },
      ),
      { numRuns: 500 },
    )
  })
})

function checkReading(reading: RowReading): void {
  const { company, contact, affiliation, problems, valid } = reading
  expect(JSON.parse(JSON.stringify(reading))).toEqual(reading)
  for (const text of textsOf([company, contact, affiliation])) expect(text.trim()).not.toBe('')
  expect(valid).toBe(problems.every(({ severity }) => severity === 'warning'))
  expect(affiliation !== undefined).toBe(company !== undefined && contact !== undefined)
  if (valid) expect(company !== undefined || contact !== undefined).toBe(true)
  for (const list of [company?.addresses, contact?.addresses]) {
    const defaults = (list ?? []).filter(({ isDefault }) => isDefault).map(({ category }) => category)
    expect(new Set(defaults).size).toBe(defaults.length)
  }
}
