import { type AddressInfo, createServer } from 'node:net'
import { type ImapMailboxOptions, imapMailbox, smtpMailer } from '@crmkit/smtp'
import type { FetchedMail, InboundMailbox } from 'crmkit'
import { mailToSend } from 'crmkit/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { canCertify, selfSigned } from '../../../test/certificate.ts'
import { type Dovecot, dovecot, password, startDovecot } from './dovecot.ts'
import { startMailServer } from './mail-server.ts'
import { folder, personAt } from './mailbox-person.ts'

const patient = { timeoutMs: 10_000 }

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function collect(mails: AsyncIterable<FetchedMail>): Promise<readonly FetchedMail[]> {
  const all: FetchedMail[] = []
  for await (const mail of mails) all.push(mail)
  return all
}

async function subjects(mailbox: InboundMailbox, after: string | null = null): Promise<readonly string[]> {
  const all = await collect(mailbox.fetch(after, 1_000))
  return all.map((each) => (each.kind === 'mail' ? each.mail.subject : each.because))
}

const named = (subject: string, text = 'Hello.') => `Subject: ${subject}\r\n\r\n${text}\r\n`

describe.skipIf(dovecot === undefined)('MSG-4 A mailbox of Dovecot (apt-get install dovecot-imapd)', () => {
  const certificate = canCertify ? selfSigned() : undefined
  let server: Dovecot
  beforeAll(async () => {
    server = await startDovecot(certificate)
  })
  afterAll(() => server?.stop())
  let made = 0

  async function open(options: Partial<ImapMailboxOptions> = {}) {
    made += 1
    const login = { user: `mailbox-${made}`, password }
    const at = { host: '127.0.0.1', port: server.port, security: 'none', login, folder, ...options } as const
    const { close, ...person } = await personAt({ ...at, host: '127.0.0.1', port: server.port, login })
    closing.push(close)
    return { mailbox: imapMailbox(at), ...person }
  }

  it('MSG-4 goes on after the last mail that was filed, if it is stopped early', async () => {
    const { mailbox, person } = await open()
    for (const subject of ['one', 'two', 'three']) await person.deliver(named(subject))
    let last: string | null = null
    for await (const { cursor } of mailbox.fetch(null, 10)) {
      last = cursor
      break
    }
    expect(await subjects(mailbox, last)).toEqual(['two', 'three'])
  })

  it('MSG-4 leaves out what was removed meanwhile', async () => {
    const { mailbox, person, client } = await open()
    for (const subject of ['one', 'two', 'three']) await person.deliver(named(subject))
    const seen: string[] = []
    for await (const fetched of mailbox.fetch(null, 10)) {
      if (fetched.kind === 'mail') seen.push(fetched.mail.subject)
      if (seen.length > 1) continue
      await client.mailboxOpen(folder)
      await client.messageDelete('2')
      await client.mailboxClose()
    }
    expect(seen).toEqual(['one', 'three'])
  })

  it('MSG-4 moves what was filed, as many as there are, and nothing else', async () => {
    const { mailbox, person, client, list } = await open({
      maxMailBytes: 1_000,
      afterFiling: { kind: 'move', folder: 'Filed' },
    })
    expect(await mailbox.check(patient)).toMatchObject([{ field: 'afterFiling', problem: 'missing' }])
    await client.mailboxCreate('Filed')
    expect(await mailbox.check(patient)).toEqual([])
    await person.deliver(named('long', 'long '.repeat(300)))
    for (let count = 0; count < 520; count += 1) await person.deliver(named(String(count)))
    await person.deliver(named('later'))
    const all = await collect(mailbox.fetch(null, 521))
    await mailbox.settle(all.at(-1)?.cursor ?? '')
    expect((await list()).map(({ subject }) => subject)).toEqual(['long', 'later'])
    expect((await list('Filed')).map(({ subject }) => subject)).toEqual(all.slice(1).map((_, count) => String(count)))
    expect(await subjects(mailbox, all.at(-1)?.cursor)).toEqual(['later'])
  })

  it('MSG-4 is refused where what was filed can’t be moved', async () => {
    const { mailbox, person } = await open({ afterFiling: { kind: 'move', folder: 'Nowhere' } })
    await person.deliver(named('one'))
    const [one] = await collect(mailbox.fetch(null, 1))
    await expect(mailbox.settle(one?.cursor ?? '')).rejects.toMatchObject({ code: 'backend-refused' })
  })

  it('MSG-4 reads 24 MB, and refuses 27 MB by their headers', async () => {
    const { mailbox, person } = await open()
    const line = `${'0123456789'.repeat(7)}\r\n`
    const mailOf = (megabytes: number) => {
      const head = ['Content-Type: application/zip', 'Content-Disposition: attachment; filename=all.zip', '', '']
      return [`Subject: ${megabytes}`, ...head].join('\r\n') + line.repeat((megabytes * 1_000_000) / line.length)
    }
    await person.deliver(mailOf(24))
    await person.deliver(mailOf(27))
    const [read, refused] = await collect(mailbox.fetch(null, 10))
    expect(read?.kind === 'mail' && read.mail.files[0]?.bytes.length).toBeGreaterThan(23_000_000)
    expect(refused).toMatchObject({ kind: 'refused', because: 'too-large', headers: [{ value: '27' }, {}, {}] })
    expect(refused?.kind === 'refused' && refused.bytes).toBeGreaterThan(26_000_000)
  })

  it('MSG-4 keeps a mail that nobody can read as a file of itself', async () => {
    const { mailbox, person } = await open()
    const deep = Array.from({ length: 300 }, (_, i) => [`Content-Type: multipart/mixed; boundary=b${i}`, '', `--b${i}`])
    const text = ['Subject: deep', ...deep.flat(), ''].join('\r\n')
    await person.deliver(text)
    const [fetched] = await collect(mailbox.fetch(null, 10))
    if (fetched?.kind !== 'mail') throw new Error('it was refused')
    const [{ type, bytes } = { type: '', bytes: new Uint8Array() }] = fetched.mail.files
    expect([fetched.mail.subject, type, Buffer.from(bytes).toString()]).toEqual(['deep', 'message/rfc822', text])
  })

  it('MSG-4 what was sent is what comes in', async () => {
    const relay = await startMailServer()
    closing.push(relay.close)
    const mail = mailToSend()
    await smtpMailer({ host: '127.0.0.1', port: relay.port, security: 'none' }).send(mail, patient)
    const { mailbox, person } = await open()
    await person.deliver(relay.taken[0]?.text ?? '')
    const [fetched] = await collect(mailbox.fetch(null, 10))
    if (fetched?.kind !== 'mail') throw new Error('it was refused')
    const { subject, text, html, files, cc } = fetched.mail
    expect([subject, text?.trimEnd(), html?.trimEnd()]).toEqual([
      mail.content.subject,
      mail.content.text?.trimEnd(),
      mail.content.html,
    ])
    expect(cc).toEqual(['denis@pomme.example'])
    expect(files.map(({ name, bytes }) => [name, [...bytes]])).toEqual(
      mail.files.map(({ name, bytes }) => [name, [...bytes]]),
    )
  })

  it('MSG-4 is refused where the folder is missing, and says so when it is checked', async () => {
    const { mailbox } = await open({ folder: 'Nowhere' })
    await expect(subjects(mailbox)).rejects.toMatchObject({ code: 'backend-refused' })
    expect(await mailbox.check(patient)).toMatchObject([{ field: 'folder', problem: 'missing' }])
  })

  it('MSG-4 takes no cursor that is none', async () => {
    const { mailbox } = await open()
    await expect(subjects(mailbox, 'nonsense')).rejects.toThrow('cursor')
  })

  it('MSG-4 is unavailable where there is no access token', async () => {
    const accessToken = () => Promise.reject(new Error('secret'))
    const { mailbox } = await open({ login: { user: 'anne', accessToken } })
    await expect(subjects(mailbox)).rejects.toMatchObject({ code: 'backend-unavailable' })
    const never = () => new Promise<string>(() => {})
    const { mailbox: waiting } = await open({ login: { user: 'anne', accessToken: never } })
    expect(await waiting.check({ timeoutMs: 200 })).toMatchObject([{ field: 'host', problem: 'unreachable' }])
  })

  it('MSG-4 is unavailable where the server goes away amid the mails', async () => {
    const other = await startDovecot()
    const login = { user: 'anne', password }
    const { person, client } = await personAt({ host: '127.0.0.1', port: other.port, login })
    for (const subject of ['one', 'two']) await person.deliver(named(subject))
    client.close()
    const mailbox = imapMailbox({ host: '127.0.0.1', port: other.port, security: 'none', login, folder })
    const mails = mailbox.fetch(null, 10)[Symbol.asyncIterator]()
    expect((await mails.next()).value).toMatchObject({ kind: 'mail' })
    await other.stop()
    await expect(mails.next()).rejects.toMatchObject({ code: 'backend-unavailable', retryable: true })
  })

  describe.skipIf(certificate === undefined)('by TLS', () => {
    it.each(['tls', 'starttls'] as const)(
      'MSG-4 speaks %s with a server whose certificate is trusted, and with no other',
      async (security) => {
        const port = security === 'tls' ? server.tlsPort : server.port
        const at = { host: 'localhost', port, security }
        const { mailbox } = await open({ ...at, ca: certificate?.cert ?? '' })
        expect([await mailbox.check(patient), await subjects(mailbox)]).toEqual([[], []])
        const { mailbox: strange } = await open(at)
        expect(await strange.check(patient)).toMatchObject([{ field: 'security', problem: 'wrong' }])
        await expect(subjects(strange)).rejects.toMatchObject({ code: 'backend-refused' })
      },
    )
  })
})

describe('MSG-4 A mailbox whose server says nothing', () => {
  it('MSG-4 is unavailable after the time that an answer may take', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => silent.close(() => resolve())))
    const { port } = silent.address() as AddressInfo
    const login = { user: 'anne', password }
    const mailbox = imapMailbox({ host: '127.0.0.1', port, security: 'none', login, answerTimeoutMs: 300 })
    await expect(subjects(mailbox)).rejects.toMatchObject({ code: 'backend-unavailable', retryable: true })
    const slow = imapMailbox({ host: '127.0.0.1', port, security: 'none', login })
    expect(await slow.check({ timeoutMs: 300 })).toMatchObject([{ field: 'host', problem: 'unreachable' }])
  })
})
