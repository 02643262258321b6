/** Series that go on for long get a job that rolls them forward. Rules: docs/concepts/calendar.md (CAL-3). @module */
import { plannedSpan } from '../../calendar/planned-span.ts'
import type { UnnumberedInteraction } from '../../interaction/interaction.ts'
import type { NewJob } from '../../job/job.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { InteractionPart } from '../interactions/interaction-parts.ts'

/** The kind of job that rolls a series forward. */
export const seriesKind = 'series'

/** What the job is told. */
export interface SeriesPayload {
  readonly interactionId: InteractionId
}

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** Whatever follows series is written down for longer than this. */
const leastAheadMs = 4 * weekMs
/** A series that goes on for long is rolled forward; one whose end is near has been written down whole. */
export const seriesPart: InteractionPart = {
  follow: async ({ clock, settings }, changes) => {
    const now = clock.now()
    const jobs = changes.flatMap(({ after }) => {
      if (after === null || !goesOn(after)) return []
      const span = plannedSpan(after, settings.timeZone)
      const isLong = span !== null && (span.until === undefined || span.until > now + leastAheadMs)
      return isLong ? [rollJob(after.id, now)] : []
    })
    return jobs.length === 0 ? {} : { jobs }
  },
}

/** One job a week and series, however often it is changed. Series are spread over the week by their ids. */
function rollJob(interactionId: InteractionId, now: Instant): NewJob {
  const offset = Number.parseInt(interactionId.slice(-8), 16) % weekMs
  const week = Math.floor((now - offset) / weekMs) + 1
  const payload: SeriesPayload = { interactionId }
  return { key: `${seriesKind}:${interactionId}:${week}`, kind: seriesKind, dueAt: week * weekMs + offset, payload }
}

/** Whether a matter goes on to recur. */
export function goesOn({ series, state, trashedAt }: UnnumberedInteraction): boolean {
  return series !== undefined && state !== 'done' && trashedAt === undefined
}
