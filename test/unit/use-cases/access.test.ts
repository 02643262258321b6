import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Access', () => {
  onEveryStore((begin) => {
    it('ACC-2 a private record is its owner’s, and the administrators’', async () => {
      const { ben, cara, anne, job } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'private' })
      for (const desk of [ben, anne, job]) expect(await desk.companies.get(record.id)).toEqual(record)
      expect(await cara.companies.find(record.id)).toBeNull()
      expect(await refusalOf(cara.companies.update(record.id, { name: 'Mine' }))).toMatchObject({ code: 'not-found' })
      expect(await refusalOf(cara.companies.trash(record.id))).toMatchObject({ code: 'not-found' })
    })

    it('ACC-3 lists and counts hold what the actor may see, and pages are full', async () => {
      const { ben, cara } = await begin()
      for (const [index, visibility] of (
        ['private', 'read', 'private', 'write', 'private', 'read'] as const
      ).entries()) {
        await ben.companies.create({ name: `Company ${index}`, visibility })
      }
      const page = await cara.companies.list({ limit: 3 })
      expect(page.items.map(({ name }) => name)).toEqual(['Company 1', 'Company 3', 'Company 5'])
      expect(page.nextCursor).toBeUndefined()
      expect(await cara.companies.count()).toBe(3)
      expect(await ben.companies.count()).toBe(6)
    })

    it('ACC-2 what may only be read is refused with whom to ask', async () => {
      const { ben, benId, cara, anne } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'read' })
      for (const call of [
        () => cara.companies.update(record.id, { name: 'Mine' }),
        () => cara.companies.trash(record.id),
        () => cara.companies.purge(record.id),
      ]) {
        expect(await refusalOf(call())).toMatchObject({
          code: 'forbidden',
          details: { kind: 'company', id: record.id, ownerId: benId },
        })
      }
      await anne.companies.update(record.id, { name: 'Poire' })
    })

    it('ACC-2 owner and visibility are changed by the owner and by administrators', async () => {
      const { anne, ben, benId, cara, caraId } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme' })
      expect(await refusalOf(cara.companies.update(record.id, { ownerId: caraId }))).toMatchObject({
        code: 'forbidden',
        details: { ownerId: benId },
      })
      expect(await refusalOf(cara.companies.update(record.id, { visibility: 'private' }))).toMatchObject({
        code: 'forbidden',
      })
      await cara.companies.update(record.id, { type: 'customer', ownerId: benId })
      await ben.companies.update(record.id, { ownerId: caraId, visibility: 'private' })
      expect(await ben.companies.find(record.id)).toBeNull()
      await anne.companies.update(record.id, { ownerId: null, visibility: 'write' })
    })

    it('ACC-2 an owner is a member of the workspace', async () => {
      const { anne } = await begin()
      const other = await begin()
      expect(await issuesOf(anne.companies.create({ name: 'Pomme', ownerId: other.benId }))).toEqual([
        'ownerId unknown-member',
      ])
      expect(await issuesOf(anne.contacts.create({ familyName: 'Pépin', ownerId: 'ben' }))).toEqual([
        'ownerId wrong-type',
      ])
    })

    it('ACC-2 nobody creates a record that he could not see himself', async () => {
      const { ben, caraId, anne } = await begin()
      const hidden = { name: 'Pomme', ownerId: caraId, visibility: 'private' as const }
      expect(await refusalOf(ben.companies.create(hidden))).toMatchObject({ code: 'forbidden' })
      await anne.companies.create(hidden)
      await ben.companies.create({ name: 'Poire', ownerId: caraId })
    })

    it('ACC-2 the usual visibility is a setting', async () => {
      const { anne, ben } = await begin()
      await anne.workspace.changeSettings({ companyVisibility: 'private', contactVisibility: 'read' })
      expect((await ben.companies.create({ name: 'Pomme' })).record.visibility).toBe('private')
      expect((await ben.contacts.create({ familyName: 'Pépin' })).record.visibility).toBe('read')
    })

    it('ACC-5 every command is in the history: who, when, what, under which right', async () => {
      const { anne, anneId, ben, benId, job, clock } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme' })
      clock.advance(1000)
      await anne.companies.update(record.id, { name: 'Poire', tags: ['fruit'] })
      await job.companies.trash(record.id)
      const { items } = await anne.companies.history(record.id)
      expect(items.map(({ command, right, author }) => [command, right, author])).toEqual([
        ['companies.trash', 'system', { kind: 'system', reason: 'nightly job' }],
        ['companies.update', 'administrator', { kind: 'member', memberId: anneId }],
        ['companies.create', 'member', { kind: 'member', memberId: benId }],
      ])
      expect(items[1]).toMatchObject({
        at: record.createdAt + 1000,
        changes: [
          { field: 'name', before: 'Pomme', after: 'Poire' },
          { field: 'tags', after: ['fruit'] },
        ],
      })
    })

    it('ACC-5 a person’s values stand apart from the entry that names their fields', async () => {
      const { anne } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin' })
      await anne.contacts.update(record.id, { familyName: 'Noyer' })
      const { items } = await anne.contacts.history(record.id)
      expect(items[0]).toMatchObject({
        changes: [{ field: 'familyName' }],
        personal: { personId: record.id, changes: [{ field: 'familyName', before: 'Pépin', after: 'Noyer' }] },
      })
    })

    it('ACC-5 events name records and quote nobody', async () => {
      const { anne, store, workspaceId } = await begin()
      const { record } = await anne.contacts.create({ familyName: 'Pépin', emails: ['anna@pomme.example'] })
      await anne.contacts.update(record.id, { givenName: 'Anna' }, { commandId: 'x' })
      const events = await store.history.listEvents(workspaceId, { limit: 50 })
      expect(events.map(({ type }) => type).slice(-2)).toEqual(['contact.created', 'contact.updated'])
      expect(JSON.stringify(events)).not.toMatch(/Pépin|Anna|pomme/)
      expect(JSON.stringify(await store.history.findCommand(workspaceId, 'x'))).not.toMatch(/Pépin|Anna|pomme/)
    })

    it('ACC-5 a history is read by whoever may see the record; of a purged one by administrators', async () => {
      const { anne, ben, cara } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'private' })
      expect(await refusalOf(cara.companies.history(record.id))).toMatchObject({ code: 'not-found' })
      await ben.companies.trash(record.id)
      const first = await ben.companies.history(record.id, { limit: 1 })
      expect(first.items.map(({ command }) => command)).toEqual(['companies.trash'])
      const second = await ben.companies.history(record.id, { limit: 1, cursor: first.nextCursor })
      expect(second.items.map(({ command }) => command)).toEqual(['companies.create'])
      expect(second.nextCursor).toBeUndefined()
      await ben.companies.purge(record.id)
      expect(await refusalOf(ben.companies.history(record.id))).toMatchObject({ code: 'not-found' })
      expect((await anne.companies.history(record.id)).items).toHaveLength(3)
    })
  })
})
