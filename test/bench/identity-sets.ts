/**
 * The labelled duplicate sets, and what the rules say of their pairs. `same` verdicts alone count as found; `possible`
 * ones are for review screens and are counted beside. Pairs are decided one by one by the public functions of the core,
 * which are those of forms and imports.
 * @module
 */
import { readFileSync } from 'node:fs'
import type { CompanyDetails, ContactDetails, NewAddress, NewCompany } from 'crmkit'
import {
  companyIdentity,
  companyKeys,
  contactIdentity,
  contactKeys,
  decideCompany,
  decideContact,
  foldCompanyName,
  foldPersonName,
  normalizeCompany,
  normalizeContact,
  plainDateIn,
  possibleCompanies,
  possibleContacts,
} from 'crmkit/domain'
import Papa from 'papaparse'
import { sharedPath } from '../shared-data-path.ts'

/** What came of one set. */
export interface SetReport {
  readonly name: string
  readonly records: number
  /** Pairs that are one by the labels. */
  readonly truePairs: number
  /** Pairs with the verdict `same`, and how many of them the labels confirm. */
  readonly same: number
  readonly correct: number
  /** Pairs that are only `possible`, and how many of them the labels confirm. */
  readonly possible: number
  readonly possibleCorrect: number
  /** How many pairs are `same` although the labels call them different. */
  readonly contradictions: number
  /** The labels of those pairs, each once, sorted: `12/34`. */
  readonly contradictedLabels: readonly string[]
}

/** Sets of companies: their contradictions are to be explained. */
export const companySets: readonly (() => SetReport)[] = [
  restaurants,
  childcare,
  childcareInTheirCity,
  namePairs,
  irepGroups,
  irepGroupsWithoutNumbers,
]

/** Sets of people. */
export const contactSets: readonly (() => SetReport)[] = [febrl, splink]

/** Restaurants of two guides: name, city and phone, no postcode – nothing proves that two are one. */
function restaurants(): SetReport {
  const rows = (['restaurants_fodors', 'restaurants_zagats'] as const).flatMap((file) => readTable(`${file}.csv`))
  const entities = new Map<string, string>()
  for (const { fodors_id = '', zagats_id = '' } of readTable('matches_fodors_zagats.csv')) {
    entities.set(zagats_id, fodors_id)
  }
  const companies = rows.map(({ id = '', name = '', addr, city, phone = '' }) =>
    company(id, entities.get(id) ?? id, { name, phones: [phone], addresses: [{ line1: addr, city, country: 'US' }] }),
  )
  return reportCompanies('identity/restaurants', companies)
}

/** Sites as they are listed: no column says the city, so that nothing proves that two are one. */
function childcare(): SetReport {
  return reportCompanies('identity/chicago-childcare', childcareSites({}))
}

/** The same sites with the city that their title promises, where the postcode agrees. */
function childcareInTheirCity(): SetReport {
  return reportCompanies('identity/chicago-childcare-with-city', childcareSites({ city: 'Chicago' }))
}

function childcareSites(place: NewAddress): readonly LabelledCompany[] {
  return readTable('chicago_childcare_sites_with_true_id.csv').flatMap((row) => {
    const name = oneLine(row['Site name'])
    if (name === '') return []
    const postcode = oneLine(row['Zip'])
    const address = { line1: oneLine(row['Address']), postcode, country: 'US', ...(/^606\d\d/.test(postcode) && place) }
    const entity = row['True Id'] ?? ''
    const phone = oneLine(row['Phone'])
    return company(row['Id'] ?? '', entity, { name, phones: [phone], addresses: [address] })
  })
}

/** Pairs of names, each pair in a place of its own: what is left to decide is whether the names are one. */
function namePairs(): SetReport {
  const companies = readTable('company_name_pairs_dev.csv').flatMap(({ name1 = '', name2 = '', is_match }, pair) => {
    const addresses = [{ postcode: String(10_000 + pair), city: `Town ${pair}` }]
    const sides = [name1, name2].map((name, side) => ({
      id: `${pair}.${side}`,
      entity: is_match === 'true' ? `${pair}` : `${pair}.${side}`,
      name,
    }))
    return sides.map(({ id, entity, name }) => company(id, entity, { name, addresses }))
  })
  return reportCompanies('identity/company-name-pairs', companies)
}

