/** The desk of the groups: who belongs together, so that records are shared with all of them. Rules: docs/concepts/access.md (ACC-2). @module */
import { actorRight } from '../../access/actor.ts'
import { changeGroup, type Group, normalizeGroup } from '../../access/group.ts'
import type { StoredMember } from '../../access/member.ts'
import { mayOwn } from '../../access/member-states.ts'
import type { GroupMembers, NewGroup } from '../../inputs/access.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { GroupId, MemberId } from '../../kernel/ids.ts'
import type { Write } from '../../ports/commit.ts'
import type { FieldChange } from '../../ports/history.ts'
import { parseGroupMembers, parseNewGroup } from '../../schemas/access.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'

/** A group, and who is in it. */
export interface GroupWithMembers extends Group {
  /** By id. */
  readonly memberIds: readonly MemberId[]
}

/** The groups of the workspace. Whatever changes one takes the capability `settings`. */
export interface GroupDesk {
  /** Makes a group, with nobody in it. @throws {CrmError} forbidden, invalid-input */
  add(input: NewGroup, options?: Pick<CommandOptions, 'commandId'>): Promise<GroupWithMembers>

  /** All groups, in the order of their ids. */
  list(): Promise<readonly GroupWithMembers[]>

  /** Gives a group another name. @throws {CrmError} forbidden, invalid-input, not-found, version-conflict */
  rename(id: GroupId, name: string, options?: CommandOptions): Promise<GroupWithMembers>

  /**
   * Takes members in, and lets others go: all of it, or nothing. Who is in the group already, or not in it, stays so.
   * @throws {CrmError} forbidden, not-found, version-conflict
   * @throws {CrmError} invalid-input - somebody is no member of the workspace, or has left it
   */
  changeMembers(id: GroupId, members: GroupMembers, options?: CommandOptions): Promise<GroupWithMembers>

  /**
   * Removes a group for good. What was shared with it is from then on shared with nobody by its name.
   * @throws {CrmError} forbidden, not-found, version-conflict
   */
  dissolve(id: GroupId, options?: CommandOptions): Promise<void>
}

/** The group desk of whoever the session is opened for. */
export function groupDesk(open: OpenSession): GroupDesk {
  return {
    add: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewGroup(input)), accept(parseCommandOptions(options))]
      const session = await open('workspace.groups.add')
      return carryOut(
        session,
        { command: 'workspace.groups.add', input: asked, options: how },
        () => decideAddition(session, asked),
        async (answer) => (await findGroup(session, onlyRecord(answer).id)).shown,
      )
    },
    list: async () => {
      const { store, actor } = await open('workspace.groups.list')
      const [groups, members] = await Promise.all([
        store.workspaces.listGroups(actor.workspaceId),
        store.workspaces.listMembers(actor.workspaceId),
      ])
      return groups.map((group) => withMembers(group, members))
    },
    rename: async (id, name, options = {}) => {
      const known = readId(id, 'id')
      const [{ name: wanted }, how] = [accept(parseNewGroup({ name })), accept(parseCommandOptions(options))]
      const session = await open('workspace.groups.rename')
      return change(session, known, 'rename', { name: wanted }, how, async (found) => {
        const group = accept(changeGroup(found.group, { name: wanted }))
        return { group, event: 'group.renamed', members: [], changes: changesBetween(found.group, group) }
      })
    },
    changeMembers: async (id, members, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseGroupMembers(members)), accept(parseCommandOptions(options))]
      const session = await open('workspace.groups.changeMembers')
      return change(session, known, 'changeMembers', asked, how, async (found) => {
        const moved = moveMembers(found, asked)
        const memberIds = withMembers(found.group, [...found.members, ...moved]).memberIds
        const changes = changesBetween({ memberIds: found.shown.memberIds }, { memberIds })
        return { group: found.group, event: 'group.members-changed', members: moved, changes }
      })
    },
    dissolve: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('workspace.groups.dissolve')
      return carryOut(
        session,
        { command: 'workspace.groups.dissolve', input: { id: known }, options: how },
        () => decideEnd(session, known, how),
        async () => {},
      )
    },
  }
}

/** A group, with all members of the workspace. */
interface FoundGroup {
  readonly group: Group
  readonly members: readonly StoredMember[]
  readonly shown: GroupWithMembers
}

interface GroupChange {
  readonly group: Group
  readonly event: string
  /** Members whose groups change. */
  readonly members: readonly StoredMember[]
  readonly changes: readonly FieldChange[]
}

async function findGroup({ store, actor }: Session, id: GroupId): Promise<FoundGroup> {
  const [groups, members] = await Promise.all([
    store.workspaces.listGroups(actor.workspaceId),
    store.workspaces.listMembers(actor.workspaceId),
  ])
  const group = groups.find((each) => each.id === id)
  if (group === undefined) throw notFound('group', id)
  return { group, members, shown: withMembers(group, members) }
}

