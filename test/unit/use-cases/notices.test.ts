/** What members are told of that others did. Rules: docs/concepts/events-and-jobs.md (REM-5). */
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, type Scene } from './stores.ts'

describe('Notices', () => {
  it('REM-5 whoever gets a record from another is told in the same commit, once a command', async () => {
    const scene = await begin(memoryStore())
    const { anne, ben, benId, caraId, job } = scene
    const { record: company } = await anne.companies.create({ name: 'Pomme', ownerId: benId })
    const { record: contact } = await job.contacts.create({ familyName: 'Pépin', ownerId: benId })
    await anne.contacts.update(contact.id, { ownerId: caraId })
    await anne.companies.update(company.id, { name: 'Poire' })
    await ben.companies.create({ name: 'Prune' })
    const people = [{ familyName: 'Noyer' }, { familyName: 'Prunier' }].map((each) => ({ ...each, ownerId: caraId }))
    const written = await anne.contacts.createMany(company.id, people)
    expect(await noticesIn(scene)).toEqual([
      ['company.assigned', { kind: 'company', id: company.id }, { memberId: benId }],
      ['contact.assigned', { kind: 'contact', id: contact.id }, { memberId: benId }],
      ['contact.assigned', { kind: 'contact', id: contact.id }, { memberId: caraId }],
      [
        'member.records-assigned',
        { kind: 'member', id: caraId },
        { memberId: caraId, counts: { contact: 2 }, recordIds: written.map(({ record }) => record.id) },
      ],
    ])
  })

  it('REM-5 a hand-over is one notice, however many records; taking over oneself is none', async () => {
    const scene = await begin(memoryStore())
    const { anne, anneId, ben, benId, caraId } = scene
    for (const name of ['Pomme', 'Poire', 'Prune']) await ben.companies.create({ name })
    await ben.contacts.create({ familyName: 'Pépin' })
    await anne.workspace.members.handOver(benId, caraId)
    await anne.workspace.members.handOver(caraId, anneId)
    const counts = { company: 3, contact: 1, interaction: 0, line: 0 }
    expect(await noticesIn(scene)).toEqual([
      ['member.records-assigned', { kind: 'member', id: caraId }, { memberId: caraId, counts }],
    ])
  })

  it("REM-5 MRG-2 MRG-3 a merge that makes a record somebody else's tells the new owner, and so does its undo", async () => {
    const scene = await begin(memoryStore())
    const { anne, benId, caraId } = scene
    const fields = { familyName: 'Pépin', ownerId: benId }
    const { record: survivor } = await anne.contacts.create(fields)
    const { record: loser } = await anne.contacts.create({ ...fields, ownerId: caraId }, { onDuplicate: 'create' })
    const before = (await noticesIn(scene)).length
    const { merge } = await anne.contacts.merge(survivor.id, loser.id, { choices: { ownerId: 'loser' } })
    await anne.contacts.undoMerge(merge.id)
    const { merge: other } = await anne.contacts.merge(survivor.id, loser.id)
    await anne.workspace.members.deactivate(caraId)
    await anne.contacts.undoMerge(other.id)
    const assigned = (id: string, memberId: string) => ['contact.assigned', { kind: 'contact', id }, { memberId }]
    expect((await noticesIn(scene)).slice(before)).toEqual([
      assigned(survivor.id, caraId),
      assigned(survivor.id, benId),
      assigned(loser.id, benId),
    ])
  })

  it('REM-5 an import tells nobody', async () => {
    const scene = await begin(memoryStore())
    const { anne, benId } = scene
    const { importId } = await anne.imports.run('Company\nPomme\nPoire\n', { ownerId: benId })
    await anne.imports.undo(importId)
    expect(await noticesIn(scene)).toEqual([])
  })
})

async function noticesIn({ store, workspaceId }: Scene): Promise<readonly unknown[]> {
  const events = await store.history.listEvents(workspaceId, { limit: 500 })
  return events.filter(({ type }) => /assigned$/.test(type)).map(({ type, subject, data }) => [type, subject, data])
}
