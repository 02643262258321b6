/** What every use case is given: the ports, and who acts. @module */
import type { Actor } from '../access/actor.ts'
import type { WorkspaceSettings } from '../access/workspace.ts'
import { CrmError } from '../kernel/crm-error.ts'
import { isUuid, type MemberId, type WorkspaceId } from '../kernel/ids.ts'
import { type PlainDate, plainDateIn } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Store } from '../ports/store.ts'

/** The ports of a CRM. */
export interface CrmPorts {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
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

/**
 * Looks up who acts.
 * @throws {CrmError} not-found - the workspace does not exist
 * @throws {CrmError} forbidden - the member does not exist in it or is not active
 */
export async function openSession(ports: CrmPorts, door: Door): Promise<Session> {
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
  if (door.kind === 'system') return { ...ports, actor: door, settings: workspace.settings }
  const state = member?.state ?? 'unknown'
  if (member === null || state !== 'active') {
    const why = state === 'unknown' ? 'no such member' : `the member is ${state}`
    throw new CrmError('forbidden', {
      message: `Member ${door.memberId} may not act in workspace ${door.workspaceId}: ${why}.`,
      details: { memberId: door.memberId, ...(state !== 'active' && { state }) },
    })
  }
  return { ...ports, actor: { ...door, role: member.role }, settings: workspace.settings }
}

/** The day it is in the workspace. */
export function today(session: Session): PlainDate {
  return plainDateIn(session.clock.now(), session.settings.timeZone)
}
