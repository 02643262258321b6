/** Text messages through Textbox, an invented provider. @module */

// #region sender
import { type Exchange, exchange, fieldsOf, readJson, textOf } from '@crmkit/adapter-kit'
import { CrmError, type SendAnswer, type SmsSender, type SmsToSend } from 'crmkit'
import { ok, parsePrice } from 'crmkit/domain'

interface TextboxOptions {
  readonly url: string
  readonly apiKey: string
  readonly now: () => number
}

const usualTimeoutMs = 15_000

export function textbox({ url, apiKey, now }: TextboxOptions): SmsSender {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const get = (path: string, timeoutMs: number) =>
    exchange({ method: 'GET', url: `${url}${path}`, headers }, { timeoutMs })
  return {
    provider: 'textbox',
    lookup: null,
    // It tells nothing by itself. Of one that does, read its requests here: a STOP must be heard.
    events: { read: async () => ok([]), understand: () => null },
    send: async (sms, { timeoutMs }) => {
      checkSms(sms)
      const { messageId: reference, from, to, text } = sms
      const body = JSON.stringify({ reference, from, to, text })
      return answerOf(await exchange({ method: 'POST', url: `${url}/texts`, headers, body }, { timeoutMs }), sms, now())
    },
    priceOf: async (name) => {
      const answer = await get(`/texts/${encodeURIComponent(name)}`, usualTimeoutMs)
      // Asked again later.
      if (answer.kind !== 'answered' || answer.status >= 500)
        throw new CrmError('backend-unavailable', { message: 'Textbox says no price.', details: {}, retryable: true })
      const { price, currency } = fieldsOf(readJson(answer.body))
      return textOf(price) === '' ? null : parsePrice(textOf(price), textOf(currency))
    },
    check: async ({ timeoutMs }) => {
      const answer = await get('/account', timeoutMs)
      if (answer.kind !== 'answered' || answer.status >= 500)
        return [{ field: 'url', problem: 'unreachable', remedy: 'Try again later.' }]
      return answer.status === 200 ? [] : [{ field: 'apiKey', problem: 'wrong', remedy: 'Copy it from your account.' }]
    },
  }
}

/** @throws {CrmError} invalid-input - a mistake of the caller, before anybody is asked */
function checkSms({ text }: SmsToSend): void {
  if (text !== '') return
  const issue = { path: 'text', problem: 'missing', remedy: 'Say something.' } as const
  throw new CrmError('invalid-input', { message: 'A text message has to say something.', details: { issues: [issue] } })
}

function answerOf(outcome: Exchange, { to: address }: SmsToSend, at: number): SendAnswer {
  if (outcome.kind === 'unreached') return { kind: 'postponed', problem: outcome.problem }
  if (outcome.kind === 'lost') return { kind: 'unknown', problem: outcome.problem }
  const { status, headers, body } = outcome
  const { id, error } = fieldsOf(readJson(body))
  const problem = String(status)
  const providerMessageId = textOf(id)
  if (status === 202 && providerMessageId !== '')
    return { kind: 'accepted', recipients: [{ address, providerMessageId, event: { kind: 'accepted', at } }] }
  if (status === 403 && textOf(error) === 'stopped')
    return { kind: 'refused', problem, recipients: [{ address, event: { kind: 'blocked', at, reason: 'stopped' } }] }
  if (status === 429) {
    const seconds = Number(headers['retry-after'])
    return { kind: 'postponed', problem, ...(seconds > 0 && { notBefore: at + seconds * 1_000 }) }
  }
  return status >= 400 && status < 500 && status !== 408 ? { kind: 'refused', problem } : { kind: 'unknown', problem }
}
// #endregion
