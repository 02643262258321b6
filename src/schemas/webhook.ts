/** Schemas of webhooks and jobs that are handed in. @module */
import * as z from 'zod'
import type { JobKey } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { NewWebhook, WebhookChanges } from '../webhook/new-webhook.ts'
import { plainText, text } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const eventTypes = z.array(z.string()).max(1_000).readonly().optional()

/** A webhook to create. */
export const newWebhookSchema: z.ZodType<NewWebhook> = schemaOf<NewWebhook>()(
  z.strictObject({ url: plainText, description: text.optional(), eventTypes }).readonly(),
)

/** What a webhook is to become. */
export const webhookChangesSchema: z.ZodType<WebhookChanges> = schemaOf<WebhookChanges>()(
  z
    .strictObject({
      url: plainText.optional(),
      description: text.optional(),
      eventTypes,
      active: z.boolean().optional(),
    })
    .readonly(),
)

const jobKeys: z.ZodType<readonly JobKey[]> = z
  .array(plainText.transform((key): JobKey => key))
  .min(1)
  .max(500)
  .readonly()

/** Reads a webhook to create from anything. */
export function parseNewWebhook(value: unknown): Result<NewWebhook, InputRefusal> {
  return parseWith(newWebhookSchema, value)
}

/** Reads changes of a webhook from anything. */
export function parseWebhookChanges(value: unknown): Result<WebhookChanges, InputRefusal> {
  return parseWith(webhookChangesSchema, value)
}

/** Reads keys of jobs from anything: 1 to 500 of them. */
export function parseJobKeys(value: unknown): Result<readonly JobKey[], InputRefusal> {
  return parseWith(jobKeys, value)
}
