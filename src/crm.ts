/** The way in: one factory, and two doors. @module */
import type { FeedReading } from './inputs/calendar.ts'
import type { RunOptions } from './inputs/call.ts'
import type { DeliveryOptions } from './inputs/webhook.ts'
import type { Pipelines, StepType } from './interaction/pipeline.ts'
import { presetPipelines } from './interaction/presets.ts'
import type { MemberId, WorkspaceId } from './kernel/ids.ts'
import type { Chance } from './ports/chance.ts'
import type { Channels, ChannelsOf } from './ports/channels.ts'
import type { Clock } from './ports/clock.ts'
import type { EventSubscriber } from './ports/event-subscriber.ts'
import type { Ids } from './ports/ids.ts'
import type { Notifier } from './ports/notifier.ts'
import type { ProviderRequest } from './ports/provider-events.ts'
import type { Store } from './ports/store.ts'
import { parseRunOptions } from './schemas/call.ts'
import { parseDeliveryOptions } from './schemas/webhook.ts'
import { parseReason } from './schemas/workspace.ts'
import { type CalendarDesk, calendarDesk } from './use-cases/calendar/calendar-desk.ts'
import { type FeedContent, readFeed } from './use-cases/calendar/read-feed.ts'
import { type CallDesk, callDesk } from './use-cases/calls/call-desk.ts'
import { type CrmPorts, type Door, type OpenSession, openSession } from './use-cases/context.ts'
import { systemChance, systemClock, timeOrderedIds } from './use-cases/default-ports.ts'
import { type DirectoryDesk, directoryDesk } from './use-cases/directories/directory-desk.ts'
import type { OpenDirectory } from './use-cases/directories/open-directory-run.ts'
import { type ImportDesk, importDesk } from './use-cases/imports/imports.ts'
import { type InboundDesk, inboundDesk } from './use-cases/inbound/inbound-desk.ts'
import { accept, inputError } from './use-cases/input-error.ts'
import { interactionDesk } from './use-cases/interactions/interaction-calls.ts'
import type { InteractionDesk } from './use-cases/interactions/interaction-desk.ts'
import { type TemplateDesk, templateDesk } from './use-cases/interactions/template-desk.ts'
import { type JobDesk, jobDesk } from './use-cases/jobs/job-desk.ts'
import { jobHandlers, reminderHandlers } from './use-cases/jobs/job-handlers.ts'
import { withOutbox } from './use-cases/jobs/outbox.ts'
import { type RunReport, runDue } from './use-cases/jobs/run-due.ts'
import { type WebhookDesk, type WebhookRules, webhookDesk } from './use-cases/jobs/webhook-desk.ts'
import { type ConsentDesk, consentDesk } from './use-cases/messages/consent-desk.ts'
import { messageDesk } from './use-cases/messages/message-calls.ts'
import type { MessageDesk } from './use-cases/messages/message-desk.ts'
import { type Unsubscribed, unsubscribe } from './use-cases/messages/unsubscribe.ts'
import { readKeptMs } from './use-cases/providers/kept-events.ts'
import { type ProviderAddress, providerReceiver } from './use-cases/providers/receive.ts'
import type { ProviderReply } from './use-cases/providers/received.ts'
import { readActorId } from './use-cases/read-id.ts'
import { type CompanyDesk, companyDesk } from './use-cases/records/companies.ts'
import { type ContactDesk, contactDesk } from './use-cases/records/contacts.ts'
import { type ReminderDesk, reminderDesk } from './use-cases/reminders/reminder-desk.ts'
import { type AccessDesk, accessDesk } from './use-cases/workspace/access-desk.ts'
import { type AuditDesk, auditDesk } from './use-cases/workspace/audit-desk.ts'
import { type WorkspaceDesk, workspaceDesk } from './use-cases/workspace/workspace-desk.ts'
import { type WorkspaceRegister, workspaceRegister } from './use-cases/workspace/workspaces.ts'
import { webhookSecret } from './webhook/signature.ts'

/** What a CRM is made of. */
export interface CrmOptions<Type extends StepType = StepType> {
  /** Where records are kept: `memoryStore()`, or an adapter's. */
  readonly store: Store
  /** Default: the system's clock. */
  readonly clock?: Clock
  /** Default: UUIDs of version 7, by the clock. */
  readonly ids?: Ids
  /**
   * The pipelines of workspaces that have not changed theirs; `definePipelines` makes them. Default: all presets. Once they
   * are handed in, `presetPipelines` or your own, the compiler knows their steps.
   */
  readonly pipelines?: Pipelines<Type>
  /** Makes the secrets of webhooks and calendar feeds. Default: the runtime's source of chance for secrets. */
  readonly chance?: Chance
  /** How webhooks are delivered. Default: not by this process; they wait for one that can. */
  readonly webhooks?: DeliveryOptions
  /** With which accounts each workspace sends mail and text messages, and calls. Default: none. */
  readonly channels?: ChannelsOf
  /** Hands reminders over. Default: not this process; they wait for one that can. */
  readonly notifier?: Notifier
  /**
   * How customers are reminded: by the notifier, or by mail or text message through `channels`. Default: by the notifier,
   * if there is one.
   */
  readonly customerReminders?: 'notifier' | 'channels'
  /** For how many days what providers told is kept as it came, once it was interpreted; seven at least. Default: 90. */
  readonly providerEventsKeptDays?: number
  /** How to get at the address books that were connected. Default: not from this process. */
  readonly directories?: OpenDirectory
  /** Parts of the host that hear of events. All processes that call `runDue` must have the same. Default: none. */
  readonly subscribers?: readonly EventSubscriber[]
}

