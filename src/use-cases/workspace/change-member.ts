/** Adding and changing members: load, decide, commit. Rules: docs/concepts/access.md (WS-3, WS-5, ACC-1, ACC-4). @module */
import { actorRight, type Right } from '../../access/actor.ts'
import { changeMember, type MemberChanges, type NewMember, normalizeMember } from '../../access/change-settings.ts'
import { type NewHourlyCost, setHourlyCost } from '../../access/hourly-cost.ts'
import type { StoredMember } from '../../access/member.ts'
import {
  isActingAdministrator,
  type MemberStep,
  moveMember,
  remainingAdministrator,
  stepsFrom,
} from '../../access/member-states.ts'
import type { Capability, Role } from '../../access/role.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { checkWithheld } from '../../interaction/allowed-pipelines.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { MemberGuard } from '../../ports/commit.ts'
import type { FieldChange } from '../../ports/history.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import { type Session, today } from '../context.ts'
import { accept } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'
import { requireVersion } from '../records/record-access.ts'
import { pipelinesOf } from './catalog.ts'
import { getMember } from './get-member.ts'

/** Adds a member. */
export function addMember(session: Session, input: NewMember, options: CommandOptions): Promise<StoredMember> {
  return carryOut(
    session,
    { command: 'workspace.members.add', input, options },
    () => decideAddition(session, input),
    (answer) => getMember(session, onlyRecord(answer).id),
  )
}

/** Changes name and e-mail. */
export function updateMember(
  session: Session,
  id: MemberId,
  changes: MemberChanges,
  options: CommandOptions,
): Promise<StoredMember> {
  return change(session, id, options, { name: 'update', event: 'member.updated', input: { id, changes } }, (before) => {
    requireKnown(before, 'update')
    const { email: _old, ...rest } = before
    return { ...rest, ...accept(changeMember(before, changes)) }
  })
}

/** Gives a member another role. */
export function changeRole(session: Session, id: MemberId, role: Role, options: CommandOptions): Promise<StoredMember> {
  const asked = { name: 'changeRole', event: 'member.role-changed', input: { id, role } }
  return change(session, id, options, asked, (before) => {
    requireKnown(before, 'changeRole')
    return { ...before, role }
  })
}

/** Takes capabilities from a member that the role would give. */
export function withhold(
  session: Session,
  id: MemberId,
  capabilities: readonly Capability[],
  options: CommandOptions,
): Promise<StoredMember> {
  const asked = { name: 'withhold', event: 'member.capabilities-withheld', input: { id, capabilities } }
  return change(session, id, options, asked, (before) => {
    requireKnown(before, 'withhold')
    return { ...before, withheld: [...new Set(capabilities)].sort() }
  })
}

/** Takes pipelines from a member that he could use. */
export async function withholdPipelines(
  session: Session,
  id: MemberId,
  keys: readonly string[],
  options: CommandOptions,
): Promise<StoredMember> {
  const withheldPipelines = accept(checkWithheld(keys, await pipelinesOf(session)))
  const asked = { name: 'withholdPipelines', event: 'member.pipelines-withheld', input: { id, keys } }
  return change(session, id, options, asked, (before) => {
    requireKnown(before, 'withholdPipelines')
    const { withheldPipelines: _before, ...member } = before
    return withheldPipelines.length === 0 ? member : { ...member, withheldPipelines: withheldPipelines.toSorted() }
  })
}

/** Lets a member send text messages, or does so no longer. */
export function authorizeSms(
  session: Session,
  id: MemberId,
  authorized: boolean,
  options: CommandOptions,
): Promise<StoredMember> {
  const asked = { name: 'authorizeSms', event: 'member.sms-authorized', input: { id, authorized } }
  return change(session, id, options, asked, (before) => {
    requireKnown(before, 'authorizeSms')
    const { sendsSms: _before, ...member } = before
    return authorized ? { ...member, sendsSms: true } : member
  })
}

const stepEvents: Readonly<Record<MemberStep, string>> = {
  lock: 'member.locked',
  unlock: 'member.unlocked',
  deactivate: 'member.deactivated',
  reactivate: 'member.reactivated',
  anonymize: 'member.anonymized',
}

/** Moves a member into another state. */
export function stepMember(
  session: Session,
  id: MemberId,
  step: MemberStep,
  options: CommandOptions,
): Promise<StoredMember> {
  return change(session, id, options, { name: step, event: stepEvents[step], input: { id } }, (before) => {
    const moved = moveMember(before, step)
    if (!moved.ok) throw stepRefused(before, step, moved.error.allowed)
    return moved.value
  })
}

