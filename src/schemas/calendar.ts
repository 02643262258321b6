/** Schemas of calendars that are asked for, and of feeds. @module */
import * as z from 'zod'
import type { CalendarQuery, FeedQuery, FeedReading, NewFeed, SlotQuery } from '../inputs/calendar.ts'
import type { MemberId, ResourceId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { id, plainText } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const mostAttendees = 100

const instant = z
  .number()
  .int()
  .min(-8_640_000_000_000)
  .max(253_370_764_800_000)
  .transform((ms): Instant => ms)
const memberId = id.transform((value): MemberId => value)
const minutes = z.number().int().min(1).max(1_440)

const calendarShape = {
  from: instant,
  until: instant,
  members: z.array(memberId).max(mostAttendees).readonly().optional(),
  resources: z
    .array(id.transform((value): ResourceId => value))
    .max(mostAttendees)
    .readonly()
    .optional(),
}

/** Whose calendars, and which part of them. */
export const calendarQuerySchema: z.ZodType<CalendarQuery> = schemaOf<CalendarQuery>()(
  z.strictObject(calendarShape).readonly(),
)

/** Which free slots. */
export const slotQuerySchema: z.ZodType<SlotQuery> = schemaOf<SlotQuery>()(
  z
    .strictObject({
      ...calendarShape,
      lengthMinutes: minutes,
      gridMinutes: minutes.optional(),
      limit: z.number().int().min(1).max(1_000).optional(),
    })
    .readonly(),
)

const label = plainText
  .transform((text) => text.trim())
  .refine((text) => text !== '' && text.length <= 200, {
    error: 'Give 1 to 200 characters, or leave it out.',
  })

/** A feed to create. */
export const newFeedSchema: z.ZodType<NewFeed> = schemaOf<NewFeed>()(
  z.strictObject({ memberId: memberId.optional(), label: label.optional() }).readonly(),
)

/** Which feeds. */
export const feedQuerySchema: z.ZodType<FeedQuery> = schemaOf<FeedQuery>()(
  z.strictObject({ memberId: memberId.optional() }).readonly(),
)

/** How a feed is read. */
export const feedReadingSchema: z.ZodType<FeedReading> = schemaOf<FeedReading>()(
  z.strictObject({ tasks: z.enum(['events', 'to-dos', 'none']).optional(), since: instant.optional() }).readonly(),
)

/** Reads a query of calendars from anything. */
export function parseCalendarQuery(value: unknown): Result<CalendarQuery, InputRefusal> {
  return parseWith(calendarQuerySchema, value)
}

/** Reads a query of free slots from anything. */
export function parseSlotQuery(value: unknown): Result<SlotQuery, InputRefusal> {
  return parseWith(slotQuerySchema, value)
}

/** Reads a feed to create from anything. */
export function parseNewFeed(value: unknown): Result<NewFeed, InputRefusal> {
  return parseWith(newFeedSchema, value)
}

/** Reads a query of feeds from anything. */
export function parseFeedQuery(value: unknown): Result<FeedQuery, InputRefusal> {
  return parseWith(feedQuerySchema, value)
}

/** Reads how a feed is read from anything. */
export function parseFeedOptions(value: unknown): Result<FeedReading, InputRefusal> {
  return parseWith(feedReadingSchema, value)
}
