/** A text message as Twilio takes it, its answer, and what it cost. @module */
import {
  type AnsweredRecipient,
  CrmError,
  type Instant,
  type Price,
  type SendAnswer,
  type SendLookup,
  type SmsToSend,
} from 'crmkit'
import { parsePrice } from 'crmkit/domain'
import { failureOf } from './failure.ts'
import { callbackUrl, clockOf, type TwilioSmsOptions } from './options.ts'
import { deliveryKind } from './sms-events.ts'
import { type Asked, ask, problemOf } from './twilio-client.ts'

/** A number that has said STOP, and has not said START since. */
const stoppedCode = 21610

interface TakenMessage {
  readonly sid: string
  readonly status: string
  readonly errorCode: number | null
}

/** Sends a text message. @throws {CrmError} invalid-input - where it says nothing, or nobody is to have sent it */
export async function sendSms(options: TwilioSmsOptions, sms: SmsToSend, timeoutMs: number): Promise<SendAnswer> {
  const from = sms.from ?? options.from
  if (from === undefined)
    throw mistake('from', 'A text message needs a sender: give the adapter or the message a `from`.')
  if (sms.text === '') throw mistake('text', 'A text message has to say something.')
  const asked = await ask(options, timeoutMs, (account): Promise<TakenMessage> => {
    return account.messages.create({
      ...{ to: sms.to, body: sms.text },
      ...(from.startsWith('MG') ? { messagingServiceSid: from } : { from }),
      statusCallback: callbackUrl(options, '/sms/status', { message: sms.messageId }),
    })
  })
  return answerOf(asked, sms, clockOf(options).now())
}

function answerOf(asked: Asked<TakenMessage>, { to }: SmsToSend, now: Instant): SendAnswer {
  if (asked.kind === 'unreached') return { kind: 'postponed', problem: asked.problem }
  if (asked.kind === 'lost') return { kind: 'unknown', problem: asked.problem }
  if (asked.kind === 'answered') {
    const { sid, status, errorCode } = asked.value
    if (!isMessageSid(sid)) return { kind: 'unknown', problem: 'an answer that says nothing' }
    const code = errorCode === null || errorCode === undefined ? '' : String(errorCode)
    const kind = deliveryKind(status, code) ?? 'accepted'
    const event = { kind, at: now, ...(code !== '' && { reason: code }) }
    return { kind: 'accepted', recipients: [{ address: to, providerMessageId: sid, event }] }
  }
  const problem = problemOf(asked)
  if (asked.code === stoppedCode) {
    return {
      kind: 'refused',
      problem,
      recipients: [{ address: to, event: { kind: 'blocked', at: now, reason: '21610' } }],
    }
  }
  if (asked.status === 429) return { kind: 'postponed', problem, ...notBefore(asked.retryAfter, now) }
  const isFinal = asked.status >= 400 && asked.status < 500 && asked.status !== 408
  // Who says 5xx may have passed it on before.
  return isFinal ? { kind: 'refused', problem } : { kind: 'unknown', problem }
}

/** What a message cost. */
export async function priceOfSms(options: TwilioSmsOptions, name: string): Promise<Price | null> {
  if (!isMessageSid(name)) return null
  const asked = await ask(options, usualTimeoutMs, (account) => account.messages(name).fetch())
  if (asked.kind !== 'answered') throw failureOf('priceOf', asked)
  const { price, priceUnit } = asked.value
  return price === null || price === undefined || priceUnit === undefined ? null : parsePrice(price, priceUnit)
}

const usualTimeoutMs = 15_000

/** From then on, Twilio lists what it has taken. */
const sureAfterMs = 10 * 60_000
/** How far our clocks may be apart. */
const slackMs = 60_000
/** How late a request may have come in. */
const lateMs = 5 * 60_000
const mostListed = 200

/** Looks for a message. Twilio keeps no id of ours where it can be asked for it: the number, the hour and the words are compared. */
export function findSms(options: TwilioSmsOptions): SendLookup {
  const clock = clockOf(options)
  return {
    find: async ({ recipients, askedAt, text }, { timeoutMs }) => {
      const [to] = recipients
      if (to === undefined) return { kind: 'unknown' }
      const asked = await ask(options, timeoutMs, (account) => {
        return account.messages.list({ to, pageSize: mostListed, limit: mostListed })
      })
      if (asked.kind !== 'answered') return { kind: 'unknown' }
      const sent = asked.value.filter(({ direction }) => direction !== 'inbound')
      const near = sent.filter(({ dateCreated }) => {
        const at = dateCreated?.getTime() ?? Number.NaN
        return Number.isNaN(at) || (at >= askedAt - slackMs && at <= askedAt + lateMs)
      })
      const same = near.filter(({ body }) => text !== undefined && body === text)
      const [one, ...others] = same
      if (one !== undefined && others.length === 0 && isMessageSid(one.sid)) {
        const at = one.dateCreated?.getTime() ?? askedAt
        const found: AnsweredRecipient = { address: to, providerMessageId: one.sid, event: { kind: 'accepted', at } }
        return { kind: 'found', recipients: [found] }
      }
      const isWhole = asked.value.length < mostListed
      return { kind: near.length === 0 && isWhole && clock.now() - askedAt > sureAfterMs ? 'absent' : 'unknown' }
    },
  }
}

function isMessageSid(sid: unknown): boolean {
  return typeof sid === 'string' && /^(SM|MM)[0-9a-fA-F]{32}$/.test(sid)
}

function notBefore(seconds: string | undefined, now: Instant): { notBefore?: Instant } {
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? { notBefore: now + Number(seconds) * 1_000 } : {}
}

/** Nobody was asked: what the core is told so by is this code. */
function mistake(path: string, remedy: string): CrmError {
  const issues = [{ path, problem: 'missing', remedy }] as const
  return new CrmError('invalid-input', { message: remedy, details: { issues } })
}
