/** The plan of a merge, field by field. Rules: docs/concepts/merge.md (MRG-1). */
import type { Address, Company, CompanyMergeChoices, Contact } from 'crmkit'
import { planCompanyMerge, planContactMerge } from 'crmkit/domain'
import { buildCompany, buildContact, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const [one, two, three] = [1, 2, 3].map((count) => countedId(count)) as [string, string, string]
const alone = { survivor: [], loser: [] }
const pomme = '73282932000074'
const poire = '44306184100047'

function company(id: string, fields: Partial<Company>): Company {
  return { ...buildCompany({ id, ...fields }), number: 1 }
}

function plan(survivor: Partial<Company>, loser: Partial<Company>, choices: CompanyMergeChoices = {}) {
  return planCompanyMerge(company(one, survivor), company(two, loser), choices, alone)
}

/** What the result says; `undefined` for nothing. */
type Expected = { readonly [Field in keyof Company]?: Company[Field] | undefined }

function address(fields: Partial<Address>): Address {
  return { category: 'billing', isDefault: true, ...fields }
}

describe('Merge plans', () => {
  it.each<[string, Partial<Company>, Partial<Company>, CompanyMergeChoices, Expected, readonly string[]]>([
    ['fills a number', {}, { siret: pomme }, {}, { siret: pomme }, []],
    ['keeps a number', { siret: pomme }, {}, {}, { siret: pomme }, []],
    ['has two numbers chosen', { siret: pomme }, { siret: poire }, {}, { siret: pomme }, ['siret']],
    ['takes the chosen number', { siret: pomme }, { siret: poire }, { siret: 'loser' }, { siret: poire }, []],
    ['takes a chosen blank', { siret: pomme }, {}, { siret: 'loser' }, { siret: undefined }, []],
    ['leaves a blank that is chosen', {}, { siret: pomme }, { siret: 'survivor' }, { siret: undefined }, []],
    ['drops a SIREN that the SIRET says', { siren: pomme.slice(0, 9) }, { siret: pomme }, {}, { siren: undefined }, []],
    ['sees numbers of two firms', { siren: poire.slice(0, 9) }, { siret: pomme }, {}, {}, ['siren']],
    ['sees a VAT number of another firm', { vat: 'FR76443061841' }, { siret: pomme }, {}, {}, ['vat']],
    [
      'fills a registration number with its country',
      {},
      { registrationNumber: 'J1/1/2005', country: 'RO' },
      {},
      { registrationNumber: 'J1/1/2005', country: 'RO' },
      [],
    ],
    [
      'takes no registration number of another country',
      { country: 'FR' },
      { registrationNumber: 'J1/1/2005', country: 'RO' },
      {},
      { registrationNumber: undefined, country: 'FR' },
      [],
    ],
    [
      'gives a registration number no other country',
      { registrationNumber: 'J1/1/2005' },
      { country: 'FR' },
      {},
      { country: undefined },
      [],
    ],
    [
      'has a country chosen with its number',
      { country: 'FR' },
      { registrationNumber: 'J1/1/2005', country: 'RO' },
      { registrationNumber: 'loser' },
      {},
      ['registrationNumber'],
    ],
    ['keeps who owns nothing', { ownerId: null }, { ownerId: three }, {}, { ownerId: null }, []],
    ['takes a chosen list as a whole', { tags: ['a'] }, { tags: ['b'] }, { tags: 'loser' }, { tags: ['b'] }, []],
    ['unites tags letter by letter', { tags: ['Fruit'] }, { tags: ['fruit', 'C#'] }, {}, { tags: ['Fruit', 'C#'] }, []],
  ])('MRG-1 %s', (_, survivor, loser, choices, expected, contradictions) => {
    const planned = plan(survivor, loser, choices)
    expect(planned.record).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    )
    for (const [field, value] of Object.entries(expected))
      if (value === undefined) expect(planned.record).not.toHaveProperty(field)
    expect(planned.contradictions).toEqual(contradictions)
  })

  it('MRG-1 an address moves as one block: the fuller one of a place stays, two streets are two addresses', () => {
    const bare = address({ postcode: '75002', city: 'Paris' })
    const full = address({ line1: '1 rue de la Paix', postcode: '75002', city: 'PARIS', isDefault: false })
    expect(plan({ addresses: [bare] }, { addresses: [full] }).record.addresses).toEqual([{ ...full, isDefault: true }])
    expect(plan({ addresses: [full] }, { addresses: [bare] }).record.addresses).toEqual([full])
    const other = address({ line1: '2 rue de la Paix', postcode: '75002', city: 'Paris' })
    const street = { ...full, isDefault: true }
    expect(plan({ addresses: [street] }, { addresses: [other] }).record.addresses).toEqual([
      street,
      { ...other, isDefault: false },
    ])
    const shop = address({ category: 'shop', city: 'Lyon' })
    expect(plan({ addresses: [street] }, { addresses: [shop] }).record.addresses).toEqual([street, shop])
  })

  it('MRG-1 a parent that is one of the two, or stands below them, is none', () => {
    const lineages = { survivor: [two], loser: [three] }
    const [child, parent] = [company(one, { parentId: two }), company(two, { parentId: three })]
    expect(planCompanyMerge(child, parent, {}, lineages).record.parentId).toBe(three)
    const orphan = planCompanyMerge(child, company(two, {}), {}, { survivor: [two], loser: [] })
    expect(orphan.record).not.toHaveProperty('parentId')
    expect(orphan.fields).toContainEqual({ field: 'parentId', decision: 'cleared' })
    const below = planCompanyMerge(company(one, {}), parent, {}, { survivor: [], loser: [three, one] })
    expect(below.record).not.toHaveProperty('parentId')
  })

  it('MRG-1 what is kept says what the other one said, and what is equal says nothing', () => {
    const { fields } = plan({ name: 'Pomme', type: 'customer' }, { name: 'Pomme SARL', type: 'customer' })
    expect(fields).toContainEqual({ field: 'name', decision: 'kept', value: 'Pomme', other: 'Pomme SARL' })
    expect(fields).toContainEqual({ field: 'type', decision: 'kept', value: 'customer' })
  })

  it('MRG-1 a contact keeps a name', () => {
    const contact = (id: string, fields: Partial<Contact>): Contact => ({
      ...buildContact({ id, ...fields }),
      number: 1,
    })
    const { givenName: _none, ...nameless } = contact(two, {})
    const { contradictions } = planContactMerge({ ...nameless, id: one }, contact(two, {}), { familyName: 'survivor' })
    expect(contradictions).toEqual([])
    const { familyName: _gone, ...given } = contact(one, { givenName: 'Anna' })
    const chosenAway = planContactMerge(given, nameless, { givenName: 'loser', familyName: 'survivor' })
    expect(chosenAway.contradictions).toEqual(['givenName', 'familyName'])
  })
})
