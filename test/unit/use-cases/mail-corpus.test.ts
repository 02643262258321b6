/** Mails as programs really write them, from the wire to the timeline, on every store. Rules: docs/concepts/messages.md (MSG-4). */

import { readWholeMail } from '@crmkit/adapter-kit/mail'
import type { Channels, FetchedMail } from 'crmkit'
import { memoryFiles } from 'crmkit/memory'
import { expect, it } from 'vitest'
import { inboundHost } from './mailbox-scene.ts'
import { onEveryStore } from './stores.ts'

const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
const big = new Uint8Array(24 * 1024 * 1024).map((_byte, at) => at % 251)

/** A mail of lines, with an id that no other has. */
function wire(id: string, ...lines: readonly string[]): Buffer {
  const head = [`Message-ID: <${id}@pomme.example>`, 'Date: Sun, 22 Nov 2026 12:00:00 +0100']
  return Buffer.from(`${[...head, ...lines].join('\r\n')}\r\n`, 'latin1')
}

const from = 'From: "Carla, of Pomme" <carla@pomme.example>'
const mixed = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '']

/** Letters that no compression makes short. */
function unlike(length: number): string {
  return Array.from({ length }, (_none, n) => ((n * 7919 + ((n * n) % 8191)) % 36).toString(36)).join('')
}

/** Each with what is to become of it: how it was filed, what the note says, and the sizes of its files. */
const corpus: Readonly<Record<string, { raw: Buffer; filing: string; says?: string; files?: readonly number[] }>> = {
  'plain text': { raw: wire('1', from, 'Subject: Plain', '', 'Bonjour'), filing: 'filed', says: 'Bonjour' },
  'HTML alone': {
    raw: wire('2', from, 'Subject: HTML', 'Content-Type: text/html; charset=utf-8', '', '<p>Any <b>apples</b>?</p>'),
    filing: 'filed',
    says: 'Any apples?',
  },
  'an old alphabet': {
    raw: wire(
      '3',
      from,
      'Subject: =?windows-1252?Q?=C9corces_=80?=',
      'Content-Type: text/plain; charset=windows-1252',
      '',
      '\xc9t\xe9 \x96 12 \x80',
    ),
    filing: 'filed',
    says: 'Été – 12 €',
  },
  'a file with a name in pieces': {
    raw: wire(
      '4',
      ...[from, 'Subject: File', ...mixed, '--b', 'Content-Type: text/plain', '', 'Voici', '--b'],
      ...[
        'Content-Type: application/pdf',
        "Content-Disposition: attachment; filename*0*=utf-8''offre%20;",
        ' filename*1*=%C3%A9t%C3%A9.pdf',
      ],
      ...['Content-Transfer-Encoding: base64', '', base64('%PDF'), '--b--'],
    ),
    filing: 'filed',
    says: 'Voici',
    files: [4],
  },
  'a file of 24 MB': {
    raw: wire(
      '5',
      ...[from, 'Subject: Plans', ...mixed, '--b', 'Content-Type: text/plain', '', 'Les plans', '--b'],
      ...[
        'Content-Type: application/octet-stream; name=plans.dwg',
        'Content-Transfer-Encoding: base64',
        '',
        base64(big),
        '--b--',
      ],
    ),
    filing: 'filed',
    says: 'Les plans',
    files: [big.length],
  },
  'an automatic answer': {
    raw: wire('6', from, 'Subject: Absente', 'Auto-Submitted: auto-replied', '', 'Je suis absente'),
    filing: 'filed',
    says: 'Je suis absente',
  },
  'a newsletter of somebody unknown': {
    raw: wire(
      '7',
      'From: news@list.example',
      'List-Id: <news.list.example>',
      'Precedence: bulk',
      'Subject: News',
      '',
      'Buy',
    ),
    filing: 'pending',
    says: 'Buy',
  },
  'a report of a server': {
    raw: wire(
      '8',
      ...[
        'From: MAILER-DAEMON@mx.example',
        'Subject: Undelivered',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
      ],
      ...['--b', 'Content-Type: text/plain', '', 'Sorry', '--b', 'Content-Type: message/delivery-status', ''],
      ...[
        'Reporting-MTA: dns; mx.example',
        '',
        'Final-Recipient: rfc822; dan@poire.example',
        'Action: failed',
        'Status: 5.1.1',
        '--b--',
      ],
    ),
    filing: 'bounce',
    files: [],
  },
  'mail that went through too many servers': {
    raw: wire(
      '9',
      from,
      ...Array.from({ length: 101 }, (_none, n) => `Received: by mx${n}.example`),
      'Subject: Round',
      '',
      'x',
    ),
    filing: 'loop',
  },
  'no sender, no subject, no text': { raw: wire('10', '', ''), filing: 'pending', says: '(no subject)' },
  'parts that never end': {
    raw: wire(
      '11',
      from,
      'Subject: Broken',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Half',
    ),
    filing: 'filed',
    says: 'Half',
  },
  'a name that would be a formula, and one that leads out of a folder': {
    raw: wire(
      '12',
      ...['From: "=HYPERLINK(1)" <carla@pomme.example>', 'Subject: Names', ...mixed, '--b'],
      ...[
        'Content-Type: text/plain; name="../../etc/passwd"',
        'Content-Disposition: attachment; filename="../../etc/passwd"',
        'Content-Transfer-Encoding: base64',
        '',
        'eA==',
        '--b--',
      ],
    ),
    filing: 'filed',
    files: [1],
  },
}

