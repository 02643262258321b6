/** Whether an actor may do something, and why: as data, and in words. Rules: docs/concepts/access.md (ACC-1 … ACC-3). @module */
import type { MemberId } from '../kernel/ids.ts'
import type { Ownership } from '../party/record.ts'
import {
  type Actor,
  actorRight,
  granteesOf,
  isVisible,
  ownerRight,
  type Right,
  scopeOf,
  shareLevel,
  writeRight,
} from './actor.ts'
import { type CallName, callRules } from './call-rules.ts'
import type { MemberState } from './member.ts'
import { type Capability, type Role, roleRules } from './role.ts'

/** Why a call is refused. */
export type AccessRefusal =
  /** The role changes nothing. */
  | { readonly because: 'reads-only'; readonly role: Role }
  /** It takes a manager or an administrator. */
  | { readonly because: 'role'; readonly role: Role; readonly needs: 'manager' }
  /** The capability is not the role's, or was taken from the role or the member. */
  | {
      readonly because: 'capability'
      readonly role: Role
      readonly needs: Capability
      /** Whether the role would have it, had it not been taken away. */
      readonly isWithheld: boolean
    }
  /** The member may not act at all. */
  | { readonly because: 'not-active'; readonly state: MemberState }
  /** As far as the actor may know, there is no such record. */
  | { readonly because: 'hidden' }
  /** The actor sees the record, and may not change it, or not decide about it as its owner does. */
  | { readonly because: 'not-writable' | 'not-own'; readonly ownerId: MemberId | null }

/** Whether a call is allowed, under which right, or why not. */
export type AccessVerdict =
  | { readonly allowed: true; readonly right: Right }
  | ({ readonly allowed: false } & AccessRefusal)

/** A verdict, and what it comes from, as a person would put it. */
export interface AccessExplanation {
  readonly call: CallName
  readonly verdict: AccessVerdict
  /** In English: `A user may change it: it is open to all.` */
  readonly inWords: string
}

/** Whether an actor may make a call at all, whatever it is about: `null` if so. */
export function refuseCall(actor: Actor, call: CallName): AccessRefusal | null {
  if (actor.kind === 'system') return null
  const { role } = actor
  const rule = callRules[call]
  if (rule.does === 'change' && !roleRules[role].changes) return { because: 'reads-only', role }
  if (rule.role !== undefined && roleRules[role].sees !== 'everything') {
    return { because: 'role', role, needs: rule.role }
  }
  if (rule.capability === undefined || actor.capabilities.includes(rule.capability)) return null
  const isWithheld = roleRules[role].capabilities.includes(rule.capability)
  return { because: 'capability', role, needs: rule.capability, isWithheld }
}

/**
 * Whether an actor may make a call about a record.
 * @param record whose it is and who may see it; `null` for a call that is about no record in particular
 */
export function decideAccess(actor: Actor, call: CallName, record: Ownership | null): AccessVerdict {
  const refusal = refuseCall(actor, call)
  if (refusal !== null) return { allowed: false, ...refusal }
  const { record: needs } = callRules[call]
  if (record === null || needs === undefined) return { allowed: true, right: actorRight(actor) }
  if (!isVisible(scopeOf(actor).filter, record)) return { allowed: false, because: 'hidden' }
  if (needs === 'visible') return { allowed: true, right: readRight(actor, record) }
  const right = needs === 'own' ? ownerRight(actor, record) : writeRight(actor, record)
  if (right !== null) return { allowed: true, right }
  return { allowed: false, because: needs === 'own' ? 'not-own' : 'not-writable', ownerId: record.ownerId }
}

/** What an actor may do, in words. @param record as in {@link decideAccess} */
export function explainAccess(actor: Actor, call: CallName, record: Ownership | null): AccessExplanation {
  const verdict = decideAccess(actor, call, record)
  const inWords = verdict.allowed ? allowedInWords(actor, verdict.right, record) : refusedInWords(call, verdict)
  return { call, verdict, inWords }
}

/** Why a call is refused, in words. */
export function refusedInWords(call: CallName, refusal: AccessRefusal): string {
  switch (refusal.because) {
    case 'reads-only':
      return `${call} is refused: the role ${refusal.role} changes nothing.`
    case 'role':
      return `${call} is refused to the role ${refusal.role}: it takes a manager or an administrator.`
    case 'capability': {
      const why = refusal.isWithheld ? 'which was taken away' : `which the role ${refusal.role} does not have`
      return `${call} is refused: it takes the capability ${refusal.needs}, ${why}. Ask an administrator.`
    }
    case 'not-active':
      return `${call} is refused: the member is ${refusal.state}.`
    case 'hidden':
      return `${call} is refused: there is no such record that may be seen.`
    case 'not-writable':
      return `${call} is refused: the record may be seen, and not changed. Ask ${whom(refusal.ownerId)}.`
    case 'not-own':
      return `${call} is refused: that is its owner's to decide. Ask ${whom(refusal.ownerId)}.`
  }
}

/** The right under which an actor sees a record. */
function readRight(actor: Actor, record: Ownership): Right {
  const above = actorRight(actor)
  if (above !== 'member' || actor.kind === 'system') return above
  if (record.ownerId === actor.memberId) return 'owner'
  return shareLevel(granteesOf(actor), record) === null ? 'visibility' : 'share'
}

function allowedInWords(actor: Actor, right: Right, record: Ownership | null): string {
  switch (right) {
    case 'system':
      return 'Allowed: a system job sees and changes everything.'
    case 'administrator':
    case 'manager':
      return `Allowed: the role ${right} sees and changes all records.`
    case 'owner':
      return "Allowed: the record is the actor's own."
    case 'share':
      return 'Allowed: the record is shared with the actor, or with a group that the actor is in.'
    case 'visibility':
      return record?.ownerId === null && actor.kind === 'member' && actor.role === 'restricted'
        ? "Allowed: the record is nobody's."
        : `Allowed: the record is open to all members to ${record?.visibility === 'write' ? 'change' : 'read'}.`
    case 'member':
      return 'Allowed: the role may do this.'
  }
}

function whom(ownerId: MemberId | null): string {
  return ownerId === null ? 'an administrator' : `its owner, member ${ownerId}, or an administrator`
}
