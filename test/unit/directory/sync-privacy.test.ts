/** Who is gone for good is kept nowhere, and is brought back by no address book. Rules PTY-6, SYN-4. @module */
import { describe, expect, it } from 'vitest'
import { openBooks } from './sync-scene.ts'

const anna = { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] }

describe('PTY-6 Address books', () => {
  it('PTY-6 keep nothing of whoever was anonymized, and do not bring him back', async () => {
    const { desk, directory, id, groupId, clock, kept } = await openBooks()
    const { record } = await desk.contacts.create(anna)
    await desk.directories.sync(id)
    const [entry] = directory.entries()
    // Somebody else has the address, too: nobody can say who that is.
    const other = { givenName: 'Zoé', familyName: 'Coing', homeEmails: ['anna@pomme.example'] }
    await directory.person.add(other, [groupId])
    await desk.directories.sync(id)
    const { parts } = await desk.contacts.exportPersonalData(record.id)
    expect(JSON.stringify(parts['directories'])).toContain('Pépin')
    expect(await kept()).toContain('Coing')
    await desk.contacts.anonymize(record.id)
    for (const secret of ['Anna', 'Pépin', 'anna@pomme.example', 'Coing']) expect(await kept()).not.toContain(secret)
    clock.advance(60_000)
    directory.expireTokens()
    await directory.person.change(entry?.entryId ?? '', { mobilePhones: ['+33612345678'] })
    await desk.directories.sync(id)
    const { items } = await desk.contacts.list()
    expect(items.map(({ anonymizedAt }) => anonymizedAt !== undefined)).toEqual([true])
    for (const secret of ['Anna', 'Pépin', '+33612345678', 'Coing']) expect(await kept()).not.toContain(secret)
    expect(directory.entries()).toHaveLength(2)
  })

  it('PTY-6 do not bring back who was purged', async () => {
    const { desk, directory, id, kept } = await openBooks()
    const { record } = await desk.contacts.create(anna)
    await desk.directories.sync(id)
    await desk.contacts.trash(record.id)
    await desk.contacts.purge(record.id)
    expect(await kept()).not.toContain('Pépin')
    directory.expireTokens()
    await desk.directories.sync(id)
    expect((await desk.contacts.list()).items).toEqual([])
    expect(directory.entries()).toHaveLength(1)
  })

  it('PTY-6 a run that is at work while somebody is erased ends, and the next one goes on', async () => {
    const { desk, directory, id } = await openBooks()
    const { record } = await desk.contacts.create(anna)
    await desk.contacts.create({ ...anna, givenName: 'Ben', familyName: 'Noyau', emails: ['ben@pomme.example'] })
    const write = directory.write.bind(directory)
    const erasing = {
      write: async (...asked: Parameters<typeof write>) => {
        await desk.contacts.anonymize(record.id)
        return write(...asked)
      },
    }
    Object.assign(directory, erasing)
    expect((await desk.directories.sync(id)).outcome).toBe('busy')
    Object.assign(directory, { write })
    expect((await desk.directories.sync(id)).outcome).toBe('complete')
  })
})

describe('MRG-1 A contact that became part of another', () => {
  it('MRG-1 hands its entry over, and has it parted where the other one has its own', async () => {
    const { desk, directory, id, store, workspaceId } = await openBooks()
    const { record: first } = await desk.contacts.create(anna)
    const twin = { givenName: 'Anna', familyName: 'Pépin', emails: ['anna.pepin@pomme.example'] }
    const { record: second } = await desk.contacts.create(twin)
    await desk.directories.sync(id)
    const { merge } = await desk.contacts.merge(first.id, second.id)
    await desk.directories.sync(id)
    const states = async () =>
      (await store.directories.listLinks(workspaceId, id, { limit: 9 })).map((link) => [
        link.contactId,
        link.state === 'unlinked' ? link.why : link.state,
      ])
    expect(await states()).toEqual([
      [first.id, 'linked'],
      [second.id, 'merged'],
    ])
    expect(directory.entries().map(({ fields }) => fields.homeEmails?.length)).toEqual([2, 1])
    await desk.contacts.undoMerge(merge.id)
    await directory.person.change(directory.entries()[1]?.entryId ?? '', { mobilePhones: ['+33612345678'] })
    await desk.directories.sync(id)
    expect(await states()).toEqual([
      [first.id, 'linked'],
      [second.id, 'linked'],
    ])
    expect((await desk.contacts.get(second.id)).phones.map(({ e164 }) => e164)).toEqual(['+33612345678'])
  })

  it('MRG-1 follows its contact into one that has no entry', async () => {
    const { desk, directory, id, groupId, store, workspaceId } = await openBooks()
    await directory.person.add({ givenName: 'Anna', familyName: 'Pépin', homeEmails: ['anna@pomme.example'] }, [
      groupId,
    ])
    await desk.directories.sync(id)
    const [old] = (await desk.contacts.list()).items
    const { record } = await desk.contacts.create({ givenName: 'Anna', familyName: 'Pépin', tags: ['vip'] })
    await desk.contacts.merge(record.id, old?.id ?? '')
    await desk.directories.sync(id)
    const links = await store.directories.listLinks(workspaceId, id, { limit: 9 })
    expect(links.map(({ contactId, state }) => [contactId, state])).toEqual([[record.id, 'linked']])
    expect(directory.entries()).toHaveLength(1)
  })
})
