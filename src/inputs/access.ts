/** Groups and questions about access, as they are handed in. @module */
import type { CallName } from '../access/call-rules.ts'
import type { MemberId } from '../kernel/ids.ts'

/** A group to make. */
export interface NewGroup {
  readonly name: string
}

/** Who is to come into a group, and who is to leave it. */
export interface GroupMembers {
  readonly add?: readonly MemberId[] | undefined
  readonly remove?: readonly MemberId[] | undefined
}

/** What is to be explained. */
export interface AccessQuestion {
  /** The call, as a desk names it: `companies.update`. */
  readonly call: CallName
  /** The company, contact or interaction that it is about. Default: none in particular. */
  readonly recordId?: string | undefined
  /** Whose access. Default: one's own; another member's is for managers and administrators to ask about. */
  readonly memberId?: MemberId | undefined
}
