/** Schemas of numbers, calls and lists of calls that are asked for. @module */
import * as z from 'zod'
import type { WorkingHours } from '../access/workspace.ts'
import type { LineAnnouncement, LineAnnouncements } from '../call/announcement.ts'
import { type CallStatus, callStatuses } from '../call/call.ts'
import type { LineQueue, NewLine, NewLineOperator } from '../call/line.ts'
import type {
  CallChanges,
  CallListQuery,
  LineChanges,
  LinkQuery,
  MissedQuery,
  NewCall,
  NumberQuery,
  TokenQuery,
} from '../inputs/telephone.ts'
import { type CountryCode, locales } from '../kernel/country.ts'
import type { CompanyId, ContactId, InteractionId, LineId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { cursorSchema, limitSchema } from './call.ts'
import { id, plainText } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const memberId = id.transform((value): MemberId => value)
const lineId = id.transform((value): LineId => value)
const contactId = id.transform((value): ContactId => value)
const companyId = id.transform((value): CompanyId => value)
const interactionId = id.transform((value): InteractionId => value)
const number = plainText.refine((text) => text.length <= 200, { error: 'Give at most 200 characters.' })
const page = { limit: limitSchema.optional(), cursor: cursorSchema.optional() }

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'Give a time such as 09:00.' })
const workingHours: z.ZodType<WorkingHours> = schemaOf<WorkingHours>()(
  z
    .strictObject({ weekday: z.literal([1, 2, 3, 4, 5, 6, 7]), from: time, until: time })
    .readonly()
    .refine(({ from, until }) => from < until, { error: 'Let it end after it begins.' }),
)
const operator: z.ZodType<NewLineOperator> = schemaOf<NewLineOperator>()(
  z.strictObject({ memberId, outgoing: z.boolean().optional(), recording: z.boolean().optional() }).readonly(),
)
const queue: z.ZodType<LineQueue> = schemaOf<LineQueue>()(z.strictObject({ seconds: z.number() }).readonly())

const announcement: z.ZodType<LineAnnouncement> = schemaOf<LineAnnouncement>()(
  z.union([
    z.strictObject({ say: plainText, locale: z.enum(locales).optional() }).readonly(),
    z.strictObject({ play: plainText }).readonly(),
  ]),
)
const announcements: z.ZodType<LineAnnouncements> = schemaOf<LineAnnouncements>()(
  z
    .strictObject({
      greeting: announcement.optional(),
      closed: announcement.optional(),
      voicemail: announcement.optional(),
      recording: announcement.optional(),
    })
    .readonly(),
)

const lineShape = {
  operators: z.array(operator).max(100).readonly().optional(),
  outgoing: z.boolean().optional(),
  recording: z.boolean().optional(),
  ringSeconds: z.number().optional(),
  voicemail: z.boolean().optional(),
  unknownCaller: z.enum(['record', 'create-contact']).optional(),
}

/** A number to buy or to link. */
export const newLineSchema: z.ZodType<NewLine> = schemaOf<NewLine>()(
  z
    .strictObject({
      ...lineShape,
      name: plainText,
      number,
      workingHours: z.array(workingHours).max(100).readonly().optional(),
      queue: queue.optional(),
      announcements: announcements.optional(),
    })
    .readonly(),
)

/** What is to be different about a number. */
export const lineChangesSchema: z.ZodType<LineChanges> = schemaOf<LineChanges>()(
  z
    .strictObject({
      ...lineShape,
      name: plainText.optional(),
      workingHours: z.array(workingHours).max(100).readonly().nullish(),
      queue: queue.nullish(),
      announcements: announcements.nullish(),
    })
    .readonly(),
)

/** Which numbers that can be bought. */
export const numberQuerySchema: z.ZodType<NumberQuery> = schemaOf<NumberQuery>()(
  z
    .strictObject({
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, { error: 'Give a country of ISO 3166, such as FR.' })
        .transform((code): CountryCode => code),
      kind: z.enum(['local', 'mobile', 'toll-free']).optional(),
      contains: z
        .string()
        .regex(/^\d{1,15}$/, { error: 'Give digits.' })
        .optional(),
      takesSms: z.boolean().optional(),
      limit: z.number().int().min(1).max(50).optional(),
    })
    .readonly(),
)

