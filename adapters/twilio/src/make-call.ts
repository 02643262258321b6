/** Calls that are made for an operator, passes for his browser, and what a call cost. @module */
import type { CallAnswer, CallToMake, Instant, OperatorAccess, Price } from 'crmkit'
import { parsePrice } from 'crmkit/domain'
import twilio from 'twilio'
import { failureOf } from './failure.ts'
import { patienceOf } from './numbers.ts'
import { operatorName } from './operator-name.ts'
import { callbackUrl, type TwilioTelephonyOptions } from './options.ts'
import { ask, problemOf } from './twilio-client.ts'
import { connectionText, keyText } from './twiml.ts'

/** Rings at the operator, and then at the other side. */
export async function makeCall(
  options: TwilioTelephonyOptions,
  call: CallToMake,
  timeoutMs: number,
): Promise<CallAnswer> {
  const { callId, from, operator } = call
  const asked = await ask(options, timeoutMs, (account) => {
    return account.calls.create({
      from,
      to: operator.number ?? `client:${operatorName(operator.memberId)}`,
      twiml: firstWords(options, call),
      statusCallback: callbackUrl(options, '/voice/status', { call: callId }),
      statusCallbackEvent: ['ringing', 'completed'],
      statusCallbackMethod: 'POST',
    })
  })
  if (asked.kind === 'answered') {
    const { sid } = asked.value
    if (!/^CA[0-9a-fA-F]{32}$/.test(sid)) return { kind: 'unknown', problem: 'an answer that says nothing' }
    return { kind: 'accepted', providerCallId: sid }
  }
  if (asked.kind === 'lost') return { kind: 'unknown', problem: asked.problem }
  if (asked.kind === 'unreached') return { kind: 'refused', problem: asked.problem }
  const isFinal = asked.status < 500 && asked.status !== 408
  return { kind: isFinal ? 'refused' : 'unknown', problem: problemOf(asked) }
}

function firstWords(options: TwilioTelephonyOptions, call: CallToMake): string {
  const { callId, from, to, operator, isRecorded, asks } = call
  if (operator.number === undefined) return connectionText(options, { from, to, isRecorded, callId })
  return keyText(asks, callbackUrl(options, '/voice/out', { call: callId, member: operator.memberId, from, to }))
}

const longestPassSeconds = 86_400

/** A pass for the browser of an operator. Twilio's own code signs it, by the system's clock. */
export function operatorToken(
  { accountSid, apiKey, applicationSid }: TwilioTelephonyOptions,
  { memberId, outgoing, seconds }: OperatorAccess,
): { readonly token: string; readonly expiresAt: Instant } {
  const { AccessToken } = twilio.jwt
  const ttl = Math.min(Math.max(1, Math.floor(seconds)), longestPassSeconds)
  const pass = new AccessToken(accountSid, apiKey.sid, apiKey.secret, { identity: operatorName(memberId), ttl })
  const calls = { incomingAllow: true, ...(outgoing && { outgoingApplicationSid: applicationSid }) }
  pass.addGrant(new AccessToken.VoiceGrant(calls))
  const token = pass.toJwt()
  return { token, expiresAt: expiryOf(token) }
}

function expiryOf(token: string): Instant {
  const [, payload = ''] = token.split('.')
  const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  const isDated = typeof said === 'object' && said !== null && 'exp' in said && typeof said.exp === 'number'
  if (!isDated) throw new Error('Twilio’s pass has no end.')
  return Number(said.exp) * 1_000
}

/** A leg that nobody took costs nothing, and never gets a price. */
const free: ReadonlySet<string> = new Set(['busy', 'no-answer', 'failed', 'canceled'])

interface Leg {
  readonly status: string
  readonly price: string
  readonly priceUnit: string
}

/** What a call cost: all of its legs, once Twilio knows all of them. */
export async function priceOfCall(options: TwilioTelephonyOptions, name: string): Promise<Price | null> {
  const asked = await ask(options, patienceOf(options), async (account): Promise<readonly Leg[]> => {
    const first = await account.calls(name).fetch()
    return [first, ...(await account.calls.list({ parentCallSid: name, pageSize: 100 }))]
  })
  if (asked.kind !== 'answered') throw failureOf('priceOf', asked)
  const prices = asked.value.map(priceOfLeg)
  const [first] = prices.filter((price) => price !== 'none')
  if (first === undefined || first === null) return null
  let amountMicros = 0
  for (const price of prices) {
    if (price === 'none') continue
    if (price === null || price.currency !== first.currency) return null
    amountMicros += price.amountMicros
  }
  return { amountMicros, currency: first.currency }
}

function priceOfLeg({ status, price, priceUnit }: Leg): Price | 'none' | null {
  if (price !== null && price !== undefined && priceUnit) return parsePrice(price, priceUnit)
  return free.has(status) ? 'none' : null
}
