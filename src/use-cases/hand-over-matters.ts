/**
 * How matters are handed over: those that are not done. Whose the done ones were is the past, and reports count by it.
 * Rules: docs/concepts/access.md (WS-3).
 * @module
 */
import type { Interaction } from '../interaction/interaction.ts'
import type { HandOverPart } from './hand-over-parts.ts'
import { interactionWrite } from './interaction-kind.ts'
import { followInteractions } from './interaction-parts.ts'
import { everythingOf } from './record-access.ts'
import { changesBetween } from './record-changes.ts'

/** More than any workspace has. */
const uncapped = 1_000_000_000

const pageSize = 500

/** The hand-over of matters. @param command its public name */
export function matters(command: string): HandOverPart {
  return {
    kind: 'interaction',
    async count(session, ownerId) {
      const counts = [false, true].map((trashed) =>
        session.store.interactions.count(
          everythingOf(session),
          { words: [], trashed, states: ['open', 'in-progress'], ownerId },
          uncapped,
        ),
      )
      return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0)
    },
    async page(session, { fromId, toId, right }, start) {
      const { store, actor, clock } = session
      let found: readonly Interaction[] = []
      let pending: readonly Interaction[] = []
      // A page of done ones has nothing to hand over, and is not the last one.
      for (let after = start; pending.length === 0; after = found.at(-1)?.id) {
        found = await store.interactions.listOwnedBy(actor.workspaceId, fromId, {
          ...(after !== undefined && { after }),
          limit: pageSize,
        })
        pending = found.filter(({ state }) => state !== 'done')
        if (found.length < pageSize) break
      }
      const updatedAt = clock.now()
      const changes = pending.map((before) => {
        return { before, after: { ...before, ownerId: toId, version: before.version + 1, updatedAt } }
      })
      return {
        recordIds: changes.map(({ after }) => after.id),
        writes: changes.map(({ after }) => interactionWrite(session, after)),
        follows: await followInteractions(session, changes),
        happenings: changes.map(({ after: { id, version } }) => ({
          command,
          right,
          subject: { kind: 'interaction', id },
          changes: changesBetween({ ownerId: fromId }, { ownerId: toId }),
          event: 'interaction.updated',
          version,
        })),
      }
    },
  }
}
