import { describe, expect, it } from 'vitest'
import { addressField, importFields } from '../../../src/import/fields.ts'
import { checkMapping } from '../../../src/import/mapping.ts'
import { describeMappingRefusal } from '../../../src/import/problem-messages.ts'
import { createRowReader } from '../../../src/import/read-row.ts'
import { suggestMapping } from '../../../src/import/suggest-mapping.ts'

function suggest(headings: string, ...rows: readonly (readonly string[])[]): Readonly<Record<string, string | null>> {
  const suggestion = suggestMapping(headings.split(';'), rows)
  if (!suggestion.ok) throw new Error(suggestion.error.code)
  return suggestion.value.mapping
}

describe('IMP-2 checking a mapping', () => {
  const headers = ['Raison sociale', 'SIRET', 'Ville', 'Notes']

  it('IMP-2 columns that are not mapped, or mapped to null, are named as left out', () => {
    const compiled = checkMapping(headers, { 'Raison sociale': 'company.name', Notes: null })
    expect(compiled).toMatchObject({ ok: true, value: { leftOut: ['SIRET', 'Ville', 'Notes'] } })
  })

  it('IMP-2 a heading that the file does not have is refused with the nearest one', () => {
    const refused = checkMapping(headers, { 'Raison social': 'company.name' })
    expect(refused).toEqual({
      ok: false,
      error: { code: 'unknown-column', column: 'Raison social', suggestion: 'Raison sociale' },
    })
    expect(checkMapping(headers, { constructor: 'company.name' })).toEqual({
      ok: false,
      error: { code: 'unknown-column', column: 'constructor' },
    })
  })

  it('IMP-2 a field that does not exist is refused with the nearest one', () => {
    const refused = checkMapping(headers, { 'Raison sociale': 'company.nane' })
    expect(refused).toEqual({
      ok: false,
      error: { code: 'unknown-field', column: 'Raison sociale', field: 'company.nane', suggestion: 'company.name' },
    })
    expect(checkMapping(headers, { SIRET: 'toString' })).toMatchObject({ ok: false, error: { code: 'unknown-field' } })
  })

  it('IMP-2 a field with one value takes one column', () => {
    const refused = checkMapping(headers, { 'Raison sociale': 'company.name', Notes: 'company.name' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'field-twice', columns: ['Raison sociale', 'Notes'] } })
  })

  it('IMP-2 a mapping without a name or an identifier is refused', () => {
    const refused = checkMapping(headers, { Ville: 'company.address.city' })
    expect(refused).toMatchObject({ ok: false, error: { code: 'nothing-identifies' } })
    if (!refused.ok) expect(describeMappingRefusal(refused.error)).toContain('Map the name')
  })

  it('IMP-2 an identifier is enough, since a row without a name may update', () => {
    expect(checkMapping(headers, { SIRET: 'company.siret' }).ok).toBe(true)
  })

  it('IMP-2 every field can be mapped and read', () => {
    for (const field of importFields.keys()) {
      const compiled = checkMapping(['A', 'B', 'C'], {
        A: field,
        B: field === 'company.name' ? null : 'company.name',
        C: field === 'contact.familyName' ? null : 'contact.familyName',
      })
      if (!compiled.ok) throw new Error(`${field}: ${compiled.error.code}`)
      const reading = createRowReader(compiled.value, { invalidIds: 'drop', defaultCountry: 'FR' })([
        '1',
        'Pomme',
        'Noel',
      ])
      expect(reading.company === undefined, field).toBe(false)
      if (addressField(field) !== null) expect(compiled.value.addressBlocks).toBe(1)
    }
  })
})

