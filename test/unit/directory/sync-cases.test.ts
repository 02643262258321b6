/** Single cases of a synchronization at the desk, each with its decision in words. Rules SYN-1 … SYN-6. @module */
import { isCrmError } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { openBooks } from './sync-scene.ts'

const anna = { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] }

async function linked(wished: Parameters<typeof openBooks>[0] = {}) {
  const books = await openBooks(wished)
  const { record } = await books.desk.contacts.create(anna)
  await books.desk.directories.sync(books.id)
  const [entry] = books.directory.entries()
  if (entry === undefined) throw new Error('nobody was created')
  books.clock.advance(60_000)
  const said = async () => (await books.desk.directories.cases(books.id)).items.map(({ text }) => text)
  return { ...books, contactId: record.id, entryId: entry.entryId, said }
}

describe('SYN-3 Who is who', () => {
  it('SYN-3 an e-mail that several contacts have is left to a person, who links one of them', async () => {
    const { desk, directory, id, groupId } = await openBooks()
    const shared = ['family@pomme.example']
    const { record: first } = await desk.contacts.create({ ...anna, emails: shared })
    const second = { givenName: 'Ben', familyName: 'Pépin', emails: shared }
    const { record } = await desk.contacts.create(second, { onDuplicate: 'create' })
    await directory.person.add({ givenName: 'Ben', familyName: 'Pépin', homeEmails: shared }, [groupId])
    await desk.directories.sync(id)
    const [found] = (await desk.directories.cases(id)).items
    expect(found?.text).toBe(
      `Leave entry people/c000001: several contacts have an e-mail of it (${first.id}, ${record.id}, family@pomme.example). A person has to decide.`,
    )
    expect(directory.entries()).toHaveLength(1)
    await desk.directories.resolve(id, found?.key ?? '', { by: 'link', contactId: record.id })
    await desk.directories.sync(id)
    // The other one has an address that belongs to a pair by now, and no entry: one is created.
    expect(directory.entries().map(({ contactId }) => contactId)).toEqual([undefined, first.id])
    expect((await desk.directories.cases(id)).items).toEqual([])
  })

  it('SYN-3 an address that was changed on one side leads to nobody else meanwhile', async () => {
    const { desk, directory, id, contactId, entryId } = await linked()
    await desk.contacts.update(contactId, { emails: ['new@pomme.example'] })
    await directory.person.change(entryId, { mobilePhones: ['+33612345678'] })
    await desk.directories.sync(id)
    expect(directory.entries()).toHaveLength(1)
    expect(directory.entries()[0]?.fields).toMatchObject({ homeEmails: ['new@pomme.example'] })
    expect((await desk.contacts.list()).items).toHaveLength(1)
  })

  it('SYN-3 an entry that a person makes a contact of, and one that is left alone, are asked about no more', async () => {
    const { desk, directory, id, groupId } = await openBooks()
    await desk.contacts.create(anna)
    const other = (givenName: string) => ({ givenName, familyName: 'Coing', homeEmails: ['anna@pomme.example'] })
    await directory.person.add(other('Zoé'), [groupId])
    await directory.person.add(other('Yves'), [groupId])
    await desk.directories.sync(id)
    const keys = (await desk.directories.cases(id)).items.map(({ key }) => key)
    expect(keys).toHaveLength(2)
    await desk.directories.resolve(id, keys[0] ?? '', { by: 'create' })
    await desk.directories.resolve(id, keys[1] ?? '', { by: 'leave' })
    await desk.directories.sync(id)
    const { items } = await desk.directories.cases(id)
    expect(items.filter(({ kind }) => kind === 'ambiguous')).toEqual([])
    expect((await desk.contacts.list()).items.map(({ familyName }) => familyName).toSorted()).toEqual([
      'Coing',
      'Pépin',
    ])
  })
})

