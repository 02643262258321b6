import { describe, expect, it } from 'vitest'
import { type CompanyFacts, companyIdentity } from '../../../src/identity/company-identity.ts'
import type { CompanyMatchOptions } from '../../../src/identity/compare-companies.ts'
import { decideCompany } from '../../../src/identity/decide-company.ts'
import type { Verdict } from '../../../src/identity/verdict.ts'

const paris = [{ category: 'head-office', isDefault: true, postcode: '75002', city: 'Paris' }] as const
const lyon = [{ category: 'head-office', isDefault: true, postcode: '69002', city: 'Lyon 2e' }] as const

/** Two establishments of SIREN 732829320, and one of another legal entity. */
const siretA = '73282932000074'
const siretB = '73282932000082'
const siretElsewhere = '44306184100047'

function decide(
  row: CompanyFacts,
  known: Readonly<Record<string, CompanyFacts>>,
  options: CompanyMatchOptions = {},
): Verdict {
  const candidates = Object.entries(known).map(([recordId, facts]) => ({
    recordId,
    identity: companyIdentity(facts, 'FR'),
  }))
  return decideCompany(companyIdentity(row, 'FR'), candidates, options)
}

function short(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'same':
      return `same ${verdict.recordId} by ${verdict.by.type}${verdict.narrowedBy === undefined ? '' : `, narrowed by ${typeof verdict.narrowedBy === 'string' ? verdict.narrowedBy : verdict.narrowedBy.type}`}${verdict.suspicious ? ', suspicious' : ''}`
    case 'sibling':
    case 'ambiguous':
      return `${verdict.verdict} ${verdict.recordIds.join(' ')} by ${verdict.by.type}`
    case 'possible':
    case 'none':
      return verdict.verdict
  }
}

