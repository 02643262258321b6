/** What is held on a person: told on request, erased for good. Rules: docs/concepts/privacy.md (PTY-6). */
import { describe, expect, it } from 'vitest'
import { issuesOf, numbers, onEveryStore, refusalOf, type Scene } from './stores.ts'

const headings = 'Company;First name;Last name;E-mail;Job title'
const anna = 'Pomme;Anna;Pépin;anna@pomme.example;Buyer'
const bruno = 'Pomme;Bruno;Noyer;bruno@pomme.example;Seller'
const file = (...rows: readonly string[]): string => `${[headings, ...rows].join('\n')}\n`

describe('Personal data', () => {
  onEveryStore((begin) => {
    it('PTY-6 an anonymized contact keeps id, number, owner and companies, and nothing else', async () => {
      const { anne, benId, clock } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      const { record } = await anne.contacts.create({
        givenName: 'Anna',
        familyName: 'Pépin',
        emails: ['anna@home.example'],
        ownerId: benId,
        affiliation: { companyId: company.id, jobTitle: 'Buyer', from: '2020-01-01', emails: ['anna@pomme.example'] },
      })
      clock.advance(1000)
      const { record: left } = await anne.contacts.anonymize(record.id)
      expect(left).toEqual({
        id: record.id,
        number: record.number,
        version: 2,
        createdAt: record.createdAt,
        updatedAt: clock.now(),
        anonymizedAt: clock.now(),
        ownerId: benId,
        visibility: 'write',
        addresses: [],
        phones: [],
        emails: [],
        websites: [],
        socialProfiles: [],
        tags: [],
      })
      expect(await anne.contacts.get(record.id)).toEqual(left)
      const [job, ...none] = await anne.contacts.affiliations(record.id)
      expect(job).toMatchObject({ companyId: company.id, from: '2020-01-01', isPrimary: true, emails: [], phones: [] })
      expect([job?.jobTitle, none]).toEqual([undefined, []])
      // Found by nothing, listed all the same.
      expect((await anne.contacts.list()).items).toEqual([left])
      for (const search of ['pepin', 'anna@home.example', 'anna@pomme.example']) {
        expect(await anne.contacts.count({ search })).toBe(0)
      }
      // Nobody is the same as, or like, somebody of whom nothing is known.
      const same = { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@home.example'] }
      expect((await anne.contacts.create(same)).warnings).toEqual([])
    })

    it('PTY-6 history keeps which fields there were, and no value', async () => {
      const { anne, store, workspaceId } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin' })
      await anne.contacts.update(record.id, { familyName: 'Noyer' })
      const { record: other } = await anne.contacts.create({ familyName: 'Prunier' })
      await anne.contacts.anonymize(record.id, { expectedVersion: 2 })
      const { items } = await anne.contacts.history(record.id)
      expect(items.map(({ command, personal }) => [command, personal])).toEqual([
        ['contacts.anonymize', undefined],
        ['contacts.update', null],
        ['contacts.create', null],
      ])
      expect(items[0]?.changes).toEqual(expect.arrayContaining([{ field: 'familyName' }, { field: 'anonymizedAt' }]))
      expect((await anne.contacts.history(other.id)).items[0]?.personal?.changes).not.toEqual([])
      const events = await store.history.listEvents(workspaceId, { limit: 100 })
      expect(events.at(-1)).toMatchObject({ type: 'contact.anonymized', version: 3, data: {} })
    })

    it('PTY-6 nothing changes an anonymized contact any more; forgotten twice is forgotten', async () => {
      const { anne } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      const { record } = await anne.contacts.create({ familyName: 'Pépin', affiliation: { companyId: company.id } })
      const [job] = await anne.contacts.affiliations(record.id)
      const first = await anne.contacts.anonymize(record.id)
      expect(await anne.contacts.anonymize(record.id)).toEqual(first)
      expect((await anne.contacts.history(record.id)).items).toHaveLength(2)
      for (const call of [
        () => anne.contacts.update(record.id, { familyName: 'Pépin' }),
        () => anne.contacts.affiliate(record.id, { companyId: company.id }),
        () => anne.contacts.changeAffiliation(job?.id ?? '', { jobTitle: 'Buyer' }),
      ]) {
        expect(await issuesOf(call())).toEqual(['id anonymized'])
      }
      await anne.contacts.trash(record.id)
      expect(await issuesOf(anne.contacts.restore(record.id))).toEqual(['id anonymized'])
      await anne.contacts.purge(record.id)
      expect(await anne.contacts.anonymize(record.id)).toEqual({ record: null })
    })

    it('PTY-6 what history kept of a contact that was purged is told and erased, too', async () => {
      const { anne } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin' })
      await anne.contacts.trash(record.id)
      await anne.contacts.purge(record.id)
      const { parts } = await anne.contacts.exportPersonalData(record.id)
      expect(parts).toMatchObject({ contact: null, affiliations: [] })
      expect(JSON.stringify(parts['history'])).toContain('Pépin')
      expect(await anne.contacts.anonymize(record.id)).toEqual({ record: null })
      expect(JSON.stringify(await anne.contacts.exportPersonalData(record.id))).not.toContain('Pépin')
    })

    it('PTY-6 both take an administrator or a system job, and what does not exist is not found', async () => {
      const { anne, ben, job } = await begin()
      const { record } = await ben.contacts.create({ familyName: 'Pépin', visibility: 'private' })
      expect(await refusalOf(ben.contacts.anonymize(record.id))).toMatchObject({ code: 'forbidden' })
      expect(await refusalOf(ben.contacts.exportPersonalData(record.id))).toMatchObject({ code: 'forbidden' })
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      for (const id of [company.id, 'x']) {
        expect(await refusalOf(anne.contacts.anonymize(id))).toMatchObject({ code: 'not-found' })
        expect(await refusalOf(anne.contacts.exportPersonalData(id))).toMatchObject({ code: 'not-found' })
      }
      const stale = anne.contacts.anonymize(record.id, { expectedVersion: 7 })
      expect(await refusalOf(stale)).toMatchObject({ code: 'version-conflict' })
      expect((await job.contacts.anonymize(record.id)).record?.anonymizedAt).toBeDefined()
    })

    it('PTY-6 an export tells all that is held, as plain JSON, and is audited', async () => {
      const { anne, clock } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
      const { record } = await anne.contacts.create({ familyName: 'Pépin', emails: ['anna@pomme.example'] })
      const { record: job } = await anne.contacts.affiliate(record.id, { companyId: company.id, jobTitle: 'Buyer' })
      await anne.imports.run(`${headings};SIRET\nPomme;Anna;Pépin;anna@pomme.example;Head buyer;${numbers.siret}\n`)
      const told = await anne.contacts.exportPersonalData(record.id)
      expect(JSON.parse(JSON.stringify(told))).toEqual(told)
      expect(told).toMatchObject({ contactId: record.id, exportedAt: clock.now() })
      const { contact, affiliations, identityKeys, history, imports } = told.parts
      expect(contact).toEqual(await anne.contacts.get(record.id))
      expect(affiliations).toEqual(await anne.contacts.affiliations(record.id))
      expect(identityKeys).toEqual(['mail:anna@pomme.example'])
      expect(history).toMatchObject([{ command: 'contacts.affiliate' }, { command: 'contacts.create' }])
      const images = [
        { before: { kind: 'contact', record: { id: record.id } } },
        { before: { record: { id: job.id } } },
      ]
      expect(imports).toMatchObject(images)
      const { items } = await anne.audit.list({ command: 'contacts.exportPersonalData' })
      expect(items).toMatchObject([{ subject: { kind: 'contact', id: record.id }, changes: [] }])
    })

    it('PTY-6 IMP-7 the same file does not bring back whoever was anonymized since', async () => {
      const scene = await begin()
      const { anne } = scene
      // Bruno was there before; the file changes him. Anna stands in it twice.
      const { record: known } = await anne.contacts.create({ familyName: 'Noyer', emails: ['bruno@pomme.example'] })
      const filler = Array.from({ length: 250 }, (_, n) => `Poire;Given${n};Family;a${n}@poire.example;`)
      const rows = file(anna, bruno, ...filler, anna)
      await anne.imports.run(rows)
      const people = await everybody(scene)
      const ids = [people.find(({ givenName }) => givenName === 'Anna')?.id ?? '', known.id]
      for (const id of ids) await anne.contacts.anonymize(id)

      const plans: unknown[] = []
      const preview = await anne.imports.preview(rows, {
        onRow: ({ row, contact }) => {
          if (contact?.action !== 'unchanged')
            plans.push([row, contact?.action, contact?.skipReason, contact?.recordId])
        },
      })
      const [annaId, brunoId] = ids
      expect(plans).toEqual([
        [1, 'skip', 'anonymized', annaId],
        [2, 'skip', 'anonymized', brunoId],
        [253, 'skip', 'anonymized', annaId],
      ])
      expect(preview.counts.contacts).toMatchObject({ created: 0, updated: 0, skipped: 2 })
      const { counts } = await anne.imports.apply(preview)
      expect(counts.contacts).toMatchObject({ created: 0, updated: 0, skipped: 2 })
      const after = await everybody(scene)
      expect(after).toHaveLength(people.length)
      expect(JSON.stringify(after)).not.toMatch(/Anna|Pépin|Bruno|Noyer/)
    })

    it('PTY-6 IMP-9 an import that made or changed somebody is undone around whoever was anonymized since', async () => {
      const scene = await begin()
      const { anne } = scene
      const { record: known } = await anne.contacts.create({ familyName: 'Noyer', emails: ['bruno@pomme.example'] })
      const { importId } = await anne.imports.run(file(anna, bruno))
      for (const { id } of await everybody(scene)) await anne.contacts.anonymize(id)
      const { kept, contacts } = await anne.imports.undo(importId)
      expect(contacts).toEqual({ purged: 0, restored: 0, kept: 2 })
      expect(kept).toContainEqual({ kind: 'contact', recordId: known.id, reason: 'changed-since' })
      expect(JSON.stringify(await everybody(scene))).not.toMatch(/Anna|Pépin|Bruno|Noyer/)
    })
  })
})

async function everybody({ anne }: Scene) {
  return (await anne.contacts.list({ limit: 500 })).items
}
