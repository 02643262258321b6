/**
 * The quick start: two files of real companies, imported without duplicates, and a sale to one of them, on a
 * database inside this process.
 *
 *     npm start                 imports the samples, follows the sale; once that is done, shows what is there
 *     npm start -- --more       starts over, and tells everything
 *     npm start -- FILE.csv     imports a file of yours the same way
 *     npm start -- --again      starts over
 *
 * @module
 */
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'
import { createCrm, isCrmError } from 'crmkit'
import { followSale } from './follow-sale.ts'
import { importOwnFile } from './import-own-file.ts'
import { openDesk } from './open-desk.ts'
import { fail, tellAll } from './say.ts'
import { showState, walkThrough } from './walk-through.ts'

const root = resolve(import.meta.dirname, '../..')
const directory = resolve(root, '.crmkit/quick-start')

const options = { again: { type: 'boolean', default: false }, more: { type: 'boolean', default: false } } as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const [ownFile] = positionals
tellAll(values.more || ownFile !== undefined)
if (values.again || values.more) rmSync(directory, { recursive: true, force: true })

const db = await openPglite({ directory })
const store = pgliteStore({ db })
const crm = createCrm({ store })
try {
  if (ownFile === undefined) {
    const desk = await openDesk(crm, 'default')
    await walkThrough(desk)
    await followSale(store)
    await showState(desk)
  }
  // npm runs scripts at the root of the project; INIT_CWD is where you stood.
  else await importOwnFile(await openDesk(crm, 'own'), resolve(process.env['INIT_CWD'] ?? '.', ownFile))
} catch (error) {
  // Whatever crmkit refuses or can't do is a CrmError: a code for the program, a sentence for people.
  if (!isCrmError(error)) throw error
  fail(error.message)
} finally {
  await db.close()
}
