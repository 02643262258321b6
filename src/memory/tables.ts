/** What the memory store keeps of one workspace. @module */
import type { Group } from '../access/group.ts'
import type { StoredMember } from '../access/member.ts'
import type { Resource } from '../access/resource.ts'
import type { Workspace } from '../access/workspace.ts'
import type { StoredFeed } from '../calendar/feed-address.ts'
import type { InteractionIndex } from '../calendar/planned-span.ts'
import type { Booking } from '../calendar/window.ts'
import type { StoredCall, StoredLine } from '../call/stored-call.ts'
import type { DirectoryAccount, DirectoryProgress } from '../directory/account.ts'
import type { DirectoryCase } from '../directory/case.ts'
import type { DirectoryLink } from '../directory/entry.ts'
import type { MergeRecord } from '../identity/merge-record.ts'
import type { RecordPair } from '../identity/record-pair.ts'
import type { ImportRecord, ImportTouch, RefusedRow, SettledRows } from '../import/import-record.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { Note } from '../interaction/note.ts'
import type { StoredTimer, StoredTimeSpent } from '../interaction/time-spent.ts'
import type { Job } from '../job/job.ts'
import type { MessageId } from '../kernel/ids.ts'
import type { FiledMail, InboundAddress } from '../message/filed-mail.ts'
import type { MessageTemplate } from '../message/saved-template.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { PartyIndex } from '../ports/commit.ts'
import type { StoredConsent, StoredSuppression } from '../ports/consent-ledger.ts'
import type { StoredEntry } from '../ports/directory-repository.ts'
import type { AuditEntry, CommandAnswer, DomainEvent } from '../ports/history.ts'
import type { MessageWords, StoredMessage } from '../ports/message-repository.ts'
import type { StoredProviderEvent } from '../ports/provider-event-log.ts'
import type { Reminder } from '../reminder/ledger.ts'
import type { Catalog } from '../template/catalog.ts'
import type { StoredWebhook } from '../webhook/webhook.ts'

/** A record beside what lists sort and search by. */
export interface IndexedRow<PartyRecord> {
  readonly record: PartyRecord
  readonly index: PartyIndex
}

/** An interaction beside what lists and calendars look for. */
export interface InteractionRow {
  readonly record: Interaction
  readonly index: InteractionIndex
}

/** A job with its place: the later it was added, the higher. */
export type PlacedJob = Job & { readonly position: number }

/** What a provider told, with the message or the call that it is about, once that is known. */
export type ProviderEventRow = StoredProviderEvent & { readonly aboutId?: string }

/** What synchronizations keep of one address book. */
export interface DirectoryRows {
  progress: DirectoryProgress | null
  /** By contact id. */
  readonly links: Map<string, DirectoryLink>
  /** Contact ids by entry id. */
  readonly linked: Map<string, string>
  /** By entry id. */
  readonly entries: Map<string, StoredEntry>
  /** Who has an e-mail address: `entry …`, `link …`. */
  readonly holders: Map<string, Set<string>>
  /** Entry ids by the contact that they are marked with. */
  readonly marked: Map<string, Set<string>>
  /** By key. */
  readonly cases: Map<string, DirectoryCase>
}

