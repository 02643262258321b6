import { type SmtpMailerOptions, smtpMailer } from '@crmkit/smtp'
import type { MailToSend } from 'crmkit'
import { recordAnswer, startRecipients } from 'crmkit/domain'
import { fixedClock, mailToSend } from 'crmkit/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { canCertify, selfSigned } from '../../../test/certificate.ts'
import { addressOf } from './asked-mail.ts'
import { type CutProxy, type Mischief, type Phase, startCutProxy } from './cut-proxy.ts'
import { login, type MailServer, startMailServer } from './mail-server.ts'

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 300 }
const clock = fixedClock()
const [carla, denis, eva] = ['carla@pomme.example', 'denis@pomme.example', 'eva@secret.example'].map(addressOf)

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function startServer(...options: Parameters<typeof startMailServer>): Promise<MailServer> {
  const server = await startMailServer(...options)
  closing.push(server.close)
  return server
}

async function startProxy(port: number): Promise<CutProxy> {
  const proxy = await startCutProxy(port)
  closing.push(proxy.stop)
  return proxy
}

function mailerAt(port: number, options: Partial<SmtpMailerOptions> = {}) {
  const mailer = smtpMailer({ host: '127.0.0.1', port, security: 'none', login, clock, ...options })
  closing.push(mailer.close)
  return mailer
}

const longMail = mailToSend({ files: [{ name: 'a', type: 'text/plain', bytes: new Uint8Array(4_000_000) }] })

