import { describe, expect, it } from 'vitest'
import type { FieldName } from '../../../src/import/fields.ts'
import { checkMapping } from '../../../src/import/mapping.ts'
import { describeRowProblem } from '../../../src/import/problem-messages.ts'
import { type RowSettings, readRow } from '../../../src/import/read-row.ts'
import type { RowReading } from '../../../src/import/row-reading.ts'
import { readDay } from '../../../src/import/row-values.ts'
import { longest } from '../../../src/party/read-fields.ts'

/** Reads a row whose columns are called after their fields; a second column of a field has a number. */
function read(row: Readonly<Record<string, string>>, settings: Partial<RowSettings> = {}): RowReading {
  const headers = Object.keys(row)
  const mapping = checkMapping(
    headers,
    Object.fromEntries(headers.map((name) => [name, name.replace(/ \d$/, '') as FieldName])),
  )
  if (!mapping.ok) throw new Error(mapping.error.code)
  return readRow(Object.values(row), mapping.value, {
    defaultCountry: 'FR',
    locale: 'fr',
    invalidIds: 'error',
    ...settings,
  })
}

const codes = ({ problems }: RowReading) => problems.map(({ severity, code }) => `${severity} ${code}`)

describe('IMP-3 who gets what', () => {
  const job = {
    'affiliation.email': 'anna@pomme.example',
    'affiliation.phone': '01 42 68 53 00',
    'affiliation.jobTitle': 'Chef',
  }

  it('IMP-3 a row with a company and a contact keeps work coordinates on the affiliation', () => {
    const { company, contact, affiliation } = read({ 'company.name': 'Pomme', 'contact.familyName': 'Noel', ...job })
    expect(company).toEqual({ name: 'Pomme' })
    expect(contact).toEqual({ familyName: 'Noel' })
    expect(affiliation).toMatchObject({
      jobTitle: 'Chef',
      emails: [{ typed: 'anna@pomme.example' }],
      phones: [{ kind: 'work', e164: '+33142685300' }],
    })
  })

  it('IMP-3 without a company they are the contact’s, and a job title is told as lost', () => {
    const reading = read({ 'company.name': '', 'contact.familyName': 'Noel', ...job })
    expect(reading.company).toBeUndefined()
    expect(reading.affiliation).toBeUndefined()
    expect(reading.contact).toMatchObject({ emails: [{ typed: 'anna@pomme.example' }], phones: [{ kind: 'work' }] })
    expect(codes(reading)).toEqual(['warning job-without-company'])
  })

  it('IMP-3 without a contact they are the company’s', () => {
    const reading = read({
      'company.name': 'Pomme',
      'contact.familyName': '-',
      'affiliation.email': 'info@pomme.example',
      'contact.mobile': '06 12 34 56 78',
      'contact.description': 'call',
    })
    expect(reading.contact).toBeUndefined()
    expect(reading.company).toMatchObject({
      emails: [{ typed: 'info@pomme.example' }],
      phones: [{ kind: 'mobile' }],
      description: 'call',
    })
  })

  it('IMP-3 a work address is the company’s, else the contact’s', () => {
    const address = { 'affiliation.address.line1': '1 rue X', 'affiliation.address.city': 'Paris' }
    expect(read({ 'company.name': 'Pomme', 'contact.familyName': 'Noel', ...address }).company?.addresses).toEqual([
      { category: 'head-office', isDefault: true, line1: '1 rue X', city: 'Paris' },
    ])
    expect(read({ 'company.name': '', 'contact.familyName': 'Noel', ...address }).contact?.addresses).toEqual([
      { category: 'other', isDefault: true, line1: '1 rue X', city: 'Paris' },
    ])
  })

  it('IMP-3 labels say which phones and e-mails are of work', () => {
    const { contact, affiliation } = read({
      'company.name': 'Pomme',
      'contact.familyName': 'Noel',
      'contact.phoneLabel': '* Work',
      'contact.phone': '01 42 68 53 00',
      'contact.phoneLabel 2': 'Mobile',
      'contact.phone 2': '06 12 34 56 78 ::: 06 12 34 56 79',
      'contact.emailLabel': 'Home',
      'contact.email': 'noel@poire.example',
      'contact.emailLabel 2': 'Work',
      'contact.email 2': 'noel@pomme.example',
    })
    expect(affiliation?.phones).toMatchObject([{ kind: 'work', e164: '+33142685300' }])
    expect(affiliation?.emails).toMatchObject([{ typed: 'noel@pomme.example' }])
    expect(contact?.phones).toMatchObject([
      { kind: 'mobile', e164: '+33612345678' },
      { kind: 'mobile', e164: '+33612345679' },
    ])
    expect(contact?.emails).toMatchObject([{ typed: 'noel@poire.example' }])
  })

  it('IMP-3 blanks behind the apostrophe that made a cell safe are none of its text', () => {
    const { company, contact } = read({
      'company.name': "'\tPomme",
      'company.address.line1': "'\r\n1 rue X",
      'contact.familyName': "'\t",
    })
    expect(company).toMatchObject({ name: 'Pomme', addresses: [{ line1: '1 rue X' }] })
    expect(contact).toBe(undefined)
  })

  it('IMP-3 a row that says nothing is refused', () => {
    expect(codes(read({ 'company.name': ' ', 'contact.familyName': 'n/a' }))).toEqual(['error nothing-to-import'])
  })

  it('IMP-3 several columns of a street make one line, a repeated part makes another address', () => {
    const { company } = read({
      'company.name': 'Pomme',
      'company.address.line1': '3',
      'company.address.line1 2': 'RUE DE STRASBOURG',
      'company.address.postcode': '38000',
      'company.address.line1 3': 'BP 1',
      'company.address.postcode 2': '38001',
    })
    expect(company?.addresses).toEqual([
      { category: 'head-office', isDefault: true, line1: '3 RUE DE STRASBOURG', postcode: '38000' },
      { category: 'head-office', isDefault: false, line1: 'BP 1', postcode: '38001' },
    ])
  })
})