/** Sets what an hour of a member costs. */
export function setCost(
  session: Session,
  id: MemberId,
  cost: NewHourlyCost,
  options: CommandOptions,
): Promise<StoredMember> {
  const asked = { name: 'setHourlyCost', event: 'member.hourly-cost-set', input: { id, cost } }
  return change(session, id, options, asked, (before) => {
    requireKnown(before, 'setHourlyCost')
    const usual = { today: today(session), currency: session.settings.currency }
    return { ...before, hourlyCosts: accept(setHourlyCost(before.hourlyCosts, cost, usual)) }
  })
}

interface AskedChange {
  /** The public name, without the desk: `lock`. */
  readonly name: string
  readonly event: string
  readonly input: unknown
}

function change(
  session: Session,
  id: MemberId,
  options: CommandOptions,
  asked: AskedChange,
  decide: (before: StoredMember) => StoredMember,
): Promise<StoredMember> {
  const command = `workspace.members.${asked.name}`
  return carryOut(
    session,
    { command, input: asked.input, options },
    async (): Promise<Decision<StoredMember>> => {
      const right = actorRight(session.actor)
      const before = await getMember(session, id)
      requireVersion({ kind: 'member', id }, before.version, options.expectedVersion)
      return decideChange(session, right, command, asked.event, before, decide(before))
    },
    (answer) => getMember(session, onlyRecord(answer).id),
  )
}

async function decideChange(
  session: Session,
  right: Right,
  command: string,
  event: string,
  before: StoredMember,
  changed: StoredMember,
): Promise<Decision<StoredMember>> {
  const changes = changesBetween(before, changed).map(withoutPersonalValue)
  const answer = aboutRecord(before.id)
  if (changes.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => before }
  const after = { ...changed, version: before.version + 1, updatedAt: session.clock.now() }
  const subject = { kind: 'member' as const, id: before.id }
  return {
    effect: {
      writes: [{ op: 'update', kind: 'member', record: after }],
      memberGuards: await administratorGuards(session, before, after),
      happenings: [{ command, right, subject, changes, event, version: after.version }],
    },
    answer,
    outcome: () => after,
  }
}

/**
 * That an administrator stays when this one stops acting: one is named, and the commit holds only while that one is as he
 * was seen. So of two who are demoted at the same moment, one stays (ACC-4).
 * @throws {CrmError} last-administrator
 */
async function administratorGuards(
  { store, actor }: Session,
  before: StoredMember,
  after: StoredMember,
): Promise<readonly MemberGuard[]> {
  if (!isActingAdministrator(before) || isActingAdministrator(after)) return []
  const remaining = remainingAdministrator(await store.workspaces.listMembers(actor.workspaceId), before.id)
  if (remaining !== null) return [{ memberId: remaining.id, version: remaining.version }]
  throw new CrmError('last-administrator', {
    message: `Member ${before.id} is the last active administrator. Make somebody else one first.`,
    details: { memberId: before.id },
  })
}

async function decideAddition(session: Session, input: NewMember): Promise<Decision<StoredMember>> {
  const right = actorRight(session.actor)
  const { store, actor } = session
  const id = input.id ?? session.ids.next()
  if ((await store.workspaces.findMember(actor.workspaceId, id)) !== null) {
    throw new CrmError('duplicate', {
      message: `There is a member ${id} already. Leave the id out to get a new one.`,
      details: { kind: 'member', recordId: id },
    })
  }
  const at = session.clock.now()
  const member: StoredMember = {
    id,
    ...accept(normalizeMember(input)),
    role: input.role ?? 'user',
    withheld: [],
    groupIds: [],
    state: 'active',
    hourlyCosts: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
  }
  const happening = {
    command: 'workspace.members.add',
    right,
    subject: { kind: 'member' as const, id },
    changes: changesBetween(null, { role: member.role, state: member.state }),
    event: 'member.added',
    version: 1,
  }
  return {
    effect: { writes: [{ op: 'create', kind: 'member', record: member }], happenings: [happening] },
    answer: aboutRecord(id),
    outcome: () => member,
  }
}

/** Name and e-mail are named and never quoted: history is not erased, and these will be blanked one day. */
function withoutPersonalValue(fieldChange: FieldChange): FieldChange {
  return ['name', 'email'].includes(fieldChange.field) ? { field: fieldChange.field } : fieldChange
}

/** @throws {CrmError} transition-refused - nothing of an anonymized member changes any more */
function requireKnown(member: StoredMember, asked: string): void {
  if (member.state === 'anonymized') throw stepRefused(member, asked, stepsFrom(member.state))
}

function stepRefused({ id, state }: StoredMember, asked: string, allowed: readonly MemberStep[]): CrmError {
  const instead = allowed.length === 0 ? 'Nothing of it changes any more.' : `Possible now: ${allowed.join(', ')}.`
  return new CrmError('transition-refused', {
    message: `${asked} is not possible: member ${id} is ${state}. ${instead}`,
    details: { kind: 'member', id, state, asked, allowed },
  })
}
