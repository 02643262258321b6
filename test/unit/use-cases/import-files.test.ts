/**
 * Every shared register and export goes through the import desk: previewed, applied, and applied once more. What a file
 * must give is worked out here from its raw cells and from the rules, by other means than the code under test.
 */
import { readdirSync } from 'node:fs'
import {
  type Company,
  type Contact,
  createCrm,
  type Desk,
  type ImportCounts,
  type ListQuery,
  type Page,
  type RowPlan,
} from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import Papa from 'papaparse'
import { describe, expect } from 'vitest'
import { hasSharedData, itWithSharedData, readShared, readSharedJson, sharedPath } from '../../shared-data.ts'

/** The cells of a raw row, by heading. */
type RawRow = Readonly<Record<string, string>>

interface FileFacts {
  readonly country: string
  readonly encoding?: string
  readonly rows: number
  /** The legal number of a row, in one normal form; absent where the row has none. Different numbers are never one company. */
  readonly numberOf?: (row: RawRow) => string | undefined
  /** Whether the row must be refused: it names nobody. */
  readonly isRefused?: (row: RawRow) => boolean
  /** How many companies and contacts there are once the file is in, worked out from the raw rows. */
  readonly companies: (rows: readonly RawRow[]) => number
  readonly contacts?: number
}

const digits = (text: string | undefined): string => (text ?? '').replace(/\D/g, '')
const numberOrNothing = (text: string | undefined): string | undefined => digits(text) || undefined
const distinct = (values: readonly (string | undefined)[]): number => new Set(values.filter((value) => value)).size

const files: Readonly<Record<string, FileFacts>> = {
  'registers/fr_arcep_operateurs_2024_cp1252.csv': {
    country: 'FR',
    encoding: 'windows-1252',
    rows: 1480,
    numberOf: (row) => numberOrNothing(row['SIRET_ACTEUR']),
    // Every SIRET and SIREN stands on one row only, and operators without one are foreign ones, each with its name.
    companies: (rows) => rows.length,
  },
  'registers/fr_sirene_v3_etablissements_utf8.csv': {
    country: 'FR',
    rows: 765,
    numberOf: (row) => numberOrNothing(row['siret']),
    companies: (rows) => distinct(rows.map((row) => row['siret'])),
  },
  'registers/fr_irep_etablissements_utf8.csv': {
    country: 'FR',
    rows: 9751,
    numberOf: (row) => numberOrNothing(row['Numero_SIRET']),
    companies: (rows) => distinct(rows.map((row) => row['Numero_SIRET'])),
  },
  'registers/be_kbo_enterprises_utf8.csv': {
    country: 'BE',
    rows: 1593,
    numberOf: (row) => numberOrNothing(row['EnterpriseNumber']),
    // A row without a name may update, but not create (IMP-8).
    isRefused: (row) => row['NameFR'] === '' && row['NameNL'] === '',
    companies: (rows) =>
      distinct(rows.filter((row) => row['NameFR'] || row['NameNL']).map((row) => row['EnterpriseNumber'])),
  },
  'registers/ro_firme_cui_utf8.csv': {
    country: 'RO',
    rows: 415,
    numberOf: (row) => numberOrNothing(row['CUI']),
    companies: (rows) => distinct(rows.map((row) => digits(row['CUI']))),
  },
  'registers/uk_companies_house_sample.csv': {
    country: 'GB',
    rows: 200,
    numberOf: (row) => row[' CompanyNumber'],
    companies: (rows) => distinct(rows.map((row) => row[' CompanyNumber'])),
  },
  'crm-exports/salesforce/accountData.csv': {
    country: 'US',
    encoding: 'windows-1252',
    rows: 423,
    // Five names in another script were lost before: question marks are no name.
    isRefused: (row) => !/[^?\s]/.test(row['NAME'] ?? ''),
    companies: (rows) => distinct(rows.map((row) => row['NAME']).filter((name) => /[^?\s]/.test(name ?? ''))),
  },
  'crm-exports/atomic-crm/src/components/atomic-crm/contacts/contacts_export.csv': {
    country: 'US',
    rows: 2,
    companies: (rows) => distinct(rows.map((row) => row['company'])),
    contacts: 2,
  },
  'crm-exports/atomic-crm/test-data/contacts.csv': {
    country: 'US',
    rows: 500,
    // Its companies have a name and nothing else, and the same one is meant each time.
    companies: (rows) => distinct(rows.map((row) => row['company'])),
    contacts: 500,
  },
  'crm-exports/vendor-format/espocrm-comptes.csv': { country: 'FR', rows: 22, companies: (rows) => rows.length },
  // Forty rows, two people twice by e-mail: `_expected.json`, checked below.
  'crm-exports/vendor-format/google-contacts-2024.csv': { country: 'FR', rows: 40, companies: () => 40, contacts: 38 },
  'crm-exports/vendor-format/hubspot-contacts.csv': { country: 'FR', rows: 40, companies: () => 40, contacts: 38 },
  'crm-exports/vendor-format/outlook-fr-cp1252.csv': {
    country: 'FR',
    encoding: 'windows-1252',
    rows: 40,
    companies: () => 40,
    contacts: 38,
  },
}