/** Ids that name nothing, and what no store can hold: by what the note says. */
const unnamed: Readonly<Record<string, Buffer>> = {
  Book: wire(unlike(4_000), from, `References: <${unlike(4_000)}@x>`, 'Subject: Id', '', 'Book'),
  NUL: wire('a\0b', from, 'References: <a\0b@x>', 'Subject: Id', '', 'NUL'),
  Types: wire(
    '15\0',
    ...[from, 'To: "a\0" <a\0@pomme.example>', 'Subject: To', ...mixed, '--b', 'Content-Type: text/plain', '', 'Types'],
    ...['--b', 'Content-Type: application/x\0y; name=a', 'Content-ID: <a\0b>', '', 'x', '--b--'],
  ),
}

onEveryStore((begin) => {
  it('MSG-4 mails of every sort are filed, wait, or are passed over by name; their files are in the file store', {
    timeout: 120_000,
  }, async () => {
    const files = memoryFiles()
    const letters = [...Object.values(corpus), ...Object.values(unnamed).map((raw) => ({ raw }))]
    const mailbox = {
      provider: 'imap',
      check: async () => [],
      settle: async () => {},
      async *fetch(after: string | null): AsyncIterable<FetchedMail> {
        for (const [index, { raw }] of letters.slice(Number(after ?? 0)).entries()) {
          const mail = { ...(await readWholeMail(raw)), envelopeTo: [], receivedAt: 1_000 + index }
          yield { kind: 'mail', mail, cursor: String(index + 1) }
        }
      },
    }
    const channels: Channels = { inbound: { host: inboundHost, mailbox }, files }
    const { anne, store, workspaceId } = await begin({ channels: () => channels })
    await anne.contacts.create({ givenName: 'Carla', emails: ['carla@pomme.example'] })
    const { filed, passedOver } = await anne.inbound.fetch()
    expect([filed, passedOver]).toEqual([13, 2])

    for (const [name, { raw, filing, says, files: sizes }] of Object.entries(corpus)) {
      const [mailId = ''] = /<([^<>]+)>/.exec(raw.toString('latin1'))?.slice(1) ?? []
      const [row] = await store.mails.findByMailIds(workspaceId, [mailId])
      if (row === undefined) throw new Error(`${name} is not there`)
      expect(row.filing.kind, name).toBe(filing)
      // What is kept in the database is small, whatever came along.
      expect(JSON.stringify(row).length, name).toBeLessThan(8_000)
      if (sizes !== undefined)
        expect(
          row.files.map(({ size }) => size),
          name,
        ).toEqual(sizes)
      if (row.interactionId === null) continue
      const notes = await store.interactions.listNotes(workspaceId, row.interactionId, { limit: 10 })
      if (says !== undefined)
        expect(
          notes.map((note) => note.kind === 'words' && note.text),
          name,
        ).toEqual([says])
    }
    const said = (await anne.interactions.list()).items.map(async ({ id }) => {
      const notes = await store.interactions.listNotes(workspaceId, id, { limit: 10 })
      return notes.map((note) => (note.kind === 'words' ? note.text : ''))
    })
    expect((await Promise.all(said)).flat()).toEqual(expect.arrayContaining(Object.keys(unnamed)))
    const [names] = await store.mails.findByMailIds(workspaceId, ['12@pomme.example'])
    expect(names?.files.map(({ name }) => name)).toEqual(['passwd'])
    const [plans] = await store.mails.findByMailIds(workspaceId, ['5@pomme.example'])
    const { bytes, file } = await anne.inbound.openFile(plans?.files[0]?.fileId ?? '')
    let size = 0
    for await (const piece of bytes) size += piece.length
    expect([size, file.name]).toEqual([big.length, 'plans.dwg'])
  })
})
