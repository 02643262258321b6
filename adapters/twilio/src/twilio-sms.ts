/** Text messages through Twilio. @module */
import type { SmsSender } from 'crmkit'
import { checkSms } from './check-account.ts'
import { checkOptions, type TwilioSmsOptions } from './options.ts'
import { findSms, priceOfSms, sendSms } from './send-sms.ts'
import { smsEvents } from './sms-events.ts'

/**
 * Sends text messages through Twilio.
 *
 * @example
 * const sms = twilioSms({ accountSid, authTokens: [authToken], publicUrl: 'https://crm.example/twilio', from: '+33…' })
 * @throws {Error} if the options can't be meant
 */
export function twilioSms(options: TwilioSmsOptions): SmsSender {
  checkOptions(options)
  return {
    provider: 'twilio',
    events: smsEvents(options),
    lookup: findSms(options),
    send: (sms, { timeoutMs }) => sendSms(options, sms, timeoutMs),
    priceOf: (name) => priceOfSms(options, name),
    check: ({ timeoutMs }) => checkSms(options, timeoutMs),
  }
}
