import { describe, expect, it } from 'vitest'
import { checkMapping } from '../../../src/import/mapping.ts'
import { describeRowProblem } from '../../../src/import/problem-messages.ts'
import { readRow } from '../../../src/import/read-row.ts'

const headers = ['Client', 'Ville', 'Tél.', 'Commandes', 'Montant']
const compiled = checkMapping(headers, {
  Client: 'company.name',
  Ville: 'company.address.city',
  'Tél.': 'company.phone',
})

function problemsOf(...cells: readonly string[]): readonly string[] {
  if (!compiled.ok) throw new Error(compiled.error.code)
  const { problems } = readRow(cells, compiled.value, { defaultCountry: 'FR', locale: 'fr', invalidIds: 'error' })
  return problems.map(({ severity, code, column }) => `${severity} ${code} ${column}`)
}

const refused = ['error totals-row Client']

describe('IMP-4 rows of totals', () => {
  it.each([
    'TOTAL',
    'Total',
    ' total : ',
    'Total général',
    'Grand Total',
    'Sous-total',
    'Subtotal',
    'Sum',
    'Összesen',
    'Mindösszesen:',
    'Gesamt',
    'Summe',
    'Totale',
    'Total general',
  ])('IMP-4 %s with nothing but numbers beside it is refused', (word) => {
    expect(problemsOf(word, '', '', '', '15 000')).toEqual(refused)
  })

  it.each([
    '15000',
    '15 000,50 €',
    '1,234.56',
    '1.234,56',
    '€ 12',
    'EUR 12',
    '-3',
    '(12)',
    '8 %',
    '3 lei',
    '1 234 567',
  ])('IMP-4 %s is a number', (number) => {
    expect(problemsOf('Total', '', '', '', number)).toEqual(refused)
    expect(problemsOf('Total', '-', 'n/a', '12', number)).toEqual(refused)
  })

  it.each([
    ['another company', ['Total Énergies', '', '', '', '15000']],
    ['another company whose name begins so', ['Totalement', '', '', '', '15000']],
    ['Total in its town', ['Total', 'Nanterre', '', '', '15000']],
    ['Total with a phone', ['Total', '', '01 42 68 53 00', '', '15000']],
    ['a word beside it', ['Total', '', '', 'prospect', '15000']],
    ['a day beside it', ['Total', '', '', '', '12/11/2026']],
    ['nothing beside it', ['Total', '', '', '', '']],
  ])('IMP-4 %s is none', (_, cells) => {
    expect(problemsOf(...cells)).toEqual([])
  })

  it('IMP-4 a person’s name may be the place, a number that is imported is none of theirs', () => {
    const people = checkMapping(['Nom', 'Prénom', 'Points'], { Nom: 'contact.familyName', Prénom: 'contact.givenName' })
    if (!people.ok) throw new Error(people.error.code)
    const settings = { invalidIds: 'error' } as const
    expect(readRow(['Total', '', '12'], people.value, settings).problems).toMatchObject([{ code: 'totals-row' }])
    expect(readRow(['Total', 'Anna', '12'], people.value, settings).problems).toEqual([])
    const all = checkMapping(['Nom', 'Points'], { Nom: 'company.name', Points: 'company.description' })
    if (!all.ok) throw new Error(all.error.code)
    expect(readRow(['Total', '12'], all.value, settings).problems).toEqual([])
  })

  it.each(['Id', 'Record ID', 'N°', 'Nr. crt.', 'Code client', 'Rank'])(
    'IMP-4 a company that has a number of its own under %s is none',
    (heading) => {
      const numbered = checkMapping([heading, 'Client', 'Montant'], { Client: 'company.name' })
      if (!numbered.ok) throw new Error(numbered.error.code)
      const settings = { invalidIds: 'error' } as const
      expect(readRow(['17', 'Total', '15000'], numbered.value, settings).problems).toEqual([])
      expect(readRow(['', 'Total', '15000'], numbered.value, settings).problems).toMatchObject([{ code: 'totals-row' }])
    },
  )

  it('IMP-4 the sentence says what it is, and how somebody of that name comes in', () => {
    const problem = { code: 'totals-row', severity: 'error', column: 'Client', value: 'TOTAL' } as const
    expect(describeRowProblem(problem, 7)).toBe(
      'Row 7: column "Client": "TOTAL" with nothing but numbers beside it is a row of totals. Take it out; if somebody is called so, write the full name.',
    )
  })
})
