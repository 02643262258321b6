/** Webhooks whose receivers let deliveries be given up, one after the other. Rules: docs/concepts/events-and-jobs.md @module */
import type { WebhookChanges } from './new-webhook.ts'
import type { StoredWebhook } from './webhook.ts'

/** After how many deliveries in a row that were given up a webhook is disabled, unless the host says otherwise. */
export const usualDisableAfter = 10

/** The webhook after a delivery was given up: one more in a row, and disabled if these are enough. @param disableAfter 0: never */
export function afterGivingUp(webhook: StoredWebhook, disableAfter: number): StoredWebhook {
  const givenUp = (webhook.givenUp ?? 0) + 1
  if (disableAfter === 0 || givenUp < disableAfter) return { ...webhook, givenUp }
  return { ...webhook, givenUp, state: 'disabled', disabledBecause: 'failing' }
}

/** The webhook without its past failures: a delivery has arrived, or somebody has taken it in hand. */
export function withoutFailures({
  givenUp: _over,
  disabledBecause: _settled,
  ...webhook
}: StoredWebhook): StoredWebhook {
  return webhook
}

/** Whether changes are about what failed: another address, or that somebody activates or disables it. */
export function settlesFailures(webhook: Pick<StoredWebhook, 'url'>, changes: WebhookChanges, url: string): boolean {
  return changes.active !== undefined || url !== webhook.url
}
