/** What deliveries mean for their webhook: that it is told no more, or fails, or works again. Rules: docs/concepts/events-and-jobs.md @module */
import type { WorkspaceId } from '../../kernel/ids.ts'
import { afterGivingUp, withoutFailures } from '../../webhook/failing.ts'
import type { StoredWebhook } from '../../webhook/webhook.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import { type CrmPorts, openSession, type Session } from '../context.ts'

/** A delivery to a webhook, as it was when the request was sent. */
export interface WebhookDelivery {
  readonly ports: CrmPorts
  readonly workspaceId: WorkspaceId
  readonly webhook: StoredWebhook
}

/** Stops sending to a receiver that wants no more. */
export function retireWebhook(delivery: WebhookDelivery): Promise<void> {
  const why = { command: 'webhooks.retire', reason: 'The webhook’s receiver answered 410 Gone.', event: 'webhook.gone' }
  return revise(delivery, why, (before) => ({ ...before, state: 'gone' }))
}

/** Counts a delivery that was given up, and disables the webhook if these are enough in a row. */
export function noteGivenUp(delivery: WebhookDelivery, disableAfter: number): Promise<void> {
  const reason = 'The webhook’s receiver took none of the last deliveries.'
  const why = { command: 'webhooks.disable', reason, event: 'webhook.disabled' }
  return revise(delivery, why, (before) => afterGivingUp(before, disableAfter))
}

/** Forgets the deliveries that were given up before one that arrived. */
export async function noteArrival(delivery: WebhookDelivery): Promise<void> {
  if (delivery.webhook.givenUp === undefined) return
  await revise(delivery, { command: 'webhooks.recover', reason: 'A delivery to the webhook arrived.' }, withoutFailures)
}

interface Cause {
  readonly command: string
  /** For the audit. */
  readonly reason: string
  /** What is told if the state changes. */
  readonly event?: string
}

/** Changes a webhook by what its receiver did. Only a change of its state is told; a count is nobody's news. */
async function revise(
  { ports, workspaceId, webhook: asked }: WebhookDelivery,
  cause: Cause,
  change: (before: StoredWebhook) => StoredWebhook,
): Promise<void> {
  const session = await openSession(ports, { kind: 'system', workspaceId, reason: cause.reason }, 'webhooks.update')
  await carryOut(
    session,
    { command: cause.command, input: { id: asked.id }, options: {} },
    () => decide(session, asked, cause, change),
    async () => {},
  )
}

async function decide(
  { store, actor, clock }: Session,
  asked: StoredWebhook,
  { command, event }: Cause,
  change: (before: StoredWebhook) => StoredWebhook,
): Promise<Decision<void>> {
  const before = await store.webhooks.find(actor.workspaceId, asked.id)
  const answer = aboutRecord(asked.id)
  // Somebody has changed the address meanwhile: the answer was not about the new one.
  if (before === null || before.state !== 'active' || before.url !== asked.url) {
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => {} }
  }
  const record: StoredWebhook = { ...change(before), version: before.version + 1, updatedAt: clock.now() }
  const { givenUp, disabledBecause } = record
  const happenings: Happening[] = []
  if (event !== undefined && record.state !== before.state) {
    happenings.push({
      command,
      right: 'system',
      subject: { kind: 'webhook', id: record.id },
      changes: [{ field: 'state', before: before.state, after: record.state }],
      event,
      version: record.version,
      ...(disabledBecause !== undefined && { data: { reason: disabledBecause, givenUp } }),
    })
  }
  return { effect: { writes: [{ op: 'update', kind: 'webhook', record }], happenings }, answer, outcome: () => {} }
}
