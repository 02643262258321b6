/** Schemas of contacts and their jobs that are handed in. @module */
import * as z from 'zod'
import type { CompanyId, ContactId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
import type { AffiliationChanges, NewAffiliation } from '../party/new-affiliation.ts'
import type { ContactChanges, NewColleague, NewContact } from '../party/new-contact.ts'
import { addresses, id, phones, text, texts, visibility } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const jobFields = {
  jobTitle: text.optional(),
  department: text.optional(),
  emails: texts.optional(),
  phones: phones.optional(),
  from: text.optional(),
  to: text.optional(),
  isPrimary: z.boolean().optional(),
} as const

/** A job of a contact. */
export const newAffiliationSchema: z.ZodType<NewAffiliation> = schemaOf<NewAffiliation>()(
  z.strictObject({ companyId: id.transform((value): CompanyId => value), ...jobFields }).readonly(),
)

/** What a job is to become. */
export const affiliationChangesSchema: z.ZodType<AffiliationChanges> = schemaOf<AffiliationChanges>()(
  z.strictObject(jobFields).readonly(),
)

const contactFields = {
  givenName: text.optional(),
  familyName: text.optional(),
  honorific: text.optional(),
  birthday: text.optional(),
  addresses: addresses.optional(),
  phones: phones.optional(),
  emails: texts.optional(),
  websites: texts.optional(),
  socialProfiles: texts.optional(),
  type: text.optional(),
  temperature: text.optional(),
  currency: text.optional(),
  photo: text.optional(),
  description: text.optional(),
  tags: texts.optional(),
  ownerId: id.transform((value): MemberId => value).nullish(),
  visibility: visibility.optional(),
} as const

/** A contact to create. */
export const newContactSchema: z.ZodType<NewContact> = schemaOf<NewContact>()(
  z.strictObject({ ...contactFields, affiliation: newAffiliationSchema.optional() }).readonly(),
)

/** A contact to create in a company that is named beside it. */
export const newColleagueSchema: z.ZodType<NewColleague> = schemaOf<NewColleague>()(
  z.strictObject({ ...contactFields, affiliation: affiliationChangesSchema.optional() }).readonly(),
)

/** What a contact is to become. */
export const contactChangesSchema: z.ZodType<ContactChanges> = schemaOf<ContactChanges>()(
  z.strictObject(contactFields).readonly(),
)

const colleagues: z.ZodType<readonly NewColleague[]> = z.array(newColleagueSchema).min(1).max(200).readonly()

const contactIds: z.ZodType<readonly ContactId[]> = z
  .array(z.string().transform((text): ContactId => text.toLowerCase()))
  .max(500)
  .readonly()

const lastDay = z.strictObject({ on: z.string().refine((day) => day.trim() !== '', { error: 'Give a day.' }) })

/** Reads the last day of a job from anything: `{ on: '2026-06-30' }`. */
export function parseLastDay(value: unknown): Result<{ readonly on: string }, InputRefusal> {
  return parseWith(lastDay, value)
}

/** Reads the ids of the contacts of a page from anything: 500 at most. What is no UUID is the id of nobody. */
export function parseContactIds(value: unknown): Result<readonly ContactId[], InputRefusal> {
  const read = parseWith(contactIds, value)
  if (read.ok) return read
  return refuseInput(
    read.error.issues.map((issue) => ({ ...issue, path: ['contactIds', issue.path].filter(Boolean).join('.') })),
  )
}

/** Reads a contact to create from anything. */
export function parseNewContact(value: unknown): Result<NewContact, InputRefusal> {
  return parseWith(newContactSchema, value)
}

/** Reads contacts to create in one company from anything: 1 to 200 of them. */
export function parseNewColleagues(value: unknown): Result<readonly NewColleague[], InputRefusal> {
  return parseWith(colleagues, value)
}

/** Reads changes of a contact from anything. */
export function parseContactChanges(value: unknown): Result<ContactChanges, InputRefusal> {
  return parseWith(contactChangesSchema, value)
}

/** Reads a job from anything. */
export function parseNewAffiliation(value: unknown): Result<NewAffiliation, InputRefusal> {
  return parseWith(newAffiliationSchema, value)
}

/** Reads changes of a job from anything. */
export function parseAffiliationChanges(value: unknown): Result<AffiliationChanges, InputRefusal> {
  return parseWith(affiliationChangesSchema, value)
}
