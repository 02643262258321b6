/** What a company or a contact knows of its matters: the last touch either way, and what is planned next. Rules: docs/concepts/interactions.md (INT-5). @module */
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import type { Interaction } from './interaction.ts'
import type { Direction } from './note.ts'
import { lastDay, plannedDay } from './schedule.ts'

/** The dates of a company or a contact. What never happened is absent. */
export interface ContactDates {
  /** The latest note or conclusion of any of its matters, call, or message that a member wrote. */
  readonly lastInteractionAt?: Instant
  /** The latest of those that came from them. */
  readonly lastInboundAt?: Instant
  /** The latest of those that went to them. */
  readonly lastOutboundAt?: Instant
}

/** Something that happened between them and us. */
export interface Touch {
  /** When it happened, which may be long before it is written down. */
  readonly at: Instant
  readonly direction?: Direction
}

/** The dates after a touch. One that is logged late lowers none of them. */
export function recordTouch(dates: ContactDates, { at, direction }: Touch): ContactDates {
  return {
    ...dates,
    lastInteractionAt: later(dates.lastInteractionAt, at),
    ...(direction === 'inbound' && { lastInboundAt: later(dates.lastInboundAt, at) }),
    ...(direction === 'outbound' && { lastOutboundAt: later(dates.lastOutboundAt, at) }),
  }
}

/**
 * The next planned day: of all matters that are not done, the earliest deadline or meeting that is not over, today
 * included. `null`: nothing is planned.
 */
export function nextPlannedOn(
  interactions: readonly Pick<Interaction, 'state' | 'schedule'>[],
  now: Instant,
  timeZone: TimeZone,
): PlainDate | null {
  const today = plainDateIn(now, timeZone)
  let next: PlainDate | null = null
  for (const { state, schedule } of interactions) {
    if (state === 'done' || schedule === undefined || lastDay(schedule, timeZone) < today) continue
    const planned = plannedDay(schedule, timeZone)
    // A meeting of several days that has begun goes on today.
    const day = planned < today ? today : planned
    if (next === null || day < next) next = day
  }
  return next
}

function later(known: Instant | undefined, at: Instant): Instant {
  return known === undefined || at > known ? at : known
}
