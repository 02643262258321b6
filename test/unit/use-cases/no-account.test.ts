/** A workspace without accounts is told so in one way, whatever it asks for. Errors: docs/errors/no-account.md */
import type { Channels, Desk, NoAccountDetails } from 'crmkit'
import { memoryFiles, memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { fetchPending, openMailbox } from './mailbox-scene.ts'
import { carla, providers } from './message-scene.ts'
import { begin, refusalOf } from './stores.ts'

const letter = { recipients: [{ address: carla }], subject: 'Apples', text: 'Ripe.' }
const text = { recipients: [{ address: '+33612345678' }], text: 'Ripe.' }
const line = { name: 'Sales', number: '+33123458073' }

const asked: Readonly<Record<string, readonly [NoAccountDetails['option'], (desk: Desk) => Promise<unknown>]>> = {
  'a mail': ['channels.mail', (desk) => desk.messages.sendMail(letter)],
  'the check of a mail': ['channels.mail', (desk) => desk.messages.checkMail(letter)],
  'a text message': ['channels.sms', (desk) => desk.messages.sendSms(text)],
  'the check of a text message': ['channels.sms', (desk) => desk.messages.checkSms(text)],
  'a number': ['channels.calls', (desk) => desk.workspace.lines.buy(line)],
  'a pass for calls': ['channels.calls', (desk) => desk.calls.operatorToken()],
  'an address of a member': [
    'channels.inbound',
    async (desk) => {
      const [member] = await desk.workspace.members.list()
      return desk.inbound.addressOf({ memberId: member?.id ?? '' })
    },
  ],
  'fetching mail': ['channels.inbound', (desk) => desk.inbound.fetch()],
}

describe('A workspace without accounts', () => {
  it.each(Object.entries(asked))('is told by the option which one %s takes', async (_, [option, ask]) => {
    const { anne } = await begin(memoryStore(), { channels: () => ({}) })
    const { details, message } = await refusalOf(ask(anne), 'no-account')
    expect(details).toEqual({
      account: option.replace('channels.', ''),
      option,
      remedy: `Give it one with the option ${option} of createCrm.`,
    })
    expect(message).toContain(details.remedy)
  })

  it('is told that it has a way in, but no mailbox', async () => {
    const { anne } = await begin(memoryStore(), { channels: () => ({ inbound: { host: 'crm@verger.example' } }) })
    const { details } = await refusalOf(anne.inbound.fetch(), 'no-account')
    expect(details).toMatchObject({ account: 'mailbox', option: 'channels.inbound.mailbox' })
  })

  it('is told that files can’t go along, and that those that came can’t be opened, without a file store', async () => {
    const mailbox = openMailbox()
    let channels: Channels = { ...providers().channels, ...mailbox.channels, files: memoryFiles() }
    const { anne } = await begin(memoryStore(), { channels: () => channels })
    const { file } = await fetchPending(anne, mailbox, 'Offer')
    const { files: _, ...without } = channels
    channels = without
    const offer = { name: 'offer.pdf', type: 'application/pdf', bytes: new Uint8Array(3) }
    for (const refused of [anne.messages.sendMail({ ...letter, files: [offer] }), anne.inbound.openFile(file)]) {
      expect((await refusalOf(refused, 'no-account')).details).toMatchObject({ option: 'channels.files' })
    }
  })

  it('SYN-4 is told that there is no way into an address book, which waits for one', async () => {
    const { anne, crm, clock } = await begin(memoryStore(), { directories: () => null })
    const { id } = await anne.directories.connect({ provider: 'google', label: 'anne@gmail.example', everyMinutes: 60 })
    for (const refused of [anne.directories.sync(id), anne.directories.preview(id)]) {
      expect((await refusalOf(refused, 'no-account')).details).toMatchObject({
        account: 'directory',
        option: 'directories',
      })
    }
    const failures: unknown[] = []
    for (let runs = 0; runs < 3; runs += 1) {
      await crm.runDue({ onFailure: (failure) => failures.push(failure) })
      clock.advance(60 * 60_000)
    }
    expect(failures).toEqual([])
  })

  it.each(['mail', 'sms', 'calls', 'inbound'] as const)('hears nothing of %s, and says so', async (topic) => {
    const { crm, workspaceId } = await begin(memoryStore(), { channels: () => ({}) })
    const request = { method: 'POST', path: '/', headers: {}, body: new Uint8Array() }
    expect((await refusalOf(crm.receive(request, { workspaceId, topic }), 'no-account')).details.account).toBe(topic)
  })
})
