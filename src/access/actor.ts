/** Who acts, and what follows from it. The one place that decides who sees and changes what (ACC-1 … ACC-3). @module */
import type { GroupId, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Ownership, ShareLevel } from '../party/record.ts'
import { type Capability, type Role, roleRules } from './role.ts'

/** A member at work. */
export interface MemberActor {
  readonly kind: 'member'
  readonly workspaceId: WorkspaceId
  readonly memberId: MemberId
  readonly role: Role
  /** What the role allows, less what was taken away. */
  readonly capabilities: readonly Capability[]
  /** The groups that the member is in. */
  readonly groupIds: readonly GroupId[]
  /** Keys of pipelines that the member may not use. Absent: none. */
  readonly withheldPipelines?: readonly string[]
}

/** A job without a member; its reason is written into every audit entry. */
export interface SystemActor {
  readonly kind: 'system'
  readonly workspaceId: WorkspaceId
  readonly reason: string
}

export type Actor = MemberActor | SystemActor

/** Which records of a workspace may be seen, as data: memory evaluates it, databases compile it into their query. */
export type RecordFilter = { readonly sees: 'everything' } | GrantedFilter | AssignedFilter

/** Records that are not private, and private ones that are the member's own or shared with a grantee. */
export interface GrantedFilter {
  readonly sees: 'granted'
  readonly memberId: MemberId
  readonly grantees: readonly Grantee[]
}

/** Records that are the member's own, nobody's, or shared with a grantee, whatever their visibility. */
export interface AssignedFilter {
  readonly sees: 'assigned'
  readonly memberId: MemberId
  readonly grantees: readonly Grantee[]
}

/** Under which names something may be shared with somebody: his own id, and those of his groups. */
export type Grantee = MemberId | GroupId

/** What every read takes: the workspace and the one predicate. */
export interface AccessScope {
  readonly workspaceId: WorkspaceId
  readonly filter: RecordFilter
}

/** Under which right a command was carried out, for the audit. */
export type Right = 'system' | 'administrator' | 'manager' | 'owner' | 'share' | 'visibility' | 'member'

/** All rights. */
export const rights: readonly Right[] = ['system', 'administrator', 'manager', 'owner', 'share', 'visibility', 'member']

/** The scope of everything that an actor reads. */
export function scopeOf(actor: Actor): AccessScope {
  return { workspaceId: actor.workspaceId, filter: filterOf(actor) }
}

/** Whether a record passes a filter. Databases hold their compiled form against this. */
export function isVisible(filter: RecordFilter, record: Ownership): boolean {
  switch (filter.sees) {
    case 'everything':
      return true
    case 'granted':
      return record.visibility !== 'private' || isOwnOrShared(filter, record)
    case 'assigned':
      return record.ownerId === null || isOwnOrShared(filter, record)
  }
}

/** The right under which an actor may change a record, or `null` if he may not. */
export function writeRight(actor: Actor, record: Ownership): Right | null {
  const above = rightAbove(actor)
  if (above !== null) return above
  if (actor.kind === 'system' || !roleRules[actor.role].changes) return null
  if (record.ownerId === actor.memberId) return 'owner'
  if (shareLevel(granteesOf(actor), record) === 'write') return 'share'
  return record.visibility === 'write' && isVisible(filterOf(actor), record) ? 'visibility' : null
}

/** The right under which an actor may decide whose a record is, who may see it, and its end; `null` if he may not. */
export function ownerRight(actor: Actor, record: Ownership): Right | null {
  const right = writeRight(actor, record)
  return right === 'share' || right === 'visibility' ? null : right
}

/** The right under which an actor creates records or acts on the workspace as a whole. */
export function actorRight(actor: Actor): Right {
  return rightAbove(actor) ?? 'member'
}

/** How far a record is shared with any of these, or `null` if it is not. */
export function shareLevel(grantees: readonly Grantee[], { shares = [] }: Ownership): ShareLevel | null {
  const levels = shares.filter((share) => grantees.includes(share.with)).map(({ level }) => level)
  return levels.includes('write') ? 'write' : (levels[0] ?? null)
}

/** Under which names something may be shared with a member. */
export function granteesOf({ memberId, groupIds }: MemberActor): readonly Grantee[] {
  return [memberId, ...groupIds]
}

/** The right of those who stand above all records. */
function rightAbove(actor: Actor): Right | null {
  if (actor.kind === 'system') return 'system'
  return actor.role === 'administrator' || actor.role === 'manager' ? actor.role : null
}

function filterOf(actor: Actor): RecordFilter {
  const sees = actor.kind === 'system' ? 'everything' : roleRules[actor.role].sees
  if (actor.kind === 'system' || sees === 'everything') return { sees: 'everything' }
  return { sees, memberId: actor.memberId, grantees: granteesOf(actor) }
}

function isOwnOrShared({ memberId, grantees }: GrantedFilter | AssignedFilter, record: Ownership): boolean {
  return record.ownerId === memberId || shareLevel(grantees, record) !== null
}
