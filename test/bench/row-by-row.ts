/**
 * What most CRMs do with a file: for every row a look-up of its keys, then an insert or an update a record, each a round
 * trip. It does to the last rows of a file what the import did to them, in a database that holds all the others.
 *
 * Everything that can be known beforehand is: which keys a row has, which records it is about and what they become. So
 * only the database and the driver are measured, with statements that stay prepared.
 * @module
 */
import { createReadStream } from 'node:fs'
import {
  checkMapping,
  companyIdentity,
  companyKeys,
  contactIdentity,
  contactKeys,
  createRowReader,
  plainDateIn,
  type RowReading,
  readTable,
  suggestMapping,
} from 'crmkit/domain'
import type pg from 'pg'
import { generateRows } from './generate.ts'

/** The file, and how many of its last rows to go through. */
export interface SliceOptions {
  readonly file: string
  readonly rows: number
  readonly seed: number
  readonly slice: number
}

/** What it took. */
export interface RowByRow {
  readonly secondsPerRow: number
  readonly statementsPerRow: number
  readonly inserted: number
  readonly updated: number
}

const parties = ['companies', 'contacts', 'affiliations'] as const
type PartyTable = (typeof parties)[number]

/** A row of a table as it stands there: texts by column, without what the database works out by itself. */
type StoredRow = ReadonlyMap<string, string | null>

/** A statement that stays prepared under its name. */
interface Prepared {
  readonly name: string
  readonly text: string
  readonly values: (string | null)[]
}

/** The part of a row that makes a record, or finds one. */
interface Part {
  readonly table: PartyTable
  /** What the record is in the end. */
  readonly record: StoredRow
  /** How to find it: by its keys, strongest first. */
  readonly lookUps: readonly Prepared[]
  /** The keys that come with it, if it is made. */
  readonly keyRows: readonly StoredRow[]
  readonly isNew: boolean
}

const country = 'FR'
const today = plainDateIn(0, 'UTC')

/**
 * Takes the records that the last rows made out of a full database, and goes through these rows once more.
 * @throws when the database does not end with as many records and keys as it had
 */
export async function insertRowByRow(client: pg.Client, options: SliceOptions): Promise<RowByRow> {
  const before = await countRows(client)
  const parts = await prepareRows(client, options)
  // As nobody imports into a table with a hole that was not cleaned up.
  for (const table of [...parties, 'identity_keys'])
    await client.query(`VACUUM (ANALYZE, INDEX_CLEANUP ON) crmkit.${table}`)
  const writer = new RecordWriter(client)
  const started = performance.now()
  await client.query('BEGIN')
  for (const row of parts) for (const part of row) await writer.write(part)
  await client.query('COMMIT')
  const seconds = (performance.now() - started) / 1000
  const after = await countRows(client)
  if (after !== before) throw new Error(`row by row left other rows than the import: ${after} instead of ${before}`)
  const { statements, inserted, updated } = writer
  return { secondsPerRow: seconds / parts.length, statementsPerRow: statements / parts.length, inserted, updated }
}

class RecordWriter {
  statements = 0
  inserted = 0
  updated = 0
  readonly #client: pg.Client
  readonly #texts = new Map<string, string>()

  constructor(client: pg.Client) {
    this.#client = client
  }

