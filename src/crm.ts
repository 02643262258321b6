/** The way in: one factory, and two doors. @module */
import type { MemberId, WorkspaceId } from './kernel/ids.ts'
import type { Clock } from './ports/clock.ts'
import type { Ids } from './ports/ids.ts'
import type { Store } from './ports/store.ts'
import { parseReason } from './schemas/workspace.ts'
import { type CompanyDesk, companyDesk } from './use-cases/companies.ts'
import { type ContactDesk, contactDesk } from './use-cases/contacts.ts'
import { type CrmPorts, type Door, openSession } from './use-cases/context.ts'
import { systemClock, timeOrderedIds } from './use-cases/default-ports.ts'
import { type ImportDesk, importDesk } from './use-cases/imports.ts'
import { inputError } from './use-cases/input-error.ts'
import { readActorId } from './use-cases/read-id.ts'
import { type WorkspaceDesk, workspaceDesk } from './use-cases/workspace-desk.ts'
import { type WorkspaceRegister, workspaceRegister } from './use-cases/workspaces.ts'

/** What a CRM is made of. */
export interface CrmOptions {
  /** Where records are kept: `memoryStore()`, or an adapter's. */
  readonly store: Store
  /** Default: the system's clock. */
  readonly clock?: Clock
  /** Default: UUIDs of version 7, by the clock. */
  readonly ids?: Ids
}

/** A CRM. It holds nothing but its ports: a process may have as many as it likes. */
export interface Crm {
  /**
   * The desk of a member. Nothing is looked up until a call is made; then the member must exist and be active.
   * Logging in is the host's business: whoever hands in a member's id is that member.
   */
  as(door: { readonly workspaceId: WorkspaceId; readonly memberId: MemberId }): Desk

  /**
   * The same desk for a job that no member does. It sees and changes everything; the reason stands in the audit.
   * @throws {CrmError} invalid-input - the reason is blank
   */
  asSystem(door: { readonly workspaceId: WorkspaceId; readonly reason: string }): Desk
  /** What is done outside any workspace. @throws {CrmError} invalid-input - the reason is blank */
  asSystem(door: { readonly reason: string }): SystemDesk
}

/** Everything that an actor may do in a workspace. */
export interface Desk {
  readonly workspace: WorkspaceDesk
  readonly companies: CompanyDesk
  readonly contacts: ContactDesk
  readonly imports: ImportDesk
}

/** What a system job may do outside any workspace. */
export interface SystemDesk {
  readonly workspaces: WorkspaceRegister
}

/**
 * Makes a CRM.
 *
 * @example
 * const crm = createCrm({ store: memoryStore() })
 * const { workspace, administrator } = await crm
 *   .asSystem({ reason: 'sign-up' })
 *   .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
 * const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
 */
export function createCrm({ store, clock = systemClock, ids = timeOrderedIds(clock) }: CrmOptions): Crm {
  const ports: CrmPorts = { store, clock, ids }

  function asSystem(door: { readonly workspaceId: WorkspaceId; readonly reason: string }): Desk
  function asSystem(door: { readonly reason: string }): SystemDesk
  function asSystem(door: { readonly workspaceId?: WorkspaceId; readonly reason: string }): Desk | SystemDesk {
    const reason = readReason(door.reason)
    if (!('workspaceId' in door)) return { workspaces: workspaceRegister(ports, reason) }
    return openDesk(ports, { kind: 'system', workspaceId: readActorId(door.workspaceId, 'workspaceId'), reason })
  }

  return {
    as: ({ workspaceId, memberId }) =>
      openDesk(ports, {
        kind: 'member',
        workspaceId: readActorId(workspaceId, 'workspaceId'),
        memberId: readActorId(memberId, 'memberId'),
      }),
    asSystem,
  }
}

function openDesk(ports: CrmPorts, door: Door): Desk {
  const open = () => openSession(ports, door)
  return {
    workspace: workspaceDesk(open),
    companies: companyDesk(open),
    contacts: contactDesk(open),
    imports: importDesk(open),
  }
}

function readReason(reason: unknown): string {
  const read = parseReason(reason)
  if (read.ok) return read.value
  throw inputError(read.error.issues.map((issue) => ({ ...issue, path: 'reason' })))
}
