/** Files that go along with mail: put away with it, sent on, and removed with the person. Rules: docs/concepts/messages.md (MSG-1). */
import type { Channels } from 'crmkit'
import type { MailHeader, ReceivedMail } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { headers, mail } from '../message/scene.ts'
import { inboundOf, watchedFiles } from './file-scene.ts'
import { beginMessages, denis, type MessageScene, providers } from './message-scene.ts'
import { issuesOf, onEveryStore, refusalOf, type Scene } from './stores.ts'

const bytes = (...all: readonly number[]): Uint8Array => Uint8Array.from(all)
const offer = { name: 'C:\\drafts\\offer.pdf', type: 'application/pdf', bytes: bytes(1, 2, 3) }
const logo = { name: 'logo.png', type: 'image/png', bytes: bytes(9, 8), contentId: 'logo' }

interface FileScene extends MessageScene {
  /** The ids of the files that are put away. */
  readonly kept: ReadonlySet<string>
  /** Brings a mail with a file to the address of a matter, and says what its file is known by. */
  bring(interactionId: string): Promise<string>
}

/** A workspace that keeps files. */
async function beginFiles(store?: Scene['store'], own: Partial<Channels> = {}): Promise<FileScene> {
  const { files, kept } = watchedFiles()
  const arrived: ReceivedMail[] = []
  const made = providers()
  const channels = { ...made.channels, files, inbound: inboundOf(arrived), ...own }
  const scene = await beginMessages(store, { ...made, channels })
  return {
    ...scene,
    kept,
    bring: async (interactionId) => {
      const envelopeTo = [await scene.anne.inbound.addressOf({ interactionId })]
      const known: readonly MailHeader[] = headers(`Message-ID: <${interactionId}@pomme.example>`)
      const received = { receivedAt: scene.clock.now(), headers: known, files: [{ ...offer, name: 'came.pdf' }] }
      arrived.push(mail({ from: 'Carla <carla@pomme.example>', envelopeTo, subject: 'Offer', ...received }))
      const request = { method: 'POST', path: '/', headers: {}, body: new Uint8Array() }
      await scene.crm.receive(request, { workspaceId: scene.workspaceId, topic: 'inbound' })
      const { items } = await scene.anne.inbound.listOf(interactionId)
      return items[0]?.files[0]?.fileId ?? ''
    },
  }
}

async function bytesIn(pieces: AsyncIterable<Uint8Array>): Promise<readonly number[]> {
  const all: number[] = []
  for await (const piece of pieces) all.push(...piece)
  return all
}

function letter({ carlaId }: MessageScene, more: object = {}) {
  return { recipients: [{ contactId: carlaId }], subject: 'Offer', text: 'Here it is.', ...more }
}

