import { describe, expect, it } from 'vitest'
import { numbers, onEveryStore, refusalOf } from './stores.ts'

const seat = { addresses: [{ postcode: '75001', city: 'Paris' }] }

describe('Duplicates', () => {
  onEveryStore((begin) => {
    describe('companies', () => {
      it('IDN-9 a company that is the same as another is refused with the other’s id', async () => {
        const { anne, anneId } = await begin()
        const { record } = await anne.companies.create({ name: 'Pomme SARL', siret: numbers.siret })
        const call = anne.companies.create({ name: 'POMME', siret: '732 829 320 00074' })
        expect(await refusalOf(call)).toMatchObject({
          code: 'duplicate',
          details: { kind: 'company', by: 'siret', recordId: record.id, ownerId: anneId, inTrash: false },
        })
        expect(await anne.companies.count()).toBe(1)
      })

      it('IDN-9 onDuplicate: create writes it anyway, and says so', async () => {
        const { anne } = await begin()
        const first = await anne.companies.create({ name: 'Pomme', vat: numbers.vat })
        const second = await anne.companies.create({ name: 'Pomme', vat: numbers.vat }, { onDuplicate: 'create' })
        expect(second.warnings).toEqual([
          { code: 'duplicate', by: 'vat', record: expect.objectContaining({ recordId: first.record.id }) },
        ])
        expect(await anne.companies.count()).toBe(2)
      })

      it.each([
        ['vat', { vat: numbers.vat }, { vat: 'FR 44 732829320', country: 'FR' }],
        ['vat', { siren: numbers.siren }, { vat: numbers.vat }],
        [
          'reg',
          { country: 'RO', registrationNumber: 'J40/1234/2005' },
          { country: 'RO', registrationNumber: 'J40/1234/2005' },
        ],
        ['npc', seat, { addresses: [{ postcode: '75001', city: 'PARIS 1er' }] }],
      ])('IDN-1 %s identifies a company', async (by, known, input) => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme SARL', ...known })
        const call = anne.companies.create({ name: 'pomme', ...input })
        expect(await refusalOf(call)).toMatchObject({ code: 'duplicate', details: { by } })
      })

      it('IDN-2 a stronger number that contradicts is never the same', async () => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme', siret: numbers.siret, ...seat })
        const { warnings } = await anne.companies.create({ name: 'Pomme', siret: numbers.otherSiret, ...seat })
        expect(warnings).toEqual([])
      })

      it('IDN-3 another establishment is a sibling: created, and said', async () => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
        const { warnings } = await anne.companies.create({ name: 'Pomme', siret: numbers.siblingSiret })
        expect(warnings).toEqual([
          { code: 'sibling', by: 'vat', record: expect.objectContaining({ recordId: record.id }) },
        ])
      })

      it('IDN-4 what may be one of several is refused with all of them', async () => {
        const { anne } = await begin()
        const first = await anne.companies.create({ name: 'Pomme Paris', siret: numbers.siret })
        const second = await anne.companies.create({ name: 'Pomme Lyon', siret: numbers.siblingSiret })
        const call = anne.companies.create({ name: 'Pomme', siren: numbers.siren })
        const error = await refusalOf(call, 'ambiguous-duplicate')
        expect(error).toMatchObject({ details: { kind: 'company', by: 'vat' } })
        expect(new Set(error.details.recordIds)).toEqual(new Set([first.record.id, second.record.id]))
      })

      it('IDN-5 equal names and one thing in common are possible: created, and said', async () => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({
          name: 'Éts. Pomme & Fils SARL',
          addresses: [{ postcode: '69003', city: 'Lyon' }],
          phones: ['01 23 45 80 73'],
          websites: ['https://www.pomme.example/fr'],
        })
        const { warnings } = await anne.companies.create({
          name: 'Ets Pomme et Fils',
          addresses: [{ city: 'LYON CEDEX 03' }],
          phones: ['+33 1 23 45 80 73'],
          emails: ['info@pomme.example'],
        })
        expect(warnings).toEqual([
          {
            code: 'possible-duplicate',
            record: expect.objectContaining({ recordId: record.id }),
            reasons: ['city', 'phone', 'domain'],
          },
        ])
      })

      it.each([
        ['SARL Pomme', 'Pomme'],
        ['S.A.R.L. Pomme', 'Pomme SARL'],
        ['Pomme S.A.R.L.', 'Pomme'],
        ['S.C.I. Pomme', 'SCI Pomme'],
        ['SARL Pomme & Fils', 'Pomme et Fils'],
        ['S.C. Mar S.R.L.', 'Mar SRL'],
        ['SC Mar SRL', 'S.C. Mar S.R.L.'],
        ['Mar SRL', 'S.C. Mar S.R.L.'],
      ])('IDN-5 IDN-6 the name of %j is that of %j, wherever its legal form stands', async (known, name) => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({ name: known, phones: ['01 23 45 80 73'] })
        const { warnings } = await anne.companies.create({ name, phones: ['01 23 45 80 73'] })
        expect(warnings).toEqual([
          { code: 'possible-duplicate', record: expect.objectContaining({ recordId: record.id }), reasons: ['phone'] },
        ])
      })

      it('IDN-5 mail for everybody is no domain in common, another legal form no equal name', async () => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme SARL', emails: ['pomme@gmail.com'], ...seat })
        const mail = await anne.companies.create({ name: 'Pomme', emails: ['pomme.sarl@gmail.com'] })
        expect(mail.warnings).toEqual([])
        const form = await anne.companies.create({ name: 'Pomme SCI', addresses: [{ city: 'Paris' }] })
        expect(form.warnings).toEqual([])
      })

      it('IDN-7 of a hidden record only that it exists is told, and whom to ask', async () => {
        const { anne, anneId, ben } = await begin()
        const { record } = await anne.companies.create({
          name: 'Secret SARL',
          siret: numbers.siret,
          visibility: 'private',
          phones: ['01 23 45 80 73'],
        })
        const error = await refusalOf(ben.companies.create({ name: 'Pomme', siret: numbers.siret }))
        expect(error).toMatchObject({ code: 'duplicate', details: { by: 'siret', ownerId: anneId } })
        const told = JSON.stringify({ message: error.message, details: error.details })
        expect(told).not.toContain(record.id)
        expect(told).not.toContain('Secret')
        const { warnings } = await ben.companies.create({ name: 'Secret', phones: ['0123458073'] })
        expect(warnings).toEqual([
          { code: 'possible-duplicate', record: { ownerId: anneId, inTrash: false }, reasons: ['phone'] },
        ])
      })

      it('IDN-7 a record in the trash is still a hit', async () => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
        await anne.companies.trash(record.id)
        const error = await refusalOf(anne.companies.create({ name: 'Pomme', siret: numbers.siret }))
        expect(error).toMatchObject({ code: 'duplicate', details: { recordId: record.id, inTrash: true } })
      })

      it('IDN-9 two concurrent creates give one record', async () => {
        const { anne, ben } = await begin()
        const input = { name: 'Pomme', siret: numbers.siret, ...seat }
        const calls = [anne, ben, anne, ben, anne].map((desk) => desk.companies.create(input))
        const results = await Promise.allSettled(calls)
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect(await anne.companies.count()).toBe(1)
      })

      it('IDN-9 concurrent creates of different companies all succeed', async () => {
        const { anne } = await begin()
        const names = ['Pomme', 'Poire', 'Prune', 'Figue', 'Kaki', 'Coing']
        const written = await Promise.all(names.map((name) => anne.companies.create({ name, ...seat })))
        expect(written.map(({ record }) => record.number).sort()).toEqual([1, 2, 3, 4, 5, 6])
      })

      it('IDN-9 an update that makes a company the same as another is refused', async () => {
        const { anne } = await begin()
        const first = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
        const second = await anne.companies.create({ name: 'Poire' })
        const call = anne.companies.update(second.record.id, { siret: numbers.siret })
        expect(await refusalOf(call)).toMatchObject({ code: 'duplicate', details: { recordId: first.record.id } })
        expect(await anne.companies.get(second.record.id)).toEqual(second.record)
        const forced = await anne.companies.update(
          second.record.id,
          { siret: numbers.siret },
          { onDuplicate: 'create' },
        )
        expect(forced.warnings).toMatchObject([{ code: 'duplicate' }])
      })

      it('IDN-9 an update that takes away what told two apart is refused', async () => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme', siret: numbers.siret, ...seat })
        const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.otherSiret, ...seat })
        const call = anne.companies.update(record.id, { siret: null })
        expect(await refusalOf(call)).toMatchObject({ code: 'duplicate', details: { by: 'npc' } })
      })

      it('IDN-9 what was a duplicate before may still be changed', async () => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
        const { record } = await anne.companies.create(
          { name: 'Pomme', siret: numbers.siret },
          { onDuplicate: 'create' },
        )
        const changed = await anne.companies.update(record.id, { name: 'Pomme bis', ...seat })
        expect(changed.warnings).toMatchObject([{ code: 'duplicate', by: 'siret' }])
      })

      it('IDN-6 keys follow the record: what it says no more identifies it no more', async () => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret, vat: numbers.vat })
        await anne.companies.update(record.id, { siret: null, vat: null })
        await anne.companies.create({ name: 'Poire', siret: numbers.siret })
        await anne.companies.trash(record.id)
        await anne.companies.purge(record.id)
        expect(await anne.companies.count()).toBe(1)
      })
    })

    describe('contacts', () => {
      it('IDN-1 a personal or a work e-mail identifies a person, each against both', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const job = { companyId: company.record.id, emails: ['anna@pomme.example'] }
        const { record } = await anne.contacts.create({
          givenName: 'Anna',
          familyName: 'Pépin',
          emails: ['anna@home.example'],
          affiliation: job,
        })
        for (const input of [
          { familyName: 'PEPIN', emails: ['Anna@Pomme.example'] },
          { familyName: 'Pepin', affiliation: { ...job, emails: ['anna@home.example'] } },
        ]) {
          const error = await refusalOf(anne.contacts.create(input))
          expect(error).toMatchObject({ code: 'duplicate', details: { by: 'mail', recordId: record.id } })
        }
      })

      it('IDN-2 one mailbox and two names are only possible', async () => {
        const { anne } = await begin()
        const { record } = await anne.contacts.create({ familyName: 'Pépin', emails: ['info@pomme.example'] })
        const { warnings } = await anne.contacts.create({ familyName: 'Noyer', emails: ['info@pomme.example'] })
        expect(warnings).toEqual([
          {
            code: 'possible-duplicate',
            record: expect.objectContaining({ recordId: record.id }),
            reasons: ['shared-mailbox'],
          },
        ])
      })

      it('IDN-5 equal names and one thing in common are possible, in either order of the names', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({
          givenName: 'Anna',
          familyName: 'Pépin',
          affiliation: { companyId: company.record.id, emails: ['a.pepin@pomme.example'] },
        })
        const { warnings } = await anne.contacts.create({
          givenName: 'pepin',
          familyName: 'anna',
          emails: ['anna@pomme.example'],
        })
        expect(warnings).toEqual([
          { code: 'possible-duplicate', record: expect.objectContaining({ recordId: record.id }), reasons: ['domain'] },
        ])
      })

      it('IDN-6 e-mails of past jobs are no keys', async () => {
        const { anne, clock } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const { record } = await anne.contacts.create({
          familyName: 'Pépin',
          affiliation: { companyId: company.record.id, emails: ['sales@pomme.example'] },
        })
        const [job] = await anne.contacts.affiliations(record.id)
        await anne.contacts.endAffiliation(job?.id ?? '', { on: '2026-01-10' })
        const input = { familyName: 'Pepin', emails: ['sales@pomme.example'] }
        expect(await refusalOf(anne.contacts.create(input))).toMatchObject({ code: 'duplicate' })
        clock.advance(6 * 24 * 3_600_000)
        const successor = await anne.contacts.create(input)
        // The key of the job that ended by itself goes with the contact.
        await anne.contacts.trash(record.id)
        await anne.contacts.purge(record.id)
        expect(await anne.contacts.get(successor.record.id)).toEqual(successor.record)
      })

      it('IDN-9 two concurrent creates give one contact', async () => {
        const { anne, ben } = await begin()
        const input = { familyName: 'Pépin', emails: ['anna@pomme.example'] }
        const calls = [anne, ben, anne, ben].map((desk) => desk.contacts.create(input))
        const results = await Promise.allSettled(calls)
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect(await anne.contacts.count()).toBe(1)
      })

      it('IDN-9 an update or a job that makes a contact the same as another is refused', async () => {
        const { anne } = await begin()
        const company = await anne.companies.create({ name: 'Pomme' })
        const first = await anne.contacts.create({ familyName: 'Pépin', emails: ['anna@pomme.example'] })
        const second = await anne.contacts.create({ familyName: 'Pépin' })
        const details = { recordId: first.record.id }
        expect(
          await refusalOf(anne.contacts.update(second.record.id, { emails: ['anna@pomme.example'] })),
        ).toMatchObject({ code: 'duplicate', details })
        const job = { companyId: company.record.id, emails: ['anna@pomme.example'] }
        expect(await refusalOf(anne.contacts.affiliate(second.record.id, job))).toMatchObject({
          code: 'duplicate',
          details,
        })
        await anne.contacts.affiliate(second.record.id, job, { onDuplicate: 'create' })
      })
    })
  })
})
