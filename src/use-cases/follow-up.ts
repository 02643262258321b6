/** What follows from a write and goes into the same commit: jobs, notes, what somebody is told. @module */
import type { CommandEffect } from './command.ts'

/** The lists of an effect that anything may add to: all but what was written, what happened, and the guard of keys. */
type FollowList = Exclude<
  keyof CommandEffect,
  'writes' | 'happenings' | 'guard' | 'smsCredit' | 'providerEventsReplayed'
>

/** What follows from a write, for the same commit. */
export type FollowUp = Pick<CommandEffect, FollowList>

const lists: Readonly<Record<FollowList, true>> = {
  notices: true,
  keysAdded: true,
  keysRemoved: true,
  memberGuards: true,
  pairsIgnored: true,
  pairsRestored: true,
  notes: true,
  notesBlanked: true,
  timeSpent: true,
  stepsReplaced: true,
  bookings: true,
  remindersAdded: true,
  remindersDropped: true,
  directories: true,
  jobs: true,
  replays: true,
  discards: true,
  erasures: true,
  providerEventsBlanked: true,
  suppressionsAdded: true,
  consentsAdded: true,
  messagesBlanked: true,
  suppressionsBlanked: true,
  consentsBlanked: true,
}

/** Several of them as one, in their order. */
export function joinFollowUps(followUps: readonly FollowUp[]): FollowUp {
  // The table's own keys: `Object.keys` alone forgets their type.
  const names = Object.keys(lists) as readonly FollowList[]
  const joined = names.flatMap((name) => {
    const items = followUps.flatMap((followUp): readonly unknown[] => followUp[name] ?? [])
    return items.length === 0 ? [] : [[name, items] as const]
  })
  return Object.fromEntries(joined)
}