describe('IMP-4 values', () => {
  it('IMP-4 an invalid number refuses the row, or is left out and told', () => {
    const row = { 'company.name': 'Pomme', 'company.siret': '732 829 320 00075' }
    const refused = read(row)
    expect(refused.valid).toBe(false)
    expect(refused.problems).toMatchObject([
      {
        code: 'number-invalid',
        severity: 'error',
        column: 'company.siret',
        field: 'company.siret',
        value: '732 829 320 00075',
        reason: 'invalid-checksum',
      },
    ])
    const dropped = read(row, { invalidIds: 'drop' })
    expect(dropped).toMatchObject({ valid: true, company: { name: 'Pomme' }, problems: [{ severity: 'warning' }] })
    expect(dropped.company?.siret).toBeUndefined()
  })

  it.each([
    ['SIREN', { 'company.siret': '73282932000074', 'company.siren': '404 833 048' }, 'company.siren', 'siret'],
    ['SIREN', { 'company.siren': '404 833 048', 'company.siret': '73282932000074' }, 'company.siren', 'siret'],
    ['VAT number', { 'company.siret': '73282932000074', 'company.vat': 'FR83404833048' }, 'company.vat', 'siret'],
    ['VAT number', { 'company.vat': 'FR83404833048', 'company.siren': '732829320' }, 'company.vat', 'siren'],
    ['SIREN', { 'company.siren': '404833048', 'company.siret': '732829320' }, 'company.siren', 'siret'],
  ])(
    'IMP-4 a %s of another legal entity refuses the row, or is left out and told (%#)',
    (_kind, row, field, reason) => {
      const cells = { 'company.name': 'Pomme', ...row }
      const problem = {
        code: 'number-contradicts',
        column: field,
        field,
        reason,
        value: cells[field as keyof typeof cells],
      }
      expect(read(cells)).toMatchObject({ valid: false, problems: [{ ...problem, severity: 'error' }] })
      const dropped = read(cells, { invalidIds: 'drop' })
      expect(dropped).toMatchObject({ valid: true, problems: [{ ...problem, severity: 'warning' }] })
      const { siret, siren, vat } = dropped.company ?? {}
      expect({ siret: siret ?? siren, vat }).toEqual({ siret: expect.stringMatching(/^732829320/), vat: undefined })
    },
  )

  it('IMP-4 a contradiction is said in a sentence that names both numbers', () => {
    const row = { 'company.name': 'Pomme', 'company.siret': '73282932000074', 'company.vat': 'FR83404833048' }
    const said = (settings: Partial<RowSettings>) =>
      read(row, settings).problems.map((each) => describeRowProblem(each))
    expect(said({})).toEqual([
      'Column "company.vat": "FR83404833048" names another legal entity than the SIRET of the row. Correct one of them, or have invalid numbers left out.',
    ])
    expect(said({ invalidIds: 'drop' })).toEqual([
      'Column "company.vat": "FR83404833048" names another legal entity than the SIRET of the row. It is left out.',
    ])
  })

  it('IDN-6 a number that a spreadsheet destroyed is left out, and the row goes on', () => {
    const reading = read({ 'company.name': 'Pomme', 'company.siret': '4,51818E+13' })
    expect(reading.valid).toBe(true)
    expect(codes(reading)).toEqual(['warning number-destroyed'])
    expect(reading.company).toEqual({ name: 'Pomme' })
  })

  it('IDN-6 numbers are read by the rules of the row’s country, wherever its column stands', () => {
    const reading = read({
      'company.name': 'X',
      'company.vat': '33761393',
      'company.registrationNumber': 'J40/1234/2005',
      'company.country': 'România',
    })
    expect(reading.company).toMatchObject({ vat: 'RO33761393', registrationNumber: 'J40/1234/2005', country: 'RO' })
  })

  it('PTY-4 phones and e-mails that are not understood are kept and told', () => {
    const reading = read({ 'contact.familyName': 'Noel', 'contact.phone': '12', 'contact.email': 'pas-un-mail' })
    expect(reading.contact).toMatchObject({ phones: [{ typed: '12' }], emails: [{ typed: 'pas-un-mail' }] })
    expect(codes(reading)).toEqual(['warning phone-not-understood', 'warning email-not-understood'])
    expect(reading.valid).toBe(true)
  })

  it('IMP-4 an unknown country, owner, currency or choice is a problem on the row', () => {
    expect(codes(read({ 'company.name': 'X', 'company.country': 'Atlantis' }))).toEqual(['error country-unknown'])
    expect(codes(read({ 'company.name': 'X', 'company.owner': 'Nobody' }))).toEqual(['error owner-unknown'])
    expect(codes(read({ 'company.name': 'X', 'company.currency': 'euros' }))).toEqual(['error currency-unknown'])
    expect(codes(read({ 'company.name': 'X', 'company.currency': 'ABC' }))).toEqual(['error currency-unknown'])
    expect(read({ 'company.name': 'X', 'company.currency': 'eur' }).company?.currency).toBe('EUR')
    const choices = { tags: ['Été', 'VIP'], type: ['Client'] }
    expect(
      codes(read({ 'company.name': 'X', 'company.tags': 'vip; new', 'company.type': 'client' }, { choices })),
    ).toEqual(['error option-unknown'])
    expect(
      read({ 'company.name': 'X', 'company.tags': 'vip,ETE', 'company.type': 'CLIENT' }, { choices }).company,
    ).toMatchObject({ tags: ['VIP', 'Été'], type: 'Client' })
  })

  it('IMP-4 an owner is found by name or e-mail, never by chance', () => {
    const members = [
      { id: 'm1', name: 'Zoé Adam', email: 'zoe@pomme.example' },
      { id: 'm2', name: 'Jean Petit' },
      { id: 'm3', name: 'Jean Petit' },
    ]
    const ownerOf = (owner: string, unknownOwner?: RowSettings['unknownOwner']) =>
      read(
        { 'company.name': 'X', 'company.owner': owner },
        { members, ...(unknownOwner !== undefined && { unknownOwner }) },
      )
    expect(ownerOf('zoe adam').companyOwnerId).toBe('m1')
    expect(ownerOf('ZOE@pomme.example').companyOwnerId).toBe('m1')
    expect(codes(ownerOf('Jean Petit'))).toEqual(['error owner-unknown'])
    expect(ownerOf('Jean Petit', 'unassigned')).toMatchObject({ valid: true, companyOwnerId: null })
    expect(ownerOf('Nobody', { memberId: 'm2' })).toMatchObject({ valid: true, companyOwnerId: 'm2' })
    expect('companyOwnerId' in ownerOf('', 'unassigned')).toBe(false)
  })

  it('IMP-4 an address in one cell is split where it is sure, else kept whole', () => {
    const addressOf = (text: string) =>
      read({ 'company.name': 'X', 'company.address.text': text }).company?.addresses?.[0]
    expect(addressOf(' 49 RUE DE PONTHIEU  75008 PARIS   ')).toMatchObject({
      line1: '49 RUE DE PONTHIEU',
      postcode: '75008',
      city: 'PARIS',
    })
    expect(addressOf('Zone industrielle, 12345 et 67890')).toEqual({
      category: 'head-office',
      isDefault: true,
      line1: 'Zone industrielle, 12345 et 67890',
    })
  })

  it('IMP-4 a postcode and a city in one cell are told apart where it is sure, and give way to cells of their own', () => {
    const addressOf = (row: Readonly<Record<string, string>>) =>
      read({ 'company.name': 'X', ...row }).company?.addresses?.[0]
    const place = 'company.address.postcodeCity'
    const usual = { category: 'head-office', isDefault: true }
    expect(addressOf({ 'company.address.line1': '1 rue X', [place]: '75001 Paris' })).toEqual({
      ...usual,
      line1: '1 rue X',
      postcode: '75001',
      city: 'Paris',
    })
    expect(addressOf({ [place]: 'Bruxelles 1000', 'company.address.country': 'Belgique' })).toEqual({
      ...usual,
      postcode: '1000',
      city: 'Bruxelles',
      country: 'BE',
    })
    expect(addressOf({ [place]: '1000 Bruxelles, Belgique' })).toMatchObject({ postcode: '1000', country: 'BE' })
    expect(addressOf({ [place]: '75001 Paris', 'company.address.city': 'Paris 1er' })).toMatchObject({
      postcode: '75001',
      city: 'Paris 1er',
    })
    const unsure = { 'company.address.line2': 'Bât. A', [place]: '75001 ou 69002' }
    expect(addressOf(unsure)).toEqual({ ...usual, line2: 'Bât. A, 75001 ou 69002' })
    expect(addressOf({ [place]: '75001 ou 69002' })).toEqual({ ...usual, line2: '75001 ou 69002' })
    const street = { 'company.address.text': '1 rue X', [place]: '75001 Paris' }
    expect(addressOf(street)).toEqual({ ...usual, line1: '1 rue X', postcode: '75001', city: 'Paris' })
    expect(addressOf({ ...street, 'company.address.text': '1 rue X, 69002 Lyon' })).toMatchObject({ city: 'Lyon' })
  })

  it('IMP-4 blanks of every kind leave their field out', () => {
    for (const blank of ['', ' ', '-', '0', 'n/a', 'Néant', 'NULL', '--'])
      expect(read({ 'company.name': 'X', 'company.siret': blank, 'company.phone': blank }), blank).toMatchObject({
        valid: true,
        company: { name: 'X' },
        problems: [],
      })
  })

  it('IMP-4 tags are split, and groups that Google makes itself are none', () => {
    expect(
      read({ 'contact.familyName': 'A', 'contact.tags': '* myContacts ::: Clients ::: Salon ::: Clients' }).contact
        ?.tags,
    ).toEqual(['Clients', 'Salon'])
    expect(read({ 'contact.familyName': 'A', 'contact.tags': 'influencer, developer' }).contact?.tags).toEqual([
      'influencer',
      'developer',
    ])
  })

  it('IMP-4 several e-mails of one cell are several, a name with a comma is not', () => {
    expect(
      read({ 'contact.email': 'a@x.example; b@x.example, A@X.example' }).contact?.emails?.map(({ typed }) => typed),
    ).toEqual(['a@x.example', 'b@x.example'])
    for (const text of ['a@x.example / b@x.example', 'a@x.example/b@x.example', 'a@x.example, b@x.example'])
      expect(read({ 'contact.email': text }).contact?.emails?.map(({ typed }) => typed)).toEqual([
        'a@x.example',
        'b@x.example',
      ])
    expect(read({ 'contact.email': 'ops/night@x.example' }).contact?.emails).toMatchObject([
      { normalized: 'ops/night@x.example' },
    ])
    expect(read({ 'contact.email': '"Noel, Merlin" <m@x.example>' }).contact?.emails).toMatchObject([
      { normalized: 'm@x.example' },
    ])
  })

  it('PTY-1 a full name is split by its comma, its capitals, or the order of the language', () => {
    const nameOf = (name: string, locale: RowSettings['locale'] = 'fr') =>
      read({ 'contact.name': name }, { ...(locale !== undefined && { locale }) }).contact
    expect(nameOf('Merlin Noel')).toEqual({ givenName: 'Merlin', familyName: 'Noel' })
    expect(nameOf('NOEL Merlin')).toEqual({ givenName: 'Merlin', familyName: 'NOEL' })
    expect(nameOf('Noel, Merlin')).toEqual({ givenName: 'Merlin', familyName: 'Noel' })
    expect(nameOf('Halász Emese', 'hu')).toEqual({ givenName: 'Emese', familyName: 'Halász' })
    expect(nameOf('Madonna')).toEqual({ familyName: 'Madonna' })
    expect(nameOf(', Merlin'), 'no blank name, which would erase one').toEqual({ familyName: 'Merlin' })
    expect(nameOf('Noel,')).toEqual({ familyName: 'Noel' })
    expect(nameOf('Mme , Merlin')).toEqual({ honorific: 'Mme', familyName: 'Merlin' })
  })

  it('PTY-1 a full name beside columns of its parts says only what they leave open, wherever it stands', () => {
    const nameOf = (row: Readonly<Record<string, string>>) => read(row).contact
    const whole = { 'contact.name': 'Jean Dupont' }
    const jean = { 'contact.givenName': 'Jean' }
    const dupont = { 'contact.familyName': 'Dupont' }
    const both = { givenName: 'Jean', familyName: 'Dupont' }
    expect(nameOf({ ...whole, ...jean, ...dupont })).toEqual(both)
    expect(nameOf({ ...jean, ...dupont, ...whole })).toEqual(both)
    expect(nameOf({ ...whole, ...jean })).toEqual(both)
    expect(nameOf({ ...whole, ...dupont })).toEqual(both)
    expect(nameOf({ 'contact.name': 'DUPONT, jean', ...jean })).toEqual({ givenName: 'Jean', familyName: 'DUPONT' })
    expect(nameOf({ 'contact.name': 'M. Jean Dupont', ...dupont })).toEqual(both)
    expect(nameOf({ 'contact.name': 'De Gaulle', 'contact.givenName': 'Charles' })).toEqual({
      givenName: 'Charles',
      familyName: 'De Gaulle',
    })
    expect(nameOf({ 'contact.name': 'Jean', ...jean })).toEqual({ givenName: 'Jean' })
  })

  it('IMP-4 a text is no longer than a desk takes it: keys of a store have an end', () => {
    const tooLong = (field: FieldName, length: number) =>
      codes(read({ 'company.name': 'X', [`${field}`]: 'x'.repeat(length) })).includes('error text-too-long')
    const limits: readonly (readonly [FieldName, number])[] = [
      ['company.otherName', longest.name],
      ['company.address.city', longest.city],
      ['contact.address.postcode', longest.postcode],
      ['contact.name', longest.personName],
      ['contact.givenName', longest.personName],
      ['company.address.line1', longest.short],
      ['company.description', longest.description],
    ]
    for (const [field, most] of limits) {
      expect(tooLong(field, most), field).toBe(false)
      expect(tooLong(field, most + 1), field).toBe(true)
    }
    const name = 'x'.repeat(longest.personName / 2)
    expect(codes(read({ 'contact.givenName': name, 'contact.givenName 2': name }))).toEqual(['error text-too-long'])
  })

  it.each([
    ["'07100", '07100'],
    ['="07100"', '07100'],
    ['\'="07100"', '07100'],
    ["''07100", "'07100"],
    ["'t Zand 5", "'t Zand 5"],
    ['="1"&"2"', '="1"&"2"'],
  ])('IMP-4 what a spreadsheet or a shop writes around %s is none of its text', (cell, city) => {
    expect(read({ 'company.name': 'Pomme', 'company.address.city': cell }).company?.addresses).toMatchObject([{ city }])
  })

  it.each(['#REF!', '#N/A', '#NOM?', '#valeur!', '#ÉRTÉK!', '="#REF!"', '="-"'])('IMP-4 %s is a blank cell', (cell) => {
    expect(read({ 'company.name': 'Pomme', 'company.type': cell, 'company.email': cell }).company).toEqual({
      name: 'Pomme',
    })
  })

  it('IMP-4 a number that a spreadsheet keeps as a text identifies', () => {
    expect(read({ 'company.siret': '="73282932000074"' }).company).toEqual({ siret: '73282932000074' })
    expect(read({ 'company.siret': "'73282932000074" }).company).toEqual({ siret: '73282932000074' })
  })

  const two = ['+33474123456', '+33612345678']
  it.each([
    ['04 74 12 34 56 / 06 12 34 56 78', two],
    ['04.74.12.34.56/06.12.34.56.78', two],
    ['04 74 12 34 56, 06 12 34 56 78', two],
    ['04 74 12 34 56 ou 06 12 34 56 78', two],
    ['04 74 12 34 56 - 06 12 34 56 78', two],
    ['+32 2 221 21 11 | 06 12 34 56 78', ['+3222212111', '+33612345678']],
  ])('PTY-4 %s is two numbers in one cell', (cell, numbers) => {
    const reading = read({ 'company.name': 'Pomme', 'company.phone': cell })
    expect(reading.company?.phones?.map(({ e164 }) => e164)).toEqual(numbers)
    expect(codes(reading)).toEqual([])
  })

  it.each(['04 74 12 34 56/57', '04 74 12 34 56 / 12 34', '04-74, 12-34-56-78-90'])(
    'PTY-4 %s is kept as it stands: not each part is a number that can be dialed',
    (typed) => {
      const reading = read({ 'company.name': 'Pomme', 'company.phone': typed })
      expect(reading.company?.phones).toEqual([{ kind: 'main', typed }])
      expect(codes(reading)).toEqual(['warning phone-not-understood'])
    },
  )

  it('PTY-4 marks within a number do not cut it', () => {
    const reading = read({ 'company.phone': '02/221.21.11', 'company.name': 'Poire', 'company.country': 'BE' })
    expect(reading.company?.phones).toMatchObject([{ typed: '02/221.21.11', e164: '+3222212111' }])
  })

  it('IMP-4 no row leaves anything to the next', () => {
    const mapping = checkMapping(['n', 'm'], { n: 'company.name', m: 'company.email' })
    if (!mapping.ok) throw new Error(mapping.error.code)
    const settings: RowSettings = { invalidIds: 'error' }
    readRow(['A', 'a@a.example'], mapping.value, settings)
    expect(readRow(['B', ''], mapping.value, settings).company).toEqual({ name: 'B' })
  })

  it('IMP-4 every problem has a sentence with its column and its value', () => {
    const sentence = describeRowProblem(
      { code: 'number-invalid', severity: 'error', column: 'SIRET', field: 'company.siret', value: '123' },
      7,
    )
    expect(sentence).toBe(
      'Row 7: column "SIRET": "123" is no valid SIRET. Correct it, or have invalid numbers left out.',
    )
    expect(describeRowProblem({ code: 'name-missing', severity: 'error', field: 'company.name' }, 8)).toBe(
      'Row 8: a new record needs a name. Fill in what is mapped to "Company name".',
    )
    const short = { code: 'too-few-cells', severity: 'warning', expected: 3 } as const
    expect(describeRowProblem({ ...short, found: 1 })).toMatch(/^There is 1 cell for 3 headings\./)
    expect(describeRowProblem({ ...short, found: 2 })).toMatch(/^There are 2 cells for 3 headings\./)
  })
})

