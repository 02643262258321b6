/** Creating workspaces: the one thing that is done outside any workspace. Rules: docs/concepts/access.md (WS-1, WS-2). @module */
import { type NewWorkspace, newSettings, normalizeMember } from '../../access/change-settings.ts'
import { type Member, type StoredMember, shownMember } from '../../access/member.ts'
import type { Workspace } from '../../access/workspace.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Subject } from '../../ports/history.ts'
import { parseNewWorkspace } from '../../schemas/workspace.ts'
import { type Happening, historyOf, throwRefusal } from '../command.ts'
import type { CrmPorts, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'

/** A workspace as it begins. */
export interface CreatedWorkspace {
  readonly workspace: Workspace
  /** Its first member, who may do everything in it. */
  readonly administrator: Member
}

/** What a system job may do with workspaces. */
export interface WorkspaceRegister {
  /**
   * Creates a workspace with its administrator.
   * @throws {CrmError} invalid-input - with every field, problem and remedy
   * @throws {CrmError} duplicate - there is a workspace with that id
   */
  create(input: NewWorkspace): Promise<CreatedWorkspace>
}

/** The register of workspaces, for a system job. @param reason written into the audit */
export function workspaceRegister(ports: CrmPorts, reason: string): WorkspaceRegister {
  return { create: async (input) => createWorkspace(ports, reason, accept(parseNewWorkspace(input))) }
}

async function createWorkspace(ports: CrmPorts, reason: string, input: NewWorkspace): Promise<CreatedWorkspace> {
  const { id: wantedId, administrator: person, ...changes } = input
  const settings = accept(newSettings({ ...changes, name: input.name }))
  const named = normalizeMember(person)
  if (!named.ok) {
    throw inputError(named.error.issues.map((issue) => ({ ...issue, path: `administrator.${issue.path}` })))
  }
  const at = ports.clock.now()
  const stamp = { version: 1, createdAt: at, updatedAt: at } as const
  const workspace: Workspace = { ...stamp, id: wantedId ?? ports.ids.next(), settings }
  const administrator: StoredMember = {
    ...stamp,
    ...named.value,
    id: person.id ?? ports.ids.next(),
    role: 'administrator',
    withheld: [],
    groupIds: [],
    state: 'active',
    hourlyCosts: [],
  }
  const session: Session = { ...ports, actor: { kind: 'system', workspaceId: workspace.id, reason }, settings }
  const history = [
    begun('workspaces.create', { kind: 'workspace', id: workspace.id }, 'workspace.created', settings),
    begun('workspaces.create', { kind: 'member', id: administrator.id }, 'member.added', { role: administrator.role }),
  ].map((happening) => historyOf(session, happening))
  const result = await ports.store.commit({
    workspaceId: workspace.id,
    writes: [
      { op: 'create', kind: 'workspace', record: workspace },
      { op: 'create', kind: 'member', record: administrator },
    ],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: history.map(({ audit }) => audit),
    events: history.map(({ event }) => event),
  })
  if (result.ok) return { workspace, administrator: shownMember(administrator) }
  if (result.error.code !== 'version-conflict') throwRefusal(result.error)
  throw new CrmError('duplicate', {
    message: `There is a workspace ${workspace.id} already. Leave the id out to get a new one.`,
    details: { kind: 'workspace', recordId: workspace.id },
  })
}

function begun(command: string, subject: Subject, event: string, record: object): Happening {
  return { command, right: 'system', subject, changes: changesBetween(null, record), event, version: 1 }
}
