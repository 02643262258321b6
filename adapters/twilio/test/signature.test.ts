/** Requests of Twilio: which are trusted, and what makes one of them an event. */
import { createHash } from 'node:crypto'
import type { ProviderEvents, ProviderRequest, SmsFact } from 'crmkit'
import twilio from 'twilio'
import { describe, expect, it } from 'vitest'
import { twilioSms } from '../src/index.ts'
import { authToken, carla, messageId, optionsFor, ours, signedForm } from './scene.ts'

const options = optionsFor('http://127.0.0.1:1')
const { events } = twilioSms(options)
const path = `/twilio/sms/status?message=${messageId}`
const fields = { MessageSid: `SM${'1'.repeat(32)}`, MessageStatus: 'delivered', To: carla, From: ours, Extra: 'é+ &=' }
const request = signedForm(path, fields)

async function distrust(read: ProviderRequest, reader: ProviderEvents<SmsFact> = events): Promise<string> {
  const result = await reader.read(read)
  return result.ok ? 'trusted' : result.error.code
}

function changed(changes: Partial<ProviderRequest>): ProviderRequest {
  return { ...request, ...changes }
}

describe('TEL-5 Signatures', () => {
  it('takes what Twilio’s own helper has signed, with any fields that it adds', async () => {
    expect(await distrust(request)).toBe('trusted')
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    expect(await distrust(changed({ headers }))).toBe('trusted')
  })

  it('takes Twilio’s own vector, with its path at the public address', async () => {
    const params = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234' }
    const vector = { From: '+14158675309', To: '+18005551212' }
    const official = twilioSms({ ...options, authTokens: ['12345'], publicUrl: 'https://mycompany.com' })
    const body = Buffer.from(new URLSearchParams({ ...params, ...vector }).toString())
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    }
    const asked = { method: 'POST', path: '/myapp.php?foo=1&bar=2', headers, body }
    expect(await distrust(asked, official.events)).toBe('trusted')
    expect(await distrust({ ...asked, path: '/myapp.php?foo=1&bar=3' }, official.events)).toBe('wrong-signature')
  })

  it('refuses what was not signed, or by another token', async () => {
    expect(await distrust(changed({ headers: {} }))).toBe('missing-signature')
    expect(await distrust(signedForm(path, fields, { token: 'other' }))).toBe('wrong-signature')
    const headers = { ...request.headers, 'X-Twilio-Signature': 'é' }
    expect(await distrust(changed({ headers }))).toBe('wrong-signature')
  })

  it('refuses a request of which a value, a name or the address was changed', async () => {
    const body = (text: string) => changed({ body: Buffer.from(text) })
    const written = Buffer.from(request.body).toString()
    expect(await distrust(body(written.replace('delivered', 'deliverec')))).toBe('wrong-signature')
    expect(await distrust(body(written.replace('Extra', 'Extrb')))).toBe('wrong-signature')
    expect(await distrust(body(`${written}&Digits=1`))).toBe('wrong-signature')
    expect(await distrust(body(''))).toBe('wrong-signature')
    expect(await distrust(changed({ path: path.replace('f01', 'f02') }))).toBe('wrong-signature')
    expect(await distrust(changed({ path: '/twilio/sms/in' }))).toBe('wrong-signature')
  })

  it('refuses what was signed for another host, and believes no header that names one', async () => {
    expect(await distrust(signedForm(path, fields, { origin: 'https://other.example' }))).toBe('wrong-signature')
    const headers = { ...request.headers, host: 'other.example', 'x-forwarded-proto': 'http' }
    expect(await distrust(changed({ headers }))).toBe('trusted')
    const elsewhere = signedForm(path, fields, { origin: 'http://crm.example' })
    expect(await distrust(elsewhere)).toBe('wrong-signature')
    expect(await distrust({ ...request, path: `//crm.example${path}` })).toBe('wrong-signature')
    expect(await distrust({ ...request, path: `@other.example${path}` })).toBe('wrong-signature')
  })

  it('takes an address that Twilio signed with its port', async () => {
    expect(await distrust(signedForm(path, fields, { origin: 'https://crm.example:443' }))).toBe('trusted')
  })

  it('believes no header that says what a body is: a form stays a form', async () => {
    const headers = { ...request.headers, 'Content-Type': 'application/json' }
    const read = await events.read(changed({ headers }))
    expect(read).toEqual(await events.read(request))
    const json = changed({ headers, body: Buffer.from(JSON.stringify(fields)) })
    expect(await distrust(json)).toBe('wrong-signature')
  })

  it('takes both tokens while they change', async () => {
    const both = twilioSms({ ...options, authTokens: ['new', authToken] })
    expect(await distrust(request, both.events)).toBe('trusted')
    expect(await distrust(signedForm(path, fields, { token: 'new' }), both.events)).toBe('trusted')
  })

  it('takes JSON whose hash stands in the signed address, and no byte of it changed', async () => {
    const json = Buffer.from(JSON.stringify(fields))
    const hash = createHash('sha256').update(json).digest('hex')
    const signed = (body: Uint8Array, address = `${path}&bodySHA256=${hash}`): ProviderRequest => {
      const signature = twilio.getExpectedTwilioSignature(authToken, `https://crm.example${address}`, {})
      const headers = { 'content-type': 'application/json', 'x-twilio-signature': signature }
      return { method: 'POST', path: address, headers, body }
    }
    expect(await distrust(signed(json))).toBe('trusted')
    const read = await events.read(signed(json))
    expect(read.ok && read.value[0]?.fact).toMatchObject({ kind: 'status', event: { kind: 'delivered' } })
    for (const index of json.keys()) {
      const other = Uint8Array.from(json, (byte, at) => (at === index ? byte ^ 1 : byte))
      expect(await distrust(signed(other))).toBe('wrong-signature')
    }
    expect(await distrust(signed(json, path))).toBe('wrong-signature')
  })

  it('takes Twilio’s own vector of JSON', async () => {
    const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620'
    const official = twilioSms({ ...options, authTokens: ['12345'], publicUrl: 'https://mycompany.com' })
    const headers = { 'content-type': 'application/json', 'x-twilio-signature': 'a9nBmqA0ju/hNViExpshrM61xv4=' }
    const asked = { method: 'POST', path: `/myapp.php?foo=1&bar=2&bodySHA256=${hash}`, headers }
    const body = (text: string) => ({ ...asked, body: Buffer.from(text) })
    expect(await distrust(body('{"property": "value", "boolean": true}'), official.events)).toBe('trusted')
    expect(await distrust(body('{"property": "value", "boolean": false}'), official.events)).toBe('wrong-signature')
  })
})

