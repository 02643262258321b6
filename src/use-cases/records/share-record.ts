/** Sharing a record with a member or a group, and ending that. Rules: docs/concepts/access.md (ACC-2). @module */
import { mayOwn } from '../../access/member-states.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { Share } from '../../party/record.ts'
import type { Subject } from '../../ports/history.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { requireSeenVersion } from '../merging/follow-merges.ts'
import { changesBetween } from '../record-changes.ts'
import type { RecordKind, Written } from './party.ts'
import { getRecord, type OwnedRecord, requireInUse, requireOwnerRight } from './record-access.ts'

/** Shares a record. @throws {CrmError} not-found, forbidden, invalid-input, version-conflict */
export function shareRecord<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  id: string,
  share: Share,
  options: CommandOptions,
): Promise<Written<OneRecord>> {
  return change(session, party, 'share', id, share, options, async (shares) => {
    await requireGrantee(session, share.with)
    return [...shares.filter((other) => other.with !== share.with), share].sort(byGrantee)
  })
}

/** Shares a record no longer. @throws {CrmError} not-found, forbidden, version-conflict */
export function unshareRecord<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  id: string,
  grantee: Share['with'],
  options: CommandOptions,
): Promise<Written<OneRecord>> {
  return change(session, party, 'unshare', id, { with: grantee }, options, async (shares) =>
    shares.filter((share) => share.with !== grantee),
  )
}

function change<OneRecord extends OwnedRecord>(
  session: Session,
  party: RecordKind<OneRecord>,
  verb: 'share' | 'unshare',
  id: string,
  asked: Pick<Share, 'with'>,
  options: CommandOptions,
  decide: (shares: readonly Share[]) => Promise<readonly Share[]>,
): Promise<Written<OneRecord>> {
  const command = `${party.desk}.${verb}`
  return carryOut(
    session,
    { command, input: { id, ...asked }, options },
    async (): Promise<Decision<Written<OneRecord>>> => {
      const { kind } = party
      const before = await getRecord(session, party.repository(session), kind, id)
      const subject: Subject = { kind, id: before.id }
      requireSeenVersion(subject, before.version, id, options.expectedVersion)
      const right = requireOwnerRight(session, kind, before, 'is not yours to share')
      requireInUse(kind, before)
      const shares = await decide(before.shares ?? [])
      const changes = changesBetween({ shares: before.shares ?? [] }, { shares })
      const answer = aboutRecord(before.id)
      if (changes.length === 0) {
        return { effect: { writes: [], happenings: [] }, answer, outcome: () => ({ record: before, warnings: [] }) }
      }
      const stamp = { version: before.version + 1, updatedAt: session.clock.now() }
      const after = { ...party.restamp(before, stamp), shares }
      const event = `${kind}.${verb}d`
      const happening = { command, right, subject, changes, event, version: after.version, data: { ...asked } }
      return {
        effect: {
          ...(await party.follow?.(session, before, after)),
          writes: [await party.updateWrite(session, after)],
          happenings: [happening],
        },
        answer,
        outcome: () => ({ record: after, warnings: [] }),
      }
    },
    async (answer) => ({
      record: await getRecord(session, party.repository(session), party.kind, onlyRecord(answer).id),
      warnings: [],
    }),
  )
}

/** @throws {CrmError} invalid-input - neither a group, nor a member who has not left */
async function requireGrantee({ store, actor }: Session, id: string): Promise<void> {
  const member = await store.workspaces.findMember(actor.workspaceId, id)
  if (member !== null && mayOwn(member)) return
  const groups = member === null ? await store.workspaces.listGroups(actor.workspaceId) : []
  if (groups.some((group) => group.id === id)) return
  const remedy = 'Name a member of the workspace who has not left it, or a group.'
  throw inputError([{ path: 'with', problem: 'unknown-member', value: id, remedy }])
}

function byGrantee(a: Share, b: Share): number {
  return a.with < b.with ? -1 : 1
}
