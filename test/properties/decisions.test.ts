/** What holds of every decision whether two records are one, whatever they say and in whatever order they come. */
import {
  type CompanyFacts,
  type ContactFacts,
  companyIdentity,
  contactIdentity,
  decideCompany,
  decideContact,
  foldCompanyName,
  parseEmail,
  parsePlainDate,
  type Verdict,
  vatOfSiren,
} from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importScene } from '../unit/use-cases/import-scene.ts'
import { csv, type Row } from './import-files.ts'

/** `CRMKIT_PROPERTY_RUNS` asks for more. */
const moreRuns = Number(process.env['CRMKIT_PROPERTY_RUNS'] ?? 0)
const one = fc.constantFrom
const today = parsePlainDate('2026-01-05') ?? expect.fail()

/** Few values, so that companies share and contradict each other all the time. */
const company: fc.Arbitrary<CompanyFacts> = fc.record(
  {
    name: one('Pomme SARL', 'SARL Pomme', 'Pomme', 'SCI Pomme', 'Poire NV', 'S.C. Poire S.R.L.', '!!'),
    otherNames: fc.subarray(['Appel', 'Poire SAS']),
    siret: one('73282932000074', '73282932000082', '44306184100047'),
    siren: one('732829320', '443061841'),
    vat: one('FR44732829320', 'BE0403170701', 'BE0202239951', 'XI220430231', 'GB220430231', 'GB333289454'),
    registrationNumber: one('KRS0000028860', 'REGON610188201', 'HRB 1 KOLN', 'HRB 1', 'MI-1', '00905811006'),
    country: one('FR', 'BE', 'PL', 'DE', 'IT', 'GB'),
    addresses: fc
      .subarray(['75001 Paris', '1000 Brussel', '69002 Lyon'])
      .map((places) => places.map((place, index) => addressOf(place, index === 0))),
  },
  { requiredKeys: ['name'] },
)
const person: fc.Arbitrary<ContactFacts> = fc.record(
  {
    givenName: one('Jean', 'J.', 'Marie', 'Dr. Paul', 'Dr. Jean', 'Kovács'),
    familyName: one('Dupont', 'Martin', 'Dupont-Martin', 'D.', 'de Gaulle', 'István'),
    emails: fc.shuffledSubarray(['jean@x.example', 'info@x.example', 'm@y.example'].map(parseEmail)),
  },
  { requiredKeys: ['emails'] },
)
const identify = (facts: CompanyFacts) => companyIdentity(facts, 'FR')
const identifyPerson = (facts: ContactFacts) => contactIdentity(facts, [], today)

describe('Every decision', () => {
  const runs = { numRuns: moreRuns || 2000 }

  it('IDN-2 says of two companies the same from either side', () => {
    fc.assert(
      fc.property(company, company, (a, b) => {
        const there = decideCompany(identify(a), numbered([identify(b)]))
        const back = decideCompany(identify(b), numbered([identify(a)]))
        expect(outlineOf(back)).toEqual(outlineOf(there))
      }),
      runs,
    )
  })

  it('IDN-2 says of two people the same from either side', () => {
    fc.assert(
      fc.property(person, person, (a, b) => {
        const there = decideContact(identifyPerson(a), numbered([identifyPerson(b)]))
        const back = decideContact(identifyPerson(b), numbered([identifyPerson(a)]))
        expect(outlineOf(back)).toEqual(outlineOf(there))
      }),
      runs,
    )
  })

  it('IDN-4 does not depend on which candidate comes first', () => {
    fc.assert(
      fc.property(company, fc.array(company, { maxLength: 6 }), (subject, others) => {
        const candidates = numbered(others.map(identify))
        const straight = decideCompany(identify(subject), candidates)
        expect(outlineOf(decideCompany(identify(subject), candidates.toReversed()))).toEqual(outlineOf(straight))
      }),
      runs,
    )
    fc.assert(
      fc.property(person, fc.array(person, { maxLength: 6 }), (subject, others) => {
        const candidates = numbered(others.map(identifyPerson))
        const straight = decideContact(identifyPerson(subject), candidates)
        expect(outlineOf(decideContact(identifyPerson(subject), candidates.toReversed()))).toEqual(outlineOf(straight))
      }),
      runs,
    )
  })
})

