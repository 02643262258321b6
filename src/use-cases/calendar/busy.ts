/** When people and things are taken, whatever by. Rules: docs/concepts/calendar.md (CAL-2). @module */
import { type Busy, mergePeriods } from '../../calendar/availability.ts'
import { type CalendarView, calendarWindow } from '../../calendar/window.ts'
import type { Participant, UnnumberedInteraction } from '../../interaction/interaction.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import { findPlannedMatters, tooManyMatters } from './planned-matters.ts'

/**
 * When attendees are taken, by attendee, then by time; matters that the actor may not see count as well.
 * @throws {CrmError} invalid-input - there are more matters than a calendar shows
 */
export async function busyWithin(session: Session, view: CalendarView): Promise<readonly Busy[]> {
  const busy = await findBusy(session, view)
  if (busy === null) throw tooManyMatters()
  return busy
}

/**
 * The same; `null` if there are more matters than a calendar shows.
 * @param written matters that count as they are here, whatever is stored of them
 * @param except a matter that does not count
 */
export async function findBusy(
  session: Session,
  view: CalendarView,
  written: readonly UnnumberedInteraction[] = [],
  except?: string,
): Promise<readonly Busy[] | null> {
  const stored = await findPlannedMatters(session.store, everythingOf(session), attendeeIds(view), view.window)
  if (stored === null) return null
  const ids = new Set(written.map(({ id }) => id))
  const matters = [...stored.filter(({ id }) => !ids.has(id)), ...written]
  const { blocks } = calendarWindow(
    matters.filter(({ id, trashedAt }) => id !== except && trashedAt === undefined),
    view,
  )
  return attendeesOfView(view).flatMap((who) => {
    const own = blocks.filter(({ attendees }) => attendees.some(({ kind, id }) => kind === who.kind && id === who.id))
    return mergePeriods(own.map(({ period }) => period)).map((period) => ({ who, period }))
  })
}

/** All whose calendars are looked at. */
export function attendeesOfView({ members, resources }: CalendarView): readonly Participant[] {
  return [
    ...members.map((id) => ({ kind: 'member', id }) as const),
    ...resources.map((id) => ({ kind: 'resource', id }) as const),
  ]
}

/** The ids of all whose calendars are looked at. */
export function attendeeIds(view: CalendarView): readonly string[] {
  return attendeesOfView(view).map(({ id }) => id)
}
