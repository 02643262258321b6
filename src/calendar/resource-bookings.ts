/** What matters book, and what stands in the way of it. Rules: docs/concepts/calendar.md (CAL-2, CAL-3). @module */
import type { Interaction, UnnumberedInteraction } from '../interaction/interaction.ts'
import { meetingPeriod } from '../interaction/schedule.ts'
import type { InteractionId } from '../kernel/ids.ts'
import type { Instant, TimeZone } from '../kernel/time.ts'
import { type Booking, bookingHorizon, bookingsOf } from './window.ts'

/** All that a matter books from now on. */
export interface MatterBookings {
  readonly interactionId: InteractionId
  /** The version in which the matter books it. */
  readonly version: number
  /** Of one resource they don't overlap: see {@link separateBookings}. */
  readonly bookings: readonly Booking[]
}

/** How many bookings a refusal names. */
export const mostConflicts = 20

/**
 * What a matter books: its resources at its meeting; at the meetings of a series that are not over, two years ahead. What is
 * in the trash books nothing.
 * @param timeZone the workspace's
 */
export function bookedFrom(
  matter: Interaction | UnnumberedInteraction,
  now: Instant,
  timeZone: TimeZone,
): MatterBookings {
  const { id: interactionId, version, schedule, series } = matter
  const none = { interactionId, version, bookings: [] }
  const isBooking = matter.trashedAt === undefined && matter.participants.some(({ kind }) => kind === 'resource')
  if (!isBooking || schedule?.kind !== 'meeting') return none
  const window = series === undefined ? meetingPeriod(schedule) : { from: now, until: bookingHorizon(now, timeZone) }
  return { interactionId, version, bookings: separateBookings(bookingsOf(matter, window)) }
}

/**
 * The same time of the same resources, without overlaps: where an occurrence lasts into the next one, it ends there. So
 * whatever begins at a time is found by its neighbors.
 */
export function separateBookings(bookings: readonly Booking[]): readonly Booking[] {
  const last = new Map<string, number>()
  const kept: Booking[] = []
  for (const booking of bookings.toSorted((one, other) => one.period.from - other.period.from)) {
    const at = last.get(booking.resourceId)
    const before = at === undefined ? undefined : kept[at]
    if (at === undefined || before === undefined || before.period.until <= booking.period.from) {
      last.set(booking.resourceId, kept.push(booking) - 1)
      continue
    }
    const until = Math.max(before.period.until, booking.period.until)
    if (before.period.from === booking.period.from) {
      kept[at] = { ...before, period: { ...before.period, until } }
      continue
    }
    kept[at] = { ...before, period: { ...before.period, until: booking.period.from } }
    last.set(booking.resourceId, kept.push({ ...booking, period: { ...booking.period, until } }) - 1)
  }
  return kept
}

/** Those of other matters that are in the way of bookings, by their start, at most {@link mostConflicts}. */
export function bookingsInTheWay(wanted: readonly Booking[], others: readonly Booking[]): readonly Booking[] {
  return others
    .filter((other) => wanted.some((booking) => isInTheWay(other, booking)))
    .sort(compareBookings)
    .slice(0, mostConflicts)
}

/** Whether a booking is of another matter, and of the same resource at an overlapping time. */
export function isInTheWay(other: Booking, booking: Booking): boolean {
  return (
    other.resourceId === booking.resourceId &&
    other.interactionId !== booking.interactionId &&
    other.period.from < booking.period.until &&
    booking.period.from < other.period.until
  )
}

/** By start, then by resource and matter. */
function compareBookings(one: Booking, other: Booking): number {
  return (
    one.period.from - other.period.from ||
    compareIds(one.resourceId, other.resourceId) ||
    compareIds(one.interactionId, other.interactionId)
  )
}

function compareIds(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
