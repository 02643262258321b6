/** What comes back of mail that was sent: answers and bounces. Rules: docs/concepts/messages.md (MSG-1, MSG-3, MSG-4). */
import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { expect, it } from 'vitest'
import { headers } from '../message/scene.ts'
import { openMailbox } from './mailbox-scene.ts'
import { carla, providers } from './message-scene.ts'

/** @param isTold whether the provider of mail tells of bounces itself; otherwise each message has an address for them */
async function begin({ isTold = true } = {}) {
  const [mailbox, made] = [openMailbox(), providers()]
  const account = made.channels.mail
  if (account === undefined) throw new Error('there is an account')
  const mailer = isTold ? account.mailer : { ...account.mailer, events: null }
  const channels = { ...made.channels, mail: { ...account, mailer }, ...mailbox.channels }
  const crm = createCrm({ store: memoryStore(), clock: fixedClock(), ids: countedIds(61), channels: () => channels })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Atelier', administrator: { name: 'Anne', email: 'anne@atelier.example' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const { record: contact } = await desk.contacts.create({ givenName: 'Carla', emails: [carla] })
  const { record: sale } = await desk.interactions.create({
    subject: 'Vente',
    type: 'sale/first-contact',
    contactIds: [contact.id],
  })
  const [sent] = await desk.messages.sendMail({
    recipients: [{ contactId: contact.id }],
    interactionId: sale.id,
    subject: 'Offre',
    text: 'Voici.',
    purpose: 'correspondence',
  })
  await crm.runDue()
  const [mail] = made.mails
  const named = mail?.headers.find(({ name }) => name === 'Message-ID')?.value ?? ''
  return { desk, mailbox, contact, sale, sent, mail, named }
}

it('MSG-4 an answer is filed on the matter, by the address to which it is sent', async () => {
  const { desk, mailbox, sale, mail } = await begin()
  const replyTo = mail?.replyTo?.address ?? ''
  expect(replyTo).toBe(await desk.inbound.addressOf({ interactionId: sale.id }))
  mailbox.drop({ from: 'Carla <private@elsewhere.example>', to: [replyTo], text: 'Merci' })
  await desk.inbound.fetch()
  const { items } = await desk.interactions.notes(sale.id)
  expect(items.map((note) => note.kind === 'words' && note.text)).toContain('Merci')
})

it('MSG-4 an answer is filed on the matter, by the mail that it answers', async () => {
  const { desk, mailbox, sale, named } = await begin()
  mailbox.drop({
    to: ['anne@atelier.example'],
    text: 'Oui',
    headers: headers('Message-ID: <2@x>', `In-Reply-To: ${named}`),
  })
  await desk.inbound.fetch()
  const { items } = await desk.interactions.notes(sale.id)
  expect(items.map((note) => note.kind === 'words' && note.text)).toContain('Oui')
})

const report = (address: string): string =>
  [
    'Reporting-MTA: dns; mx.pomme.example',
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.1.1',
  ].join('\r\n')

function bounce(named: string, address: string) {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  return {
    from: 'mailer-daemon@mx.pomme.example',
    envelopeFrom: '',
    headers: headers('Message-ID: <b@x>', 'Content-Type: multipart/report; report-type=delivery-status; boundary=x'),
    files: [
      { name: 'status', type: 'message/delivery-status', bytes: bytes(report(address)) },
      { name: 'mail', type: 'message/rfc822', bytes: bytes(`Subject: Offre\r\nMessage-ID: ${named}\r\n\r\nVoici.`) },
    ],
  }
}

it('MSG-1, MSG-3 a bounce is news of the message that came back, and nothing is sent to that address any more', async () => {
  const { desk, mailbox, contact, sent, mail, named } = await begin({ isTold: false })
  mailbox.drop({ ...bounce(named, carla), envelopeTo: [mail?.bounceTo ?? ''] })
  expect(await desk.inbound.fetch()).toMatchObject({ passedOver: 1 })
  const message = await desk.messages.get(sent?.id ?? '')
  expect(message.recipients[0]?.delivery).toMatchObject({ status: 'bounced', reason: '5.1.1' })
  expect((await desk.consent.suppressions()).items.map(({ entry }) => entry.reason)).toEqual(['hard-bounce'])
  const again = {
    recipients: [{ contactId: contact.id }],
    subject: 'Encore',
    text: 'Voici.',
    purpose: 'correspondence',
  } as const
  await expect(desk.messages.sendMail(again)).rejects.toMatchObject({ code: 'send-refused' })
  expect((await desk.interactions.list()).items).toHaveLength(1)
})

it('MSG-3 a bounce that only quotes the message suppresses nobody: whoever got the message could have written it', async () => {
  const { desk, mailbox, sent, named } = await begin()
  const status = async () => (await desk.messages.get(sent?.id ?? '')).recipients[0]?.delivery.status
  mailbox.drop({ ...bounce(named, carla), envelopeFrom: 'dan@pomme.example' })
  await desk.inbound.fetch()
  expect(await status(), 'told by somebody').toBe('accepted')
  mailbox.drop({
    ...bounce(named, carla),
    headers: [...bounce(named, carla).headers.slice(1), ...headers('Message-ID: <c@x>')],
  })
  await desk.inbound.fetch()
  expect(await status(), 'told by a server').toBe('bounced')
  expect((await desk.consent.suppressions()).items).toEqual([])
})

it('MSG-3 a bounce that names somebody to whom it did not go is not believed', async () => {
  const { desk, mailbox, sent, named } = await begin()
  mailbox.drop(bounce(named, 'dan@pomme.example'))
  await desk.inbound.fetch()
  expect((await desk.messages.get(sent?.id ?? '')).recipients[0]?.delivery.status).toBe('accepted')
  expect((await desk.consent.suppressions()).items).toEqual([])
})