describe('IMP-4 days', () => {
  const days: readonly (readonly [string, 'fr' | 'en' | undefined, string])[] = [
    ['2026-12-31', 'en', '2026-12-31'],
    ['2026-12-31T10:00:00.000Z', 'en', '2026-12-31'],
    ['31/12/2026', 'fr', '2026-12-31'],
    ['31/12/2026', 'en', '2026-12-31'],
    ['12/31/2026', 'en', '2026-12-31'],
    ['01/02/2026', 'fr', '2026-02-01'],
    ['01/02/2026', 'en', 'date-ambiguous'],
    ['01/02/2026', undefined, 'date-ambiguous'],
    ['03/03/2026', 'en', '2026-03-03'],
    ['01.02.2026', 'en', '2026-02-01'],
    ['2026. 12. 31.', 'en', '2026-12-31'],
    ['09-08-1960', 'fr', '1960-08-09'],
    ['09/11/2018 00:00', 'fr', '2018-11-09'],
    ['30/02/2026', 'fr', 'date-invalid'],
    ['2026-02-30', 'fr', 'date-invalid'],
    ['31/12/26', 'fr', 'date-invalid'],
    ['--12-31', 'fr', 'date-invalid'],
    ['46022', 'fr', 'date-invalid'],
    ['soon', 'fr', 'date-invalid'],
  ]
  for (const [text, locale, expected] of days)
    it(`IMP-4 ${text} (${locale ?? 'no locale'}) is ${expected}`, () => {
      const reading = readDay(text, locale)
      expect('day' in reading ? reading.day : reading.problem).toBe(expected)
    })
})
