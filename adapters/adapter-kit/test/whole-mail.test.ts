import {
  automaticKind,
  type Filing,
  fileMail,
  filingQuestions,
  headersOf,
  matterOfMail,
  mayAnswerByMachine,
  type ReceivedMail,
  reportedIn,
} from 'crmkit/domain'
import { array, assert, asyncProperty, constantFrom, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailboxesIn } from '../src/mail/received-headers.ts'
import { readWholeMail } from '../src/mail/whole-mail.ts'

/** A mail of lines; bytes beyond ASCII are written as `\xe9`. */
function wire(...lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
}

async function read(...lines: readonly string[]): Promise<ReceivedMail> {
  return received(wire(...lines))
}

async function received(bytes: Uint8Array): Promise<ReceivedMail> {
  return { ...(await readWholeMail(bytes)), envelopeTo: [], receivedAt: Date.UTC(2026, 10, 22) }
}

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex').toString('latin1')
const base64 = (letters: string) => Buffer.from(letters, 'latin1').toString('base64')

/** The same words as different programs write them: alphabet, bytes, words. */
const alphabets: readonly (readonly [string, string, string])[] = [
  ['utf-8', hex('c3 89 63 6f 72 63 65 73'), 'Écorces'],
  ['windows-1252', '\xc9corces \x96 12 \x80', 'Écorces – 12 €'],
  ['iso-8859-1', '\xc9corces', 'Écorces'],
  ['iso-8859-15', '\xc9corces 12 \xa4', 'Écorces 12 €'],
  ['iso-8859-2', '\xc1lmaf\xe1k \xf5sszel', 'Álmafák ősszel'],
  ['windows-1250', 'me\xba\x9ef\xe3', 'meşžfă'],
  ['windows-1251', '\xff\xe1\xeb\xee\xea\xe8', 'яблоки'],
  ['koi8-r', '\xd1\xc2\xcc\xcf\xcb\xc9', 'яблоки'],
  ['iso-2022-jp', `\x1b$B${hex('46 7c 4b 5c 38 6c')}\x1b(B`, '日本語'],
  ['shift_jis', hex('93 fa 96 7b 8c ea'), '日本語'],
  ['euc-kr', hex('c7 d1 b1 b9 be ee'), '한국어'],
  ['big5', hex('a4 a4 a4 e5'), '中文'],
  ['gb18030', hex('d6 d0 ce c4'), '中文'],
]

describe('MSG-4 Alphabets', () => {
  const quoted = (letters: string) =>
    [...letters].map((letter) => `=${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`).join('')

  it.each(alphabets)(
    'MSG-4 %s is read in the subject, the text and names of files',
    async (charset, letters, words) => {
      for (const encoding of ['base64', 'quoted-printable', '8bit'] as const) {
        const coded = { base64: base64(letters), 'quoted-printable': quoted(letters), '8bit': letters }[encoding]
        const subject = encoding === 'base64' ? `=?${charset}?B?${coded}?=` : `=?${charset}?Q?${quoted(letters)}?=`
        const mail = await read(
          `Subject: ${subject}`,
          'Content-Type: multipart/mixed; boundary=b',
          '',
          '--b',
          `Content-Type: text/plain; charset=${charset}`,
          `Content-Transfer-Encoding: ${encoding}`,
          '',
          coded,
          '--b',
          `Content-Disposition: attachment; filename*=${charset}''${quoted(letters).replaceAll('=', '%')}`,
          '',
          'x',
          '--b--',
        )
        expect([mail.subject, mail.text?.trim(), mail.files[0]?.name]).toEqual([words, words, words])
      }
    },
  )

  it('MSG-4 words that were cut in two, even amid a letter, are one', async () => {
    const [first, second] = [hex('4c 27 c3'), hex('89 63 6f')].map(base64)
    const mail = await read(`Subject: =?utf-8?B?${first}?= =?utf-8?B?${second}?=`, '', 'x')
    expect(mail.subject).toBe("L'Éco")
  })

  it.each([
    ['an alphabet that nobody knows', 'text/plain; charset=x-martian', 'Bonjour'],
    ['no alphabet at all', 'text/plain', 'Bonjour'],
    ['no type that is one', 'nonsense', undefined],
  ])('MSG-4 a text of %s is read or kept', async (_what, type, text) => {
    const mail = await read(`Content-Type: ${type}`, '', 'Bonjour')
    const kept = mail.files[0]?.bytes ?? new Uint8Array()
    expect(text === undefined ? Buffer.from(kept).toString().trim() : mail.text?.trim()).toBe('Bonjour')
  })

  it('MSG-4 lines before the text that are not ASCII are UTF-8, or of old programs', async () => {
    expect((await read('Subject: \xc9corces', '', 'x')).subject).toBe('Écorces')
    expect((await read(`Subject: ${hex('c3 89')}corces`, '', 'x')).subject).toBe('Écorces')
  })
})