/** Rows of a register that share a SIRET. */
function irepGroups(): SetReport {
  return reportCompanies('identity/irep-same-siret', irepRecords('with numbers'))
}

/** The same rows without their SIRET: how far name, postcode and city get alone. */
function irepGroupsWithoutNumbers(): SetReport {
  return reportCompanies('identity/irep-by-name-and-place', irepRecords('without numbers'))
}

interface IrepGroup {
  readonly siret: string
  readonly records: readonly Readonly<Record<'id' | 'name' | 'street' | 'postcode' | 'city', string>>[]
}

function irepRecords(numbers: 'with numbers' | 'without numbers'): readonly LabelledCompany[] {
  const groups = JSON.parse(readShared('fr_irep_same_siret_groups.json')) as readonly IrepGroup[]
  return groups.flatMap(({ siret, records }) =>
    records.map(({ id, name, street, postcode, city }) =>
      company(id, siret, {
        name,
        addresses: [{ line1: street, postcode, city, country: 'FR' }],
        ...(numbers === 'with numbers' && { siret }),
      }),
    ),
  )
}

/** Invented Australians with typing errors and no e-mail address: nothing proves that two are one. */
function febrl(): SetReport {
  const contacts = readTable('febrl_dataset1.csv').map((row) => {
    const id = row['rec_id'] ?? ''
    return contact(id, id.split('-')[1] ?? id, row['given_name'], row['surname'], undefined, {
      line1: row['address_1'],
      postcode: row['postcode'],
      city: row['suburb'],
      country: 'AU',
    })
  })
  return reportContacts('identity/febrl', contacts)
}

/** Invented Britons with e-mail addresses, some blank, mistyped or shared. */
function splink(): SetReport {
  const contacts = readTable('splink_fake_1000.csv').map((row) =>
    contact(row['unique_id'] ?? '', row['cluster'] ?? '', row['first_name'], row['surname'], row['email'], {
      city: row['city'],
      country: 'GB',
    }),
  )
  return reportContacts('identity/splink-fake-1000', contacts)
}

interface Labelled<Details> {
  readonly id: string
  /** Records of one entity are one. */
  readonly entity: string
  readonly details: Details
}

type LabelledCompany = Labelled<CompanyDetails>
type LabelledContact = Labelled<ContactDetails>

const ownership = { ownerId: null, visibility: 'write' } as const

function company(id: string, entity: string, input: NewCompany): LabelledCompany {
  const details = normalizeCompany(input, ownership)
  if (!details.ok) throw new Error(`company ${id}: ${JSON.stringify(details.error)}`)
  return { id, entity, details: details.value }
}

function contact(
  id: string,
  entity: string,
  givenName: string | undefined,
  familyName: string | undefined,
  email: string | undefined,
  address: NewAddress,
): LabelledContact {
  const emails = email === undefined || email.trim() === '' ? [] : [email]
  const isNamed = [givenName, familyName].some((name) => name !== undefined && name.trim() !== '')
  const names = isNamed ? { givenName, familyName } : { familyName: `nameless ${id}` }
  const details = normalizeContact({ ...names, emails, addresses: [address] }, ownership)
  if (!details.ok) throw new Error(`contact ${id}: ${JSON.stringify(details.error)}`)
  return { id, entity, details: details.value }
}

function reportCompanies(name: string, companies: readonly LabelledCompany[]): SetReport {
  const identities = new Map(companies.map(({ id, details }) => [id, companyIdentity(details, undefined)]))
  return report(name, companies, {
    blocksOf: ({ id, details }) => [
      ...companyKeys(identityIn(identities, id)).map(({ key }) => key),
      `name:${foldCompanyName(details.name).key}`,
    ],
    isSame: (a, b) => {
      const candidate = { recordId: b.id, identity: identityIn(identities, b.id) }
      return decideCompany(identityIn(identities, a.id), [candidate]).verdict === 'same'
    },
    isPossible: (a, b) => possibleCompanies(a.details, [{ ...b.details, id: b.id }], undefined).length > 0,
  })
}

