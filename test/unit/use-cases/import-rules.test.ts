/** What an import does to records, sentence by sentence of the rules. On the memory store: `import-stores` has the others. */
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { annId, everything, type ImportScene, importScene, workspaceId } from './import-scene.ts'

const siret = '73282932000074'
const otherSiret = '73282932000082'

async function onlyCompany(scene: ImportScene) {
  const [company, ...others] = await scene.companies()
  if (company === undefined || others.length > 0) throw new Error('there is not one company')
  return company
}

describe('Rules of imports', () => {
  it('IMP-8 a row without a name updates what it finds, and creates nothing', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(`Company;SIRET\nPomme;${siret}\n`)
    const { receipt, plans } = await scene.run(
      `SIRET;Website;First name;E-mail\n${siret};pomme.example;;\n${otherSiret};poire.example;;\n;;;anna@pomme.example\n`,
    )
    expect(receipt.counts).toMatchObject({
      invalid: 2,
      companies: { created: 0, updated: 1 },
      contacts: { created: 0 },
    })
    expect(plans.slice(1).map(({ status, problems }) => [status, problems])).toMatchObject([
      ['invalid', [{ code: 'name-missing', field: 'company.name' }]],
      ['invalid', [{ code: 'name-missing', field: 'contact.familyName' }]],
    ])
    expect((await onlyCompany(scene)).websites).toEqual(['pomme.example'])
  })

  it('IMP-6 of several values new ones come in front, and none goes', async () => {
    const scene = await importScene(memoryStore())
    const headings = 'Company;SIRET;Website;Tags;Company phone'
    await scene.run(`${headings}\nPomme;${siret};pomme.example;old;01 99 00 00 01\n`)
    await scene.run(`${headings}\nPomme;${siret};pomme.test;new;01 99 00 00 02\n`)
    await scene.run(`${headings}\nPomme;${siret};;;\n`)
    const { websites, tags, phones } = await onlyCompany(scene)
    expect({ websites, tags, phones: phones.map(({ e164 }) => e164) }).toEqual({
      websites: ['pomme.test', 'pomme.example'],
      tags: ['new', 'old'],
      phones: ['+33199000002', '+33199000001'],
    })
  })

  it('IMP-10 a batch leaves one audit entry, with the number of records, and one event', async () => {
    const store = memoryStore()
    const scene = await importScene(store)
    const rows = Array.from({ length: 150 }, (_, index) => `Firm ${index};${index + 10_000};Paris`)
    const commits: {
      readonly audit: number
      readonly events: number
      readonly writes: number
      readonly count: number
    }[] = []
    const { commit } = store
    store.commit = (step) => {
      const [entry] = step.audit
      const [audit, events, writes] = [step.audit.length, step.events.length, step.writes.length]
      commits.push({ audit, events, writes, count: entry?.count ?? 0 })
      return commit.call(store, step)
    }
    await scene.run(`Company;Postcode;City\n${rows.join('\n')}\n`)
    expect(commits.length).toBeGreaterThanOrEqual(3)
    for (const { audit, events } of commits) expect({ audit, events }).toEqual({ audit: 1, events: 1 })
    expect(Math.max(...commits.map(({ count }) => count))).toBe(150)
    const entries = await store.history.listAudit(workspaceId, { limit: 100 })
    expect(entries.filter(({ count }) => count === 150)).toHaveLength(1)
  })

  it('IMP-8 a change of the job counts for the contact', async () => {
    const scene = await importScene(memoryStore())
    const row = (title: string) =>
      `Company;SIRET;First name;Last name;Work e-mail;Job title\nPomme;${siret};Anna;Pépin;a@p.example;${title}\n`
    await scene.run(row('Buyer'))
    const { receipt, preview } = await scene.run(row('Director'))
    expect(preview.outcomes).toBe('=u')
    expect(receipt.counts).toMatchObject({ companies: { unchanged: 1 }, contacts: { updated: 1, unchanged: 0 } })
  })

  it('IMP-2 the plan names the columns that are left out', async () => {
    const scene = await importScene(memoryStore())
    const preview = await scene.desk.preview('Company;Colour;City;Mood\nPomme;red;Paris;good\n', {
      mapping: { Company: 'company.name', City: 'company.address.city', Mood: null },
    })
    expect(preview.columnsLeftOut).toEqual(['Colour', 'Mood'])
  })

  it('IDN-6 strictNames holds for an import', async () => {
    const text = 'Company;Postcode;City\nPomme;75002;Paris\nPomme SARL;75002;Paris\n'
    const loose = await (await importScene(memoryStore())).run(text)
    expect(loose.receipt.counts.companies.created).toBe(1)
    const strict = await (await importScene(memoryStore())).run(text, { strictNames: true })
    expect(strict.receipt.counts.companies.created).toBe(2)
  })

  it('IMP-6 who works at a company in the trash is left alone with it, and whom to ask is told', async () => {
    const scene = await importScene(memoryStore())
    const row = `Company;SIRET;First name;Last name\nPomme;${siret};Anna;Pépin\n`
    await scene.run(`Company;SIRET\nPomme;${siret}\n`)
    const company = await onlyCompany(scene)
    const record = { ...company, version: company.version + 1, trashedAt: company.updatedAt }
    const index = { sortKey: 'pomme', searchText: 'pomme' }
    const commit = { workspaceId, keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] }
    const trashed = await scene.store.commit({ ...commit, writes: [{ op: 'update', kind: 'company', record, index }] })
    expect(trashed.ok).toBe(true)
    const { receipt, plans } = await scene.run(row)
    expect(receipt.counts).toMatchObject({ companies: { skipped: 1 }, contacts: { created: 0, skipped: 1 } })
    expect(plans[0]).toMatchObject({
      company: { action: 'skip', skipReason: 'in-trash', askMemberId: annId },
      contact: { action: 'skip', skipReason: 'in-trash', askMemberId: annId },
    })
    expect(
      await scene.store.contacts.list(everything, {
        order: 'number',
        descending: false,
        words: [],
        trashed: false,
        limit: 9,
      }),
    ).toEqual([])
  })

  it('IDN-4 the plan tells what a weaker key leads to, and a number between strangers is flagged', async () => {
    const scene = await importScene(memoryStore())
    const headings = 'Company;SIRET;Postcode;City'
    await scene.run(`${headings}\nPomme;${siret};75002;Paris\nPoire;;69002;Lyon\n`)
    const [pomme, poire] = await scene.companies()
    const preview = await scene.desk.preview(`${headings}\nPoire;${siret};69002;Lyon\n`)
    expect(preview.sample[0]?.company).toMatchObject({
      action: 'update',
      recordId: pomme?.id,
      isSuspicious: true,
      others: [{ recordId: poire?.id, by: { type: 'npc' } }],
    })
  })

  it('IMP-3 new records are as visible as the settings of their kind say, unless the import says otherwise', async () => {
    const scene = await importScene(memoryStore())
    const workspace = await scene.store.workspaces.find(workspaceId)
    if (workspace === null) throw new Error('there is no workspace')
    const settings = { ...workspace.settings, companyVisibility: 'read', contactVisibility: 'private' } as const
    const record = { ...workspace, version: workspace.version + 1, settings }
    const commit = { workspaceId, keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] }
    await scene.store.commit({ ...commit, writes: [{ op: 'update', kind: 'workspace', record }] })
    const seen = async () =>
      [...(await scene.companies()), ...(await scene.contacts())].map(({ visibility }) => visibility)
    await scene.run('Company;First name;Last name\nPomme;Anna;Pépin\n')
    expect(await seen()).toEqual(['read', 'private'])
    await scene.run('Company\nPoire\n', { visibility: 'write' })
    expect(await seen()).toEqual(['read', 'write', 'private'])
  })

  it('IMP-7 an import that goes on reads its headings where it found them when it was begun', async () => {
    const { desk, companies } = await importScene(memoryStore())
    const rows = Array.from({ length: 300 }, (_, n) => `Firm ${n};Paris;Noel ${n};n${n}@pomme.example\n`)
    const text = `Société;;Contact;\nNom;Ville;Nom;E-mail\n${rows.join('')}`
    // As by a version that took the titles of groups for headings, and the headings for a row.
    const begun = await desk.preview(text, {
      table: { header: true, skippedRows: 0 },
      mapping: { Société: 'company.name', 'Column 2': 'company.address.city' },
    })
    expect(begun.counts.companies.created).toBe(301)
    const controller = new AbortController()
    const stopped = desk.apply(begun, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const { importId, counts } = await desk.run(text)
    expect([importId, counts.rows, counts.companies.created]).toEqual([begun.importId, 301, 301])
    expect((await companies()).map(({ name }) => name).toSorted()).toEqual(
      ['Nom', ...rows.map((_, n) => `Firm ${n}`)].toSorted(),
    )
  })
})
