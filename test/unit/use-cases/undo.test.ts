/** What an undo leaves behind: keys, jobs, records that were kept. Rules: docs/concepts/imports.md (IMP-9). */
import type { Affiliation, Contact, Desk, KeyEntry } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { onEveryStore, type Scene } from './stores.ts'

const headings = 'Company;SIRET;First name;Last name;E-mail;Job title;Until'
const anna = 'Pomme SARL;73282932000074;Anna;Pépin;anna@pomme.example;Buyer;'
const bob = 'Poire SA;44306184100047;Bob;Durand;bob@poire.example;;'
const annaLeaves = 'Pomme SARL;73282932000074;Anna;Pépin;anna@pomme.example;Buyer;2026-01-20'
const file = (...rows: readonly string[]): string => `${[headings, ...rows].join('\n')}\n`
const mapping = {
  Company: 'company.name',
  SIRET: 'company.siret',
  'First name': 'contact.givenName',
  'Last name': 'contact.familyName',
  'E-mail': 'affiliation.email',
  'Job title': 'affiliation.jobTitle',
  Until: 'affiliation.to',
} as const
const monthMs = 31 * 86_400_000

describe('Undo', () => {
  onEveryStore((begin) => {
    it('IMP-9 a contact that was kept is not found under the work e-mail of its purged job', async () => {
      const scene = await begin()
      const { anne } = scene
      const { importId } = await anne.imports.run(file(anna))
      const contact = await onlyContact(anne)
      await anne.contacts.update(contact.id, { tags: ['fruit'] })
      const undone = await anne.imports.undo(importId)
      expect(undone.kept).toEqual([{ kind: 'contact', recordId: contact.id, reason: 'changed-since' }])
      expect(undone).toMatchObject({ affiliations: { purged: 1 }, contacts: { purged: 0, kept: 1 } })
      expect(await anne.contacts.affiliations(contact.id)).toEqual([])
      expect(await anne.contacts.count({ search: 'anna@pomme.example' })).toBe(0)
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toEqual([])
      expect(await anne.contacts.get(contact.id)).toMatchObject({ tags: ['fruit'], version: 3 })
    })

    it('IMP-9 a contact that was there before is not found under the work e-mail of its purged job', async () => {
      const scene = await begin()
      const { anne } = scene
      const { record } = await anne.contacts.create({ familyName: 'Pépin', emails: ['anna@home.example'] })
      const rows = 'Company;Last name;Private e-mail;E-mail\nPomme;Pépin;anna@home.example;anna@pomme.example\n'
      const { importId } = await anne.imports.run(rows, {
        mapping: {
          Company: 'company.name',
          'Last name': 'contact.familyName',
          'Private e-mail': 'contact.email',
          'E-mail': 'affiliation.email',
        },
      })
      expect(await anne.contacts.count({ search: 'anna@pomme.example' })).toBe(1)
      await anne.imports.undo(importId)
      expect(await anne.contacts.affiliations(record.id)).toEqual([])
      expect(await anne.contacts.count({ search: 'anna@pomme.example' })).toBe(0)
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toEqual([])
    })

    it('IMP-9 the key of a job that has ended meanwhile goes with its contact', async () => {
      const scene = await begin()
      const { anne, clock } = scene
      const { importId } = await anne.imports.run(file(annaLeaves), { mapping })
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toHaveLength(1)
      clock.advance(monthMs)
      await anne.imports.undo(importId)
      expect(await anne.contacts.count()).toBe(0)
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toEqual([])
    })

    it('IMP-9 the key of a job that has ended meanwhile goes with the job, where its contact is kept', async () => {
      const scene = await begin()
      const { anne, clock } = scene
      const { importId } = await anne.imports.run(file(annaLeaves), { mapping })
      const contact = await onlyContact(anne)
      await anne.contacts.update(contact.id, { tags: ['fruit'] })
      clock.advance(monthMs)
      await anne.imports.undo(importId)
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toEqual([])
    })

    it('IDN-6 an address that an ended job no longer has leaves no key behind', async () => {
      const scene = await begin()
      const { anne, clock } = scene
      await anne.imports.run(file(annaLeaves), { mapping })
      const contact = await onlyContact(anne)
      const job = await onlyJob(anne, contact)
      clock.advance(monthMs)
      await anne.contacts.changeAffiliation(job.id, { emails: [] })
      expect(await keysOf(scene, 'mail:anna@pomme.example')).toEqual([])
    })

    it('IMP-9 asked again, an undo removes what has come free, and answers for all calls together', async () => {
      const { anne, store, workspaceId } = await begin()
      const { importId } = await anne.imports.run(file(anna, bob))
      const [company] = (await anne.companies.list({ search: 'pomme' })).items
      if (company === undefined) throw new Error('the company is missing')
      const cleo = await anne.contacts.create({ familyName: 'Cléo', affiliation: { companyId: company.id } })
      const first = await anne.imports.undo(importId)
      expect(first).toEqual({
        importId,
        companies: { purged: 1, restored: 0, kept: 1 },
        contacts: { purged: 2, restored: 0, kept: 0 },
        affiliations: { purged: 2, restored: 0, kept: 0 },
        kept: [{ kind: 'company', recordId: company.id, reason: 'still-referenced' }],
      })
      const record = await store.imports.find(workspaceId, importId)
      expect(await anne.imports.undo(importId)).toEqual(first)
      expect(await store.imports.find(workspaceId, importId)).toEqual(record)
      await anne.contacts.removeAffiliation((await onlyJob(anne, cleo.record)).id)
      const second = await anne.imports.undo(importId)
      expect(second).toEqual({ ...first, companies: { purged: 2, restored: 0, kept: 0 }, kept: [] })
      expect(await anne.imports.undo(importId)).toEqual(second)
      expect([await anne.companies.count(), await anne.contacts.count()]).toEqual([0, 1])
      expect((await anne.imports.get(importId)).status).toBe('undone')
    })

    it('IMP-9 an undo that was stopped goes on, and counts as if it had not been', async () => {
      const { anne } = await begin()
      const rows = Array.from({ length: 600 }, (_, n) => `Firm ${n};;P${n};Durand;p${n}@firm${n}.example;Buyer;`)
      const { importId } = await anne.imports.run(file(anna, ...rows))
      const controller = new AbortController()
      const stopped = anne.imports.undo(importId, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      })
      await expect(stopped).rejects.toThrow('enough')
      expect((await anne.imports.get(importId)).status).toBe('undoing')
      const gone = { purged: 601, restored: 0, kept: 0 }
      expect(await anne.imports.undo(importId)).toEqual({
        importId,
        companies: gone,
        contacts: gone,
        affiliations: gone,
        kept: [],
      })
      expect([await anne.companies.count(), await anne.contacts.count()]).toEqual([0, 0])
    })

    it('IMP-9 asked again, an undo leaves alone what it restored, whatever became of it since', async () => {
      const { anne } = await begin()
      await anne.imports.run(file(anna))
      const { importId } = await anne.imports.run(file(anna.replace('Buyer', 'Chief'), bob))
      const contact = await onlyContact(anne, 'pépin')
      const [poire] = (await anne.companies.list({ search: 'poire' })).items
      await anne.contacts.affiliate(contact.id, { companyId: poire?.id ?? '' })
      const first = await anne.imports.undo(importId)
      expect(first).toMatchObject({ companies: { kept: 1 }, contacts: { purged: 1, kept: 1 } })
      await anne.contacts.update(contact.id, { tags: ['fruit'] })
      expect(await anne.imports.undo(importId)).toEqual(first)
    })
  })
})

async function onlyContact(desk: Desk, search = ''): Promise<Contact> {
  const { items } = await desk.contacts.list({ search })
  const [contact] = items
  if (contact === undefined || items.length > 1) throw new Error('there should be one contact')
  return contact
}

async function onlyJob(desk: Desk, contact: Contact): Promise<Affiliation> {
  const [job, ...others] = await desk.contacts.affiliations(contact.id)
  if (job === undefined || others.length > 0) throw new Error('there should be one job')
  return job
}

async function keysOf({ store, workspaceId }: Scene, key: string): Promise<readonly KeyEntry[]> {
  return (await store.identity.lookUp(workspaceId, [key])).hits
}