describe('IMP-2 suggesting a mapping', () => {
  it('IMP-2 French headings are understood', () => {
    expect(
      suggest(
        'Raison sociale;SIRET;N° TVA intracommunautaire;Code postal;Ville;Civilité;Prénom;Nom;Fonction;Courriel;Tél. portable',
      ),
    ).toEqual({
      'Raison sociale': 'company.name',
      SIRET: 'company.siret',
      'N° TVA intracommunautaire': 'company.vat',
      'Code postal': 'company.address.postcode',
      Ville: 'company.address.city',
      Civilité: 'contact.honorific',
      Prénom: 'contact.givenName',
      Nom: 'contact.familyName',
      Fonction: 'affiliation.jobTitle',
      Courriel: 'affiliation.email',
      'Tél. portable': 'contact.mobile',
    })
  })

  it('IMP-2 headings of French bookkeeping are understood: the title of an account is whose it is', () => {
    expect(suggest('N° compte;Intitulé;Contact;Adresse;C.P.;Ville;Téléphone;N° Siret')).toMatchObject({
      Intitulé: 'company.name',
      Contact: 'contact.name',
      'C.P.': 'company.address.postcode',
      'N° compte': null,
    })
    expect(suggest('Intitulé;Société;Intitulé du poste')).toEqual({
      Intitulé: null,
      Société: 'company.name',
      'Intitulé du poste': 'affiliation.jobTitle',
    })
  })

  it('IMP-2 Romanian headings are understood, with cedillas as with commas', () => {
    for (const county of ['Judeţ', 'Județ'])
      expect(
        suggest(`Denumire firmă;CUI;Nr. Reg. Com.;Localitate;${county};Persoană de contact`, [
          'X SRL',
          'RO33761393',
          '',
          '',
          '',
          '',
        ]),
      ).toEqual({
        'Denumire firmă': 'company.name',
        CUI: 'company.vat',
        'Nr. Reg. Com.': 'company.registrationNumber',
        Localitate: 'company.address.city',
        [county]: 'company.address.region',
        'Persoană de contact': 'contact.name',
      })
  })

  it('IMP-2 Hungarian headings are understood', () => {
    expect(
      suggest(
        'Cégnév;Adószám;Cégjegyzékszám;Irányítószám;Város;Vezetéknév;Keresztnév;Beosztás;E-mail cím;Telefonszám',
        ['', '12345678-2-41', '', '', '', '', '', '', '', ''],
      ),
    ).toEqual({
      Cégnév: 'company.name',
      Adószám: 'company.vat',
      Cégjegyzékszám: 'company.registrationNumber',
      Irányítószám: 'company.address.postcode',
      Város: 'company.address.city',
      Vezetéknév: 'contact.familyName',
      Keresztnév: 'contact.givenName',
      Beosztás: 'affiliation.jobTitle',
      'E-mail cím': 'affiliation.email',
      Telefonszám: 'affiliation.phone',
    })
  })

  it('IMP-2 "Nom" names the person beside a given name, the company in a list of companies', () => {
    expect(suggest('Prénom;Nom')).toEqual({ Prénom: 'contact.givenName', Nom: 'contact.familyName' })
    expect(suggest('Nom;SIREN')).toEqual({ Nom: 'company.name', SIREN: 'company.siren' })
    expect(suggest('Nom;E-mail')).toEqual({ Nom: 'contact.name', 'E-mail': 'contact.email' })
  })

  it('IMP-2 a bare name beside a company’s is a person’s, beside a contact’s the company’s, in four languages', () => {
    for (const headings of ['Name;Company;Email', 'Nom;Société;Email', 'Nume;Firma;Email', 'Név;Cég;Email']) {
      const [name = '', company = ''] = headings.split(';')
      const mapping = { [name]: 'contact.name', [company]: 'company.name', Email: 'affiliation.email' }
      expect(suggest(headings)).toEqual(mapping)
      expect(suggest(headings.split(';').toReversed().join(';'))).toEqual(mapping)
    }
    for (const headings of ['Name;Contact name;Email', 'Nom;Contact;Email', 'Nume;Persoană de contact;Email'])
      expect(Object.values(suggest(headings))).toEqual(['company.name', 'contact.name', 'affiliation.email'])
    expect(Object.values(suggest('Nom de la société;Nom du contact;Prénom du contact'))).toEqual([
      'company.name',
      'contact.familyName',
      'contact.givenName',
    ])
    expect(Object.values(suggest('Name;First name;Last name;VAT number')).at(0)).toBe('company.name')
  })

  it('IMP-2 customers and suppliers are companies, unless they have given names; yes and no are no customers', () => {
    for (const word of ['Client', 'Nom du client', 'Fournisseur', 'Customer', 'Supplier', 'Furnizor', 'Vevő neve']) {
      expect(suggest(`${word};Ville;Email`)).toMatchObject({ [word]: 'company.name', Email: 'company.email' })
      expect(suggest(`${word};Contact;Email`)).toEqual({
        [word]: 'company.name',
        Contact: 'contact.name',
        Email: 'affiliation.email',
      })
    }
    expect(Object.values(suggest('Client;Prénom;Nom'))).toEqual([
      'company.name',
      'contact.givenName',
      'contact.familyName',
    ])
    expect(Object.values(suggest('Nom client;Prénom client;Adresse client;Email client'))).toEqual([
      'contact.familyName',
      'contact.givenName',
      'contact.address.text',
      'contact.email',
    ])
    expect(Object.values(suggest('Nom client;Prénom client;Société;Email'))).toEqual([
      'contact.familyName',
      'contact.givenName',
      'company.name',
      'affiliation.email',
    ])
    expect(suggest('Nom;Client', ['A', 'oui'], ['B', 'non'])).toEqual({ Nom: 'contact.name', Client: null })
    expect(suggest('Name;Client', ['A', 'Y'], ['B', 'N'])).toEqual({ Name: 'contact.name', Client: null })
    expect(suggest('Name;Client', ['A', '10045'], ['B', '10046'])).toEqual({ Name: 'contact.name', Client: null })
    // Numbers of accounts, or of establishments.
    expect(suggest('Nom client;Compte', ['A', '411001'], ['B', '411002'])).toEqual({
      'Nom client': 'company.name',
      Compte: null,
    })
    expect(suggest('Name;First contact;Last contact', ['A', '2020-01-01', '01/02/2021'])).toEqual({
      Name: 'contact.name',
      'First contact': null,
      'Last contact': null,
    })
  })

  it.each([
    'Partner;Company;City',
    'Client;Raison sociale;Ville',
    'Furnizor;Denumire firmă;Oraș',
    'Partenaire;Société;Prénom;Nom',
    'Partenaire;Société;Contact',
  ])('IMP-2 a column that is called the company’s name is it, whoever stands before it: %s', (headings) => {
    const [other = '', company = ''] = headings.split(';')
    expect(suggest(headings)).toMatchObject({ [other]: null, [company]: 'company.name' })
  })

  it('IMP-2 a name that is called the company’s makes the person’s coordinates those of her job', () => {
    expect(suggest('Société Nom;CP Ville;Contact Nom;Prénom;E-mail')).toEqual({
      'Société Nom': 'company.name',
      'CP Ville': 'affiliation.address.postcodeCity',
      'Contact Nom': 'contact.familyName',
      Prénom: 'contact.givenName',
      'E-mail': 'affiliation.email',
    })
  })

  it.each(['Partner name', 'Partenaire', 'Nume partener', 'Denumire client', 'Business partner', 'Partner neve'])(
    'IMP-2 a list of partners is one of companies: %s',
    (heading) => {
      expect(suggest(`${heading};Email`)).toEqual({ [heading]: 'company.name', Email: 'company.email' })
    },
  )

  it('IMP-2 values decide what a title is, and whether a CUI is a number at all', () => {
    expect(suggest('Titre;Nom', ['Mme', 'A'], ['M.', 'B'])['Titre']).toBe('contact.honorific')
    expect(suggest('Titre;Nom', ['Directrice', 'A'], ['Chef', 'B'])['Titre']).toBe('affiliation.jobTitle')
    expect(suggest('Denumire;CUI', ['X', 'RO33761393'])['CUI']).toBe('company.vat')
    expect(suggest('Denumire;CUI', ['X', 'da'])['CUI']).toBe(null)
  })

  it.each([
    'CP Ville',
    'CP / Ville',
    'Code postal et ville',
    'Ville (CP)',
    'PLZ Ort',
    'PLZ und Ort',
    'Cod poștal și localitate',
    'Localitate / Cod poștal',
    'ZIP City',
    'City, ZIP code',
    'Postcode and city',
    'Irányítószám, város',
    'Postcode en gemeente',
  ])('IMP-2 "%s" holds a postcode and a city, and the address beside it is a street', (heading) => {
    expect(suggest(`Raison sociale;Adresse;${heading};SIRET`)).toMatchObject({
      Adresse: 'company.address.line1',
      [heading]: 'company.address.postcodeCity',
    })
  })

  it.each(['Cod localitate', 'Code commune', 'Ville', 'CP', 'City code'])('IMP-2 "%s" does not', (heading) => {
    expect(Object.values(suggest(`Raison sociale;${heading}`))).not.toContain('company.address.postcodeCity')
  })

  it('IMP-2 billing, delivery, home and work addresses are told apart', () => {
    expect(
      suggest('Nom;SIREN;Adresse de facturation;Ville de facturation;Adresse de livraison;Ville de livraison'),
    ).toMatchObject({
      'Adresse de facturation': 'company.billing.line1',
      'Ville de facturation': 'company.billing.city',
      'Adresse de livraison': 'company.delivery.line1',
      'Ville de livraison': 'company.delivery.city',
    })
    expect(suggest('Company;First Name;Last Name;Home Street;Home City;Business Street;Business City')).toMatchObject({
      'Home Street': 'contact.address.line1',
      'Business City': 'affiliation.address.city',
    })
  })

  const exporters: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
    [
      'google-contacts',
      'Name;Given Name;Family Name;Group Membership;E-mail 1 - Type;E-mail 1 - Value;Organization 1 - Name',
      { 'E-mail 1 - Value': 'contact.email', 'Organization 1 - Name': 'company.name' },
    ],
    [
      'outlook',
      'First Name;Last Name;Company;Title;Job Title;E-mail Address;E-mail Type;Business Street;Business Phone;Mobile Phone',
      { Title: 'contact.honorific', 'Job Title': 'affiliation.jobTitle', 'Business Phone': 'affiliation.phone' },
    ],
    [
      'pipedrive',
      'Person - Name;Person - Organization;Person - Email - Work;Person - Phone - Mobile',
      {
        'Person - Name': 'contact.name',
        'Person - Organization': 'company.name',
        'Person - Email - Work': 'affiliation.email',
      },
    ],
    [
      'zoho',
      'Record Id;Contact Owner;First Name;Last Name;Account Name;Email;Mailing City',
      { 'Account Name': 'company.name', 'Mailing City': 'contact.address.city' },
    ],
    [
      'salesforce',
      'Account Name;Account ID;First Name;Last Name;Mailing Street;Email',
      { 'Account Name': 'company.name', 'Mailing Street': 'contact.address.line1' },
    ],
    [
      'hubspot',
      'Record ID;Company name;Company owner;City',
      { 'Company name': 'company.name', City: 'company.address.city' },
    ],
  ]
  for (const [name, headings, expected] of exporters)
    it(`IMP-2 an export of ${name} is recognized`, () => {
      const suggestion = suggestMapping(headings.split(';'), [])
      expect(suggestion).toMatchObject({ ok: true, value: { export: name, mapping: expected } })
      expect(checkMapping(headings.split(';'), suggest(headings)).ok).toBe(true)
    })

  it('IMP-2 a file of deals is refused as what it is', () => {
    expect(suggestMapping(['Deal Name', 'Deal Stage', 'Amount'], [])).toEqual({
      ok: false,
      error: { code: 'holds-other-records', records: 'opportunities' },
    })
  })

  it('IMP-2 a suggestion is always a mapping that the check accepts, or lacks a name', () => {
    for (const headings of ['A;B', 'Email;E-mail;Mail', 'Name;Name (2);Company;Société', 'Ville;City;Ville (2)']) {
      const checked = checkMapping(headings.split(';'), suggest(headings))
      if (!checked.ok) expect(checked.error.code).toBe('nothing-identifies')
    }
  })
})