describe('SYN-4 Who leaves', () => {
  it('SYN-4 deleted there and edited here: the contact stays, and a person is told once', async () => {
    const { desk, directory, id, contactId, entryId, said } = await linked({ deletions: 'delete' })
    await directory.person.remove(entryId)
    await desk.contacts.update(contactId, { familyName: 'Poire' })
    await desk.directories.sync(id)
    const words = `Entry ${entryId} was deleted there, but contact ${contactId} was changed here since. The contact stays; look at it.`
    expect(await said()).toEqual([words])
    await desk.directories.sync(id)
    const [found, ...more] = (await desk.directories.cases(id)).items
    expect(more).toEqual([])
    await desk.directories.resolve(id, found?.key ?? '', { by: 'seen' })
    expect(await said()).toEqual([])
    expect((await desk.contacts.get(contactId)).trashedAt).toBeUndefined()
  })

  it('SYN-3 taken out of the group there: the two part, and nobody is deleted', async () => {
    const { desk, directory, id, contactId, entryId } = await linked({ deletions: 'delete' })
    await directory.person.setGroups(entryId, [])
    const preview = await desk.directories.preview(id)
    expect(preview).toMatchObject({
      decisions: [
        {
          ...{ kind: 'unlink', contactId, entryId },
          text: `Unlink contact ${contactId} from entry ${entryId}: the entry was taken out of the group there; neither is deleted.`,
        },
      ],
    })
    await desk.directories.sync(id)
    expect(directory.entries()).toHaveLength(1)
    expect((await desk.contacts.get(contactId)).trashedAt).toBeUndefined()
  })

  it('SYN-4 more deletions than anybody means are held until they are confirmed', async () => {
    const { desk, directory, id, contactId, entryId, said } = await linked({ deletions: 'delete', mostDeletions: 0 })
    await directory.person.remove(entryId)
    expect((await desk.directories.sync(id)).counts).toMatchObject({ held: 1, 'trash-here': 0 })
    expect(await said()).toEqual([expect.stringContaining('Hold back a deletion (trash-here)')])
    expect((await desk.directories.sync(id, { confirmDeletions: true })).counts).toMatchObject({ 'trash-here': 1 })
    expect((await desk.contacts.get(contactId)).trashedAt).toBeDefined()
    expect(await said()).toEqual([])
  })
})

describe('SYN-4 A run', () => {
  it('SYN-4 is postponed where the quota is used up, and goes on when the directory wishes', async () => {
    const { desk, directory, id, clock } = await linked()
    directory.failRead()
    expect(await desk.directories.sync(id)).toMatchObject({
      outcome: 'postponed',
      goOnAt: clock.now() + 60_000,
      problem: 'quota',
    })
    expect((await desk.directories.get(id)).lastRun).toMatchObject({ outcome: 'postponed', problem: 'quota' })
    expect((await desk.directories.sync(id)).outcome).toBe('complete')
  })

  it('SYN-4 is done by itself, again and again, and no more once that is not wished', async () => {
    const { crm, desk, directory, id, clock } = await linked()
    await desk.directories.update(id, { everyMinutes: 15 })
    await crm.runDue()
    const { record } = await desk.contacts.create({ ...anna, familyName: 'Coing', emails: ['zoe@pomme.example'] })
    await crm.runDue()
    expect(directory.entries()).toHaveLength(1)
    clock.advance(15 * 60_000)
    await crm.runDue()
    expect(directory.entries().map(({ contactId }) => contactId)).toContain(record.id)
    await desk.directories.update(id, { everyMinutes: null })
    clock.advance(15 * 60_000)
    const before = (await desk.directories.get(id)).lastRun
    await crm.runDue()
    expect((await desk.directories.get(id)).lastRun).toEqual(before)
  })

  it("SYN-4 of a member's book has the member's rights, and is nobody else's to look at", async () => {
    const { crm, desk, directory, workspaceId, groupId } = await openBooks()
    const ben = await desk.workspace.members.add({ name: 'Ben' })
    const bens = crm.as({ workspaceId, memberId: ben.id })
    const { record: hidden } = await desk.contacts.create({ ...anna, visibility: 'private' })
    await desk.contacts.create({ ...anna, givenName: 'Ute', emails: ['ute@pomme.example'] })
    const { id } = await bens.directories.connect({ provider: 'memory', label: 'ben' })
    await directory.person.add({ givenName: 'Anna', familyName: 'Pépin', homeEmails: anna.emails }, [groupId])
    const { counts } = await bens.directories.sync(id)
    expect(counts).toMatchObject({ 'create-there': 0, ambiguous: 1 })
    const { items } = await bens.directories.cases(id)
    expect(JSON.stringify(items)).not.toContain(hidden.id)
    const refusal = await desk.directories.cases(id).catch((error: unknown) => error)
    expect(isCrmError(refusal, 'forbidden')).toBe(true)
    const visible = await bens.directories.update(id, { contacts: 'visible' }).catch((error: unknown) => error)
    expect(isCrmError(visible, 'forbidden')).toBe(true)
  })

  it('SYN-1 what our own rules refuse is left, and a person is told', async () => {
    const { desk, directory, id, entryId, contactId, said } = await linked()
    await desk.contacts.create({ ...anna, givenName: 'Anna', emails: ['other@pomme.example'] })
    await directory.person.change(entryId, { homeEmails: ['anna@pomme.example', 'other@pomme.example'] })
    await desk.directories.sync(id)
    expect(await said()).toContainEqual(
      `What entry ${entryId} says can't be taken into contact ${contactId}: duplicate. It is tried again in each pass.`,
    )
  })
})