  async write({ table, record, lookUps, keyRows, isNew }: Part): Promise<void> {
    const id = cell(record, 'id')
    let isFound = false
    for (const lookUp of lookUps) {
      // Keys may lead to others that look alike: whoever finds the right one stops.
      isFound = (await this.#run(lookUp)).some(([found]) => found === id)
      if (isFound) break
    }
    if (isFound === isNew) throw new Error(`a record of ${table} ${isNew ? 'is there already' : 'is not found'}: ${id}`)
    if (isNew) await this.#insert(table, record)
    else await this.#update(table, record)
    for (const key of keyRows) await this.#insert('identity_keys', key)
  }

  async #insert(table: string, row: StoredRow): Promise<void> {
    const text = this.#textOf(`insert ${table}`, () => {
      const values = [...row.keys()].map((_, index) => `$${index + 1}`)
      return `INSERT INTO crmkit.${table} (${[...row.keys()].join(', ')}) VALUES (${values.join(', ')})`
    })
    await this.#run({ name: `insert ${table}`, text, values: [...row.values()] })
    this.inserted += 1
  }

  async #update(table: string, row: StoredRow): Promise<void> {
    const text = this.#textOf(`update ${table}`, () => {
      const set = [...row.keys()].map((name, index) => `${name} = $${index + 1}`)
      return `UPDATE crmkit.${table} SET ${set.join(', ')} WHERE workspace_id = $${row.size + 1} AND id = $${row.size + 2}`
    })
    const values = [...row.values(), cell(row, 'workspace_id'), cell(row, 'id')]
    await this.#run({ name: `update ${table}`, text, values })
    this.updated += 1
  }

  #textOf(name: string, make: () => string): string {
    const text = this.#texts.get(name) ?? make()
    this.#texts.set(name, text)
    return text
  }

  async #run(query: Prepared): Promise<readonly (readonly unknown[])[]> {
    this.statements += 1
    return (await this.#client.query<unknown[]>({ ...query, rowMode: 'array' })).rows
  }
}

function keyLookUps(workspace: string, keys: readonly string[]): readonly Prepared[] {
  const text = 'SELECT record_id FROM crmkit.identity_keys WHERE workspace_id = $1 AND key = $2'
  return keys.map((key) => ({ name: 'find', text, values: [workspace, key] }))
}

function jobLookUp(workspace: string, contact: string): Prepared {
  const text = 'SELECT id FROM crmkit.affiliations WHERE workspace_id = $1 AND contact_id = $2'
  return { name: 'jobs', text, values: [workspace, contact] }
}

/** What is to be done for each of the last rows; what they made is taken out of the database. */
async function prepareRows(client: pg.Client, options: SliceOptions): Promise<readonly (readonly Part[])[]> {
  const first = options.rows - options.slice + 1
  const makers = findMakers(options)
  const companies = await madeBy(client, 'companies', makers.companies)
  const contacts = await madeBy(client, 'contacts', makers.contacts)
  const jobs = await jobsOf(client, contacts)
  const keys = await takeOut(client, first)
  return (await readLastRows(options)).map((reading, index) => {
    const row = first + index
    const company = companies.get(String(makers.companies[index]))
    const contact = contacts.get(String(makers.contacts[index]))
    if (company === undefined || (contact === undefined) !== (reading.contact === undefined)) {
      throw new Error(`row ${row} does not lead to the records that it is about`)
    }
    const workspace = cell(company, 'workspace_id')
    const part = (table: PartyTable, record: StoredRow, lookUps: readonly Prepared[]): Part => {
      const isNew = isMadeBy(record, row)
      return { table, record, lookUps, keyRows: isNew ? (keys.get(cell(record, 'id')) ?? []) : [], isNew }
    }
    const parts = [part('companies', company, keyLookUps(workspace, companyKeysOf(reading)))]
    if (contact === undefined) return parts
    parts.push(part('contacts', contact, keyLookUps(workspace, contactKeysOf(reading))))
    const id = cell(contact, 'id')
    const job = jobs.get(`${id} ${company.get('id')}`)
    if (job === undefined) throw new Error(`row ${row} has no job`)
    // Who was made a moment ago has none yet.
    parts.push(part('affiliations', job, isMadeBy(contact, row) ? [] : [jobLookUp(workspace, id)]))
    return parts
  })
}

function isMadeBy(record: StoredRow, row: number): boolean {
  return record.get('import_row') === String(row)
}

/** The records that these rows made, by row. */
async function madeBy(
  client: pg.Client,
  table: PartyTable,
  rows: readonly number[],
): Promise<ReadonlyMap<string, StoredRow>> {
  const records = await readRows(client, table, 'import_row = ANY ($1::integer[])', [...new Set(rows)])
  return new Map(records.map((record) => [cell(record, 'import_row'), record]))
}

/** The jobs of these people, by person and company. */
async function jobsOf(
  client: pg.Client,
  contacts: ReadonlyMap<string, StoredRow>,
): Promise<ReadonlyMap<string, StoredRow>> {
  const ids = [...contacts.values()].map((contact) => cell(contact, 'id'))
  const jobs = await readRows(client, 'affiliations', 'contact_id = ANY ($1::uuid[])', ids)
  return new Map(jobs.map((job) => [`${job.get('contact_id')} ${job.get('company_id')}`, job]))
}

