/** Schemas of webhooks and jobs that are handed in. @module */
import * as z from 'zod'
import type { DeliveryOptions } from '../inputs/webhook.ts'
import { longestWaitMs } from '../job/retry.ts'
import type { JobKey } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
import type { WebhookSender } from '../ports/webhook-sender.ts'
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

/** A sender may be a class: it is handed on as it is. */
const sender = z.custom<WebhookSender>(
  (value) => typeof value === 'object' && value !== null && 'send' in value && typeof value.send === 'function',
  { error: 'Give a sender, such as nodeWebhookSender() of @crmkit/webhooks.' },
)

/** How webhooks are delivered. */
export const deliveryOptionsSchema: z.ZodType<DeliveryOptions> = schemaOf<DeliveryOptions>()(
  z
    .strictObject({
      sender,
      retryDelaysMs: z.array(z.number().int().min(0).max(longestWaitMs)).max(1_000).readonly().optional(),
      timeoutMs: z.number().int().min(1).max(longestWaitMs).optional(),
      disableAfter: z.number().int().min(0).max(1_000_000).optional(),
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

/** Reads how webhooks are delivered from anything. */
export function parseDeliveryOptions(value: unknown): Result<DeliveryOptions, InputRefusal> {
  return parseWith(deliveryOptionsSchema, value)
}

/** Reads keys of jobs from anything: 1 to 500 of them. */
export function parseJobKeys(value: unknown): Result<readonly JobKey[], InputRefusal> {
  return parseWith(jobKeys, value)
}
