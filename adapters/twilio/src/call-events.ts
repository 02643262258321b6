/** What Twilio tells and asks of calls, in the words of crmkit. @module */
import type { CallEnd, CallEvent, CallFact, MemberId, ProviderEvents, RecordingState } from 'crmkit'
import { readOperatorName } from './operator-name.ts'
import type { TwilioTelephonyOptions } from './options.ts'
import { type HeardRequest, numberOf, ourId, readEvents, type Told, timeOf } from './read-events.ts'
import type { Fields } from './signature.ts'

/** How calls end, in Twilio's words. */
const ends: Readonly<Record<string, CallEnd>> = {
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  canceled: 'canceled',
  failed: 'failed',
}

const recordingStates: Readonly<Record<string, RecordingState>> = {
  'in-progress': 'in-progress',
  paused: 'in-progress',
  stopped: 'in-progress',
  processing: 'in-progress',
  completed: 'completed',
  absent: 'absent',
  failed: 'absent',
  deleted: 'deleted',
}

/** Reads what Twilio sends to the addresses below `/voice`. */
export function callEvents(options: TwilioTelephonyOptions): ProviderEvents<CallFact> {
  return readEvents<CallFact>(options, {
    '/voice/in': readIncoming,
    '/voice/out': readOutgoing,
    '/voice/rung': readRung,
    '/voice/waited': ({ fields, query, now }) =>
      told(fields, [roundOf(query)], { kind: 'unanswered', ...whose(fields), at: now }),
    '/voice/whisper': readTaken,
    '/voice/pressed': readPressed,
    '/voice/connected': readConnected,
    '/voice/leg': readLeg,
    '/voice/status': readStatus,
    '/voice/left': readLeft,
    '/voice/recording': readRecording,
  })
}

function readIncoming({ fields, now }: HeardRequest): Told<CallFact> {
  const from = numberOf(fields['From']) ?? null
  const to = numberOf(fields['To'])
  if (to === undefined) return told(fields, [], null)
  return told(fields, [], { kind: 'incoming', ...whose(fields), from, to, at: now })
}

/** From a browser, or after the key that an operator pressed: then we have written who he is and whom he calls. */
function readOutgoing({ fields, query, now }: HeardRequest): Told<CallFact> {
  const callId = ourId(query, 'call')
  const browser = readOperatorName(fields['From'] ?? '')
  const memberId = callId === null ? browser : ourMember(query)
  if (memberId === null) return told(fields, [], null)
  // A parameter of the browser's own: `From` is his name. Twilio has checked neither.
  const { To: to = '', CallerId: from = '' } = fields
  const named = callId === null ? { from, to } : { from: query.get('from') ?? '', to: query.get('to') ?? '' }
  return told(fields, [], { kind: 'outgoing', callId, ...whose(fields), memberId, ...named, at: now })
}

/** A round is over: it was taken, or the caller is gone, or somebody else has to take it. */
function readRung(request: HeardRequest): Told<CallFact> {
  const { fields, query, now } = request
  const names = [roundOf(query), fields['DialCallSid'] ?? '', fields['DialCallStatus'] ?? '']
  if (wasTalked(fields)) return told(fields, names, eventOf(request, talked(request)))
  const end = ends[fields['CallStatus'] ?? '']
  if (end !== undefined) return told(fields, names, eventOf(request, { kind: 'ended', at: now, end }))
  return told(fields, names, { kind: 'unanswered', ...whose(fields), at: now })
}

function readTaken({ fields, query, now }: HeardRequest): Told<CallFact> {
  const memberId = ourMember(query)
  const fact: CallFact | null = memberId === null ? null : { kind: 'taken', ...whose(fields), memberId, at: now }
  return told(fields, [], fact)
}

/** The leg of a telephone says its own name, and that of the call behind it. */
function readPressed(request: HeardRequest): Told<CallFact> {
  const { fields, query, now } = request
  if ((fields['Digits'] ?? '') === '') return told(fields, [], null)
  return told(fields, [], eventOf(request, { kind: 'answered', at: now, memberId: ourMember(query) }))
}

