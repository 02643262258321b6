/**
 * What follows when a matter is written, part by part: what it books, whom it reminds. Whatever is worked out of matters
 * gets its part in {@link interactionParts}; the commands know no part by name.
 * @module
 */
import type { Interaction, UnnumberedInteraction } from '../../interaction/interaction.ts'
import { bookingPart } from '../calendar/book-resources.ts'
import { seriesPart } from '../calendar/follow-series.ts'
import type { Session } from '../context.ts'
import { type FollowUp, joinFollowUps } from '../follow-up.ts'
import { reminderPart } from '../reminders/replan-reminders.ts'

/** A matter before and after a command. The same one twice: nothing was written, but time has passed. */
export interface InteractionChange {
  /** `null`: it is new. */
  readonly before: Interaction | null
  /** `null`: it is removed for good. */
  readonly after: UnnumberedInteraction | null
}

/** One thing that follows matters. */
export interface InteractionPart {
  follow(session: Session, changes: readonly InteractionChange[]): Promise<FollowUp>
}

/** Everything that follows matters. */
const interactionParts: readonly InteractionPart[] = [bookingPart, seriesPart, reminderPart]

/** Everything that follows from writing these matters. */
export async function followInteractions(session: Session, changes: readonly InteractionChange[]): Promise<FollowUp> {
  const followUps: FollowUp[] = []
  for (const part of interactionParts) followUps.push(await part.follow(session, changes))
  return joinFollowUps(followUps)
}
