import { describe, expect, it } from 'vitest'
import { isBlankValue } from '../../../src/party/legal-id.ts'
import { parseRegistrationNumber, vatOfRegistrationNumber } from '../../../src/party/registration-number.ts'
import { parseSiren, parseSiret, parseSiretOrSiren, sirenOfVat, vatOfSiren } from '../../../src/party/siren.ts'
import { countryOfVat, parseVat } from '../../../src/party/vat.ts'

describe('IDN-6 blank values', () => {
  it.each(['', '  ', '0', '000', '0.0', '-', '--', '—', '…', 'n/a', 'N/A', '#N/A', 'NULL', 'néant', 'NEANT', 'Aucun'])(
    'IDN-6 %j is a blank',
    (text) => expect(isBlankValue(text)).toBe(true),
  )
  it.each(['nincs', 'Nincs adat', 'fără', 'fara', 'Lipsă', 'unknown', 'inconnu', 'ismeretlen', 'necunoscut'])(
    'IDN-6 %j is a blank in its language',
    (text) => expect(isBlankValue(text)).toBe(true),
  )
  it.each(['1', '10', 'Aucun Bureau SARL', 'Zéro Déchet', '日本', 'A', '0 800 10'])('IDN-6 %j is no blank', (text) =>
    expect(isBlankValue(text)).toBe(false),
  )
})

describe('IDN-6 SIREN and SIRET', () => {
  it('IDN-6 a SIRET is kept as its fourteen digits', () => {
    expect(parseSiret('732 829 320 00074')).toEqual({ ok: true, value: '73282932000074' })
  })
  it('IDN-6 an establishment of La Poste has its own rule', () => {
    expect(parseSiret('35600000049837').ok).toBe(true)
    expect(parseSiret('35600000049838').ok).toBe(false)
  })
  it('IDN-6 nine digits in a SIRET column are a SIREN and stay one', () => {
    expect(parseSiretOrSiren('732 829 320')).toEqual({ ok: true, value: { siren: '732829320' } })
    expect(parseSiretOrSiren('73282932000074')).toEqual({ ok: true, value: { siret: '73282932000074' } })
    expect(parseSiretOrSiren('732829321')).toMatchObject({
      ok: false,
      error: { code: 'invalid-checksum', kind: 'siren' },
    })
  })
  it.each(['4,51818E+13', '4.51818E+13', '7E+13', ' 4,51818e+13 '])(
    'IDN-6 %j was destroyed by a spreadsheet, whatever number it was',
    (text) => {
      const refusal = { ok: false, error: { code: 'destroyed-by-spreadsheet', typed: text } }
      expect(parseSiret(text)).toMatchObject(refusal)
      expect(parseSiretOrSiren(text)).toMatchObject(refusal)
      expect(parseSiren(text)).toMatchObject(refusal)
      expect(parseVat(text, 'FR')).toMatchObject(refusal)
      expect(parseRegistrationNumber(text, 'RO')).toMatchObject(refusal)
      expect(parseRegistrationNumber(text, 'XX')).toMatchObject(refusal)
    },
  )
  it('IDN-6 a refusal says how a right number looks', () => {
    expect(parseSiret('7328293200007')).toEqual({
      ok: false,
      error: {
        code: 'invalid-length',
        kind: 'siret',
        typed: '7328293200007',
        country: 'FR',
        picture: '99999999999999',
      },
    })
  })
  it('IDN-6 zeros only are no number', () => {
    expect(parseSiret('00000000000000').ok).toBe(false)
    expect(parseSiren('000000000').ok).toBe(false)
  })
  it('IDN-2 a SIREN says its VAT number, and a French VAT number its SIREN', () => {
    expect(vatOfSiren('732829320')).toBe('FR44732829320')
    expect(sirenOfVat('FR44732829320')).toBe('732829320')
    expect(sirenOfVat('BE0206767574')).toBeNull()
    expect(sirenOfVat('FR88000008820')).toBeNull()
  })
})

