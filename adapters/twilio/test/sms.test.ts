/** Text messages through Twilio: every request of these tests is held against Twilio's own description. */
import type { SmsSender } from 'crmkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itWithSharedData } from '../../../test/shared-data.ts'
import { twilioSms } from '../src/index.ts'
import { apiKey, authToken, carla, messageId, now, optionsFor, ours, publicUrl } from './scene.ts'
import { openSpecification } from './specification.ts'
import { accountSid, resourcePath, startTwilio, type TwilioServer } from './twilio-server.ts'

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 300 }
const sms = { messageId, to: carla, text: 'Votre rendez-vous est confirmé.' } as const
const specification = openSpecification()

let server: TwilioServer
let sender: SmsSender
beforeEach(async () => {
  server = await startTwilio(specification)
  sender = twilioSms({ ...optionsFor(server.url), from: ours })
})
afterEach(async () => {
  await server.close()
  expect(server.problems).toEqual([])
})

describe('Sending', () => {
  it('MSG-5 asks once, with the words, the sender, and an address that names our own id', async () => {
    const answer = await sender.send(sms, patient)
    const [asked, ...more] = server.asked
    expect(more).toEqual([])
    expect(asked?.path).toBe(`/2010-04-01/Accounts/${accountSid}/Messages.json`)
    expect(Object.fromEntries(asked?.form ?? [])).toEqual({
      ...{ To: carla, From: ours, Body: sms.text },
      StatusCallback: `${publicUrl}/sms/status?message=${messageId}`,
    })
    expect(answer).toEqual({
      kind: 'accepted',
      recipients: [
        { address: carla, providerMessageId: `SM${'1'.padStart(32, '0')}`, event: { kind: 'accepted', at: now } },
      ],
    })
  })

  it('MSG-5 sends from a Messaging Service, or from what the message names, as the account or as a key', async () => {
    const service = `MG${'d'.repeat(32)}`
    const keyed = twilioSms({ ...optionsFor(server.url), apiKey, from: service })
    await keyed.send(sms, patient)
    await keyed.send({ ...sms, from: 'Verger' }, patient)
    await sender.send(sms, patient)
    expect(server.asked.map(({ form }) => form.get('MessagingServiceSid') ?? form.get('From'))).toEqual([
      ...[service, 'Verger', ours],
    ])
    const plain = server.asked.map(({ authorization }) => Buffer.from(authorization.slice(6), 'base64').toString())
    expect(plain).toEqual([
      `${apiKey.sid}:${apiKey.secret}`,
      `${apiKey.sid}:${apiKey.secret}`,
      `${accountSid}:${authToken}`,
    ])
  })

  it('MSG-5 is refused to a number that has said STOP, which is blocked', async () => {
    const body = JSON.stringify({ code: 21610, message: `Attempt to send to unsubscribed recipient ${carla}` })
    server.script = { kind: 'says', status: 400, body }
    expect(await sender.send(sms, patient)).toEqual({
      ...{ kind: 'refused', problem: '400 21610' },
      recipients: [{ address: carla, event: { kind: 'blocked', at: now, reason: '21610' } }],
    })
  })

  const quoting = (code: number) => JSON.stringify({ code, message: `${carla} ${authToken} ${sms.text}` })
  it.each([
    ['a number that is none', 400, quoting(21211), { kind: 'refused', problem: '400 21211' }],
    ['a wrong token', 401, quoting(20003), { kind: 'refused', problem: '401 20003' }],
    ['a page that is no JSON', 403, '<html>', { kind: 'refused', problem: '403' }],
    ['too many requests', 429, quoting(20429), { kind: 'postponed', problem: '429 20429', notBefore: now + 7_000 }],
    ['a timeout of its own', 408, '', { kind: 'unknown', problem: '408' }],
    ['a failure', 500, quoting(20500), { kind: 'unknown', problem: '500 20500' }],
    ['being overloaded', 503, '', { kind: 'unknown', problem: '503' }],
    ['a redirect', 302, '', { kind: 'unknown', problem: '302' }],
    ['success, and no JSON', 201, 'welcome', { kind: 'unknown', problem: 'an answer that says nothing' }],
    ['success, and nothing', 201, '{}', { kind: 'unknown', problem: 'an answer that says nothing' }],
    ['success, and null', 201, 'null', { kind: 'unknown', problem: 'an answer that says nothing' }],
  ])('MSG-6 understands %s, asks once and quotes nothing', async (_, status, body, expected) => {
    server.script = { kind: 'says', status, body, retryAfter: '7' }
    expect(await sender.send(sms, patient)).toEqual(expected)
    expect(server.asked).toHaveLength(1)
  })

  it('MSG-6 does not know what became of a message whose answer never came, and does not ask again', async () => {
    server.script = { kind: 'never' }
    expect(await sender.send(sms, hasty)).toEqual({ kind: 'unknown', problem: 'timeout' })
    server.script = { kind: 'hangs-up' }
    expect((await sender.send(sms, patient)).kind).toBe('unknown')
    expect(server.asked).toHaveLength(2)
  })

  it('MSG-6 is sure that nobody has a message that reached nobody', async () => {
    const nobody = twilioSms({ ...optionsFor('http://127.0.0.1:1'), from: ours })
    expect(await nobody.send(sms, patient)).toEqual({ kind: 'postponed', problem: 'ECONNREFUSED' })
  })

  it('rejects a message without a sender or without words, and options that can’t be meant', async () => {
    await expect(twilioSms(optionsFor(server.url)).send(sms, patient)).rejects.toThrow('sender')
    await expect(sender.send({ ...sms, text: '' }, patient)).rejects.toThrow('say something')
    expect(() => twilioSms({ ...optionsFor(server.url), accountSid: 'SK1' })).toThrow('accountSid')
    expect(() => twilioSms({ ...optionsFor(server.url), authTokens: [''] })).toThrow('auth token')
    expect(() => twilioSms({ ...optionsFor(server.url), publicUrl: 'crm.example' })).toThrow('publicUrl')
    expect(server.asked).toEqual([])
  })

  it('reads nothing from the environment: no proxy, no region, no account', async () => {
    const variables = { HTTP_PROXY: 'http://127.0.0.1:1', TWILIO_REGION: 'au1', TWILIO_EDGE: 'sydney' }
    Object.assign(process.env, variables, { TWILIO_CA_BUNDLE: '/nowhere', TWILIO_ACCOUNT_SID: 'AC0' })
    try {
      expect((await sender.send(sms, patient)).kind).toBe('accepted')
    } finally {
      for (const name of [...Object.keys(variables), 'TWILIO_CA_BUNDLE', 'TWILIO_ACCOUNT_SID']) delete process.env[name]
    }
  })
})

