/** What Twilio tells of text messages, in the words of crmkit. @module */
import type { DeliveryEventKind, ProviderEvents, SmsFact, SmsWord } from 'crmkit'
import type { TwilioSmsOptions } from './options.ts'
import { type HeardRequest, numberOf, ourId, readEvents, type Told } from './read-events.ts'

/** The statuses of a message that went out. What failed, {@link failureKinds} tells apart. */
const statusKinds: Readonly<Record<string, DeliveryEventKind>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'opened',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
}

/** Codes that say more than that it failed: only a number that is not there is `bounced`. */
const failureKinds: Readonly<Record<string, DeliveryEventKind>> = {
  '21610': 'blocked',
  '30004': 'blocked',
  '30005': 'bounced',
  '30007': 'blocked',
  '30034': 'blocked',
}

const words: Readonly<Record<string, SmsWord>> = { STOP: 'stop', START: 'start', HELP: 'help' }

/** Reads what Twilio sends to `/sms/status` and `/sms/in`. */
export function smsEvents(options: TwilioSmsOptions): ProviderEvents<SmsFact> {
  return readEvents<SmsFact>(options, { '/sms/status': readStatus, '/sms/in': readReceived })
}

/** What became of a message. @param code Twilio's own; `''`: it says none */
export function deliveryKind(status: string, code: string): DeliveryEventKind | null {
  const kind = Object.hasOwn(statusKinds, status) ? (statusKinds[status] ?? null) : null
  return kind === 'failed' && Object.hasOwn(failureKinds, code) ? (failureKinds[code] ?? kind) : kind
}

/** Twilio says no times: what came in counts. */
function readStatus({ fields, query, now }: HeardRequest): Told<SmsFact> | null {
  const { MessageSid: name = '', MessageStatus: status = '', ErrorCode: code = '', To: to = '' } = fields
  if (name === '' || status === '') return null
  const kind = deliveryKind(status, code)
  const address = numberOf(to)
  const names = [name, status]
  if (kind === null || address === undefined) return { names, fact: null }
  const event = { kind, at: now, address, providerMessageId: name, ...(code !== '' && { reason: code }) }
  return { names, fact: { kind: 'status', messageId: ourId(query, 'message'), event } }
}

function readReceived({ fields, now }: HeardRequest): Told<SmsFact> | null {
  const { MessageSid: name = '', From: from = '', To: to = '', Body: text = '', OptOutType: said = '' } = fields
  if (name === '') return null
  const word = Object.hasOwn(words, said) ? words[said] : undefined
  const sms = {
    ...{ providerMessageId: name, from: numberOr(from), to: numberOr(to), text, receivedAt: now },
    ...(word !== undefined && { word }),
  }
  return { names: [name], fact: { kind: 'received', sms } }
}

function numberOr(written: string): string {
  return numberOf(written) ?? written
}
