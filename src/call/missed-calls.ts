/** Calls that somebody still has to return. Rules: docs/concepts/calls.md (TEL-3). @module */
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'
import { type CallLog, type CallStatus, callStatus } from './call.ts'

/** A line of the log, as the list looks at it. */
export interface LoggedCall extends CallLog {
  /** The other side's number; `null`: it is withheld, and can't be called back. */
  readonly number: PhoneE164 | null
}

/** What waits for a call back: who hung up unheard, and who left a message. Docs and tests read this list. */
export const unreturnedStatuses: readonly CallStatus[] = ['missed', 'voicemail']

/**
 * The calls that nobody took and nobody returned, the latest first. A call is returned by any later call to its number,
 * whether somebody answered or not: our number is on their telephone then. It is settled, too, once they got through
 * themselves.
 */
export function missedCalls<Call extends LoggedCall>(calls: readonly Call[]): readonly Call[] {
  const settledAt = new Map<PhoneE164, Instant>()
  for (const call of calls) {
    if (call.number === null || !settles(call)) continue
    settledAt.set(call.number, Math.max(settledAt.get(call.number) ?? call.startedAt, call.startedAt))
  }
  return calls
    .filter((call) => call.direction === 'inbound' && unreturnedStatuses.includes(callStatus(call)))
    .filter(({ number, startedAt }) => number === null || startedAt >= (settledAt.get(number) ?? startedAt))
    .toSorted((one, other) => other.startedAt - one.startedAt)
}

function settles(call: LoggedCall): boolean {
  return call.direction === 'outbound' || call.reach === 'answered'
}
