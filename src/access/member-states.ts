/** The states of a member, and who may be moved from which into which. Rules: docs/concepts/access.md (WS-3, ACC-4). @module */
import type { MemberId } from '../kernel/ids.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Member, MemberState, StoredMember } from './member.ts'

/** What can be done with a member's state. */
export type MemberStep = 'lock' | 'unlock' | 'deactivate' | 'reactivate' | 'anonymize'

/** The whole machine: what may be done with a member in each state, and where it leads. Docs and tests read this table. */
export const memberTransitions: Readonly<Record<MemberState, Readonly<Partial<Record<MemberStep, MemberState>>>>> = {
  active: { lock: 'locked', deactivate: 'deactivated' },
  locked: { unlock: 'active', deactivate: 'deactivated' },
  deactivated: { reactivate: 'active', anonymize: 'anonymized' },
  anonymized: {},
}

/** That a member's state does not allow a step, and what it would allow. */
export interface MemberStepRefused {
  readonly code: 'transition-refused'
  readonly state: MemberState
  readonly asked: MemberStep
  readonly allowed: readonly MemberStep[]
}

/** What may be done with a member in this state. */
export function stepsFrom(state: MemberState): readonly MemberStep[] {
  // The table's own keys: `Object.keys` alone forgets their type.
  return Object.keys(memberTransitions[state]) as MemberStep[]
}

/** The member after a step. Anonymizing blanks name and e-mail for good; whatever else names the member's id stays true. */
export function moveMember(member: StoredMember, asked: MemberStep): Result<StoredMember, MemberStepRefused> {
  const state = memberTransitions[member.state][asked]
  if (state === undefined) {
    return err({ code: 'transition-refused', state: member.state, asked, allowed: stepsFrom(member.state) })
  }
  if (state !== 'anonymized') return ok({ ...member, state })
  const { email: _gone, ...rest } = member
  return ok({ ...rest, name: '', groupIds: [], state })
}

/** Whether a member may be made the owner of something: one who was let in, and has not left. */
export function mayOwn({ state }: Pick<Member, 'state'>): boolean {
  return state === 'active' || state === 'locked'
}

/** Whether a member is one of those without whom nobody could change anything (ACC-4). */
export function isActingAdministrator({ role, state }: Pick<Member, 'role' | 'state'>): boolean {
  return role === 'administrator' && state === 'active'
}

/**
 * The active administrator who stays when this member stops being one: the first by id, so that everybody who looks
 * names the same. `null`: there is none, and the member is the last (ACC-4).
 */
export function remainingAdministrator<Known extends Pick<Member, 'id' | 'role' | 'state'>>(
  members: readonly Known[],
  leaving: MemberId,
): Known | null {
  let first: Known | null = null
  for (const member of members) {
    if (member.id === leaving || !isActingAdministrator(member)) continue
    if (first === null || member.id < first.id) first = member
  }
  return first
}
