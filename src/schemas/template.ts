/** Schemas of templates that are handed in. @module */
import * as z from 'zod'
import type { TemplateQuery, TemplateSubjects } from '../inputs/template.ts'
import type { InteractionState } from '../interaction/interaction.ts'
import type { CompanyId, ContactId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { NewInteractionTemplate, ScheduleOffset } from '../template/interaction-template.ts'
import type { MissingPolicies } from '../template/render-template.ts'
import { newBudget, stepTypeSchema } from './interaction.ts'
import { id, plainText } from './parts.ts'
import { newLabel } from './pipeline.ts'
import { parseWith, schemaOf } from './schema.ts'

const state: z.ZodType<InteractionState> = z.enum(['open', 'in-progress', 'done'])

const offset: z.ZodType<ScheduleOffset> = z.union(
  [
    z
      .strictObject({
        task: z.strictObject({ dueInDays: z.number(), startInDays: z.number().optional() }).readonly(),
      })
      .readonly(),
    z
      .strictObject({
        meeting: z.strictObject({ inDays: z.number(), startAt: z.string(), minutes: z.number() }).readonly(),
      })
      .readonly(),
  ],
  { error: 'Give { task: { dueInDays } } or { meeting: { inDays, startAt, minutes } }.' },
)

/** What becomes of tags without a value. */
export const missingPolicies: z.ZodType<MissingPolicies> = z
  .record(
    plainText,
    z.union([z.enum(['blank', 'refuse']), z.strictObject({ fallback: plainText }).readonly()], {
      error: 'Give blank, refuse, or { fallback }.',
    }),
  )
  .readonly()

/** A template to save. */
export const newTemplateSchema: z.ZodType<NewInteractionTemplate> = schemaOf<NewInteractionTemplate>()(
  z
    .strictObject({
      key: z.string(),
      label: newLabel,
      subject: plainText,
      type: stepTypeSchema,
      state: state.optional(),
      budget: newBudget.nullish(),
      schedule: offset.nullish(),
      missing: missingPolicies.optional(),
    })
    .readonly(),
)

const locale = z.enum(['en', 'fr', 'ro', 'hu'])

const templateQuery: z.ZodType<TemplateQuery> = schemaOf<TemplateQuery>()(
  z.strictObject({ locale: locale.optional() }).readonly(),
)

const templateSubjects: z.ZodType<TemplateSubjects> = schemaOf<TemplateSubjects>()(
  z
    .strictObject({
      locale: locale.optional(),
      companyId: id.transform((value): CompanyId => value).optional(),
      contactId: id.transform((value): ContactId => value).optional(),
    })
    .readonly(),
)

/** Reads a template to save from anything. */
export function parseNewTemplate(value: unknown): Result<NewInteractionTemplate, InputRefusal> {
  return parseWith(newTemplateSchema, value)
}

/** Reads the key of a template from anything. */
export function parseTemplateKey(value: unknown): Result<string, InputRefusal> {
  return parseWith(plainText, value)
}

/** Reads which templates are wanted from anything. */
export function parseTemplateQuery(value: unknown): Result<TemplateQuery, InputRefusal> {
  return parseWith(templateQuery, value)
}

/** Reads what a template speaks of from anything. */
export function parseTemplateSubjects(value: unknown): Result<TemplateSubjects, InputRefusal> {
  return parseWith(templateSubjects, value)
}
