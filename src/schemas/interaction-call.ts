/** Schemas of what calls about matters are given besides: options, outcomes, queries. @module */
import * as z from 'zod'
import type {
  Conclusion,
  InteractionCountQuery,
  InteractionListQuery,
  InteractionOptions,
  Reopening,
  StepOptions,
  TimeOptions,
} from '../inputs/interaction.ts'
import type { CompanyId, ContactId, InteractionId, MemberId, ResourceId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { commandIdSchema, cursorSchema, limitSchema, searchSchema, versionSchema } from './call.ts'
import { newNoteSchema, nextActionSchema, stepTypeSchema } from './interaction.ts'
import { id } from './parts.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'

const options = {
  expectedVersion: versionSchema.optional(),
  commandId: commandIdSchema.optional(),
  note: newNoteSchema.optional(),
} as const

/** Options of changing a matter. */
export const interactionOptionsSchema: z.ZodType<InteractionOptions> = schemaOf<InteractionOptions>()(
  z.strictObject(options).readonly(),
)

/** Options of moving a matter on. */
export const stepOptionsSchema: z.ZodType<StepOptions> = schemaOf<StepOptions>()(
  z.strictObject({ ...options, next: nextActionSchema.optional() }).readonly(),
)

/** Options of measuring time. */
export const timeOptionsSchema: z.ZodType<TimeOptions> = schemaOf<TimeOptions>()(
  z
    .strictObject({
      commandId: commandIdSchema.optional(),
      memberId: id.transform((value): MemberId => value).optional(),
    })
    .readonly(),
)

/** How a matter ends. */
export const conclusionSchema: z.ZodType<Conclusion> = schemaOf<Conclusion>()(
  z.strictObject({ outcome: z.enum(['won', 'lost', 'neutral']).optional(), to: stepTypeSchema.optional() }).readonly(),
)

/** As what a matter is taken up again. */
export const reopeningSchema: z.ZodType<Reopening> = schemaOf<Reopening>()(
  z.strictObject({ as: z.enum(['open', 'in-progress']).optional() }).readonly(),
)

const instant = z
  .number()
  .int()
  .transform((ms): Instant => ms)

const conditions = {
  search: searchSchema.optional(),
  states: z
    .array(z.enum(['open', 'in-progress', 'done']))
    .max(3)
    .readonly()
    .optional(),
  types: z.array(stepTypeSchema).max(500).readonly().optional(),
  pipeline: z.string().optional(),
  ownerId: id.transform((value): MemberId => value).nullish(),
  attendeeIds: z
    .array(id.transform((value): MemberId | ResourceId => value))
    .max(500)
    .readonly()
    .optional(),
  companyId: id.transform((value): CompanyId => value).optional(),
  contactId: id.transform((value): ContactId => value).optional(),
  parentId: id.transform((value): InteractionId => value).optional(),
  planned: z.strictObject({ from: instant, until: instant }).readonly().optional(),
  withoutNextAction: z.boolean().optional(),
  trashed: z.boolean().optional(),
} as const

/** Which matters, in which order. */
export const interactionListQuerySchema: z.ZodType<InteractionListQuery> = schemaOf<InteractionListQuery>()(
  z
    .strictObject({
      ...conditions,
      limit: limitSchema.optional(),
      cursor: cursorSchema.optional(),
      order: z.enum(['subject', 'number', 'created', 'updated', 'update-date', 'planned']).optional(),
      descending: z.boolean().optional(),
    })
    .readonly(),
)

/** Which matters to count. */
export const interactionCountQuerySchema: z.ZodType<InteractionCountQuery> = schemaOf<InteractionCountQuery>()(
  z.strictObject({ ...conditions, cap: z.number().int().min(1).max(10_000_000).optional() }).readonly(),
)

const manyContacts: z.ZodType<readonly ContactId[]> = z
  .array(id.transform((value): ContactId => value))
  .min(1)
  .max(200)
  .readonly()

/** Reads options of changing a matter from anything. */
export function parseInteractionOptions(value: unknown): Result<InteractionOptions, InputRefusal> {
  return parseWith(interactionOptionsSchema, value)
}

/** Reads options of moving a matter on from anything. */
export function parseStepOptions(value: unknown): Result<StepOptions, InputRefusal> {
  return parseWith(stepOptionsSchema, value)
}

/** Reads options of measuring time from anything. */
export function parseTimeOptions(value: unknown): Result<TimeOptions, InputRefusal> {
  return parseWith(timeOptionsSchema, value)
}

/** Reads how a matter ends from anything. */
export function parseConclusion(value: unknown): Result<Conclusion, InputRefusal> {
  return parseWith(conclusionSchema, value)
}

/** Reads as what a matter is taken up again from anything. */
export function parseReopening(value: unknown): Result<Reopening, InputRefusal> {
  return parseWith(reopeningSchema, value)
}

/** Reads a query of matters from anything. */
export function parseInteractionListQuery(value: unknown): Result<InteractionListQuery, InputRefusal> {
  return parseWith(interactionListQuerySchema, value)
}

/** Reads which matters to count from anything. */
export function parseInteractionCountQuery(value: unknown): Result<InteractionCountQuery, InputRefusal> {
  return parseWith(interactionCountQuerySchema, value)
}

/** Reads the contacts that each get a matter from anything: 1 to 200 of them. */
export function parseManyContacts(value: unknown): Result<readonly ContactId[], InputRefusal> {
  return parseParameter('contactIds', manyContacts, value)
}

const percent = z.number().nullable()
const day = z.string()

/** Reads a probability from anything; `null` for that of the step. */
export function parsePercent(value: unknown): Result<number | null, InputRefusal> {
  return parseParameter('probability', percent, value)
}

/** Reads the text of a day from anything. */
export function parseDayText(value: unknown): Result<string, InputRefusal> {
  return parseParameter('on', day, value)
}