describe('Afterwards', () => {
  it('MSG-5 says what a message cost as a positive price, once Twilio knows it', async () => {
    const answer = await sender.send(sms, patient)
    const sid = (answer.kind === 'accepted' && answer.recipients[0]?.providerMessageId) || ''
    expect(await sender.priceOf(sid)).toBeNull()
    Object.assign(server.resources.get(resourcePath('Messages', sid)) ?? {}, { price: '-0.00750', price_unit: 'usd' })
    expect(await sender.priceOf(sid)).toEqual({ amountMicros: 7_500, currency: 'USD' })
    const failure = await sender.priceOf(`SM${'9'.repeat(32)}`).catch((error: Error) => error)
    expect(failure).toMatchObject({ code: 'backend-refused', retryable: false })
    expect(String(failure)).not.toContain('+33')
  })

  const created = Date.UTC(2026, 10, 22, 10)
  const asked = { messageId, recipients: [carla], askedAt: created - 500, text: sms.text }

  it('MSG-6 finds a message by its number, its hour and its words, and sends nothing', async () => {
    await sender.send(sms, patient)
    const trace = await sender.lookup?.find(asked, patient)
    expect(trace).toMatchObject({ kind: 'found', recipients: [{ address: carla, event: { kind: 'accepted' } }] })
    expect(server.asked.slice(1).map(({ method }) => method)).toEqual(['GET'])
  })

  it('MSG-6 says absent only if Twilio lists nothing to that number around that hour', async () => {
    expect(await sender.lookup?.find(asked, patient)).toEqual({ kind: 'absent' })
    await sender.send({ ...sms, text: 'Something else' }, patient)
    expect(await sender.lookup?.find(asked, patient)).toEqual({ kind: 'unknown' })
    const dayBefore = { ...asked, askedAt: created - 86_400_000 }
    expect(await sender.lookup?.find(dayBefore, patient)).toEqual({ kind: 'absent' })
  })

  it('MSG-6 says unknown while it is early, of two that are alike, and where Twilio can’t be asked', async () => {
    expect(await sender.lookup?.find({ ...asked, askedAt: now - 1_000 }, patient)).toEqual({ kind: 'unknown' })
    await sender.send(sms, patient)
    await sender.send(sms, patient)
    expect(await sender.lookup?.find(asked, patient)).toEqual({ kind: 'unknown' })
    for (const body of ['{}', 'no JSON', '']) {
      server.script = { kind: 'says', status: 200, body }
      expect(await sender.lookup?.find(asked, patient), body).toEqual({ kind: 'unknown' })
    }
    server.script = { kind: 'never' }
    expect(await sender.lookup?.find(asked, hasty)).toEqual({ kind: 'unknown' })
  })

  it('is set up: asks for the account and the number, and sends nothing', async () => {
    expect(await sender.check(patient)).toMatchObject([{ field: 'from', problem: 'missing' }])
    const sid = `PN${'1'.repeat(32)}`
    server.resources.set(resourcePath('IncomingPhoneNumbers', sid), { sid, phone_number: ours })
    expect(await sender.check(patient)).toEqual([])
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('names what is wrong with how it is set up, with a remedy and without secrets', async () => {
    const local = twilioSms({ ...optionsFor(server.url), publicUrl: 'http://crm.example' })
    expect(await local.check(patient)).toMatchObject([{ field: 'publicUrl', problem: 'wrong' }])
    server.script = { kind: 'says', status: 401, body: JSON.stringify({ code: 20003, message: authToken }) }
    const wrong = await sender.check(patient)
    expect(wrong).toMatchObject([{ field: 'authTokens', problem: 'wrong' }])
    expect(JSON.stringify(wrong)).not.toContain(authToken)
    server.script = { kind: 'says', status: 200, body: JSON.stringify({ sid: accountSid, status: 'suspended' }) }
    expect(await sender.check(patient)).toMatchObject([{ field: 'accountSid', problem: 'not-allowed' }])
    server.script = { kind: 'never' }
    expect(await sender.check(hasty)).toMatchObject([{ problem: 'unreachable' }])
  })
})

itWithSharedData('every operation that text messages use is described, and was asked for here', () => {
  expect([...specification.used].toSorted()).toEqual([
    ...['CreateMessage', 'FetchAccount', 'FetchMessage', 'ListIncomingPhoneNumber', 'ListMessage'],
  ])
})
