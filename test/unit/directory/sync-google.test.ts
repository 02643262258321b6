/** Google Contacts at the desk, over the People API on this machine. Rules SYN-1, SYN-4. @module */
import { googleContacts } from '@crmkit/google-contacts'
import { peopleApi } from '@crmkit/google-contacts/testing'
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

async function open() {
  const clock = fixedClock()
  const api = peopleApi({ clock })
  const google = api.account('anne')
  const auth = { getAccessToken: async () => ({ token: api.account('anne').accessToken }) }
  const directory = googleContacts({ auth, fetch: api.handle })
  const crm = createCrm({ store: memoryStore(), clock, ids: countedIds(), directories: () => directory })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'sign-up' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const { id } = await desk.directories.connect({ provider: 'google', label: 'anne' })
  const { record } = await desk.contacts.create({ givenName: 'Anna', familyName: 'Pépin', emails: ['anna@x.example'] })
  expect((await desk.directories.sync(id)).outcome).toBe('complete')
  clock.advance(60_000)
  const [person] = google.people()
  const name = String(person?.['resourceName'])
  return { clock, google, desk, id, contactId: record.id, name }
}

describe('SYN-4 Google Contacts at the desk', () => {
  it('SYN-4 somebody who has another resource name by now stays the same contact', async () => {
    const { google, desk, id, contactId, name } = await open()
    const renamed = google.rename(name)
    await google.person.change(renamed, { mobilePhones: ['+33612345678'] })
    await desk.directories.sync(id)
    expect((await desk.contacts.get(contactId)).phones.map(({ e164 }) => e164)).toEqual(['+33612345678'])
    expect([google.people().length, (await desk.contacts.list()).items.length]).toEqual([1, 1])
    await desk.contacts.update(contactId, { familyName: 'Poire' })
    await desk.directories.sync(id)
    expect(JSON.stringify(google.people())).toContain('Poire')
  })

  it('SYN-4 is written to by a name that is none any more', async () => {
    const { google, desk, id, contactId, name } = await open()
    await desk.contacts.update(contactId, { familyName: 'Poire' })
    google.rename(name)
    await desk.directories.sync(id)
    await desk.directories.sync(id)
    expect(JSON.stringify(google.people())).toContain('Poire')
    expect([google.people().length, (await desk.contacts.list()).items.length]).toEqual([1, 1])
  })

  it('SYN-4 a quota that is used up postpones the run, and a token that has expired does not lose anybody', async () => {
    const { google, desk, id } = await open()
    google.failReads('quota')
    expect((await desk.directories.sync(id)).outcome).toBe('postponed')
    google.expireSyncTokens()
    expect((await desk.directories.sync(id)).outcome).toBe('complete')
    expect([google.people().length, (await desk.contacts.list()).items.length]).toEqual([1, 1])
  })
})
