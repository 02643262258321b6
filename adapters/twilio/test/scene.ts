/** What the tests of Twilio share. @module */
import type { PhoneE164, ProviderRequest } from 'crmkit'
import { parsePhone } from 'crmkit/domain'
import twilio from 'twilio'
import { accountSid } from './twilio-server.ts'

export const authToken = 'secret-auth-token'
export const apiKey = { sid: `SK${'b'.repeat(32)}`, secret: 'secret-of-the-key' }
export const applicationSid: string = `AP${'c'.repeat(32)}`
export const publicUrl = 'https://crm.example/twilio'
export const now: number = Date.UTC(2026, 10, 22, 12)
export const messageId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f01'
export const callId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f02'
export const anne = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f03'
export const bob = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f04'

export const ours: PhoneE164 = phone('+33123458073')
export const carla: PhoneE164 = phone('+33612345678')
export const mobile: PhoneE164 = phone('+33698765432')

/** Options with which Twilio is asked at an address of this machine. */
export function optionsFor(baseUrl: string) {
  return { accountSid, authTokens: [authToken] as const, publicUrl, baseUrl, clock: { now: () => now } }
}

/** A number that is one. */
export function phone(written: string): PhoneE164 {
  const { e164 } = parsePhone(written, undefined)
  if (e164 === undefined) throw new Error(`${written} is no number`)
  return e164
}

/** A form as Twilio sends it, signed by its own helper. @param path with the query, as the host sees it */
export function signedForm(
  path: string,
  fields: Readonly<Record<string, string>>,
  { token = authToken, origin = 'https://crm.example' } = {},
): ProviderRequest {
  const signature = twilio.getExpectedTwilioSignature(token, `${origin}${path}`, { ...fields })
  return {
    method: 'POST',
    path,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': signature,
      'I-Twilio-Idempotency-Token': 'token-1',
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  }
}
