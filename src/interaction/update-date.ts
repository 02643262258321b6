/** The update date: the day that a matter counts on in reports. Rules: docs/concepts/interactions.md (INT-4). @module */
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import type { PipelineStep } from './pipeline.ts'
import { type Schedule, startDay } from './schedule.ts'

/** The day that a matter counts on in reports, in the workspace's zone, and where it comes from. */
export interface UpdateDate {
  readonly on: PlainDate
  /**
   * The schedule's start (without one: the day of creation), until it is stamped: by a step that was entered, or by hand.
   * A stamped one follows the schedule no more.
   */
  readonly from: 'schedule' | 'step' | 'hand'
}

/** The update date that follows from the schedule: the day of its start; without one, the day of creation. */
export function updateDateOf(
  schedule: Schedule | undefined,
  created: { readonly createdAt: Instant; readonly timeZone: TimeZone },
): UpdateDate {
  const { createdAt, timeZone } = created
  return { on: startDay(schedule, timeZone) ?? plainDateIn(createdAt, timeZone), from: 'schedule' }
}

/** The update date after the schedule has changed: it moves along until it is stamped. */
export function followSchedule(
  current: UpdateDate,
  schedule: Schedule | undefined,
  created: { readonly createdAt: Instant; readonly timeZone: TimeZone },
): UpdateDate {
  return current.from === 'schedule' ? updateDateOf(schedule, created) : current
}

/** The update date after a step was entered: stamped with today by steps that stamp it, each time anew. */
export function stampUpdateDate(
  current: UpdateDate,
  step: Pick<PipelineStep, 'kind' | 'stampsUpdateDate'>,
  now: Instant,
  timeZone: TimeZone,
): UpdateDate {
  // Whatever the data say: a lost matter counts on no day of success.
  if (!step.stampsUpdateDate || step.kind === 'lost') return current
  return { on: plainDateIn(now, timeZone), from: 'step' }
}