/**
 * Takes out what the rows from one on made, and gives the keys of that by record. Keys that such a row brought to an
 * older record stay: it need not write them again.
 */
async function takeOut(client: pg.Client, first: number): Promise<ReadonlyMap<string, readonly StoredRow[]>> {
  const made = ['companies', 'contacts'].map((table) => `SELECT id FROM crmkit.${table} WHERE import_row >= $1`)
  const ofMade = `record_id IN (${made.join(' UNION ALL ')})`
  const keys = await readRows(client, 'identity_keys', ofMade, first)
  await client.query(`DELETE FROM crmkit.identity_keys WHERE ${ofMade}`, [first])
  for (const table of parties.toReversed())
    await client.query(`DELETE FROM crmkit.${table} WHERE import_row >= $1`, [first])
  return Map.groupBy(keys, (key) => cell(key, 'record_id'))
}

/** Rows as texts, without what the database works out by itself: that can't be written. */
async function readRows(
  client: pg.Client,
  table: string,
  condition: string,
  value: unknown,
): Promise<readonly StoredRow[]> {
  const { rows: columns } = await client.query<{ name: string }>(
    "SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
    [`crmkit.${table}`],
  )
  const names = columns.map(({ name }) => name)
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT ${names.map((name) => `${name}::text`).join(', ')} FROM crmkit.${table} WHERE ${condition}`,
    values: [value],
    rowMode: 'array',
  })
  return rows.map((cells) => new Map(names.map((name, index) => [name, cells[index] ?? null])))
}

async function countRows(client: pg.Client): Promise<string> {
  const counts = [...parties, 'identity_keys'].map((table) => `(SELECT count(*) FROM crmkit.${table}) AS ${table}`)
  return JSON.stringify((await client.query(`SELECT ${counts.join(', ')}`)).rows[0])
}

function cell(row: StoredRow, name: string): string {
  return row.get(name) ?? ''
}

/** For each of the last rows: the rows that made its company and its contact; 0 for none. */
function findMakers({ rows, seed, slice }: SliceOptions): Record<'companies' | 'contacts', readonly number[]> {
  const companies = new Map<number, number>()
  const contacts = new Map<number, number>()
  const makers = { companies: [] as number[], contacts: [] as number[] }
  for (const { truth } of generateRows({ rows, seed })) {
    for (const { row, companyTruth, contactTruth } of truth) {
      if (!companies.has(companyTruth)) companies.set(companyTruth, row + 1)
      if (contactTruth >= 0 && !contacts.has(contactTruth)) contacts.set(contactTruth, row + 1)
      if (row < rows - slice) continue
      makers.companies.push(companies.get(companyTruth) ?? 0)
      makers.contacts.push(contacts.get(contactTruth) ?? 0)
    }
  }
  return makers
}

async function readLastRows({ file, rows, slice }: SliceOptions): Promise<readonly RowReading[]> {
  const table = await readTable(() => createReadStream(file))
  if (!table.ok) throw new Error(table.error.code)
  const suggested = suggestMapping(table.value.headers, table.value.sample)
  if (!suggested.ok) throw new Error(suggested.error.code)
  const mapping = checkMapping(table.value.headers, suggested.value.mapping)
  if (!mapping.ok) throw new Error(mapping.error.code)
  const read = createRowReader(mapping.value, { defaultCountry: country, invalidIds: 'error' })
  const readings: RowReading[] = []
  for await (const batch of table.value.rows()) {
    for (const { row, cells } of batch.rows) if (row > rows - slice) readings.push(read(cells))
  }
  return readings
}

function companyKeysOf({ company = {} }: RowReading): readonly string[] {
  return companyKeys(companyIdentity(company, country)).map(({ key }) => key)
}

function contactKeysOf({ contact = {}, affiliation = {} }: RowReading): readonly string[] {
  return contactKeys(contactIdentity(contact, [affiliation], today)).map(({ key }) => key)
}
