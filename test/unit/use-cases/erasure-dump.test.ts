/** PTY-6: after an erasure nothing of the person is left in any table, and the application could not have helped it. */
import { postgresStore } from '@crmkit/postgres'
import { type Crm, createCrm, type Desk } from 'crmkit'
import { countedIds, type FixedClock, fixedClock, type MemoryDirectory, memoryDirectory } from 'crmkit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type TestDatabase } from '../../../adapters/postgres/test/postgres-setup.ts'
import { sharedPostgres } from '../../../adapters/postgres/test/shared-postgres.ts'

import { providers } from './message-scene.ts'

/** What is said of Philippine, in every writing that is stored of it. */
const secrets = [
  'Philippine',
  'philippine',
  'Quatremère',
  'quatremere',
  'phil@home.example',
  '06 12 34 58 42',
  '+33612345842',
  '0612345842',
  '1984-03-07',
  'allergic to plums',
  '12 rue Cachée',
  'Cellar master',
  'Vice cellar',
  'Cellars',
  'p.q@pomme.example',
  'portrait-7',
  'secret-tag',
  'phil.example',
  'Dowager',
  'hates figs',
  'ask her about grapes',
  'quinces for her',
  'medlars for her',
  'agreed at her stall',
  '+33612345843',
  'phil.mirabelle@home.example',
  'Mirabelle',
] as const

const columns = {
  Company: 'company.name',
  Given: 'contact.givenName',
  Family: 'contact.familyName',
  Mail: 'contact.email',
  Title: 'affiliation.jobTitle',
  Notes: 'contact.description',
} as const
const file = (...rows: readonly string[]): string => `${[Object.keys(columns).join(';'), ...rows].join('\n')}\n`