/**
 * A CRM. It holds its ports, and what it may forget at any time: a process may have as many as it likes. `Type` names the steps of its pipelines,
 * where the program defines them.
 */
export interface Crm<Type extends StepType = StepType> {
  /**
   * The desk of a member. Nothing is looked up until a call is made; then the member must exist and be active.
   * Logging in is the host's business: whoever hands in a member's id is that member.
   */
  as(door: { readonly workspaceId: WorkspaceId; readonly memberId: MemberId }): Desk<Type>

  /**
   * The same desk for a job that no member does. It sees and changes everything; the reason stands in the audit.
   * @throws {CrmError} invalid-input - the reason is blank
   */
  asSystem(door: { readonly workspaceId: WorkspaceId; readonly reason: string }): Desk<Type>
  /** What is done outside any workspace. @throws {CrmError} invalid-input - the reason is blank */
  asSystem(door: { readonly reason: string }): SystemDesk

  /**
   * Does what is due in all workspaces: tells subscribers and webhooks of events, hands reminders over, rolls series
   * forward, and tries again what failed. Any number of machines may call it, at any time: from a timer, a cron job, or
   * after a request.
   *
   * @throws {CrmError} invalid-input
   * @example
   * setInterval(() => crm.runDue().catch(console.error), 2_000)
   */
  runDue(options?: RunOptions): Promise<RunReport>

  /**
   * What a calendar feed shows, for whoever has its token, under the rights that its member has now (CAL-4). `feedHandler`,
   * of `crmkit/ical`, makes answers of it.
   *
   * @throws {CrmError} not-found - there is no such feed, or it was revoked
   * @throws {CrmError} forbidden - the member may not act; `details.state` says why
   * @throws {CrmError} invalid-input
   */
  readFeed(token: string, options?: FeedReading): Promise<FeedContent>

  /**
   * Takes in a request with which a provider tells of messages, calls or mail: checks its proof, keeps it as it came, and
   * says what to answer. What it means is worked out by {@link Crm.runDue}. `providerHandler` makes a `Response` of it.
   *
   * @throws {CrmError} not-found - there is no such workspace or topic; providers may stop asking
   * @throws {CrmError} no-account - the workspace has none of which this could come
   * @throws {CrmError} invalid-input
   */
  receive(request: ProviderRequest, to: ProviderAddress): Promise<ProviderReply>

  /**
   * Unsubscribes whoever got a mail from what it was for, by the token in its link (RFC 8058). The page behind the link is
   * the host's: it answers `POST` by calling this, and `GET` with a button, for machines follow links.
   *
   * @throws {CrmError} not-found - the token is none of ours
   * @throws {CrmError} invalid-input
   */
  unsubscribe(token: string): Promise<Unsubscribed>
}

/** Everything that an actor may do in a workspace. */
export interface Desk<Type extends StepType = StepType> {
  readonly workspace: WorkspaceDesk
  readonly companies: CompanyDesk
  readonly contacts: ContactDesk
  /** Sales, tickets, calls to make: matters that evolve. */
  readonly interactions: InteractionDesk<Type>
  readonly imports: ImportDesk
  /** What prefills a matter. */
  readonly templates: TemplateDesk<Type>
  /** Addresses that are told of events. */
  readonly webhooks: WebhookDesk
  /** Calendars of members and resources, and feeds of them. */
  readonly calendar: CalendarDesk
  /** The log of calls, and calling. */
  readonly calls: CallDesk
  /** Mail and text messages: sending them, and what became of them. */
  readonly messages: MessageDesk
  /** Who agreed to be written to, and whom nobody writes to. */
  readonly consent: ConsentDesk
  /** Address books outside that are kept the same. */
  readonly directories: DirectoryDesk
  /** What is reminded of, and what has become of it. */
  readonly reminders: ReminderDesk
  /** Mail that comes in. */
  readonly inbound: InboundDesk
  /** What was given up. */
  readonly jobs: JobDesk
  /** Who may do what, and why. */
  readonly access: AccessDesk
  /** Who did what, and when. */
  readonly audit: AuditDesk
}

/** What a system job may do outside any workspace. */
export interface SystemDesk {
  readonly workspaces: WorkspaceRegister
}

