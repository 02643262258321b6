/** How much of what was sent arrives, by period: a report over statuses. Rules: docs/concepts/messages.md (MSG-1). @module */
import { compareCodePoints } from '../kernel/compare.ts'
import { type Instant, plainDateIn, type TimeZone } from '../kernel/time.ts'
import type { Channel } from './channel.ts'
import type { Delivery, DeliveryMark, DeliveryStatus } from './delivery.ts'
import type { SendState } from './sending.ts'

/** One recipient of one message, as the report looks at it. */
export interface SentItem {
  readonly channel: Channel
  /** When it was to be sent. */
  readonly at: Instant
  readonly state: SendState
  readonly delivery: Delivery
}

/** What is asked for. */
export interface ReportQuery {
  readonly from: Instant
  /** Exclusive. */
  readonly until: Instant
  readonly by: 'day' | 'month' | 'year'
  /** The workspace's: its days are meant. */
  readonly timeZone: TimeZone
}

/** How many recipients there were, by what became of it. */
export interface DeliveryCounts {
  /** All whom a message was to reach, except those of cancelled ones. */
  readonly recipients: number
  /** Of those, the ones of messages that may or may not have been sent. */
  readonly uncertain: number
  readonly statuses: Readonly<Record<DeliveryStatus, number>>
  /** How many did this, each once a message. */
  readonly marks: Readonly<Record<DeliveryMark, number>>
}

/** A line of the report. */
export interface DeliveryRow extends DeliveryCounts {
  /** `2026-11-22`, `2026-11` or `2026`. */
  readonly period: string
  readonly channel: Channel
}

/** Shares of a count, from 0 to 1; `null` where nothing was sent. */
export interface DeliveryShares {
  /** Of the recipients of whom something is known: delivered. */
  readonly delivered: number | null
  /** Of the same: bounced. */
  readonly bounced: number | null
  /** Of the delivered ones: opened. */
  readonly opened: number | null
  /** Of the delivered ones: said that it is spam. */
  readonly complained: number | null
}

interface Counting {
  recipients: number
  uncertain: number
  readonly statuses: Record<DeliveryStatus, number>
  readonly marks: Record<DeliveryMark, number>
}

const periodLengths = { day: 10, month: 7, year: 4 } as const

/** Counts what was sent, by period and channel, in their order. Items are read once, one by one. */
export function deliverability(items: Iterable<SentItem>, query: ReportQuery): readonly DeliveryRow[] {
  const rows = new Map<string, Counting>()
  for (const item of items) {
    if (item.at < query.from || item.at >= query.until || item.state === 'cancelled') continue
    const period = plainDateIn(item.at, query.timeZone).slice(0, periodLengths[query.by])
    const key = `${period} ${item.channel}`
    const counting = rows.get(key) ?? startCounting()
    count(counting, item)
    rows.set(key, counting)
  }
  return [...rows]
    .toSorted(([one], [other]) => compareCodePoints(one, other))
    .map(([key, counts]) => ({ period: key.slice(0, periodLengths[query.by]), channel: channelOf(key), ...counts }))
}

/** The shares of a line, or of several together. */
export function deliveryShares(rows: readonly DeliveryCounts[]): DeliveryShares {
  const sum = (pick: (row: DeliveryCounts) => number): number => rows.reduce((total, row) => total + pick(row), 0)
  const delivered = sum(({ statuses }) => statuses.delivered)
  const bounced = sum(({ statuses }) => statuses.bounced)
  const known = delivered + bounced + sum(({ statuses }) => statuses.failed + statuses.blocked)
  return {
    delivered: share(delivered, known),
    bounced: share(bounced, known),
    opened: share(
      sum(({ marks }) => marks.opened),
      delivered,
    ),
    complained: share(
      sum(({ marks }) => marks.complained),
      delivered,
    ),
  }
}

function startCounting(): Counting {
  return {
    recipients: 0,
    uncertain: 0,
    statuses: { pending: 0, accepted: 0, deferred: 0, sent: 0, failed: 0, blocked: 0, delivered: 0, bounced: 0 },
    marks: { opened: 0, clicked: 0, complained: 0, unsubscribed: 0 },
  }
}

function count(counting: Counting, { state, delivery }: SentItem): void {
  counting.recipients += 1
  if (state === 'uncertain') counting.uncertain += 1
  counting.statuses[delivery.status] += 1
  for (const mark of ['opened', 'clicked', 'complained', 'unsubscribed'] as const) {
    // One that bounced in the end was not read, whatever opened it on the way.
    if (delivery.marks[mark] !== undefined && delivery.status === 'delivered') counting.marks[mark] += 1
  }
}

function channelOf(key: string): Channel {
  return key.endsWith('sms') ? 'sms' : 'email'
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