describe('An erasure', () => {
  let database: TestDatabase
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await openDatabase(server, server.template, 'postgres')
  })
  afterAll(() => database.close())

  /** Every row of every table as text. */
  async function dump(): Promise<ReadonlyMap<string, string>> {
    const { rows: tables } = await database.pool.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'crmkit'::regnamespace AND relkind = 'r' ORDER BY 1",
    )
    const texts = new Map<string, string>()
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM crmkit.${name} AS t`)
      texts.set(name, rows.map(({ row }) => row).join('\n'))
    }
    return texts
  }

  it('PTY-6 leaves nothing of a person in any table, and everything of everybody else', async () => {
    const store = postgresStore({
      pool: database.pool,
      role: 'crmkit_app',
      loaderRole: 'crmkit_loader',
      eraserRole: 'crmkit_eraser',
    })
    const heard: string[] = []
    const handle = async (event: object): Promise<void> => {
      heard.push(JSON.stringify(event))
    }
    const { channels } = providers()
    const clock = fixedClock()
    const directory = memoryDirectory({ clock })
    const crm = createCrm({
      store,
      clock,
      directories: () => directory,
      ids: countedIds(1),
      subscribers: [{ name: 'log', eventTypes: ['*'], handle }],
      channels: () => channels,
    })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'test' })
      .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    await liveThrough(desk)
    // What is shared is found under its name.
    const helper = await desk.workspace.members.add({ name: 'Carl', role: 'restricted' })
    for (const { id } of (await desk.contacts.list()).items) {
      await desk.contacts.share(id, { with: helper.id, level: 'read' })
    }
    await crm.runDue()
    await writeTo(crm, workspace.id, desk)
    await synchronize(desk, directory, clock)

    const before = await dump()
    const everywhere = [...before.values()].join('\n')
    for (const secret of secrets) expect(everywhere, secret).toContain(secret)
    // Events, jobs and answers name records and quote nobody, ever.
    const impersonal = [
      'events',
      'jobs',
      'job_queues',
      'commands',
      'imports',
      'import_refused',
      'audit',
      'import_touches',
      'message_contacts',
      'message_names',
      'directories',
      'directory_progress',
      'directory_case_contacts',
    ]
    for (const table of impersonal) {
      expect(before.get(table), table).not.toBe('')
      for (const secret of secrets) expect(before.get(table), `${table}: ${secret}`).not.toContain(secret)
    }
    expect(heard.length).toBeGreaterThan(5)
    for (const secret of secrets) expect(heard.join('\n'), secret).not.toContain(secret)

    const { items } = await desk.contacts.list({ search: 'quatremere' })
    expect(items).toHaveLength(3)
    for (const { id } of items) await desk.contacts.anonymize(id, { commandId: `forget ${id}` })
    // What still stands over there is not taken in again, not even by a reading of everybody.
    clock.advance(3_600_000)
    directory.expireTokens()
    const [book] = await desk.directories.list()
    expect((await desk.directories.sync(book?.id ?? '')).outcome).toBe('complete')
    const after = await dump()
    for (const [table, text] of after)
      for (const secret of secrets) expect(text, `${table}: ${secret}`).not.toContain(secret)

    const bruno = ['Bruno', 'bruno@pomme.example', 'Seller', 'likes pears']
    for (const value of bruno) {
      const count = (texts: ReadonlyMap<string, string>) => [...texts.values()].join('\n').split(value).length
      expect(count(after), value).toBe(count(before))
    }
  })

  it('PTY-6 leaves nothing of a person who is being written about at that moment', async () => {
    const store = postgresStore({
      pool: database.pool,
      role: 'crmkit_app',
      loaderRole: 'crmkit_loader',
      eraserRole: 'crmkit_eraser',
    })
    const crm = createCrm({ store, clock: fixedClock(), ids: countedIds(2) })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'test' })
      .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
    const { companies, contacts, interactions } = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    const { record: company } = await companies.create({ name: 'Pomme' })
    for (let round = 0; round < 5; round += 1) {
      const { record } = await contacts.create({ familyName: 'Racewell', emails: [`racewell${round}@pomme.example`] })
      const matter = { subject: 'racewell', type: 'sale/first-contact', contactIds: [record.id] } as const
      const { record: call } = await interactions.create(matter)
      await Promise.allSettled([
        contacts.update(record.id, { description: 'racewell first' }),
        interactions.addNote(call.id, { said: 'racewell note' }),
        contacts.affiliate(record.id, { companyId: company.id, jobTitle: 'racewell job' }),
        contacts.anonymize(record.id),
        contacts.update(record.id, { description: 'racewell second' }),
        contacts.affiliate(record.id, { companyId: company.id, emails: [`racewell.work${round}@pomme.example`] }),
        contacts.trash(record.id),
      ])
      expect((await contacts.get(record.id)).anonymizedAt).toBeDefined()
    }
    for (const [table, text] of await dump()) expect(text, table).not.toMatch(/racewell/i)
  })
})

/** She is written to, and complains; her addresses are not written to any more. */
async function writeTo(crm: Crm, workspaceId: string, desk: Desk): Promise<void> {
  const { items } = await desk.contacts.list({ search: 'phil@home.example' })
  const [{ id } = { id: '' }] = items
  const said = { channel: 'email', purpose: 'marketing' } as const
  await desk.consent.give(id, { ...said, source: 'form', proof: 'agreed at her stall' })
  await desk.consent.suppress({ channel: 'sms', purpose: 'marketing', address: '06 12 34 58 42' })
  const [message] = await desk.messages.sendMail({
    recipients: [{ contactId: id, address: 'phil@home.example' }],
    subject: 'Medlars, medlars for her',
    text: 'Dear Philippine Quatremère',
  })
  await crm.runDue()
  const event = { kind: 'complained', at: 1, address: 'phil@home.example' } as const
  const told = [{ key: 'complaint', fact: { messageId: message?.id, event } }]
  const body = new TextEncoder().encode(JSON.stringify(told))
  await crm.receive({ method: 'POST', path: '/', headers: {}, body }, { workspaceId, topic: 'mail' })
  await crm.runDue()
}

/** She stands in an address book: linked, changed on both sides, and twice more as somebody who can't be told. */
async function synchronize(desk: Desk, directory: MemoryDirectory, clock: FixedClock): Promise<void> {
  const { id } = await desk.directories.connect({ provider: 'google', label: 'anne', contacts: 'visible' })
  expect((await desk.directories.sync(id)).outcome).toBe('complete')
  const hers = directory.entries().find(({ fields }) => fields.homeEmails?.includes('phil@home.example'))
  if (hers === undefined) throw new Error('she is not there')
  clock.advance(60_000)
  const { items } = await desk.contacts.list({ search: 'phil@home.example' })
  await desk.contacts.update(items[0]?.id ?? '', { givenName: 'Philippine Anne' })
  clock.advance(60_000)
  const changes = { givenName: 'Philippine Mirabelle', mobilePhones: ['+33612345843'] }
  await directory.person.change(hers.entryId, changes)
  const again = { givenName: 'Philippine', familyName: 'Mirabelle', homeEmails: ['phil@home.example'] }
  await directory.person.add(again, hers.groupIds)
  const outside = ['phil@home.example', 'phil.mirabelle@home.example']
  await directory.person.add({ ...again, homeEmails: outside }, [])
  expect((await desk.directories.sync(id)).outcome).toBe('complete')
  const { items: cases } = await desk.directories.cases(id)
  expect(cases.map(({ kind }) => kind).sort()).toEqual(['ambiguous', 'conflict'])
}

/** A life with every trace that a person can leave; Bruno lives beside. */
async function liveThrough(desk: Desk): Promise<void> {
  const { record: company } = await desk.companies.create({ name: 'Pomme' })
  const { record } = await desk.contacts.create(
    {
      givenName: 'Philippine',
      familyName: 'Quatremère',
      honorific: 'Dowager',
      birthday: '1984-03-07',
      emails: ['phil@home.example'],
      phones: ['06 12 34 58 42'],
      websites: ['https://phil.example'],
      description: 'allergic to plums',
      addresses: [{ line1: '12 rue Cachée', city: 'Paris' }],
      tags: ['secret-tag'],
      photo: 'portrait-7',
      affiliation: {
        companyId: company.id,
        jobTitle: 'Vice cellar',
        department: 'Cellars',
        emails: ['p.q@pomme.example'],
      },
    },
    { commandId: 'create her' },
  )
  const { record: bruno } = await desk.contacts.create({
    givenName: 'Bruno',
    familyName: 'Noyer',
    emails: ['bruno@pomme.example'],
    description: 'likes pears',
    affiliation: { companyId: company.id, jobTitle: 'Seller' },
  })
  await desk.contacts.update(record.id, { description: 'allergic to plums and nuts' }, { commandId: 'change her' })
  await desk.contacts.ignoreDuplicate(record.id, bruno.id)
  await desk.contacts.trash(record.id)
  await desk.contacts.restore(record.id)
  const [job] = await desk.contacts.affiliations(record.id)
  await desk.contacts.changeAffiliation(job?.id ?? '', { phones: ['06 12 34 58 42'] })
  // One file changes her and Bruno, one makes a namesake without any address, one is refused.
  const changing = file(
    'Pomme;Philippine;Quatremère;phil@home.example;Cellar master;',
    'Pomme;Bruno;Noyer;bruno@pomme.example;Seller;likes pears, too',
  )
  await desk.imports.run(changing, { mapping: columns, fileName: 'people.csv' })
  await desk.imports.run(file('Poire;Philippine;Quatremère;;Cellar master;allergic to plums'), { mapping: columns })
  await desk.contacts.create({ familyName: 'Quatre', emails: ['phil@home.example'] }, { onDuplicate: 'create' })
  const ambiguous = file('Pomme;;;phil@home.example;;allergic to plums')
  await desk.imports.run(ambiguous, { mapping: columns })
  const { items } = await desk.contacts.list({ search: 'quatre' })
  const double = items.find(({ familyName }) => familyName === 'Quatre')
  await desk.contacts.update(double?.id ?? '', { emails: ['other@home.example'] })
  await desk.contacts.anonymize(double?.id ?? '')
  await desk.webhooks.create({ url: 'https://hooks.verger.example/crm' })
  // Two more records of her: one is merged into the first for good, one was for a while.
  const [same, another] = await desk.contacts.createMany(company.id, [
    { familyName: 'Quatremère', givenName: 'Philippine', description: 'allergic to plums', tags: ['secret-tag'] },
    { familyName: 'Quatremère', givenName: 'Philippine', honorific: 'Dowager' },
  ])
  const matter = { type: 'sale/first-contact', contactIds: [same?.record.id ?? ''] } as const
  const { record: call } = await desk.interactions.create(
    { ...matter, subject: 'quinces for her', nextStep: 'ask her about grapes', note: { said: 'hates figs' } },
    { commandId: 'call her' },
  )
  await desk.interactions.moveTo(call.id, 'sale/won', { note: { text: 'still hates figs' } })
  const shared = { ...matter, contactIds: [record.id, bruno.id], subject: 'Harvest', note: { text: 'she hates figs' } }
  await desk.interactions.create(shared)
  await desk.contacts.merge(record.id, same?.record.id ?? '')
  const { merge } = await desk.contacts.merge(another?.record.id ?? '', record.id)
  await desk.contacts.undoMerge(merge.id)
  await desk.contacts.endAffiliation(job?.id ?? '', { on: '2026-01-01' })
}
