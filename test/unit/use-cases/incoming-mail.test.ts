/** Mail that comes in, from the request of its provider to the timeline. Rules: docs/concepts/messages.md (MSG-4). */
import {
  type Channels,
  type Crm,
  createCrm,
  type Desk,
  type FetchedMail,
  type FileStore,
  type InboundMail,
  type ProviderRequest,
  providerHandler,
  type Store,
} from 'crmkit'
import { err, mailKey, type ReceivedMail } from 'crmkit/domain'
import { memoryFiles, memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { headers, mail } from '../message/scene.ts'

const host = 'crm@atelier.example'
const pdf = { name: 'offre.pdf', type: 'application/pdf', bytes: new Uint8Array(1_000).fill(7) }

interface MailScene {
  readonly crm: Crm
  readonly store: Store
  readonly files: FileStore
  readonly desk: Desk
  readonly workspaceId: string
  readonly anneId: string
  readonly box: ReceivedMail[]
  /** Mails in the mailbox that are too long. */
  readonly unread: Extract<FetchedMail, { kind: 'refused' }>[]
  bring(fields?: Partial<ReceivedMail>): Promise<number>
}

async function begin(store: Store = memoryStore()): Promise<MailScene> {
  const [clock, ids, files, box] = [fixedClock(), countedIds(51), memoryFiles(), [] as ReceivedMail[]]
  const unread: Extract<FetchedMail, { kind: 'refused' }>[] = []
  const brought = new Map<string, ReceivedMail>()
  const inbound: InboundMail = {
    provider: 'scripted',
    check: async () => [],
    mails: {
      read: async ({ path }) => {
        const fact = brought.get(path)
        if (fact === undefined) return { ok: false, error: { code: 'missing-signature' } }
        return { ok: true, value: [{ key: mailKey(fact), raw: '', fact }] }
      },
    },
  }
  const mailbox = {
    provider: 'imap',
    check: async () => [],
    async *fetch(after: string | null, limit: number): AsyncIterable<FetchedMail> {
      const from = Number(after ?? 0)
      for (const [index, mail] of box.slice(from, from + limit).entries()) {
        yield { kind: 'mail', mail, cursor: String(from + index + 1) }
      }
      for (const each of from === box.length ? unread.splice(0) : []) yield { ...each, cursor: `${from}` }
    },
    settle: async () => {},
  }
  const channels: Channels = { inbound: { host, mail: inbound, mailbox }, files }
  const crm = createCrm({ store, clock, ids, channels: () => channels })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Atelier', administrator: { name: 'Anne', email: 'anne@atelier.example' } })
  const workspaceId = workspace.id
  const desk = crm.as({ workspaceId, memberId: administrator.id })
  let count = 0
  return {
    ...{ crm, store, files, desk, workspaceId, anneId: administrator.id, box, unread },
    bring: async (fields = {}) => {
      count += 1
      const path = `/${count}`
      brought.set(
        path,
        mail({ receivedAt: clock.now(), headers: headers(`Message-ID: <${count}@elsewhere.example>`), ...fields }),
      )
      const request: ProviderRequest = { method: 'POST', path, headers: {}, body: new Uint8Array() }
      return (await crm.receive(request, { workspaceId, topic: 'inbound' })).status
    },
  }
}

const carla = { givenName: 'Carla', emails: ['carla@pomme.example'] }

describe('MSG-4 Mail that comes in', () => {
  it('MSG-4 from a known sender it stands on her timeline, with its files', async () => {
    const { desk, bring } = await begin()
    const { record } = await desk.contacts.create(carla)
    expect(await bring({ from: 'Carla <CARLA@pomme.example>', subject: 'Offre', text: 'Voici.', files: [pdf] })).toBe(
      204,
    )

    const { items } = await desk.interactions.list({ contactId: record.id })
    expect(items.map(({ subject, type }) => [subject, type])).toEqual([['Offre', 'email/open']])
    const [matter] = items
    const { items: mails } = await desk.inbound.listOf(matter?.id ?? '')
    expect(mails.map(({ filing, files }) => [filing, files.map(({ name, size }) => [name, size])])).toEqual([
      [{ kind: 'filed', by: 'sender' }, [['offre.pdf', 1_000]]],
    ])
    const { bytes } = await desk.inbound.openFile(mails[0]?.files[0]?.fileId ?? '')
    let size = 0
    for await (const piece of bytes) size += piece.length
    expect(size).toBe(1_000)
    const { items: entries } = await desk.contacts.timeline(record.id)
    expect(
      entries.some((entry) => entry.kind === 'note' && entry.note.kind === 'words' && entry.note.text === 'Voici.'),
    ).toBe(true)
  })

  it('MSG-4 the same mail by two addresses, twice at once, is filed once', async () => {
    const { desk, bring } = await begin()
    await desk.contacts.create(carla)
    const once = { headers: headers('Message-ID: <1@pomme.example>', 'Date: Mon, 5 Jan 2026 09:00:00 +0100') }
    await Promise.all([bring(once), bring({ ...once, envelopeTo: ['other@atelier.example'] }), bring(once)])
    expect((await desk.interactions.list()).items).toHaveLength(1)
  })

  it('MSG-4 to the address of a matter it is filed there, whoever sends it', async () => {
    const { desk, bring } = await begin()
    const { record: sale } = await desk.interactions.create({ subject: 'Vente', type: 'sale/first-contact' })
    const address = await desk.inbound.addressOf({ interactionId: sale.id })
    expect(await desk.inbound.addressOf({ interactionId: sale.id })).toBe(address)
    await bring({ from: 'nobody@elsewhere.example', envelopeTo: [address], text: 'Une question' })
    const { items } = await desk.interactions.notes(sale.id)
    expect(items.map((note) => note.kind === 'words' && note.text)).toContain('Une question')
    expect((await desk.interactions.list()).items).toHaveLength(1)

    await desk.inbound.revokeAddress({ interactionId: sale.id })
    await bring({ from: 'nobody@elsewhere.example', envelopeTo: [address], text: 'Encore' })
    const { items: pending } = await desk.interactions.list({ types: ['email-pending/open'] })
    expect(pending).toHaveLength(1)
  })

  it('MSG-4 of an unknown sender it waits, and is linked to people or to a matter', async () => {
    const { desk, bring } = await begin()
    await bring({ from: 'eve@elsewhere.example', subject: 'Un', text: 'Premier', files: [pdf] })
    await bring({ from: 'eve@elsewhere.example', subject: 'Deux', text: 'Second' })
    const { items } = await desk.interactions.list({ types: ['email-pending/open'], order: 'number' })
    expect(items.map(({ subject }) => subject)).toEqual(['Un', 'Deux'])
    const [first, second] = items
    const [one] = (await desk.inbound.listOf(first?.id ?? '')).items
    const [two] = (await desk.inbound.listOf(second?.id ?? '')).items
    const { record } = await desk.contacts.create({ givenName: 'Eve' })

    for (const both of [{ contactIds: [record.id], interactionId: first?.id ?? '' }, {}]) {
      const refusal = desk.inbound.link(one?.id ?? '', JSON.parse(JSON.stringify(both)))
      await expect(refusal).rejects.toThrow('Give contactIds, and the mail gets a matter of its own')
    }
    const linked = await desk.inbound.link(one?.id ?? '', { contactIds: [record.id] })
    expect(linked.filing).toEqual({ kind: 'linked' })
    expect(await desk.interactions.get(first?.id ?? '')).toMatchObject({ type: 'email/open', contactIds: [record.id] })

    const moved = await desk.inbound.link(two?.id ?? '', { interactionId: first?.id ?? '' })
    expect(moved.interactionId).toBe(first?.id)
    expect((await desk.interactions.get(second?.id ?? '')).trashedAt).toBeDefined()
    const { items: notes } = await desk.interactions.notes(first?.id ?? '')
    expect(notes.map((note) => note.kind === 'words' && note.text)).toEqual(['Premier', 'Second'])
    await expect(desk.inbound.link(two?.id ?? '', { contactIds: [record.id] })).rejects.toMatchObject({
      code: 'invalid-input',
    })
  })

  it('MSG-4 forty mails at once onto one matter are forty notes on it', async () => {
    const { desk, bring } = await begin()
    const { record: sale } = await desk.interactions.create({ subject: 'Vente', type: 'sale/first-contact' })
    const address = await desk.inbound.addressOf({ interactionId: sale.id })
    const burst = Array.from({ length: 40 }, (_none, index) => bring({ envelopeTo: [address], text: `No ${index}` }))
    expect(new Set(await Promise.all(burst))).toEqual(new Set([204]))
    expect((await desk.inbound.listOf(sale.id)).items).toHaveLength(40)
    expect((await desk.interactions.notes(sale.id)).items).toHaveLength(40)
  })

  it('MSG-4 linked to a matter, it takes along what was added to it meanwhile', async () => {
    const { desk, bring } = await begin()
    const { record: sale } = await desk.interactions.create({ subject: 'Vente', type: 'sale/first-contact' })
    const answers = (id: string) =>
      headers(`Message-ID: <${id}@elsewhere.example>`, 'In-Reply-To: <a@elsewhere.example>')
    const from = 'eve@elsewhere.example'
    await bring({ from, text: 'Un', headers: headers('Message-ID: <a@elsewhere.example>') })
    await bring({ from, text: 'Deux', files: [pdf], headers: answers('b'), receivedAt: 2 })
    await bring({ from, text: 'Trois', headers: answers('c'), receivedAt: 1 })
    const [waiting] = (await desk.interactions.list({ types: ['email-pending/open'] })).items
    const mails = (await desk.inbound.listOf(waiting?.id ?? '')).items
    const first = mails.find(({ filing }) => filing.kind === 'pending')

    const linked = await desk.inbound.link(first?.id ?? '', { interactionId: sale.id })
    expect(linked).toMatchObject({ id: first?.id, filing: { kind: 'linked' }, interactionId: sale.id })
    const notes = (await desk.interactions.notes(sale.id)).items
    expect(notes.map((note) => note.kind === 'words' && note.text)).toEqual(['Trois', 'Deux', 'Un'])
    const moved = (await desk.inbound.listOf(sale.id)).items
    expect(new Set(moved.map(({ noteId }) => noteId))).toEqual(new Set(notes.map(({ id }) => id)))
    expect((await desk.interactions.get(sale.id)).version).toBe(sale.version + 1)
    const fileId = moved.flatMap(({ files }) => files)[0]?.fileId ?? ''
    expect((await desk.inbound.openFile(fileId)).file.name).toBe('offre.pdf')
    expect((await desk.inbound.listOf(waiting?.id ?? '')).items).toEqual([])
    expect((await desk.interactions.get(waiting?.id ?? '')).trashedAt).toBeDefined()
    await bring({ from, text: 'Quatre', headers: answers('d') })
    expect((await desk.inbound.listOf(sale.id)).items).toHaveLength(4)
  })

  it('MSG-4 it is not linked to the matter on which it waits', async () => {
    const { desk, bring } = await begin()
    await bring({ from: 'eve@elsewhere.example' })
    const [waiting] = (await desk.interactions.list()).items
    const [mail] = (await desk.inbound.listOf(waiting?.id ?? '')).items
    const itself = desk.inbound.link(mail?.id ?? '', { interactionId: waiting?.id.toUpperCase() ?? '' })
    await expect(itself).rejects.toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ path: 'interactionId', problem: 'contradiction' }] },
    })
    expect((await desk.interactions.get(waiting?.id ?? '')).trashedAt).toBeUndefined()
  })

  it('MSG-4 of an address that several have, it waits and names all of them', async () => {
    const { desk, bring } = await begin()
    const people = [await desk.contacts.create({ givenName: 'Carla', emails: ['info@pomme.example'] })]
    people.push(
      await desk.contacts.create({ givenName: 'Dan', emails: ['info@pomme.example'] }, { onDuplicate: 'create' }),
    )
    await bring({ from: 'info@pomme.example' })
    const [matter] = (await desk.interactions.list({ types: ['email-pending/open'] })).items
    const [waiting] = (await desk.inbound.listOf(matter?.id ?? '')).items
    expect(waiting?.candidates.toSorted()).toEqual(people.map(({ record }) => record.id).toSorted())
    expect(matter?.contactIds).toEqual([])
  })

  it('MSG-4 an answer stands where what it answers stands', async () => {
    const { desk, bring } = await begin()
    await desk.contacts.create(carla)
    await bring({ subject: 'Offre', headers: headers('Message-ID: <1@pomme.example>') })
    await bring({
      from: 'dan@elsewhere.example',
      subject: 'RE: Offre',
      text: 'Merci',
      headers: headers('Message-ID: <2@elsewhere.example>', 'In-Reply-To: <1@POMME.example>'),
    })
    const { items } = await desk.interactions.list()
    expect(items.map(({ subject }) => subject)).toEqual(['Offre'])
    expect((await desk.inbound.listOf(items[0]?.id ?? '')).items).toHaveLength(2)
  })

  it('MSG-4 what is in the trash takes in nothing any more', async () => {
    const { desk, bring } = await begin()
    const { record: sale } = await desk.interactions.create({ subject: 'Vente', type: 'sale/first-contact' })
    const address = await desk.inbound.addressOf({ interactionId: sale.id })
    await desk.interactions.trash(sale.id)
    await bring({ from: 'nobody@elsewhere.example', envelopeTo: [address] })
    expect((await desk.interactions.list({ types: ['email-pending/open'] })).items).toHaveLength(1)
  })

  it('ACC-3 a mail of a private contact is seen by nobody but the owner', async () => {
    const { crm, desk, workspaceId, bring } = await begin()
    const ben = await desk.workspace.members.add({ name: 'Ben', role: 'user' })
    const eve = await desk.workspace.members.add({ name: 'Eve', role: 'user' })
    const [bens, eves] = [crm.as({ workspaceId, memberId: ben.id }), crm.as({ workspaceId, memberId: eve.id })]
    await bens.contacts.create({ ...carla, visibility: 'private' })
    await bring({ subject: 'Secret', files: [pdf] })
    const [matter] = (await bens.interactions.list()).items
    expect(matter).toMatchObject({ subject: 'Secret', visibility: 'private', ownerId: ben.id })
    expect((await eves.interactions.list()).items).toEqual([])
    const [filed] = (await bens.inbound.listOf(matter?.id ?? '')).items
    await expect(eves.inbound.get(filed?.id ?? '')).rejects.toMatchObject({ code: 'not-found' })
    await expect(eves.inbound.openFile(filed?.files[0]?.fileId ?? '')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('MSG-4 what goes in circles is kept by name and stands on no timeline', async () => {
    const { desk, bring, workspaceId, anneId, store } = await begin()
    const address = await desk.inbound.addressOf({ memberId: anneId })
    const round = mail({ from: address })
    expect(await bring(round)).toBe(204)
    expect((await desk.interactions.list()).items).toEqual([])
    expect((await store.history.listEvents(workspaceId, { limit: 100 })).at(-1)).toMatchObject({
      type: 'mail.filed',
      data: { filing: 'loop', interactionId: null },
    })
  })

  it('MSG-4 a mailbox is fetched from where the last time ended', async () => {
    const { desk, box } = await begin()
    await desk.contacts.create(carla)
    for (let n = 0; n < 23; n += 1) box.push(mail({ subject: `No ${n}`, headers: headers(`Message-ID: <${n}@x>`) }))
    expect(await desk.inbound.fetch()).toEqual({ filed: 23, unread: 0, repeated: 0, passedOver: 0 })
    box.push(mail({ subject: 'Last', headers: headers('Message-ID: <last@x>') }))
    expect(await desk.inbound.fetch()).toEqual({ filed: 1, unread: 0, repeated: 0, passedOver: 0 })
  })

  it('MSG-4 a mailbox is not told that mail is settled which was not written down as read', async () => {
    const inner = memoryStore()
    const refused = { code: 'version-conflict', subject: { kind: 'workspace', id: 'x' } } as const
    const commit: Store['commit'] = async (asked) => {
      return asked.mailCursor === undefined ? inner.commit(asked) : err(refused)
    }
    const { desk, box } = await begin({ ...inner, commit })
    box.push(mail())
    await expect(desk.inbound.fetch()).rejects.toMatchObject({ code: 'version-conflict' })
  })

  it('MSG-4 of a mail that is too long it is said that it is in the mailbox', async () => {
    const { desk, unread } = await begin()
    const { record } = await desk.contacts.create(carla)
    const lines = headers(
      'Message-ID: <long@x>',
      'From: carla@pomme.example',
      'To: anne@atelier.example',
      'Subject: Plans',
    )
    unread.push({ kind: 'refused', because: 'too-large', bytes: 31_000_000, headers: lines, receivedAt: 1, cursor: '' })
    expect(await desk.inbound.fetch()).toEqual({ filed: 1, unread: 1, repeated: 0, passedOver: 0 })
    const [matter] = (await desk.interactions.list({ contactId: record.id })).items
    expect(matter?.subject).toBe('Plans')
    const { items } = await desk.interactions.notes(matter?.id ?? '')
    expect(items.map((note) => note.kind === 'words' && note.text)).toEqual([
      'This mail is 31 MB long and was not fetched. It is in the mailbox.',
    ])
  })

  it('MSG-4 a request that its provider did not send is refused, and a workspace without an account hears nothing', async () => {
    const { crm, workspaceId } = await begin()
    const request: ProviderRequest = { method: 'POST', path: '/forged', headers: {}, body: new Uint8Array() }
    expect(await crm.receive(request, { workspaceId, topic: 'inbound' })).toMatchObject({ status: 403 })
    const deaf = createCrm({ store: memoryStore() })
    await expect(deaf.receive(request, { workspaceId, topic: 'inbound' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it.each(['toString', 'constructor', '__proto__', 'post'])('MSG-2 there is no topic %s', async (topic) => {
    const { crm, workspaceId } = await begin()
    const heard = providerHandler(crm)
    const request = new Request('https://verger.example/hooks', { method: 'POST', body: '{}' })
    // A path is the caller's: any word may stand in it.
    const address = JSON.parse(JSON.stringify({ workspaceId, topic }))
    expect((await heard(request, address)).status).toBe(404)
  })

  it('PTY-6 of a person who is erased nothing remains of the mail but that it came, and the files are removed', async () => {
    const { crm, desk, bring, workspaceId, store } = await begin()
    const { record } = await desk.contacts.create(carla)
    await bring({ from: 'carla@pomme.example', subject: 'Offre', text: 'Voici.', files: [pdf] })
    const [matter] = (await desk.interactions.list()).items
    const [filed] = (await desk.inbound.listOf(matter?.id ?? '')).items
    const told = JSON.stringify(await desk.contacts.exportPersonalData(record.id))
    expect(told).toContain('offre.pdf')

    await desk.contacts.anonymize(record.id)
    await crm.runDue()
    expect(await desk.inbound.get(filed?.id ?? '')).toMatchObject({ head: null, mailIds: [], files: [] })
    expect(await store.mails.findByFile(workspaceId, filed?.files[0]?.fileId ?? '')).toBeNull()
    await expect(desk.inbound.openFile(filed?.files[0]?.fileId ?? '')).rejects.toMatchObject({ code: 'not-found' })
    const { items } = await desk.interactions.notes(matter?.id ?? '')
    expect(JSON.stringify(items)).not.toContain('Voici.')
  })
  it('PTY-6 mails that wait and may be of a person who is erased go, wherever they stand, and are told before', async () => {
    const { crm, desk, bring, store, workspaceId } = await begin()
    const { record } = await desk.contacts.create(carla)
    const { record: twin } = await desk.contacts.create({ ...carla, givenName: 'Carl' })
    await bring({ from: 'carla@pomme.example', subject: 'Secret', text: 'I am ill', files: [pdf] })
    const [matter] = (await desk.interactions.list()).items
    expect(matter).toMatchObject({ type: 'email-pending/open', contactIds: [] })
    const { record: sale } = await desk.interactions.create({ subject: 'Sale', type: 'sale/first-contact' })
    const envelopeTo = [await desk.inbound.addressOf({ interactionId: sale.id })]
    await bring({ from: 'carla@pomme.example', subject: 'Secret', text: 'I am on my way', envelopeTo })
    await bring({ from: 'denis@poire.example', subject: 'Pears', text: 'They are ripe', envelopeTo })
    await bring({ subject: 'Secret', headers: headers('Message-ID: <hops@x.example>', 'X-Crmkit-Hops: 5') })
    const { parts } = await desk.contacts.exportPersonalData(record.id)
    expect(JSON.stringify(parts['mails'])).toContain('Secret')
    expect(JSON.stringify(parts['interactions'])).toContain('I am ill')

    await desk.contacts.anonymize(record.id)
    await crm.runDue()
    const left = async (id: string) =>
      JSON.stringify([
        await desk.interactions.get(id),
        (await desk.interactions.notes(id)).items,
        (await desk.inbound.listOf(id)).items,
      ])
    expect(await left(matter?.id ?? '')).not.toMatch(/Secret|I am ill|carla@|offre/)
    expect(await left(matter?.id ?? '')).not.toContain(twin.id)
    // From an address that somebody else has, and to a matter: it may be his, who is not erased yet.
    expect(await left(sale.id)).toContain('I am on my way')
    await desk.contacts.anonymize(twin.id)
    expect(await left(sale.id)).not.toMatch(/Secret|I am on my way|carla@/)
    expect(await left(sale.id)).toMatch(/Sale.*They are ripe.*denis@/)
    expect(await store.mails.findByPeople(workspaceId, ['carla@pomme.example', record.id, twin.id])).toEqual([])
  })

  it('PTY-6 of the mails of a matter that is removed for good remains that they came; their files are removed', async () => {
    const { crm, desk, bring, store, files, workspaceId } = await begin()
    await desk.contacts.create(carla)
    await bring({ from: 'carla@pomme.example', subject: 'Offre', files: [pdf] })
    const [matter] = (await desk.interactions.list()).items
    const [filed] = (await desk.inbound.listOf(matter?.id ?? '')).items
    const [file] = filed?.files ?? []
    await desk.interactions.trash(matter?.id ?? '')
    expect(await store.mails.find(workspaceId, filed?.id ?? '')).toEqual(filed)
    await desk.interactions.purge(matter?.id ?? '')
    const gone = { head: null, mailIds: [], files: [], interactionId: null, noteId: null }
    expect(await store.mails.find(workspaceId, filed?.id ?? '')).toMatchObject(gone)
    expect(await store.mails.findByFile(workspaceId, file?.fileId ?? '')).toBeNull()
    expect(await files.open(workspaceId, file?.fileId ?? '')).not.toBeNull()
    await crm.runDue()
    expect(await files.open(workspaceId, file?.fileId ?? '')).toBeNull()
  })
})
