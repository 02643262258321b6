/** A file of yours, in a workspace of its own. @module */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import type { Desk } from 'crmkit'
import { explainProblems } from './explain-row.ts'
import { importFile, listed } from './import-file.ts'
import { command, counted, fail, finding, heading, say } from './say.ts'

/** Imports a file that somebody brought. */
export async function importOwnFile(desk: Desk, path: string): Promise<void> {
  if (!existsSync(path)) return fail(`There is no file ${path}.`)
  heading(basename(path))
  say('  Read as a French one: numbers, postcodes and telephones without a country are taken for French. For another:')
  command(`npx crmkit import ${path} --country DE --workspace german --store pglite:.crmkit/quick-start`)
  const { receipt, rows } = await importFile(desk, path)
  finding('look at', listed(rows.unclear, rows.unclear.rows.map(explainProblems)))
  const { companies, contacts } = receipt.counts
  heading('Done')
  say(`  ${counted(companies.created, 'company', 'companies')} and ${counted(contacts.created, 'contact')} created.`)
  if (rows.ambiguous.count + rows.invalid.count > 0) {
    say('  Refused rows can be written to a file, corrected and imported again:')
    command(`npx crmkit import ${path} --refused refused.csv --workspace own --store pglite:.crmkit/quick-start`)
  }
  command(`npx crmkit companies --workspace own --store pglite:.crmkit/quick-start`)
  command(`npx crmkit undo ${receipt.importId} --workspace own --store pglite:.crmkit/quick-start`)
}