/** Files that the desk refuses, and what it says of them. */
const refusedFiles: Readonly<Record<string, object>> = {
  'crm-exports/salesforce/opportunityData.csv': { code: 'holds-other-records', records: 'opportunities' },
  'crm-exports/vendor-format/_expected.json': { code: 'not-a-table', format: 'json' },
  'registers/ro_anaf_api_answers.json': { code: 'not-a-table', format: 'json' },
}

describe('Imports of real files', () => {
  itWithSharedData('IMP-1 every register and export is in exactly one of the two lists', () => {
    expect([...Object.keys(files), ...Object.keys(refusedFiles)].sort()).toEqual(sharedFiles())
  })

  for (const [file, refusal] of Object.entries(refusedFiles))
    itWithSharedData(`IMP-1 ${file} is refused by name and nothing is written`, async () => {
      const desk = await openDesk('FR')
      const bytes = readShared(`data/${file}`)
      for (const call of [desk.imports.preview(bytes), desk.imports.run(bytes)])
        await expect(call).rejects.toMatchObject({ code: 'import-refused', details: refusal })
      expect(await desk.imports.list()).toEqual([])
      expect(await desk.companies.count()).toBe(0)
    })

  for (const [file, facts] of Object.entries(files))
    itWithSharedData(
      `IMP-5 IMP-7 IMP-8 ${file} comes in once, and once only`,
      async () => {
        const rows = rawRows(file, facts.encoding)
        expect(rows).toHaveLength(facts.rows)
        const first = await importFile(file, facts)
        const { preview, receipt, plans, desk } = first

        expect(receipt.counts, 'the receipt is what the preview foresaw').toEqual(preview.counts)
        expect(outcomesOf(plans), 'rows come out as foreseen').toBe(preview.outcomes)
        expectSums(receipt.counts, plans)
        const refusedRows = plans.filter(({ status }) => status !== 'import').map(({ row }) => row)
        expect(refusedRows).toEqual(rows.flatMap((row, index) => (facts.isRefused?.(row) === true ? [index + 1] : [])))

        const { companies, contacts } = await recordsOf(desk)
        expect(companies).toHaveLength(facts.companies(rows))
        expect(contacts).toHaveLength(facts.contacts ?? 0)
        expect(receipt.counts.companies).toMatchObject({
          created: companies.length,
          updated: 0,
          skipped: 0,
          ambiguous: 0,
        })
        expect(receipt.counts.contacts).toMatchObject({
          created: contacts.length,
          updated: 0,
          skipped: 0,
          ambiguous: 0,
        })
        expectNumbersKeptApart(rows, plans, companies, facts)

        const again = await importFile(file, facts, desk)
        expect(again.receipt.counts).toEqual(again.preview.counts)
        expect(again.receipt.counts).toMatchObject({ rows: facts.rows, invalid: refusedRows.length })
        expectAllKnown(again.receipt.counts, receipt.counts)
        const after = await recordsOf(desk)
        expect(after.companies.map(contentOf)).toEqual(companies.map(contentOf))
        expect(after.contacts.map(contentOf)).toEqual(contacts.map(contentOf))
      },
      60_000,
    )
})

interface Expected {
  readonly contacts: readonly RawRow[]
  /** Rows of one person, by their e-mail address. */
  readonly duplicateByEmail: readonly (readonly [number, number])[]
  /** A row whose second address is somebody else's first one. */
  readonly secondaryEmailHits: readonly (readonly [number, number])[]
  readonly invalidEmailRows: readonly number[]
  readonly noEmailRows: readonly number[]
}

