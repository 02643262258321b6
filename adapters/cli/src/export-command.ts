/** `crmkit export`: companies or contacts as a CSV file that a spreadsheet opens safely and that can be imported. @module */
import { resolve } from 'node:path'
import type { Company, Contact, ListQuery, Page, Workspace } from 'crmkit'
import {
  type CsvStyle,
  companyIdentity,
  companyKeys,
  contactIdentity,
  contactKeys,
  csvLine,
  type SharedKey,
} from 'crmkit/domain'
import { oneOf, readArguments, storeOptions } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import {
  type CompanyRow,
  type ContactRow,
  companyColumns,
  contactColumns,
  type ExportColumn,
} from './export-columns.ts'
import type { CliIo } from './io.ts'
import { dayIn, lastingJobs } from './lasting-jobs.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { progressBar } from './progress-bar.ts'
import { counted } from './text-table.ts'
import { withWorkspace } from './with-desk.ts'
import { checkWritable, writeTextFile } from './write-text-file.ts'

/** `crmkit export`. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'Write companies or contacts to a CSV file',
  synopsis: 'companies|contacts FILE.csv --store ADDRESS [options]',
  options: [
    { option: '--raw', meaning: 'for machines: cells that a spreadsheet would calculate stay as they are' },
    { option: '--json', meaning: 'one line of JSON: { rows, file }' },
  ],
  notes: [
    'The file can be imported again: everything comes out unchanged. Contacts come with the jobs that last, one row',
    'each. Of addresses, the main one of each kind is written. A file of that name is replaced.',
  ].join('\n'),
  run: runExport,
}

async function runExport(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { values, positionals } = readArguments(
    argv,
    { ...storeOptions, raw: { type: 'boolean', default: false }, json: { type: 'boolean' } },
    ['companies|contacts', 'FILE.csv'],
  )
  const [kind = '', file = ''] = positionals
  const records = oneOf('first word of export', kind, ['companies', 'contacts'])
  const path = resolve(io.cwd, file)
  checkWritable(path)
  const bar = progressBar(io)
  const exported: ExportProgress = { rows: 0, unidentified: 0, show: (rows) => bar.show('Exporting', rows, null) }
  await withWorkspace(readPlace(values, io), async (open) => {
    const workspace = await open.desk.workspace.get()
    const style = { separator: ',', formulaSafe: !values.raw }
    const lines =
      records === 'companies'
        ? linesOf(companyColumns, companyRows(open, workspace, exported), exported, style)
        : linesOf(contactColumns, contactRows(open, workspace, exported), exported, style)
    await writeTextFile(path, lines)
  }).finally(() => bar.clear())
  const { rows, unidentified } = exported
  if (values.json === true) io.stdout.write(`${JSON.stringify({ rows, file })}\n`)
  else io.stdout.write(`${counted(rows, 'row')} written to ${file}.\n`)
  if (unidentified > 0) {
    const what = counted(unidentified, 'record')
    io.stderr.write(`${what} without number, e-mail or place: importing this file would create them again.\n`)
  }
  return exitCodes.done
}

interface ExportProgress {
  rows: number
  /** Records that nothing identifies: an import could not tell that they are there. */
  unidentified: number
  show(rows: number): void
}

async function* linesOf<Row>(
  columns: readonly ExportColumn<Row>[],
  rows: AsyncIterable<Row>,
  exported: ExportProgress,
  style: CsvStyle,
): AsyncGenerator<string> {
  yield csvLine(
    columns.map(({ heading }) => heading),
    style,
  )
  for await (const row of rows) {
    yield csvLine(
      columns.map(({ cell }) => cell(row) ?? ''),
      style,
    )
    exported.rows += 1
    exported.show(exported.rows)
  }
}

async function* companyRows(
  { desk }: OpenWorkspace,
  { settings }: Workspace,
  exported: ExportProgress,
): AsyncGenerator<CompanyRow> {
  const homeCountry = settings.country
  for await (const page of everyPage<Company>((query) => desk.companies.list(query))) {
    for (const company of page) {
      if (!isIdentified(companyKeys(companyIdentity(company, homeCountry)))) exported.unidentified += 1
      yield { company, homeCountry }
    }
  }
}

async function* contactRows(
  open: OpenWorkspace,
  workspace: Workspace,
  exported: ExportProgress,
): AsyncGenerator<ContactRow> {
  const homeCountry = workspace.settings.country
  const today = dayIn(workspace)
  for await (const page of everyPage<Contact>((query) => open.desk.contacts.list(query))) {
    const jobsOf = await lastingJobs(open, page, today)
    for (const contact of page) {
      const jobs = jobsOf.get(contact.id) ?? []
      const affiliations = jobs.map(({ affiliation }) => affiliation)
      if (!isIdentified(contactKeys(contactIdentity(contact, affiliations, today)))) exported.unidentified += 1
      if (jobs.length === 0) yield { contact }
      for (const { affiliation, company } of jobs) yield { contact, affiliation, company: { company, homeCountry } }
    }
  }
}

/** The hash of the row that a record came from finds that very row only. */
function isIdentified(keys: readonly SharedKey[]): boolean {
  return keys.some(({ type }) => type !== 'row')
}

async function* everyPage<ListedRecord>(
  list: (query: ListQuery) => Promise<Page<ListedRecord>>,
): AsyncGenerator<readonly ListedRecord[]> {
  let cursor: string | undefined
  do {
    const page = await list({ limit: 500, order: 'number', cursor })
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== undefined)
}
