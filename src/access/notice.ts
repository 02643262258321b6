/**
 * Whom a change concerns who did not make it: the one place that decides which notices follow from it. Rules:
 * docs/concepts/events-and-jobs.md (REM-5).
 * @module
 */
import type { MemberId } from '../kernel/ids.ts'
import type { Ownership } from '../party/record.ts'
import type { Actor } from './actor.ts'

/** Whose a record was, and whose it is now. */
export interface OwnershipChange {
  readonly kind: 'company' | 'contact' | 'interaction'
  readonly recordId: string
  /** The record's version after the change. */
  readonly version: number
  /** `null` for a new record. */
  readonly before: Ownership | null
  readonly after: Ownership
}

/** What a member is told of: records that somebody else made his, all those of one command together. */
export interface Notice {
  readonly type: 'assigned'
  readonly memberId: MemberId
  readonly changes: readonly OwnershipChange[]
}

/** The notices that follow from a command: one a member, however many records are concerned. */
export function noticesOf(actor: Actor, changes: readonly OwnershipChange[]): readonly Notice[] {
  const assigned = new Map<MemberId, OwnershipChange[]>()
  for (const change of changes) {
    const { ownerId } = change.after
    if (ownerId === null || ownerId === change.before?.ownerId || !isTold(actor, ownerId)) continue
    const known = assigned.get(ownerId)
    if (known === undefined) assigned.set(ownerId, [change])
    else known.push(change)
  }
  return [...assigned].map(([memberId, concerned]) => ({ type: 'assigned', memberId, changes: concerned }))
}

/** Whether a member is told of what an actor did: nobody is told of his own doing. */
export function isTold(actor: Actor, memberId: MemberId): boolean {
  return actor.kind === 'system' || actor.memberId !== memberId
}
