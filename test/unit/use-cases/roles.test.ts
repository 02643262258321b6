import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf } from './stores.ts'

describe('Roles, groups and shares', () => {
  onEveryStore((begin) => {
    it('ACC-1 a restricted member sees what is his, nobody’s, or shared with him, whatever its visibility', async () => {
      const { anne, ben, benId, cara, caraId } = await begin()
      await anne.workspace.members.changeRole(caraId, 'restricted')
      const make = async (name: string, ownerId: string | null) =>
        (await anne.companies.create({ name, ownerId, visibility: 'write' })).record
      const [own, nobodys, open, shared] = [
        await make('Abricot', caraId),
        await make('Banane', null),
        await make('Cerise', benId),
        await make('Datte', benId),
      ]
      await ben.companies.share(shared.id, { with: caraId, level: 'read' })
      const page = await cara.companies.list()
      expect(page.items.map(({ name }) => name)).toEqual(['Abricot', 'Banane', 'Datte'])
      expect(await cara.companies.count()).toBe(3)
      expect(await cara.companies.find(open.id)).toBeNull()
      await cara.companies.update(own.id, { type: 'customer' })
      await cara.companies.update(nobodys.id, { type: 'customer' })
      // It is open to all to change; being shared to read takes nothing away.
      await cara.companies.update(shared.id, { type: 'customer' })
      expect(await refusalOf(cara.companies.create({ name: 'Eau', ownerId: benId }), 'forbidden')).toBeDefined()
    })

    it('ACC-1 who only reads changes nothing, not even what is his', async () => {
      const { anne, ben, benId } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme' })
      await anne.workspace.members.changeRole(benId, 'read-only')
      expect(await ben.companies.get(record.id)).toEqual(record)
      for (const call of [
        () => ben.companies.update(record.id, { name: 'Poire' }),
        () => ben.companies.create({ name: 'Poire' }),
        () => ben.companies.share(record.id, { with: benId, level: 'read' }),
      ]) {
        expect(await refusalOf(call(), 'forbidden')).toMatchObject({ details: { memberId: benId } })
      }
      expect(await refusalOf(ben.imports.list(), 'forbidden')).toMatchObject({ details: { needs: 'import' } })
    })

    it('ACC-1 a manager sees and changes every record, and no settings', async () => {
      const { anne, ben, cara, caraId } = await begin()
      await anne.workspace.members.changeRole(caraId, 'manager')
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'private' })
      await cara.companies.update(record.id, { name: 'Poire' })
      const [entry] = (await anne.companies.history(record.id)).items
      expect(entry?.right).toBe('manager')
      expect(await refusalOf(cara.workspace.changeSettings({ name: 'Mine' }), 'forbidden')).toMatchObject({
        details: { needs: 'settings' },
      })
    })

    it('ACC-1 a capability is taken from one member, or from a whole role; never from an administrator', async () => {
      const { anne, anneId, ben, benId, cara } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme' })
      expect(await anne.workspace.members.withhold(benId, ['delete'])).toMatchObject({ withheld: ['delete'] })
      expect(await refusalOf(ben.companies.trash(record.id), 'forbidden')).toMatchObject({
        details: { call: 'companies.trash', needs: 'delete' },
      })
      await cara.companies.trash(record.id)
      await anne.workspace.changeSettings({ withheld: { user: ['import'] } })
      expect(await refusalOf(cara.imports.list(), 'forbidden')).toMatchObject({ details: { needs: 'import' } })
      await anne.workspace.members.withhold(anneId, ['delete', 'settings'])
      await anne.companies.purge(record.id)
      await anne.workspace.changeSettings({ withheld: {} })
      expect(await cara.imports.list()).toEqual([])
    })

    it('ACC-2 what is shared with a group is shared with whoever is in it, for as long as he is', async () => {
      const { anne, ben, cara, caraId, benId } = await begin()
      const { groups } = anne.workspace
      const group = await groups.add({ name: 'North' })
      const { record } = await ben.contacts.create({ familyName: 'Pépin', visibility: 'private' })
      await ben.contacts.share(record.id, { with: group.id, level: 'write' })
      expect(await cara.contacts.find(record.id)).toBeNull()
      expect(await groups.changeMembers(group.id, { add: [caraId] })).toMatchObject({ memberIds: [caraId], version: 2 })
      await cara.contacts.update(record.id, { honorific: 'Dr.' })
      expect((await cara.contacts.list()).items).toHaveLength(1)
      const [entry] = (await anne.contacts.history(record.id)).items
      expect(entry?.right).toBe('share')
      // To share it on, to give it away, to end it: that is the owner's.
      for (const call of [
        () => cara.contacts.share(record.id, { with: benId, level: 'read' }),
        () => cara.contacts.update(record.id, { visibility: 'write' }),
      ]) {
        expect(await refusalOf(call(), 'forbidden')).toMatchObject({ details: { ownerId: benId } })
      }
      await groups.dissolve(group.id)
      expect(await cara.contacts.find(record.id)).toBeNull()
      expect((await cara.access.me()) as object).toMatchObject({ groupIds: [] })
      expect(await groups.list()).toEqual([])
    })

    it('ACC-2 a share is replaced, and taken back', async () => {
      const { ben, cara, caraId } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'private' })
      await ben.companies.share(record.id, { with: caraId, level: 'read' })
      expect(await refusalOf(cara.companies.update(record.id, { name: 'Mine' }), 'forbidden')).toBeDefined()
      const { record: shared } = await ben.companies.share(record.id, { with: caraId, level: 'write' })
      expect(shared.shares).toEqual([{ with: caraId, level: 'write' }])
      await cara.companies.update(record.id, { name: 'Poire' })
      await ben.companies.unshare(record.id, caraId)
      expect(await cara.companies.find(record.id)).toBeNull()
      expect(await cara.companies.count()).toBe(0)
      expect(await issuesOf(ben.companies.share(record.id, { with: String(record.id), level: 'read' }))).toEqual([
        'with unknown-member',
      ])
    })

    it('ACC-3 explains who may do what, in words, to those who may ask', async () => {
      const { anne, ben, benId, cara, caraId } = await begin()
      const { record } = await ben.companies.create({ name: 'Pomme', visibility: 'read' })
      const call = 'companies.update'
      expect(await cara.access.explain({ call, recordId: record.id })).toMatchObject({
        verdict: { allowed: false, because: 'not-writable', ownerId: benId },
        inWords: `companies.update is refused: the record may be seen, and not changed. Ask its owner, member ${benId}, or an administrator.`,
      })
      expect(await anne.access.explain({ call, recordId: record.id, memberId: benId })).toMatchObject({
        verdict: { allowed: true, right: 'owner' },
      })
      await anne.workspace.members.lock(caraId)
      expect(await anne.access.explain({ call, recordId: record.id, memberId: caraId })).toMatchObject({
        verdict: { allowed: false, because: 'not-active', state: 'locked' },
      })
      expect(await refusalOf(ben.access.explain({ call, memberId: caraId }), 'forbidden')).toBeDefined()
      const everything = 'companies.purgeAll' as 'companies.purge'
      expect(await issuesOf(ben.access.explain({ call: everything }))).toHaveLength(1)
    })
  })
})
