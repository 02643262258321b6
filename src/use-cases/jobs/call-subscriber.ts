/** Handing an event to a subscriber of this process. @module */
import { usualRetryDelaysMs } from '../../job/retry.ts'
import type { EventSubscriber } from '../../ports/event-subscriber.ts'
import type { JobHandler } from './job-handler.ts'
import { type EventPayload, payloadOf } from './outbox.ts'

/** The kind of a subscriber's jobs: a machine without that subscriber leaves them to others. */
export function subscriberKind(name: string): string {
  return `subscriber:${name}`
}

/** Calls a subscriber. */
export function subscriberHandler(subscriber: EventSubscriber): JobHandler {
  const { name, retryDelaysMs = usualRetryDelaysMs } = subscriber
  return {
    kind: subscriberKind(name),
    retryDelaysMs,
    run: async (job, { workspaceId, extend }) => {
      const { event } = payloadOf<EventPayload>(job)
      await subscriber.handle(event, { workspaceId, attempt: job.attempts, extend })
      return { outcome: 'done' }
    },
  }
}