const statuses: readonly CallStatus[] = [
  ...new Set(Object.values(callStatuses).flatMap(({ during, ended }) => [during, ended])),
]

/** Which calls. */
export const callListQuerySchema: z.ZodType<CallListQuery> = schemaOf<CallListQuery>()(
  z
    .strictObject({
      ...page,
      contactId: contactId.optional(),
      companyId: companyId.optional(),
      interactionId: interactionId.optional(),
      memberId: memberId.optional(),
      lineId: lineId.optional(),
      direction: z.enum(['inbound', 'outbound']).optional(),
      statuses: z.array(z.enum(statuses)).max(10).readonly().optional(),
    })
    .readonly(),
)

/** Which calls that wait for a call back. */
export const missedQuerySchema: z.ZodType<MissedQuery> = schemaOf<MissedQuery>()(
  z.strictObject({ ...page, lineId: lineId.optional() }).readonly(),
)

/** A call to make. */
export const newCallSchema: z.ZodType<NewCall> = schemaOf<NewCall>()(
  z.strictObject({ to: number, lineId, memberId: memberId.optional() }).readonly(),
)

/** What is to be different about a call. */
export const callChangesSchema: z.ZodType<CallChanges> = schemaOf<CallChanges>()(
  z
    .strictObject({
      note: plainText.refine((text) => text.length <= 10_000, { error: 'Give at most 10,000 characters.' }).nullish(),
      interactionId: interactionId.nullish(),
      contactIds: z.array(contactId).max(50).readonly().optional(),
      companyIds: z.array(companyId).max(50).readonly().optional(),
    })
    .readonly(),
)

/** Which links. */
export const linkQuerySchema: z.ZodType<LinkQuery> = schemaOf<LinkQuery>()(
  z
    .strictObject({
      to: number,
      extension: plainText.optional(),
      sipHost: z
        .string()
        .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i, { error: 'Give a host, and perhaps a port.' })
        .optional(),
    })
    .readonly(),
)

/** For how long. */
export const tokenQuerySchema: z.ZodType<TokenQuery> = schemaOf<TokenQuery>()(
  z.strictObject({ seconds: z.number().int().min(60).max(86_400).optional() }).readonly(),
)

/** Reads a number to buy or to link from anything. */
export function parseNewLine(value: unknown): Result<NewLine, InputRefusal> {
  return parseWith(newLineSchema, value)
}

/** Reads changes of a number from anything. */
export function parseLineChanges(value: unknown): Result<LineChanges, InputRefusal> {
  return parseWith(lineChangesSchema, value)
}

/** Reads a query of numbers from anything. */
export function parseNumberQuery(value: unknown): Result<NumberQuery, InputRefusal> {
  return parseWith(numberQuerySchema, value)
}

/** Reads a query of calls from anything. */
export function parseCallListQuery(value: unknown): Result<CallListQuery, InputRefusal> {
  return parseWith(callListQuerySchema, value)
}

/** Reads a query of missed calls from anything. */
export function parseMissedQuery(value: unknown): Result<MissedQuery, InputRefusal> {
  return parseWith(missedQuerySchema, value)
}

/** Reads a call to make from anything. */
export function parseNewCall(value: unknown): Result<NewCall, InputRefusal> {
  return parseWith(newCallSchema, value)
}

/** Reads changes of a call from anything. */
export function parseCallChanges(value: unknown): Result<CallChanges, InputRefusal> {
  return parseWith(callChangesSchema, value)
}

/** Reads a query of links from anything. */
export function parseLinkQuery(value: unknown): Result<LinkQuery, InputRefusal> {
  return parseWith(linkQuerySchema, value)
}

/** Reads how long a pass is to last from anything. */
export function parseTokenQuery(value: unknown): Result<TokenQuery, InputRefusal> {
  return parseWith(tokenQuerySchema, value)
}
