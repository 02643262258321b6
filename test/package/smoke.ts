/**
 * What a stranger's first script does, in plain JavaScript: it imports a file into memory and prints what came of it.
 * @module
 */

/** The script. */
export const smokeScript = `
import { createCrm, isCrmError } from 'crmkit'
import { companyIdentity, decideCompany, normalizeCompany } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

const crm = createCrm({ store: memoryStore() })
const { workspace, administrator } = await crm
  .asSystem({ reason: 'sign-up' })
  .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
const file = 'Company;SIRET;Postcode;City;First name;Last name;E-mail\\n' +
  'Pomme SARL;732 829 320 00074;75002;Paris;Anna;Pépin;anna@pomme.example\\n' +
  'Pomme;73282932000074;75002;PARIS CEDEX 02;Carl;Noyer;carl@pomme.example\\n'
const preview = await desk.imports.preview(new Blob([file]))
const receipt = await desk.imports.apply(preview)
const again = await desk.imports.run(file)
const duplicate = await desk.companies.create({ name: 'Pomme', siret: '73282932000074' }).catch((error) => error)
const [one, other] = ['Pomme SARL', 'POMME'].map((name) => normalizeCompany(
  { name, addresses: [{ postcode: '75002', city: 'Paris' }] }, { ownerId: null, visibility: 'write', country: 'FR' }))
const verdict = decideCompany(companyIdentity(one.value, 'FR'),
  [{ recordId: 'a', identity: companyIdentity(other.value, 'FR') }])
console.log(JSON.stringify({
  companies: receipt.counts.companies.created,
  contacts: receipt.counts.contacts.created,
  createdAgain: again.counts.companies.created,
  refused: isCrmError(duplicate, 'duplicate'),
  verdict: verdict.verdict,
}))
`

/** What it prints. */
export const smokeAnswer = {
  companies: 1,
  contacts: 2,
  createdAgain: 0,
  refused: true,
  verdict: 'same',
} as const

/**
 * A first start of PGlite, in memory and in the directory that is named, and a second one there. A database that is made
 * from scratch draws an identifier of its own by lot.
 */
export const firstStartScript = `
import { createCrm } from 'crmkit'
import { openPglite, pgliteStore } from '@crmkit/postgres/pglite'

const directory = process.argv[2]
const identifierOf = async (db) =>
  (await db.query('SELECT system_identifier::text AS id FROM pg_control_system()')).rows[0].id

const inMemory = await openPglite()
const first = await openPglite({ directory })
const crm = createCrm({ store: pgliteStore({ db: first }) })
const { workspace, administrator } = await crm
  .asSystem({ reason: 'sign-up' })
  .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
const door = { workspaceId: workspace.id, memberId: administrator.id }
await crm.as(door).imports.run('Company;City\\nPomme;Paris\\n')
const identifiers = [await identifierOf(inMemory), await identifierOf(first)]
await inMemory.close()
await first.close()
const second = await openPglite({ directory })
console.log(JSON.stringify({
  companies: await createCrm({ store: pgliteStore({ db: second }) }).as(door).companies.count(),
  databases: new Set([...identifiers, await identifierOf(second)]).size,
}))
await second.close()
`

/** What it prints. */
export const firstStartAnswer = { companies: 1, databases: 1 } as const
