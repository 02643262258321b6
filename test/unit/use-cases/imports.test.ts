import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCommit } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { annId, benId, everything, importScene } from './import-scene.ts'

const headings = 'Company;SIRET;Postcode;City;First name;Last name;E-mail;Phone'
const pomme = 'Pomme SARL;73282932000074;75002;Paris;Anna;Pépin;anna@pomme.example;01 99 00 00 01'
const poire = 'Poire SA;44306184100047;69002;Lyon;Bob;Durand;bob@poire.example;'

const file = (...rows: readonly string[]): string => `${[headings, ...rows].join('\n')}\n`

describe('Imports', () => {
  it('IMP-3 a row gives a company, a contact and their affiliation', async () => {
    const scene = await importScene(memoryStore())
    const { receipt } = await scene.run(file(pomme, poire))
    expect(receipt.counts).toMatchObject({ rows: 2, invalid: 0, companies: { created: 2 }, contacts: { created: 2 } })
    const [company] = await scene.companies()
    expect(company).toMatchObject({ number: 1, name: 'Pomme SARL', siret: '73282932000074', ownerId: annId })
    const [contact] = await scene.contacts()
    expect(contact).toMatchObject({ number: 1, givenName: 'Anna', familyName: 'Pépin', emails: [] })
    const jobs = await scene.store.affiliations.listOfContacts(everything, [contact?.id ?? ''])
    expect(jobs).toMatchObject([
      { companyId: company?.id, isPrimary: true, emails: [{ normalized: 'anna@pomme.example' }] },
    ])
  })

  it('IMP-5 a preview writes nothing and foresees what apply does', async () => {
    const scene = await importScene(memoryStore())
    const preview = await scene.desk.preview(file(pomme, pomme, poire))
    expect(await scene.companies()).toEqual([])
    expect(await scene.store.imports.list(scene.store === null ? '' : everything.workspaceId, { limit: 1 })).toEqual([])
    expect(preview.outcomes).toBe('cc==cc')
    const receipt = await scene.desk.apply(preview)
    expect(receipt.counts).toEqual(preview.counts)
  })

  it('IMP-5 a preview is plain data: stored, parsed and applied in another request with the same file', async () => {
    const scene = await importScene(memoryStore())
    const preview = JSON.parse(JSON.stringify(await scene.desk.preview(file(pomme)))) as Awaited<
      ReturnType<typeof scene.desk.preview>
    >
    await expect(scene.desk.apply(preview)).rejects.toMatchObject({
      code: 'import-refused',
      details: { code: 'file-needed' },
    })
    await expect(scene.desk.apply(preview, { file: file(poire) })).rejects.toMatchObject({
      details: { code: 'file-changed' },
    })
    const receipt = await scene.desk.apply(preview, { file: file(pomme) })
    expect(receipt.counts.companies.created).toBe(1)
  })

  it('IMP-5 rows later in the file match rows earlier in it', async () => {
    const scene = await importScene(memoryStore())
    const { receipt } = await scene.run(
      file(pomme, 'Pomme;732 829 320 00074;75002;PARIS CEDEX 02;Carl;Noyer;carl@pomme.example;'),
    )
    expect(receipt.counts.companies).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
    expect(receipt.counts.contacts).toMatchObject({ created: 2 })
  })

  it('IMP-7 the same file again creates nothing', async () => {
    const scene = await importScene(memoryStore())
    const nameless = 'Sans Adresse;;;;Zoé;Petit;;'
    await scene.run(file(pomme, poire, nameless))
    const { receipt } = await scene.run(file(pomme, poire, nameless))
    expect(receipt.counts.companies).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
    expect(receipt.counts.contacts).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
  })

  it('IMP-7 applying the same preview twice answers with the first receipt', async () => {
    const scene = await importScene(memoryStore())
    const preview = await scene.desk.preview(file(pomme))
    const first = await scene.desk.apply(preview)
    const second = await scene.desk.apply(preview)
    expect(second).toEqual({ ...first, wasAppliedBefore: true })
    expect(await scene.companies()).toHaveLength(1)
  })

  it.each([
    ['update', { created: 0, updated: 1 }, 'Pomme Rouge SARL'],
    ['fill-blank', { created: 0, unchanged: 1 }, 'Pomme SARL'],
    ['skip', { created: 0, skipped: 1 }, 'Pomme SARL'],
    ['create-anyway', { created: 1, updated: 0 }, 'Pomme SARL'],
  ] as const)('IMP-6 on a match, %s', async (mode, companies, name) => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme))
    const { receipt } = await scene.run('Company;SIRET;City\nPomme Rouge SARL;73282932000074;\n', { mode })
    expect(receipt.counts.companies).toMatchObject(companies)
    const [first] = await scene.companies()
    expect(first).toMatchObject({ name, addresses: [{ city: 'Paris', postcode: '75002' }] })
  })

  it('IMP-6 IMP-7 what was created anyway is recognized when the same file comes again, and again', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme))
    const twice = file(pomme, poire, pomme)
    const anyway = await scene.run(twice, { mode: 'create-anyway' })
    expect(anyway.receipt.counts).toMatchObject({ companies: { created: 3 }, contacts: { created: 3 } })
    const known = await scene.companies()
    for (const time of ['second', 'third']) {
      const again = await scene.run(twice, { mode: 'create-anyway' })
      expect(again.receipt.counts, `the ${time} time`).toEqual(again.preview.counts)
      expect(again.receipt.counts, `the ${time} time`).toMatchObject({
        companies: { created: 0, unchanged: 3 },
        contacts: { created: 0, unchanged: 3 },
      })
    }
    expect(await scene.companies()).toEqual(known)
  })

  it('IMP-6 create-anyway creates where several could be meant, too, and says by which key', async () => {
    const scene = await importScene(memoryStore())
    await scene.run('Company;SIRET\nPomme SARL;73282932000074\nPomme SARL;73282932000082\n')
    await scene.run('First name;Last name;E-mail\nAnna;Noel;info@pomme.example\nBob;Roux;info@pomme.example\n')
    const row = 'Company;SIREN;Last name;E-mail\nPomme;732829320;;info@pomme.example\n'
    expect((await scene.run(row)).receipt.counts.companies).toMatchObject({ created: 0, ambiguous: 1 })
    const named = 'Company;SIREN;Last name;E-mail\nPomme;732829320;Roux-Noel;info@pomme.example\n'
    const { receipt, plans } = await scene.run(named, { mode: 'create-anyway' })
    expect(receipt.counts).toMatchObject({
      companies: { created: 1, ambiguous: 0 },
      contacts: { created: 1, ambiguous: 0 },
    })
    expect(plans).toMatchObject([
      { company: { action: 'create', by: { type: 'vat' } }, contact: { action: 'create', by: { type: 'mail' } } },
    ])
  })

  it('IMP-3 IDN-3 a sibling establishment is created and counted as one', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme))
    const { receipt, plans } = await scene.run('Company;SIRET\nPomme SARL;73282932000082\n')
    expect(receipt.counts.companies).toMatchObject({ created: 1, sibling: 1 })
    expect(plans[0]?.company).toMatchObject({ action: 'create', isSibling: true, by: { type: 'vat' } })
  })

  it('IDN-4 of an ambiguous row nothing is written, and it comes back among the refused', async () => {
    const scene = await importScene(memoryStore())
    await scene.run('Company;SIRET\nPomme SARL;73282932000074\nPomme SARL;73282932000082\n')
    const ambiguous = 'Company;SIRET;First name;Last name;E-mail\nPomme;732829320;Zoé;Petit;zoe@pomme.example\n'
    const { receipt } = await scene.run(ambiguous)
    expect(receipt.counts).toMatchObject({ companies: { ambiguous: 1 }, contacts: { created: 0 } })
    expect(await scene.contacts()).toEqual([])
    let csv = ''
    for await (const text of scene.desk.refusedRows(receipt.importId, ambiguous)) csv += text
    expect(csv).toContain('Pomme;732829320;Zoé;Petit;zoe@pomme.example;')
    expect(csv).toContain('Several companies could be meant')
  })

  it('IMP-4 an invalid number refuses its row, or is left out when asked', async () => {
    const scene = await importScene(memoryStore())
    const wrong = 'Company;SIRET;City\nPomme SARL;73282932000075;Paris\n'
    const { receipt } = await scene.run(wrong)
    expect(receipt.counts).toMatchObject({ rows: 1, invalid: 1, companies: { created: 0 } })
    const dropped = await scene.run(wrong, { invalidIds: 'drop' })
    expect(dropped.receipt.counts).toMatchObject({ invalid: 0, companies: { created: 1 } })
    expect(dropped.preview.issues).toMatchObject([{ column: 'SIRET', rows: 1, firstRow: 1 }])
  })

  it('IMP-8 the refused rows come back, corrected they import', async () => {
    const scene = await importScene(memoryStore())
    const broken = file(pomme, 'Poire SA;44306184100048;69002;Lyon;=Bob;Durand;bob@poire.example;')
    const { receipt } = await scene.run(broken)
    let csv = ''
    for await (const text of scene.desk.refusedRows(receipt.importId, broken)) csv += text
    expect(csv).toContain("'=Bob")
    const corrected = await scene.run(csv.replace('44306184100048', '44306184100047'))
    expect(corrected.receipt.counts).toMatchObject({ rows: 1, invalid: 0, companies: { created: 1 } })
    expect((await scene.contacts()).map(({ givenName }) => givenName)).toContain('=Bob')
  })

  it.each([
    ["'07100", '07100', "'07100"],
    ["''07100", "'07100", "''07100"],
    ["'+33 1 99 00", '+33 1 99 00', "'+33 1 99 00"],
    ["'=Bob", '=Bob', "'=Bob"],
    ['=Bob', '=Bob', "'=Bob"],
    ['="07100"', '07100', '\'=""07100""'],
    ["'s-Hertogenbosch", "'s-Hertogenbosch", "'s-Hertogenbosch"],
  ])('IMP-8 %s of a refused row is read as before when the row comes again', async (cell, city, written) => {
    const scene = await importScene(memoryStore())
    const broken = `Company;City;SIRET\nPomme;${cell};44306184100048\n`
    const { receipt } = await scene.run(broken)
    let csv = ''
    for await (const text of scene.desk.refusedRows(receipt.importId, broken)) csv += text
    expect(csv).toContain(written)
    await scene.run(csv.replace('44306184100048', '44306184100047'))
    expect((await scene.companies()).map(({ addresses }) => addresses[0]?.city)).toEqual([city])
  })

  it('IMP-9 undo purges what was created and restores what was updated', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme))
    const before = await scene.companies()
    const { receipt } = await scene.run(
      file('Pomme Rouge;73282932000074;75003;Paris;Anna;Pépin;new@pomme.example;', poire),
    )
    expect(receipt.counts).toMatchObject({
      companies: { created: 1, updated: 1 },
      contacts: { created: 2, updated: 0 },
    })
    const undone = await scene.desk.undo(receipt.importId)
    expect(undone).toMatchObject({ companies: { purged: 1, restored: 1 }, kept: [] })
    const after = await scene.companies()
    expect(after.map(({ version, updatedAt, ...rest }) => rest)).toEqual(
      before.map(({ version, updatedAt, ...rest }) => rest),
    )
    expect(await scene.contacts()).toHaveLength(1)
    expect(await scene.desk.undo(receipt.importId)).toEqual(undone)
  })

  it('IMP-9 undo leaves what changed since, and lists it', async () => {
    const scene = await importScene(memoryStore())
    const { receipt } = await scene.run(file(pomme))
    await scene.run('SIRET;Company\n73282932000074;Pomme Rouge\n')
    const undone = await scene.desk.undo(receipt.importId)
    expect(undone.kept).toMatchObject([{ kind: 'company', reason: 'changed-since' }])
    expect((await scene.companies()).map(({ name }) => name)).toEqual(['Pomme Rouge'])
  })

  it('IMP-9 an undone file imports afresh, and its undone import refuses to be applied', async () => {
    const scene = await importScene(memoryStore())
    const { preview, receipt } = await scene.run(file(pomme))
    await scene.desk.undo(receipt.importId)
    await expect(scene.desk.apply(preview)).rejects.toMatchObject({ details: { code: 'import-undone' } })
    expect((await scene.run(file(pomme))).receipt.counts.companies.created).toBe(1)
  })

  it('IMP-6 IDN-7 a match that the actor may not see is skipped, and only whom to ask is told', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme), { visibility: 'private' })
    const preview = await scene.benDesk.preview(file(pomme))
    expect(preview.counts).toMatchObject({ companies: { skipped: 1 }, contacts: { skipped: 1 } })
    const { company } = preview.sample[0] ?? {}
    expect(company).toMatchObject({ action: 'skip', skipReason: 'hidden', askMemberId: annId, name: '' })
    expect(company).not.toHaveProperty('recordId')
    const known = (await scene.companies()).map(({ id }) => id)
    expect(JSON.stringify(preview)).not.toMatch(new RegExp(known.join('|')))
  })

  it('IMP-6 a match that the actor may only read is skipped, and whom to ask is told', async () => {
    const scene = await importScene(memoryStore())
    await scene.run(file(pomme), { visibility: 'read' })
    const receipt = await scene.benDesk.apply(
      await scene.benDesk.preview('Company;SIRET\nPomme Rouge;73282932000074\n'),
    )
    expect(receipt.counts.companies).toMatchObject({ skipped: 1, updated: 0 })
    expect((await scene.companies())[0]?.name).toBe('Pomme SARL')
  })

  it('IMP-4 an unknown owner is a problem on the row, a known one is set', async () => {
    const scene = await importScene(memoryStore())
    const owned = 'Company;City;Owner\nPomme;Paris;Ben User\nPoire;Lyon;Nobody Known\n'
    const mapping = { Company: 'company.name', City: 'company.address.city', Owner: 'company.owner' } as const
    const { receipt } = await scene.run(owned, { mapping })
    expect(receipt.counts).toMatchObject({ invalid: 1, companies: { created: 1 } })
    expect((await scene.companies())[0]?.ownerId).toBe(benId)
  })

  it('IMP-4 where choices are given, an unknown tag or option is a problem on the row', async () => {
    const scene = await importScene(memoryStore())
    const listed = 'Company;City;Tags;Type\nPomme;Paris;vip;client\nPoire;Lyon;new;client\nPrune;Nice;VIP;friend\n'
    const choices = { tags: ['VIP'], type: ['Client'] }
    const preview = await scene.desk.preview(listed, { choices })
    expect(preview.issues).toMatchObject([
      { code: 'option-unknown', column: 'Tags', firstRow: 2 },
      { code: 'option-unknown', column: 'Type', firstRow: 3 },
    ])
    const stored = JSON.parse(JSON.stringify(preview)) as typeof preview
    const receipt = await scene.desk.apply(stored, { file: listed })
    expect(receipt.counts).toMatchObject({ invalid: 2, companies: { created: 1 } })
    expect(await scene.companies()).toMatchObject([{ name: 'Pomme', tags: ['VIP'], type: 'Client' }])
    for (const wrong of [{ tags: 'VIP' }, { colors: ['red'] }, ['VIP']])
      await expect(scene.desk.preview(listed, { choices: wrong as never })).rejects.toMatchObject({
        code: 'invalid-input',
      })
  })

  it('IMP-7 what changed since the preview is decided anew and reported', async () => {
    const scene = await importScene(memoryStore())
    const preview = await scene.desk.preview(file(pomme, poire))
    await scene.run(file(pomme))
    const receipt = await scene.desk.apply(preview)
    expect(receipt.counts).toMatchObject({ decidedAnew: 1, companies: { created: 1, unchanged: 1 } })
  })

  it('IMP-7 what another writer changed between two batches is seen, although the batch before had just made it', async () => {
    const memory = memoryStore()
    let committed: Promise<unknown> = Promise.resolve()
    let lookUps = 0
    let isImporting = false
    const scene = await importScene({
      ...memory,
      identity: {
        ...memory.identity,
        // A large workspace: every key is looked up.
        listKeys: async () => null,
        lookUp: async (workspaceId, keys) => {
          if (isImporting && keys.includes('npc:pomme|75001|paris') && ++lookUps === 2) {
            isImporting = false
            // The first batch is written by now; then somebody renames what it made.
            await committed
            const [made] = (await scene.companies()).filter(({ name }) => name === 'Pomme')
            await createCrm({ store: memory })
              .as({ workspaceId: everything.workspaceId, memberId: annId })
              .companies.update(made?.id ?? '', { name: 'Poire' })
          }
          return memory.identity.lookUp(workspaceId, keys)
        },
      },
      commit: (commit) => {
        const result = memory.commit(commit)
        committed = result
        return result
      },
    })
    const fillers = Array.from({ length: 250 }, (_, row) => `Filler ${row};69001;Lyon`)
    const text = ['Company;Postcode;City', 'Pomme;75001;Paris', ...fillers, 'Pomme;75001;Paris', ''].join('\n')
    const preview = await scene.desk.preview(text)
    isImporting = true
    await scene.desk.apply(preview)
    const names = (await scene.companies()).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['Poire', 'Pomme']))
  })

  it('IMP-5 a preview keeps what several rows made together for the row that finds it by what none of them said alone', async () => {
    const scene = await importScene(memoryStore())
    const fillers = Array.from({ length: 450 }, (_, row) => `Filler ${row};;69001;Lyon`)
    const text = [
      'Company;SIRET;Postcode;City',
      'Pomme SARL;73282932000074;;',
      ';73282932000074;75001;Paris',
      ...fillers,
      'Pomme SARL;;75001;Paris',
      '',
    ].join('\n')
    const preview = await scene.desk.preview(text)
    expect(preview.counts.companies.created).toBe(451)
    expect((await scene.desk.apply(preview)).counts).toEqual(preview.counts)
  })

  it('IMP-10 every record remembers the imports that touched it', async () => {
    const scene = await importScene(memoryStore())
    const first = await scene.run(file(pomme))
    const second = await scene.run('SIRET;Company\n73282932000074;Pomme Rouge\n')
    const [company] = await scene.companies()
    expect(company?.origin).toMatchObject({ importId: first.receipt.importId, row: 1 })
    const touches = await scene.store.imports.listTouches(everything.workspaceId, company?.id ?? '')
    expect(touches).toMatchObject([
      { importId: second.receipt.importId, row: 1, before: { record: { name: 'Pomme SARL' } } },
    ])
  })

  it('IMP-1 an aborted import ends with the signal’s reason and can be resumed', async () => {
    const scene = await importScene(memoryStore())
    const rows = Array.from({ length: 2500 }, (_, n) => `Firm ${n};;7500${n % 10};Paris;;;;`)
    const big = file(...rows)
    const preview = await scene.desk.preview(big)
    const controller = new AbortController()
    const reason = new Error('enough')
    await expect(
      scene.desk.apply(preview, { signal: controller.signal, onProgress: () => controller.abort(reason) }),
    ).rejects.toBe(reason)
    const done = (await scene.companies()).length
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(2500)
    const receipt = await scene.desk.apply(preview)
    expect(receipt.counts).toEqual(preview.counts)
    expect(await scene.companies()).toHaveLength(2500)
  })

  it('IMP-8 an import that goes on with batches of another size counts as if it had never stopped', async () => {
    const scene = await importScene(memoryStore())
    const rows = Array.from({ length: 300 }, (_, n) => `Firm ${n};;7500${n % 10};Paris;;;;`)
    await scene.run(file(...rows))
    const twice = file(...rows, ...rows)
    const preview = await scene.desk.preview(twice)
    const controller = new AbortController()
    const stopped = scene.desk.apply(preview, { signal: controller.signal, onProgress: () => controller.abort() })
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const { id, rowsDone } = (await scene.store.imports.list(everything.workspaceId, { limit: 1 }))[0] ?? {}
    expect([id, rowsDone]).toEqual([preview.importId, 200])
    const store = { ...scene.store, imports: { ...scene.store.imports, batchRows: 450 } }
    const desk = createCrm({ store }).as({ workspaceId: everything.workspaceId, memberId: annId })
    const receipt = await desk.imports.apply(preview, { file: twice })
    expect(receipt.counts).toEqual(preview.counts)
    expect(receipt.counts.companies).toMatchObject({ created: 0, unchanged: 300 })
  })

  it('IMP-7 a large file begins with small batches, and one that comes again goes on with large ones', async () => {
    const batchesOf = async (filler: string): Promise<readonly (readonly number[])[]> => {
      const scene = await importScene(memoryStore())
      const rows = Array.from({ length: 750 }, (_, n) => `Firm ${n}${filler}`)
      const run = async (): Promise<readonly number[]> => {
        const done: number[] = []
        await scene.desk.run(['Company,Description', ...rows].join('\n'), {
          onProgress: (progress) => done.push(progress.done),
        })
        return done
      }
      return [await run(), await run()]
    }
    const small = Array.from({ length: 20 }, (_, n) => (n + 1) * 25)
    expect(await batchesOf(`,${'x'.repeat(1500)}`)).toEqual([
      [...small, 700, 750],
      [...small, 750],
    ])
    expect(await batchesOf(',x')).toEqual([
      [200, 400, 600, 750],
      [600, 750],
    ])
  })

  it('IMP-8 a refused row keeps the cells that it has too many, and stays refused until it is corrected', async () => {
    const scene = await importScene(memoryStore())
    const wide = 'Company,City,Postcode,Phone\nPomme, Poire et fils,Paris,75001,0199000001\n'
    const { receipt } = await scene.run(wide)
    let csv = ''
    for await (const text of scene.desk.refusedRows(receipt.importId, wide)) csv += text
    expect(csv).toContain('0199000001')
    const again = await scene.run(csv)
    expect(again.receipt.counts).toMatchObject({ rows: 1, invalid: 1, companies: { created: 0 } })
  })

  it('IMP-7 a job that has ended is recognized when the file comes again', async () => {
    const scene = await importScene(memoryStore())
    const past = 'Company;City;Postcode;Last name;E-mail;Until\nPomme;Paris;75001;Pépin;anna@pomme.example;2020-12-31\n'
    const mapping = {
      Company: 'company.name',
      City: 'company.address.city',
      Postcode: 'company.address.postcode',
      'Last name': 'contact.familyName',
      'E-mail': 'contact.email',
      Until: 'affiliation.to',
    } as const
    await scene.run(past, { mapping })
    const { receipt } = await scene.run(past, { mapping })
    expect(receipt.counts.contacts).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
    const [contact] = await scene.contacts()
    const jobs = await scene.store.affiliations.listOfContacts(everything, [contact?.id ?? ''])
    expect(jobs).toMatchObject([{ to: '2020-12-31', isPrimary: false }])
  })

  it('IDN-7 of a hidden match not even a resemblance is told', async () => {
    const scene = await importScene(memoryStore())
    await scene.run('Company;SIRET;City\nPomme;73282932000074;Paris\n', { visibility: 'private' })
    const told = async (name: string): Promise<unknown> => {
      const preview = await scene.benDesk.preview(`Company;SIRET;City\n${name};73282932000074;Lyon\n`)
      return preview.sample[0]?.company
    }
    expect(await told('Pomme')).toEqual(await told('Secret'))
  })

  it('ACC-2 nobody imports private records for somebody else, not even by a preview that was tampered with', async () => {
    const scene = await importScene(memoryStore())
    const foreign = { ownerId: annId, visibility: 'private' } as const
    await expect(scene.benDesk.preview(file(pomme), foreign)).rejects.toMatchObject({ code: 'forbidden' })
    const preview = await scene.benDesk.preview(file(pomme))
    const tampered = { ...preview, options: { ...preview.options, ...foreign } }
    await expect(scene.benDesk.apply(tampered, { file: file(pomme) })).rejects.toMatchObject({ code: 'forbidden' })
    expect(await scene.companies()).toEqual([])
  })

  it('IMP-9 undo keeps an edit that came between two batches of the same import', async () => {
    const scene = await importScene(memoryStore())
    await scene.run('Company;SIRET\nPomme;73282932000074\n')
    const rows = Array.from({ length: 600 }, (_, n) => `Firm ${n};;7500${n % 10};Paris;;;;`)
    const rename = (name: string): string => `${name};73282932000074;;;;;;`
    const preview = await scene.desk.preview(file(rename('Pomme Rouge'), ...rows, rename('Pomme Verte')))
    const controller = new AbortController()
    const stop = { signal: controller.signal, onProgress: () => controller.abort() }
    await expect(scene.desk.apply(preview, stop)).rejects.toThrow()
    const [company] = (await scene.companies()).filter(({ siret }) => siret !== undefined)
    if (company === undefined) throw new Error('the company is missing')
    const edited = { ...company, description: 'an edit by hand', version: company.version + 1 }
    const index = { sortKey: 'pomme', searchText: 'pomme' }
    const write = { op: 'update', kind: 'company', record: edited, index } as const
    expect((await scene.store.commit(buildCommit({ workspaceId: everything.workspaceId, writes: [write] }))).ok).toBe(
      true,
    )
    const { importId } = await scene.desk.apply(preview)
    const undone = await scene.desk.undo(importId)
    expect(undone.kept).toMatchObject([{ kind: 'company', recordId: company.id, reason: 'changed-since' }])
    const [kept] = (await scene.companies()).filter(({ siret }) => siret !== undefined)
    expect(kept?.description).toBe('an edit by hand')
  })
})
