/** What Twilio is told to do with a call, in TwiML. Its own builder writes it, which escapes what is quoted. @module */
import type { Announcement, CallInstruction, Locale, OperatorTarget, PhoneE164, ProviderResponse } from 'crmkit'
import twilio from 'twilio'
import { operatorName } from './operator-name.ts'
import { callbackUrl, type TwilioOptions } from './options.ts'

type VoiceResponse = InstanceType<typeof twilio.twiml.VoiceResponse>
type SaidWith = Exclude<Parameters<VoiceResponse['say']>[0], string>

/** Who speaks which language. */
const voices = {
  en: { language: 'en-GB', voice: 'Polly.Amy' },
  fr: { language: 'fr-FR', voice: 'Polly.Celine' },
  ro: { language: 'ro-RO', voice: 'Polly.Carmen' },
  hu: { language: 'hu-HU', voice: 'Google.hu-HU-Standard-A' },
} as const satisfies Readonly<Record<Locale, SaidWith>>

const post = 'POST'
const longestMessageSeconds = 180
const secondsForAKey = 8

/** What Twilio is told. */
export function instruct(options: TwilioOptions, instruction: CallInstruction): ProviderResponse {
  const response = new twilio.twiml.VoiceResponse()
  if ('says' in instruction) for (const each of instruction.says ?? []) say(response, each)
  switch (instruction.kind) {
    case 'ring':
      ring(options, response, instruction)
      break
    case 'queue':
      // The caller waits here and not in a queue of Twilio's: whoever is free is known to crmkit, which is asked again.
      response.pause({ length: instruction.seconds })
      response.redirect({ method: post }, callbackUrl(options, '/voice/waited', { round: String(instruction.round) }))
      break
    case 'voicemail':
      response.record({
        ...{ maxLength: longestMessageSeconds, playBeep: true, method: post },
        action: callbackUrl(options, '/voice/left'),
        ...recordingCallback(options),
        recordingStatusCallbackEvent: ['completed', 'absent'],
      })
      break
    case 'connect':
      connect(options, response, instruction)
      break
    case 'confirm':
      askForKey(response, instruction.asks, callbackUrl(options, '/voice/pressed', { member: instruction.memberId }))
      break
    case 'hang-up':
      response.hangup()
      break
    case 'reject':
      response.reject()
      break
    case 'nothing':
      break
  }
  return { contentType: 'text/xml; charset=utf-8', body: response.toString() }
}

/** How a call that was made is put through once the operator is there. */
export interface Connection {
  readonly from: PhoneE164
  readonly to: PhoneE164
  readonly isRecorded: boolean
  /** Ours, of a call that we made. */
  readonly callId?: string
}

/** What Twilio is told when an operator takes a call that was made for him in his browser. */
export function connectionText(options: TwilioOptions, connection: Connection): string {
  const response = new twilio.twiml.VoiceResponse()
  connect(options, response, connection)
  return response.toString()
}

/** What Twilio is told when a telephone of an operator's is taken: whoever presses a key is put through by `action`. */
export function keyText(asks: Announcement, action: string): string {
  const response = new twilio.twiml.VoiceResponse()
  askForKey(response, asks, action)
  return response.toString()
}

function ring(
  options: TwilioOptions,
  response: VoiceResponse,
  { operators, seconds, isRecorded, round }: Extract<CallInstruction, { readonly kind: 'ring' }>,
): void {
  const dial = response.dial({
    ...{ timeout: seconds, answerOnBridge: true, method: post },
    action: callbackUrl(options, '/voice/rung', { round: String(round) }),
    ...(isRecorded && recordedDial(options)),
  })
  for (const operator of operators) ringOne(options, dial, operator)
}

function ringOne(
  options: TwilioOptions,
  dial: ReturnType<VoiceResponse['dial']>,
  { memberId, number }: OperatorTarget,
): void {
  const member = { member: memberId }
  if (number !== undefined) {
    // Taken is not answered: his voicemail takes it, too.
    dial.number({ url: callbackUrl(options, '/voice/whisper', member), method: post }, number)
    return
  }
  const client = dial.client({
    statusCallback: callbackUrl(options, '/voice/leg', member),
    statusCallbackEvent: ['answered'],
    statusCallbackMethod: post,
  })
  client.identity(operatorName(memberId))
}

function connect(options: TwilioOptions, response: VoiceResponse, { from, to, isRecorded, callId }: Connection): void {
  const call = { call: callId }
  const dial = response.dial({
    ...{ callerId: from, answerOnBridge: true, method: post },
    action: callbackUrl(options, '/voice/connected', call),
    ...(isRecorded && recordedDial(options, callId)),
  })
  const leg = callbackUrl(options, '/voice/leg', call)
  dial.number({ statusCallback: leg, statusCallbackEvent: ['answered'], statusCallbackMethod: post }, to)
}

function askForKey(response: VoiceResponse, asks: Announcement, action: string): void {
  const gather = response.gather({ numDigits: 1, timeout: secondsForAKey, action, method: post })
  say(gather, asks)
  response.hangup()
}

/** What can be heard within: a call, or a question of it. */
interface Heard {
  say(how: SaidWith, text: string): unknown
  play(address: string): unknown
}

function say(into: Heard, announcement: Announcement): void {
  if ('play' in announcement) into.play(xmlText(announcement.play))
  else into.say(voices[announcement.locale], xmlText(announcement.say))
}

/** What XML 1.0 has no place for is a blank: Twilio's builder throws at it, and the call would be lost. */
function xmlText(text: string): string {
  return text.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
}

function recordedDial(options: TwilioOptions, callId?: string) {
  return {
    record: 'record-from-answer-dual',
    ...recordingCallback(options, callId),
    recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
  } as const satisfies Parameters<VoiceResponse['dial']>[0]
}

function recordingCallback(options: TwilioOptions, callId?: string) {
  return {
    recordingStatusCallback: callbackUrl(options, '/voice/recording', { call: callId }),
    recordingStatusCallbackMethod: post,
  }
}
