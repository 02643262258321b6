/** Delivering an event to a webhook. Rules: docs/concepts/events-and-jobs.md @module */
import type { DeliveryOptions } from '../../inputs/webhook.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import { within } from '../../kernel/deadline.ts'
import type { EventId, WebhookId } from '../../kernel/ids.ts'
import { judgeAnswer, type WebhookAnswer } from '../../webhook/answer.ts'
import { usualDisableAfter } from '../../webhook/failing.ts'
import { signWebhook } from '../../webhook/signature.ts'
import { validSecrets } from '../../webhook/webhook.ts'
import type { JobHandler } from './job-handler.ts'
import { payloadOf } from './outbox.ts'
import { noteArrival, noteGivenUp, retireWebhook } from './webhook-outcome.ts'

/** The kind of the jobs that deliver. */
export const webhookKind = 'webhook'

/** What such a job carries. The body was written once: every attempt says the same, signed anew. */
export interface WebhookPayload {
  readonly webhookId: WebhookId
  /** The id of the request: the same for every attempt. */
  readonly eventId: EventId
  readonly body: string
}

const tooLate: WebhookAnswer = { kind: 'failed', reason: 'timeout' }

/** Delivers to webhooks. */
export function webhookHandler(options: DeliveryOptions): JobHandler {
  const { sender, retryDelaysMs = usualRetryDelaysMs, timeoutMs = 15_000, disableAfter = usualDisableAfter } = options
  return {
    kind: webhookKind,
    retryDelaysMs,
    run: async (job, { ports, workspaceId, leaseMs }) => {
      const { webhookId, eventId, body } = payloadOf<WebhookPayload>(job)
      const webhook = await ports.store.webhooks.find(workspaceId, webhookId)
      if (webhook === null) return { outcome: 'done' }
      // Kept, so that it can be replayed once the webhook is active again.
      if (webhook.state !== 'active') return { outcome: 'dead', problem: { code: `webhook-${webhook.state}` } }
      const sentAt = ports.clock.now()
      const signed = signWebhook({ id: eventId, sentAt, body }, validSecrets(webhook, sentAt))
      const headers = { 'content-type': 'application/json', 'user-agent': 'crmkit-webhooks', ...signed }
      // Before the lease ends, or two machines would talk to one receiver, and its order be gone.
      const patience = Math.min(timeoutMs, Math.floor(leaseMs * 0.8))
      // Hosts write senders too: one that never settles must not keep the whole run from its end.
      const sending = sender.send({ url: webhook.url, headers, body }, { timeoutMs: patience })
      const answer = await within(sending, patience, tooLate)
      const verdict = judgeAnswer(answer, ports.clock.now())
      const delivery = { ports, workspaceId, webhook }
      switch (verdict.verdict) {
        case 'delivered':
          await noteArrival(delivery)
          return { outcome: 'done' }
        case 'gone':
          await retireWebhook(delivery)
          return { outcome: 'dead', problem: verdict.problem }
        case 'retry': {
          const { problem, notBefore } = verdict
          const ifLast = () => noteGivenUp(delivery, disableAfter)
          return { outcome: 'retry', problem, ifLast, ...(notBefore !== undefined && { notBefore }) }
        }
      }
    },
  }
}
