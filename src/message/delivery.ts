/**
 * What became of a message at one recipient. Providers tell it late, twice and in any order; the status only moves
 * forward, and ends the same whatever the order. Rules: docs/concepts/messages.md (MSG-1, MSG-2).
 * @module
 */
import { compareCodePoints } from '../kernel/compare.ts'
import type { Instant } from '../kernel/time.ts'

/**
 * How far a message has come at one recipient:
 * - `pending`: the provider has not taken it yet, as far as we know;
 * - `accepted`: the provider has taken it;
 * - `deferred`: the other side asked it to come back later, and it will;
 * - `sent`: it left the provider;
 * - `failed`: it was given up; that says nothing about the address;
 * - `blocked`: somebody on the way did not want it;
 * - `delivered`: the recipient's server or telephone has it;
 * - `bounced`: there is no such address, or no longer.
 */
export type DeliveryStatus =
  | 'pending'
  | 'accepted'
  | 'deferred'
  | 'sent'
  | 'failed'
  | 'blocked'
  | 'delivered'
  | 'bounced'

/** All statuses, in the order in which one may follow another. Docs and tests read this list. */
export const deliveryStatuses: readonly DeliveryStatus[] = [
  'pending',
  'accepted',
  'deferred',
  'sent',
  'failed',
  'blocked',
  'delivered',
  'bounced',
]

/** What a provider may tell of one recipient, in the words of all of them. */
export type DeliveryEventKind =
  | 'accepted'
  | 'deferred'
  | 'sent'
  | 'failed'
  | 'blocked'
  | 'delivered'
  | 'bounced'
  | 'opened'
  | 'clicked'
  | 'complained'
  | 'unsubscribed'
  | 'resubscribed'

/** What the recipient did with it; each is kept beside the status, with the first time. */
export type DeliveryMark = 'opened' | 'clicked' | 'complained' | 'unsubscribed'

/** All that a recipient may do. */
export const deliveryMarks: readonly DeliveryMark[] = ['opened', 'clicked', 'complained', 'unsubscribed']

/**
 * The status that each event proves, at least; `null`: none. Who opened it has it, even if nobody told us that it was
 * delivered. Docs and tests read this table.
 */
export const deliveryEvents: Readonly<Record<DeliveryEventKind, DeliveryStatus | null>> = {
  accepted: 'accepted',
  deferred: 'deferred',
  sent: 'sent',
  failed: 'failed',
  blocked: 'blocked',
  delivered: 'delivered',
  bounced: 'bounced',
  opened: 'delivered',
  clicked: 'delivered',
  complained: 'delivered',
  unsubscribed: 'delivered',
  resubscribed: null,
}

/** Something that a provider tells of one recipient. */
export interface DeliveryEvent {
  readonly kind: DeliveryEventKind
  /** When it happened, as the provider says. */
  readonly at: Instant
  /** The provider's own code, as it came: `550 5.1.1`, `30003`. Never a sentence that quotes somebody. */
  readonly reason?: string
}

/** What became of a message at one recipient. */
export interface Delivery {
  readonly status: DeliveryStatus
  /** When it came to that, by the first event that says so; absent while it is pending. */
  readonly statusAt?: Instant
  /** The provider's own code for it. */
  readonly reason?: string
  /** When the recipient first did each of these. */
  readonly marks: Readonly<Partial<Record<DeliveryMark, Instant>>>
}

/** Of a message that nobody has taken yet. */
export const newDelivery: Delivery = { status: 'pending', marks: {} }

/** The status after an event: the later one of the two in {@link deliveryStatuses}. */
export function statusAfter(status: DeliveryStatus, event: DeliveryEventKind): DeliveryStatus {
  const proven = deliveryEvents[event]
  return proven !== null && rankOf(proven) > rankOf(status) ? proven : status
}

/**
 * What is known after an event. The same events come to the same, in whatever order and however often they come.
 *
 * @example
 * recordDelivery(newDelivery, { kind: 'opened', at }).status // 'delivered'
 */
export function recordDelivery(delivery: Delivery, event: DeliveryEvent): Delivery {
  const proven = deliveryEvents[event.kind]
  if (proven === null) return delivery
  const marked = isMark(event.kind) ? { ...delivery, marks: firstMark(delivery.marks, event.kind, event.at) } : delivery
  const ahead = rankOf(proven) - rankOf(delivery.status)
  if (ahead < 0 || (ahead === 0 && !isEarlier(event, delivery))) return marked
  const { reason: _before, ...rest } = marked
  const reason = isMark(event.kind) ? undefined : event.reason
  return { ...rest, status: proven, statusAt: event.at, ...(reason !== undefined && { reason }) }
}

function rankOf(status: DeliveryStatus): number {
  return deliveryStatuses.indexOf(status)
}

function isMark(kind: DeliveryEventKind): kind is DeliveryMark {
  return deliveryMarks.some((mark) => mark === kind)
}

function firstMark(marks: Delivery['marks'], mark: DeliveryMark, at: Instant): Delivery['marks'] {
  const known = marks[mark]
  return known !== undefined && known <= at ? marks : { ...marks, [mark]: at }
}

/** Of two events of one status the earlier one is kept; of two at one instant the one whose code comes first. */
function isEarlier(event: DeliveryEvent, { statusAt, reason }: Delivery): boolean {
  if (statusAt === undefined || event.at < statusAt) return true
  const said = isMark(event.kind) ? undefined : event.reason
  return event.at === statusAt && said !== undefined && (reason === undefined || compareCodePoints(said, reason) < 0)
}
