/** Whether an account at Twilio is set up, by asking for its settings. @module */
import type { ConfigurationProblem } from 'crmkit'
import { callbackUrl, type TwilioOptions, type TwilioSmsOptions, type TwilioTelephonyOptions } from './options.ts'
import { type Asked, ask } from './twilio-client.ts'

type Problems = readonly ConfigurationProblem[]

/** What is wrong with what sends text messages. */
export async function checkSms(options: TwilioSmsOptions, timeoutMs: number): Promise<Problems> {
  const { from } = options
  const problems = await checkCredentials(options, timeoutMs)
  if (problems.length > 0 || from === undefined || !from.startsWith('+')) return problems
  const owned = await ask(options, timeoutMs, (account) => {
    return account.incomingPhoneNumbers.list({ phoneNumber: from, pageSize: 1, limit: 1 })
  })
  if (owned.kind !== 'answered') return [unreachable]
  const remedy = 'Buy this number at Twilio, or send from another one.'
  return owned.value.length > 0 ? [] : [{ field: 'from', problem: 'missing', remedy }]
}

/** What is wrong with what makes calls. */
export async function checkTelephony(options: TwilioTelephonyOptions, timeoutMs: number): Promise<Problems> {
  const problems = await checkCredentials(options, timeoutMs)
  if (problems.length > 0) return problems
  const app = await ask(options, timeoutMs, (account) => account.applications(options.applicationSid).fetch())
  if (app.kind === 'refused' && app.status === 404) {
    const remedy = 'Make a TwiML App at Twilio, and give its SID.'
    return [{ field: 'applicationSid', problem: 'wrong', remedy }]
  }
  if (app.kind !== 'answered') return [unreachable]
  const { voiceUrl, statusCallback } = app.value
  const wanted = { voiceUrl: callbackUrl(options, '/voice/out'), statusCallback: callbackUrl(options, '/voice/status') }
  return [
    ...(voiceUrl === wanted.voiceUrl ? [] : [setAddress('Voice URL', '/voice/out')]),
    ...(statusCallback === wanted.statusCallback ? [] : [setAddress('Status Callback URL', '/voice/status')]),
  ]
}

/** Both are asked with: the token, for it signs what Twilio sends, and the key, if there is one. */
async function checkCredentials(options: TwilioOptions, timeoutMs: number): Promise<Problems> {
  const { apiKey: _, ...withToken } = options
  const account = await ask(withToken, timeoutMs, (asked) => asked.fetch())
  if (isRefused(account)) {
    const remedy = 'Look up accountSid and the auth token at Twilio, and give those.'
    return [{ field: 'authTokens', problem: 'wrong', remedy }]
  }
  if (account.kind !== 'answered') return [unreachable]
  if (account.value.status !== 'active') {
    const remedy = 'Look at Twilio why the account may not be used, and have it opened again.'
    return [{ field: 'accountSid', problem: 'not-allowed', remedy }]
  }
  const problems = isPublic(options.publicUrl) ? [] : [notPublic]
  if (options.apiKey === undefined) return problems
  const numbers = await ask(options, timeoutMs, (asked) => {
    return asked.incomingPhoneNumbers.list({ pageSize: 1, limit: 1 })
  })
  if (isRefused(numbers)) return [...problems, wrongKey]
  return numbers.kind === 'answered' ? problems : [unreachable]
}

const unreachable: ConfigurationProblem = {
  field: 'baseUrl',
  problem: 'unreachable',
  remedy: 'Try again later; if that does not help, look whether this machine can reach Twilio.',
}

const wrongKey: ConfigurationProblem = {
  field: 'apiKey',
  problem: 'wrong',
  remedy: 'Make a new standard API key at Twilio, and give that one.',
}

const notPublic: ConfigurationProblem = {
  field: 'publicUrl',
  problem: 'wrong',
  remedy: 'Give an address with https that Twilio can reach.',
}

function setAddress(field: string, path: string): ConfigurationProblem {
  const remedy = `Set it, in the TwiML App at Twilio, to publicUrl and ${path}, with POST.`
  return { field, problem: 'wrong', remedy }
}

function isRefused(asked: Asked<unknown>): boolean {
  return asked.kind === 'refused' && [401, 403, 404].includes(asked.status)
}

function isPublic(url: string): boolean {
  return new URL(url).protocol === 'https:'
}