async function decideAddition(session: Session, input: NewGroup): Promise<Decision<GroupWithMembers>> {
  const at = session.clock.now()
  const { name } = accept(normalizeGroup(input))
  const group: Group = { id: session.ids.next(), version: 1, name, createdAt: at, updatedAt: at }
  const happening = {
    command: 'workspace.groups.add',
    right: actorRight(session.actor),
    subject: { kind: 'group' as const, id: group.id },
    changes: changesBetween(null, { name }),
    event: 'group.added',
    version: 1,
  }
  return {
    effect: { writes: [{ op: 'create', kind: 'group', record: group }], happenings: [happening] },
    answer: aboutRecord(group.id),
    outcome: () => ({ ...group, memberIds: [] }),
  }
}

function change(
  session: Session,
  id: GroupId,
  verb: 'rename' | 'changeMembers',
  asked: object,
  options: CommandOptions,
  decide: (found: FoundGroup) => Promise<GroupChange>,
): Promise<GroupWithMembers> {
  const command = `workspace.groups.${verb}`
  return carryOut(
    session,
    { command, input: { id, ...asked }, options },
    async (): Promise<Decision<GroupWithMembers>> => {
      const found = await findGroup(session, id)
      const subject = { kind: 'group' as const, id }
      requireVersion(subject, found.group.version, options.expectedVersion)
      const { group, event, members, changes } = await decide(found)
      const answer = aboutRecord(id)
      if (changes.length === 0) return { effect: { writes: [], happenings: [] }, answer, outcome: () => found.shown }
      const stamp = { version: found.group.version + 1, updatedAt: session.clock.now() }
      const after = { ...group, ...stamp }
      const happening = {
        command,
        right: actorRight(session.actor),
        subject,
        changes,
        event,
        version: after.version,
      }
      return {
        // The group is written whenever its members change: so nobody comes into one that is being dissolved.
        effect: {
          writes: [{ op: 'update', kind: 'group', record: after }, ...memberWrites(session, members)],
          happenings: [happening],
        },
        answer,
        outcome: () => withMembers(after, [...found.members, ...members]),
      }
    },
    async () => (await findGroup(session, id)).shown,
  )
}

async function decideEnd(session: Session, id: GroupId, options: CommandOptions): Promise<Decision<void>> {
  const { group, members, shown } = await findGroup(session, id)
  const subject = { kind: 'group' as const, id }
  requireVersion(subject, group.version, options.expectedVersion)
  const leaving = moveMembers({ group, members, shown }, { remove: shown.memberIds })
  const happening = {
    command: 'workspace.groups.dissolve',
    right: actorRight(session.actor),
    subject,
    changes: changesBetween({ name: group.name, memberIds: shown.memberIds }, {}),
    event: 'group.dissolved',
  }
  return {
    effect: {
      writes: [...memberWrites(session, leaving), { op: 'purge', kind: 'group', id, expectedVersion: group.version }],
      happenings: [happening],
    },
    answer: aboutRecord(id),
    outcome: () => {},
  }
}

/** The members whose groups change, with the groups that they are in then. @throws {CrmError} invalid-input */
function moveMembers({ group, members }: FoundGroup, { add = [], remove = [] }: GroupMembers): readonly StoredMember[] {
  const known = new Map(members.map((member) => [member.id, member]))
  for (const [index, id] of add.entries()) {
    const member = known.get(id)
    if (member !== undefined && mayOwn(member)) continue
    const remedy = 'Name members of the workspace who have not left it.'
    throw inputError([{ path: `add.${index}`, problem: 'unknown-member', value: id, remedy }])
  }
  return members.flatMap((member) => {
    const isIn = member.groupIds.includes(group.id)
    const isToBeIn = remove.includes(member.id) ? false : isIn || add.includes(member.id)
    if (isIn === isToBeIn) return []
    const others = member.groupIds.filter((id) => id !== group.id)
    return [{ ...member, groupIds: isToBeIn ? [...others, group.id].sort() : others }]
  })
}

function memberWrites({ clock }: Session, members: readonly StoredMember[]): readonly Write[] {
  const updatedAt = clock.now()
  return members.map((member) => ({
    op: 'update',
    kind: 'member',
    record: { ...member, version: member.version + 1, updatedAt },
  }))
}

/** A group with who is in it; of a member who is named twice the last one counts. */
function withMembers(group: Group, members: readonly StoredMember[]): GroupWithMembers {
  const last = new Map(members.map((member) => [member.id, member]))
  const inside = [...last.values()].filter(({ groupIds }) => groupIds.includes(group.id))
  return { ...group, memberIds: inside.map(({ id }) => id).sort() }
}
