import { describe, expect, it } from 'vitest'
import { parseCountry } from '../../../src/party/country.ts'
import { normalizeCity, normalizePostcode } from '../../../src/party/postal.ts'
import { splitAddress, splitPlace } from '../../../src/party/split-address.ts'
import { itWithSharedData, readShared } from '../../shared-data.ts'

describe('IMP-4 countries', () => {
  it.each([
    ...[
      ['FR', 'FR'],
      ['fra', 'FR'],
      [' ro ', 'RO'],
      ['France', 'FR'],
      ['Franța', 'FR'],
      ['Franciaország', 'FR'],
    ],
    ...[
      ['ROUMANIE', 'RO'],
      ['România', 'RO'],
      ['Románia', 'RO'],
      ['Hongrie', 'HU'],
      ['Magyarország', 'HU'],
    ],
    ...[
      ['Royaume-Uni', 'GB'],
      ['UK', 'GB'],
      ['England', 'GB'],
      ['Regatul Unit', 'GB'],
      ['U.S.A.', 'US'],
    ],
    ...[
      ['Pays-Bas', 'NL'],
      ['Nederland', 'NL'],
      ['Olanda', 'NL'],
      ['België', 'BE'],
      ['Belgien', 'BE'],
      ['Suisse', 'CH'],
    ],
    ...[
      ['Österreich', 'AT'],
      ['Polska', 'PL'],
      ['Česko', 'CZ'],
      ['Ελλάδα', 'GR'],
      ['España', 'ES'],
      ['Italia', 'IT'],
    ],
    ...[
      ['', null],
      ['Atlantis', null],
      ['XX', null],
      ['Congo', null],
      ['Korea', null],
      ['Bureau', null],
    ],
  ] as const)('IMP-4 %j is %j', (text, country) => expect(parseCountry(text)).toBe(country))
})

describe('IDN-6 postcodes', () => {
  it.each([
    ['1000', 'FR', '01000'],
    ['1067', 'DE', '01067'],
    ['118', 'IT', '00118'],
    ['31472', 'RO', '031472'],
    ['501', 'US', '00501'],
    ['10001-1234', 'US', '10001'],
    ['1000', 'BE', '1000'],
    ['F-75001', 'FR', '75001'],
    ['F - 75001', undefined, '75001'],
    ['B-1000', 'BE', '1000'],
    ['75 001', 'FR', '75001'],
    ['L-1234', 'LU', '1234'],
    ['L 1234', 'LU', '1234'],
    ['B 1000', 'BE', '1000'],
    ['CH 1200', 'CH', '1200'],
    ['CZ 110 00', 'CZ', '11000'],
    ['FIN 00100', 'FI', '00100'],
    ['SLO 1000', 'SI', '1000'],
    ['BP 1000', 'BE', 'BP 1000'],
    ['je23ab', 'JE', 'JE2 3AB'],
    ['GY11AA', 'GG', 'GY1 1AA'],
    ['gir0aa', 'GB', 'GIR 0AA'],
    ['D02AF30', 'IE', 'D02 AF30'],
    ['75001.0', 'FR', '75001'],
    ['1234ab', 'NL', '1234 AB'],
    ['1234 AB', 'NL', '1234 AB'],
    ['sw1a1aa', 'GB', 'SW1A 1AA'],
    ['M1  1AE', 'GB', 'M1 1AE'],
    ['00950', 'PL', '00-950'],
    ['1000-205', 'PT', '1000-205'],
    ['LV-1010', 'LV', '1010'],
    ['123 45', 'SE', '12345'],
    ['k1a0b1', 'CA', 'K1A 0B1'],
    ['12', 'FR', '12'],
    ['750008', 'FR', '750008'],
    ['ab 12', 'XX', 'AB 12'],
    ['', 'FR', ''],
  ])('IDN-6 %j in %s is %j', (text, country, postcode) => expect(normalizePostcode(text, country)).toBe(postcode))
})