function reportContacts(name: string, contacts: readonly LabelledContact[]): SetReport {
  const identities = new Map(
    contacts.map(({ id, details }) => [id, contactIdentity(details, [], plainDateIn(Date.UTC(2026, 0, 5), 'UTC'))]),
  )
  return report(name, contacts, {
    blocksOf: ({ id, details }) => [
      ...contactKeys(identityIn(identities, id)).map(({ key }) => key),
      `name:${[details.givenName, details.familyName]
        .map((part) => foldPersonName(part ?? ''))
        .sort()
        .join(' ')}`,
    ],
    isSame: (a, b) => verdictOn(a, b) === 'same',
    isPossible: (a, b) => {
      const alike = possibleContacts(a.details, [], [{ contact: { ...b.details, id: b.id }, jobs: [] }], undefined)
      return alike.length > 0 || verdictOn(a, b) === 'possible'
    },
  })

  function verdictOn(a: LabelledContact, b: LabelledContact): string {
    return decideContact(identityIn(identities, a.id), [{ recordId: b.id, identity: identityIn(identities, b.id) }])
      .verdict
  }
}

interface Questions<Record> {
  /** Only records that share one of these are compared: without a key or an equal name in common nothing is said. */
  blocksOf(record: Record): readonly string[]
  isSame(a: Record, b: Record): boolean
  isPossible(a: Record, b: Record): boolean
}

function report<Details>(
  name: string,
  records: readonly Labelled<Details>[],
  ask: Questions<Labelled<Details>>,
): SetReport {
  const counts = { same: 0, correct: 0, possible: 0, possibleCorrect: 0 }
  const contradicted: string[] = []
  for (const [a, b] of pairsToCompare(records, ask.blocksOf)) {
    const isTrue = a.entity === b.entity
    if (ask.isSame(a, b)) {
      counts.same += 1
      if (isTrue) counts.correct += 1
      else contradicted.push([a.entity, b.entity].sort().join('/'))
    } else if (ask.isPossible(a, b)) {
      counts.possible += 1
      if (isTrue) counts.possibleCorrect += 1
    }
  }
  return {
    name,
    records: records.length,
    truePairs: truePairsIn(records),
    ...counts,
    contradictions: contradicted.length,
    contradictedLabels: [...new Set(contradicted)].sort(),
  }
}

function* pairsToCompare<Record>(
  records: readonly Record[],
  blocksOf: (record: Record) => readonly string[],
): Generator<readonly [Record, Record]> {
  const blocks = new Map<string, Record[]>()
  for (const record of records) {
    const partners = new Set<Record>()
    for (const block of blocksOf(record)) {
      const members = blocks.get(block) ?? []
      for (const member of members) partners.add(member)
      members.push(record)
      blocks.set(block, members)
    }
    for (const partner of partners) yield [partner, record]
  }
}

function truePairsIn(records: readonly { readonly entity: string }[]): number {
  const sizes = new Map<string, number>()
  for (const { entity } of records) sizes.set(entity, (sizes.get(entity) ?? 0) + 1)
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0)
}

function identityIn<Identity>(identities: ReadonlyMap<string, Identity>, id: string): Identity {
  const identity = identities.get(id)
  if (identity === undefined) throw new Error(`there is no record ${id}`)
  return identity
}

function oneLine(text = ''): string {
  return text.replace(/\s+/g, ' ').trim()
}

function readTable(file: string): readonly Readonly<Record<string, string>>[] {
  const [headings = [], ...rows] = Papa.parse<readonly string[]>(readShared(file), { skipEmptyLines: 'greedy' }).data
  return rows.map((cells) =>
    Object.fromEntries(headings.map((heading, index) => [heading.trim(), (cells[index] ?? '').trim()])),
  )
}

function readShared(file: string): string {
  return readFileSync(sharedPath(`data/dedupe/${file}`), 'utf8')
}
