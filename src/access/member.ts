/** Members of a workspace. Rules: docs/concepts/access.md (ACC-1). @module */
import type { MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** What a member may do: an administrator sees and does everything. */
export type Role = 'administrator' | 'user'

/** Only an active member may act. */
export type MemberState = 'active' | 'locked' | 'deactivated'

/** A person who works in a workspace. The host logs them in; crmkit only knows the id. */
export interface Member {
  readonly id: MemberId
  readonly version: number
  readonly name: string
  readonly email?: string
  readonly role: Role
  readonly state: MemberState
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
