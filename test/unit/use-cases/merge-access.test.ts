import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, refusalOf } from './stores.ts'

describe('Merges, as far as they may be seen', () => {
  it('ACC-3 neither an undo nor the list of merges names what may not be seen', async () => {
    const { anne, ben, benId } = await begin(memoryStore())
    const { record: survivor } = await ben.companies.create({ name: 'Pomme' })
    const { record: loser } = await ben.companies.create({ name: 'Poire' })
    const hidden = { name: 'Secret', parentId: loser.id, visibility: 'private' } as const
    const { record: shop } = await anne.companies.create(hidden)
    const { merge } = await ben.companies.merge(survivor.id, loser.id)
    expect(merge.moved).toEqual({})
    // What an undo has to leave is told to those who may see it.
    await anne.companies.update(shop.id, { parentId: null })
    const { kept } = await ben.companies.undoMerge(merge.id)
    expect(JSON.stringify([kept, await ben.companies.merges(survivor.id)])).not.toContain(shop.id)
    expect(JSON.stringify(await anne.companies.merges(survivor.id))).toContain(shop.id)
    // Of a merge whose other half is hidden nothing is told.
    await anne.companies.update(loser.id, { visibility: 'private', ownerId: null })
    expect((await ben.companies.merges(survivor.id)).items).toEqual([])
    expect((await anne.companies.merges(survivor.id)).items).toHaveLength(1)
    await anne.companies.update(loser.id, { visibility: 'write' })
    await anne.companies.update(survivor.id, { visibility: 'private', ownerId: null })
    expect(JSON.stringify(await ben.companies.history(loser.id))).not.toContain(survivor.id)
    expect(benId).toBeDefined()
  })

  it('MRG-2 a version of an old id is no version of the survivor, whatever the command', async () => {
    const { anne, benId } = await begin(memoryStore())
    const { record: survivor } = await anne.contacts.create({ familyName: 'Pépin' })
    const { record: loser } = await anne.contacts.create({ familyName: 'Noyer' })
    await anne.contacts.merge(survivor.id, loser.id)
    const seen = { expectedVersion: 2 }
    for (const call of [
      () => anne.contacts.share(loser.id, { with: benId, level: 'read' }, seen),
      () => anne.contacts.unshare(loser.id, benId, seen),
      () => anne.contacts.anonymize(loser.id, seen),
    ]) {
      const { details } = await refusalOf(call(), 'version-conflict')
      expect(details).toEqual({ kind: 'contact', id: loser.id, expectedVersion: 2 })
    }
    expect((await anne.contacts.get(loser.id)).version).toBe(2)
  })
})
