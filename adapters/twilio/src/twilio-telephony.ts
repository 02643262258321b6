/** Calls through Twilio. @module */
import type { Telephony } from 'crmkit'
import { callEvents } from './call-events.ts'
import { checkTelephony } from './check-account.ts'
import { makeCall, operatorToken, priceOfCall } from './make-call.ts'
import { buyNumber, linkNumber, listNumbers, releaseNumber, searchNumbers } from './numbers.ts'
import { checkOptions, type TwilioTelephonyOptions } from './options.ts'
import { deleteRecording, openRecording } from './recordings.ts'
import { instruct } from './twiml.ts'

/**
 * Makes and takes calls through Twilio.
 *
 * @example
 * const telephony = twilioTelephony({ accountSid, authTokens, apiKey, applicationSid, publicUrl })
 * @throws {Error} if the options can't be meant
 */
export function twilioTelephony(options: TwilioTelephonyOptions): Telephony {
  checkOptions(options)
  return {
    provider: 'twilio',
    events: callEvents(options),
    instruct: (instruction) => instruct(options, instruction),
    searchNumbers: (search) => searchNumbers(options, search),
    buyNumber: (number) => buyNumber(options, number),
    listNumbers: () => listNumbers(options),
    linkNumber: (providerId) => linkNumber(options, providerId),
    releaseNumber: (providerId) => releaseNumber(options, providerId),
    operatorToken: async (access) => operatorToken(options, access),
    makeCall: (call, { timeoutMs }) => makeCall(options, call, timeoutMs),
    priceOf: (name) => priceOfCall(options, name),
    openRecording: (recordingId) => openRecording(options, recordingId),
    deleteRecording: (recordingId) => deleteRecording(options, recordingId),
    check: ({ timeoutMs }) => checkTelephony(options, timeoutMs),
  }
}
