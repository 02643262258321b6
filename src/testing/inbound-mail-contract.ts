/** The contract of {@link InboundMail}. @module */
import type { MailHeader, ReceivedMail } from '../message/received-mail.ts'
import type { InboundMail } from '../ports/inbound-mail.ts'
import type { ProviderEvent, ProviderRequest } from '../ports/provider-events.ts'
import { ContractFailure, expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

/** A mail for the provider to bring. */
export interface BroughtMail {
  readonly envelopeFrom: string
  readonly envelopeTo: readonly string[]
  /** As a server has them: folded and encoded. */
  readonly headers: readonly MailHeader[]
  readonly text?: string
  readonly html?: string
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[]
}

/** What a reader of incoming mail is held against. */
export interface InboundMailSubject {
  readonly inbound: InboundMail
  readonly now: number
  /** The request with which the provider brings a mail. */
  bring(mail: BroughtMail): Promise<ProviderRequest>
  /** The same without any proof that it is the provider’s. */
  unsigned(mail: BroughtMail): Promise<ProviderRequest>
}

/** Every sentence of the port, as a case. */
export const inboundMailContract: Contract<InboundMailSubject> = {
  name: 'InboundMail',
  cases: {
    'says where a mail was brought to, besides what stands in its headers': async (subject) => {
      const [event] = await readAll(subject, usual)
      const { envelopeFrom, envelopeTo, to, from, receivedAt } = event?.fact ?? {}
      const expected = { envelopeFrom: usual.envelopeFrom, envelopeTo: usual.envelopeTo, receivedAt: subject.now }
      expectEqual({ envelopeFrom, envelopeTo, receivedAt }, expected, 'what the servers said')
      expectThat(to?.join().includes('info@verger.example') === true, 'what stands in To')
      expectThat(from?.includes('carla@pomme.example') === true, 'what stands in From')
    },

    'says all headers, in their order, unfolded and decoded': async (subject) => {
      const [event] = await readAll(subject, usual)
      // A whole mail has more: how its parts are divided.
      const asked = event?.fact?.headers.filter(({ name }) => !/^(?:content-|mime-)/i.test(name))
      const said = asked?.map(({ name, value }) => [name.toLowerCase(), value.replace(/\s+/g, ' ')])
      const expected = [
        ['received', 'by mx2.verger.example; Sun, 22 Nov 2026 12:00:00 +0000'],
        ['received', 'by mx1.pomme.example; Sun, 22 Nov 2026 11:59:59 +0000'],
        ['message-id', '<1@pomme.example>'],
        ['from', 'Carla <carla@pomme.example>'],
        ['to', 'info@verger.example'],
        ['subject', 'Écorces'],
        ['references', '<a@verger.example> <b@verger.example>'],
      ]
      expectEqual(said, expected, 'the headers')
      expectEqual(event?.fact?.subject, 'Écorces', 'the subject')
    },

    'gives files byte for byte': async (subject) => {
      const [event] = await readAll(subject, usual)
      const files = event?.fact?.files.map(({ name, type, bytes }) => ({ name, type, bytes: [...bytes] }))
      expectEqual(
        files,
        usual.files.map((file) => ({ ...file, bytes: [...file.bytes] })),
        'the files',
      )
      expectEqual(event?.fact?.text?.trim(), usual.text, 'the text')
    },

    'reads a mail that has no text, no subject or no sender': async (subject) => {
      const { text: _text, ...bare } = { ...usual, files: [] }
      const headers = usual.headers.filter(({ name }) => name !== 'Subject' && name !== 'From')
      const [event] = await readAll(subject, { ...bare, envelopeFrom: '', headers })
      const { from, subject: said, envelopeFrom, files } = event?.fact ?? {}
      expectEqual({ from, said, envelopeFrom, files }, { from: '', said: '', envelopeFrom: '', files: [] }, 'the mail')
    },

    'refuses a mail that its provider did not bring': async (subject) => {
      const read = await subject.inbound.mails.read(await subject.unsigned(usual))
      expectThat(!read.ok, 'a mail of a stranger was taken')
    },

    'gives the same mail the same key, and two mails two': async (subject) => {
      const headers = usual.headers.map((header) =>
        header.name === 'Message-ID' ? { ...header, value: '<2@pomme.example>' } : header,
      )
      const read = [usual, usual, { ...usual, headers }].map((mail) => readAll(subject, mail))
      const [first, again, second] = (await Promise.all(read)).map(([event]) => event?.key ?? '')
      expectEqual(again, first, 'the key of the same mail')
      expectThat(first !== second && first !== '', 'two mails have one key')
    },
  },
}

const usual: BroughtMail = {
  envelopeFrom: 'carla@pomme.example',
  envelopeTo: ['crm+i-mzxw6ytbojrgc6rb@verger.example'],
  headers: [
    { name: 'Received', value: 'by mx2.verger.example; Sun, 22 Nov 2026 12:00:00 +0000' },
    { name: 'Received', value: 'by mx1.pomme.example; Sun, 22 Nov 2026 11:59:59 +0000' },
    { name: 'Message-ID', value: '<1@pomme.example>' },
    { name: 'From', value: 'Carla <carla@pomme.example>' },
    { name: 'To', value: 'info@verger.example' },
    { name: 'Subject', value: '=?utf-8?q?=C3=89corces?=' },
    { name: 'References', value: '<a@verger.example>\r\n <b@verger.example>' },
  ],
  text: 'Voilà.',
  files: [{ name: 'scan.pdf', type: 'application/pdf', bytes: Uint8Array.of(0, 13, 10, 45, 45, 255, 128) }],
}

async function readAll(
  subject: InboundMailSubject,
  mail: BroughtMail,
): Promise<readonly ProviderEvent<ReceivedMail>[]> {
  const read = await subject.inbound.mails.read(await subject.bring(mail))
  if (!read.ok) throw new ContractFailure(`a mail of the provider was refused: ${read.error.code}`)
  return read.value
}
