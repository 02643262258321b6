/** Schemas of what merging is given. @module */
import * as z from 'zod'
import {
  type CompanyMergeChoices,
  type CompanyMergeField,
  type ContactMergeChoices,
  type ContactMergeField,
  companyMergeFields,
  contactMergeFields,
} from '../identity/merge-plan.ts'
import type { MergeOptions } from '../inputs/merge.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { commandIdSchema, versionSchema } from './call.ts'
import { parseWith, schemaOf } from './schema.ts'

const choice = z.enum(['survivor', 'loser']).optional()

/** Whose value each field of a company gets. */
export const companyMergeChoicesSchema: z.ZodType<CompanyMergeChoices> = schemaOf<CompanyMergeChoices>()(
  z.strictObject(choicesOf(companyMergeFields)).readonly(),
)

/** Whose value each field of a contact gets. */
export const contactMergeChoicesSchema: z.ZodType<ContactMergeChoices> = schemaOf<ContactMergeChoices>()(
  z.strictObject(choicesOf(contactMergeFields)).readonly(),
)

const versions = {
  expectedVersion: versionSchema.optional(),
  expectedLoserVersion: versionSchema.optional(),
  commandId: commandIdSchema.optional(),
} as const

/** Options of merging two companies. */
export const companyMergeOptionsSchema: z.ZodType<MergeOptions<CompanyMergeField>> = schemaOf<
  MergeOptions<CompanyMergeField>
>()(z.strictObject({ choices: companyMergeChoicesSchema.optional(), ...versions }).readonly())

/** Options of merging two contacts. */
export const contactMergeOptionsSchema: z.ZodType<MergeOptions<ContactMergeField>> = schemaOf<
  MergeOptions<ContactMergeField>
>()(z.strictObject({ choices: contactMergeChoicesSchema.optional(), ...versions }).readonly())

function choicesOf<Field extends string>(fields: readonly Field[]): { readonly [Name in Field]: typeof choice } {
  return Object.fromEntries(fields.map((field) => [field, choice])) as { readonly [Name in Field]: typeof choice }
}

/** Reads choices of a merge of companies from anything. */
export function parseCompanyMergeChoices(value: unknown): Result<CompanyMergeChoices, InputRefusal> {
  return parseWith(companyMergeChoicesSchema, value)
}

/** Reads choices of a merge of contacts from anything. */
export function parseContactMergeChoices(value: unknown): Result<ContactMergeChoices, InputRefusal> {
  return parseWith(contactMergeChoicesSchema, value)
}

/** Reads options of a merge of companies from anything. */
export function parseCompanyMergeOptions(value: unknown): Result<MergeOptions<CompanyMergeField>, InputRefusal> {
  return parseWith(companyMergeOptionsSchema, value)
}

/** Reads options of a merge of contacts from anything. */
export function parseContactMergeOptions(value: unknown): Result<MergeOptions<ContactMergeField>, InputRefusal> {
  return parseWith(contactMergeOptionsSchema, value)
}
