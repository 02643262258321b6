/** Schemas of what calls are given besides records: options of commands, queries of lists. @module */
import * as z from 'zod'
import type { AbortSignalLike } from '../import/web-types.ts'
import type {
  AuditQuery,
  CommandOptions,
  CountQuery,
  CreateOptions,
  ImportQuery,
  ListQuery,
  PageQuery,
  PairOptions,
  ReminderQuery,
  RotateOptions,
  RunOptions,
  UpdateOptions,
} from '../inputs/call.ts'
import type { CommandId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { reminderStates } from '../reminder/ledger.ts'
import { id, plainText } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

/** The id of a command. */
export const commandIdSchema: z.ZodType<CommandId> = plainText
  .refine((name) => name.trim() !== '' && name.length <= 200, {
    error: 'Give 1 to 200 characters that no other command has, such as a UUID.',
  })
  .transform((name): CommandId => name)
/** A version that the caller has seen. */
export const versionSchema: z.ZodType<number> = z.number().int().min(1)
const commandId = commandIdSchema.optional()
const expectedVersion = versionSchema.optional()
const onDuplicate = z.enum(['refuse', 'create']).optional()
const longestOverlapMs = 30 * 24 * 3_600_000

/** Options of any command. */
export const commandOptionsSchema: z.ZodType<CommandOptions> = schemaOf<CommandOptions>()(
  z.strictObject({ expectedVersion, commandId }).readonly(),
)

/** Options of a command that creates. */
export const createOptionsSchema: z.ZodType<CreateOptions> = schemaOf<CreateOptions>()(
  z.strictObject({ commandId, onDuplicate }).readonly(),
)

/** Options of a command that changes what identifies a record. */
export const updateOptionsSchema: z.ZodType<UpdateOptions> = schemaOf<UpdateOptions>()(
  z.strictObject({ expectedVersion, commandId, onDuplicate }).readonly(),
)

/** Options of a command on two records. */
export const pairOptionsSchema: z.ZodType<PairOptions> = schemaOf<PairOptions>()(
  z.strictObject({ commandId }).readonly(),
)

/** Options of changing a webhook's secret. */
export const rotateOptionsSchema: z.ZodType<RotateOptions> = schemaOf<RotateOptions>()(
  z
    .strictObject({
      expectedVersion,
      commandId,
      overlapMs: z.number().int().min(0).max(longestOverlapMs).optional(),
    })
    .readonly(),
)

const longestLeaseMs = 7 * 24 * 3_600_000
const signal = z.custom<AbortSignalLike>((value) => typeof value === 'object' && value !== null && 'aborted' in value, {
  error: 'Give the signal of an AbortController.',
})
const onFailure = z.custom<NonNullable<RunOptions['onFailure']>>((value) => typeof value === 'function', {
  error: 'Give a function.',
})

/** Options of doing what is due. */
export const runOptionsSchema: z.ZodType<RunOptions> = schemaOf<RunOptions>()(
  z
    .strictObject({
      limit: z.number().int().min(1).optional(),
      only: z.literal('reminders').optional(),
      signal: signal.optional(),
      leaseMs: z.number().int().min(1).max(longestLeaseMs).optional(),
      onFailure: onFailure.optional(),
    })
    .readonly(),
)

/** How many items a page holds. */
export const limitSchema: z.ZodType<number> = z.number().int().min(1).max(500)
/** Where the page before ended. */
export const cursorSchema: z.ZodType<string> = z.string().max(10_000)
/** Words to look for. */
export const searchSchema: z.ZodType<string> = plainText.refine((words) => words.length <= 500, {
  error: 'Search for at most 500 characters.',
})

const limit = limitSchema.optional()
const cursor = cursorSchema.optional()

/** Which part of a list. */
export const pageQuerySchema: z.ZodType<PageQuery> = schemaOf<PageQuery>()(z.strictObject({ limit, cursor }).readonly())

/** Which records, in which order. */
export const listQuerySchema: z.ZodType<ListQuery> = schemaOf<ListQuery>()(
  z
    .strictObject({
      limit,
      cursor,
      search: searchSchema.optional(),
      order: z.enum(['name', 'number', 'created', 'updated']).optional(),
      descending: z.boolean().optional(),
      trashed: z.boolean().optional(),
    })
    .readonly(),
)

/** Which records to count. */
export const countQuerySchema: z.ZodType<CountQuery> = schemaOf<CountQuery>()(
  z
    .strictObject({
      search: searchSchema.optional(),
      trashed: z.boolean().optional(),
      cap: z.number().int().min(1).max(10_000_000).optional(),
    })
    .readonly(),
)

const instant = z
  .number()
  .int()
  .transform((ms): Instant => ms)

/** Which audit entries. */
export const auditQuerySchema: z.ZodType<AuditQuery> = schemaOf<AuditQuery>()(
  z
    .strictObject({
      limit,
      cursor,
      recordId: id.optional(),
      memberId: id.transform((value): MemberId => value).optional(),
      command: plainText.optional(),
      from: instant.optional(),
      until: instant.optional(),
    })
    .readonly(),
)

/** Which reminders. */
export const reminderQuerySchema: z.ZodType<ReminderQuery> = schemaOf<ReminderQuery>()(
  z.strictObject({ limit, cursor, state: z.enum(reminderStates) }).readonly(),
)

const importPosition: z.ZodType<NonNullable<ImportQuery['after']>> = z
  .object({ id, startedAt: z.number().int() })
  .readonly()

/** Which imports. What else a record has that is handed in as position is left out. */
export const importQuerySchema: z.ZodType<ImportQuery> = schemaOf<ImportQuery>()(
  z
    .strictObject({
      limit: z.number().optional(),
      after: importPosition.optional(),
    })
    .readonly(),
)

/** Reads options of a command from anything. */
export function parseCommandOptions(value: unknown): Result<CommandOptions, InputRefusal> {
  return parseWith(commandOptionsSchema, value)
}

/** Reads options of a command that creates from anything. */
export function parseCreateOptions(value: unknown): Result<CreateOptions, InputRefusal> {
  return parseWith(createOptionsSchema, value)
}

/** Reads options of a command that changes what identifies a record from anything. */
export function parseUpdateOptions(value: unknown): Result<UpdateOptions, InputRefusal> {
  return parseWith(updateOptionsSchema, value)
}

/** Reads options of a command on two records from anything. */
export function parsePairOptions(value: unknown): Result<PairOptions, InputRefusal> {
  return parseWith(pairOptionsSchema, value)
}

/** Reads options of changing a webhook's secret from anything. */
export function parseRotateOptions(value: unknown): Result<RotateOptions, InputRefusal> {
  return parseWith(rotateOptionsSchema, value)
}

/** Reads options of doing what is due from anything. */
export function parseRunOptions(value: unknown): Result<RunOptions, InputRefusal> {
  return parseWith(runOptionsSchema, value)
}

/** Reads a page query from anything. */
export function parsePageQuery(value: unknown): Result<PageQuery, InputRefusal> {
  return parseWith(pageQuerySchema, value)
}

/** Reads a list query from anything. */
export function parseListQuery(value: unknown): Result<ListQuery, InputRefusal> {
  return parseWith(listQuerySchema, value)
}

/** Reads a query of the audit from anything. */
export function parseAuditQuery(value: unknown): Result<AuditQuery, InputRefusal> {
  return parseWith(auditQuerySchema, value)
}

/** Reads a query of reminders from anything. */
export function parseReminderQuery(value: unknown): Result<ReminderQuery, InputRefusal> {
  return parseWith(reminderQuerySchema, value)
}

/** Reads a query of imports from anything. */
export function parseImportQuery(value: unknown): Result<ImportQuery, InputRefusal> {
  return parseWith(importQuerySchema, value)
}

/** Reads a count query from anything. */
export function parseCountQuery(value: unknown): Result<CountQuery, InputRefusal> {
  return parseWith(countQuerySchema, value)
}
