/** Notices to members, as events: whoever sends mail or shows a badge listens for them. Rules: docs/concepts/events-and-jobs.md (REM-5). @module */
import { isTold, type Notice, noticesOf, type OwnershipChange } from '../access/notice.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Told } from './command.ts'
import type { Session } from './context.ts'

/** The events that tell members what the actor made theirs. */
export function noticeEvents(session: Session, changes: readonly OwnershipChange[]): readonly Told[] {
  return noticesOf(session.actor, changes).map(told)
}

/** The event that tells a member of many records at once, unless the actor is the member. @param data names records */
export function bulkNotice(
  session: Session,
  memberId: MemberId,
  data: Readonly<Record<string, unknown>>,
): readonly Told[] {
  if (!isTold(session.actor, memberId)) return []
  const subject = { kind: 'member', id: memberId } as const
  return [{ type: 'member.records-assigned', subject, data: { memberId, ...data } }]
}

function told({ memberId, changes }: Notice): Told {
  const [first, ...others] = changes
  if (first !== undefined && others.length === 0) {
    const { kind, recordId, version } = first
    return {
      type: `${kind}.assigned`,
      subject: { kind, id: recordId },
      version,
      data: { memberId },
    }
  }
  const counts: Record<string, number> = {}
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1
  const subject = { kind: 'member', id: memberId } as const
  const data = { memberId, counts, recordIds: changes.map(({ recordId }) => recordId) }
  return { type: 'member.records-assigned', subject, data }
}
