import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createServer as createTcpServer } from 'node:net'
import { runInNewContext } from 'node:vm'
import { sendgridInbound, sendgridMailer } from '@crmkit/sendgrid'
import { EventWebhook } from '@sendgrid/eventwebhook'
import { parseEmail } from 'crmkit/domain'
import { mailToSend, sentMailId } from 'crmkit/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { apiKey, clock, type FakeSendgrid, now, publicKey, signedRequest, startSendgrid } from './fake-sendgrid.ts'
import { signedForm } from './inbound-form.ts'
import { describedPaths, hasDescription, mailSendProblems } from './official-schema.ts'

const patient = { timeoutMs: 5_000 }
const mailerOf = (baseUrl: string, changes = {}) =>
  sendgridMailer({ apiKey, baseUrl, clock, eventKeys: [publicKey], ...changes })

const opened: { close(): Promise<void> }[] = []
async function open(): Promise<FakeSendgrid> {
  const fake = await startSendgrid()
  opened.push(fake)
  return fake
}
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const each of opened.splice(0)) await each.close()
})

function address(typed: string) {
  const { normalized } = parseEmail(typed)
  if (normalized === undefined) throw new Error(`${typed} is no address`)
  return normalized
}

describe('Mails to SendGrid', () => {
  it.skipIf(!hasDescription)('MSG-1 are such as its official description allows, whatever is in them', async () => {
    const fake = await open()
    const mailer = mailerOf(fake.url)
    const [to, cc, bcc] = mailToSend().recipients
    if (to === undefined || cc === undefined || bcc === undefined) throw new Error('the scene has three recipients')
    const { replyTo: _, ...unanswered } = mailToSend()
    const picture = { name: 'a.png', type: 'image/png', bytes: Uint8Array.of(1), contentId: 'logo@verger' }
    const mails = [
      mailToSend(),
      mailToSend({ recipients: [cc], files: [picture] }),
      mailToSend({ recipients: [bcc, { kind: 'bcc', address: address('fred@secret.example') }] }),
      mailToSend({ content: { subject: 'Only HTML', html: '<p>a</p>', text: '' } }),
      mailToSend({ content: { subject: 'Nothing much', text: '' }, headers: [], files: [] }),
      unanswered,
    ]
    for (const mail of mails) expect(await mailer.send(mail, patient)).toMatchObject({ kind: 'accepted' })
    expect(fake.problems).toEqual([])
    expect(mailSendProblems({ subject: 'nobody' })).not.toEqual([])
    const file = { content: 'AA==', filename: 'a.png', contentId: 'logo@verger' }
    expect(mailSendProblems({ attachments: [file] })).toContainEqual(expect.stringContaining('/attachments/0 '))
  })

  it('MSG-1 of which all get a blind copy show none of them to another', async () => {
    const fake = await open()
    const recipients = ['eva@secret.example', 'fred@secret.example'].map((typed) => ({
      ...{ kind: 'bcc' as const, address: address(typed) },
    }))
    await mailerOf(fake.url).send(mailToSend({ recipients }), patient)
    expect(fake.requests).toHaveLength(1)
    expect(fake.asked.map(({ to, cc, bcc }) => [to, cc, bcc])).toEqual(
      recipients.map((each) => [[{ address: each.address }], [], []]),
    )
    expect(fake.asked.map(({ messageId }) => messageId)).toEqual([sentMailId, sentMailId])
  })

  it('MSG-6 go once where the account is elsewhere: redirects are not followed, and the key goes nowhere else', async () => {
    const fake = await open()
    const server = createServer((_request, response) => response.writeHead(307, { location: fake.url }).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const { port } = Object(server.address())
    const answer = await mailerOf(`http://127.0.0.1:${port}`).send(mailToSend(), patient)
    expect(answer).toEqual({ kind: 'unknown', problem: '307' })
    expect(fake.requests).toEqual([])
  })

  it('ask no proxy that the environment names, and say nothing on the console', async () => {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:9')
    const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'log'), vi.spyOn(console, 'error')]
    const fake = await open()
    expect(await mailerOf(fake.url).send(mailToSend(), patient)).toMatchObject({ kind: 'accepted' })
    await mailerOf(fake.url, { apiKey: 'no-prefix' }).send(mailToSend(), patient)
    for (const spy of said) expect(spy).not.toHaveBeenCalled()
  })

  it('two accounts in one process keep their keys apart', async () => {
    const [one, other] = [await open(), await open()]
    const sent = [mailerOf(one.url), mailerOf(other.url, { apiKey: 'SG.other' })].map((mailer) =>
      mailer.send(mailToSend(), patient),
    )
    expect((await Promise.all(sent)).map(({ kind }) => kind)).toEqual(['accepted', 'refused'])
    expect([one, other].map(({ requests }) => requests.map(({ headers }) => headers.authorization))).toEqual([
      [`Bearer ${apiKey}`],
      ['Bearer SG.other'],
    ])
  })

  it('MSG-6 that did not get as far as a secured connection are surely not taken', async () => {
    const server = createTcpServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = Object(server.address())
    const silent = await mailerOf(`https://127.0.0.1:${port}`).send(mailToSend(), { timeoutMs: 200 })
    expect(silent).toEqual({ kind: 'postponed', problem: 'timeout' })
    server.close()
  })

  it('write letters beyond ASCII in headers as encoded words, none of them cut', async () => {
    const fake = await open()
    const value = 'Pépin 🍏 '.repeat(20).trim()
    await mailerOf(fake.url).send(mailToSend({ headers: [{ name: 'X-Note', value }] }), patient)
    const sent = fake.asked[0]?.headers[0]?.value ?? ''
    expect(sent.split(' ').every((word) => /^=\?UTF-8\?B\?[\w+/=]+\?=$/.test(word) && word.length <= 75)).toBe(true)
    const words = sent.split(' ').map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8'))
    expect(words.join('')).toBe(value)
  })

  it.skipIf(!hasDescription)('ask for settings and activity where the official descriptions have them', async () => {
    const fake = await open()
    const mailer = mailerOf(fake.url, { emailActivity: true })
    await mailer.check(patient)
    await sendgridInbound({ apiKey, clock, baseUrl: fake.url, inboundKeys: [publicKey] }).check(patient)
    await mailer.lookup?.find({ messageId: sentMailId, recipients: [], askedAt: now }, patient)
    const asked = [...new Set(fake.requests.map(({ url }) => url.pathname))]
    // The permissions of a key are described elsewhere.
    expect(asked.filter((path) => !describedPaths().includes(path))).toEqual(['/v3/scopes'])
    expect(asked).toHaveLength(5)
  })

  it('a key that can’t stand in a header is a mistake, and is not quoted', async () => {
    const fake = await open()
    const failure = await mailerOf(fake.url, { apiKey: 'SG.bad\nkey' })
      .send(mailToSend(), patient)
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Error)
    expect(`${failure} ${JSON.stringify(failure)}`).not.toContain('SG.bad')
  })
})

