/** Numbers, calls and recordings through Twilio: every request is held against Twilio's own description. */
import type { Telephony } from 'crmkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { itWithSharedData } from '../../../test/shared-data.ts'
import { twilioTelephony } from '../src/index.ts'
import { operatorName } from '../src/operator-name.ts'
import {
  anne,
  apiKey,
  applicationSid,
  bob,
  callId,
  carla,
  mobile,
  optionsFor,
  ours,
  publicUrl,
  signedForm,
} from './scene.ts'
import { openSpecification } from './specification.ts'
import { accountSid, resourcePath, startTwilio, type TwilioServer } from './twilio-server.ts'

const patient = { timeoutMs: 10_000 }
const specification = openSpecification()
const root = `/2010-04-01/Accounts/${accountSid}`
const recordingId = `RE${'1'.repeat(32)}`

let server: TwilioServer
let telephony: Telephony
beforeEach(async () => {
  server = await startTwilio(specification)
  telephony = twilioTelephony({
    ...optionsFor(server.url),
    apiKey,
    applicationSid,
    get timeoutMs() {
      return server.script.kind === 'never' ? 2_000 : 15_000
    },
  })
})
afterEach(async () => {
  await server.close()
  expect(server.problems).toEqual([])
})

const links = {
  ...{ VoiceUrl: `${publicUrl}/voice/in`, VoiceMethod: 'POST' },
  ...{ SmsUrl: `${publicUrl}/sms/in`, SmsMethod: 'POST' },
  ...{ StatusCallback: `${publicUrl}/voice/status`, StatusCallbackMethod: 'POST' },
}

describe('TEL-1 Numbers', () => {
  it('are searched by country, kind and digits; nothing is bought', async () => {
    const offer = { phone_number: ours, locality: 'Paris', region: 'FR', iso_country: 'FR' }
    const capabilities = { voice: true, SMS: true, MMS: false }
    for (const kind of ['Local', 'Mobile', 'TollFree']) {
      const path = `${root}/AvailablePhoneNumbers/FR/${kind}/1.json`
      server.resources.set(path, { ...offer, capabilities, address_requirements: 'any' })
    }
    const search = { country: 'FR', contains: '1234', takesSms: true, limit: 5 } as const
    for (const kind of ['local', 'mobile', 'toll-free'] as const) {
      const expected = { number: ours, place: 'Paris', takesCalls: true, takesSms: true, needsAddress: true }
      expect(await telephony.searchNumbers({ ...search, kind })).toEqual([expected])
    }
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toMatchObject({ Contains: '1234', SmsEnabled: 'true' })
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true)
    server.script = { kind: 'says', status: 404, body: '{}' }
    expect(await telephony.searchNumbers({ ...search, kind: 'mobile' })).toEqual([])
  })

  it('are bought once, and their calls and messages come here', async () => {
    const address = { addressSid: `AD${'1'.repeat(32)}`, bundleSid: `BU${'1'.repeat(32)}` }
    const lawful = twilioTelephony({ ...optionsFor(server.url), apiKey, applicationSid, ...address })
    const number = { providerId: `PN${'1'.padStart(32, '0')}`, number: ours, isLinked: true }
    expect(await lawful.buyNumber(ours)).toEqual({ kind: 'bought', number })
    const { addressSid: AddressSid, bundleSid: BundleSid } = address
    const form = Object.fromEntries(server.asked[0]?.form ?? [])
    expect(form).toEqual({ PhoneNumber: ours, ...links, AddressSid, BundleSid })
    expect(await lawful.listNumbers()).toEqual([number])
  })

  it.each([
    [400, '{"code":21422,"message":"+33123458073 is not available"}', { kind: 'refused', problem: '400 21422' }],
    [500, '', { kind: 'unknown', problem: '500' }],
    [201, '{}', { kind: 'unknown', problem: 'an answer that says nothing' }],
  ])('are not bought for sure after %i %s', async (status, body, expected) => {
    server.script = { kind: 'says', status, body }
    expect(await telephony.buyNumber(ours)).toEqual(expected)
    expect(server.asked).toHaveLength(1)
  })

  it('are bought or not after a timeout: nobody knows, and it is not done again', async () => {
    server.script = { kind: 'never' }
    expect(await telephony.buyNumber(ours)).toEqual({ kind: 'unknown', problem: 'timeout' })
    expect(server.asked).toHaveLength(1)
  })

  it('are linked if they are not, and released for good', async () => {
    const sid = `PN${'7'.repeat(32)}`
    const elsewhere = { sid, phone_number: ours, voice_url: 'https://other.example', capabilities: { sms: true } }
    server.resources.set(resourcePath('IncomingPhoneNumbers', sid), { ...elsewhere, sms_url: '', status_callback: '' })
    expect(await telephony.listNumbers()).toEqual([{ providerId: sid, number: ours, isLinked: false }])
    expect(await telephony.linkNumber(sid)).toEqual({ providerId: sid, number: ours, isLinked: true })
    await telephony.linkNumber(sid)
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'GET'])
    expect(Object.fromEntries(server.asked[2]?.form ?? [])).toEqual(links)
    await telephony.releaseNumber(sid)
    await telephony.releaseNumber(sid)
    expect(await telephony.listNumbers()).toEqual([])
  })

  it('are all listed, page by page', async () => {
    for (let index = 0; index < 1_001; index += 1) {
      const sid = `PN${String(index).padStart(32, '0')}`
      server.resources.set(resourcePath('IncomingPhoneNumbers', sid), { sid, phone_number: ours })
    }
    expect(await telephony.listNumbers()).toHaveLength(1_001)
  })

  it('reject in words that quote nothing', async () => {
    const body = JSON.stringify({ code: 20003, message: `${apiKey.secret} ${ours}` })
    for (const [status, code] of [
      [401, 'backend-refused'],
      [503, 'backend-unavailable'],
    ] as const) {
      server.script = { kind: 'says', status, body }
      const failure = await telephony.listNumbers().catch((error: unknown) => error)
      expect(failure).toMatchObject({ code, retryable: status === 503 })
      const said = `${failure} ${JSON.stringify(failure)} ${failure instanceof Error ? failure.stack : ''}`
      for (const secret of [apiKey.secret, ours]) expect(said).not.toContain(secret)
    }
  })
})

