/** Telling of an event: one job for each webhook and each subscriber that wants it. @module */
import type { NewJob } from '../../job/job.ts'
import type { EventSubscriber } from '../../ports/event-subscriber.ts'
import type { DomainEvent } from '../../ports/history.ts'
import { wantsEvent } from '../../webhook/webhook.ts'
import { subscriberKind } from './call-subscriber.ts'
import { type WebhookPayload, webhookKind } from './deliver-webhook.ts'
import type { JobHandler } from './job-handler.ts'
import { type EventPayload, eventKind, payloadOf } from './outbox.ts'
import { webhookBody } from './webhook-body.ts'

/** Only the store can fail here; it is back soon, or somebody has to look. */
const retryDelaysMs = [1_000, 5_000, 30_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000] as const

/** Spreads events. @param subscribers those of this process: every process that runs jobs must have the same */
export function eventHandler(subscribers: readonly EventSubscriber[]): JobHandler {
  return {
    kind: eventKind,
    retryDelaysMs,
    run: async (job, { ports, workspaceId, webhooks }) => {
      const { event } = payloadOf<EventPayload>(job)
      const dueAt = ports.clock.now()
      const inside = subscribers
        .filter(({ eventTypes = ['*'] }) => wantsEvent(eventTypes, event.type))
        .map(({ name }): NewJob => {
          const payload: EventPayload = { event }
          return { ...ordered(subscriberKind(name), event), kind: subscriberKind(name), dueAt, payload }
        })
      const outside = (await webhooks())
        .filter(({ state, eventTypes, createdAt }) => {
          // What happened before somebody asked to be told is not his to hear.
          return state === 'active' && createdAt <= event.at && wantsEvent(eventTypes, event.type)
        })
        .map(({ id }): NewJob => {
          const payload: WebhookPayload = { webhookId: id, eventId: event.id, body: webhookBody(workspaceId, event) }
          return { ...ordered(`${webhookKind}:${id}`, event), kind: webhookKind, dueAt, payload }
        })
      return { outcome: 'done', jobs: [...inside, ...outside] }
    },
  }
}

/** Each listener hears of an event once, and of one record in order. */
function ordered(listener: string, { id, subject }: DomainEvent): Pick<NewJob, 'key' | 'orderKey'> {
  return { key: `${listener}:${id}`, orderKey: `${listener}:${subject.id}` }
}