describe('Imports of the contact exports', () => {
  for (const name of ['google-contacts-2024', 'hubspot-contacts', 'outlook-fr-cp1252'])
    itWithSharedData(`IDN-1 IDN-2 ${name} gives the people that were put into it, duplicates told`, async () => {
      const expected = readSharedJson<Expected>('data/crm-exports/vendor-format/_expected.json')
      const file = `crm-exports/vendor-format/${name}.csv`
      const facts = files[file]
      if (facts === undefined) throw new Error(file)
      const { plans, desk } = await importFile(file, facts)
      const planOf = (row: number): RowPlan => at(plans, row - 1)
      const idOf = (row: number): string => planOf(row).contact?.recordId ?? `row ${row} has no contact`

      const repeats = new Map(expected.duplicateByEmail.map(([earlier, later]) => [later, earlier]))
      const ids = new Map<string, number>()
      for (const { row } of plans) {
        const earlier = repeats.get(row)
        if (earlier === undefined) expect(ids.get(idOf(row)), `row ${row} is a person of its own`).toBeUndefined()
        else expect(idOf(row), `row ${row} is the person of row ${earlier}`).toBe(idOf(earlier))
        ids.set(idOf(row), row)
      }
      for (const [row, owner] of expected.secondaryEmailHits) {
        expect(planOf(row).contact, 'another name behind the same address is only possible').toMatchObject({
          action: 'create',
          possible: [{ recordId: idOf(owner), reasons: ['shared-mailbox'] }],
        })
      }

      // Letters that windows-1252 lacks came as question marks.
      const written = (text = '') => (facts.encoding === undefined ? text : text.replace(/[^\0-\xffŠšŽžŒœŸ’]/g, '?'))
      for (const [index, person] of expected.contacts.entries()) {
        const row = index + 1
        const label = `${name} row ${row}`
        const contact = await desk.contacts.get(idOf(row))
        const jobs = await desk.contacts.affiliations(contact.id)
        const companyId = planOf(row).company?.recordId ?? ''
        const job = at(
          jobs.filter((each) => each.companyId === companyId),
          0,
        )
        const company = await desk.companies.get(companyId)
        expect(company.name, label).toBe(written(person['company']))
        expect(job.jobTitle, label).toBe(written(person['title']))
        expect(contact.givenName, label).toBe(written(person['first']))
        // A later row may write a name in capitals: an equal normal form is no change (IMP-8).
        expect(contact.familyName?.toLowerCase(), label).toBe(written(person['last']).toLowerCase())
        const emails = [...contact.emails, ...jobs.flatMap((each) => each.emails)]
        const valid = emails.flatMap(({ normalized }) => normalized ?? [])
        if (expected.noEmailRows.includes(row)) expect(emails, label).toEqual([])
        else if (expected.invalidEmailRows.includes(row)) {
          expect(valid, label).toEqual([])
          expect(
            emails.map(({ typed }) => typed),
            label,
          ).toEqual([person['email']])
        } else expect(valid, label).toContain(person['email'])
        if (person['email2'] !== undefined) expect(valid, label).toContain(person['email2'])
        const phones = [...contact.phones, ...jobs.flatMap((each) => each.phones)].map(({ typed }) => typed)
        expect(phones, label).toEqual(
          expect.arrayContaining([person['mobile'], person['phone']].filter((each) => each)),
        )
      }
    })
})

interface ImportedFile {
  readonly desk: Desk
  readonly preview: Awaited<ReturnType<Desk['imports']['preview']>>
  readonly receipt: Awaited<ReturnType<Desk['imports']['apply']>>
  readonly plans: readonly RowPlan[]
}

async function importFile(file: string, { country }: FileFacts, known?: Desk): Promise<ImportedFile> {
  const desk = known ?? (await openDesk(country))
  const plans: RowPlan[] = []
  // Nobody of the workspace is named in these files; by default each row would be refused for that (IMP-4).
  const preview = await desk.imports.preview(readShared(`data/${file}`), { unknownOwner: 'unassigned' })
  const receipt = await desk.imports.apply(preview, { onRow: (plan) => plans.push(plan) })
  return { desk, preview, receipt, plans }
}

