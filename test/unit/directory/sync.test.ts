/** Address books at the desk: connecting, previewing, synchronizing. Rules SYN-1 … SYN-6. @module */
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock, memoryDirectory } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

async function scene() {
  const clock = fixedClock()
  const directory = memoryDirectory({ clock, pageSize: 3 })
  const crm = createCrm({ store: memoryStore(), clock, ids: countedIds(), directories: () => directory })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'sign-up' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const account = await desk.directories.connect({ provider: 'memory', label: 'anne@pomme.example' })
  const made = await directory.ensureGroup('crmkit', { timeoutMs: 1_000 })
  if (made.kind !== 'group') throw new Error('no group')
  return { clock, directory, crm, desk, account, groupId: made.group.groupId, workspaceId: workspace.id }
}

describe('SYN-4 A synchronization at the desk', () => {
  it('SYN-4 is previewed without a change on either side, and then carried out', async () => {
    const { desk, directory, account, groupId, clock } = await scene()
    await desk.contacts.create({ givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] })
    await desk.contacts.create({ givenName: 'Ben', familyName: 'Noyau', emails: ['ben@pomme.example'] })
    const anna = { givenName: 'Anna', familyName: 'Pépin', homeEmails: ['anna@pomme.example'] }
    await directory.person.add({ ...anna, mobilePhones: ['06 12 34 56 78'] }, [groupId])
    await directory.person.add({ givenName: 'Cléo', familyName: 'Trognon', homeEmails: ['cleo@x.example'] }, [groupId])
    await directory.person.add({ companyName: 'Standard SA', workPhones: ['+33140000000'] }, [groupId])
    await directory.person.add({ givenName: 'Dan', familyName: 'Dehors', homeEmails: ['dan@x.example'] }, [])
    const preview = await desk.directories.preview(account.id)
    expect(preview).toMatchObject({
      outcome: 'complete',
      counts: { link: 1, 'create-here': 1, 'create-there': 1, unnamed: 1, 'update-there': 0 },
    })
    expect((await desk.contacts.list()).items).toHaveLength(2)
    expect(directory.entries()).toHaveLength(4)
    const report = await desk.directories.sync(account.id)
    expect(report).toMatchObject({ outcome: 'complete', counts: { link: 1, 'create-here': 1, 'create-there': 1 } })
    expect((await desk.contacts.list()).items.map(({ familyName }) => familyName)).toEqual([
      'Noyau',
      'Pépin',
      'Trognon',
    ])
    expect(directory.entries().map(({ fields }) => fields.familyName)).toEqual([
      'Pépin',
      'Trognon',
      undefined,
      'Dehors',
      'Noyau',
    ])
    clock.advance(60_000)
    const again = await desk.directories.sync(account.id)
    expect(Object.entries(again.counts).filter(([kind, count]) => kind !== 'unnamed' && count > 0)).toEqual([])
    const { items } = await desk.directories.cases(account.id)
    expect(items.map(({ text }) => text)).toEqual([
      'Leave entry people/c000003: it has no name of a person. Give it one, or leave it out of the group.',
    ])
  })
})
