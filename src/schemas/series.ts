/** Schemas of what recurs. @module */
import * as z from 'zod'
import type { NewSeriesChanges, OccurrenceChanges } from '../inputs/series.ts'
import type { OccurrenceKey } from '../interaction/recurring.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { newScheduleSchema, occurrenceChangesSchema } from './interaction.ts'
import { plainText } from './parts.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'

const rule = plainText.refine((text) => text.trim() !== '' && text.length <= 2_000, {
  error: 'Give a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO.',
})
const key = plainText
  .refine((text) => /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?$/.test(text), {
    error: 'Name an occurrence by when its rule brings it, such as 2026-12-04T09:00.',
  })
  .transform((text): OccurrenceKey => text)

/** What is to be different in a series. */
export const seriesChangesSchema: z.ZodType<NewSeriesChanges> = schemaOf<NewSeriesChanges>()(
  z.strictObject({ schedule: newScheduleSchema.optional(), rule: rule.optional() }).readonly(),
)

/** Reads what is to be different at one occurrence from anything. */
export function parseOccurrenceChanges(value: unknown): Result<OccurrenceChanges, InputRefusal> {
  return parseWith(occurrenceChangesSchema, value)
}

/** Reads what is to be different in a series from anything. */
export function parseSeriesChanges(value: unknown): Result<NewSeriesChanges, InputRefusal> {
  return parseWith(seriesChangesSchema, value)
}

/** Reads the name of an occurrence from anything. */
export function parseOccurrenceKey(value: unknown): Result<OccurrenceKey, InputRefusal> {
  return parseParameter('occurrence', key, value)
}

/** Reads a rule as text from anything; what it says is for the calendar to judge. */
export function parseRuleText(value: unknown): Result<string, InputRefusal> {
  return parseParameter('rule', rule, value)
}
