import {
  type AutomaticKind,
  automaticKind,
  headersOf,
  hopsOf,
  mailKey,
  mayAnswerByMachine,
  messageIdsIn,
  type ReceivedMail,
  readBounceReport,
  reportedIn,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { headers, mail } from './scene.ts'

const plain = ['Message-ID: <1@pomme.example>', 'Date: Sun, 22 Nov 2026 12:00:00 +0000']

describe('MSG-4 What the headers say', () => {
  it.each<[string, readonly string[], AutomaticKind | null]>([
    ['a person', [], null],
    ['a person whose server says so', ['Auto-Submitted: no'], null],
    ['out of office', ['Auto-Submitted: auto-replied'], 'auto-reply'],
    ['out of office, with a reason', ['auto-submitted: Auto-Replied; owner-email="x@y.example"'], 'auto-reply'],
    ['out of office of old', ['X-Autoreply: yes'], 'auto-reply'],
    ['out of office of Exchange', ['Precedence: auto_reply'], 'auto-reply'],
    ['a machine', ['Auto-Submitted: auto-generated'], 'auto-generated'],
    ['a machine with words of its own', ['Auto-Submitted: auto-notified'], 'auto-generated'],
    ['a list', ['List-Id: <apples.pomme.example>'], 'list'],
    ['a newsletter', ['List-Unsubscribe: <mailto:off@pomme.example>'], 'list'],
    ['bulk', ['Precedence: bulk'], 'list'],
    ['a report', ['Content-Type: multipart/report; report-type=delivery-status; boundary="x"'], 'bounce'],
    ['a report, quoted', ['Content-Type: multipart/report;\n boundary=x; report-type="delivery-status"'], 'bounce'],
    ['a receipt', ['Content-Type: multipart/report; report-type=disposition-notification'], null],
    [
      'a report that says that it is automatic',
      ['Auto-Submitted: auto-replied', 'Content-Type: multipart/report; report-type=delivery-status'],
      'bounce',
    ],
  ])('MSG-4 %s', (_name, lines, expected) => {
    const received = mail({ headers: headers(...plain, ...lines) })
    expect(automaticKind(received)).toBe(expected)
    expect(mayAnswerByMachine(received)).toBe(expected === null)
  })

  it('MSG-4 what no program writes is no id', () => {
    const longest = `${'x'.repeat(996)}@x`
    const named = (...ids: readonly string[]) =>
      messageIdsIn(mail({ headers: headers(...ids.map((id) => `References: <${id}>`)) }), 'references')
    expect(named('1@x', longest)).toEqual(['1@x', longest])
    expect(named('a\0b@x', 'a\u0085@x', 'a\ud800b@x', `x${longest}`, `${'é'.repeat(499)}@x`, '')).toEqual([])
  })

  it('MSG-4 an old server’s bounce comes from nobody, in words', () => {
    const bounce = { envelopeFrom: '', from: 'Mail Delivery <MAILER-DAEMON@mx.example>' }
    expect(automaticKind(mail(bounce))).toBe('bounce')
    expect(automaticKind(mail({ ...bounce, envelopeFrom: 'x@mx.example' }))).toBeNull()
    expect(automaticKind(mail({ envelopeFrom: '' }))).toBeNull()
    expect(mayAnswerByMachine(mail({ envelopeFrom: '' }))).toBe(false)
  })

  it('MSG-4 a machine answers neither who asks it not to, nor ourselves', () => {
    const with_ = (line: string) => mail({ headers: headers(...plain, line) })
    expect(mayAnswerByMachine(with_('X-Auto-Response-Suppress: DR, OOF, AutoReply'))).toBe(false)
    expect(mayAnswerByMachine(with_('X-Auto-Response-Suppress: DR, RN'))).toBe(true)
    expect(mayAnswerByMachine(with_('X-Crmkit-Hops: 1'))).toBe(false)
    expect([hopsOf(with_('x-crmkit-hops: 2')), hopsOf(with_('X-Crmkit-Hops: many')), hopsOf(mail())]).toEqual([2, 1, 0])
  })

  it('MSG-4 reads headers of any case, and every id once', () => {
    const received = mail({ headers: headers('references: <a@x> <b@x>\n <a@x>', 'References: <c@x>', 'X: y') })
    expect(messageIdsIn(received, 'References')).toEqual(['a@x', 'b@x', 'c@x'])
    expect(headersOf(received, 'x')).toEqual(['y'])
  })
})

describe('MSG-4 The key of a mail', () => {
  const key = mailKey(mail())

  it.each<[string, Partial<ReceivedMail>]>([
    ['brought to another address of ours', { envelopeTo: ['other@atelier.example'] }],
    ['with the marks of another server', { headers: headers('Received: from mx', ...plain) }],
    ['later', { receivedAt: 1 }],
    ['with a mark of a gateway', { subject: '[EXTERNAL] Apples' }],
    ['with a footer', { text: 'Are there any left? -- Scanned' }],
    ['from the same address, written otherwise', { from: 'CARLA@pomme.example' }],
  ])('MSG-4 is the same for the same mail %s', (_name, fields) => {
    expect(mailKey(mail(fields))).toBe(key)
  })

  it.each<[string, Partial<ReceivedMail>]>([
    ['another id', { headers: headers('Message-ID: <2@pomme.example>', plain[1] ?? '') }],
    ['the same id, another sender', { from: 'eve@evil.example' }],
    [
      'a scanner that gives all the same id, later',
      { headers: headers(plain[0] ?? '', 'Date: Mon, 23 Nov 2026 12:00:00 +0000') },
    ],
  ])('MSG-4 is another for another mail: %s', (_name, fields) => {
    expect(mailKey(mail(fields))).not.toBe(key)
  })

  it.each([[[]], [['Message-ID: <always@scanner>']], [['Date: Sun, 22 Nov 2026 12:00:00 +0000']]])(
    'MSG-4 without an id and a date is made of words and files: %j',
    (lines) => {
      const scan = (text: string, byte: number) => {
        const files = [{ name: 'scan.pdf', type: 'application/pdf', bytes: Uint8Array.of(byte) }]
        return mailKey(mail({ headers: headers(...lines), text, files }))
      }
      expect(scan('a', 1)).toBe(scan('a', 1))
      expect(new Set([scan('a', 1), scan('b', 1), scan('a', 2)]).size).toBe(3)
      expect(mailKey(mail({ subject: '\ud800' }))).toHaveLength(64)
    },
  )
})

describe('MSG-1 A report of a mail server', () => {
  const report = [
    'Reporting-MTA: dns; mx.pomme.example\r\nArrival-Date: Sun, 22 Nov 2026 12:00:00 +0000',
    'Final-Recipient: rfc822; Carla@Pomme.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550\r\n 5.1.1 no',
    'Original-Recipient: rfc822;dan@pomme.example\r\nFinal-Recipient: rfc822; dan@mail.pomme.example\r\nAction: delayed\r\nStatus: 4.4.1 (no answer)',
    'Final-Recipient: rfc822; eve@pomme.example\r\nAction: expanded (list)\r\nStatus: 2.0.0',
    'Final-Recipient: x400; nobody\r\nAction: failed\r\nStatus: 5.0.0',
  ].join('\r\n\r\n')

  it('MSG-1 says what became of each recipient', () => {
    expect(readBounceReport(report)).toEqual([
      { address: 'carla@pomme.example', kind: 'bounced', reason: '5.1.1' },
      { address: 'dan@pomme.example', kind: 'deferred', reason: '4.4.1' },
      { address: 'eve@pomme.example', kind: 'sent', reason: '2.0.0' },
    ])
    expect(readBounceReport('')).toEqual([])
    expect(readBounceReport('no report')).toEqual([])
  })

  it('MSG-1 comes along as a file of the mail', () => {
    const bytes = new TextEncoder().encode(report)
    const file = (type: string) => ({ name: '', type, bytes })
    const files = ['message/delivery-status', 'text/plain'].map(file)
    expect(reportedIn({ files })).toEqual(readBounceReport(report))
    expect(reportedIn({ files: [file('message/global-delivery-status')] })).toEqual(readBounceReport(report))
    expect(reportedIn({ files: files.slice(1) })).toEqual([])
  })

  it.each([
    ['5.1.1', 'bounced'],
    ['5.1.2', 'bounced'],
    ['5.1.10', 'bounced'],
    ['5.1.8', 'failed'],
    ['5.2.1', 'bounced'],
    ['5.2.2', 'failed'],
    ['5.4.4', 'bounced'],
    ['5.7.1', 'blocked'],
    ['4.4.7', 'failed'],
    ['', 'failed'],
  ])('MSG-3 a failure with %s: only an address that is not there is a bounce', (status, kind) => {
    const text = `Final-Recipient: rfc822; carla@pomme.example\nAction: failed\nStatus: ${status}`
    expect(readBounceReport(text)).toMatchObject([{ kind }])
  })
})
