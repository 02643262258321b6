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

/** What the guide's table says of each part: its row, and those below it that go on with it. */
function rowsOfParts(): ReadonlyMap<string, string> {
  const rows = new Map<string, string>()
  let names: readonly string[] = []
  for (const line of guide.split('\n').filter((each) => each.startsWith('| '))) {
    const [, first = ''] = line.split('|')
    if (first.trim() !== '') names = [...first.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    for (const name of names) rows.set(name, `${rows.get(name) ?? ''}${line}\n`)
  }
  return rows
}

describe('The guide to a store of one’s own', () => {
  it('names every part and every method', () => {
    const rows = rowsOfParts()
    const missing = Object.entries(memoryStore()).flatMap(([name, part]) => {
      const row = rows.get(name) ?? ''
      const methods = typeof part === 'object' ? Object.keys(part) : []
      return [name, ...methods].filter((word) => !row.includes(`\`${word}\``)).map((word) => `${name}: ${word}`)
    })
    expect(missing).toEqual([])
  })

  it('is right that companies, contacts, imports and their undo ask no other part', async () => {
    const bullet = guide.split('\n').find((line) => line.startsWith('- **Companies, contacts, lists')) ?? ''
    const named = [...bullet.matchAll(/`(\w+)`/g)].map(([, name]) => name)
    expect(new Set([...named, 'commitsAreFinal'])).toEqual(firstParts)
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