describe('TEL-4 Calls', () => {
  const asks = { say: 'Press a key to call', locale: 'en' } as const
  const call = { callId, from: ours, to: carla, operator: { memberId: anne }, asks, isRecorded: true }

  it('ring in the browser of an operator, and put him through', async () => {
    const answer = await telephony.makeCall(call, patient)
    expect(answer).toEqual({ kind: 'accepted', providerCallId: `CA${'1'.padStart(32, '0')}` })
    const form = server.asked[0]?.form ?? new URLSearchParams()
    expect(form.getAll('StatusCallbackEvent')).toEqual(['ringing', 'completed'])
    expect(Object.fromEntries(form)).toMatchObject({
      ...{ From: ours, To: `client:${operatorName(anne)}` },
      StatusCallback: `${publicUrl}/voice/status?call=${callId}`,
    })
    const text = form.get('Twiml') ?? ''
    expect(text).toContain(`callerId="${ours}"`)
    expect(text).toContain(`>${carla}</Number>`)
    for (const path of ['connected', 'leg', 'recording']) {
      expect(text).toContain(`"${publicUrl}/voice/${path}?call=${callId}"`)
    }
  })

  it('ring on a telephone of an operator, who presses a key; then he is asked about as every caller', async () => {
    await telephony.makeCall({ ...call, operator: { memberId: bob, number: mobile } }, patient)
    const form = server.asked[0]?.form ?? new URLSearchParams()
    expect(form.get('To')).toBe(mobile)
    const [, action = ''] = /<Gather[^>]* action="([^"]+)"/.exec(form.get('Twiml') ?? '') ?? []
    const address = new URL(action.replaceAll('&amp;', '&'))
    expect(Object.fromEntries(address.searchParams)).toEqual({ call: callId, member: bob, from: ours, to: carla })
    expect(address.pathname).toBe('/twilio/voice/out')
    const pressed = signedForm(`${address.pathname}${address.search}`, { CallSid: 'CA1', From: ours, To: mobile })
    const read = await telephony.events.read(pressed)
    expect(read.ok && read.value[0]?.fact).toMatchObject({
      kind: 'outgoing',
      callId,
      memberId: bob,
      from: ours,
      to: carla,
    })
  })

  it('are not made for sure, and not asked for again, where no answer comes', async () => {
    server.script = { kind: 'never' }
    expect(await telephony.makeCall(call, { timeoutMs: 300 })).toEqual({ kind: 'unknown', problem: 'timeout' })
    server.script = { kind: 'says', status: 400, body: JSON.stringify({ code: 21210, message: ours }) }
    expect(await telephony.makeCall(call, patient)).toEqual({ kind: 'refused', problem: '400 21210' })
    expect(server.asked).toHaveLength(2)
  })

  it('TEL-3 cost what all of their legs cost, once all of them are known', async () => {
    const [first, second, third] = ['1', '2', '3'].map((digit) => `CA${digit.repeat(32)}`)
    const leg = (sid = '', more: object = {}) => {
      server.resources.set(resourcePath('Calls', sid), { sid, price: null, price_unit: 'USD', ...more })
    }
    leg(first, { status: 'completed', price: '-0.0085' })
    leg(second, { status: 'completed', parent_call_sid: first })
    leg(third, { status: 'no-answer', parent_call_sid: first })
    expect(await telephony.priceOf(first ?? '')).toBeNull()
    leg(second, { status: 'completed', parent_call_sid: first, price: '-0.0140' })
    expect(await telephony.priceOf(first ?? '')).toEqual({ amountMicros: 22_500, currency: 'USD' })
  })

  it('are made with a pass that names the operator, and lets nobody call out who may not', async () => {
    const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const may = await telephony.operatorToken({ memberId: anne, outgoing: true, seconds: 600 })
    const claims = claimsOf(may.token)
    expect(claims).toMatchObject({ iss: apiKey.sid, sub: accountSid })
    const voice = { incoming: { allow: true }, outgoing: { application_sid: applicationSid } }
    expect(claims.grants).toEqual({ identity: operatorName(anne), voice })
    expect(may.expiresAt).toBe(claims.exp * 1_000)
    expect(claims.exp - claims.iat).toBe(600)
    const mayNot = await telephony.operatorToken({ memberId: bob, outgoing: false, seconds: 1e9 })
    expect(claimsOf(mayNot.token).grants.voice).toEqual({ incoming: { allow: true } })
    expect(claimsOf(mayNot.token).exp - claimsOf(mayNot.token).iat).toBe(86_400)
    expect(may.token).not.toContain(apiKey.secret)
  })
})