/** What came of calling the other side. */
function readConnected(request: HeardRequest): Told<CallFact> {
  const { fields, now } = request
  const status = fields['DialCallStatus'] ?? ''
  const names = [fields['DialCallSid'] ?? '', status]
  if (wasTalked(fields)) return told(fields, names, eventOf(request, talked(request)))
  if (status === 'busy') return told(fields, names, eventOf(request, { kind: 'rejected', at: now }))
  const end = ends[status]
  return told(fields, names, end === undefined ? null : eventOf(request, { kind: 'ended', at: now, end }))
}

/** A browser that takes a call, or the other side that does. */
function readLeg(request: HeardRequest): Told<CallFact> {
  const { fields, query, now } = request
  const isTaken = fields['CallStatus'] === 'in-progress'
  const event = { kind: 'answered', at: timeOf(fields, 'Timestamp', now), memberId: ourMember(query) } as const
  return told(fields, numbered(fields), isTaken ? eventOf(request, event) : null)
}

/** What becomes of the first leg. That Twilio took it is no answer. */
function readStatus(request: HeardRequest): Told<CallFact> {
  const { fields, now } = request
  const at = timeOf(fields, 'Timestamp', now)
  const status = fields['CallStatus'] ?? ''
  const end = ends[status]
  if (end !== undefined) return told(fields, numbered(fields), eventOf(request, { kind: 'ended', at, end }))
  return told(fields, numbered(fields), status === 'ringing' ? eventOf(request, { kind: 'ringing', at }) : null)
}

/** Somebody has spoken to the voicemail, and hung up or pressed a key. */
function readLeft(request: HeardRequest): Told<CallFact> {
  const { fields, now } = request
  return told(fields, [fields['RecordingUrl'] ?? ''], eventOf(request, { kind: 'voicemail', at: now }))
}

function readRecording(request: HeardRequest): Told<CallFact> {
  const { fields, now } = request
  const { RecordingSid: id = '', RecordingStatus: status = '', RecordingDuration: seconds = '' } = fields
  const state = recordingStates[status]
  if (id === '' || state === undefined) return told(fields, [id, status], null)
  const recording = { id, state, ...(/^\d{1,6}$/.test(seconds) && { seconds: Number(seconds) }) }
  const at = timeOf(fields, 'RecordingStartTime', now)
  return told(fields, [id, status], eventOf(request, { kind: 'recorded', at, recording }))
}

function told(fields: Fields, names: readonly string[], fact: CallFact | null): Told<CallFact> {
  return { names: [fields['CallSid'] ?? '', ...names], fact }
}

function eventOf({ fields, query }: HeardRequest, event: CallEvent): CallFact {
  return { kind: 'event', callId: ourId(query, 'call'), ...whose(fields), event }
}

/** The legs of a call are one call: the first one's name. */
function whose(fields: Fields): { readonly providerCallId: string } {
  return { providerCallId: fields['ParentCallSid'] || (fields['CallSid'] ?? '') }
}

function ourMember(query: URLSearchParams): MemberId | null {
  return query.get('member')
}

/** Which round is over, as we wrote it into the address: of several who were rung, Twilio may name none. */
function roundOf(query: URLSearchParams): string {
  return query.get('round') ?? ''
}

/** Twilio numbers what it tells of a leg, and does not keep to the order. */
function numbered(fields: Fields): readonly string[] {
  return [fields['SequenceNumber'] ?? '', fields['CallStatus'] ?? '']
}

/** A telephone that was taken and not confirmed was never put through. */
function wasTalked({ DialCallStatus: status, DialBridged: bridged }: Fields): boolean {
  return (status === 'completed' || status === 'answered') && bridged !== 'false'
}

function talked({ fields, now }: HeardRequest): Extract<CallEvent, { readonly kind: 'ended' }> {
  const seconds = fields['DialCallDuration'] ?? ''
  return {
    kind: 'ended',
    at: now,
    end: 'completed',
    ...(/^\d{1,6}$/.test(seconds) && { talkSeconds: Number(seconds) }),
  }
}
