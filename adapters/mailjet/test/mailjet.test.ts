import { createServer } from 'node:http'
import { mailjetInbound, mailjetMailer } from '@crmkit/mailjet'
import { parseEmail } from 'crmkit/domain'
import { mailToSend, sentMailId } from 'crmkit/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { address, apiKey, apiSecret, called, clock, type FakeMailjet, now, startMailjet } from './fake-mailjet.ts'
import { messageProblems } from './send-schema.ts'

const patient = { timeoutMs: 5_000 }
const mailerOf = (baseUrl: string, changes = {}) =>
  mailjetMailer({ apiKey, apiSecret, baseUrl, clock, events: address, ...changes })

const opened: { close(): Promise<void> }[] = []
async function open(): Promise<FakeMailjet> {
  const fake = await startMailjet()
  opened.push(fake)
  return fake
}
async function answering(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(status, headers).end(JSON.stringify(body)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({ close: () => new Promise((resolve) => server.close(() => resolve())) })
  return `http://127.0.0.1:${Object(server.address()).port}`
}
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const each of opened.splice(0)) await each.close()
})

function emailOf(typed: string) {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return normalized
}

describe('Mails to Mailjet', () => {
  it('MSG-1 are such as its guide allows, whatever is in them, with its own id and not ours', async () => {
    const fake = await open()
    const mailer = mailerOf(fake.url)
    const [to, cc, bcc] = mailToSend().recipients
    if (to === undefined || cc === undefined || bcc === undefined) throw new Error('the scene has three recipients')
    const picture = { name: 'a.png', type: 'image/png', bytes: Uint8Array.of(1), contentId: 'logo@verger' }
    const mails = [
      mailToSend({ headers: [{ name: 'Message-ID', value: '<1@verger.example>' }] }),
      mailToSend({ recipients: [cc], files: [picture] }),
      mailToSend({ recipients: [bcc, { kind: 'bcc', address: emailOf('fred@secret.example') }] }),
      mailToSend({ content: { subject: 'Only HTML', html: '<p>a</p>' }, headers: [], files: [] }),
    ]
    for (const mail of mails) expect(await mailer.send(mail, patient)).toMatchObject({ kind: 'accepted' })
    expect(fake.problems).toEqual([])
    expect(fake.requests).toHaveLength(mails.length)
    expect(messageProblems({ Messages: [{ From: { Email: 'a@b.example' } }] })).not.toEqual([])
  })

  it('MSG-6 that it took in part are known by whom it took', async () => {
    const Email = 'eva@secret.example'
    const To = [{ Email, MessageUUID: 'uuid', MessageID: 1 }]
    const url = await answering(200, {
      Messages: [
        { Status: 'success', To },
        { Status: 'error', Errors: [] },
      ],
    })
    const recipients = [Email, 'fred@secret.example'].map((typed) => ({
      kind: 'bcc' as const,
      address: emailOf(typed),
    }))
    const answer = await mailerOf(url).send(mailToSend({ recipients }), patient)
    expect(answer).toEqual({
      kind: 'accepted',
      recipients: [
        { address: Email, providerMessageId: 'uuid', event: { kind: 'accepted', at: now } },
        { address: 'fred@secret.example', event: { kind: 'failed', at: now, reason: 'not-taken' } },
      ],
    })
  })

  it.each([
    [200, {}, 'unknown', '200'],
    [200, { Messages: [{ Status: 'error', Errors: [{ ErrorCode: 'mj-0013' }] }] }, 'refused', '200 mj-0013'],
    [307, {}, 'unknown', '307'],
    [400, { ErrorMessage: 'carla@pomme.example is wrong', ErrorCode: 'mj-0013' }, 'refused', '400 mj-0013'],
    [408, {}, 'unknown', '408'],
    [502, {}, 'unknown', '502'],
    [503, {}, 'postponed', '503'],
  ])('MSG-6 answered with %i %o are %s', async (status, body, kind, problem) => {
    const url = await answering(status, body, { location: 'http://127.0.0.1:9/' })
    expect(await mailerOf(url).send(mailToSend(), patient)).toEqual({ kind, problem })
  })

  it('ask no proxy that the environment names', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:9')
    const fake = await open()
    expect(await mailerOf(fake.url).send(mailToSend(), patient)).toMatchObject({ kind: 'accepted' })
  })

  it('two accounts in one process keep their keys apart', async () => {
    const [one, other] = [await open(), await open()]
    const sent = [mailerOf(one.url), mailerOf(other.url, { apiSecret: 'another' })].map((mailer) =>
      mailer.send(mailToSend(), patient),
    )
    expect((await Promise.all(sent)).map(({ kind }) => kind)).toEqual(['accepted', 'refused'])
  })
})