describe('TEL-3 Recordings', () => {
  it('are given byte for byte, to who shows the key', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 256)
    server.sounds.set(`${root}/Recordings/${recordingId}.wav`, bytes)
    const pieces = await telephony.openRecording(recordingId)
    const heard: Uint8Array[] = []
    for await (const piece of pieces ?? []) heard.push(piece)
    expect(Buffer.concat(heard).equals(bytes)).toBe(true)
    expect(server.asked[0]?.authorization).toMatch(/^Basic /)
    expect(await telephony.openRecording(`RE${'2'.repeat(32)}`)).toBeNull()
    expect(await telephony.openRecording('../Messages')).toBeNull()
    server.script = { kind: 'hangs-up' }
    await expect(telephony.openRecording(recordingId)).rejects.toMatchObject({ code: 'backend-unavailable' })
  })

  it('are deleted for good, and what is not there stays so', async () => {
    server.resources.set(resourcePath('Recordings', recordingId), { sid: recordingId })
    await telephony.deleteRecording(recordingId)
    await telephony.deleteRecording(recordingId)
    expect(server.resources.size).toBe(0)
    server.script = { kind: 'says', status: 500, body: '' }
    await expect(telephony.deleteRecording(recordingId)).rejects.toMatchObject({ retryable: true })
  })
})

describe('Set-up', () => {
  const app = { sid: applicationSid, voice_url: `${publicUrl}/voice/out`, status_callback: `${publicUrl}/voice/status` }

  it('is right, or names what is wrong with it', async () => {
    expect(await telephony.check(patient)).toMatchObject([{ field: 'applicationSid', problem: 'wrong' }])
    server.resources.set(resourcePath('Applications', applicationSid), app)
    expect(await telephony.check(patient)).toEqual([])
    server.resources.set(resourcePath('Applications', applicationSid), { ...app, voice_url: '', status_callback: '' })
    const fields = (await telephony.check(patient)).map(({ field }) => field)
    expect(fields).toEqual(['Voice URL', 'Status Callback URL'])
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true)
    server.script = { kind: 'hangs-up' }
    expect(await telephony.check(patient)).toMatchObject([{ problem: 'unreachable' }])
  })
})

itWithSharedData('every operation that the adapter uses is described, and was asked for here', () => {
  expect([...specification.used].toSorted()).toEqual([
    ...['CreateCall', 'CreateIncomingPhoneNumber', 'DeleteIncomingPhoneNumber', 'DeleteRecording', 'FetchAccount'],
    ...['FetchApplication', 'FetchCall', 'FetchIncomingPhoneNumber', 'ListAvailablePhoneNumberLocal'],
    ...['ListAvailablePhoneNumberMobile', 'ListAvailablePhoneNumberTollFree', 'ListCall', 'ListIncomingPhoneNumber'],
    'UpdateIncomingPhoneNumber',
  ])
})

itWithSharedData('the description refuses what it does not know', () => {
  const asked = (form: Record<string, string>) => {
    const path = `${root}/Messages.json`
    return specification.check({ method: 'POST', path, query: new URLSearchParams(), form: new URLSearchParams(form) })
  }
  expect(asked({ To: carla, From: ours, Body: 'a' })).toEqual([])
  expect(asked({ From: ours, Body: 'a' }).join()).toContain("'To'")
  expect(asked({ To: carla, Words: 'a' }).join()).toContain('Words')
  expect(asked({ To: carla, MessagingServiceSid: 'MG1' }).join()).toContain('pattern')
  const nowhere = {
    method: 'GET',
    path: '/2010-04-01/Nothing.json',
    query: new URLSearchParams(),
    form: new URLSearchParams(),
  }
  expect(specification.check(nowhere).join()).toContain('described nowhere')
})
