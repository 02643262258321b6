/** That members have something else at the time of a meeting: told, and not refused. Rules: docs/concepts/calendar.md (CAL-2). @module */
import { type CalendarView, calendarWindow } from '../../calendar/window.ts'
import type { UnnumberedInteraction } from '../../interaction/interaction.ts'
import { meetingPeriod, type Period } from '../../interaction/schedule.ts'
import { sameValue } from '../../kernel/same-value.ts'
import type { Session } from '../context.ts'
import type { InteractionChange } from '../interactions/interaction-parts.ts'
import type { RecordWarning } from '../record-warning.ts'
import { findBusy } from './busy.ts'

/** Of a series, overlaps are looked for in the next weeks. */
const aheadMs = 92 * 86_400_000
/** How many overlaps are told of a matter. */
const mostWarnings = 10

/**
 * The overlaps of a meeting that is new, or at another time, or with others, by their start.
 * @param written what the same command writes: a series leaves the time of an occurrence to the matter that it becomes
 */
export async function overlapWarnings(
  session: Session,
  { before, after }: InteractionChange,
  written: readonly UnnumberedInteraction[],
): Promise<readonly RecordWarning[]> {
  if (after === null || after.state === 'done' || after.schedule?.kind !== 'meeting') return []
  if (before !== null && sameValue(timeFacts(before), timeFacts(after))) return []
  const members = [after.ownerId, ...after.participants.map(({ kind, id }) => (kind === 'member' ? id : null))]
  const { timeZone } = session.settings
  const view: CalendarView = {
    window: windowOf(session, after),
    members: [...new Set(members.flatMap((id) => id ?? []))],
    resources: [],
    timeZone,
  }
  if (view.members.length === 0) return []
  const { blocks } = calendarWindow([after], view)
  const busy = await findBusy(session, view, written, after.id)
  // No command is refused because too much else is planned to be looked through: a warning is all that is lost.
  if (busy === null) return []
  return blocks
    .flatMap(({ period }) =>
      busy.flatMap(({ who, period: other }): readonly (RecordWarning & { readonly code: 'overlap' })[] => {
        const [from, until] = [Math.max(period.from, other.from), Math.min(period.until, other.until)]
        return from < until && who.kind === 'member' ? [{ code: 'overlap', memberId: who.id, from, until }] : []
      }),
    )
    .sort((one, other) => one.from - other.from)
    .slice(0, mostWarnings)
}

function windowOf({ clock }: Session, { schedule, series }: UnnumberedInteraction): Period {
  if (series === undefined && schedule?.kind === 'meeting') return meetingPeriod(schedule)
  const now = clock.now()
  return { from: now, until: now + aheadMs }
}

function timeFacts({ schedule, series, ownerId, participants, state, trashedAt }: UnnumberedInteraction): unknown {
  return { schedule, series, ownerId, participants, isDone: state === 'done', trashedAt }
}