/**
 * Makes a CRM.
 *
 * @throws {CrmError} invalid-input - no store, how webhooks are to be delivered, or the names of subscribers
 * @example
 * const crm = createCrm({ store: memoryStore() })
 * const { workspace, administrator } = await crm
 *   .asSystem({ reason: 'sign-up' })
 *   .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
 * const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
 */
export function createCrm<Type extends StepType = StepType>(options: CrmOptions<Type>): Crm<Type> {
  requireStore(options)
  const {
    clock = systemClock,
    ids = timeOrderedIds(clock),
    chance = systemChance,
    subscribers = [],
    pipelines = presetPipelines,
    channels: channelsOf = noChannels,
  } = options
  const ports: CrmPorts = { store: withOutbox(options.store), clock, ids, pipelines, channelsOf, chance }
  const delivery = readDelivery(options.webhooks)
  const rules: WebhookRules = {
    loopback: delivery?.sender.allowsLoopback ?? false,
    newSecret: () => webhookSecret(chance.bytes(32)),
  }
  const parts: DeskParts = { rules, chance, openDirectory: options.directories }
  const handlers = jobHandlers(ports, { ...options, delivery, subscribers })
  const providerEventsKeptMs = readKeptMs(options.providerEventsKeptDays)

  function asSystem(door: { readonly workspaceId: WorkspaceId; readonly reason: string }): Desk<Type>
  function asSystem(door: { readonly reason: string }): SystemDesk
  function asSystem(
    door: { readonly workspaceId?: WorkspaceId; readonly reason?: string } = {},
  ): Desk<Type> | SystemDesk {
    const reason = readReason(door.reason)
    if (!('workspaceId' in door)) return { workspaces: workspaceRegister(ports, reason) }
    return openDesk(ports, parts, { kind: 'system', workspaceId: readActorId(door.workspaceId, 'workspaceId'), reason })
  }

  return {
    as: ({ workspaceId, memberId }: Partial<Parameters<Crm['as']>[0]> = {}) =>
      openDesk(ports, parts, {
        kind: 'member',
        workspaceId: readActorId(workspaceId, 'workspaceId'),
        memberId: readActorId(memberId, 'memberId'),
      }),
    asSystem,
    readFeed: (token, options = {}) => readFeed(ports, token, options),
    receive: providerReceiver(ports),
    unsubscribe: (token) => unsubscribe(ports, token),
    runDue: async (options = {}) => {
      const asked = accept(parseRunOptions(options))
      return runDue(ports, asked.only === undefined ? handlers : reminderHandlers(handlers), {
        ...asked,
        providerEventsKeptMs,
      })
    },
  }
}

/** Of a host that names none. */
function noChannels(): Channels {
  return {}
}

/** The compiler says so too; whoever has none hears it here, and not from the first call. */
function requireStore({ store }: { readonly store?: unknown } = {}): void {
  // A database in place of a store, or the promise of one, is an object, too.
  if (typeof store === 'object' && store !== null && 'commit' in store) return
  const remedy = "Give a store: memoryStore(), or an adapter's."
  throw inputError([{ path: 'store', problem: store === undefined ? 'missing' : 'wrong-type', remedy }])
}

/** What desks are made with beside the ports. */
interface DeskParts {
  readonly rules: WebhookRules
  readonly chance: Chance
  readonly openDirectory: OpenDirectory | undefined
}

function openDesk<Type extends StepType>(
  ports: CrmPorts,
  { rules, chance, openDirectory }: DeskParts,
  door: Door,
): Desk<Type> {
  const open: OpenSession = (call) => openSession(ports, door, call)
  return {
    workspace: workspaceDesk(open),
    companies: companyDesk(open),
    contacts: contactDesk(open),
    interactions: interactionDesk(open),
    imports: importDesk(open),
    templates: templateDesk(open),
    webhooks: webhookDesk(open, rules),
    calendar: calendarDesk(open, chance),
    calls: callDesk(open),
    messages: messageDesk(open),
    consent: consentDesk(open),
    directories: directoryDesk(open, openDirectory),
    reminders: reminderDesk(open),
    inbound: inboundDesk(open),
    jobs: jobDesk(open),
    access: accessDesk(open),
    audit: auditDesk(open),
  }
}

function readDelivery(options: DeliveryOptions | undefined): DeliveryOptions | undefined {
  if (options === undefined) return undefined
  const read = parseDeliveryOptions(options)
  if (read.ok) return read.value
  // A sender is nothing to quote: it may hold anything.
  const issues = read.error.issues.map(({ value, ...issue }) => ({
    ...issue,
    path: `webhooks.${issue.path}`,
    ...(issue.path !== 'sender' && value !== undefined && { value }),
  }))
  throw inputError(issues)
}

function readReason(reason: unknown): string {
  const read = parseReason(reason)
  if (read.ok) return read.value
  throw inputError(read.error.issues.map((issue) => ({ ...issue, path: 'reason' })))
}
