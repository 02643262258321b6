/** The import desk on memory, on PGlite and on a real PostgreSQL: the same assertions for the three. */
import type {
  Affiliation,
  Company,
  Contact,
  Desk,
  ImportReceipt,
  ImportSetup,
  ListQuery,
  Page,
  PreviewOptions,
} from 'crmkit'
import { describe, expect, it } from 'vitest'
import { generateRows } from '../../bench/generate.ts'
import { onEveryStore, refusalOf } from './stores.ts'

const headings = 'Company;SIRET;Street;Postcode;City;First name;Last name;E-mail;Phone;Job title'
const pomme = 'Pomme SARL;73282932000074;1 rue des Lilas;75002;Paris;Anna;Pépin;anna@pomme.example;01 99 00 00 01;Buyer'
const poire = 'Poire SA;44306184100047;;69002;Lyon;Bob;Durand;bob@poire.example;;'
const file = (...rows: readonly string[]): string => `${[headings, ...rows].join('\n')}\n`

describe('Imports', () => {
  onEveryStore((begin) => {
    it('IMP-3 IMP-5 IMP-10 a preview writes nothing, and applying it gives company, contact and affiliation', async () => {
      const { anne } = await begin()
      const preview = await anne.imports.preview(file(pomme, poire, pomme))
      expect(await contentsOf(anne)).toEqual({ companies: [], contacts: [], affiliations: [] })
      const receipt = await anne.imports.apply(preview)
      expect(receipt.counts).toEqual(preview.counts)
      const { companies, contacts, affiliations } = await contentsOf(anne)
      expect(companies).toMatchObject([
        {
          number: 1,
          name: 'Pomme SARL',
          siret: '73282932000074',
          addresses: [{ line1: '1 rue des Lilas', postcode: '75002', city: 'Paris', isDefault: true }],
          origin: { importId: receipt.importId, row: 1 },
        },
        { number: 2, name: 'Poire SA', origin: { row: 2 } },
      ])
      expect(contacts).toMatchObject([{ givenName: 'Anna', familyName: 'Pépin' }, { givenName: 'Bob' }])
      expect(affiliations).toMatchObject([
        { companyId: companies[0]?.id, contactId: contacts[0]?.id, jobTitle: 'Buyer', isPrimary: true },
        { companyId: companies[1]?.id, contactId: contacts[1]?.id },
      ])
      expect(await anne.imports.get(receipt.importId)).toMatchObject({ status: 'applied', counts: receipt.counts })
      expect(await anne.imports.list()).toHaveLength(1)
    })

    it('IMP-7 generated rows come in as their truth says, and not again', async () => {
      const { anne } = await begin()
      const { text, companies, contacts } = generated(1200)
      const first = await anne.imports.run(text)
      expect(first.counts).toMatchObject({ rows: 1200, invalid: 0 })
      expect(first.counts.companies).toMatchObject({ created: companies, ambiguous: 0 })
      expect(first.counts.contacts).toMatchObject({ created: contacts, ambiguous: 0 })
      expect([await anne.companies.count(), await anne.contacts.count()]).toEqual([companies, contacts])
      const again = await anne.imports.run(text)
      expect(again.counts).toMatchObject({ companies: { created: 0 }, contacts: { created: 0 }, invalid: 0 })
      expect([await anne.companies.count(), await anne.contacts.count()]).toEqual([companies, contacts])
    })

    it.each([
      ['update', { updated: 1, unchanged: 0 }, 'Pomme Rouge'],
      ['fill-blank', { updated: 1, unchanged: 0 }, 'Pomme SARL'],
      ['skip', { skipped: 1 }, 'Pomme SARL'],
      ['create-anyway', { created: 1 }, 'Pomme SARL'],
    ] as const)('IMP-6 on a match, %s', async (mode, counts, newName) => {
      const { anne } = await begin()
      await anne.imports.run(file(pomme))
      const receipt = await run(
        anne,
        'Company;SIRET;City;Website\nPomme Rouge;73282932000074;;https://pomme.example\n',
        { mode },
      )
      expect(receipt.counts.companies).toMatchObject(counts)
      const [company] = (await contentsOf(anne)).companies
      expect(company).toMatchObject({ name: newName, addresses: [{ city: 'Paris', postcode: '75002' }] })
    })

    it('IDN-3 IDN-4 a sibling is created, and what could be either is refused and comes back with the reason', async () => {
      const { anne } = await begin()
      const siblings = await run(anne, 'Company;SIRET\nPomme SARL;73282932000074\nPomme SARL;73282932000082\n')
      expect(siblings.counts.companies).toMatchObject({ created: 2, sibling: 1 })
      const unclear = 'Company;SIRET;Last name\nPomme;732829320;Petit\nPoire;44306184100048;Durand\n'
      const receipt = await run(anne, unclear)
      expect(receipt.counts).toMatchObject({
        invalid: 1,
        companies: { created: 0, ambiguous: 1 },
        contacts: { created: 0 },
      })
      let refused = ''
      for await (const part of anne.imports.refusedRows(receipt.importId, unclear)) refused += part
      expect(refused.split('\r\n')).toEqual([
        expect.stringContaining('Company;SIRET;Last name;'),
        expect.stringMatching(/^Pomme;732829320;Petit;.*Several companies/),
        expect.stringMatching(/^Poire;44306184100048;Durand;.*SIRET/),
        '',
      ])
    })

    it('IMP-8 the rows that a preview refuses can be had before anything is applied', async () => {
      const { anne } = await begin()
      await run(anne, 'Company;SIRET\nPomme SARL;73282932000074\nPomme SARL;73282932000082\n')
      const rows = [
        'Pomme;732829320;Petit',
        'Poire;44306184100048;Durand',
        'Cerise SAS;55210055400013;Martin',
        ';55210055400013;Noël',
        ';81234567800004;Blanc',
      ]
      const text = `Company;SIRET;Last name\n${rows.join('\n')}\n`
      const preview = await anne.imports.preview(text)
      const before = await contentsOf(anne)
      const early = await refusedBy(anne, preview, text)
      expect(early.split('\r\n')).toEqual([
        expect.stringContaining('Company;SIRET;Last name;'),
        expect.stringMatching(/^Pomme;732829320;Petit;.*Several companies/),
        expect.stringMatching(/^Poire;44306184100048;Durand;.*SIRET/),
        expect.stringMatching(/^;81234567800004;Blanc;/),
        '',
      ])
      expect(await contentsOf(anne)).toEqual(before)
      const { importId } = await anne.imports.apply(JSON.parse(JSON.stringify(preview)), { file: text })
      expect(await refusedBy(anne, importId, text)).toBe(early)
      expect(await refusedBy(anne, preview, text)).toBe(early)
      const other = await refusalOf(refusedBy(anne, preview, file(poire)), 'import-refused')
      expect(other.details).toEqual({ code: 'file-changed' })
    })

    it('IMP-7 a host can tell that a file was imported already, and when', async () => {
      const { anne, ben, clock } = await begin()
      const { fileHash } = await anne.imports.preview(file(pomme))
      expect(await anne.imports.findByFileHash(fileHash)).toBeNull()
      const first = await run(anne, file(pomme))
      clock.advance(1000)
      const second = await run(anne, file(pomme))
      expect(await anne.imports.findByFileHash(fileHash.toUpperCase())).toMatchObject({ id: second.importId })
      expect(await ben.imports.findByFileHash(fileHash)).toBeNull()
      await anne.imports.undo(second.importId)
      expect(await anne.imports.findByFileHash(fileHash)).toMatchObject({ id: first.importId, status: 'applied' })
      expect(await anne.imports.findByFileHash('no hash\0')).toBeNull()
      const [latest, ...others] = await anne.imports.list({ limit: 1 })
      expect([latest?.id, others]).toEqual([second.importId, []])
      expect((await anne.imports.list({ ...(latest && { after: latest }) })).map(({ id }) => id)).toEqual([
        first.importId,
      ])
    })

    it('ACC-3 an import is for whoever made it and for those who see everything', async () => {
      const { anne, ben, cara, job } = await begin()
      const { importId } = await run(ben, file(pomme))
      const { fileHash } = await ben.imports.get(importId)
      await run(anne, file(poire))
      for (const desk of [ben, anne, job]) {
        expect(await desk.imports.get(importId)).toMatchObject({ id: importId })
        expect(await desk.imports.findByFileHash(fileHash)).toMatchObject({ id: importId })
      }
      expect(await ben.imports.list()).toHaveLength(1)
      expect(await anne.imports.list()).toHaveLength(2)
      expect(await cara.imports.list()).toEqual([])
      expect(await cara.imports.findByFileHash(fileHash)).toBeNull()
      const details = { kind: 'import', id: importId }
      for (const call of [
        () => cara.imports.get(importId),
        () => cara.imports.undo(importId),
        () => refusedBy(cara, importId, file(pomme)),
      ]) {
        expect((await refusalOf(call(), 'not-found')).details).toEqual(details)
      }
    })

    it('IMP-9 undo leaves everything as it was, keys included', async () => {
      const { anne } = await begin()
      await run(anne, file(pomme))
      const before = await contentsOf(anne)
      const overlapping = file(
        'Pomme Rouge;73282932000074;2 quai Neuf;69002;Lyon;Anna;Pépin;anna@pomme.example;01 99 00 00 02;Chief',
        poire,
      )
      const receipt = await run(anne, overlapping)
      expect(receipt.counts).toMatchObject({
        companies: { created: 1, updated: 1 },
        contacts: { created: 1, updated: 1 },
      })
      const undone = await anne.imports.undo(receipt.importId)
      expect(undone).toEqual({
        importId: receipt.importId,
        companies: { purged: 1, restored: 1, kept: 0 },
        contacts: { purged: 1, restored: 1, kept: 0 },
        affiliations: { purged: 1, restored: 1, kept: 0 },
        kept: [],
      })
      expect(timeless(await contentsOf(anne))).toEqual(timeless(before))
      const { name, siret = '' } = before.companies[0] ?? { name: '' }
      expect(await refusalOf(anne.companies.create({ name, siret }))).toMatchObject({ code: 'duplicate' })
      expect((await run(anne, overlapping)).counts).toEqual(receipt.counts)
    })

    it('IMP-9 undo leaves what people went on with, and lists it', async () => {
      const { anne } = await begin()
      const receipt = await run(anne, file(pomme, poire))
      const [company] = (await contentsOf(anne)).companies
      if (company === undefined) throw new Error('nothing came in')
      await anne.companies.update(company.id, { name: 'Pomme Rouge' })
      const undone = await anne.imports.undo(receipt.importId)
      expect(undone.kept).toEqual([{ kind: 'company', recordId: company.id, reason: 'changed-since' }])
      expect((await contentsOf(anne)).companies.map(({ name }) => name)).toEqual(['Pomme Rouge'])
    })

    it('IMP-6 IDN-7 what the actor may not see is neither written nor told', async () => {
      const { anne, ben } = await begin()
      await run(anne, file(pomme), { visibility: 'private' })
      const before = await contentsOf(anne)
      const preview = await ben.imports.preview(file(pomme))
      expect(preview.counts).toMatchObject({ companies: { skipped: 1 }, contacts: { skipped: 1 } })
      for (const { id } of [...before.companies, ...before.contacts]) expect(JSON.stringify(preview)).not.toContain(id)
      await ben.imports.apply(preview)
      expect(await contentsOf(anne)).toEqual(before)
    })

    it('IMP-7 what somebody renamed since is recognized when the same file comes again', async () => {
      const { anne } = await begin()
      const text = 'Company name,Postcode,City,Country,Given name,Family name\nPomme,59000,Lille,FR,Léa,Petit\n'
      await run(anne, text)
      const { companies, contacts } = await contentsOf(anne)
      await anne.companies.update(companies[0]?.id ?? '', { name: 'Pomme Verte' })
      await anne.contacts.update(contacts[0]?.id ?? '', { familyName: 'Grand' })
      const preview = await anne.imports.preview(text)
      expect(preview.counts).toMatchObject({
        companies: { created: 0, updated: 1 },
        contacts: { created: 0, updated: 1 },
      })
      const receipt = await anne.imports.apply(preview)
      expect(receipt.counts).toEqual(preview.counts)
      const after = await contentsOf(anne)
      expect(after.companies.map(({ name }) => name)).toEqual(['Pomme'])
      expect(after.contacts.map(({ familyName }) => familyName)).toEqual(['Petit'])
      await anne.imports.undo(receipt.importId)
      expect((await contentsOf(anne)).companies.map(({ name }) => name)).toEqual(['Pomme Verte'])
    })

    it('IMP-7 what changed since the preview is decided anew and told', async () => {
      const { anne, ben } = await begin()
      const preview = await anne.imports.preview(file(pomme, poire))
      await ben.companies.create({ name: 'Poire', siret: '44306184100047' })
      const receipt = await anne.imports.apply(JSON.parse(JSON.stringify(preview)), { file: file(pomme, poire) })
      expect(receipt.counts).toMatchObject({ decidedAnew: 1, companies: { created: 1, updated: 1 } })
      expect(await anne.companies.count()).toBe(2)
      expect(await anne.imports.apply(preview)).toEqual({ ...receipt, wasAppliedBefore: true })
    })

    it('IMP-7 an import that was stopped goes on and ends as if it had not been', async () => {
      const { anne } = await begin()
      const { text, companies, contacts } = generated(2300)
      const preview = await anne.imports.preview(text)
      const controller = new AbortController()
      const stopped = anne.imports.apply(preview, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      })
      await expect(stopped).rejects.toThrow('enough')
      const half = await anne.companies.count()
      expect(half).toBeGreaterThan(0)
      expect(half).toBeLessThan(companies)
      const receipt = await anne.imports.apply(preview)
      expect(receipt.counts).toEqual(preview.counts)
      expect([await anne.companies.count(), await anne.contacts.count()]).toEqual([companies, contacts])
    })

    it('WS-1 the same file in two workspaces knows nothing of the other', async () => {
      const [here, there] = [await begin(), await begin()]
      await run(here.anne, file(pomme))
      const receipt = await run(there.anne, file(pomme))
      expect(receipt.counts).toMatchObject({ companies: { created: 1 }, contacts: { created: 1 } })
      expect(await refusalOf(there.anne.imports.get((await here.anne.imports.list())[0]?.id ?? ''))).toMatchObject({
        code: 'not-found',
      })
    })
  })
})

