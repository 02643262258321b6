import { describe, expect, it } from 'vitest'
import { issuesOf, numbers, onEveryStore, refusalOf } from './stores.ts'

describe('Commands', () => {
  onEveryStore((begin) => {
    it('the same command id again returns the first answer and writes nothing', async () => {
      const { anne } = await begin()
      const input = { name: 'Pomme', siret: numbers.siret, phones: ['ask'] }
      const first = await anne.companies.create(input, { commandId: 'order-1' })
      const again = await anne.companies.create({ ...input }, { commandId: 'order-1' })
      expect(again).toEqual(first)
      expect(await anne.companies.count()).toBe(1)
      expect((await anne.companies.history(first.record.id)).items).toHaveLength(1)
    })

    it('every kind of command is recognized', async () => {
      const { anne, benId } = await begin()
      const twice = async <Answer>(command: (options: { commandId: string }) => Promise<Answer>, name: string) => {
        const first = await command({ commandId: name })
        expect(await command({ commandId: name }), name).toEqual(first)
        return first
      }
      const member = await twice((options) => anne.workspace.members.add({ name: 'Eve' }, options), 'm')
      expect(member.id).not.toBe(benId)
      await twice((options) => anne.workspace.changeSettings({ locale: 'fr' }, options), 's')
      const company = await twice((options) => anne.companies.create({ name: 'Pomme' }, options), 'c')
      const { id } = company.record
      await twice((options) => anne.companies.update(id, { type: 'customer' }, options), 'u')
      const people = await twice(
        (options) => anne.contacts.createMany(id, [{ familyName: 'A' }, { givenName: 'B' }], options),
        'p',
      )
      const contactId = people[0]?.record.id ?? ''
      const job = await twice((options) => anne.contacts.affiliate(contactId, { companyId: id }, options), 'a')
      await twice((options) => anne.contacts.changeAffiliation(job.record.id, { jobTitle: 'Boss' }, options), 'j')
      await twice((options) => anne.contacts.endAffiliation(job.record.id, { on: '2026-01-01' }, options), 'e')
      await twice((options) => anne.contacts.removeAffiliation(job.record.id, options), 'r')
      await twice((options) => anne.contacts.trash(contactId, options), 't')
      await twice((options) => anne.contacts.restore(contactId, options), 'b')
      await anne.contacts.trash(contactId)
      await twice((options) => anne.contacts.purge(contactId, options), 'x')
    })

    it('a command id belongs to one command, one input and one author', async () => {
      const { anne, ben } = await begin()
      const options = { commandId: 'order-1' }
      await anne.companies.create({ name: 'Pomme' }, options)
      for (const call of [
        () => anne.companies.create({ name: 'Poire' }, options),
        () => anne.companies.create({ name: 'Pomme' }, { ...options, onDuplicate: 'create' }),
        () => anne.contacts.create({ familyName: 'Pomme' }, options),
        () => ben.companies.create({ name: 'Pomme' }, options),
      ]) {
        expect(await issuesOf(call())).toEqual(['commandId used-before'])
      }
    })

    it('a command id is remembered even where nothing had to change', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      const options = { commandId: 'rename' }
      await anne.companies.update(record.id, { name: 'Pomme' }, options)
      await anne.companies.update(record.id, { name: 'Poire' })
      await anne.companies.update(record.id, { name: 'Pomme' }, options)
      expect((await anne.companies.get(record.id)).name).toBe('Poire')
    })

    it('a refused command is carried out when it is repeated', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
      const input = { name: 'Pomme', siret: numbers.siret }
      expect(await refusalOf(anne.companies.create(input, { commandId: 'a' }))).toMatchObject({ code: 'duplicate' })
      await anne.companies.update(record.id, { siret: null })
      await anne.companies.create(input, { commandId: 'a' })
    })

    it('one command id in two calls at once is carried out once', async () => {
      const { anne } = await begin()
      const input = { name: 'Pomme' }
      const calls = [1, 2, 3].map(() => anne.companies.create(input, { commandId: 'order-1' }))
      const ids = (await Promise.all(calls)).map(({ record }) => record.id)
      expect(new Set(ids).size).toBe(1)
      expect(await anne.companies.count()).toBe(1)
    })

    it('a stale expectedVersion is refused, never a lost update', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      await anne.companies.update(record.id, { type: 'customer' }, { expectedVersion: 1 })
      for (const call of [
        () => anne.companies.update(record.id, { type: 'supplier' }, { expectedVersion: 1 }),
        () => anne.companies.trash(record.id, { expectedVersion: 1 }),
        () => anne.companies.purge(record.id, { expectedVersion: 1 }),
      ]) {
        const { message, details } = await refusalOf(call(), 'version-conflict')
        expect(details).toEqual({ kind: 'company', id: record.id, expectedVersion: 1, version: 2 })
        expect(message).toBe(
          `Company ${record.id} has version 2, and version 1 was given. Load it again, look at what has changed, and repeat what still holds.`,
        )
      }
      const settings = anne.workspace.changeSettings({ locale: 'ro' }, { expectedVersion: 7 })
      expect((await refusalOf(settings, 'version-conflict')).details).toMatchObject({ expectedVersion: 7, version: 1 })
      const racing = [1, 2, 3, 4].map((n) =>
        anne.companies.update(record.id, { type: `type ${n}` }, { expectedVersion: 2 }),
      )
      const results = await Promise.allSettled(racing)
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.details] : []))
      expect(lost).toEqual(Array(3).fill({ kind: 'company', id: record.id, expectedVersion: 2, version: 3 }))
    })

    it('without expectedVersion concurrent updates are all made, one after another', async () => {
      const { anne, ben } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      await Promise.all([
        anne.companies.update(record.id, { type: 'customer' }),
        ben.companies.update(record.id, { description: 'Apples' }),
        ben.companies.update(record.id, { tags: ['fruit'] }),
      ])
      expect(await anne.companies.get(record.id)).toMatchObject({
        version: 4,
        type: 'customer',
        description: 'Apples',
        tags: ['fruit'],
      })
    })
  })
})
