/** Random files whose rows meet, contradict and repeat each other all the time. */
import type { MatchMode } from 'crmkit'
import { vatOfSiren } from 'crmkit/domain'
import fc from 'fast-check'
import { csvLine } from '../../src/import/csv-text.ts'

export const headings = [
  'Company',
  'SIRET',
  'VAT number',
  'Street',
  'Postcode',
  'City',
  'Phone',
  'First name',
  'Last name',
  'E-mail',
  'Job title',
] as const
export type Row = readonly string[]

const sometimes = (value: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), value)

/** Few values, each in several writings: rows meet, contradict and repeat each other all the time. */
const person = fc.tuple(
  sometimes(fc.constantFrom('Anna', 'ANNA', 'A.', 'Bob')),
  sometimes(fc.constantFrom('Pépin', 'PEPIN', 'Durand')),
  sometimes(fc.constantFrom('anna@pomme.example', 'Anna@Pomme.example', 'info@pomme.example', 'bob@poire.example')),
  sometimes(fc.constantFrom('Buyer', 'Seller')),
)
const place = fc.tuple(
  sometimes(fc.constantFrom('1 rue des Lilas', '1, RUE DES LILAS', '2 quai Neuf')),
  sometimes(fc.constantFrom('75002', '69002', '1000')),
  sometimes(fc.constantFrom('Paris', 'PARIS CEDEX 02', 'Lyon')),
  sometimes(fc.constantFrom('01 99 00 00 01', '+33 1 99 00 00 01', '02 61 91 00 01')),
)
const name = fc.constantFrom(
  ...['', 'Pomme SARL', 'POMME', 'S.C.I. Pomme', 'Poire SA', 'Poire', 'Prune & Fils', 'Prune et fils', 'n/a'],
)
/** SIRET and VAT number of a row belong together, if it has both. */
const numbers = fc.oneof(
  fc.constant(['', ''] as const),
  numbersOf('732829320', ['73282932000074', '732 829 320 00074', '73282932000082', '732829320', '73282932000075']),
  numbersOf('443061841', ['44306184100047', '443061841']),
  fc.constantFrom(['55210055400013', ''] as const, ['', 'BE0211155439'] as const),
)
export const row: fc.Arbitrary<Row> = fc
  .tuple(name, numbers, place, person)
  .map(([name, numbers, place, person]) => [name, ...numbers, ...place, ...person])

/** Rows that meet now and then: most leave a record that is theirs alone. */
export const sparseRow: fc.Arbitrary<Row> = fc
  .tuple(
    fc.constantFrom('Pomme', 'Poire', 'Prune', 'Cerise', 'Figue'),
    fc.constantFrom('', '', '73282932000074', '44306184100047', '55210055400013'),
    fc.constantFrom(['75002', 'Paris'] as const, ['69002', 'Lyon'] as const, ['75002', ''] as const),
    fc.constantFrom(['', ''] as const, ['Anna', 'Durand'] as const, ['Bob', 'Durand'] as const),
    sometimes(sometimes(fc.constantFrom('anna@pomme.example', 'info@pomme.example', 'bob@poire.example'))),
    sometimes(fc.constantFrom('Buyer', 'Seller')),
  )
  .map(([name, siret, place, person, mail, job]) => [name, siret, '', '', ...place, '', ...person, mail, job])

function numbersOf(siren: string, sirets: readonly string[]) {
  return fc.tuple(sometimes(fc.constantFrom(...sirets)), sometimes(fc.constant(vatOfSiren(siren))))
}

export const matchMode = fc.constantFrom<MatchMode>('update', 'fill-blank', 'skip', 'create-anyway')

export function csv(said: readonly Row[], order: readonly number[] = [...headings.keys()]): string {
  const lines = [headings, ...said].map((cells) => order.map((index) => cells[index] ?? ''))
  return lines.map((cells) => csvLine(cells, { separator: ';' })).join('')
}