describe('Signatures of SendGrid', () => {
  const told = [
    { id: 'a', messageId: sentMailId, kind: 'opened', address: address('carla@pomme.example'), at: now },
  ] as const

  it('MSG-2 are those that its own package takes, and no others', async () => {
    const fake = await open()
    const { events } = mailerOf(fake.url)
    const requests = [await fake.tell(told), ...(await fake.changed(told)), ...(await fake.unsigned(told))]
    const official = requests.map(({ headers, body }) => {
      const header = (name: string) => String(Object(headers)[`x-twilio-email-event-webhook-${name}`] ?? '')
      try {
        const webhook = new EventWebhook()
        const key = webhook.convertPublicKeyToECDSA(publicKey)
        return webhook.verifySignature(key, Buffer.from(body), header('signature'), header('timestamp'))
      } catch {
        return false
      }
    })
    const ours = await Promise.all(requests.map(async (request) => (await events?.read(request))?.ok))
    expect(ours).toEqual(official)
    expect(ours.filter((isTaken) => isTaken === true)).toHaveLength(1)
  })

  it('MSG-2 are taken where SendGrid’s own examples of real requests are, until a byte is changed', async () => {
    for (const { key, signature, timestamp, payload } of officialRequests()) {
      const { events } = mailerOf('http://127.0.0.1:9', { eventKeys: [key] })
      const read = (text: string) =>
        events?.read({
          ...{ method: 'POST', path: '/', body: Buffer.from(text) },
          headers: new Headers({
            'X-Twilio-Email-Event-Webhook-Signature': signature,
            'X-Twilio-Email-Event-Webhook-Timestamp': timestamp,
          }),
        })
      const whole = await read(payload)
      expect(whole?.ok === true && whole.value.map(({ raw }) => JSON.parse(raw))).toEqual(JSON.parse(payload))
      for (const changed of [payload.trimEnd(), payload.replace('timestamp', 'timestamP')]) {
        expect(await read(changed)).toMatchObject({ ok: false, error: { code: 'wrong-signature' } })
      }
    }
  })

  it('MSG-2 count for either of two keys, and for a while only where that is wanted', async () => {
    const fake = await open()
    const next = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    const nextKey = next.export({ format: 'pem', type: 'spki' }).toString()
    const { events } = mailerOf(fake.url, { eventKeys: [nextKey, publicKey], maxEventAgeMs: 60_000 })
    expect(await events?.read(await fake.tell(told))).toMatchObject({ ok: true })
    const old = await events?.read(await fake.tell(told, now - 61_000))
    expect(old).toMatchObject({ ok: false, error: { code: 'too-old' } })
  })

  it('a signed request with no JSON in it is unreadable, and a key that is none is a mistake', async () => {
    const { events } = mailerOf('http://127.0.0.1:9')
    const read = await events?.read(signedRequest(Buffer.from('hello'), now))
    expect(read).toMatchObject({ ok: false, error: { code: 'unreadable' } })
    expect(() => mailerOf('http://127.0.0.1:9', { eventKeys: ['AAAA'] })).toThrow()
    expect(mailerOf('http://127.0.0.1:9', { eventKeys: [] }).events).toBeNull()
  })
})

