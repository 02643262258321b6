/**
 * The log of calls: one line each, put together from what the provider tells, late, twice and in any order. Rules:
 * docs/concepts/calls.md (TEL-3, TEL-5).
 * @module
 */
import type { Direction } from '../interaction/note.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import type { Instant } from '../kernel/time.ts'

/** How far a call has got: it reached nobody yet, people who would not take it, the voicemail, or somebody who talked. */
export type CallReach = 'nobody' | 'rejected' | 'voicemail' | 'answered'

/** From the least to the most. What comes late never takes back what was reached. Docs and tests read this list. */
export const callReaches: readonly CallReach[] = ['nobody', 'rejected', 'voicemail', 'answered']

/** What a call is shown as: the first two while it goes on, the others once it has ended, `voicemail` in both. */
export type CallStatus = 'ringing' | 'in-progress' | 'answered' | 'missed' | 'rejected' | 'voicemail'

/** What a call is shown as, by how far it got. Docs and tests read this table. */
export const callStatuses: Readonly<
  Record<CallReach, { readonly during: CallStatus; readonly ended: Exclude<CallStatus, 'ringing' | 'in-progress'> }>
> = {
  nobody: { during: 'ringing', ended: 'missed' },
  rejected: { during: 'ringing', ended: 'rejected' },
  voicemail: { during: 'voicemail', ended: 'voicemail' },
  answered: { during: 'in-progress', ended: 'answered' },
}

/** Why a call ended: somebody hung up, or it never came to that. */
export type CallEnd = 'completed' | 'busy' | 'no-answer' | 'canceled' | 'failed'

/** How far a recording is. */
export type RecordingState = 'in-progress' | 'absent' | 'completed' | 'deleted'

/** A recording of a call, or a message on the voicemail. */
export interface Recording {
  /** The provider's name for it. */
  readonly id: string
  readonly state: RecordingState
  /** How long it is; absent while it is not known. */
  readonly seconds?: number
}

/** Something that a provider tells of a call, in the words of all of them. */
export type CallEvent = {
  /** When it happened, as the provider says. */
  readonly at: Instant
} & (
  | { readonly kind: 'ringing' }
  /** A person took it: the operator of an incoming call, whoever was called of an outgoing one. Not the voicemail, and not the provider. */
  | { readonly kind: 'answered'; readonly memberId: MemberId | null }
  /**
   * Nobody is left who might take it: every operator that it rang at turned it down, or the other side was busy. One of
   * several who turns it down is no event, or nobody would call back.
   */
  | { readonly kind: 'rejected' }
  | { readonly kind: 'voicemail' }
  | { readonly kind: 'ended'; readonly end: CallEnd; readonly talkSeconds?: number }
  | { readonly kind: 'recorded'; readonly recording: Recording }
  | { readonly kind: 'priced'; readonly price: Price }
)

/** What events come to. Docs and tests read this table; `null`: it says nothing of how far the call got. */
export const callEvents: Readonly<Record<CallEvent['kind'], CallReach | null>> = {
  ringing: 'nobody',
  answered: 'answered',
  rejected: 'rejected',
  voicemail: 'voicemail',
  ended: null,
  recorded: null,
  priced: null,
}

/** What is known of a call. Who called whom, and the records of the caller, stand beside it. */
export interface CallLog {
  readonly direction: Direction
  readonly reach: CallReach
  /** The earliest that is known of it. */
  readonly startedAt: Instant
  readonly answeredAt?: Instant
  /** Of an incoming call who took it first, of an outgoing one who called; `null`: it is not known. */
  readonly memberId: MemberId | null
  readonly endedAt?: Instant
  readonly end?: CallEnd
  /** As the provider counts them. */
  readonly talkSeconds?: number
  readonly recordings: readonly Recording[]
  /** Comes minutes or hours after the end. */
  readonly price?: Price
  readonly pricedAt?: Instant
}

/** A call of which the first thing is heard, or that somebody is about to make. @param memberId who calls */
export function startCall(direction: Direction, at: Instant, memberId: MemberId | null = null): CallLog {
  return { direction, reach: 'nobody', startedAt: at, memberId, recordings: [] }
}