describe('Events of Mailjet', () => {
  const base = { time: now / 1_000, MessageID: 456, Message_GUID: 'uuid', email: 'Carla@Pomme.example' }

  async function read(body: string) {
    const answer = await mailerOf('http://127.0.0.1:9').events?.read(called(body))
    if (answer?.ok !== true) throw new Error('it came to the secret address')
    return answer.value
  }

  it.each([
    [{ event: 'sent', smtp_reply: 'sent (250 2.0.0 OK 1433333948 fa5si855896wjc.199)' }, 'delivered', '250 2.0.0'],
    [
      { event: 'bounce', hard_bounce: true, error_related_to: 'recipient', error: 'user unknown' },
      'bounced',
      'recipient: user unknown',
    ],
    [
      { event: 'bounce', hard_bounce: true, error_related_to: 'mailbox', error: 'quota exceeded' },
      'failed',
      'mailbox: quota exceeded',
    ],
    [{ event: 'bounce', hard_bounce: false, error: 'quota exceeded' }, 'deferred', 'quota exceeded'],
    [{ event: 'blocked', error: 'preblocked' }, 'blocked', 'preblocked'],
    [{ event: 'open', ip: '192.0.2.1' }, 'opened', undefined],
    [{ event: 'click', url: 'https://verger.example' }, 'clicked', undefined],
    [{ event: 'spam', source: 'JMRPP' }, 'complained', undefined],
    [{ event: 'unsub', mj_list_id: 1 }, 'unsubscribed', undefined],
  ])('MSG-2 %o is %s', async (fields, kind, reason) => {
    const [event] = await read(JSON.stringify({ ...base, ...fields, CustomID: sentMailId }))
    const expected = { kind, at: now, address: 'carla@pomme.example', providerMessageId: 'uuid' }
    expect(event?.fact).toEqual({
      messageId: sentMailId,
      event: { ...expected, ...(reason !== undefined && { reason }) },
    })
  })

  it('MSG-2 of two mails are two, though their numbers are one to a computer', async () => {
    const events = ['19421777835146490', '19421777835146491'].map(
      (id) => `{"event":"sent","time":1433333949,"MessageID":${id},"email":"carla@pomme.example"}`,
    )
    const [first, second] = await read(`[${events.join()}]`)
    expect([first?.raw, second?.raw]).toEqual(events)
    expect(first?.key).not.toBe(second?.key)
    const [alone] = await read(events[0] ?? '')
    expect(alone?.key).toBe(first?.key)
  })

  it('MSG-2 of mails that are none of ours are known by its own name', async () => {
    const [event] = await read(JSON.stringify([{ ...base, event: 'open', CustomID: 'helloworld' }]))
    expect(event?.fact?.messageId).toBeNull()
  })

  it('TEL-5 are refused at another address, with another password and without one, and say which', async () => {
    const { events } = mailerOf('http://127.0.0.1:9')
    const right = called('[]')
    const older = `Basic ${Buffer.from('mailjet:older').toString('base64')}`
    expect(await events?.read(right)).toEqual({ ok: true, value: [] })
    expect(await events?.read({ ...right, path: `${right.path}?a=1`, headers: { Authorization: older } })).toEqual({
      ok: true,
      value: [],
    })
    const refused = [
      { ...right, headers: new Headers() },
      { ...right, path: '/mailjet' },
      { ...right, headers: new Headers({ authorization: 'Basic !' }) },
      { ...called('nothing') },
    ]
    const codes = await Promise.all(
      refused.map(async (request) => {
        const answer = await events?.read(request)
        return answer?.ok === false ? answer.error.code : 'taken'
      }),
    )
    expect(codes).toEqual(['missing-signature', 'wrong-password', 'wrong-password', 'unreadable'])
  })

  it('addresses that anybody could guess are a mistake', () => {
    for (const bad of [{ path: '/' }, { path: 'mailjet' }, { user: '' }, { passwords: [] }, { passwords: [''] }]) {
      const guessed = { ...address, ...bad }
      expect(() => mailerOf('http://127.0.0.1:9', { events: guessed })).toThrow()
      expect(() => mailjetInbound({ apiKey, apiSecret, inbound: guessed })).toThrow()
    }
    expect(mailerOf('http://127.0.0.1:9', { events: undefined }).events).toBeNull()
  })
})

describe('The account at Mailjet', () => {
  it('MSG-1 is found right as it is set up, and whatever is missing or wrong is named', async () => {
    const fake = await open()
    const options = { apiKey, apiSecret, clock, baseUrl: fake.url, inbound: address }
    expect(await mailjetInbound(options).check(patient)).toEqual([])
    const elsewhere = { ...address, passwords: ['changed'] }
    expect(await mailjetInbound({ ...options, inbound: elsewhere }).check(patient)).toMatchObject([
      { field: 'Parse API', problem: 'wrong' },
    ])
    const problems = await mailerOf(fake.url, { events: elsewhere }).check(patient)
    expect(problems).toHaveLength(7)
    expect(JSON.stringify(problems)).not.toMatch(/changed|pass:word|k3yb1t5/)
    const Url = `https://mailjet:older@crm.verger.example${address.path}`
    const url = await answering(200, { Data: [{ EventType: 'sent', Url, Status: 'dead' }] })
    const found = await mailerOf(url).check(patient)
    expect(found.map(({ problem }) => problem)).toEqual(['wrong', ...Array(6).fill('missing')])
  })
})