/** Requests of SendGrid, from the specification of its own package, which comes with it. */
function officialRequests(): readonly Readonly<Record<'key' | 'signature' | 'timestamp' | 'payload', string>>[] {
  const path = createRequire(import.meta.url).resolve('@sendgrid/eventwebhook/src/eventwebhook.spec.js')
  const source = readFileSync(path, 'utf8')
  const constants = source.slice(source.indexOf('const PUBLIC_KEY'), source.indexOf("describe('#verifySignature()'"))
  return runInNewContext(`${constants}; [
    { key: PUBLIC_KEY, signature: SIGNATURE, timestamp: String(TIMESTAMP), payload: PAYLOAD },
    { key: PUBLIC_KEY_MULTIPLE, signature: SIGNATURE_MULTIPLE, timestamp: String(TIMESTAMP_MULTIPLE),
      payload: PAYLOAD_MULTIPLE_EVENTS },
  ]`)
}

describe('Events of SendGrid', () => {
  const base = { email: 'Carla@Pomme.example', timestamp: now / 1_000, sg_event_id: 'x', sg_message_id: 'name.filter0' }

  async function read(fields: object) {
    const { events } = mailerOf('http://127.0.0.1:9')
    const body = Buffer.from(JSON.stringify([{ ...base, ...fields }]))
    const answer = await events?.read(signedRequest(body, now))
    if (answer?.ok !== true) throw new Error('it was signed')
    return answer.value[0]
  }

  it.each([
    [{ event: 'processed' }, 'accepted', undefined],
    [{ event: 'deferred', response: '451 4.7.1 come back, carla@pomme.example' }, 'deferred', '451 4.7.1'],
    [{ event: 'delivered', response: '250 OK' }, 'delivered', '250'],
    [{ event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 no carla here' }, 'bounced', '550 5.1.1'],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Invalid Address' }, 'bounced', undefined],
    [
      { event: 'bounce', type: 'bounce', bounce_classification: 'Mailbox Unavailable', status: '5.2.2' },
      'failed',
      '5.2.2',
    ],
    [{ event: 'bounce', type: 'bounce', bounce_classification: 'Reputation' }, 'blocked', undefined],
    [{ event: 'bounce', type: 'bounce', status: '5.7.1', reason: '550 no' }, 'failed', '550 5.7.1'],
    [{ event: 'bounce', type: 'blocked', status: '4.0.0' }, 'blocked', '4.0.0'],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'blocked', 'bounced-address'],
    [{ event: 'open' }, 'opened', undefined],
    [{ event: 'open', sg_machine_open: true }, 'delivered', undefined],
    [{ event: 'click', url: 'https://verger.example' }, 'clicked', undefined],
    [{ event: 'spamreport' }, 'complained', undefined],
    [{ event: 'unsubscribe' }, 'unsubscribed', undefined],
    [{ event: 'group_unsubscribe', asm_group_id: 1 }, 'unsubscribed', undefined],
    [{ event: 'group_resubscribe', asm_group_id: 1 }, 'resubscribed', undefined],
  ])('MSG-2 %o is %s', async (fields, kind, reason) => {
    const event = await read(fields)
    const expected = { kind, at: now, address: 'carla@pomme.example', providerMessageId: 'name' }
    expect(event?.fact).toEqual({ messageId: null, event: { ...expected, ...(reason !== undefined && { reason }) } })
  })

  it('MSG-2 without an address, a time or a known name are kept without a fact, as they came', async () => {
    for (const fields of [{ event: 'toString' }, { event: 'open', email: '' }, { event: 'open', timestamp: 'now' }]) {
      const event = await read(fields)
      expect(event?.fact).toBeNull()
      expect(JSON.parse(event?.raw ?? '')).toEqual({ ...base, ...fields })
    }
  })

  it('MSG-2 are kept letter by letter, with brackets in texts and numbers that no computer has', async () => {
    const { events } = mailerOf('http://127.0.0.1:9')
    const raw = ['{"event":"open", "n":19421777835146490,"a":"],[\\"}"}', '{"event":"click","list":[[1],{}]}']
    const answer = await events?.read(signedRequest(Buffer.from(`[ ${raw.join(' ,\n')} ]\r\n`), now))
    expect(answer?.ok === true && answer.value.map((event) => event.raw)).toEqual(raw)
    const none = await events?.read(signedRequest(Buffer.from('[]\r\n'), now))
    expect(none).toEqual({ ok: true, value: [] })
  })
})