describe('IDN-6 VAT numbers', () => {
  it.each([
    ['fr 44 732 829 320', undefined, 'FR44732829320'],
    ['44732829320', 'FR', 'FR44732829320'],
    ['BE 0206.767.574', undefined, 'BE0206767574'],
    ['206767574', 'BE', 'BE0206767574'],
    ['1821713', 'RO', 'RO1821713'],
    ['RO1821713', 'FR', 'RO1821713'],
    ['10766172-2-42', 'HU', 'HU10766172'],
    ['GR 094259216', undefined, 'EL094259216'],
    ['094259216', 'GR', 'EL094259216'],
    ['EL 94259216', undefined, 'EL094259216'],
    ['XI 980780684', undefined, 'XI980780684'],
    ['980780684', 'GB', 'GB980780684'],
    ['GD001', 'GB', 'GBGD001'],
    ['CHE-116.068.582 MWST', undefined, 'CHE116068582'],
    ['116.068.582', 'CH', 'CHE116068582'],
    ['NO 995 525 828 MVA', undefined, 'NO995525828MVA'],
    ['995525828', 'NO', 'NO995525828MVA'],
    ['FR88000008820', 'MC', 'FR88000008820'],
    ['U37893801', 'AT', 'ATU37893801'],
    ['SE556188840401', undefined, 'SE556188840401'],
    ['DK13585628', undefined, 'DK13585628'],
    ['FI20774740', undefined, 'FI20774740'],
    ['PT501964843', undefined, 'PT501964843'],
    ['SK2022749619', undefined, 'SK2022749619'],
    ['SI50223054', undefined, 'SI50223054'],
    ['HR33392005961', undefined, 'HR33392005961'],
    ['EE100931558', undefined, 'EE100931558'],
    ['IE6433435F', undefined, 'IE6433435F'],
    ['IE6433435OA', undefined, 'IE6433435OA'],
    ['IE8D79739I', undefined, 'IE8D79739I'],
    ['LV40003521600', undefined, 'LV40003521600'],
    ['LT119511515', undefined, 'LT119511515'],
    ['MT11679112', undefined, 'MT11679112'],
    ['CY10259033P', undefined, 'CY10259033P'],
    ['CZ25123891', undefined, 'CZ25123891'],
    ['CZ640903926', undefined, 'CZ640903926'],
    ['BG175074752', undefined, 'BG175074752'],
  ])('IDN-6 %s (country %s) is %s', (typed, country, expected) => {
    const vat = parseVat(typed, country)
    expect(vat.ok ? vat.value : null).toBe(expected)
  })
  it('IDN-6 zeros only are no Belgian number, although their check digits are right', () => {
    expect(parseVat('BE0000000097')).toMatchObject({ ok: false, error: { code: 'invalid-component' } })
  })
  it('IDN-6 a number without prefix and country is refused for its missing country', () => {
    expect(parseVat('44732829320')).toMatchObject({ ok: false, error: { code: 'invalid-component' } })
  })
  it('IDN-6 a refusal names the country whose rule it is', () => {
    expect(parseVat('FR45732829320', 'RO')).toMatchObject({
      ok: false,
      error: { code: 'invalid-checksum', country: 'FR', picture: 'FR99999999999' },
    })
  })
  it('IDN-2 Greece and Northern Ireland are told from their prefixes', () => {
    expect(countryOfVat('EL094259216')).toBe('GR')
    expect(countryOfVat('XI980780684')).toBe('GB')
    expect(countryOfVat('FR44732829320')).toBe('FR')
  })
})

