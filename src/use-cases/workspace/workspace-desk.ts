/** The desk of the workspace itself: its settings. Rules: docs/concepts/access.md (WS-2). @module */
import { actorRight } from '../../access/actor.ts'
import { changeSettings, type SettingsChanges } from '../../access/change-settings.ts'
import type { Workspace } from '../../access/workspace.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { parseSettingsChanges } from '../../schemas/workspace.ts'
import { reindexJob } from '../calendar/reindex-matters.ts'
import { type LineDesk, lineDesk } from '../calls/line-desk.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { changesBetween } from '../record-changes.ts'
import { everythingOf, notFound, requireVersion } from '../records/record-access.ts'
import { type GroupDesk, groupDesk } from './group-desk.ts'
import { type MemberDesk, memberDesk } from './member-desk.ts'
import { type PipelineDesk, pipelineDesk } from './pipeline-desk.ts'
import { type ResourceDesk, resourceDesk } from './resource-desk.ts'

/** The workspace that an actor works in. */
export interface WorkspaceDesk {
  /** The workspace with its settings. */
  get(): Promise<Workspace>

  /**
   * Changes settings: what is left out keeps its value. It takes the capability `settings`.
   * @throws {CrmError} forbidden, invalid-input, version-conflict
   */
  changeSettings(changes: SettingsChanges, options?: CommandOptions): Promise<Workspace>

  /** Those who work here. */
  readonly members: MemberDesk
  /** Members who belong together. */
  readonly groups: GroupDesk

  /** What can be booked beside members: vehicles, rooms, … */
  readonly resources: ResourceDesk

  /** Telephone numbers. */
  readonly lines: LineDesk

  /** What matters go through, from the first sign to the end. */
  readonly pipelines: PipelineDesk
}

/** The workspace desk of whoever the session is opened for. */
export function workspaceDesk(open: OpenSession): WorkspaceDesk {
  return {
    get: async () => getWorkspace(await open('workspace.get')),
    changeSettings: async (changes, options = {}) => {
      const [asked, how] = [accept(parseSettingsChanges(changes)), accept(parseCommandOptions(options))]
      const session = await open('workspace.changeSettings')
      return carryOut(
        session,
        { command: 'workspace.changeSettings', input: asked, options: how },
        () => decideSettings(session, asked, how),
        () => getWorkspace(session),
      )
    },
    members: memberDesk(open),
    groups: groupDesk(open),
    resources: resourceDesk(open),
    lines: lineDesk(open),
    pipelines: pipelineDesk(open),
  }
}

async function decideSettings(
  session: Session,
  changes: SettingsChanges,
  options: CommandOptions,
): Promise<Decision<Workspace>> {
  const right = actorRight(session.actor)
  const before = await getWorkspace(session)
  const subject = { kind: 'workspace' as const, id: before.id }
  requireVersion(subject, before.version, options.expectedVersion)
  const settings = accept(changeSettings(before.settings, changes))
  const fields = changesBetween(before.settings, settings)
  const answer = aboutRecord(before.id)
  if (fields.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => before }
  if (settings.country !== before.settings.country) await requireNoRecords(session, changes.country)
  const zone = before.settings.timeZone
  const after: Workspace = { ...before, settings, version: before.version + 1, updatedAt: session.clock.now() }
  const happening = {
    command: 'workspace.changeSettings',
    right,
    subject,
    changes: fields,
    event: 'workspace.settings-changed',
    version: after.version,
  }
  return {
    effect: {
      writes: [{ op: 'update', kind: 'workspace', record: after }],
      happenings: [happening],
      ...(settings.timeZone !== zone && { jobs: [reindexJob(zone, after.version, after.updatedAt)] }),
    },
    answer,
    outcome: () => after,
  }
}

/** Phones, postcodes and register numbers were read as that country's: keys would silently change their meaning. */
async function requireNoRecords(session: Session, value: string | undefined): Promise<void> {
  const scope = everythingOf(session)
  const { companies, contacts } = session.store
  const counts = [companies, contacts].flatMap((repository) =>
    [false, true].map((trashed) => repository.count(scope, { words: [], trashed }, 1)),
  )
  if ((await Promise.all(counts)).every((count) => count === 0)) return
  const remedy = 'The country is fixed once there are companies or contacts; state countries on records instead.'
  throw inputError([{ path: 'country', problem: 'in-use', value, remedy }])
}

async function getWorkspace({ store, actor }: Session): Promise<Workspace> {
  const workspace = await store.workspaces.find(actor.workspaceId)
  if (workspace === null) throw notFound('workspace', actor.workspaceId)
  return workspace
}