describe('MSG-4 Parts', () => {
  const nested = [
    'From: "Carla, of Pomme" <carla@pomme.example>',
    'To: info@verger.example, "Denis (sales), Anne" <denis@verger.example>',
    'Subject: Offer',
    'Content-Type: multipart/mixed; boundary="out er"',
    '',
    'This is for programs of long ago.',
    '--out er',
    'Content-Type: multipart/alternative; boundary=alt',
    '',
    '--alt',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Words',
    '--alt',
    'Content-Type: multipart/related; boundary=rel',
    '',
    '--rel',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Words <img src="cid:logo@pomme"></p>',
    '--rel',
    'Content-Type: image/png; name=logo.png',
    'Content-ID: <logo@pomme>',
    'Content-Transfer-Encoding: base64',
    '',
    base64('\x89PNG\x00'),
    '--rel--',
    '--alt--',
    '--out er',
    'Content-Type: application/pdf',
    'Content-Disposition: attachment; filename*0="a very long name that some programs";',
    ' filename*1=" cut in two.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    base64('%PDF\x00\xff'),
    '--out er',
    'Content-Type: message/rfc822',
    '',
    'Subject: Inner',
    '',
    'Inner words',
    '--out er--',
  ]

  it('MSG-4 words are words, pictures have their name, and mails within are files', async () => {
    const mail = await read(...nested)
    expect(mail.text?.trim()).toBe('Words')
    expect(mail.html).toContain('cid:logo@pomme')
    expect(mail.to).toEqual(['info@verger.example', '"Denis (sales), Anne" <denis@verger.example>'])
    expect(mail.files.map(({ name, type, contentId }) => [name, type, contentId])).toEqual([
      ['logo.png', 'image/png', 'logo@pomme'],
      ['a very long name that some programs cut in two.pdf', 'application/pdf', undefined],
      ['', 'message/rfc822', undefined],
    ])
    const [logo, pdf, inner] = mail.files.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    expect([logo, pdf]).toEqual(['\x89PNG\x00', '%PDF\x00\xff'])
    expect(inner).toContain('Inner words')
  })

  it.each([
    ['filename="=?utf-8?Q?=C3=84pfel.pdf?="', 'Äpfel.pdf'],
    ["filename*=UTF-8''%C3%84pfel.pdf", 'Äpfel.pdf'],
    ["filename*0*=UTF-8''%C3%84; filename*1=pfel.pdf", 'Äpfel.pdf'],
    ["filename=apples.pdf; filename*=UTF-8''%C3%84pfel.pdf", 'Äpfel.pdf'],
    ['filename=apples and pears.pdf', 'apples and pears.pdf'],
    ['', ''],
  ])('MSG-4 a file whose name is written as %s is called %s', async (parameters, name) => {
    const disposition = ['attachment', ...(parameters === '' ? [] : [parameters])].join('; ')
    const mail = await read(`Content-Disposition: ${disposition}`, 'Content-Type: application/pdf', '', '%PDF')
    expect(mail.files.map((file) => file.name)).toEqual([name])
  })

  it('MSG-4 what Outlook packs into winmail.dat is kept as it is', async () => {
    const tnef = hex('78 9f 3e 22 01 00 06 90 08 00 04 00')
    const mail = await read(
      'Content-Type: application/ms-tnef; name="winmail.dat"',
      'Content-Transfer-Encoding: base64',
      '',
      base64(tnef),
    )
    const [{ name, type, bytes } = { name: '', type: '', bytes: new Uint8Array() }] = mail.files
    expect([name, type, Buffer.from(bytes).toString('latin1')]).toEqual(['winmail.dat', 'application/ms-tnef', tnef])
  })

  it('MSG-4 what is broken is read as far as it goes', async () => {
    const started = ['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'Words']
    expect((await read(...started)).text?.trim()).toBe('Words')
    expect((await read('Subject: only a head')).subject).toBe('only a head')
    expect((await received(Buffer.from('Subject: a\n\nWords\n'))).text?.trim()).toBe('Words')
    expect((await received(Buffer.from('Subject: a\n\nNote: b\n'))).headers).toEqual([{ name: 'Subject', value: 'a' }])
    expect((await received(new Uint8Array())).headers).toEqual([])
    expect((await read('', 'no head')).text?.trim()).toBe('no head')
    expect((await read('Subject: =?utf-8?B?%%%?= =?nonsense', '', 'x')).subject).toContain('nonsense')
    const cut = await read('Content-Type: application/pdf', 'Content-Transfer-Encoding: base64', '', 'JVBER')
    expect(Buffer.from(cut.files[0]?.bytes ?? []).toString()).toMatch(/^%PD/)
  })

  it('MSG-4 parts within parts without an end are a file of themselves', async () => {
    const deep = Array.from({ length: 300 }, (_, i) => [`Content-Type: multipart/mixed; boundary=b${i}`, '', `--b${i}`])
    const { files, subject } = await read('Subject: deep', ...deep.flat())
    const [{ name, type, bytes } = { name: '', type: '', bytes: new Uint8Array() }] = files
    expect([subject, name, type]).toEqual(['deep', 'mail.eml', 'message/rfc822'])
    expect(Buffer.from(bytes)).toEqual(wire('Subject: deep', ...deep.flat()))
  })

  it.each([
    ['"Pomme, Anna" <anna@pomme.example>, jean@x.example', ['"Pomme, Anna" <anna@pomme.example>', 'jean@x.example']],
    [
      String.raw`"a \", b" <a@x.example>, (c, d) e@x.example`,
      [String.raw`"a \", b" <a@x.example>`, '(c, d) e@x.example'],
    ],
    ['5" Nails <a@x.example>, b@x.example', ['5  Nails <a@x.example>', 'b@x.example']],
    [String.raw`"a \", <a@x.example>, b@x.example\ `.trim(), ['a \\ ', '<a@x.example>', 'b@x.example\\']],
  ])('MSG-4 the mailboxes of %j are parted at commas that nothing encloses', (line, mailboxes) => {
    expect(mailboxesIn(line)).toEqual(mailboxes.map((mailbox) => mailbox.trim()))
  })

  it.each(['"\\', '("a) "b\\"', '(', '<', '"', '"a(<', '\\"', ',', 'a', '"" '])(
    'MSG-4 a line of addresses without an end of %j ends: a time-out says that it is looked at again and again',
    async (piece) => {
      const line = piece.repeat(200_000 / piece.length)
      for (const end of ['', '\\', '"']) for (let time = 0; time < 10; time += 1) mailboxesIn(line + end)
      expect((await read('From: a@x.example', `To: b@x.example, ${line}`, '', 'x')).to[0]).toBe('b@x.example')
    },
  )

  it('MSG-4 whatever comes is read, and filed', async () => {
    const pieces = [
      ...nested,
      '',
      '--b',
      '--b--',
      'Content-Type: multipart/mixed; boundary=b',
      'Received: a',
      ': x',
      '\0',
    ]
    const mails = array(constantFrom(...pieces), { maxLength: 30 }).map((lines) => wire(...lines))
    const noise = uint8Array({ maxLength: 400 })
    for (const bytes of [mails, noise]) {
      await assert(
        asyncProperty(bytes, async (each) => {
          const mail = await received(each)
          const filing = filed(mail)
          expect(['filed', 'pending', 'bounce', 'loop']).toContain(filing.kind)
          if (filing.kind === 'pending') matterOfMail(mail, filing, { now: 0, locale: 'en' })
        }),
        { numRuns: 200 },
      )
    }
  })
})

const host = 'crm@verger.example'
const nothing = { isFiled: false, members: new Map(), interactions: new Map(), bounces: new Map(), messages: new Map() }

/** Where a mail is filed that nobody is known of. */
function filed(mail: ReceivedMail, sent: readonly string[] = []): Filing {
  filingQuestions(mail, host)
  return fileMail(mail, { ...nothing, sent: new Set(sent), memberAddresses: new Map(), contacts: new Map() }, host)
}

describe('MSG-1 Reports of servers', () => {
  const report = (action: string, status: string) => [
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.pomme.example>',
    'To: crm+b-mzxw6ytbojrgc6rb@verger.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="r"',
    '',
    '--r',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you.',
    '--r',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.pomme.example',
    '',
    'Final-Recipient: rfc822; carla@pomme.example',
    'Original-Recipient: rfc822;carla@pomme.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <carla@pomme.example>: Recipient address',
    '    rejected: User unknown',
    '',
    '--r',
    'Content-Type: message/rfc822',
    '',
    'Message-ID: <018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01@verger.example>',
    'Subject: Apples',
    '',
    'Any left?',
    '--r--',
  ]

  it.each([
    ['failed', '5.1.1', 'bounced'],
    ['failed', '5.7.1', 'blocked'],
    ['failed', '5.2.2', 'failed'],
    ['delayed', '4.4.1', 'deferred'],
    ['relayed', '2.0.0', 'sent'],
    ['delivered', '2.0.0', 'delivered'],
  ])('MSG-1 %s with %s is %s, and no mail on a timeline', async (action, status, kind) => {
    const mail = await read(...report(action, status))
    expect(filed(mail)).toEqual({ kind: 'bounce', messageId: null })
    expect(reportedIn(mail)).toEqual([{ address: 'carla@pomme.example', kind, reason: status }])
    expect(mail.text).not.toContain('Any left?')
  })

  it('MSG-1 a report in words only, from nobody, is a bounce that says nothing of anybody', async () => {
    const mail = await read(
      'From: MAILER-DAEMON@pomme.example',
      'Subject: failure notice',
      '',
      'Sorry. 550 no such user',
    )
    expect(filed({ ...mail, envelopeFrom: '' })).toEqual({ kind: 'bounce', messageId: null })
    expect(reportedIn(mail)).toEqual([])
  })
})

describe('MSG-4 Mails that no person wrote', () => {
  it.each([
    ['Auto-Submitted: auto-replied (vacation)', 'auto-reply'],
    ['X-Autoreply: yes', 'auto-reply'],
    ['Precedence: auto_reply', 'auto-reply'],
    ['Auto-Submitted: auto-generated', 'auto-generated'],
    ['List-Id: Apples <apples.lists.pomme.example>', 'list'],
    ['Precedence: bulk', 'list'],
  ])('MSG-4 with %s is filed as %s, and no machine answers it', async (line, kind) => {
    const mail = await read('From: carla@pomme.example', line, '', 'I am away until Monday.')
    expect([automaticKind(mail), mayAnswerByMachine(mail)]).toEqual([kind, false])
    expect(filed(mail)).toMatchObject({ kind: 'pending', automatic: kind })
  })

  it.each([
    ['our own mail', ['Message-ID: <ours@verger.example>'], 'own-mail'],
    ['from an address of ours', ['From: crm+i-mzxw6ytbojrgc6rb@verger.example'], 'own-address'],
    ['many servers', Array.from({ length: 101 }, () => 'Received: by mx.pomme.example'), 'too-many-hops'],
    ['us three times', ['X-Crmkit-Hops: 3'], 'too-many-hops'],
  ])('MSG-4 what went through %s is a loop', async (_what, lines, because) => {
    const mail = await read(...lines, 'Subject: Round', '', 'and round')
    expect(filed(mail, ['ours@verger.example'])).toEqual({ kind: 'loop', because })
  })

  it('MSG-4 headers that come several times are all there, in their order', async () => {
    const mail = await read('Received: by b;', '\tSun', 'received: by a', 'Subject: x', '', 'y')
    expect(headersOf(mail, 'Received')).toEqual(['by b; Sun', 'by a'])
  })
})
