/** What a process can do: its handlers, by the kinds of their jobs. Rules: docs/concepts/events-and-jobs.md @module */
import type { DeliveryOptions } from '../../inputs/webhook.ts'
import type { ChannelsOf } from '../../ports/channels.ts'
import type { EventSubscriber } from '../../ports/event-subscriber.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { reindexHandler } from '../calendar/reindex-matters.ts'
import { seriesHandler } from '../calendar/roll-series.ts'
import { afterCallHandler } from '../calls/after-call.ts'
import type { CrmPorts } from '../context.ts'
import { directoryHandler } from '../directories/directory-jobs.ts'
import type { OpenDirectory } from '../directories/open-directory-run.ts'
import { inputError } from '../input-error.ts'
import { lookupHandler, sendHandler } from '../messages/send-message.ts'
import { smsPriceHandler } from '../messages/sms-price.ts'
import { forgetRecordingsHandler } from '../privacy/forget-recordings.ts'
import { interpretHandler } from '../providers/interpret-events.ts'
import { reminderHandler } from '../reminders/deliver-reminder.ts'
import { customerNotifier } from '../reminders/remind-customers.ts'
import { customerReminderKind, reminderKind } from '../reminders/reminder-jobs.ts'
import { subscriberHandler } from './call-subscriber.ts'
import { webhookHandler } from './deliver-webhook.ts'
import type { JobHandler } from './job-handler.ts'
import { removalHandler } from './remove-files.ts'
import { settlementHandler } from './settle-files.ts'
import { eventHandler } from './spread-event.ts'

/** What decides what a process can do. What is absent is left to others. */
export interface HandlerParts {
  readonly subscribers: readonly EventSubscriber[]
  readonly delivery: DeliveryOptions | undefined
  readonly notifier?: Notifier
  readonly channels?: ChannelsOf
  /** Who reminds customers. Default: the notifier, if there is one. */
  readonly customerReminders?: 'channels' | 'notifier'
  readonly directories?: OpenDirectory
}

/** The handlers of a process. @throws {CrmError} invalid-input - two subscribers have one name */
export function jobHandlers(ports: CrmPorts, parts: HandlerParts): ReadonlyMap<string, JobHandler> {
  const { subscribers, delivery, notifier, channels, customerReminders, directories } = parts
  const byChannels =
    channels !== undefined && (customerReminders ?? (notifier ? 'notifier' : 'channels')) === 'channels'
  const customers = byChannels ? customerNotifier(ports, notifier) : notifier
  const handlers = [
    eventHandler(subscribers),
    seriesHandler,
    reindexHandler,
    ...(channels === undefined ? [] : channelHandlers),
    ...(delivery === undefined ? [] : [webhookHandler(delivery)]),
    ...(notifier === undefined ? [] : [reminderHandler(notifier)]),
    ...(customers === undefined ? [] : [reminderHandler(customers, customerReminderKind)]),
    ...(directories === undefined ? [] : [directoryHandler(directories)]),
    ...subscribers.map(subscriberHandler),
  ]
  const byKind = new Map(handlers.map((handler) => [handler.kind, handler]))
  if (byKind.size === handlers.length) return byKind
  const remedy = 'Give each subscriber a name of its own: it is what its events are kept under.'
  throw inputError([{ path: 'subscribers', problem: 'used-before', remedy }])
}

/** Of what a process can do, what reminders take. */
export function reminderHandlers(handlers: ReadonlyMap<string, JobHandler>): ReadonlyMap<string, JobHandler> {
  const kinds = [reminderKind, customerReminderKind, seriesHandler.kind]
  return new Map([...handlers].filter(([kind]) => kinds.includes(kind)))
}

/** What takes the accounts of workspaces. */
const channelHandlers: readonly JobHandler[] = [
  sendHandler,
  lookupHandler,
  smsPriceHandler,
  interpretHandler,
  afterCallHandler,
  forgetRecordingsHandler,
  removalHandler,
  settlementHandler,
]
