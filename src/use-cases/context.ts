/** What every use case is given: the ports, and who acts. @module */
import type { Actor } from '../access/actor.ts'
import type { CallName } from '../access/call-rules.ts'
import { refuseCall, refusedInWords } from '../access/explain-access.ts'
import type { StoredMember } from '../access/member.ts'
import { capabilitiesOf } from '../access/role.ts'
import type { WorkspaceSettings } from '../access/workspace.ts'
import type { Pipelines } from '../interaction/pipeline.ts'
import { CrmError } from '../kernel/crm-error.ts'
import { isUuid, type MemberId, type WorkspaceId } from '../kernel/ids.ts'
import { type PlainDate, plainDateIn } from '../kernel/time.ts'
import type { Chance } from '../ports/chance.ts'
import type { ChannelsOf } from '../ports/channels.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Store } from '../ports/store.ts'

/** The ports of a CRM. */
export interface CrmPorts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  /** Of workspaces that have not changed theirs. */
  readonly pipelines: Pipelines
  /** With which accounts a workspace sends and is called. */
  readonly channelsOf: ChannelsOf
  /** Where secrets come from. */
  readonly chance: Chance
}

/** The door that somebody came through; who that is gets looked up at every call. */
export type Door =
  | { readonly kind: 'member'; readonly workspaceId: WorkspaceId; readonly memberId: MemberId }
  | { readonly kind: 'system'; readonly workspaceId: WorkspaceId; readonly reason: string }

/** The ports, who acts, and the workspace's settings, for the length of one call. */
export interface Session extends CrmPorts {
  readonly actor: Actor
  readonly settings: WorkspaceSettings
}

/** Opens the session of one call, for whoever may make it: how every desk begins. @throws {CrmError} as {@link openSession} */
export type OpenSession = (call: CallName) => Promise<Session>

/**
 * Looks up who acts, and whether he may make this call at all.
 * @throws {CrmError} not-found - the workspace does not exist
 * @throws {CrmError} forbidden - the member does not exist in it or is not active, or has not what the call takes
 */
export async function openSession(ports: CrmPorts, door: Door, call: CallName): Promise<Session> {
  // A store may refuse what is no id; nobody has it.
  const isWorkspace = isUuid(door.workspaceId)
  const isMember = isWorkspace && door.kind === 'member' && isUuid(door.memberId)
  const [workspace, member] = await Promise.all([
    isWorkspace ? ports.store.workspaces.find(door.workspaceId) : null,
    isMember ? ports.store.workspaces.findMember(door.workspaceId, door.memberId) : null,
  ])
  if (workspace === null) {
    throw new CrmError('not-found', {
      message: `There is no workspace ${door.workspaceId}. Create one with crm.asSystem({ reason }).workspaces.create(…).`,
      details: { kind: 'workspace', id: door.workspaceId },
    })
  }
  const { settings } = workspace
  if (door.kind === 'system') return { ...ports, actor: door, settings }
  const actor = memberActor(door.workspaceId, requireActive(door, member), settings)
  const refusal = refuseCall(actor, call)
  if (refusal === null) return { ...ports, actor, settings }
  throw new CrmError('forbidden', {
    message: refusedInWords(call, refusal),
    details: { memberId: door.memberId, call, ...('needs' in refusal && { needs: refusal.needs }) },
  })
}

/** A member as he acts: with what his role and his groups give him. */
export function memberActor(workspaceId: WorkspaceId, member: StoredMember, settings: WorkspaceSettings): Actor {
  return {
    kind: 'member',
    workspaceId,
    memberId: member.id,
    role: member.role,
    capabilities: capabilitiesOf(member, settings.withheld ?? {}),
    groupIds: member.groupIds,
    ...(member.withheldPipelines !== undefined && { withheldPipelines: member.withheldPipelines }),
  }
}

/** The day it is in the workspace. */
export function today(session: Session): PlainDate {
  return plainDateIn(session.clock.now(), session.settings.timeZone)
}

function requireActive(
  { memberId, workspaceId }: Extract<Door, { kind: 'member' }>,
  member: StoredMember | null,
): StoredMember {
  if (member?.state === 'active') return member
  const state = member?.state ?? 'unknown'
  const why = state === 'unknown' ? 'no such member' : `the member is ${state}`
  throw new CrmError('forbidden', {
    message: `Member ${memberId} may not act in workspace ${workspaceId}: ${why}.`,
    details: { memberId, state },
  })
}
