/** Text messages and calls of crmkit through Twilio. @module */
export type { TwilioApiKey, TwilioOptions, TwilioSmsOptions, TwilioTelephonyOptions } from './options.ts'
export { twilioSms } from './twilio-sms.ts'
export { twilioTelephony } from './twilio-telephony.ts'