describe('decideCompany', () => {
  it.each<[string, CompanyFacts, Readonly<Record<string, CompanyFacts>>, string]>([
    [
      'IDN-1 a SIRET is the strongest key',
      { siret: siretA, name: 'Pomme' },
      { a: { siret: siretA, name: 'Pomme' } },
      'same a by siret',
    ],
    [
      'IDN-1 a VAT number comes next',
      { vat: 'BE0403170701', name: 'Engie' },
      { a: { vat: 'BE0403170701', name: 'Engie' } },
      'same a by vat',
    ],
    [
      'IDN-2 a SIREN beside a foreign VAT number ranks with VAT',
      { siren: '732829320', vat: 'BE0403170701', name: 'Pomme' },
      { a: { siret: siretA, name: 'Pomme' } },
      'same a by vat',
    ],
    [
      'IDN-2 so does a French registration number beside a foreign VAT number',
      { registrationNumber: '732829320', country: 'FR', vat: 'BE0403170701', name: 'Pomme' },
      { a: { vat: 'FR44732829320', name: 'Pomme' } },
      'same a by vat',
    ],
    [
      'IDN-2 beside a SIREN a foreign VAT number still identifies',
      { siren: '732829320', vat: 'BE0403170701', name: 'Pomme' },
      { a: { vat: 'BE0403170701', name: 'Pomme' } },
      'same a by vat',
    ],
    [
      'IDN-2 a SIREN beside a foreign VAT number vetoes within France',
      { siren: '732829320', vat: 'BE0403170701', name: 'Pomme', addresses: paris },
      { a: { vat: 'FR83404833048', name: 'Pomme', addresses: paris } },
      'none',
    ],
    [
      'IDN-4 two records, one under the SIREN and one under the foreign VAT number, are ambiguous',
      { siren: '732829320', vat: 'BE0403170701', name: 'Pomme' },
      { a: { siren: '732829320', name: 'Pomme' }, b: { vat: 'BE0403170701', name: 'Poire' } },
      'ambiguous a b by vat',
    ],
    [
      'IDN-1 a registration number comes next',
      { registrationNumber: 'J40/1234/2005', country: 'RO', name: 'Mar' },
      { a: { registrationNumber: 'J40/1234/2005', country: 'RO', name: 'Mar' } },
      'same a by reg',
    ],
    [
      'IDN-1 name, postcode and city come last',
      { name: 'Pomme S.A.R.L.', addresses: paris },
      { a: { name: 'POMME', addresses: paris } },
      'same a by npc',
    ],
    ['IDN-1 a name without a place is no key', { name: 'Pomme' }, { a: { name: 'Pomme' } }, 'none'],
    [
      'IDN-2 a stronger number that differs vetoes a weaker hit',
      { siret: siretElsewhere, name: 'Pomme', addresses: paris },
      { a: { siret: siretA, name: 'Pomme', addresses: paris } },
      'none',
    ],
    [
      'IDN-2 stated VAT numbers of one country that differ veto the name',
      { vat: 'BE0403170701', name: 'Pomme', addresses: paris },
      { a: { vat: 'BE0202239951', name: 'Pomme', addresses: paris } },
      'none',
    ],
    [
      'IDN-2 VAT numbers of two countries veto nothing',
      { vat: 'BE0403170701', name: 'Pomme', addresses: paris },
      { a: { vat: 'NL004495445B01', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 registration numbers that differ veto the name',
      { registrationNumber: 'J1/9393/2012', country: 'RO', name: 'Mar', addresses: paris },
      { a: { registrationNumber: 'J19/393/2012', country: 'RO', name: 'Mar', addresses: paris } },
      'none',
    ],
    [
      'IDN-2 numbers of two registers of one country veto nothing: court and statistics in Poland',
      { registrationNumber: 'KRS0000028860', country: 'PL', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: 'REGON610188201', country: 'PL', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 numbers of one register veto: two of the Polish court register',
      { registrationNumber: 'KRS0000028860', country: 'PL', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: 'KRS0000026438', country: 'PL', name: 'Pomme', addresses: paris } },
      'none',
    ],
    [
      'IDN-2 so it is in Italy: chamber and tax office',
      { registrationNumber: 'MI-1234567', country: 'IT', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: '00905811006', country: 'IT', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 and in Switzerland: a canton and the register of firms',
      { registrationNumber: 'CH-020.3.012.345-6', country: 'CH', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: 'CHE105909036', country: 'CH', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 a German number without its court contradicts no court',
      { registrationNumber: 'HRB 12345', country: 'DE', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: 'HRB 12345 KOLN', country: 'DE', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 of two courts it does',
      { registrationNumber: 'HRB 12345 BONN', country: 'DE', name: 'Pomme', addresses: paris },
      { a: { registrationNumber: 'HRB 12345 KOLN', country: 'DE', name: 'Pomme', addresses: paris } },
      'none',
    ],
    [
      'IDN-6 a firm in Northern Ireland has one VAT number with two prefixes',
      { vat: 'XI220430231', name: 'Apple' },
      { a: { vat: 'GB220430231', name: 'Apple' } },
      'same a by vat',
    ],
    [
      'IDN-2 under the two prefixes another number vetoes',
      { vat: 'XI220430231', name: 'Apple', addresses: paris },
      { a: { vat: 'GB333289454', name: 'Apple', addresses: paris } },
      'none',
    ],
    [
      'IDN-2 a derived VAT number hits',
      { siret: siretA, name: 'Pomme' },
      { a: { vat: 'FR44732829320', name: 'Pomme' } },
      'same a by vat',
    ],
    [
      'IDN-2 a derived VAT number never vetoes',
      { siret: siretElsewhere, name: 'Pomme', addresses: paris },
      { a: { vat: 'FR44732829320', name: 'Pomme', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-2 a bare SIREN ranks with VAT: one record is the same',
      { siren: '732829320' },
      { a: { siret: siretA, name: 'Pomme' } },
      'same a by vat',
    ],
    [
      'IDN-2 a bare SIREN that several records have is ambiguous',
      { siren: '732829320' },
      { a: { siret: siretA, name: 'Pomme' }, b: { siret: siretB, name: 'Pomme' } },
      'ambiguous a b by vat',
    ],
    [
      'IDN-3 same SIREN, another SIRET is a sibling',
      { siret: siretB, name: 'Pomme' },
      { a: { siret: siretA, name: 'Pomme' } },
      'sibling a by vat',
    ],
    [
      'IDN-3 a sibling stays one at the same address',
      { siret: siretB, name: 'Pomme', addresses: paris },
      { a: { siret: siretA, name: 'Pomme', addresses: paris } },
      'sibling a by vat',
    ],
    [
      'IDN-3 beside siblings, the record without a SIRET is meant',
      { siret: siretB, name: 'Pomme' },
      { a: { siret: siretA, name: 'Pomme' }, b: { vat: 'FR44732829320', name: 'Pomme' } },
      'same b by vat',
    ],
    [
      'IDN-4 a weaker key narrows several hits to one',
      { siren: '732829320', name: 'Pomme', addresses: lyon },
      { a: { siret: siretA, name: 'Pomme', addresses: paris }, b: { siret: siretB, name: 'Pomme', addresses: lyon } },
      'same b by vat, narrowed by npc',
    ],
    [
      'IDN-4 what weaker keys do not narrow is ambiguous',
      { name: 'Pomme', addresses: paris },
      { a: { name: 'Pomme', addresses: paris }, b: { name: 'Pomme', addresses: paris } },
      'ambiguous a b by npc',
    ],
    [
      'IDN-4 keys of one rank that lead to different records narrow nothing: two addresses',
      { siren: '732829320', name: 'Pomme', addresses: [...paris, ...lyon] },
      { a: { siret: siretA, name: 'Pomme', addresses: paris }, b: { siret: siretB, name: 'Pomme', addresses: lyon } },
      'ambiguous a b by vat',
    ],
    [
      'IDN-4 whichever address comes first',
      { siren: '732829320', name: 'Pomme', addresses: [...lyon, ...paris] },
      { a: { siret: siretA, name: 'Pomme', addresses: paris }, b: { siret: siretB, name: 'Pomme', addresses: lyon } },
      'ambiguous a b by vat',
    ],
    [
      'IDN-4 the one that shares all that any shares is meant',
      { siren: '732829320', name: 'Pomme', addresses: [...lyon, ...paris] },
      {
        a: { siret: siretA, name: 'Pomme', addresses: lyon },
        b: { siret: siretB, name: 'Pomme', addresses: [...paris, ...lyon] },
      },
      'same b by vat, narrowed by npc',
    ],
    [
      'IDN-6 an equal legal form breaks a tie',
      { name: 'Pomme SARL', addresses: paris },
      { a: { name: 'Pomme', addresses: paris }, b: { name: 'Pomme SARL', addresses: paris } },
      'same b by npc, narrowed by legal-form',
    ],
    [
      'IDN-6 legal forms that differ veto',
      { name: 'SCI Pomme', addresses: paris },
      { a: { name: 'Pomme SARL', addresses: paris } },
      'none',
    ],
    [
      'IDN-6 forms that translate each other are one',
      { name: 'Pomme SA', addresses: paris },
      { a: { name: 'Pomme NV', addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-6 a Belgian enterprise number is its VAT number',
      { registrationNumber: '0403170701', country: 'BE' },
      { a: { vat: 'BE0403170701', name: 'Engie' } },
      'same a by vat',
    ],
    [
      'IDN-6 a further official name matches too',
      { name: 'Appel', addresses: paris },
      { a: { name: 'Pomme', otherNames: ['Appel NV'], addresses: paris } },
      'same a by npc',
    ],
    [
      'IDN-6 an empty normal form matches nothing',
      { name: '???', addresses: paris },
      { a: { name: '!!!', addresses: paris } },
      'none',
    ],
    [
      'IDN-5 a number on records with nothing else in common is flagged',
      { siret: siretA, name: 'Poire', addresses: lyon },
      { a: { siret: siretA, name: 'Pomme', addresses: paris } },
      'same a by siret, suspicious',
    ],
    [
      'IDN-5 one word in common is enough not to be flagged',
      { siret: siretA, name: 'Pomme du Nord', addresses: lyon },
      { a: { siret: siretA, name: 'Pomme', addresses: paris } },
      'same a by siret',
    ],
  ])('%s', (_rule, row, known, expected) => {
    expect(short(decide(row, known))).toBe(expected)
  })

  it('IDN-4 a weaker key that leads elsewhere is reported, not obeyed', () => {
    const verdict = decide(
      { siret: siretA, name: 'Pomme', addresses: paris },
      { a: { siret: siretA, name: 'Poire', addresses: lyon }, b: { name: 'Pomme', addresses: paris } },
    )
    expect(short(verdict)).toBe('same a by siret, suspicious')
    expect(verdict.others).toEqual([{ recordId: 'b', shared: { type: 'npc', key: 'npc:pomme|75002|paris' } }])
  })

  it('IDN-5 a verdict names the key that was shared and the fact that vetoed', () => {
    const verdict = decide({ name: 'SCI Pomme', addresses: paris }, { a: { name: 'Pomme SARL', addresses: paris } })
    expect(verdict.vetoes).toEqual([
      { recordId: 'a', shared: { type: 'npc', key: 'npc:pomme|75002|paris' }, contradiction: 'legal-form' },
    ])
  })

  it('IDN-6 a GmbH in Belgium is the same where its country is not said: by its strict name, and in a tie', () => {
    const eupen = [{ category: 'head-office', isDefault: true, postcode: '4700', city: 'Eupen' }] as const
    const facts = { name: 'Apfel GmbH', addresses: eupen }
    const belgian = companyIdentity({ ...facts, country: 'BE' }, 'LU')
    const a = { recordId: 'a', identity: companyIdentity(facts, 'LU') }
    const formless = { recordId: 'b', identity: companyIdentity({ ...facts, name: 'Apfel' }, 'LU') }
    expect(short(decideCompany(belgian, [a]))).toBe('same a by npc')
    expect(short(decideCompany(belgian, [a], { strictNames: true }))).toBe('same a by npc')
    expect(short(decideCompany(belgian, [formless, a]))).toBe('same a by npc, narrowed by legal-form')
  })

  it('IDN-6 strictNames wants equal legal forms, a missing one included', () => {
    const known = { a: { name: 'Pomme', addresses: paris } }
    expect(short(decide({ name: 'Pomme SARL', addresses: paris }, known))).toBe('same a by npc')
    expect(short(decide({ name: 'Pomme SARL', addresses: paris }, known, { strictNames: true }))).toBe('none')
  })
})
