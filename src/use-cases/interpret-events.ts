/** Interpreting what providers told, from the log, in the order in which it came in. Rules: docs/concepts/calls.md (TEL-5). @module */
import { usualRetryDelaysMs } from '../job/retry.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { ProviderTopic, StoredProviderEvent } from '../ports/provider-event-log.ts'
import type { CrmPorts } from './context.ts'
import { interpretCallEvent } from './interpret-calls.ts'
import type { JobHandler } from './job-handler.ts'
import { payloadOf } from './outbox.ts'
import { type ProviderEventsPayload, providerEventsKind } from './receive-events.ts'

/** What interprets events of a topic, one after the other, and settles each. */
type Interpreter = (ports: CrmPorts, workspaceId: WorkspaceId, event: StoredProviderEvent) => Promise<void>

const interpreters: Partial<Readonly<Record<ProviderTopic, Interpreter>>> = { calls: interpretCallEvent }

/** How many events are read together. */
const pageSize = 100

/** Interprets what is pending of a topic. What fails is tried again, with all that came in meanwhile. */
export const providerEventsHandler: JobHandler = {
  kind: providerEventsKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId, leaseMs, extend }) => {
    const { topic } = payloadOf<ProviderEventsPayload>(job)
    const interpret = interpreters[topic]
    if (interpret === undefined) return { outcome: 'retry', problem: { code: 'unknown-topic' } }
    for (;;) {
      const events = await ports.store.providerEvents.listPending(workspaceId, topic, pageSize)
      if (events.length === 0) return { outcome: 'done' }
      for (const event of events) await interpret(ports, workspaceId, event)
      // Somebody else has taken over: what is left is his.
      if (!(await extend(leaseMs))) return { outcome: 'done' }
    }
  },
}
