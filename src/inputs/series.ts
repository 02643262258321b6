/** What is to be different in what recurs. @module */
import type { InteractionChanges } from '../interaction/new-interaction.ts'
import type { NewSchedule } from '../interaction/new-schedule.ts'

/** What is to be different in a series; what is left out stays. */
export interface NewSeriesChanges {
  /** The first occurrence as it is to be. What was taken out or added moves by the same time; what was touched keeps its own. */
  readonly schedule?: NewSchedule | undefined
  /** A rule of RFC 5545. */
  readonly rule?: string | undefined
}

/** What is to be different at one occurrence. */
export interface OccurrenceChanges extends Omit<InteractionChanges, 'parentId'> {
  /** When it takes place instead. */
  readonly schedule?: NewSchedule | undefined
}
