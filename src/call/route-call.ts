/** Who rings when somebody calls, and what becomes of the call if nobody takes it. Rules: docs/concepts/calls.md (TEL-1, TEL-2). @module */
import type { WorkingHours } from '../access/workspace.ts'
import { workingPeriods } from '../calendar/availability.ts'
import type { CompanyId, ContactId, MemberId } from '../kernel/ids.ts'
import type { Instant, TimeZone } from '../kernel/time.ts'
import type { Line } from './line.ts'

/** A record that has the number from which somebody calls. Several may: all of them are shown. */
export type Caller = { readonly ownerId: MemberId | null } & (
  | { readonly kind: 'contact'; readonly id: ContactId }
  | { readonly kind: 'company'; readonly id: CompanyId }
)

/** Whether an operator can be rung: he is there and free, there and talking, or not there. */
export type Presence = 'online' | 'busy' | 'offline'

/** A call that comes in. */
export interface IncomingCall {
  /** With those of its operators who work here. */
  readonly line: Pick<Line, 'operators' | 'workingHours' | 'ringSeconds' | 'queue' | 'voicemail' | 'unknownCaller'>
  /** All records that have the number, not only as their first one. */
  readonly callers: readonly Caller[]
  /** Whether the number is withheld: nobody is made a contact of it. */
  readonly isWithheld: boolean
  /** Who is not named is offline. */
  readonly presence: ReadonlyMap<MemberId, Presence>
  readonly now: Instant
  /** The workspace's. */
  readonly workingHours: readonly WorkingHours[]
  /** The workspace's. */
  readonly timeZone: TimeZone
}

/** What is done with a call, one after the other, until somebody takes it. */
export type RouteStep =
  /** All at once; the first who takes it has it. */
  | { readonly kind: 'ring'; readonly memberIds: readonly MemberId[]; readonly seconds: number }
  /** The caller waits until an operator is free: then he is rung. */
  | { readonly kind: 'queue'; readonly seconds: number }
  | { readonly kind: 'voicemail' }
  | { readonly kind: 'hang-up' }

/**
 * Why nobody is rung: it is outside the working hours; the number has no operator who works here; none of them is there; all
 * who are there are talking.
 */
export type NobodyRung = 'closed' | 'no-operators' | 'nobody-online' | 'busy'

/** What becomes of a call, and why. */
export interface CallRoute {
  /** The last one ends the call. */
  readonly steps: readonly RouteStep[]
  /** `open`: somebody is rung. */
  readonly because: 'open' | NobodyRung
  /** As they came in: whoever takes the call sees all of them. */
  readonly callers: readonly Caller[]
  /** Whether a contact is made of the number. */
  readonly createsContact: boolean
}

/** More than that are not rung at once: providers take no more. The others ring in the next round. */
export const mostRungAtOnce = 10

/**
 * Decides about a call. Within the working hours, operators of this number who own a record of the caller ring first,
 * then the other ones, of both those who are there and free; then the caller waits, if there is a queue and anybody to wait
 * for; then the voicemail, or the end.
 */
export function routeCall(call: IncomingCall): CallRoute {
  const { line, callers, presence } = call
  const createsContact = callers.length === 0 && !call.isWithheld && line.unknownCaller === 'create-contact'
  const last: RouteStep = line.voicemail ? { kind: 'voicemail' } : { kind: 'hang-up' }
  const closing = (because: NobodyRung): CallRoute => ({ steps: [last], because, callers, createsContact })
  if (!isOpen(line.workingHours ?? call.workingHours, call.now, call.timeZone)) return closing('closed')
  const there = line.operators.map(({ memberId }) => memberId)
  if (there.length === 0) return closing('no-operators')
  const free = there.filter((memberId) => presence.get(memberId) === 'online')
  const isSomebodyThere = free.length > 0 || there.some((memberId) => presence.get(memberId) === 'busy')
  if (!isSomebodyThere) return closing('nobody-online')
  const owners = new Set(callers.map(({ ownerId }) => ownerId))
  const rounds = [free.filter((memberId) => owners.has(memberId)), free.filter((memberId) => !owners.has(memberId))]
  const ringing = rounds
    .flatMap((memberIds) => inGroups(memberIds))
    .map((memberIds): RouteStep => ({ kind: 'ring', memberIds, seconds: line.ringSeconds }))
  const waiting: readonly RouteStep[] = line.queue === undefined ? [] : [{ kind: 'queue', seconds: line.queue.seconds }]
  const because = free.length > 0 ? 'open' : 'busy'
  return { steps: [...ringing, ...waiting, last], because, callers, createsContact }
}

/** Whether an instant is within working hours, on the clocks of the workspace. */
export function isOpen(hours: readonly WorkingHours[], now: Instant, timeZone: TimeZone): boolean {
  return workingPeriods(hours, { from: now, until: now + 1 }, timeZone).length > 0
}

function inGroups(memberIds: readonly MemberId[]): readonly (readonly MemberId[])[] {
  const groups: MemberId[][] = []
  for (let from = 0; from < memberIds.length; from += mostRungAtOnce) {
    groups.push(memberIds.slice(from, from + mostRungAtOnce))
  }
  return groups
}
