/** Schemas of companies that are handed in. @module */
import * as z from 'zod'
import type { CompanyId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { CompanyChanges, NewCompany } from '../party/new-company.ts'
import { addresses, id, phones, text, texts, visibility } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const fields = {
  otherNames: texts.optional(),
  siret: text.optional(),
  siren: text.optional(),
  vat: text.optional(),
  registrationNumber: text.optional(),
  country: text.optional(),
  addresses: addresses.optional(),
  phones: phones.optional(),
  emails: texts.optional(),
  websites: texts.optional(),
  socialProfiles: texts.optional(),
  parentId: id.transform((value): CompanyId => value).nullish(),
  type: text.optional(),
  temperature: text.optional(),
  currency: text.optional(),
  photo: text.optional(),
  description: text.optional(),
  tags: texts.optional(),
  ownerId: id.transform((value): MemberId => value).nullish(),
  visibility: visibility.optional(),
} as const

/** A company to create. */
export const newCompanySchema: z.ZodType<NewCompany> = schemaOf<NewCompany>()(
  z.strictObject({ name: z.string(), ...fields }).readonly(),
)

/** What a company is to become. */
export const companyChangesSchema: z.ZodType<CompanyChanges> = schemaOf<CompanyChanges>()(
  z.strictObject({ name: z.string().optional(), ...fields }).readonly(),
)

/** Reads a company to create from anything. */
export function parseNewCompany(value: unknown): Result<NewCompany, InputRefusal> {
  return parseWith(newCompanySchema, value)
}

/** Reads changes of a company from anything. */
export function parseCompanyChanges(value: unknown): Result<CompanyChanges, InputRefusal> {
  return parseWith(companyChangesSchema, value)
}
