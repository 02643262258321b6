/** Schemas of consent and suppressions that are handed in. @module */
import * as z from 'zod'
import type { AddressPurpose, ConsentWord, Lifting, SuppressionQuery } from '../inputs/consent.ts'
import type { Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import { suppressionReasons } from '../message/suppression.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { cursorSchema, limitSchema } from './call.ts'
import { channelSchema, purposeSchema } from './message.ts'
import { plainText } from './parts.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'

const proof = plainText.refine((text) => text.length <= 2_000, { error: 'Give at most 2,000 characters.' })

/** What somebody said about being written to. */
export const consentWordSchema: z.ZodType<ConsentWord> = schemaOf<ConsentWord>()(
  z
    .strictObject({
      channel: channelSchema,
      purpose: purposeSchema,
      source: z.enum(['form', 'member', 'import']).optional(),
      proof: proof.optional(),
      at: z
        .number()
        .int()
        .transform((at): Instant => at)
        .optional(),
    })
    .readonly(),
)

const addressPurpose = { channel: channelSchema, address: plainText, purpose: purposeSchema }

/** An address that is to be suppressed. */
export const newSuppressionSchema: z.ZodType<AddressPurpose> = schemaOf<AddressPurpose>()(
  z.strictObject(addressPurpose).readonly(),
)

/** A suppression that is to be lifted. */
export const liftingSchema: z.ZodType<Lifting> = schemaOf<Lifting>()(
  z
    .strictObject({
      ...{ channel: channelSchema, address: plainText, reason: z.enum(suppressionReasons) },
      purpose: purposeSchema.nullable().optional(),
    })
    .readonly(),
)

/** Which lines of the suppression list. */
export const suppressionQuerySchema: z.ZodType<SuppressionQuery> = schemaOf<SuppressionQuery>()(
  z
    .strictObject({ limit: limitSchema.optional(), cursor: cursorSchema.optional(), channel: channelSchema.optional() })
    .readonly(),
)

/** Reads what somebody said from anything. */
export function parseConsentWord(value: unknown): Result<ConsentWord, InputRefusal> {
  return parseWith(consentWordSchema, value)
}

/** Reads an address that is to be suppressed from anything. */
export function parseNewSuppression(value: unknown): Result<AddressPurpose, InputRefusal> {
  return parseWith(newSuppressionSchema, value)
}

/** Reads a suppression that is to be lifted from anything. */
export function parseLifting(value: unknown): Result<Lifting, InputRefusal> {
  return parseWith(liftingSchema, value)
}

/** Reads a query of the suppression list from anything. */
export function parseSuppressionQuery(value: unknown): Result<SuppressionQuery, InputRefusal> {
  return parseWith(suppressionQuerySchema, value)
}

/** Reads the token of a link from anything. */
export function parseUnsubscribe(value: unknown): Result<string, InputRefusal> {
  return parseParameter('token', z.string().max(1_000), value)
}
