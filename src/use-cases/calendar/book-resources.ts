/** What matters book follows them, in the same commit. Rules: docs/concepts/calendar.md (CAL-2, CAL-3). @module */
import { bookedFrom } from '../../calendar/resource-bookings.ts'
import type { UnnumberedInteraction } from '../../interaction/interaction.ts'
import { sameValue } from '../../kernel/same-value.ts'
import type { InteractionChange, InteractionPart } from '../interactions/interaction-parts.ts'

/** Bookings: whatever happens to a matter, its resources are booked for its meetings, and for nothing else. */
export const bookingPart: InteractionPart = {
  follow: async ({ clock, settings }, changes) => {
    const now = clock.now()
    const bookings = changes.flatMap(({ before, after }) => {
      // What a matter booked that is removed goes with it.
      if (after === null || !concernsBookings({ before, after })) return []
      return [bookedFrom(after, now, settings.timeZone)]
    })
    return bookings.length === 0 ? {} : { bookings }
  },
}

/** Whether a matter may book something else than before; one that is the same only has come closer. */
function concernsBookings({ before, after }: InteractionChange): boolean {
  if (![before, after].some((matter) => matter !== null && mayBook(matter))) return false
  return before === after || before === null || !sameValue(bookingFacts(before), bookingFacts(after))
}

function mayBook({ participants, schedule }: UnnumberedInteraction): boolean {
  return schedule?.kind === 'meeting' && participants.some(({ kind }) => kind === 'resource')
}

/** All that bookings are worked out of. */
function bookingFacts(matter: UnnumberedInteraction | null): unknown {
  if (matter === null) return null
  const { schedule, series, participants, trashedAt } = matter
  return { schedule, series, participants, trashedAt, concludedAt: matter.state === 'done' && matter.concludedAt }
}