async function openDesk(country: string): Promise<Desk> {
  const crm = createCrm({ store: memoryStore(), clock: fixedClock(), ids: countedIds(1) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', country, administrator: { name: 'Anne' } })
  return crm.as({ workspaceId: workspace.id, memberId: administrator.id })
}

async function recordsOf(
  desk: Desk,
): Promise<{ readonly companies: readonly Company[]; readonly contacts: readonly Contact[] }> {
  return { companies: await everyRecord(desk.companies), contacts: await everyRecord(desk.contacts) }
}

async function everyRecord<PartyRecord>(listing: {
  list(query: ListQuery): Promise<Page<PartyRecord>>
}): Promise<readonly PartyRecord[]> {
  const all: PartyRecord[] = []
  let cursor: string | undefined
  do {
    const page = await listing.list({ order: 'number', limit: 500, cursor })
    all.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return all
}

/** Every record counts once, and every row comes out as exactly one thing (IMP-8). */
function expectSums(
  { rows, invalid, companies, contacts, decidedAnew }: ImportCounts,
  plans: readonly RowPlan[],
): void {
  expect(rows).toBe(plans.length)
  expect(plans.map(({ row }) => row)).toEqual(plans.map((_, index) => index + 1))
  expect(invalid).toBe(plans.filter(({ status }) => status === 'invalid').length)
  expect(decidedAnew).toBe(0)
  for (const [kind, counts] of [['company', companies] as const, ['contact', contacts] as const]) {
    const parts = plans.flatMap((plan) => (plan.status === 'import' ? (plan[kind] ?? []) : []))
    const known = new Set(parts.filter(({ action }) => action !== 'create').map(({ recordId }) => recordId))
    const created = new Set(parts.filter(({ action }) => action === 'create').map(({ recordId }) => recordId))
    expect(counts.created, kind).toBe(created.size)
    expect(
      [...known].every((recordId) => created.has(recordId)),
      `${kind}: an empty store knows only the file`,
    ).toBe(true)
  }
}

/** No company was led to by two numbers, and no number leads to two companies. */
function expectNumbersKeptApart(
  rows: readonly RawRow[],
  plans: readonly RowPlan[],
  companies: readonly Company[],
  { numberOf }: FileFacts,
): void {
  const sirets = companies.flatMap(({ siret }) => siret ?? [])
  expect(new Set(sirets).size, 'no two companies share a SIRET').toBe(sirets.length)
  if (numberOf === undefined) return
  const numbersOf = new Map<string, Set<string>>()
  const recordsWith = new Map<string, Set<string>>()
  for (const plan of plans) {
    const number = numberOf(at(rows, plan.row - 1))
    const recordId = plan.company?.recordId
    if (plan.status !== 'import' || number === undefined || recordId === undefined) continue
    add(numbersOf, recordId, number)
    add(recordsWith, number, recordId)
  }
  expect(
    [...numbersOf].filter(([, numbers]) => numbers.size > 1),
    'merged across numbers',
  ).toEqual([])
  expect(
    [...recordsWith].filter(([, records]) => records.size > 1),
    'one number, two companies',
  ).toEqual([])
}

/**
 * Nothing new, nobody refused: every record of the first time is met again. Rows of one record that contradict each
 * other are carried out in turn again, and end where they had ended; so some count as updated.
 */
function expectAllKnown(again: ImportCounts, first: ImportCounts): void {
  for (const kind of ['companies', 'contacts'] as const) {
    const { created, updated, unchanged, skipped, ambiguous, sibling } = again[kind]
    expect({ created, skipped, ambiguous, sibling }).toEqual({ created: 0, skipped: 0, ambiguous: 0, sibling: 0 })
    expect(updated + unchanged).toBe(first[kind].created)
  }
}

function outcomesOf(plans: readonly RowPlan[]): string {
  const letters = { create: 'c', update: 'u', unchanged: '=', skip: 's', ambiguous: 'a' } as const
  return plans
    .map(({ status, company, contact, affiliation }) => {
      if (status === 'invalid') return '--'
      const isJobChanged = affiliation !== undefined && affiliation.action !== 'unchanged'
      const person = contact?.action === 'unchanged' && isJobChanged ? 'update' : contact?.action
      return (company ? letters[company.action] : '.') + (person ? letters[person] : '.')
    })
    .join('')
}

/**
 * What a record says. Of addresses the ones in use: where rows of one SIRET name several sites, those that give way to
 * the last one stay in the record, in the order in which they gave way.
 */
function contentOf<PartyRecord extends Company | Contact>(record: PartyRecord): object {
  const { version: _version, updatedAt: _updatedAt, addresses, ...content } = record
  return { ...content, addresses: addresses.filter(({ isDefault }) => isDefault) }
}

function rawRows(file: string, encoding = 'utf-8'): readonly RawRow[] {
  const text = new TextDecoder(encoding).decode(readShared(`data/${file}`))
  const [headings = [], ...rows] = Papa.parse<readonly string[]>(text, { skipEmptyLines: 'greedy' }).data
  return rows.map((cells) => Object.fromEntries(headings.map((heading, index) => [heading, cells[index] ?? ''])))
}

function sharedFiles(): readonly string[] {
  if (!hasSharedData) return []
  return ['registers', 'crm-exports']
    .flatMap((folder) =>
      readdirSync(sharedPath(`data/${folder}`), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(sharedPath('data').length + 1)),
    )
    .sort()
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key)
  if (known === undefined) sets.set(key, new Set([value]))
  else known.add(value)
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new Error(`there is no item ${index} of ${items.length}`)
  return item
}