/** All tables of one workspace. */
export interface Tables {
  workspace: Workspace | null
  catalog: Catalog | null
  readonly members: Map<string, StoredMember>
  readonly groups: Map<string, Group>
  readonly resources: Map<string, Resource>
  readonly companies: Map<string, IndexedRow<Company>>
  readonly contacts: Map<string, IndexedRow<Contact>>
  readonly affiliations: Map<string, Affiliation>
  readonly interactions: Map<string, InteractionRow>
  readonly notes: Map<string, Note>
  /** By member id. */
  readonly timers: Map<string, StoredTimer>
  readonly timeSpent: Map<string, StoredTimeSpent>
  /** Record ids by kind and key: `company siret:…`. */
  readonly keys: Map<string, Set<string>>
  /** By the name of the pair. */
  readonly ignoredPairs: Map<string, RecordPair>
  readonly imports: Map<string, ImportRecord>
  readonly webhooks: Map<string, StoredWebhook>
  readonly feeds: Map<string, StoredFeed>
  readonly directories: Map<string, DirectoryAccount>
  /** By account id. */
  readonly directoryRows: Map<string, DirectoryRows>
  /** By interaction id. */
  readonly bookings: Map<string, readonly Booking[]>
  readonly merges: Map<string, MergeRecord>
  readonly lines: Map<string, StoredLine>
  readonly calls: Map<string, StoredCall>
  /** By import id and record id. */
  readonly touches: Map<string, ImportTouch>
  /** By import id, then row. */
  readonly refused: Map<string, Map<number, RefusedRow>>
  /** By import id, then first row. */
  readonly settled: Map<string, Map<number, SettledRows>>
  readonly audit: AuditEntry[]
  readonly events: DomainEvent[]
  readonly commands: Map<string, CommandAnswer>
  /** By key. */
  readonly jobs: Map<string, PlacedJob>
  /** By key. */
  readonly reminders: Map<string, Reminder>
  readonly mails: Map<string, FiledMail>
  readonly inboundAddresses: Map<string, InboundAddress>
  /** By provider. */
  readonly mailCursors: Map<string, string>
  readonly messages: Map<string, StoredMessage>
  /** The ids of messages that a provider calls so, by provider and name. */
  readonly messageNames: Map<string, Set<MessageId>>
  readonly messageTemplates: Map<string, MessageTemplate>
  /** By message id. */
  readonly messageWords: Map<string, MessageWords>
  /** By id. */
  readonly suppressions: Map<string, StoredSuppression>
  readonly consents: StoredConsent[]
  /** By topic, provider and key. */
  readonly providerEvents: Map<string, ProviderEventRow>
  /** The keys of jobs that are waiting or behind, by order key. */
  readonly openJobs: Map<string, Set<string>>
  lastJobPosition: number
  lastProviderEventPosition: number
  smsCredit: number
  identityVersion: number
  lastCompanyNumber: number
  lastContactNumber: number
  lastInteractionNumber: number
}

/** The tables of a workspace in which nothing has happened yet. */
export function emptyTables(): Tables {
  return {
    workspace: null,
    catalog: null,
    members: new Map(),
    groups: new Map(),
    resources: new Map(),
    companies: new Map(),
    contacts: new Map(),
    affiliations: new Map(),
    interactions: new Map(),
    notes: new Map(),
    timers: new Map(),
    timeSpent: new Map(),
    keys: new Map(),
    ignoredPairs: new Map(),
    imports: new Map(),
    webhooks: new Map(),
    feeds: new Map(),
    directories: new Map(),
    directoryRows: new Map(),
    bookings: new Map(),
    merges: new Map(),
    lines: new Map(),
    calls: new Map(),
    touches: new Map(),
    refused: new Map(),
    settled: new Map(),
    audit: [],
    events: [],
    commands: new Map(),
    jobs: new Map(),
    reminders: new Map(),
    mails: new Map(),
    inboundAddresses: new Map(),
    mailCursors: new Map(),
    messages: new Map(),
    messageNames: new Map(),
    messageTemplates: new Map(),
    messageWords: new Map(),
    suppressions: new Map(),
    consents: [],
    providerEvents: new Map(),
    openJobs: new Map(),
    lastJobPosition: 0,
    lastProviderEventPosition: 0,
    smsCredit: 0,
    identityVersion: 0,
    lastCompanyNumber: 0,
    lastContactNumber: 0,
    lastInteractionNumber: 0,
  }
}

/** Under which entry of `keys` a key of this kind lies. */
export function keySlot(kind: string, key: string): string {
  return `${kind} ${key}`
}

/** Under which entry of `touches` an import's touch of a record lies. */
export function touchSlot(importId: string, recordId: string): string {
  return `${importId} ${recordId}`
}