describe('MSG-6 A connection that breaks', () => {
  const phases: readonly Phase[] = ['greeting', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'half', 'message']
  const table = phases.flatMap((phase) => (['cut', 'silence'] as const).map((mischief) => ({ phase, mischief })))

  it.each(table.filter(({ phase, mischief }) => phase !== 'half' || mischief === 'cut'))(
    'MSG-6 at $phase by $mischief is uncertain if the whole mail may have been read, and postponed before',
    async ({ phase, mischief }) => {
      const server = await startServer({ hidePIPELINING: true })
      const proxy = await startProxy(server.port)
      proxy.mischief = { [phase]: mischief }
      const mail = phase === 'half' ? longMail : mailToSend()
      // Time enough to come to the end; before that, it does not matter when it runs out.
      const silence = { timeoutMs: phase === 'message' ? 3_000 : 400 }
      const answer = await mailerAt(proxy.port).send(mail, mischief === 'cut' ? patient : silence)
      expect(answer.kind).toBe(phase === 'message' ? 'unknown' : 'postponed')
      expect(server.asked.length).toBe(phase === 'message' ? 1 : 0)
      expect(proxy.connections).toBe(1)
    },
  )

  const said: readonly (readonly [Phase, string, string])[] = [
    ['greeting', '554 5.3.2 No service', 'postponed'],
    ['greeting', '421 4.3.2 Full', 'postponed'],
    ['EHLO', '421 4.7.0 Who are you', 'postponed'],
    ['AUTH', '535 5.7.8 Not you', 'refused'],
    ['AUTH', '454 4.7.0 Ask me later', 'postponed'],
    ['MAIL', '550 5.1.8 Not from there', 'refused'],
    ['MAIL', '451 4.3.0 Not now', 'postponed'],
    ['MAIL', '503 5.5.1 Log in first', 'postponed'],
    ['RCPT', '550 5.1.1 Nobody', 'refused'],
    ['RCPT', '450 4.2.0 Grey', 'postponed'],
    ['DATA', '554 5.5.1 No', 'refused'],
    ['DATA', '451 4.3.0 Not now', 'postponed'],
    ['message', '554 5.7.1 Spam', 'refused'],
    ['message', '552 5.3.4 Too long', 'refused'],
    ['message', '451 4.3.0 Not now', 'postponed'],
    ['message', '421 4.3.2 Closing', 'postponed'],
    ['message', '354 Go on', 'unknown'],
    ['message', 'Internal error', 'unknown'],
  ]

  it.each(said)('MSG-6 at %s, the answer “%s” is %s', async (phase, say, kind) => {
    const server = await startServer({ hidePIPELINING: true })
    const proxy = await startProxy(server.port)
    const mischief: Mischief = { say: `${say}\r\n` }
    proxy.mischief = { [phase]: mischief }
    const answer = await mailerAt(proxy.port).send(mailToSend(), patient)
    expect(answer.kind).toBe(kind)
    const [, numbers = ''] = /^(\d{3} \d\.\d\.\d)/.exec(say) ?? []
    if (answer.kind !== 'accepted') expect(answer.problem).toContain(numbers)
    expect(JSON.stringify(answer)).not.toMatch(/Not |Nobody|Spam|Internal/)
  })

  it('MSG-6 the time that a send has is for all of it', async () => {
    const server = await startServer({ hidePIPELINING: true })
    const proxy = await startProxy(server.port)
    proxy.mischief = { MAIL: 'silence' }
    const started = performance.now()
    expect(await mailerAt(proxy.port).send(mailToSend(), hasty)).toEqual({ kind: 'postponed', problem: 'timeout' })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('MSG-1 Recipients', () => {
  const recipients = [carla, denis, eva].map((address) => ({ kind: 'to' as const, address: address ?? addressOf('') }))

  it.each([true, false])(
    'MSG-1 those whom the server does not want are told from the others (one by one: %s)',
    async (hidePIPELINING) => {
      const server = await startServer({ hidePIPELINING })
      server.rules = {
        addresses: { 'carla@pomme.example': '550 5.1.1 No such user', 'denis@pomme.example': '450 5.1.1 Not now' },
      }
      const answer = await mailerAt(server.port).send(mailToSend({ recipients }), patient)
      const events = answer.kind === 'accepted' ? answer.recipients.map(({ event }) => event) : []
      expect(events).toEqual([
        { kind: 'bounced', at: clock.now(), reason: '550 5.1.1' },
        { kind: 'failed', at: clock.now(), reason: '450 5.1.1' },
        { kind: 'accepted', at: clock.now() },
      ])
      expect(server.taken.map(({ to }) => to)).toEqual([['eva@secret.example']])
    },
  )

  it.each([
    ['550 5.1.1 No such user', 'bounced'],
    ['550 5.1.10 No such domain', 'bounced'],
    ['550 5.7.1 Not from you', 'blocked'],
    ['552 5.2.2 Full', 'failed'],
    ['550 No', 'failed'],
  ])('MSG-3 if nobody is wanted, why is known of each: %s is %s', async (said, kind) => {
    const server = await startServer()
    server.rules = { addresses: { 'carla@pomme.example': said } }
    const [first] = recipients
    const to = first === undefined ? [] : [first]
    const answer = await mailerAt(server.port).send(mailToSend({ recipients: to }), patient)
    expect(answer.kind).toBe('refused')
    expect(recordAnswer(startRecipients(to), answer)[0]?.delivery.status).toBe(kind)
    expect(server.taken).toEqual([])
  })

  it('MSG-6 is postponed if nobody is wanted, and somebody later', async () => {
    const server = await startServer()
    server.rules = {
      addresses: { 'carla@pomme.example': '450 4.2.2 Full', 'denis@pomme.example': '550 5.1.1 No such user' },
    }
    const answer = await mailerAt(server.port).send(mailToSend({ recipients: recipients.slice(0, 2) }), patient)
    expect(answer).toEqual({ kind: 'postponed', problem: '450 4.2.2' })
  })
})

describe('MSG-1 What goes over the wire', () => {
  async function sent(changes: Partial<MailToSend>) {
    const server = await startServer()
    expect((await mailerAt(server.port).send(mailToSend(changes), patient)).kind).toBe('accepted')
    const [taken] = server.taken
    const [asked] = server.asked
    if (taken === undefined || asked === undefined) throw new Error('nothing was sent')
    const [head = ''] = taken.text.split('\r\n\r\n')
    return { ...taken, asked, head }
  }

  it('MSG-6 has the id that it was given, or one made of ours', async () => {
    const value = '<018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01@in.verger.example>'
    const named = await sent({ headers: [{ name: 'Message-ID', value }] })
    expect(named.head.match(/^Message-ID: .*$/gim)).toEqual([`Message-ID: ${value}`])
    const unnamed = await sent({})
    expect(unnamed.head).toContain('Message-ID: <018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01@verger.example>')
  })

  it('MSG-1 bounces go to the address that it was given, or to the sender', async () => {
    const bounceTo = addressOf('crm+b-mzxw6ytbojrgc6rb@verger.example')
    expect((await sent({ bounceTo })).from).toBe(bounceTo)
    expect((await sent({})).from).toBe('anne@verger.example')
  })

  it('MSG-3 says how to unsubscribe, in one click, too', async () => {
    const { head } = await sent({
      headers: [
        { name: 'List-Unsubscribe', value: '<https://verger.example/u/1>, <mailto:crm@verger.example>' },
        { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      ],
    })
    const lines = head.replace(/\r\n[ \t]+/g, ' ')
    expect(lines).toContain('List-Unsubscribe: <https://verger.example/u/1>, <mailto:crm@verger.example>')
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  })

  it('MSG-1 names nobody where everybody gets a blind copy', async () => {
    const { head, to } = await sent({ recipients: [{ kind: 'bcc', address: addressOf('eva@secret.example') }] })
    expect(head).not.toMatch(/^(?:To|Cc|Bcc):/im)
    expect(head).not.toContain('eva@')
    expect(to).toEqual(['eva@secret.example'])
  })

  it('MSG-1 no line is longer than lines may be, and all letters are ASCII', async () => {
    const subject = `${'Überraschungsäpfel 🍎 '.repeat(30)}`.trim()
    const { text, asked } = await sent({
      content: { subject, text: `${'é'.repeat(3_000)}\n.\n..dots`, html: `<p>${'x'.repeat(5_000)}</p>` },
      files: [{ name: 'Äpfel & Birnen – Angebot.pdf', type: 'application/pdf', bytes: Uint8Array.of(0, 255) }],
      headers: [{ name: 'References', value: Array.from({ length: 20 }, (_, i) => `<${i}@pomme.example>`).join(' ') }],
    })
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect(text).toMatch(/^[\t\r\n -~]*$/)
    expect([asked.subject, asked.text]).toEqual([subject, `${'é'.repeat(3_000)}\n.\n..dots`])
    expect(asked.files[0]?.name).toBe('Äpfel & Birnen – Angebot.pdf')
  })

  it('MSG-1 shows pictures in the text, and keeps files that are mails as files', async () => {
    const { asked } = await sent({
      content: { subject: 'Logo', html: '<img src="cid:logo@verger">' },
      files: [
        { name: 'logo.png', type: 'image/png', bytes: Uint8Array.of(137, 80), contentId: 'logo@verger' },
        { name: 'old.eml', type: 'message/rfc822', bytes: Buffer.from('Subject: é\r\n\r\nOld\r\n') },
      ],
    })
    expect(asked.files.map(({ name, type, contentId }) => [name, type, contentId])).toEqual([
      ['logo.png', 'image/png', 'logo@verger'],
      ['old.eml', 'application/octet-stream', undefined],
    ])
    expect(asked.html).toBe('<img src="cid:logo@verger">')
  })

  it.each(['text/plain', 'text/csv', 'application/json', 'nonsense', 'multipart/mixed'])(
    'MSG-1 a file of the type %s goes byte for byte',
    async (type) => {
      const bytes = Buffer.from('a\nb\r\nc\rd\0 \xe9\n.\n', 'latin1')
      const { asked } = await sent({ files: [{ name: 'a', type, bytes }] })
      expect(asked.files.map((file) => [...file.bytes])).toEqual([[...bytes]])
    },
  )

  it('MSG-6 is refused, unsent, where the server said that it is too long', async () => {
    const server = await startServer({ size: 100_000 })
    expect(await mailerAt(server.port).send(longMail, patient)).toEqual({ kind: 'refused', problem: 'too large' })
    expect(server.taken).toEqual([])
  })
})

describe('MSG-1 Who we are', () => {
  it('MSG-1 shows an access token, asked for each time', async () => {
    const server = await startServer({ authMethods: ['XOAUTH2'] })
    const asked: string[] = []
    const accessToken = async () => {
      asked.push('token')
      return login.password
    }
    const mailer = mailerAt(server.port, { login: { user: login.user, accessToken } })
    for (let count = 0; count < 2; count += 1) {
      expect((await mailer.send(mailToSend(), patient)).kind).toBe('accepted')
    }
    expect(asked.length).toBe(2)
  })

  it('MSG-6 is postponed where there is no access token', async () => {
    const server = await startServer({ authMethods: ['XOAUTH2'] })
    const accessToken = () => Promise.reject(new Error('secret'))
    const answer = await mailerAt(server.port, { login: { user: 'a', accessToken } }).send(mailToSend(), patient)
    expect(answer).toEqual({ kind: 'postponed', problem: 'no access token' })
  })

  it.each([
    ['at once', undefined],
    ['with its reasons, as Google does', '334 eyJzdGF0dXMiOiI0MDEifQ=='],
  ])('MSG-6 an access token that is no good, said %s, is a wrong login', async (_how, say) => {
    const server = await startServer({ authMethods: ['XOAUTH2'], hidePIPELINING: true })
    const proxy = await startProxy(server.port)
    if (say !== undefined) proxy.mischief = { AUTH: { say: `${say}\r\n` } }
    const stale = mailerAt(proxy.port, { login: { user: login.user, accessToken: async () => 'stale' } })
    const answer = await stale.send(mailToSend(), patient)
    expect([answer.kind, JSON.stringify(answer).includes('stale')]).toEqual(['refused', false])
    expect(await stale.check(patient)).toMatchObject([{ field: 'login', problem: 'wrong' }])
  })

  it('MSG-6 is postponed where the access token does not come in time', async () => {
    const server = await startServer({ authMethods: ['XOAUTH2'] })
    const accessToken = () => new Promise<string>(() => {})
    const answer = await mailerAt(server.port, { login: { user: 'a', accessToken } }).send(mailToSend(), hasty)
    expect(answer).toEqual({ kind: 'postponed', problem: 'timeout' })
  })

  it('MSG-1 two accounts in one process share nothing', async () => {
    const server = await startServer()
    const pool = { connections: 1, idleMs: 1_000 }
    const right = mailerAt(server.port, { pool })
    const wrong = mailerAt(server.port, { pool, login: { user: login.user, password: 'wrong' } })
    expect((await right.send(mailToSend(), patient)).kind).toBe('accepted')
    expect((await wrong.send(mailToSend(), patient)).kind).toBe('refused')
  })

  it('MSG-1 a check asks whether we may send as somebody, and sends nothing', async () => {
    const server = await startServer()
    const sender = addressOf('anne@verger.example')
    expect(await mailerAt(server.port, { sender }).check(patient)).toEqual([])
    server.rules = { addresses: { [sender]: '553 5.7.1 Not as her' } }
    const problems = await mailerAt(server.port, { sender }).check(patient)
    expect(problems).toMatchObject([{ field: 'sender', problem: 'not-allowed' }])
    expect(server.taken).toEqual([])
  })
})

describe.skipIf(!canCertify)('MSG-1 TLS', () => {
  const certificate = canCertify ? selfSigned() : { key: '', cert: '' }
  const { cert: ca } = certificate

  it.each(['tls', 'starttls'] as const)(
    'MSG-1 sends by %s to a server whose certificate is trusted',
    async (security) => {
      const server = await startServer({ ...certificate, secure: security === 'tls' })
      const mailer = mailerAt(server.port, { host: 'localhost', security, ca })
      expect(await mailer.check(patient)).toEqual([])
      expect((await mailer.send(mailToSend(), patient)).kind).toBe('accepted')
    },
  )

  it.each(['tls', 'starttls'] as const)(
    'MSG-1 says nothing by %s to a server that nobody vouches for, whatever the environment says',
    async (security) => {
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
      try {
        const server = await startServer({ ...certificate, secure: security === 'tls' })
        const mailer = mailerAt(server.port, { host: 'localhost', security })
        expect((await mailer.send(mailToSend(), patient)).kind).toBe('postponed')
        expect(await mailer.check(patient)).toMatchObject([{ field: 'security', problem: 'wrong' }])
        expect(server.taken).toEqual([])
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
      }
    },
  )

  it('MSG-1 says no password where the server offers no TLS', async () => {
    const server = await startServer({ hideSTARTTLS: true })
    const { security: _usual, ...usual } = { security: 'starttls', host: '127.0.0.1', port: server.port, login, clock }
    const mailer = smtpMailer(usual)
    expect((await mailer.send(mailToSend(), patient)).kind).toBe('postponed')
    expect(await mailer.check(patient)).toMatchObject([{ field: 'security', problem: 'wrong' }])
    expect(server.taken).toEqual([])
  })
})

describe('MSG-1 Connections that are kept', () => {
  const pool = { connections: 1, idleMs: 60_000 }

  async function startPool() {
    const server = await startServer({ hidePIPELINING: true })
    const proxy = await startProxy(server.port)
    return { server, proxy, mailer: mailerAt(proxy.port, { pool }) }
  }

  it('MSG-1 are used again, one mail after the other', async () => {
    const { server, proxy, mailer } = await startPool()
    for (let count = 0; count < 3; count += 1) {
      expect((await mailer.send(mailToSend(), patient)).kind).toBe('accepted')
    }
    expect([server.taken.length, proxy.connections]).toEqual([3, 1])
    await Promise.all([1, 2].map(() => mailer.send(mailToSend(), patient)))
    expect([server.taken.length, proxy.connections]).toEqual([5, 2])
    // Of the two, one was kept.
    await Promise.all([1, 2].map(() => mailer.send(mailToSend(), patient)))
    expect([server.taken.length, proxy.connections]).toEqual([7, 3])
  })

  it('MSG-6 are opened anew where the server closed them, before it saw anything of the mail', async () => {
    const { server, proxy, mailer } = await startPool()
    await mailer.send(mailToSend(), patient)
    await proxy.stop()
    await proxy.listen()
    expect((await mailer.send(mailToSend(), patient)).kind).toBe('accepted')
    proxy.mischief = { MAIL: 'cut' }
    expect((await mailer.send(mailToSend(), patient)).kind).toBe('postponed')
    expect(server.taken.length).toBe(2)
  })

  it('MSG-6 are not tried twice once the mail was handed over', async () => {
    const { server, proxy, mailer } = await startPool()
    await mailer.send(mailToSend(), patient)
    proxy.mischief = { message: 'cut' }
    expect((await mailer.send(mailToSend(), patient)).kind).toBe('unknown')
    expect([server.taken.length, proxy.connections]).toEqual([2, 1])
  })

  it('MSG-1 end when the mailer is closed', async () => {
    const { server, proxy, mailer } = await startPool()
    await mailer.send(mailToSend(), patient)
    mailer.close()
    await mailer.send(mailToSend(), patient)
    expect([server.taken.length, proxy.connections]).toEqual([2, 2])
  })
})