describe('IDN-6 registration numbers keep their parts', () => {
  it.each([
    ['J40/7766/2007', 'RO', 'J40/7766/2007'],
    ['J2007007766403', 'RO', 'J40/7766/2007'],
    ['j40-7766-2007', 'RO', 'J40/7766/2007'],
    ['J 40 / 7766 / 12.05.2007', 'RO', 'J40/7766/2007'],
    ['J1/9393/2012', 'RO', 'J01/9393/2012'],
    ['J19/393/2012', 'RO', 'J19/393/2012'],
    ['J2025079925005', 'RO', 'J2025079925005'],
    ['J2025079925006', 'RO', null],
    ['J41/1/2000', 'RO', null],
    ['Cg. 01-09-123456', 'HU', '01-09-123456'],
    ['Cg.: 01-09-123456', 'HU', '01-09-123456'],
    ['0109123456', 'HU', '01-09-123456'],
    ['99-09-123456', 'HU', null],
    ['5083841', 'GB', '05083841'],
    ['sc 12345', 'GB', 'SC012345'],
    ['NI012345', 'GB', 'NI012345'],
    ['Company No. 05083841', 'GB', '05083841'],
    ['Company registration number: 5083841', 'GB', '05083841'],
    ['CRN 5083841', 'GB', '05083841'],
    ['IP00525R', 'GB', 'IP00525R'],
    ['ip 525 r', 'GB', 'IP00525R'],
    ['SP2095RS', 'GB', 'SP2095RS'],
    ['SC12345R', 'GB', null],
    ['106147778', 'GB', null],
    ['HRB 12345 B Amtsgericht Charlottenburg', 'DE', 'HRB 12345B CHARLOTTENBURG'],
    ['Amtsgericht München, HRB 012345', 'DE', 'HRB 12345 MUNCHEN'],
    ['HRB 12345 (AG Köln)', 'DE', 'HRB 12345 KOLN'],
    ['HRB12345', 'DE', 'HRB 12345'],
    ['HRB 12345 Köln', 'DE', 'HRB 12345 KOLN'],
    ['HRB 12345 Düsseldorf', 'DE', 'HRB 12345 DUSSELDORF'],
    ['HRB 12345 Ulm', 'DE', 'HRB 12345 ULM'],
    ['HRB 12345 Bad Homburg', 'DE', 'HRB 12345 BAD HOMBURG'],
    ['HRB 12345 AG Köln', 'DE', 'HRB 12345 KOLN'],
    ['HRB 12345 des Amtsgerichts Köln', 'DE', 'HRB 12345 KOLN'],
    ['HRB-Nr.: 12345 Köln', 'DE', 'HRB 12345 KOLN'],
    ['Handelsregister B des Amtsgerichts Köln, HR B 12345', 'DE', 'HRB 12345 KOLN'],
    ['Berlin (Charlottenburg) HRB 12345 B', 'DE', 'HRB 12345B CHARLOTTENBURG'],
    ['HRB 1234 KI, Amtsgericht Kiel', 'DE', 'HRB 1234KI KIEL'],
    ['HRB 1234 (KI), Amtsgericht Kiel', 'DE', 'HRB 1234KI KIEL'],
    ['Nr. HRB 12345', 'DE', 'HRB 12345'],
    ['Handelsregister Nr. HRB 12345', 'DE', 'HRB 12345'],
    ['Handelsregisternummer: HRB 12345', 'DE', 'HRB 12345'],
    ['Registergericht: Amtsgericht Köln, Registernummer: HRB 12345', 'DE', 'HRB 12345 KOLN'],
    ['HR-Nr. HRB 12345 Köln', 'DE', 'HRB 12345 KOLN'],
    ['Köln HRB 12345', 'DE', 'HRB 12345 KOLN'],
    ['HRB 12345 (in Köln)', 'DE', 'HRB 12345 KOLN'],
    ['HRB 12345 in Köln', 'DE', 'HRB 12345 KOLN'],
    ['HRB 12345 zu Köln', 'DE', 'HRB 12345 KOLN'],
    ['HRB 73282932000074', 'DE', null],
    ['RCS Paris 732 829 320', 'FR', '732829320'],
    ['732 829 320 R.C.S. PARIS', 'FR', '732829320'],
    ['732 829 320 RM 75', 'FR', '732829320'],
    ['SIREN 732829320 RM 013', 'FR', '732829320'],
    ['RM 732 829 320', 'FR', '732829320'],
    ['Paris B 732 829 320', 'FR', '732829320'],
    ['73282932000074', 'FR', '732829320'],
    ['RCS Paris 732 829 321', 'FR', null],
    ['RCS Luxembourg B 12345', 'LU', 'B12345'],
    ['B12345', 'LU', 'B12345'],
    ['Luxembourg B 12.345', 'LU', 'B12345'],
    ['R.C. Luxembourg B 12345', 'LU', 'B12345'],
    ['RCS Luxemburg B n° 12345', 'LU', 'B12345'],
    ['KvK 12345678', 'NL', '12345678'],
    ['RPM Bruxelles 0206.767.574', 'BE', '0206767574'],
    ['0206.767.574 RPM Bruxelles', 'BE', '0206767574'],
    ['TVA BE 0206.767.574 - RPM Liège, division Namur', 'BE', '0206767574'],
    ['0206.767.574 RPR', 'BE', '0206767574'],
    ['0206.767.575 RPM Bruxelles', 'BE', null],
    ['0000.000.097', 'BE', null],
    ['BE0206767574', 'BE', '0206767574'],
    ['CHE-116.068.582', 'CH', 'CHE116068582'],
    ['CH-020.3.012.345-6', 'CH', 'CH-020.3.012.345-6'],
    ['REA MI-1234567', 'IT', 'MI-1234567'],
    ['RSS MRA 85T10 A562S', 'IT', 'RSSMRA85T10A562S'],
    ['RSSMRA85T10A562T', 'IT', null],
    ['RSSMRA85T10A56NH', 'IT', 'RSSMRA85T10A56NH'],
    ['RSSMRA85T10A56NS', 'IT', null],
    ['00687129980', 'IT', null],
    ['FR44732829320', 'IT', null],
    ['FR44732829320', 'CH', null],
    ['DE129273398', 'ES', 'DE129273398'],
    ['02087050155', 'IT', '02087050155'],
    ['A17028366', 'ES', 'A17028366'],
    ['CIF: A-17028366', 'ES', 'A17028366'],
    ['N.I.F. A17028366', 'ES', 'A17028366'],
    ['KRS 0000012345', 'PL', 'KRS0000012345'],
    ['0000012345', 'PL', 'KRS0000012345'],
    ['REGON 123456785', 'PL', 'REGON123456785'],
    ['FN 123456 a', 'AT', 'FN123456A'],
    ['123456a', 'AT', 'FN123456A'],
    ['FN 123456a, Handelsgericht Wien', 'AT', 'FN123456A'],
    ['ab 12/34-5', 'XX', 'AB-12-34-5'],
    ['ab 1/234-5', 'XX', 'AB-1-234-5'],
    ['no number', 'XX', null],
  ])('IDN-6 %s in %s is %s', (typed, country, expected) => {
    const number = parseRegistrationNumber(typed, country)
    expect(number.ok ? number.value : null).toBe(expected)
  })
  it('IDN-6 a normal form is its own normal form', () => {
    for (const [typed, country] of [
      ['J2007007766403', 'RO'],
      ['J2019835808053', 'RO'],
      ['HRB 12345 B Amtsgericht Charlottenburg', 'DE'],
      ['KRS 12345', 'PL'],
      ['CH-020.3.012.345-6', 'CH'],
      ['REA MI-1234567', 'IT'],
      ['HRB 12345 Ulm', 'DE'],
      ['HRB 1234 KI, Amtsgericht Kiel', 'DE'],
      ['ip 525 r', 'GB'],
    ] as const) {
      const once = parseRegistrationNumber(typed, country)
      expect(once.ok && parseRegistrationNumber(once.value, country)).toEqual(once)
    }
  })
  it('IDN-6 the Belgian enterprise number and the Swiss UID are the VAT numbers', () => {
    expect(vatOfRegistrationNumber('0206767574', 'BE')).toBe('BE0206767574')
    expect(vatOfRegistrationNumber('CHE116068582', 'CH')).toBe('CHE116068582')
    expect(vatOfRegistrationNumber('CH-020.3.012.345-6', 'CH')).toBeNull()
    expect(vatOfRegistrationNumber('J40/7766/2007', 'RO')).toBeNull()
  })
})
