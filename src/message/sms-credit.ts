/** What a workspace may still send as text messages. Rules: docs/concepts/messages.md (MSG-5). @module */
import { err, ok, type Result } from '../kernel/result.ts'
import type { SendState } from './sending.ts'

/** Whether the parts of a message are set aside, paid, or given back. */
export type CreditUse = 'held' | 'spent' | 'returned'

/** What becomes of the credit of a message in each state. What may have been sent is not given back. Docs and tests read this table. */
export const creditUses: Readonly<Record<SendState, CreditUse>> = {
  queued: 'held',
  sending: 'held',
  uncertain: 'held',
  accepted: 'spent',
  failed: 'returned',
  cancelled: 'returned',
}

/** That there is too little credit. */
export interface NoCredit {
  readonly code: 'no-credit'
  readonly needed: number
  readonly available: number
}

/** The credit after so many parts are taken from it. A store does this and queues the message in one commit. */
export function debitCredit(credit: number, parts: number): Result<number, NoCredit> {
  return parts <= credit ? ok(credit - parts) : err({ code: 'no-credit', needed: parts, available: credit })
}

/**
 * What is added to the credit when a message goes from one state to another: its parts if they come back, minus its parts
 * if it is queued again or turns out to have been sent after all. The credit may then be below zero: it is what is true.
 */
export function creditChange(from: SendState, to: SendState, parts: number): number {
  const returned = (state: SendState): number => (creditUses[state] === 'returned' ? parts : 0)
  return returned(to) - returned(from)
}
