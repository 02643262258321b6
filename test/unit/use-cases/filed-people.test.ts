/** On whose timeline stands what comes in, and who may read it. Rules: docs/concepts/messages.md (MSG-4), docs/concepts/access.md (ACC-3). */
import { CrmError, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { headers } from '../message/scene.ts'
import { openMailbox } from './mailbox-scene.ts'
import { beginMessages, providers } from './message-scene.ts'

async function beginFiling(store: Store = memoryStore()) {
  const [mailbox, made] = [openMailbox(), providers()]
  const channels = { ...made.channels, ...mailbox.channels }
  const scene = await beginMessages(store, { ...made, channels })
  const { anne, job, run } = scene
  let count = 0
  return {
    ...{ ...scene, ...mailbox },
    /** Writes to contacts on no matter; gives what an answer refers to. */
    writeTo: async (contactIds: readonly string[], desk = anne): Promise<string> => {
      const recipients = contactIds.map((contactId) => ({ contactId }))
      await desk.messages.sendMail({ recipients, subject: 'Offre', text: 'Voici.', purpose: 'correspondence' })
      await run()
      return made.mails.at(-1)?.headers.find(({ name }) => name === 'Message-ID')?.value ?? ''
    },
    /** An answer comes in. */
    answer: async (named: string, from: string, text = 'Merci') => {
      count += 1
      mailbox.drop({ from, text, headers: headers(`Message-ID: <a${count}@x>`, `In-Reply-To: ${named}`), files: [] })
      return job.inbound.fetch()
    },
    addContact: async (name: string, fields: object = {}, desk = anne): Promise<string> => {
      const emails = [`${name.toLowerCase()}@pomme.example`]
      return (await desk.contacts.create({ givenName: name, emails, ...fields })).record.id
    },
    /** The matters that everybody's answers stand on. */
    matters: async () => (await anne.interactions.list()).items,
  }
}

describe('MSG-4 An answer is filed whatever became of those who were asked', () => {
  it.each(['trash', 'anonymize'] as const)('MSG-4 a contact who is gone (%s): the answer waits', async (how) => {
    const { anne, addContact, writeTo, answer, matters } = await beginFiling()
    const danId = await addContact('Dan')
    const named = await writeTo([danId])
    await anne.contacts[how](danId)
    expect(await answer(named, 'dan@pomme.example')).toMatchObject({ filed: 1 })
    expect((await matters()).map(({ type, contactIds }) => [type, contactIds])).toEqual([['email-pending/open', []]])
  })

  it('MSG-4, MRG-2 a contact who was merged: it stands with the one that he became', async () => {
    const { anne, carlaId, addContact, writeTo, answer, matters } = await beginFiling()
    const danId = await addContact('Dan')
    const named = await writeTo([danId])
    await anne.contacts.merge(carlaId, danId)
    await answer(named, 'dan@home.example')
    expect((await matters()).map(({ contactIds }) => contactIds)).toEqual([[carlaId]])
  })

  it('MSG-4 another recipient in the trash: it stands with whoever answers', async () => {
    const { anne, carlaId, addContact, writeTo, answer, matters } = await beginFiling()
    const danId = await addContact('Dan')
    const named = await writeTo([carlaId, danId])
    await anne.contacts.trash(danId)
    await answer(named, 'carla@pomme.example')
    expect((await matters()).map(({ contactIds }) => contactIds)).toEqual([[carlaId]])
  })

  it('MSG-4 a private contact whose owner has left: nobody’s, and private', async () => {
    const { anne, ben, benId, cara, addContact, drop, job, matters } = await beginFiling()
    await addContact('Dan', { visibility: 'private' }, ben)
    await anne.workspace.members.deactivate(benId)
    drop({ from: 'dan@pomme.example', subject: 'Secret' })
    expect(await job.inbound.fetch()).toMatchObject({ filed: 1 })
    expect((await matters()).map(({ ownerId, visibility }) => [ownerId, visibility])).toEqual([[null, 'private']])
    expect((await cara.interactions.list()).items).toEqual([])
  })

  it('MSG-4 a member’s mail to more people than a matter may have stands with as many as it may', async () => {
    const { addContact, drop, job, matters } = await beginFiling()
    const to = Array.from({ length: 101 }, (_, index) => `d${index}@pomme.example`)
    for (const each of to) await addContact(each.slice(0, each.indexOf('@')))
    drop({ from: 'ben@verger.example', to })
    expect(await job.inbound.fetch()).toMatchObject({ filed: 1 })
    expect((await matters())[0]?.contactIds).toHaveLength(100)
  })

  it('MSG-4 one that a rule is against waits with nobody, as private as whom it names, and holds nothing up', async () => {
    const inner = memoryStore()
    const commit: Store['commit'] = async (asked) => {
      const isAgainst = asked.writes.some(
        (write) => write.op === 'create' && write.kind === 'mail' && write.record.filing.kind === 'filed',
      )
      if (isAgainst) throw new CrmError('backend-refused', { message: 'No.' })
      return inner.commit(asked)
    }
    const { anne, ben, cara, addContact, drop, job, matters } = await beginFiling({ ...inner, commit })
    await addContact('Dan', { visibility: 'private' }, ben)
    drop({ from: 'dan@pomme.example', subject: 'Un' })
    drop({ from: 'carla@pomme.example', subject: 'Deux' })
    drop({ from: 'eve@elsewhere.example', subject: 'Trois' })
    expect(await job.inbound.fetch()).toEqual({ filed: 3, unread: 0, repeated: 0, passedOver: 0 })
    expect(await job.inbound.fetch()).toMatchObject({ filed: 0, repeated: 0 })
    const filings = (await matters()).map(async ({ id, subject, type, contactIds }) => {
      const [mail] = (await anne.inbound.listOf(id)).items
      return [subject, type, contactIds, mail?.filing.kind === 'pending' && mail.filing.because, mail?.files.length]
    })
    expect((await Promise.all(filings)).toSorted()).toEqual([
      ['Deux', 'email-pending/open', [], 'refused', 1],
      ['Trois', 'email-pending/open', [], 'nobody-known', 1],
      ['Un', 'email-pending/open', [], 'refused', 1],
    ])
    expect((await cara.interactions.list()).items.map(({ subject }) => subject).toSorted()).toEqual(['Deux', 'Trois'])
  })
})

describe('MSG-4 An answer stands with nobody but whoever answers', () => {
  it('MSG-4 it is not on the timelines of the others to whom the message went', async () => {
    const { anne, carlaId, addContact, writeTo, answer, matters } = await beginFiling()
    const danId = await addContact('Dan')
    await answer(await writeTo([carlaId, danId]), 'carla@pomme.example', 'Entre nous')
    expect((await matters()).map(({ contactIds }) => contactIds)).toEqual([[carlaId]])
    expect(JSON.stringify(await anne.contacts.timeline(danId))).not.toContain('Entre nous')
  })

  it('MSG-4 from an address that nobody has it waits for somebody to say who it was, without blind copies', async () => {
    const { anne, carlaId, addContact, run, providers, answer, matters } = await beginFiling()
    const [danId, eveId] = [await addContact('Dan'), await addContact('Eve')]
    const recipients = [{ contactId: carlaId }, { contactId: danId }, { contactId: eveId, kind: 'bcc' as const }]
    await anne.messages.sendMail({ recipients, subject: 'Offre', text: 'Voici.', purpose: 'correspondence' })
    await run()
    const named = providers.mails.at(-1)?.headers.find(({ name }) => name === 'Message-ID')?.value ?? ''
    await answer(named, 'x@home.example')
    const [matter] = await matters()
    expect(matter).toMatchObject({ type: 'email-pending/open', contactIds: [] })
    const [waiting] = (await anne.inbound.listOf(matter?.id ?? '')).items
    expect(waiting?.candidates).toEqual([carlaId, danId])
  })

  it('ACC-3 a private contact’s answer from another address is seen by nobody but his owner', async () => {
    const { ben, benId, cara, addContact, writeTo, answer } = await beginFiling()
    const hidden = await addContact('Dan', { visibility: 'private' }, ben)
    await answer(await writeTo([hidden], ben), 'dan@home.example', 'Secret')
    expect((await ben.interactions.list()).items).toMatchObject([
      { visibility: 'private', ownerId: benId, contactIds: [hidden] },
    ])
    expect((await cara.interactions.list()).items).toEqual([])
  })
})

describe('MSG-5 A text message is read by those who may see whom it is from', () => {
  const number = '+33699999999'
  const text = (key: string, words: string) => ({
    key,
    fact: {
      kind: 'received' as const,
      sms: { providerMessageId: key, from: number, to: '+33600000000', text: words, receivedAt: 1 },
    },
  })

  it('ACC-3 that of a private contact is seen by nobody but his owner, and comes onto no matter that others see', async () => {
    const { anne, ben, benId, cara, addContact, tellText, run } = await beginFiling()
    const phones = [{ number, kind: 'mobile' as const }]
    const hidden = await addContact('Dan', { phones, visibility: 'private' }, ben)
    await anne.interactions.create({ subject: 'Vente', type: 'sale/first-contact', contactIds: [hidden] })
    await tellText([text('1', 'Secret un')])
    await run()
    await tellText([text('2', 'Secret deux')])
    await run()
    const { items } = await ben.interactions.list({ types: ['email/open'] })
    expect(items).toMatchObject([{ visibility: 'private', ownerId: benId, contactIds: [hidden] }])
    const notes = (await ben.interactions.notes(items[0]?.id ?? '')).items
    expect(notes.map((note) => note.kind === 'words' && note.text)).toEqual(['Secret un', 'Secret deux'])
    const seen = (await cara.interactions.list()).items
    for (const { id } of seen) expect(JSON.stringify(await cara.interactions.notes(id))).not.toContain('Secret')
    expect(seen.map(({ subject }) => subject)).toEqual(['Vente'])
  })

  it('MSG-5 that of a number of two, one of them in the trash, stands with the other', async () => {
    const { anne, ben, addContact, tellText, run } = await beginFiling()
    const phones = [{ number, kind: 'mobile' as const }]
    const danId = await addContact('Dan', { phones, visibility: 'private' }, ben)
    const eve = await ben.contacts.create({ givenName: 'Eve', phones }, { onDuplicate: 'create' })
    await anne.contacts.trash(danId)
    await tellText([text('1', 'Bonjour')])
    await run()
    const [filed] = (await ben.interactions.list()).items
    expect(filed).toMatchObject({ type: 'email/open', contactIds: [eve.record.id] })
    expect(filed?.visibility).not.toBe('private')
  })

  it('ACC-3 that of a number of several, one of them private, is private', async () => {
    const { ben, cara, addContact, tellText, run } = await beginFiling()
    const phones = [{ number, kind: 'mobile' as const }]
    await addContact('Dan', { phones, visibility: 'private' }, ben)
    await ben.contacts.create({ givenName: 'Eve', phones }, { onDuplicate: 'create' })
    await tellText([text('1', 'Secret')])
    await run()
    expect((await ben.interactions.list()).items).toMatchObject([{ type: 'email-pending/open', visibility: 'private' }])
    expect((await cara.interactions.list()).items).toEqual([])
  })
})