describe('IDN-6 cities', () => {
  it.each([
    ['PARIS CEDEX 16', 'paris'],
    ['Paris 8e arrondissement', 'paris'],
    ['Paris 08', 'paris'],
    ['Paris XVI', 'paris'],
    ['8e arrondissement de Paris', 'paris'],
    ['Lyon 3ème', 'lyon'],
    ['MARSEILLE 13', 'marseille'],
    ['Chalons en Champagne Cedex', 'chalons en champagne'],
    ['ST ETIENNE', 'saint etienne'],
    ['Saint-Étienne', 'saint etienne'],
    ['Ste-Foy-lès-Lyon', 'sainte foy les lyon'],
    ['Neuilly s/ Seine', 'neuilly sur seine'],
    ['București, Sectorul 3', 'bucuresti'],
    ['Sector 3, Bucureşti', 'bucuresti'],
    ['Bucharest', 'bucuresti'],
    ['Municipiul București', 'bucuresti'],
    ['Budapest XIII. kerület', 'budapest'],
    ['Budapest 13. ker.', 'budapest'],
    ['Brussel', 'bruxelles'],
    ['Best', 'best'],
    ['', ''],
  ])('IDN-6 the city %j is %j', (text, city) => expect(normalizeCity(text)).toBe(city))
  it('IDN-6 a sector by itself is Bucharest, in Romania', () => {
    expect(normalizeCity('Sectorul 3', 'RO')).toBe('bucuresti')
    expect(normalizeCity('Sector 7', 'RO')).toBe('sector 7')
    expect(normalizeCity('Sector 3', 'CH')).toBe('sector 3')
  })
  it('IDN-6 the two names of a Belgian city are one, in Belgium', () => {
    expect(normalizeCity('Gent', 'BE')).toBe(normalizeCity('Gand', 'BE'))
    expect(normalizeCity('Bergen', 'BE')).toBe(normalizeCity('Mons', 'BE'))
    expect(normalizeCity('Bergen', 'NO')).toBe('bergen')
    expect(normalizeCity('Sint-Niklaas', 'BE')).toBe(normalizeCity('Saint-Nicolas', 'BE'))
  })
})

describe('IMP-4 an address in one cell', () => {
  it.each([
    ['49 RUE DE PONTHIEU  75008 PARIS', 'FR', { line1: '49 RUE DE PONTHIEU', postcode: '75008', city: 'PARIS' }],
    [
      '14 avenue Kléber, 75116 Paris CEDEX 16',
      'FR',
      { line1: '14 avenue Kléber', postcode: '75116', city: 'Paris CEDEX 16' },
    ],
    ['1 rue X BP 12345 66240 ST ESTEVE', 'FR', { line1: '1 rue X BP 12345', postcode: '66240', city: 'ST ESTEVE' }],
    ['Rue de la Loi 16, 1000 Bruxelles', 'BE', { line1: 'Rue de la Loi 16', postcode: '1000', city: 'Bruxelles' }],
    ['Rue X, 1000 Bruxelles, Belgique', 'FR', { line1: 'Rue X', postcode: '1000', city: 'Bruxelles', country: 'BE' }],
    ['1051 Budapest, Sas utca 1.', 'HU', { line1: 'Sas utca 1.', postcode: '1051', city: 'Budapest' }],
    ['Damrak 1, 1012lg Amsterdam', 'NL', { line1: 'Damrak 1', postcode: '1012 LG', city: 'Amsterdam' }],
    ['10 Downing Street, London SW1A 2AA', 'GB', { line1: '10 Downing Street', postcode: 'SW1A 2AA', city: 'London' }],
    ['1 Main St\nNew York, NY 10001', 'US', { line1: '1 Main St', postcode: '10001', city: 'New York', region: 'NY' }],
    ['75008 Paris', 'FR', { postcode: '75008', city: 'Paris' }],
    ['1 rue X, 75001 PARIS FRANCE', 'FR', { line1: '1 rue X', postcode: '75001', city: 'PARIS', country: 'FR' }],
    ['1 rue X, 69100 LYON - FRANCE', 'FR', { line1: '1 rue X', postcode: '69100', city: 'LYON', country: 'FR' }],
    ['via Y 3, 20121 Milano Italie', 'FR', { line1: 'via Y 3', postcode: '20121', city: 'Milano', country: 'IT' }],
    ['1 rue X, 95700 ROISSY EN FRANCE', 'FR', { line1: '1 rue X', postcode: '95700', city: 'ROISSY EN FRANCE' }],
    [
      'Grand-Rue 12, L-1234 Luxembourg',
      'BE',
      { line1: 'Grand-Rue 12', postcode: '1234', city: 'Luxembourg', country: 'LU' },
    ],
    ['Bât. B-1234, 75001 Paris', 'FR', { line1: 'Bât. B-1234', postcode: '75001', city: 'Paris' }],
    ['Bloc D-3, 75001 Paris', 'FR', { line1: 'Bloc D-3', postcode: '75001', city: 'Paris' }],
    ['Bloc D-1234, 75001 Paris', 'FR', { line1: 'Bloc D-1234', postcode: '75001', city: 'Paris' }],
    ['Hall B-12, 4000 Esch', 'LU', { line1: 'Hall B-12', postcode: '4000', city: 'Esch' }],
    ['Apt. C-3, D-10115 Berlin', 'FR', { line1: 'Apt. C-3', postcode: '10115', city: 'Berlin', country: 'DE' }],
    ['Hus 2, S-111 22 Stockholm', 'FR', { line1: 'Hus 2', postcode: '11122', city: 'Stockholm', country: 'SE' }],
  ] as const)('IMP-4 %j is split in %s', (text, country, parts) => expect(splitAddress(text, country)).toEqual(parts))
  it.each([
    ['Chaussée de Wavre 1945 1160 Auderghem', 'BE'],
    ['140 AVENUE DES CHAMPS-ELYSEES  750008 PARIS', 'FR'],
    ['23 RUE DU DOCTEUR POTAIN 75019 75019', 'FR'],
    ['77716 MARNE LA VALLEE 4', 'FR'],
    ['49 RUE DE PONTHIEU', 'FR'],
    ['49 RUE DE PONTHIEU 75008 PARIS', undefined],
    ['Str. Holdelor, nr. 11, Timișoara', 'RO'],
    ['Dorpsstraat 1, 3731 DE BILT', 'NL'],
    ['1 rue X, 6700 Arlon, Luxembourg', 'BE'],
    ['1 rue X, 6700 Arlon, Luxembourg', 'FR'],
    ['', 'FR'],
  ])('IMP-4 %j in %s stays whole', (text, country) => expect(splitAddress(text, country)).toBeNull())
  itWithSharedData('IMP-4 nine in ten addresses of the French telecom register can be split for sure', () => {
    const bytes = readShared('data/registers/fr_arcep_operateurs_2024_cp1252.csv')
    const rows = new TextDecoder('windows-1252').decode(bytes).split('\n').slice(1)
    const cells = rows.flatMap((row) => row.split(';')[4] ?? []).filter((cell) => cell.trim() !== '')
    const split = cells.filter((cell) => splitAddress(cell, 'FR') !== null)
    expect(split.length / cells.length).toBeGreaterThan(0.9)
  })
})

