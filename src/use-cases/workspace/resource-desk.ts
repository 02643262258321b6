/** The desk of resources: what can be booked beside members. Rules: docs/concepts/access.md (WS-4). @module */
import { actorRight } from '../../access/actor.ts'
import {
  changeResource,
  moveResource,
  type NewResource,
  normalizeResource,
  type Resource,
  type ResourceChanges,
  type ResourceStep,
} from '../../access/resource.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type ResourceId } from '../../kernel/ids.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { parseNewResource, parseResourceChanges } from '../../schemas/workspace.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'

/** The resources of the workspace. All members see them; whatever changes one takes an administrator. */
export interface ResourceDesk {
  /**
   * Adds a resource, which may be booked at once.
   * @throws {CrmError} forbidden, invalid-input
   * @throws {CrmError} duplicate - there is a resource with that id
   * @example
   * const van = await desk.workspace.resources.add({ name: 'White van', kind: 'vehicle', color: '#3a7' })
   */
  add(input: NewResource, options?: Pick<CommandOptions, 'commandId'>): Promise<Resource>

  /** One resource. @throws {CrmError} not-found */
  get(id: ResourceId): Promise<Resource>

  /** All resources, retired ones too, in the order of their ids. */
  list(): Promise<readonly Resource[]>

  /**
   * Changes what is said of a resource; what is left out keeps its value.
   * @throws {CrmError} forbidden, invalid-input, not-found, version-conflict
   */
  update(id: ResourceId, changes: ResourceChanges, options?: CommandOptions): Promise<Resource>

  /**
   * Takes a resource out of use: it can't be booked any more. What it was booked for stays.
   * @throws {CrmError} forbidden, not-found, version-conflict
   * @throws {CrmError} transition-refused - it is retired already
   */
  retire(id: ResourceId, options?: CommandOptions): Promise<Resource>

  /** Takes a retired resource into use again. @throws {CrmError} as {@link ResourceDesk.retire} */
  reinstate(id: ResourceId, options?: CommandOptions): Promise<Resource>
}

/** The resource desk of whoever the session is opened for. */
export function resourceDesk(open: OpenSession): ResourceDesk {
  return {
    add: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewResource(input)), accept(parseCommandOptions(options))]
      const session = await open('workspace.resources.add')
      return carryOut(
        session,
        { command: 'workspace.resources.add', input: asked, options: how },
        () => decideAddition(session, asked),
        (answer) => getResource(session, onlyRecord(answer).id),
      )
    },
    get: async (id) => {
      const known = readId(id, 'resourceId')
      return getResource(await open('workspace.resources.get'), known)
    },
    list: async () => {
      const { store, actor } = await open('workspace.resources.list')
      return store.workspaces.listResources(actor.workspaceId)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'resourceId')
      const [asked, how] = [accept(parseResourceChanges(changes)), accept(parseCommandOptions(options))]
      const update = { name: 'update', event: 'resource.updated', input: { id: known, changes: asked } }
      return change(await open('workspace.resources.update'), known, how, update, (before) => {
        const { description: _said, color: _shown, ...rest } = before
        return { ...rest, ...accept(changeResource(before, asked)) }
      })
    },
    retire: step(open, 'retire', 'resource.retired'),
    reinstate: step(open, 'reinstate', 'resource.reinstated'),
  }
}

function step(open: OpenSession, asked: ResourceStep, event: string): ResourceDesk['retire'] {
  return async (id, options = {}) => {
    const [known, how] = [readId(id, 'resourceId'), accept(parseCommandOptions(options))]
    return change(
      await open(`workspace.resources.${asked}`),
      known,
      how,
      { name: asked, event, input: { id: known } },
      (before) => {
        const moved = moveResource(before, asked)
        if (moved.ok) return moved.value
        const { state, allowed } = moved.error
        throw new CrmError('transition-refused', {
          message: `${asked} is not possible: resource ${known} is ${state}. Possible now: ${allowed.join(', ')}.`,
          details: { kind: 'resource', id: known, state, asked, allowed },
        })
      },
    )
  }
}

interface AskedChange {
  /** The public name, without the desk: `retire`. */
  readonly name: string
  readonly event: string
  readonly input: unknown
}

function change(
  session: Session,
  id: ResourceId,
  options: CommandOptions,
  { name, event, input }: AskedChange,
  decide: (before: Resource) => Resource,
): Promise<Resource> {
  const command = `workspace.resources.${name}`
  return carryOut(
    session,
    { command, input, options },
    async (): Promise<Decision<Resource>> => {
      const right = actorRight(session.actor)
      const before = await getResource(session, id)
      const subject = { kind: 'resource' as const, id }
      requireVersion(subject, before.version, options.expectedVersion)
      const changed = decide(before)
      const changes = changesBetween(before, changed)
      const answer = aboutRecord(id)
      if (changes.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => before }
      const after = { ...changed, version: before.version + 1, updatedAt: session.clock.now() }
      return {
        effect: {
          writes: [{ op: 'update', kind: 'resource', record: after }],
          happenings: [{ command, right, subject, changes, event, version: after.version }],
        },
        answer,
        outcome: () => after,
      }
    },
    (answer) => getResource(session, onlyRecord(answer).id),
  )
}

async function decideAddition(session: Session, input: NewResource): Promise<Decision<Resource>> {
  const right = actorRight(session.actor)
  const { store, actor } = session
  const id = input.id ?? session.ids.next()
  if ((await store.workspaces.findResource(actor.workspaceId, id)) !== null) {
    throw new CrmError('duplicate', {
      message: `There is a resource ${id} already. Leave the id out to get a new one.`,
      details: { kind: 'resource', recordId: id },
    })
  }
  const at = session.clock.now()
  const stamp = { version: 1, createdAt: at, updatedAt: at }
  const record: Resource = { id, ...stamp, ...accept(normalizeResource(input)), state: 'in-use' }
  const happening = {
    command: 'workspace.resources.add',
    right,
    subject: { kind: 'resource' as const, id },
    changes: changesBetween(null, record),
    event: 'resource.added',
    version: 1,
  }
  return {
    effect: { writes: [{ op: 'create', kind: 'resource', record }], happenings: [happening] },
    answer: aboutRecord(id),
    outcome: () => record,
  }
}

async function getResource({ store, actor }: Session, id: ResourceId): Promise<Resource> {
  const resource = isUuid(id) ? await store.workspaces.findResource(actor.workspaceId, id) : null
  if (resource === null) throw notFound('resource', id)
  return resource
}
