/** Members of a workspace: people who come, go and hand over. Rules: docs/concepts/access.md (ACC-1, WS-3). @module */
import type { GroupId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { HourlyCost } from './hourly-cost.ts'
import type { Capability, Role } from './role.ts'

/**
 * Only an active member may act. A locked one may be let in again at any time; a deactivated one has left; of an
 * anonymized one nothing is known any more but the id, under which the past goes on to name its author.
 */
export type MemberState = 'active' | 'locked' | 'deactivated' | 'anonymized'

/** A person who works in a workspace. The host logs them in; crmkit only knows the id. */
export interface Member {
  readonly id: MemberId
  readonly version: number
  /** Empty once the member is anonymized. */
  readonly name: string
  readonly email?: string
  readonly role: Role
  /** Capabilities that the role has and this member has not. */
  readonly withheld: readonly Capability[]
  /** The groups that the member is in. */
  readonly groupIds: readonly GroupId[]
  /** Keys of pipelines that the member may not use (INT-11). Absent: none. */
  readonly withheldPipelines?: readonly string[]
  /** Whether the member may send text messages, which cost (MSG-5). Absent: no. */
  readonly sendsSms?: true
  readonly state: MemberState
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** A member as stores keep it, with what only administrators may see. */
export interface StoredMember extends Member {
  /** What an hour of the member costs, by the day from which on (WS-5). */
  readonly hourlyCosts: readonly HourlyCost[]
}

/** A stored member as all members of the workspace may see him: without what he costs. */
export function shownMember({ hourlyCosts: _hidden, ...member }: StoredMember): Member {
  return member
}