describe('IMP-4 a postcode and a city in one cell', () => {
  it.each([
    ['75001 Paris', 'FR', { postcode: '75001', city: 'Paris' }],
    ['F-75001  Paris', 'FR', { postcode: '75001', city: 'Paris' }],
    ['Paris 75001', 'FR', { postcode: '75001', city: 'Paris' }],
    ['Paris (75001)', 'FR', { postcode: '75001', city: 'Paris' }],
    ['75008 PARIS 08', 'FR', { postcode: '75008', city: 'PARIS 08' }],
    ['69431 Lyon Cedex 03', 'FR', { postcode: '69431', city: 'Lyon Cedex 03' }],
    ['01000 - Bourg-en-Bresse', 'FR', { postcode: '01000', city: 'Bourg-en-Bresse' }],
    ['Bruxelles, 1000', 'BE', { postcode: '1000', city: 'Bruxelles' }],
    ['1000 Bruxelles, Belgique', 'FR', { postcode: '1000', city: 'Bruxelles', country: 'BE' }],
    ['010011 București', 'RO', { postcode: '010011', city: 'București' }],
    ['Sectorul 3 030167', 'RO', null],
    ['1051 Budapest', 'HU', { postcode: '1051', city: 'Budapest' }],
    ['10115 Berlin', 'DE', { postcode: '10115', city: 'Berlin' }],
    ['1012LG Amsterdam', 'NL', { postcode: '1012 LG', city: 'Amsterdam' }],
    ['3731 De Bilt', 'NL', null],
    ['3731 DE BILT', 'NL', null],
    ['3731BD DE BILT', 'NL', { postcode: '3731 BD', city: 'DE BILT' }],
    ['Amsterdam 1017 DE', 'NL', { postcode: '1017 DE', city: 'Amsterdam' }],
    ['L-1009, Luxembourg', undefined, { postcode: '1009', city: 'Luxembourg', country: 'LU' }],
    ['98000  MONACO', 'FR', { postcode: '98000', city: 'MONACO', country: 'MC' }],
    ['75001, France', 'BE', { postcode: '75001', country: 'FR' }],
    ['75001  PARIS  FRANCE', 'FR', { postcode: '75001', city: 'PARIS', country: 'FR' }],
    ['75001 PARIS FRANCE', 'FR', { postcode: '75001', city: 'PARIS', country: 'FR' }],
    ['75001 PARIS FRANCE', 'BE', { postcode: '75001', city: 'PARIS', country: 'FR' }],
    ['1000 Bruxelles Belgique', 'FR', { postcode: '1000', city: 'Bruxelles', country: 'BE' }],
    ['69100 VILLEURBANNE - FRANCE', 'FR', { postcode: '69100', city: 'VILLEURBANNE', country: 'FR' }],
    ['95270 Belloy-en-France', 'FR', { postcode: '95270', city: 'Belloy-en-France' }],
    ['95270 BELLOY EN FRANCE', 'FR', { postcode: '95270', city: 'BELLOY EN FRANCE' }],
    ['97200 FORT DE FRANCE', 'FR', { postcode: '97200', city: 'FORT DE FRANCE' }],
    ['55000 ROBERT ESPAGNE', 'FR', { postcode: '55000', city: 'ROBERT ESPAGNE' }],
    ['76651 Little Italy', 'US', { postcode: '76651', city: 'Little Italy' }],
    ['6700 Arlon, Luxembourg', 'BE', null],
    ['6700 Arlon, Luxembourg', 'FR', null],
    ['6700 Arlon Luxembourg', 'BE', { postcode: '6700', city: 'Arlon Luxembourg' }],
    ['L-6700 Grevenmacher, Luxembourg', 'BE', { postcode: '6700', city: 'Grevenmacher', country: 'LU' }],
    ['6700 Grevenmacher, Luxembourg', 'LU', { postcode: '6700', city: 'Grevenmacher', country: 'LU' }],
    ['4000 Esch-sur-Alzette, Luxembourg', 'BE', { postcode: '4000', city: 'Esch-sur-Alzette', country: 'LU' }],
    ['L-1234 Luxembourg', 'BE', { postcode: '1234', city: 'Luxembourg', country: 'LU' }],
    ['B-6700 Arlon', 'FR', { postcode: '6700', city: 'Arlon', country: 'BE' }],
    ['CH-1201 Genève', 'FR', { postcode: '1201', city: 'Genève', country: 'CH' }],
    ['S-111 22 Stockholm', 'FR', { postcode: '11122', city: 'Stockholm', country: 'SE' }],
    ['S-11122 Stockholm', 'SE', { postcode: '11122', city: 'Stockholm' }],
    ['CZ-110 00 Praha', 'FR', { postcode: '11000', city: 'Praha', country: 'CZ' }],
    ['PL-00-950 Warszawa', 'FR', { postcode: '00-950', city: 'Warszawa', country: 'PL' }],
    ['PL-00-950 Warszawa', undefined, { postcode: '00-950', city: 'Warszawa', country: 'PL' }],
    ['BE-1000 Bruxelles', 'BE', { postcode: '1000', city: 'Bruxelles' }],
    ['ZA-1234 Cerny', 'FR', null],
    ['1000 Bruxelles\nBelgique', 'FR', { postcode: '1000', city: 'Bruxelles', country: 'BE' }],
    ['Atlanta, Georgia', 'US', null],
    ['Tbilisi, Georgia', undefined, { city: 'Tbilisi', country: 'GE' }],
    ['Toronto, Canada', 'US', { city: 'Toronto', country: 'CA' }],
    ['London SW1A 2AA', 'GB', { postcode: 'SW1A 2AA', city: 'London' }],
    ['New York, NY 10001', 'US', { postcode: '10001', city: 'New York', region: 'NY' }],
    ['10001 New York', 'US', { postcode: '10001', city: 'New York' }],
    ['Paris', 'FR', { city: 'Paris' }],
    ['75001', 'FR', { postcode: '75001' }],
    ['Tokyo', 'JP', { city: 'Tokyo' }],
    ['100-0001 Tokyo', 'JP', null],
    ['75001 Paris', undefined, null],
    ['75001 69002 Lyon', 'FR', null],
    ['75001 Paris ou 69002 Lyon', 'FR', null],
    ['750001 Paris', 'FR', null],
    ['BP 12345 Paris', 'FR', null],
  ] as const)('IMP-4 %j in %s', (text, country, parts) => expect(splitPlace(text, country)).toEqual(parts))
})
