/**
 * What follows when a matter is written, part by part: what it books, whom it reminds. Whatever is worked out of matters
 * gets its part in {@link interactionParts}; the commands know no part by name.
 * @module
 */
import type { Interaction, UnnumberedInteraction } from '../interaction/interaction.ts'
import type { CommandEffect } from './command.ts'
import type { Session } from './context.ts'

/** A matter before and after a command. */
export interface InteractionChange {
  /** `null`: it is new. */
  readonly before: Interaction | null
  /** `null`: it is removed for good. */
  readonly after: UnnumberedInteraction | null
}

/** What follows from writing matters, for the same commit. */
export type FollowUp = Omit<CommandEffect, 'writes' | 'happenings'>

/** One thing that follows matters. */
export interface InteractionPart {
  follow(session: Session, changes: readonly InteractionChange[]): Promise<FollowUp>
}

/** Everything that follows matters. */
export const interactionParts: readonly InteractionPart[] = []