/** Two sites of a firm, its numbers alone, a firm with a VAT number and one with none: each row is of one of them. */
const clearRow: fc.Arbitrary<Row> = fc
  .oneof(
    fc.tuple(
      one('Pomme SARL', 'S.A.R.L. POMME'),
      one(['73282932000074', ''], ['732 829 320 00074', vatOfSiren('732829320')]),
      one(['75002', 'Paris'], ['75002', 'PARIS CEDEX 02'], ['', '']),
    ),
    fc.tuple(
      one('Pomme SARL', 'Pomme Lyon'),
      one(['73282932000082', ''], ['73282932000082', vatOfSiren('732829320')]),
      one(['69002', 'Lyon'], ['69002', 'Lyon 2e'], ['', '']),
    ),
    fc.tuple(one('Pomme SARL', 'Pomme'), one(['', vatOfSiren('732829320')], ['732829320', '']), one(['', ''])),
    fc.tuple(
      one('Poire NV', 'Poire SA', 'POIRE'),
      one(['', 'BE0211155439'], ['', 'be 0211.155.439']),
      one(['1000', 'Bruxelles'], ['B 1000', 'Brussel'], ['', '']),
    ),
    fc.tuple(
      one('Prune & Fils', 'Prune et fils', 'SARL PRUNE AND FILS'),
      one(['', '']),
      one(['13008', 'Marseille'], ['13008', 'Marseille 8e'], ['13008', 'MARSEILLE CEDEX 08']),
    ),
  )
  .map(([name, numbers, place]) => [name, ...numbers, '', ...place, '', '', '', '', ''])

describe('The rows of a file', () => {
  it('IDN-2 IDN-3 leave the same companies in whatever order they stand, if each says clearly whose it is', async () => {
    const rows = fc.array(clearRow, { minLength: 2, maxLength: 8 })
    const twoOrders = rows.chain((said) =>
      fc.tuple(fc.constant(said), fc.shuffledSubarray(said, { minLength: said.length })),
    )
    await fc.assert(
      fc.asyncProperty(twoOrders, async ([said, shuffled]) => {
        expect(await companiesAfter(shuffled)).toEqual(await companiesAfter(said))
      }),
      { numRuns: moreRuns || 60 },
    )
  })
})

async function companiesAfter(said: readonly Row[]): Promise<readonly string[]> {
  const scene = await importScene(memoryStore())
  await scene.run(csv(said))
  const companies = await scene.companies()
  return companies
    .map(
      ({ siret, siren, vat, name }) =>
        siret ?? vat ?? (siren === undefined ? undefined : vatOfSiren(siren)) ?? foldCompanyName(name).key,
    )
    .sort()
}

function addressOf(place: string, isDefault: boolean) {
  const [postcode = '', city = ''] = place.split(' ')
  return { category: 'head-office', isDefault, postcode, city } as const
}

function numbered<Identity>(identities: readonly Identity[]) {
  return identities.map((identity, index) => ({ recordId: `record-${index}`, identity }))
}

/** A verdict without the order in which it names records. */
function outlineOf(verdict: Verdict) {
  const { vetoes, others, ...rest } = verdict
  const ids = 'recordIds' in verdict ? verdict.recordIds.toSorted() : []
  const possible = 'candidates' in verdict ? verdict.candidates.map(({ recordId }) => recordId).sort() : []
  return {
    verdict: rest.verdict,
    recordId: 'recordId' in rest ? rest.recordId : null,
    isSuspicious: 'suspicious' in rest && rest.suspicious,
    by: 'by' in rest ? rest.by.type : null,
    ids,
    possible,
    vetoes: vetoes.map(({ recordId, contradiction }) => `${recordId} ${contradiction}`).sort(),
    others: others.map(({ recordId, shared }) => `${recordId} ${shared.type}`).sort(),
  }
}
