import { describe, expect, it } from 'vitest'
import { type FrenchNumbers, findEntityContradictions } from '../../../src/party/legal-entity.ts'

const pomme = { siret: '73282932000074', siren: '732829320', vat: 'FR44732829320' }
const poire = { siret: '40483304800022', siren: '404833048', vat: 'FR83404833048' }

describe('PTY-3 the French numbers of a company name one legal entity', () => {
  it.each<[string, FrenchNumbers, readonly string[]]>([
    ['all three of one entity', pomme, []],
    ['one number alone', { vat: poire.vat }, []],
    ['SIRET and another SIREN', { ...pomme, siren: poire.siren }, ['siren against siret']],
    ['SIRET and another VAT number', { ...pomme, vat: poire.vat }, ['vat against siret']],
    ['SIREN and another VAT number', { siren: pomme.siren, vat: poire.vat }, ['vat against siren']],
    ['two against the SIRET', { ...poire, siret: pomme.siret }, ['siren against siret', 'vat against siret']],
    ['nine digits as a SIRET', { siret: pomme.siren, siren: poire.siren }, ['siren against siret']],
    ['a VAT number of another country', { ...pomme, vat: 'BE0206767574' }, []],
    ['a VAT number of Monaco, which holds no SIREN', { siret: pomme.siret, vat: 'FR53000006130' }, []],
  ])('PTY-3 %s', (_case, numbers, expected) => {
    expect(findEntityContradictions(numbers).map(({ field, against }) => `${field} against ${against}`)).toEqual(
      expected,
    )
  })
})
