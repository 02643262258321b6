/**
 * How matters are handed over: those that are not done. Whose the done ones were, and who took part, is the past, and
 * reports count by it. Rules: docs/concepts/access.md (WS-3).
 * @module
 */
import type { Interaction } from '../../interaction/interaction.ts'
import type { InteractionFilter } from '../../ports/interaction-repository.ts'
import { changesBetween } from '../record-changes.ts'
import { everythingOf } from '../records/record-access.ts'
import type { HandOverOrder, HandOverPart } from '../workspace/hand-over-parts.ts'
import { interactionWrite } from './interaction-kind.ts'
import { followInteractions } from './interaction-parts.ts'

/** More than any workspace has. */
const uncapped = 1_000_000_000

const pageSize = 500

/** The hand-over of matters that a member owns or takes part in. @param command its public name */
export function matters(command: string): HandOverPart {
  return {
    kind: 'interaction',
    async count(session, memberId) {
      const counts = pendingOf(memberId).map((filter) =>
        session.store.interactions.count(everythingOf(session), filter, uncapped),
      )
      return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0)
    },
    // What was handed over is found no more: every page is the first one.
    async page(session, order) {
      let found: readonly Interaction[] = []
      for (const filter of pendingOf(order.fromId)) {
        const query = { ...filter, order: 'number', descending: false, limit: pageSize } as const
        found = await session.store.interactions.list(everythingOf(session), query)
        if (found.length > 0) break
      }
      const updatedAt = session.clock.now()
      const changes = found.map((before) => {
        return { before, after: { ...before, ...handedOver(before, order), version: before.version + 1, updatedAt } }
      })
      return {
        recordIds: changes.map(({ after }) => after.id),
        writes: changes.map(({ after }) => interactionWrite(session, after)),
        follows: await followInteractions(session, changes),
        happenings: changes.map(({ before, after: { id, version, ownerId, participants } }) => ({
          command,
          right: order.right,
          subject: { kind: 'interaction', id },
          changes: changesBetween(
            { ownerId: before.ownerId, participants: before.participants },
            { ownerId, participants },
          ),
          event: 'interaction.updated',
          version,
        })),
      }
    },
  }
}

/** The matters of a member that are not done: those in use, and those in the trash. */
function pendingOf(memberId: string): readonly InteractionFilter[] {
  return [false, true].map((trashed) => {
    return { words: [], trashed, states: ['open', 'in-progress'], attendeeIds: [memberId] }
  })
}

/** Whose a matter is and who takes part in it, with the receiver in the other's place, once. */
function handedOver(
  { ownerId: was, participants }: Interaction,
  { fromId, toId }: HandOverOrder,
): Pick<Interaction, 'ownerId' | 'participants'> {
  const ownerId = was === fromId ? toId : was
  const isThere = ownerId === toId || participants.some(({ kind, id }) => kind === 'member' && id === toId)
  return {
    ownerId,
    participants: participants.flatMap((each) => {
      if (each.kind === 'resource' || each.id !== fromId) return [each]
      return isThere ? [] : [{ ...each, id: toId }]
    }),
  }
}
