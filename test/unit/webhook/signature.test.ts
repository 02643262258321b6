import { createHmac } from 'node:crypto'
import { headerOf, signWebhook, verifyWebhook, webhookSecret } from 'crmkit/domain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const sentAt = 1_614_265_330_000
const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAt, body: '{"test": 2432232314}' }
const request = { headers: { ...signWebhook(message, [secret]) } as Record<string, string>, body: message.body }
const check = { secrets: [secret], now: sentAt }

describe('Signatures of webhooks', () => {
  it('are those of Standard Webhooks', () => {
    expect(signWebhook(message, [secret])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('are what Node’s own HMAC gives, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ minLength: 24, maxLength: 64 }), (body, bytes) => {
        const headers = signWebhook({ ...message, body }, [webhookSecret(bytes)])
        const mac = createHmac('sha256', bytes).update(`${message.id}.1614265330.${body}`).digest('base64')
        expect(headers['webhook-signature']).toBe(`v1,${mac}`)
      }),
    )
  })

  it('are checked on text and on bytes, with headers of any server', () => {
    const good = { ok: true, value: { id: message.id, sentAt } }
    expect(verifyWebhook(request, check)).toEqual(good)
    expect(verifyWebhook({ ...request, body: new TextEncoder().encode(message.body) }, check)).toEqual(good)
    expect(verifyWebhook({ ...request, headers: new Headers(request.headers) }, check)).toEqual(good)
    const upper = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toUpperCase(), value]),
    )
    expect(verifyWebhook({ ...request, headers: upper }, check)).toEqual(good)
    expect(verifyWebhook(request, { ...check, secrets: [secret.slice(6)] })).toEqual(good)
  })

  it('one of several is enough, on either side', () => {
    const other = webhookSecret(new Uint8Array(32).fill(7))
    const both = { ...request, headers: { ...signWebhook(message, [other, secret]) } }
    for (const secrets of [[secret], [other], [other, secret]]) {
      expect(verifyWebhook(both, { ...check, secrets }).ok).toBe(true)
    }
    const signatures = `v1a,AAAA v2,${request.headers['webhook-signature']?.slice(3)} v1,!!! ${request.headers['webhook-signature']}`
    const mixed = { ...request, headers: { ...request.headers, 'webhook-signature': signatures } }
    expect(verifyWebhook(mixed, check).ok).toBe(true)
  })

  it.each([
    ['another body', { ...request, body: '{"test": 2432232315}' }, 'wrong-signature'],
    ['another id', { ...request, headers: { ...request.headers, 'webhook-id': 'msg_x' } }, 'wrong-signature'],
    [
      'another time',
      { ...request, headers: { ...request.headers, 'webhook-timestamp': '1614265331' } },
      'wrong-signature',
    ],
    [
      'a cut signature',
      { ...request, headers: { ...request.headers, 'webhook-signature': 'v1,g0hM9SsE' } },
      'wrong-signature',
    ],
    [
      'an empty signature',
      { ...request, headers: { ...request.headers, 'webhook-signature': 'v1,' } },
      'wrong-signature',
    ],
    [
      'another version',
      {
        ...request,
        headers: { ...request.headers, 'webhook-signature': `v2,${request.headers['webhook-signature']?.slice(3)}` },
      },
      'wrong-signature',
    ],
    ['no id', { ...request, headers: { ...request.headers, 'webhook-id': '' } }, 'missing-header'],
    ['no headers', { ...request, headers: {} }, 'missing-header'],
    [
      'a time that is none',
      { ...request, headers: { ...request.headers, 'webhook-timestamp': 'hello' } },
      'invalid-timestamp',
    ],
  ] as const)('%s is not trusted', (_what, received, code) => {
    expect(verifyWebhook(received, check)).toEqual({ ok: false, error: { code } })
  })

  it('an old request is not trusted, nor one from the future', () => {
    expect(verifyWebhook(request, { ...check, now: sentAt + 300_000 }).ok).toBe(true)
    expect(verifyWebhook(request, { ...check, now: sentAt + 301_000 })).toEqual({
      ok: false,
      error: { code: 'too-old' },
    })
    expect(verifyWebhook(request, { ...check, now: sentAt - 301_000 })).toEqual({
      ok: false,
      error: { code: 'too-new' },
    })
    expect(verifyWebhook(request, { ...check, now: sentAt + 301_000, toleranceMs: 600_000 }).ok).toBe(true)
  })

  it('a header is read whoever made the object, and however it is written', () => {
    for (const headers of [new Headers({ 'X-Proof': 'word' }), { 'x-proof': 'word' }, { 'X-Proof': 'word' }]) {
      expect([headerOf(headers, 'X-Proof'), headerOf(headers, 'x-proof'), headerOf(headers, 'x-other')]).toEqual([
        ...['word', 'word', ''],
      ])
    }
    expect(headerOf({ 'x-proof': ['word', 'guess'] }, 'x-proof')).toBe('')
  })

  it('nothing fits no secret', () => {
    expect(verifyWebhook(request, { ...check, secrets: [] }).ok).toBe(false)
    expect(() => signWebhook(message, ['whsec_'])).toThrow('whsec_')
  })
})
