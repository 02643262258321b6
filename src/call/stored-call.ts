/**
 * Calls and numbers as they are kept, and what a call comes to when something is heard of it before it is known who calls
 * whom. Rules: docs/concepts/calls.md (TEL-2, TEL-3, TEL-5).
 * @module
 */
import type { CallId, CompanyId, ContactId, FileId, InteractionId, LineId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'
import { type CallEvent, type CallLog, callStatus, recordCallEvent, startCall } from './call.ts'
import { isRecorded, type Line } from './line.ts'
import type { LoggedCall } from './missed-calls.ts'
import { type CallRoute, mostRungAtOnce, type RouteStep } from './route-call.ts'

/**
 * What a number is to us: `buying`, the provider was asked for it, and what came of that is not known; `in-use`, ours;
 * `released`, given back, or never got.
 */
export type LineState = 'buying' | 'in-use' | 'released'

/** A number as it is stored. */
export interface StoredLine extends Line {
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** Where it is: `twilio`. */
  readonly provider: string
  /** The provider's own name for it; `null` while it is not known. */
  readonly providerId: string | null
  readonly state: LineState
}

/** What came of asking the provider for a call. `asked` is as good as `unknown`: it is not asked again. */
export type CallPlacing = 'asked' | 'accepted' | 'refused' | 'unknown'

/** How far the route of a call is. It stands on the call, so that any machine knows what comes next. */
export interface CallProgress {
  readonly steps: readonly RouteStep[]
  /** Why it is as it is. Absent: it was written before that was kept. */
  readonly because?: CallRoute['because']
  /** Which step was given to which question, by the key of the question: asked again, it is given the same. */
  readonly given: Readonly<Record<string, number>>
  /**
   * Which rounds are recorded, decided as each is given: the first one tells the caller. Absent: none, or they were given
   * before that was kept; he is told again then.
   */
  readonly recorded?: readonly number[]
  /** Whether a contact is to be made of the number. */
  readonly createsContact: boolean
}

/** A recording whose bytes are in the file store. */
export interface RecordingFile {
  readonly recordingId: string
  readonly fileId: FileId
}

/** Who calls whom. */
export interface CallParties {
  readonly direction: LoggedCall['direction']
  /** Of the other side; `null`: it is withheld, or was erased. */
  readonly number: PhoneE164 | null
  /** `null`: the number that was called is none of ours any more. */
  readonly lineId: LineId | null
  /** Ours. */
  readonly lineNumber: PhoneE164 | null
  /** The people whose number it was when they called, or who were put to it by hand. */
  readonly contactIds: readonly ContactId[]
  readonly companyIds: readonly CompanyId[]
  /** Who answered our number then: they see the call. */
  readonly operatorIds: readonly MemberId[]
}

/** A call as it is stored. */
export interface StoredCall extends LoggedCall, CallParties {
  readonly id: CallId
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly provider: string
  /** The provider's own name for it; `null` while it is not known. */
  readonly providerCallId: string | null
  /** The matter that it belongs to, said by hand. */
  readonly interactionId?: InteractionId
  /** Of an incoming call. */
  readonly route?: CallProgress
  /** Of a call that we asked for. */
  readonly placing?: CallPlacing
  /** Recordings that were put away. */
  readonly files: readonly RecordingFile[]
  /** What somebody wrote down of it. */
  readonly note?: string
  /** When its number was erased with the person; absent for all others. */
  readonly erasedAt?: Instant
  /** What was heard of it so far, while it is not known who calls whom: it stands in no list till then. */
  readonly early?: readonly CallEvent[]
}

/** What a call is stored with besides what happens on it. */
export type CallStamp = Pick<StoredCall, 'id' | 'provider' | 'providerCallId' | 'createdAt'>

/** A call of which it is known who calls whom. @param memberId who calls, of an outgoing one */
export function beginCall(
  stamp: CallStamp,
  parties: CallParties,
  at: Instant,
  memberId: MemberId | null = null,
): StoredCall {
  const { direction: _said, ...others } = parties
  return {
    ...stamp,
    ...others,
    ...startCall(parties.direction, at, memberId),
    version: 1,
    updatedAt: stamp.createdAt,
    files: [],
  }
}

/** A call of which something is heard before it is known who calls whom. */
export function beginUnknownCall(stamp: CallStamp, at: Instant): StoredCall {
  const nobody = { number: null, lineId: null, lineNumber: null, contactIds: [], companyIds: [], operatorIds: [] }
  return { ...beginCall(stamp, { direction: 'inbound', ...nobody }, at), early: [] }
}

/** A call after an event. The same events come to the same, in whatever order and however often they come. */
export function hearOfCall(call: StoredCall, event: CallEvent): StoredCall {
  const heard = { ...call, ...recordCallEvent(call, event) }
  return call.early === undefined ? heard : { ...heard, early: [...call.early, event] }
}

/** A call once it is known who calls whom: what was heard of it before counts as if it came only now. */
export function identifyCall(
  call: StoredCall,
  parties: CallParties,
  at: Instant,
  memberId: MemberId | null = null,
): StoredCall {
  const { early = [], ...known } = call
  const log = early.reduce<CallLog>(recordCallEvent, startCall(parties.direction, at, memberId))
  return { ...known, ...parties, ...log }
}

/** A question's step. */
export interface TakenStep {
  readonly route: CallProgress
  /** `null`: there is no further one. */
  readonly step: RouteStep | null
  readonly place: number
  /** Whether it is a round that is recorded. */
  readonly isRecorded: boolean
}

/**
 * The step that a question is given: the next one, or the one that it was given before. Whether a round is recorded is
 * decided here, once: a switch between two rounds counts for the next, and is told of before it.
 * @param line as it is now; `null`: it is gone, and nothing more is recorded
 */
export function takeStep(
  route: CallProgress,
  question: string,
  line: Pick<Line, 'operators' | 'outgoing' | 'recording'> | null,
): TakenStep {
  const before = Object.hasOwn(route.given, question) ? route.given[question] : undefined
  const place = before ?? lastPlace(route) + 1
  const known = route.recorded ?? []
  if (before !== undefined) {
    return { route, step: route.steps[place] ?? null, place, isRecorded: known.includes(place) }
  }
  const steps = waitInTurns(route.steps, place)
  const step = steps[place] ?? null
  const records = line !== null && step?.kind === 'ring' && isRecorded(line, step.memberIds)
  const given = { ...route.given, [question]: place }
  return {
    route: { ...route, steps, given, ...(records && { recorded: [...known, place] }) },
    ...{ step, place, isRecorded: records },
  }
}

/** How long a caller waits at a time: then it is looked whether anybody has become free. */
export const turnSeconds = 15

/** Whether a question is a new one after a turn of waiting: it is looked who has become free. */
export function hasWaited(route: CallProgress, question: string): boolean {
  return !Object.hasOwn(route.given, question) && route.steps[lastPlace(route)]?.kind === 'queue'
}

/** A route on which operators who have become free are rung next. If none of them takes the call, the waiting goes on. */
export function ringNext(route: CallProgress, memberIds: readonly MemberId[], seconds: number): CallProgress {
  if (memberIds.length === 0) return route
  const next = lastPlace(route) + 1
  const ring: RouteStep = { kind: 'ring', memberIds: memberIds.slice(0, mostRungAtOnce), seconds }
  return { ...route, steps: [...route.steps.slice(0, next), ring, ...route.steps.slice(next)] }
}

/** Who rings at the step that was given last. */
export function ringingOperators(route: CallProgress | undefined): readonly MemberId[] {
  const last = route?.steps[lastPlace(route)]
  return last?.kind === 'ring' ? last.memberIds : []
}

/** Whether operators are rung who were not being rung before. Of a call that is over nobody is rung, whatever is asked late. */
function isNextRound({ route: before }: StoredCall, { route: after, endedAt }: StoredCall): boolean {
  if (after === undefined || endedAt !== undefined || ringingOperators(after).length === 0) return false
  return before === undefined || lastPlace(before) < lastPlace(after)
}

/** Which step was given last; `-1`: none was. */
function lastPlace({ given }: Pick<CallProgress, 'given'>): number {
  return Math.max(-1, ...Object.values(given))
}

/** The steps with the waiting at this place cut in two, if it is long: a turn, and what is left of it. */
function waitInTurns(steps: readonly RouteStep[], place: number): readonly RouteStep[] {
  const step = steps[place]
  if (step?.kind !== 'queue' || step.seconds <= turnSeconds) return steps
  const turns: readonly RouteStep[] = [turnSeconds, step.seconds - turnSeconds].map((seconds) => ({ ...step, seconds }))
  return [...steps.slice(0, place), ...turns, ...steps.slice(place + 1)]
}

/** What is told of a call: that it came, who is rung next, that somebody took it, and what it was when it ended. */
export type CallNews =
  | 'call.incoming'
  | 'call.ringing'
  | 'call.placed'
  | 'call.answered'
  | 'call.missed'
  | 'call.voicemail'
  | 'call.ended'

/** What is new of a call. @param before `null`: it was not known who calls whom */
export function callNews(before: StoredCall | null, after: StoredCall): readonly CallNews[] {
  if (after.early !== undefined) return []
  const known = before?.early === undefined ? before : null
  const news: CallNews[] = []
  if (known === null) news.push(after.direction === 'inbound' ? 'call.incoming' : 'call.placed')
  // Who is rung first is told with the call.
  if (known !== null && isNextRound(known, after)) news.push('call.ringing')
  if (after.reach === 'answered' && known?.reach !== 'answered') news.push('call.answered')
  if (after.endedAt === undefined) return news
  const status = callStatus(after)
  const isNew = known?.endedAt === undefined || callStatus(known) !== status
  if (isNew && after.direction === 'inbound') {
    if (status === 'missed') news.push('call.missed')
    if (status === 'voicemail') news.push('call.voicemail')
  }
  if (known?.endedAt === undefined) news.push('call.ended')
  return news
}
