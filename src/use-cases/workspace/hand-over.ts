/**
 * Handing over what a member owns: counted beforehand, then page by page, each page in one commit. Rules:
 * docs/concepts/access.md (WS-3); why in pages: docs/decisions/0016-hand-over-in-pages.md
 * @module
 */
import { actorRight } from '../../access/actor.ts'
import { refuseCall } from '../../access/explain-access.ts'
import type { StoredMember } from '../../access/member.ts'
import { roleRules } from '../../access/role.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type MemberId } from '../../kernel/ids.ts'
import type { CommitRefusal } from '../../ports/commit.ts'
import { carryOut } from '../carry-out.ts'
import { eventOf, type Happening, historyOf, throwRefusal } from '../command.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { bulkNotice } from '../notice-events.ts'
import { getMember } from './get-member.ts'
import {
  type HandOverOrder,
  type HandOverPage,
  type HandOverPart,
  handOverCommand,
  handOverParts,
} from './hand-over-parts.ts'

/** What is or was handed over. */
export interface HandOver {
  readonly fromId: MemberId
  readonly toId: MemberId
  /** How many, by kind: `company`, `contact`, `interaction`, and `line`, the telephone numbers that he answers. Private ones and those in the trash are among them, and interactions that the member takes part in; done ones are not. */
  readonly counts: Readonly<Record<string, number>>
  /** How many stay as they are, by kind, since who hands over may not change them: telephone numbers, without `settings`. An administrator hands these over. */
  readonly left: Readonly<Record<string, number>>
}

/** How often a page is decided anew because others wrote what it had read. */
const mostTries = 10

/** What a hand-over would move. */
export async function previewHandOver(session: Session, fromId: MemberId, toId: MemberId): Promise<HandOver> {
  await getMember(session, fromId)
  await getReceiver(session, fromId, toId)
  const counts: Record<string, number> = {}
  for (const part of handOverParts) counts[part.kind] = mayMove(session, part) ? await part.count(session, fromId) : 0
  return { fromId, toId, counts, left: await countLeft(session, fromId) }
}

/** Hands over. */
export function handOver(
  session: Session,
  fromId: MemberId,
  toId: MemberId,
  options: CommandOptions,
): Promise<HandOver> {
  // Counted across repeats of the decision: pages that were written stay written.
  const counts: Record<string, number> = {}
  return carryOut(
    session,
    { command: handOverCommand, input: { fromId, toId }, options },
    async () => {
      const right = actorRight(session.actor)
      await getMember(session, fromId)
      for (const part of handOverParts) {
        const moved = mayMove(session, part) ? await moveAll(session, part, { fromId, toId, right }) : 0
        counts[part.kind] = (counts[part.kind] ?? 0) + moved
      }
      const left = await countLeft(session, fromId)
      const count = Object.values(counts).reduce((sum, each) => sum + each, 0)
      const happening: Happening = {
        command: handOverCommand,
        right,
        subject: { kind: 'member', id: fromId },
        changes: [],
        count,
        event: 'member.handed-over',
        data: { toMemberId: toId, counts: { ...counts }, left },
      }
      return {
        effect: {
          writes: [],
          happenings: count === 0 ? [] : [happening],
          notices: count === 0 ? [] : bulkNotice(session, toId, { counts: { ...counts } }),
        },
        answer: { records: [{ id: fromId, warnings: [] }], counts: { ...counts }, left },
        outcome: () => ({ fromId, toId, counts: { ...counts }, left }),
      }
    },
    async ({ counts: moved = {}, left = {} }) => ({ fromId, toId, counts: moved, left }),
  )
}

/** Whether who hands over may change these, too. */
function mayMove({ actor }: Session, { takes }: HandOverPart): boolean {
  return takes === undefined || refuseCall(actor, takes) === null
}

/** How many stay of what he may not change. */
async function countLeft(session: Session, fromId: MemberId): Promise<Readonly<Record<string, number>>> {
  const left: Record<string, number> = {}
  for (const part of handOverParts) {
    const count = mayMove(session, part) ? 0 : await part.count(session, fromId)
    if (count > 0) left[part.kind] = count
  }
  return left
}

/** Moves all that the member owns of a kind. @returns how many */
async function moveAll(session: Session, part: HandOverPart, order: HandOverOrder): Promise<number> {
  let moved = 0
  for (let after: string | undefined; ; ) {
    const page = await movePage(session, part, order, after)
    moved += page.length
    after = page.at(-1)
    if (after === undefined) return moved
  }
}

/** Moves one page. @returns the ids of its records */
async function movePage(
  session: Session,
  part: HandOverPart,
  order: HandOverOrder,
  after: string | undefined,
): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const receiver = await getReceiver(session, order.fromId, order.toId)
    const page = await part.page(session, order, after)
    if (page.recordIds.length === 0) return []
    const refusal = await writePage(session, part, order, receiver, page)
    if (refusal === null) return page.recordIds
    if (refusal.code !== 'version-conflict' || attempt >= mostTries) throwRefusal(refusal)
  }
}

/** One audit entry a record, so that its history shows the change; one event a page, so that nobody is flooded. */
async function writePage(
  session: Session,
  { kind }: HandOverPart,
  { fromId, toId, right }: HandOverOrder,
  receiver: StoredMember,
  { recordIds, writes, happenings, follows = {} }: HandOverPage,
): Promise<CommitRefusal | null> {
  const { event } = historyOf(session, {
    command: handOverCommand,
    right,
    subject: { kind: 'member', id: fromId },
    changes: [{ field: 'ownerId' }],
    event: 'member.records-handed-over',
    data: { kind, toMemberId: toId, recordIds },
  })
  const { notices = [], memberGuards = [], ...rest } = follows
  const result = await session.store.commit({
    workspaceId: session.actor.workspaceId,
    writes,
    keysAdded: [],
    keysRemoved: [],
    ...rest,
    memberGuards: [{ memberId: receiver.id, version: receiver.version }, ...memberGuards],
    touches: [],
    refusedRows: [],
    audit: happenings.map((happening) => historyOf(session, happening).audit),
    events: [event, ...notices.map((told) => eventOf(session, told))],
  })
  return result.ok ? null : result.error
}

/**
 * Who is to own everything.
 * @throws {CrmError} invalid-input - the same member, an unknown one, one who is not active, or one who may not have all of it
 */
async function getReceiver(session: Session, fromId: MemberId, toId: MemberId): Promise<StoredMember> {
  const { store, actor } = session
  const member = isUuid(toId) ? await store.workspaces.findMember(actor.workspaceId, toId) : null
  if (member?.state !== 'active' || toId === fromId) {
    throw wrongReceiver(toId, 'Name another member of the workspace, who is active.')
  }
  if (roleRules[member.role].changes) return member
  for (const part of handOverParts) {
    if (part.takesChanges === undefined || !mayMove(session, part) || (await part.count(session, fromId)) === 0)
      continue
    throw wrongReceiver(
      toId,
      `Name somebody whose role may change things: ${part.takesChanges} are handed over as well.`,
    )
  }
  return member
}

function wrongReceiver(toId: MemberId, remedy: string): CrmError {
  return inputError([{ path: 'toId', problem: 'unknown-member', value: toId, remedy }])
}
