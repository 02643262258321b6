import { describe, expect, it } from 'vitest'
import { type CompanyFacts, companyIdentity } from '../../../src/identity/company-identity.ts'
import { contactIdentity } from '../../../src/identity/contact-identity.ts'
import { mostCompared, pairCompanies, pairContacts } from '../../../src/identity/pair-duplicates.ts'
import { parsePlainDate } from '../../../src/kernel/time.ts'
import { parseEmail } from '../../../src/party/email.ts'
import { normalizeCompany } from '../../../src/party/new-company.ts'
import { numbers } from '../use-cases/stores.ts'

type Facts = Pick<CompanyFacts, 'name'> & { siret?: string; vat?: string; place?: boolean }

function company(recordId: string, { name = 'Pomme', place = false, ...facts }: Facts) {
  const addresses = place ? [{ postcode: '75001', city: 'Paris' }] : []
  const read = normalizeCompany({ name, ...facts, addresses }, { ownerId: null, visibility: 'write', country: 'FR' })
  if (!read.ok) throw new Error('the facts are wrong')
  return { recordId, identity: companyIdentity(read.value, 'FR') }
}

function person(recordId: string, givenName: string, familyName: string, ...emails: readonly string[]) {
  const day = parsePlainDate('2026-01-05')
  if (day === null) throw new Error('no day')
  return { recordId, identity: contactIdentity({ givenName, familyName, emails: emails.map(parseEmail) }, [], day) }
}

const vatKey = `vat:${numbers.vat}`
const placeKey = 'npc:pomme|75001|paris'

describe('pairCompanies', () => {
  it('IDN-8 tells the verdict of two companies, and the key that decides', () => {
    expect(pairCompanies(vatKey, [company('b', { vat: numbers.vat }), company('a', { siret: numbers.siret })])).toEqual(
      [{ ids: ['a', 'b'], verdict: 'same', by: { type: 'vat', key: vatKey }, suspicious: false }],
    )
  })

  it('IDN-5 flags two that share a number and nothing else', () => {
    const [a, b] = [company('a', { vat: numbers.vat }), company('b', { name: 'Verger', vat: numbers.vat })]
    expect(pairCompanies(vatKey, [a, b])).toMatchObject([{ verdict: 'same', suspicious: true }])
  })

  it('IDN-8 lists two that share several keys under the one that decides, and under no other', () => {
    const both = ['a', 'b'].map((id) => company(id, { vat: numbers.vat, place: true }))
    expect(pairCompanies(vatKey, both)).toHaveLength(1)
    expect(pairCompanies(placeKey, both)).toEqual([])
  })

  it.each([
    ['IDN-3 siblings', vatKey, { siret: numbers.siret }, { siret: numbers.siblingSiret }],
    [
      'IDN-2 companies of another number',
      placeKey,
      { siret: numbers.siret, place: true },
      { siret: numbers.otherSiret, place: true },
    ],
    [
      'IDN-2 legal forms that contradict',
      placeKey,
      { name: 'Pomme SARL', place: true },
      { name: 'SCI Pomme', place: true },
    ],
    ['records that carry the key no more', vatKey, { place: true }, { place: true }],
  ])('%s are no pair', (_what, key, a, b) => {
    expect(pairCompanies(key, [company('a', a), company('b', b)])).toEqual([])
  })

  it('gives the pairs in the order of the ids, however the records come', () => {
    const three = ['c', 'a', 'b'].map((id) => company(id, { vat: numbers.vat }))
    expect(pairCompanies(vatKey, three).map(({ ids }) => ids.join(''))).toEqual(['ab', 'ac', 'bc'])
  })

  it('IDN-8 compares the first records of a crowd only', () => {
    const crowd = Array.from({ length: 1_000 }, (_, n) => company(String(n).padStart(4, '0'), { vat: numbers.vat }))
    const pairs = pairCompanies(vatKey, crowd)
    expect(pairs).toHaveLength((mostCompared * (mostCompared - 1)) / 2)
    expect(pairs.at(-1)?.ids).toEqual(['0023', '0024'])
  })
})

describe('pairContacts', () => {
  const key = 'mail:info@pomme.example'
  const email = 'info@pomme.example'

  it('IDN-8 tells that the mailbox is one, and that the names contradict', () => {
    const pairs = pairContacts(key, [person('a', 'Anna', 'Pépin', email), person('b', 'Jean', 'Trognon', email)])
    expect(pairs).toEqual([
      {
        ids: ['a', 'b'],
        verdict: 'possible',
        by: { type: 'mail', key },
        reasons: ['shared-mailbox'],
        contradiction: 'person-name',
      },
    ])
  })

  it('IDN-8 lists two with equal names under one of their addresses', () => {
    const [a, b] = [
      person('a', 'Anna', 'Pépin', email, 'anna@x.example'),
      person('b', 'Anna', 'Pépin', 'anna@x.example', email),
    ]
    expect(pairContacts(key, [b, a])).toMatchObject([{ ids: ['a', 'b'], verdict: 'same', suspicious: false }])
    expect(pairContacts('mail:anna@x.example', [a, b])).toEqual([])
  })
})
