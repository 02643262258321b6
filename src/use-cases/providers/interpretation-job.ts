/** The job that interprets what providers told. Rules: docs/concepts/messages.md (MSG-2). @module */
import type { NewJob } from '../../job/job.ts'
import type { Instant } from '../../kernel/time.ts'
import type { ProviderTopic } from '../../ports/provider-event-log.ts'

/** The kind of the jobs that interpret what providers told. */
export const providerEventsKind = 'provider-events'

/** What such a job carries. */
export interface ProviderEventsPayload {
  readonly topic: ProviderTopic
  /** What belonged to nothing when it came, from one instant up to another, and how often it was looked at. */
  readonly again?: { readonly from: Instant; readonly until: Instant; readonly round: number }
}

/**
 * The job that interprets what is pending by then. One after the other: they would be in each other's way. Where one
 * waits already, it is enough.
 */
export function interpretation(topic: ProviderTopic, id: string, dueAt: Instant): NewJob {
  const payload: ProviderEventsPayload = { topic }
  return {
    key: `${providerEventsKind}:${id}`,
    kind: providerEventsKind,
    orderKey: `${providerEventsKind}:${topic}`,
    dueAt,
    payload,
    unlessWaiting: true,
  }
}
