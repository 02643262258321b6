/** Who acts, and what follows from it. The one place that decides who sees and changes what (ACC-1 … ACC-3). @module */
import type { MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Ownership } from '../party/record.ts'
import type { Role } from './member.ts'

/** A member at work. */
export interface MemberActor {
  readonly kind: 'member'
  readonly workspaceId: WorkspaceId
  readonly memberId: MemberId
  readonly role: Role
}

/** A job without a member; its reason is written into every audit entry. */
export interface SystemActor {
  readonly kind: 'system'
  readonly workspaceId: WorkspaceId
  readonly reason: string
}

export type Actor = MemberActor | SystemActor

/** Which records of a workspace may be seen, as data: memory evaluates it, databases compile it into their query. */
export type RecordFilter =
  | { readonly sees: 'everything' }
  /** Records that are not private, and private ones that this member owns. */
  | { readonly sees: 'granted'; readonly memberId: MemberId }

/** What every read takes: the workspace and the one predicate. */
export interface AccessScope {
  readonly workspaceId: WorkspaceId
  readonly filter: RecordFilter
}

/** Under which right a command was carried out, for the audit. */
export type Right = 'system' | 'administrator' | 'owner' | 'visibility' | 'member'

/** The scope of everything that an actor reads. */
export function scopeOf(actor: Actor): AccessScope {
  const sees = actor.kind === 'system' || actor.role === 'administrator'
  return {
    workspaceId: actor.workspaceId,
    filter: sees ? { sees: 'everything' } : { sees: 'granted', memberId: actor.memberId },
  }
}

/** Whether a record passes a filter. Databases hold their compiled form against this. */
export function isVisible(filter: RecordFilter, record: Ownership): boolean {
  return filter.sees === 'everything' || record.visibility !== 'private' || record.ownerId === filter.memberId
}

/** The right under which an actor may change a record, or `null` if he may not. */
export function writeRight(actor: Actor, record: Ownership): Right | null {
  if (actor.kind === 'system') return 'system'
  if (actor.role === 'administrator') return 'administrator'
  if (record.ownerId === actor.memberId) return 'owner'
  return record.visibility === 'write' ? 'visibility' : null
}

/** The right under which an actor creates records or acts on the workspace as a whole. */
export function actorRight(actor: Actor): Right {
  if (actor.kind === 'system') return 'system'
  return actor.role === 'administrator' ? 'administrator' : 'member'
}
