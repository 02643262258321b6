/** What follows from a write and goes into the same commit: jobs, notes, what somebody is told. @module */
import type { CommandEffect } from './command.ts'

/** The lists of an effect that anything may add to. */
const lists = [
  'notices',
  'keysAdded',
  'keysRemoved',
  'memberGuards',
  'pairsIgnored',
  'pairsRestored',
  'notes',
  'notesBlanked',
  'timeSpent',
  'stepsReplaced',
  'remindersAdded',
  'remindersDropped',
  'bookings',
  'jobs',
  'replays',
  'discards',
  'erasures',
] as const satisfies readonly (keyof CommandEffect)[]

/** What follows from a write, for the same commit. */
export type FollowUp = Pick<CommandEffect, (typeof lists)[number]>

/** Several of them as one, in their order. */
export function joinFollowUps(followUps: readonly FollowUp[]): FollowUp {
  const joined = lists.flatMap((list) => {
    const items = followUps.flatMap((followUp): readonly unknown[] => followUp[list] ?? [])
    return items.length === 0 ? [] : [[list, items] as const]
  })
  return Object.fromEntries(joined)
}
