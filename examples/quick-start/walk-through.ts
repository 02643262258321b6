/** Two files of the same world: what one colleague knows, and what the other knows by now. @module */
import { createReadStream } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Desk, ImportRecord, RowPlan } from 'crmkit'
import { sayValue, words } from './explain-row.ts'
import { type ImportedFile, importFile } from './import-file.ts'
import { atLength, command, counted, detail, finding, heading, say } from './say.ts'

const companies = resolve(import.meta.dirname, 'data/companies.csv')
const update = resolve(import.meta.dirname, 'data/update.csv')

/** Does what was not done by an earlier start. */
export async function walkThrough(desk: Desk): Promise<void> {
  const first = await latestImport(desk, companies)
  const second = await latestImport(desk, update)
  if (first?.status === 'applied' && second?.status === 'undone') {
    return say(
      '\nBoth files were dealt with by an earlier start; npm start -- --more starts over, and tells everything.',
    )
  }

  heading('1. companies.csv: what one colleague knows of well-known companies')
  if (first?.status === 'applied') finding('applied', ['by an earlier start'])
  else await importFile(desk, companies)

  heading('2. update.csv: what another one knows by now, from another program')
  if (second?.status === 'applied') await desk.imports.undo(second.id)
  const imported = await importFile(desk, update)

  heading('3. The second file is taken back')
  await takeBack(desk, imported)
}

/** The latest import of a file. If an earlier start was stopped within it, it goes on where it was. */
async function latestImport(desk: Desk, path: string): Promise<ImportRecord | null> {
  const latest = (await desk.imports.list()).find(({ fileName }) => fileName === basename(path))
  if (latest === undefined) return null
  if (latest.status === 'applying') await desk.imports.run(() => createReadStream(path))
  if (latest.status === 'undoing') await desk.imports.undo(latest.id)
  return desk.imports.get(latest.id)
}

async function takeBack(desk: Desk, { receipt, rows }: ImportedFile): Promise<void> {
  const before = await desk.companies.count()
  const { companies, contacts, kept } = await desk.imports.undo(receipt.importId)
  finding('undone', [
    `${companies.purged} companies and ${contacts.purged} contacts that it had created are gone, ${companies.restored} and ${contacts.restored} are as they were before`,
  ])
  const now = `${before} companies are ${await desk.companies.count()} again`
  detail('', [`${now}; ${kept.length} records were changed since and left alone`])
  detail('restored', await Promise.all(rows.updated.rows.map((row) => sayRestored(desk, row))))
}

/** The fields that a row had changed, as they are now. */
async function sayRestored(desk: Desk, { company, contact, affiliation }: RowPlan): Promise<string> {
  const jobs = contact?.recordId === undefined ? [] : await desk.contacts.affiliations(contact.recordId)
  const records = [
    [company, await desk.companies.find(company?.recordId ?? '')],
    [contact, await desk.contacts.find(contact?.recordId ?? '')],
    [affiliation, jobs.find(({ id }) => id === affiliation?.recordId)],
  ] as const
  const fields = records.flatMap(([part, record]) =>
    (part?.changes ?? []).map(({ field }) => {
      const now = new Map<string, unknown>(Object.entries(record ?? {})).get(field)
      return `${words(field)} ${sayValue(now)}`
    }),
  )
  return `${company?.action === 'update' ? company.name : contact?.name}: ${fields.join('; ')}`
}

/** Shows what is there, and how to look around. */
export async function showState(desk: Desk): Promise<void> {
  heading('What is there now')
  const [companyCount, contactCount] = await Promise.all([desk.companies.count(), desk.contacts.count()])
  say(`  ${counted(companyCount, 'company', 'companies')} and ${counted(contactCount, 'contact')}. Look around with:`)
  const commands = ['companies --search renault', 'interactions show 1']
  const others = [
    'agenda --from 2026-06-08 --to 2026-06-14',
    'contacts --search roussel',
    'imports',
    'export companies companies.csv',
  ]
  for (const each of atLength(commands, others)) command(`npx crmkit ${each} --store pglite:.crmkit/quick-start`)
  say(
    '  All of the story: npm start -- --more. A file of yours: npm start -- FILE.csv. What each part decides: README.md',
  )
}