describe('Mail that SendGrid brings', () => {
  const inbound = sendgridInbound({ apiKey, clock, inboundKeys: [publicKey] })

  it('MSG-4 is read in the alphabets that it names', async () => {
    const request = signedForm([
      { name: 'envelope', value: '{"to":["crm@verger.example"],"from":""}' },
      { name: 'subject', value: Buffer.from('Pépin', 'latin1') },
      { name: 'text', value: Buffer.from('\u0080 100', 'latin1') },
      { name: 'html', value: Buffer.from('<p>é</p>') },
      { name: 'charsets', value: '{"subject":"iso-8859-1","text":"windows-1252","html":"x-unheard-of"}' },
    ])
    const read = await inbound.mails.read(request)
    if (!read.ok) throw new Error(read.error.code)
    expect(read.value[0]?.fact).toMatchObject({
      subject: 'Pépin',
      text: '€ 100',
      html: '<p>é</p>',
      from: '',
      envelopeFrom: '',
    })
  })

  it('MSG-4 is unreadable where a form ends too early, or is none', async () => {
    const whole = signedForm([{ name: 'envelope', value: '{"to":[],"from":""}' }])
    for (const body of [whole.body.subarray(0, -8), new Uint8Array(), Buffer.from('{}')]) {
      const { headers } = signedRequest(body, now, { 'content-type': 'multipart/form-data; boundary=xYzZY' })
      const read = await inbound.mails.read({ ...whole, headers, body })
      expect(read).toMatchObject({ ok: false, error: { code: 'unreadable' } })
    }
  })

  it('MSG-1 what is set up is found right, and what is not is named', async () => {
    const fake = await open()
    const options = { apiKey, clock, baseUrl: fake.url, inboundKeys: [publicKey] }
    expect(await sendgridInbound(options).check(patient)).toEqual([])
    const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' })
    const key = strange.toString('base64')
    expect(await sendgridInbound({ ...options, inboundKeys: [key] }).check(patient)).toMatchObject([
      { field: 'inboundKeys', problem: 'wrong' },
    ])
    expect(await mailerOf(fake.url, { eventKeys: [key] }).check(patient)).toMatchObject([
      { field: 'eventKeys', problem: 'wrong' },
    ])
  })
})
