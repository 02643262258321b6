/** Which part of calendars is asked for, and feeds of them. @module */
import type { FeedTasks } from '../calendar/feed.ts'
import type { MemberId, ResourceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** Whose calendars, and which part of them. */
export interface CalendarQuery {
  readonly from: Instant
  /** Exclusive; at most 400 days after `from`. */
  readonly until: Instant
  /** Default: the member who asks, unless resources are named. */
  readonly members?: readonly MemberId[] | undefined
  /** Default: none. */
  readonly resources?: readonly ResourceId[] | undefined
}

/** What is looked for. */
export interface SlotQuery extends CalendarQuery {
  readonly lengthMinutes: number
  /** Slots begin so many minutes apart, counted from midnight. Default: 15. */
  readonly gridMinutes?: number | undefined
  /** How many slots at most, the first ones. Default: 100. */
  readonly limit?: number | undefined
}

/** A feed to create. */
export interface NewFeed {
  /** Whose calendar it shows. Default: that of the member who asks; another's takes an administrator. */
  readonly memberId?: MemberId | undefined
  /** For whom or what it is, in words: `my telephone`. */
  readonly label?: string | undefined
}

/** Which feeds. */
export interface FeedQuery {
  /** Those of this member only. */
  readonly memberId?: MemberId | undefined
}

/** How a feed is read. */
export interface FeedReading {
  /** How tasks are shown. Default: `events`. */
  readonly tasks?: FeedTasks | undefined
  /** Matters that were over by then are left out. Default: a year ago. */
  readonly since?: Instant | undefined
}
