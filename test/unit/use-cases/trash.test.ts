import { describe, expect, it } from 'vitest'
import { issuesOf, numbers, onEveryStore, refusalOf } from './stores.ts'

describe('The trash', () => {
  onEveryStore((begin) => {
    it('PTY-6 delete moves to the trash, restore brings back', async () => {
      const { anne, clock } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
      clock.advance(1000)
      const { record: trashed } = await anne.companies.trash(record.id)
      expect(trashed).toMatchObject({ version: 2, trashedAt: clock.now() })
      expect(await anne.companies.get(record.id)).toEqual(trashed)
      expect((await anne.companies.list()).items).toEqual([])
      expect((await anne.companies.list({ trashed: true })).items).toEqual([trashed])
      const { record: restored } = await anne.companies.restore(record.id)
      expect(restored).toEqual({ ...record, version: 3, updatedAt: clock.now() })
      expect(await anne.companies.get(record.id)).toEqual(restored)
    })

    it('PTY-6 trashing twice, or restoring what is in use, changes nothing', async () => {
      const { anne } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin' })
      expect(await anne.contacts.restore(record.id)).toEqual({ record, warnings: [] })
      const first = await anne.contacts.trash(record.id)
      expect(await anne.contacts.trash(record.id)).toEqual(first)
    })

    it('PTY-6 what lies in the trash is restored before it is changed', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      await anne.companies.trash(record.id)
      expect(await issuesOf(anne.companies.update(record.id, { name: 'Poire' }))).toEqual(['id in-trash'])
    })

    it('PTY-6 only what lies in the trash is purged, and it frees its keys', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
      expect(await issuesOf(anne.companies.purge(record.id))).toEqual(['id not-in-trash'])
      await anne.companies.trash(record.id)
      await anne.companies.purge(record.id)
      expect(await anne.companies.find(record.id)).toBeNull()
      await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
    })

    it('PTY-6 purging takes the owner or an administrator', async () => {
      const { ben, cara } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme' })
      await cara.companies.trash(record.id)
      expect(await refusalOf(cara.companies.purge(record.id))).toMatchObject({ code: 'forbidden' })
      await ben.companies.purge(record.id)
    })

    it('PTY-6 a company that something points at is not purged: what it is, is said', async () => {
      const { anne } = await begin()
      const { record: head } = await anne.companies.create({ name: 'Head' })
      const { record: shop } = await anne.companies.create({ name: 'Shop', parentId: head.id })
      const { record: person } = await anne.contacts.create({
        familyName: 'Pépin',
        affiliation: { companyId: head.id },
      })
      const [job] = await anne.contacts.affiliations(person.id)
      await anne.companies.trash(head.id)
      const error = await refusalOf(anne.companies.purge(head.id), 'still-referenced')
      expect(error).toMatchObject({ details: { kind: 'company', id: head.id, hasOthers: false } })
      const references = error.details.references
      expect(references).toHaveLength(2)
      expect(references).toContainEqual({ kind: 'company', id: shop.id })
      expect(references).toContainEqual({ kind: 'affiliation', id: job?.id })

      await anne.companies.update(shop.id, { parentId: null })
      await anne.contacts.removeAffiliation(job?.id ?? '')
      await anne.companies.purge(head.id)
    })

    it('IDN-7 what points at a company without being visible is neither named nor counted', async () => {
      const { anne, ben } = await begin()
      const { record: head } = await ben.companies.create({ name: 'Head' })
      const { record: secret } = await anne.companies.create({
        name: 'Secret',
        parentId: head.id,
        visibility: 'private',
      })
      await ben.companies.trash(head.id)
      const error = await refusalOf(ben.companies.purge(head.id))
      expect(error).toMatchObject({ code: 'still-referenced', details: { hasOthers: true, references: [] } })
      expect(error.message).not.toContain(secret.id)
    })

    it('PTY-6 a contact is purged with all jobs, those that the actor can’t see too', async () => {
      const { anne, ben } = await begin()
      const { record: hidden } = await anne.companies.create({ name: 'Pomme', visibility: 'private' })
      const { record } = await ben.contacts.create({ familyName: 'Pépin', emails: ['anna@pomme.example'] })
      await anne.contacts.affiliate(record.id, { companyId: hidden.id, emails: ['work@pomme.example'] })
      await ben.contacts.trash(record.id)
      await ben.contacts.purge(record.id)
      expect((await anne.companies.contacts(hidden.id)).items).toEqual([])
      await anne.companies.trash(hidden.id)
      await anne.companies.purge(hidden.id)
      await anne.contacts.create({ familyName: 'Pépin', emails: ['work@pomme.example', 'anna@pomme.example'] })
    })
  })
})