/** What is known after an event. The same events come to the same, in whatever order and however often they come. */
export function recordCallEvent(call: CallLog, event: CallEvent): CallLog {
  const reached = callEvents[event.kind]
  const reach = reached !== null && reachRank(reached) > reachRank(call.reach) ? reached : call.reach
  switch (event.kind) {
    case 'ringing':
    case 'rejected':
    case 'voicemail':
      return { ...call, reach, startedAt: Math.min(call.startedAt, event.at) }
    case 'answered':
      return { ...recordAnswered(call, event.at, event.memberId), reach, startedAt: Math.min(call.startedAt, event.at) }
    case 'ended':
      return recordEnd(call, event)
    case 'recorded':
      return { ...call, recordings: recordRecording(call.recordings, event.recording) }
    case 'priced':
      return recordPrice(call, event.price, event.at)
  }
}

/** What a call is shown as. */
export function callStatus({ reach, endedAt }: Pick<CallLog, 'reach' | 'endedAt'>): CallStatus {
  return endedAt === undefined ? callStatuses[reach].during : callStatuses[reach].ended
}

/** How long they talked, in seconds: what the provider says, else from the answer to the end. `null`: it goes on, or is not known. */
export function talkedSeconds({ reach, answeredAt, endedAt, talkSeconds }: CallLog): number | null {
  if (reach !== 'answered') return endedAt === undefined ? null : 0
  if (endedAt === undefined) return null
  if (talkSeconds !== undefined) return talkSeconds
  return answeredAt === undefined ? null : Math.max(0, Math.round((endedAt - answeredAt) / 1000))
}

const ends: readonly CallEnd[] = ['failed', 'canceled', 'no-answer', 'busy', 'completed']
const recordingStates: readonly RecordingState[] = ['in-progress', 'absent', 'completed', 'deleted']

function reachRank(reach: CallReach): number {
  return callReaches.indexOf(reach)
}

/** The first answer counts; of two at one instant, the member whose id comes first. */
function recordAnswered(call: CallLog, at: Instant, memberId: MemberId | null): CallLog {
  const { answeredAt, direction } = call
  if (answeredAt !== undefined && at > answeredAt) return call
  const isSame = answeredAt === at
  if (direction === 'outbound') return { ...call, answeredAt: at }
  const who = isSame ? firstMember(call.memberId, memberId) : memberId
  return { ...call, answeredAt: at, memberId: who }
}

function firstMember(one: MemberId | null, other: MemberId | null): MemberId | null {
  if (one === null || other === null) return one ?? other
  return compareCodePoints(one, other) <= 0 ? one : other
}

function recordEnd(call: CallLog, { at, end, talkSeconds }: Extract<CallEvent, { kind: 'ended' }>): CallLog {
  const seconds = Math.max(call.talkSeconds ?? -1, talkSeconds ?? -1)
  return {
    ...call,
    startedAt: Math.min(call.startedAt, at),
    endedAt: Math.max(call.endedAt ?? at, at),
    end: ends[Math.max(ends.indexOf(call.end ?? 'failed'), ends.indexOf(end))] ?? end,
    ...(seconds >= 0 && { talkSeconds: seconds }),
  }
}

function recordRecording(known: readonly Recording[], told: Recording): readonly Recording[] {
  const before = known.find(({ id }) => id === told.id)
  const state = [before?.state ?? told.state, told.state].toSorted(
    (one, other) => recordingStates.indexOf(other) - recordingStates.indexOf(one),
  )[0]
  const seconds = Math.max(before?.seconds ?? -1, told.seconds ?? -1)
  const recording: Recording = { id: told.id, state: state ?? told.state, ...(seconds >= 0 && { seconds }) }
  return [...known.filter(({ id }) => id !== told.id), recording].toSorted((one, other) =>
    compareCodePoints(one.id, other.id),
  )
}

/** The price that was told last counts: providers correct themselves. */
function recordPrice(call: CallLog, price: Price, at: Instant): CallLog {
  const { price: known, pricedAt } = call
  if (known !== undefined && pricedAt !== undefined && !isLaterPrice([at, price], [pricedAt, known])) return call
  return { ...call, price, pricedAt: at }
}

function isLaterPrice([at, price]: readonly [Instant, Price], [knownAt, known]: readonly [Instant, Price]): boolean {
  if (at !== knownAt) return at > knownAt
  if (price.amountMicros !== known.amountMicros) return price.amountMicros > known.amountMicros
  return compareCodePoints(price.currency, known.currency) > 0
}