async function run(desk: Desk, text: string, options: PreviewOptions = {}): Promise<ImportReceipt> {
  return desk.imports.apply(await desk.imports.preview(text, options))
}

async function refusedBy(desk: Desk, of: string | ImportSetup, text: string): Promise<string> {
  let refused = ''
  for await (const part of desk.imports.refusedRows(of, text)) refused += part
  return refused
}

interface Contents {
  readonly companies: readonly Company[]
  readonly contacts: readonly Contact[]
  readonly affiliations: readonly Affiliation[]
}

async function contentsOf(desk: Desk): Promise<Contents> {
  const [companies, contacts] = [await everyRecord(desk.companies), await everyRecord(desk.contacts)]
  const affiliations = []
  for (const { id } of contacts) affiliations.push(...(await desk.contacts.affiliations(id)))
  return { companies, contacts, affiliations }
}

async function everyRecord<PartyRecord>(listing: {
  list(query: ListQuery): Promise<Page<PartyRecord>>
}): Promise<readonly PartyRecord[]> {
  return (await listing.list({ order: 'number', limit: 500 })).items
}

/** The contents apart from when they were written. */
function timeless({ companies, contacts, affiliations }: Contents): object {
  const strip = ({ version: _version, updatedAt: _updatedAt, ...rest }: Company | Contact | Affiliation): object => rest
  return {
    companies: companies.map(strip),
    contacts: contacts.map(strip),
    affiliations: affiliations.map(strip),
  }
}

function generated(rows: number): { readonly text: string; readonly companies: number; readonly contacts: number } {
  const chunks = [...generateRows({ rows, seed: 7 })]
  const truth = chunks.flatMap((chunk) => chunk.truth)
  return {
    text: chunks.map(({ text }) => text).join(''),
    companies: new Set(truth.map(({ companyTruth }) => companyTruth)).size,
    contacts: new Set(truth.map(({ contactTruth }) => contactTruth).filter((number) => number >= 0)).size,
  }
}
