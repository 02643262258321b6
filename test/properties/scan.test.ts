/**
 * The scan for duplicates of random workspaces tells what comparing everybody with everybody tells, whoever looks and
 * whatever a page holds. Rules: docs/concepts/identity.md (IDN-8).
 */
import type { Company, Contact, DuplicateReason, RecordDesk } from 'crmkit'
import {
  type ContactIdentity,
  companyIdentity,
  contactIdentity,
  decideCompany,
  decideContact,
  parsePlainDate,
  type Verdict,
} from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { begin, numbers, onEveryStore, type Scene } from '../unit/use-cases/stores.ts'

const anyway = { onDuplicate: 'create' } as const
const maybe = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined })

const numbered = [
  {},
  { country: 'FR', siret: numbers.siret },
  { siret: numbers.siret, vat: numbers.vat },
  { siret: numbers.siblingSiret },
  { siret: numbers.otherSiret },
  { vat: numbers.vat },
  { siren: numbers.siren },
  { vat: 'BE0206767574' },
  { country: 'RO', registrationNumber: 'J40/1234/2005' },
  { country: 'RO', registrationNumber: 'J40/1235/2005' },
] as const
const company = fc
  .record({
    name: fc.constantFrom('Pomme', 'Pomme SARL', 'SCI Pomme', 'Poire'),
    otherNames: fc.subarray(['Appel NV', 'Poire']),
    addresses: fc.subarray([
      { postcode: '75002', city: 'Paris' },
      { postcode: '69001', city: 'LYON 1er' },
    ]),
    visibility: fc.constantFrom('write' as const, 'read' as const, 'private' as const),
  })
  .chain((said) => fc.constantFrom(...numbered).map((register) => ({ ...said, ...register })))
const addresses = ['a@pomme.example', 'b@pomme.example', 'info@pomme.example'] as const
const person = fc.record({
  givenName: maybe(['Anna', 'A.', 'Jean']),
  familyName: fc.constantFrom('Pépin', 'Trognon'),
  emails: fc.subarray([...addresses]),
  work: fc.subarray([...addresses]),
  visibility: fc.constantFrom('write' as const, 'read' as const, 'private' as const),
})
const world = fc.record({
  companies: fc.array(company, { minLength: 2, maxLength: 7 }),
  people: fc.array(person, { maxLength: 5 }),
  trashed: maybe([0, 1, 2, 3]),
  ignored: fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 2 }),
  limit: fc.constantFrom(1, 2, 3, 100),
})

type World = typeof world extends fc.Arbitrary<infer Made> ? Made : never

/** What is told of a pair: the key that decides, who, and what else is said. */
type Told = readonly [key: string, low: string, high: string, verdict: string, looks: string]

function tell(reason: DuplicateReason, low: string, high: string): Told {
  const looks = reason.verdict === 'same' ? String(reason.suspicious) : reason.contradiction
  return [reason.by.key, low, high, reason.verdict, looks]
}

async function scanned<PartyRecord extends Company | Contact>(
  desk: Pick<RecordDesk<PartyRecord, string>, 'duplicates'>,
  limit: number,
): Promise<readonly Told[]> {
  const told: Told[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await desk.duplicates({ limit, cursor })
    for (const { records, ...reason } of page.items) told.push(tell(reason, records[0].id, records[1].id))
    cursor = page.nextCursor
    if (cursor === undefined) return told
  }
}

/** The pairs among all records, each compared with each, in the order of the keys that decide. */
function everyPair<PartyRecord extends Company | Contact>(
  records: readonly PartyRecord[],
  decide: (subject: PartyRecord, other: PartyRecord) => Verdict,
): readonly Told[] {
  const sorted = records.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const told = sorted.flatMap((a, place) =>
    sorted.slice(place + 1).flatMap((b): readonly Told[] => {
      const verdict = decide(a, b)
      if (verdict.verdict === 'same') return [tell(verdict, a.id, b.id)]
      const [veto] = verdict.vetoes
      if (verdict.verdict !== 'possible' || veto === undefined) return []
      const { shared: by, contradiction } = veto
      return [tell({ verdict: 'possible', by, reasons: [], contradiction }, a.id, b.id)]
    }),
  )
  return told.toSorted((a, b) => (a.slice(0, 3).join('\n') < b.slice(0, 3).join('\n') ? -1 : 1))
}

/** Makes the records; gives the pairs that are ignored. */
async function fill({ anne }: Scene, { companies, people, trashed, ignored }: World): Promise<ReadonlySet<string>> {
  const ids: string[] = []
  for (const input of companies) ids.push((await anne.companies.create(input, anyway)).record.id)
  const [companyId = ''] = ids
  for (const { work, ...input } of people) {
    const affiliation = work.length === 0 ? {} : { affiliation: { companyId, emails: work } }
    await anne.contacts.create({ ...input, ...affiliation }, anyway)
  }
  const pairs = new Set<string>()
  for (const [a, b] of ignored) {
    const [one, other] = [ids[a], ids[b]]
    if (one === undefined || other === undefined || one === other) continue
    await anne.companies.ignoreDuplicate(one, other)
    pairs.add([one, other].toSorted().join())
  }
  const id = trashed === undefined ? undefined : ids[trashed]
  if (id !== undefined) await anne.companies.trash(id)
  return pairs
}

async function expectAllPairs(scene: Scene, made: World): Promise<void> {
  const ignored = await fill(scene, made)
  const day = parsePlainDate('2026-01-05')
  if (day === null) throw new Error('no day')
  for (const desk of [scene.anne, scene.ben]) {
    const companies = everyPair((await desk.companies.list({ limit: 100 })).items, (a, b) =>
      decideCompany(companyIdentity(a, 'FR'), [{ recordId: b.id, identity: companyIdentity(b, 'FR') }]),
    )
    const wanted = companies.filter(([_key, low, high]) => !ignored.has([low, high].join()))
    expect(await scanned(desk.companies, made.limit)).toEqual(wanted)
    const contacts = (await desk.contacts.list({ limit: 100 })).items
    const jobs = await desk.contacts.affiliationsOf(contacts.map(({ id }) => id))
    const known = (record: Contact): ContactIdentity =>
      contactIdentity(
        record,
        jobs.filter(({ contactId }) => contactId === record.id),
        day,
      )
    const people = everyPair(contacts, (a, b) => decideContact(known(a), [{ recordId: b.id, identity: known(b) }]))
    expect(await scanned(desk.contacts, made.limit)).toEqual(people)
  }
}

describe('A scan of a random workspace', () => {
  it('IDN-8 tells every pair that deciding on each two records tells, once and in order', async () => {
    const store = memoryStore()
    await fc.assert(
      fc.asyncProperty(world, async (made) => expectAllPairs(await begin(store), made)),
      { numRuns: 200 },
    )
  })

  onEveryStore((open) => {
    it('IDN-8 tells the same of a few', async () => {
      await fc.assert(
        fc.asyncProperty(world, async (made) => expectAllPairs(await open(), made)),
        { numRuns: 5 },
      )
    })
  })
})