describe('Files that go along with mail', () => {
  onEveryStore((begin) => {
    it('MSG-1 they are put away, sent with the mail, told in an export, and removed with the person', async () => {
      const scene = await beginFiles((await begin()).store)
      const { anne, carlaId, providers: told, kept } = scene
      const [message] = await anne.messages.sendMail(letter(scene, { files: [offer, logo] }))
      expect(kept.size).toBe(2)
      const words = await anne.messages.words(message?.id ?? '')
      expect(words?.files.map(({ fileId: _id, ...file }) => file)).toEqual([
        { name: 'offer.pdf', type: 'application/pdf', size: 3 },
        { name: 'logo.png', type: 'image/png', size: 2, contentId: 'logo' },
      ])
      await scene.run()
      expect(told.mails[0]?.files).toEqual([{ ...offer, name: 'offer.pdf' }, logo])

      const [first] = words?.files ?? []
      const opened = await anne.messages.openFile(message?.id ?? '', first?.fileId ?? '')
      expect(opened.file).toEqual(first)
      expect(await bytesIn(opened.bytes)).toEqual([1, 2, 3])

      const { parts } = await anne.contacts.exportPersonalData(carlaId)
      expect(JSON.stringify(parts['messages'])).toContain('offer.pdf')
      await anne.contacts.anonymize(carlaId)
      await scene.run()
      expect([...kept]).toEqual([])
      expect(await anne.messages.words(message?.id ?? '')).toBeNull()
      await refusalOf(anne.messages.openFile(message?.id ?? '', first?.fileId ?? ''), 'not-found')
    })
  })

  it('MSG-1 they are opened by whoever sees their message, and by the name of no other', async () => {
    const scene = await beginFiles()
    const { anne, ben } = scene
    const own = { subject: 'Salaries', type: 'hr/open', ownerId: scene.anneId, visibility: 'private' } as const
    const { record: secret } = await anne.interactions.create(own)
    const [hidden] = await anne.messages.sendMail(letter(scene, { files: [offer], interactionId: secret.id }))
    const [shown] = await anne.messages.sendMail(letter(scene, { files: [logo] }))
    const fileOf = async (id = '') => (await anne.messages.words(id))?.files[0]?.fileId ?? ''
    const [secretFile, shownFile] = [await fileOf(hidden?.id), await fileOf(shown?.id)]
    expect((await ben.messages.openFile(shown?.id ?? '', shownFile)).file.name).toBe('logo.png')
    for (const id of [hidden?.id ?? '', shown?.id ?? '']) {
      await refusalOf(ben.messages.openFile(id, secretFile), 'not-found')
    }
    await refusalOf(anne.messages.openFile(shown?.id ?? '', secretFile), 'not-found')
  })

  it('MSG-1 a command that is repeated sends once and puts nothing away twice; other bytes are another command', async () => {
    const scene = await beginFiles()
    const { anne, kept } = scene
    const options = { commandId: 'offer to Carla' }
    const [first] = await anne.messages.sendMail(letter(scene, { files: [offer] }), options)
    const [again] = await anne.messages.sendMail(letter(scene, { files: [offer] }), options)
    expect(again?.id).toBe(first?.id)
    expect(kept.size).toBe(1)
    const other = letter(scene, { files: [{ ...offer, bytes: bytes(1, 2, 4) }] })
    expect(await issuesOf(anne.messages.sendMail(other, options))).toEqual(['commandId used-before'])
    expect(kept.size).toBe(1)
  })

  it('MSG-1 the bytes are those of the moment of the call', async () => {
    const scene = await beginFiles()
    const own = bytes(1, 2, 3)
    const queued = scene.anne.messages.sendMail(letter(scene, { files: [{ ...offer, bytes: own }] }))
    own.fill(0)
    await queued
    await scene.run()
    expect(scene.providers.mails[0]?.files[0]?.bytes).toEqual(offer.bytes)
  })

  it('MSG-1 together they have a limit: a check says so, and sending is refused, with nothing put away', async () => {
    const { mail: account } = providers().channels
    if (account === undefined) throw new Error('no account')
    const scene = await beginFiles(undefined, { mail: { ...account, maxFilesBytes: 4 } })
    const asked = letter(scene, { files: [offer, logo] })
    const problem = { path: 'files', problem: 'too-large', bytes: 5, limit: 4 }
    expect((await scene.anne.messages.checkMail(asked)).problems).toMatchObject([problem])
    const { details } = await refusalOf(scene.anne.messages.sendMail(asked), 'send-refused')
    expect(details.problems).toMatchObject([problem])
    expect((await scene.anne.messages.checkMail(letter(scene, { files: [offer] }))).problems).toEqual([])
    expect(scene.kept.size).toBe(0)
  })

  it('MSG-1 names, types and ids that no mail can have are refused, all at once', async () => {
    const scene = await beginFiles()
    const files = [
      { ...offer, name: 'drafts/' },
      { ...offer, type: 'pdf' },
      { ...logo, contentId: '<logo>' },
      { fileId: '00000000-0000-4000-8000-000000000000' },
    ]
    const issues = [
      'files.0.name missing',
      'files.1.type invalid-format',
      'files.2.contentId invalid-format',
      'files.3.fileId unknown-record',
    ]
    expect(await issuesOf(scene.anne.messages.sendMail(letter(scene, { files })))).toEqual(issues)
    expect(await issuesOf(scene.anne.messages.checkMail(letter(scene, { files })))).toEqual(issues)
    const wrong = letter(scene, { files: [{ name: 'offer.pdf', type: 'application/pdf', bytes: 'text' }] })
    expect(await issuesOf(scene.anne.messages.sendMail(wrong))).toEqual(['files.0.bytes wrong-type'])
    expect(scene.kept.size).toBe(0)
  })

  it('MSG-1 without a file store nothing can go along', async () => {
    const scene = await beginMessages()
    const asked = letter(scene, { files: [offer] })
    for (const refused of [scene.anne.messages.sendMail(asked), scene.anne.messages.checkMail(asked)]) {
      expect((await refusalOf(refused, 'no-account')).details).toMatchObject({ account: 'files' })
    }
  })

  it('MSG-5 marketing has a copy for each recipient: erasing one takes nothing from another', async () => {
    const scene = await beginFiles()
    const { anne, carlaId, kept } = scene
    const { record: dan } = await anne.contacts.create({ givenName: 'Dan', emails: [denis] })
    for (const id of [carlaId, dan.id]) {
      await anne.consent.give(id, { channel: 'email', purpose: 'marketing', source: 'form' })
    }
    const recipients = [{ contactId: carlaId }, { contactId: dan.id }]
    await anne.messages.sendMail(letter(scene, { recipients, purpose: 'marketing', files: [offer] }))
    expect(kept.size).toBe(2)
    await anne.contacts.anonymize(carlaId)
    await scene.run()
    expect(kept.size).toBe(1)
    expect(scene.providers.mails.map(({ files }) => files[0]?.bytes)).toEqual([offer.bytes])
  })

  it('MSG-4 a file of a mail on a matter that the actor sees is sent on, and stays with that mail', async () => {
    const scene = await beginFiles()
    const { anne, ben, kept, providers: told } = scene
    const { record: matter } = await anne.interactions.create({
      ...{ subject: 'Apples', type: 'sale/first-contact', visibility: 'private' },
    })
    const fileId = await scene.bring(matter.id)
    const { record: dan } = await anne.contacts.create({ givenName: 'Dan', emails: [denis] })
    const asked = letter(scene, { recipients: [{ contactId: dan.id }], files: [{ fileId }] })
    expect(await issuesOf(ben.messages.sendMail(asked))).toEqual(['files.0.fileId unknown-record'])
    await anne.messages.sendMail(asked)
    await scene.run()
    expect(told.mails[0]?.files).toEqual([{ ...offer, name: 'came.pdf' }])
    expect(kept.size).toBe(1)
    await anne.contacts.anonymize(dan.id)
    await scene.run()
    expect([...kept]).toEqual([fileId])
    expect((await anne.inbound.openFile(fileId)).file.name).toBe('came.pdf')
  })
})
