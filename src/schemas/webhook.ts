/** Schemas of webhooks and jobs that are handed in. @module */
import * as z from 'zod'
import type { JobKey } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
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
  return withoutUrl(parseWith(newWebhookSchema, value))
}

/** Reads changes of a webhook from anything. */
export function parseWebhookChanges(value: unknown): Result<WebhookChanges, InputRefusal> {
  return withoutUrl(parseWith(webhookChangesSchema, value))
}

/** An address may hold a password or a token: what was wrong with it is said, and not what it was. */
function withoutUrl<Value>(read: Result<Value, InputRefusal>): Result<Value, InputRefusal> {
  if (read.ok) return read
  return refuseInput(
    read.error.issues.map(({ value, ...issue }) => ({
      ...issue,
      ...(issue.path !== 'url' && value !== undefined && { value }),
    })),
  )
}

/** Reads keys of jobs from anything: 1 to 500 of them. */
export function parseJobKeys(value: unknown): Result<readonly JobKey[], InputRefusal> {
  return parseWith(jobKeys, value)
}
