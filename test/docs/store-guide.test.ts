/** What the guide to a store of one's own says of its parts is so. @module */
import { readFileSync } from 'node:fs'
import { createCrm, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'

const guide = readFileSync(new URL('../../docs/guides/write-your-own-store.md', import.meta.url), 'utf8')

/** What companies, contacts and imports ask, as the guide has it. */
const firstParts = new Set([
  'commitsAreFinal',
  'workspaces',
  'companies',
  'contacts',
  'affiliations',
  'identity',
  'references',
  'imports',
  'history',
  'commit',
])

/** A store whose other parts refuse whatever they are asked. */
function storeOfFirstParts(): Store {
  const refuse = async (): Promise<never> => {
    throw new Error('a part that is left out was asked')
  }
  const parts = Object.entries(memoryStore()).map(([name, part]) => [
    name,
    firstParts.has(name) ? part : new Proxy({}, { get: () => refuse }),
  ])
  return Object.fromEntries(parts)
}

describe('The guide to a store of one’s own', () => {
  it('names every part and every method', () => {
    const missing = Object.entries(memoryStore()).flatMap(([name, part]) =>
      [name, ...(typeof part === 'object' ? Object.keys(part) : [])].filter((word) => !guide.includes(`\`${word}\``)),
    )
    expect(missing).toEqual([])
  })

  it('is right that companies, contacts, imports and their undo ask no other part', async () => {
    for (const name of firstParts) expect(guide).toContain(`\`${name}\``)
    const crm = createCrm({ store: storeOfFirstParts() })
    const { workspace, administrator } = await crm.asSystem({ reason: 'test' }).workspaces.create({
      ...{ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } },
    })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    const { record: pomme } = await desk.companies.create({ name: 'Pomme SARL', vat: 'FR44732829320' })
    const { record: anna } = await desk.contacts.create({
      ...{ givenName: 'Anna', familyName: 'Pépin', affiliation: { companyId: pomme.id } },
    })
    const file =
      'Company,VAT,City,First name,Last name\nPomme,FR44732829320,Paris,Anna,Pépin\nPoire SA,,Lyon,Bob,Bert\n'
    const receipt = await desk.imports.run(file, { fileName: 'customers.csv' })
    expect(receipt.counts.companies).toMatchObject({ created: 1, updated: 1 })
    expect((await desk.companies.list({ search: 'poire' })).items).toHaveLength(1)
    await desk.imports.undo(receipt.importId)
    expect(await desk.companies.count({})).toBe(1)
    await desk.companies.update(pomme.id, { name: 'Pomme SA' })
    await desk.contacts.share(anna.id, { with: administrator.id, level: 'read' })
    await desk.contacts.trash(anna.id)
    await desk.contacts.restore(anna.id)
    expect((await desk.audit.list({})).items.length).toBeGreaterThan(5)
  })
})
