import type { Desk } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Contacts', () => {
  onEveryStore((begin) => {
    it('PTY-1 a contact needs a given or a family name', async () => {
      const { anne } = await begin()
      expect(await issuesOf(anne.contacts.create({ honorific: 'Dr.' }))).toEqual(['familyName missing'])
      const { record } = await anne.contacts.create({ givenName: 'Anna' })
      expect(await issuesOf(anne.contacts.update(record.id, { givenName: null }))).toEqual(['familyName missing'])
      const { record: named } = await anne.contacts.update(record.id, { givenName: null, familyName: 'Pépin' })
      expect(named.givenName).toBeUndefined()
    })

    it('PTY-5 a birthday is a day of the calendar', async () => {
      const { anne } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin', birthday: '1984-02-29' })
      expect(await anne.contacts.get(record.id)).toEqual(record)
      expect(record.birthday).toBe('1984-02-29')
      expect(await issuesOf(anne.contacts.update(record.id, { birthday: '1985-02-29' }))).toEqual([
        'birthday invalid-date',
      ])
    })

    it('PTY-8 contacts are found by work e-mails and phones, and sorted by family name first', async () => {
      const { anne } = await begin()
      const company = await anne.companies.create({ name: 'Pomme' })
      const { record } = await anne.contacts.create({ givenName: 'Zoé', familyName: 'Abricot' })
      await anne.contacts.create({ givenName: 'Anna', familyName: 'Pépin' })
      await anne.contacts.affiliate(record.id, {
        companyId: company.record.id,
        emails: ['zoe@pomme.example'],
        phones: ['01 23 45 80 73'],
      })
      const found = await anne.contacts.list({ search: 'zoe@pomme.example' })
      expect(found.items.map(({ id }) => id)).toEqual([record.id])
      expect(await anne.contacts.count({ search: '0123458073 abricot' })).toBe(1)
      const { items } = await anne.contacts.list({ limit: 1 })
      expect(items[0]?.id).toBe(record.id)
    })

    describe('many at once', () => {
      it('PTY-7 many contacts are added to one company in one call', async () => {
        const { anne } = await begin()
        const { record: company } = await anne.companies.create({ name: 'Pomme' })
        const written = await anne.contacts.createMany(company.id, [
          { familyName: 'Pépin', affiliation: { jobTitle: 'Buyer', emails: ['anna@pomme.example'] } },
          { familyName: 'Noyer', phones: ['ask'] },
        ])
        expect(written.map(({ record }) => [record.number, record.familyName])).toEqual([
          [1, 'Pépin'],
          [2, 'Noyer'],
        ])
        expect(written.map(({ warnings }) => warnings)).toEqual([
          [],
          [{ code: 'phone-not-understood', path: 'phones.0' }],
        ])
        const { items } = await anne.companies.contacts(company.id)
        expect(items.map(({ contact, affiliation }) => [contact.familyName, affiliation.jobTitle])).toEqual([
          ['Pépin', 'Buyer'],
          ['Noyer', undefined],
        ])
        expect(items.every(({ affiliation }) => affiliation.isPrimary)).toBe(true)
      })

      it('PTY-7 all or nothing: one wrong contact and none is written', async () => {
        const { anne } = await begin()
        const { record: company } = await anne.companies.create({ name: 'Pomme' })
        await anne.contacts.create({ familyName: 'Noyer', emails: ['n@pomme.example'] })
        const wrong = anne.contacts.createMany(company.id, [{ familyName: 'Pépin' }, { birthday: 'x' }])
        expect(await issuesOf(wrong)).toEqual(['1.familyName missing', '1.birthday invalid-date'])
        const known = anne.contacts.createMany(company.id, [
          { familyName: 'Pépin' },
          { familyName: 'Noyer', emails: ['n@pomme.example'] },
        ])
        expect(await refusalOf(known)).toMatchObject({ code: 'duplicate' })
        expect(await anne.contacts.count()).toBe(1)
      })

      it('PTY-7 one person twice in a call is a duplicate', async () => {
        const { anne } = await begin()
        const { record: company } = await anne.companies.create({ name: 'Pomme' })
        const people = [
          { familyName: 'Pépin', emails: ['anna@pomme.example'] },
          { familyName: 'Noyer' },
          { familyName: 'Pepin', affiliation: { emails: ['anna@pomme.example'] } },
        ]
        expect(await refusalOf(anne.contacts.createMany(company.id, people))).toMatchObject({
          code: 'duplicate',
          details: { index: 2, otherIndex: 0 },
        })
        expect(await issuesOf(anne.contacts.createMany(company.id, []))).toEqual([' out-of-range'])
      })

      it('PTY-7 a company that is hidden or in the trash takes nobody', async () => {
        const { anne, ben } = await begin()
        const { record: hidden } = await anne.companies.create({ name: 'Pomme', visibility: 'private' })
        const people = [{ familyName: 'Pépin' }]
        expect(await refusalOf(ben.contacts.createMany(hidden.id, people))).toMatchObject({ code: 'not-found' })
        await anne.companies.trash(hidden.id)
        expect(await issuesOf(anne.contacts.createMany(hidden.id, people))).toEqual(['id in-trash'])
      })
    })

    describe('jobs', () => {
      it('PTY-2 a contact has at most one main job', async () => {
        const { anne } = await begin()
        const companies = await Promise.all(['Pomme', 'Poire', 'Prune'].map((name) => anne.companies.create({ name })))
        const [pomme = '', poire = '', prune = ''] = companies.map(({ record }) => record.id)
        const { record } = await anne.contacts.create({ familyName: 'Pépin', affiliation: { companyId: pomme } })
        const second = await anne.contacts.affiliate(record.id, { companyId: poire })
        expect(second.record.isPrimary).toBe(false)
        await anne.contacts.affiliate(record.id, { companyId: prune, isPrimary: true })
        const jobs = await anne.contacts.affiliations(record.id)
        expect(jobs.filter(({ isPrimary }) => isPrimary).map(({ companyId }) => companyId)).toEqual([prune])
        await anne.contacts.changeAffiliation(second.record.id, { isPrimary: true })
        const after = await anne.contacts.affiliations(record.id)
        expect(after.filter(({ isPrimary }) => isPrimary).map(({ companyId }) => companyId)).toEqual([poire])
      })

      it('PTY-2 two jobs at once never make two main ones', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({ familyName: 'Pépin' })
        const job = { companyId: company.record.id, isPrimary: true }
        await Promise.all([1, 2, 3].map(() => anne.contacts.affiliate(record.id, job)))
        const jobs = await anne.contacts.affiliations(record.id)
        expect(jobs).toHaveLength(3)
        expect(jobs.filter(({ isPrimary }) => isPrimary)).toHaveLength(1)
        expect((await anne.contacts.get(record.id)).version).toBe(4)
      })

      it('PTY-2 a job that ended stays in the career and is nobody’s main one', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({
          familyName: 'Pépin',
          affiliation: { companyId: company.record.id, from: '2020-01-01' },
        })
        const [job] = await anne.contacts.affiliations(record.id)
        expect(await issuesOf(anne.contacts.endAffiliation(job?.id ?? '', { on: '2019-12-31' }))).toEqual([
          'to contradiction',
        ])
        const ended = await anne.contacts.endAffiliation(job?.id ?? '', { on: '2026-01-01' })
        expect(ended.record).toMatchObject({ to: '2026-01-01', isPrimary: false, version: 2 })
        expect(await anne.contacts.affiliations(record.id)).toEqual([ended.record])
        expect((await anne.companies.contacts(company.record.id)).items).toEqual([])
        const next = await anne.contacts.affiliate(record.id, { companyId: company.record.id })
        expect(next.record.isPrimary).toBe(true)
      })

      it('PTY-2 a job is seen where its contact and its company are', async () => {
        const { anne, ben } = await begin()
        const open = await anne.companies.create({ name: 'Pomme' })
        const hidden = await anne.companies.create({ name: 'Poire', visibility: 'private' })
        const { record } = await anne.contacts.create({
          familyName: 'Pépin',
          affiliation: { companyId: hidden.record.id },
        })
        const job = await anne.contacts.affiliate(record.id, { companyId: open.record.id })
        expect(await ben.contacts.affiliations(record.id)).toEqual([job.record])
        const [secret] = await anne.contacts.affiliations(record.id)
        expect(await refusalOf(ben.contacts.endAffiliation(secret?.id ?? '', { on: '2026-01-01' }))).toMatchObject({
          code: 'not-found',
        })
        // Ben makes his the main one; the one that he can't see is no longer.
        await ben.contacts.changeAffiliation(job.record.id, { isPrimary: true })
        const jobs = await anne.contacts.affiliations(record.id)
        expect(jobs.filter(({ isPrimary }) => isPrimary).map(({ id }) => id)).toEqual([job.record.id])
      })

      it('PTY-2 a job is changed by whoever may change its contact', async () => {
        const { anne, ben } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({
          familyName: 'Pépin',
          visibility: 'read',
          affiliation: { companyId: company.record.id },
        })
        const [job] = await anne.contacts.affiliations(record.id)
        for (const call of [
          () => ben.contacts.affiliate(record.id, { companyId: company.record.id }),
          () => ben.contacts.changeAffiliation(job?.id ?? '', { jobTitle: 'Boss' }),
          () => ben.contacts.removeAffiliation(job?.id ?? ''),
        ]) {
          expect(await refusalOf(call())).toMatchObject({ code: 'forbidden', details: { kind: 'contact' } })
        }
      })

      it('PTY-2 the jobs of a page of contacts come in one call, as far as they may be seen', async () => {
        const { anne, ben } = await begin()
        const pomme = await anne.companies.create({ name: 'Pomme' })
        const hidden = await anne.companies.create({ name: 'Poire', visibility: 'private' })
        const person = async (familyName: string, companyId: string) =>
          (await anne.contacts.create({ familyName, affiliation: { companyId, jobTitle: familyName } })).record.id
        const ids = [await person('A', pomme.record.id), await person('B', hidden.record.id)]
        const free = (await anne.contacts.create({ familyName: 'C' })).record.id
        await anne.contacts.affiliate(ids[0] ?? '', {
          companyId: hidden.record.id,
          jobTitle: 'A too',
          to: '2020-12-31',
        })
        const asked = [...ids, free, ids[0]?.toUpperCase() ?? '', 'nobody']
        const titles = (desk: Desk) =>
          desk.contacts.affiliationsOf(asked).then((jobs) => jobs.map((job) => [job.contactId, job.jobTitle]))
        expect(await titles(anne)).toEqual([
          [ids[0], 'A'],
          [ids[1], 'B'],
          [ids[0], 'A too'],
        ])
        expect(await titles(ben)).toEqual([[ids[0], 'A']])
        expect(await anne.contacts.affiliationsOf([])).toEqual([])
        const wrong = [ids[0], 7] as readonly string[]
        expect(await issuesOf(anne.contacts.affiliationsOf(wrong))).toEqual(['contactIds.1 wrong-type'])
        const none = undefined as unknown as readonly string[]
        expect(await issuesOf(anne.contacts.affiliationsOf(none))).toEqual(['contactIds missing'])
        expect(await issuesOf(anne.contacts.affiliationsOf(Array(501).fill('x')))).toEqual(['contactIds out-of-range'])
      })

      it('a job that should never have been written down is removed', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({
          familyName: 'Pépin',
          affiliation: { companyId: company.record.id, emails: ['anna@pomme.example'] },
        })
        const [job] = await anne.contacts.affiliations(record.id)
        await anne.contacts.removeAffiliation(job?.id ?? '')
        expect(await anne.contacts.affiliations(record.id)).toEqual([])
        expect(await anne.contacts.count({ search: 'anna@pomme.example' })).toBe(0)
        await anne.contacts.create({ familyName: 'Pépin', emails: ['anna@pomme.example'] })
      })

      it('the people of a company come page by page', async () => {
        const { anne } = await begin()
        const { record: company } = await anne.companies.create({ name: 'Pomme' })
        const people = ['A', 'B', 'C', 'D', 'E', 'F'].map((familyName) => ({ familyName }))
        const written = await anne.contacts.createMany(company.id, people)
        await anne.contacts.trash(written[1]?.record.id ?? '')
        const names: (string | undefined)[] = []
        for (let cursor: string | undefined; ; ) {
          const page = await anne.companies.contacts(company.id, { limit: 2, cursor })
          names.push(...page.items.map(({ contact }) => contact.familyName))
          cursor = page.nextCursor
          if (cursor === undefined) break
        }
        expect(names).toEqual(['A', 'C', 'D', 'E', 'F'])
      })
    })
  })
})
