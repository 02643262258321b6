/**
 * Rolling series forward: what is written down of a series for some time ahead – bookings, reminders – is written down
 * further as time goes by. A week at most passes between two rolls. Rules: docs/concepts/calendar.md (CAL-3).
 * @module
 */

import { isInTheWay, type MatterBookings } from '../../calendar/resource-bookings.ts'
import type { Booking } from '../../calendar/window.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import type { CommitRefusal } from '../../ports/commit.ts'
import { eventOf } from '../command.ts'
import { openSession, type Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import { followInteractions } from '../interactions/interaction-parts.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { everythingOf } from '../records/record-access.ts'
import { goesOn, type SeriesPayload, seriesKind } from './follow-series.ts'

/** How often bookings that others have by now are left out before somebody has to look. */
const mostRounds = 100

/** Rolls series forward. */
export const seriesHandler: JobHandler = {
  kind: seriesKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const { interactionId } = payloadOf<SeriesPayload>(job)
    const door = { kind: 'system', workspaceId, reason: 'series rolled forward' } as const
    const session = await openSession(ports, door, 'interactions.changeSeries')
    const matter = await session.store.interactions.find(everythingOf(session), interactionId)
    if (matter === null || !goesOn(matter)) return { outcome: 'done' }
    const refusal = await roll(session, matter)
    if (refusal === null) return { outcome: 'done' }
    // Where somebody has changed it meanwhile, too: not all that raises versions writes down what follows of a series.
    return { outcome: 'retry', problem: { code: refusal.code } }
  },
}

async function roll(session: Session, matter: Interaction): Promise<CommitRefusal | null> {
  const { jobs = [], ...followed } = await followInteractions(session, [{ before: matter, after: matter }])
  const missed: Booking[] = []
  for (let round = 1; ; round += 1) {
    const refusal = await commitRoll(session, matter, { ...without(followed, missed), jobs }, missed)
    if (refusal?.code !== 'resource-taken' || round === mostRounds) return refusal
    const wanted = (followed.bookings ?? []).flatMap(({ bookings }) => bookings)
    missed.push(...wanted.filter((booking) => refusal.conflicts.some((other) => isInTheWay(other, booking))))
  }
}

/** Nothing is written of the matter itself; that it is still the same is what its bookings are held to. */
async function commitRoll(
  session: Session,
  { id: interactionId, version }: Interaction,
  followed: FollowUp,
  missed: readonly Booking[],
): Promise<CommitRefusal | null> {
  const subject = { kind: 'interaction', id: interactionId } as const
  const told = missed.map(({ resourceId, occurrence }) => ({
    type: 'interaction.booking-missed',
    subject,
    version,
    data: { resourceId, occurrence },
  }))
  const { notices = [], ...parts } = followed
  const result = await session.store.commit({
    workspaceId: session.actor.workspaceId,
    writes: [],
    keysAdded: [],
    keysRemoved: [],
    ...parts,
    bookings: parts.bookings ?? [{ interactionId, version, bookings: [] }],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [...notices, ...told].map((each) => eventOf(session, each)),
  })
  return result.ok ? null : result.error
}

function without(followed: FollowUp, missed: readonly Booking[]): FollowUp {
  if (followed.bookings === undefined) return followed
  const bookings = followed.bookings.map(
    (matter): MatterBookings => ({
      ...matter,
      bookings: matter.bookings.filter((booking) => !missed.includes(booking)),
    }),
  )
  return { ...followed, bookings }
}