describe('TEL-5 Events', () => {
  it('gives the same event the same key whenever it is told, and two events two keys', async () => {
    const keyOf = async (asked: ProviderRequest) => {
      const read = await events.read(asked)
      return read.ok ? read.value[0]?.key : read.error
    }
    const again = signedForm(path, { ...fields, Extra: 'another' })
    const retried = { ...again, headers: { ...again.headers, 'I-Twilio-Idempotency-Token': 'token-2' } }
    expect(await keyOf(request)).toBe(await keyOf(retried))
    expect(await keyOf(signedForm(path, { ...fields, MessageStatus: 'sent' }))).not.toBe(await keyOf(request))
    expect(await keyOf(signedForm('/twilio/sms/in', fields))).not.toBe(await keyOf(request))
  })

  it('keeps what it does not know, without a fact', async () => {
    for (const asked of [
      signedForm('/twilio/novelty', { A: 'b' }),
      signedForm('/twilio/constructor', { A: 'b' }),
      signedForm(path, { ...fields, MessageStatus: 'enchanted' }),
      signedForm(path, { ...fields, To: 'whatsapp:+33612345678' }),
      signedForm('/twilio/sms/in', { A: 'b' }),
    ]) {
      const read = await events.read(asked)
      expect(read.ok && read.value).toMatchObject([
        { fact: null, raw: expect.stringContaining(Buffer.from(asked.body).toString()) },
      ])
    }
    expect(await distrust(signedForm('/elsewhere/sms/in', fields))).toBe('unreadable')
  })

  it.each([
    ['queued', '', 'accepted'],
    ['sent', '', 'sent'],
    ['delivered', '', 'delivered'],
    ['read', '', 'opened'],
    ['undelivered', '30003', 'failed'],
    ['undelivered', '30005', 'bounced'],
    ['failed', '21610', 'blocked'],
    ['canceled', '', 'failed'],
  ])('MSG-1 a message that is %s %s is %s', async (status, code, kind) => {
    const read = await events.read(signedForm(path, { ...fields, MessageStatus: status, ErrorCode: code }))
    const event = { kind, at: options.clock.now(), address: carla, providerMessageId: fields.MessageSid }
    const expected = { kind: 'status', messageId, event: { ...event, ...(code !== '' && { reason: code }) } }
    expect(read.ok && read.value[0]?.fact).toEqual(expected)
  })

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
    ['', undefined],
  ])('MSG-5 an incoming message that Twilio took for “%s” says so', async (said, word) => {
    const sms = { MessageSid: `SM${'2'.repeat(32)}`, From: carla, To: ours, Body: 'Arrêt', OptOutType: said }
    const read = await events.read(signedForm('/twilio/sms/in', sms))
    const received = { providerMessageId: sms.MessageSid, from: carla, to: ours, text: 'Arrêt' }
    const fact = { kind: 'received', sms: { ...received, receivedAt: options.clock.now(), ...(word && { word }) } }
    expect(read.ok && read.value[0]?.fact).toEqual(fact)
  })
})
