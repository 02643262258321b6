/** Writing nothing but what becomes of what providers told. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { Commit } from '../../ports/commit.ts'
import type { Session } from '../context.ts'

/** Writes nothing but what is said of events, and what follows from them. */
export async function commitEvents(
  session: Session,
  parts: Pick<Commit, 'providerEventsReplayed' | 'providerEventsSettled' | 'providerEventsBlanked' | 'jobs'>,
): Promise<void> {
  const result = await session.store.commit({
    workspaceId: session.actor.workspaceId,
    ...{ writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] },
    ...parts,
  })
  if (!result.ok) throw new Error(`events of a provider were refused: ${result.error.code}`)
}
