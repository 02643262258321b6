/** The one value that a command writes: all of it, or nothing. @module */
import type { Group } from '../access/group.ts'
import type { StoredMember } from '../access/member.ts'
import type { Resource } from '../access/resource.ts'
import type { Workspace } from '../access/workspace.ts'
import type { StoredFeed } from '../calendar/feed-address.ts'
import type { InteractionIndex } from '../calendar/planned-span.ts'
import type { MatterBookings } from '../calendar/resource-bookings.ts'
import type { Booking } from '../calendar/window.ts'
import type { StoredCall, StoredLine } from '../call/stored-call.ts'
import type { DirectoryAccount } from '../directory/account.ts'
import type { KeyEntry } from '../identity/identity-key.ts'
import type { MergeRecord } from '../identity/merge-record.ts'
import type { RecordPair } from '../identity/record-pair.ts'
import type { ImportRecord, ImportTouch, RefusedRow, SettledRows } from '../import/import-record.ts'
import type { StepReplaced } from '../interaction/change-pipeline.ts'
import type { Interaction, UnnumberedInteraction } from '../interaction/interaction.ts'
import type { Note } from '../interaction/note.ts'
import type { StoredTimer, StoredTimeSpent } from '../interaction/time-spent.ts'
import type { NewJob } from '../job/job.ts'
import type { ContactId, JobKey, MemberId, MessageId, NoteId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { FiledMail, InboundAddress } from '../message/filed-mail.ts'
import type { ProviderName } from '../message/provider-names.ts'
import type { MessageTemplate } from '../message/saved-template.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company, UnnumberedCompany } from '../party/company.ts'
import type { Contact, UnnumberedContact } from '../party/contact.ts'
import type { NewReminder, ReminderDrop } from '../reminder/ledger.ts'
import type { Catalog } from '../template/catalog.ts'
import type { StoredWebhook } from '../webhook/webhook.ts'
import type { StoredConsent, StoredSuppression } from './consent-ledger.ts'
import type { DirectoryWrites } from './directory-repository.ts'
import type { AuditEntry, CommandAnswer, DomainEvent, Subject } from './history.ts'
import type { MessageWords, StoredMessage } from './message-repository.ts'
import type { KeptProviderEvent, ProviderEventReplay, SettledProviderEvent } from './provider-event-log.ts'

/** What lists sort and search by, computed by the core. */
export interface PartyIndex {
  /** The folded name; compared by code points. */
  readonly sortKey: string
  /** Folded words: names, e-mails, phones, legal ids. */
  readonly searchText: string
}

/** A record to add. Its version is 1; of one that was there before, one more than it had. */
export type CreateWrite =
  | { readonly op: 'create'; readonly kind: 'company'; readonly record: UnnumberedCompany; readonly index: PartyIndex }
  | { readonly op: 'create'; readonly kind: 'contact'; readonly record: UnnumberedContact; readonly index: PartyIndex }
  | {
      readonly op: 'create'
      readonly kind: 'interaction'
      readonly record: UnnumberedInteraction
      readonly index: InteractionIndex
    }
  | { readonly op: 'create'; readonly kind: 'timer'; readonly record: StoredTimer }
  | { readonly op: 'create'; readonly kind: 'affiliation'; readonly record: Affiliation }
  | { readonly op: 'create'; readonly kind: 'import'; readonly record: ImportRecord }
  | { readonly op: 'create'; readonly kind: 'workspace'; readonly record: Workspace }
  | { readonly op: 'create'; readonly kind: 'member'; readonly record: StoredMember }
  | { readonly op: 'create'; readonly kind: 'catalog'; readonly record: Catalog }
  | { readonly op: 'create'; readonly kind: 'group'; readonly record: Group }
  | { readonly op: 'create'; readonly kind: 'resource'; readonly record: Resource }
  | { readonly op: 'create'; readonly kind: 'webhook'; readonly record: StoredWebhook }
  | { readonly op: 'create'; readonly kind: 'feed'; readonly record: StoredFeed }
  | { readonly op: 'create'; readonly kind: 'directory'; readonly record: DirectoryAccount }
  | { readonly op: 'create'; readonly kind: 'merge'; readonly record: MergeRecord }
  | { readonly op: 'create'; readonly kind: 'line'; readonly record: StoredLine }
  | { readonly op: 'create'; readonly kind: 'call'; readonly record: StoredCall }
  | {
      readonly op: 'create'
      readonly kind: 'message'
      readonly record: StoredMessage
      readonly words: MessageWords
    }
  | { readonly op: 'create'; readonly kind: 'message-template'; readonly record: MessageTemplate }
  | { readonly op: 'create'; readonly kind: 'mail'; readonly record: FiledMail }
  | { readonly op: 'create'; readonly kind: 'inbound-address'; readonly record: InboundAddress }

/** A record to replace as a whole. Its version is one more than the one that is replaced. */
export type UpdateWrite =
  | { readonly op: 'update'; readonly kind: 'company'; readonly record: Company; readonly index: PartyIndex }
  | { readonly op: 'update'; readonly kind: 'contact'; readonly record: Contact; readonly index: PartyIndex }
  | {
      readonly op: 'update'
      readonly kind: 'interaction'
      readonly record: Interaction
      readonly index: InteractionIndex
    }
  | { readonly op: 'update'; readonly kind: 'affiliation'; readonly record: Affiliation }
  | { readonly op: 'update'; readonly kind: 'import'; readonly record: ImportRecord }
  | { readonly op: 'update'; readonly kind: 'workspace'; readonly record: Workspace }
  | { readonly op: 'update'; readonly kind: 'member'; readonly record: StoredMember }
  | { readonly op: 'update'; readonly kind: 'catalog'; readonly record: Catalog }
  | { readonly op: 'update'; readonly kind: 'group'; readonly record: Group }
  | { readonly op: 'update'; readonly kind: 'resource'; readonly record: Resource }
  | { readonly op: 'update'; readonly kind: 'webhook'; readonly record: StoredWebhook }
  | { readonly op: 'update'; readonly kind: 'directory'; readonly record: DirectoryAccount }
  | { readonly op: 'update'; readonly kind: 'merge'; readonly record: MergeRecord }
  | { readonly op: 'update'; readonly kind: 'line'; readonly record: StoredLine }
  | { readonly op: 'update'; readonly kind: 'call'; readonly record: StoredCall }
  | {
      readonly op: 'update'
      readonly kind: 'message'
      readonly record: StoredMessage
      /** What its provider calls it from now on, beside the names that it had. A new one has the names of its record. */
      readonly namesAdded: readonly ProviderName[]
    }
  | { readonly op: 'update'; readonly kind: 'message-template'; readonly record: MessageTemplate }
  | { readonly op: 'update'; readonly kind: 'mail'; readonly record: FiledMail }

/** A record to remove for good. */
export interface PurgeWrite {
  readonly op: 'purge'
  readonly kind:
    | 'company'
    | 'contact'
    | 'affiliation'
    | 'webhook'
    | 'group'
    | 'interaction'
    | 'timer'
    | 'feed'
    | 'inbound-address'
    | 'directory'
    | 'message-template'
  readonly id: string
  readonly expectedVersion: number
}

export type Write = CreateWrite | UpdateWrite | PurgeWrite

/**
 * That a decision was taken on what the identity index said. If keys have changed since `version`, the store looks
 * these keys up again and refuses the commit unless the answer is the same.
 */
export interface IdentityGuard {
  readonly version: number
  readonly keys: readonly string[]
  /** What the look-up answered for them. */
  readonly hits: readonly KeyEntry[]
}

/**
 * That a decision relied on a member whom the commit does not write: that there is another administrator, or that whoever
 * is to own records may. The store refuses the commit unless the member still has this version.
 */
export interface MemberGuard {
  readonly memberId: MemberId
  readonly version: number
}

/**
 * That a commit relied on a message or a call that it does not write: that what is told of it may be kept. The store
 * refuses the commit unless the record still has this version.
 */
export interface RecordGuard {
  readonly kind: 'message' | 'call'
  readonly id: string
  readonly version: number
}

/** Everything that one command writes. */
export interface Commit {
  readonly workspaceId: WorkspaceId
  /** In this order, where one refers to another. No record is written twice. */
  readonly writes: readonly Write[]
  readonly keysAdded: readonly KeyEntry[]
  readonly keysRemoved: readonly KeyEntry[]
  readonly guard?: IdentityGuard
  /** Members whom the commit relies on without writing them. */
  readonly memberGuards?: readonly MemberGuard[]
  /** Messages and calls that the commit relies on without writing them. */
  readonly recordGuards?: readonly RecordGuard[]
  /** Pairs that are no duplicates, whatever the keys say. */
  readonly pairsIgnored?: readonly RecordPair[]
  /** Pairs that are ignored no longer. */
  readonly pairsRestored?: readonly RecordPair[]
  /** Changes that an import makes; of a record that it touched before, the first image is kept. */
  readonly touches: readonly ImportTouch[]
  readonly refusedRows: readonly RefusedRow[]
  /** What an import leaves settled; of a batch that is written again, the last one counts. */
  readonly rowsSettled?: SettledRows
  /** The import that `refusedRows` belong to. */
  readonly importId?: string
  /** Notes to append to matters, which are there or come with this commit. */
  readonly notes?: readonly Note[]
  /** Notes whose words are to be kept no longer; everything else of them stays. */
  readonly notesBlanked?: readonly NoteId[]
  /** Time spent on matters. */
  readonly timeSpent?: readonly StoredTimeSpent[]
  /** Steps that are there no more, and those to which their matters go. */
  readonly stepsReplaced?: readonly StepReplaced[]
  /** What matters book, which are there or come with this commit. What they booked before is given up. */
  readonly bookings?: readonly MatterBookings[]
  /** Reminders that are wanted from now on. */
  readonly remindersAdded?: readonly NewReminder[]
  /** Reminders that are wanted no longer; they make way before others are added. */
  readonly remindersDropped?: readonly ReminderDrop[]
  /** Messages whose words are to be kept no longer. */
  readonly messagesBlanked?: readonly MessageId[]
  /** Lines of the suppression list. */
  readonly suppressionsAdded?: readonly StoredSuppression[]
  /** Hashes of suppressed addresses that are to stand in the list no longer; they stay suppressed. */
  readonly suppressionsBlanked?: readonly string[]
  /** Lines of consent ledgers. */
  readonly consentsAdded?: readonly StoredConsent[]
  /** Whose ledgers are to keep no proof any longer; their lines stay. */
  readonly consentsBlanked?: readonly ContactId[]
  /** What is added to the workspace's credit for text messages, or taken from it. */
  readonly smsCredit?: SmsCreditChange
  /** From where on mail is fetched from a mailbox the next time. */
  readonly mailCursor?: MailCursor
  /** What providers told, to be interpreted. */
  readonly providerEventsKept?: readonly KeptProviderEvent[]
  /** What was interpreted. */
  readonly providerEventsSettled?: readonly SettledProviderEvent[]
  /** What is to be interpreted again. */
  readonly providerEventsReplayed?: ProviderEventReplay
  /** Messages and calls of which no event is to be kept as it came. */
  readonly providerEventsBlanked?: readonly string[]
  /** What synchronizations write down of address books. */
  readonly directories?: readonly DirectoryWrites[]
  readonly audit: readonly AuditEntry[]
  readonly events: readonly DomainEvent[]
  /** Work that follows from the commit, in this order. */
  readonly jobs?: readonly NewJob[]
  /** Dead jobs that are to be done after all, as if for the first time, and before those that are added with them. */
  readonly replays?: readonly JobReplay[]
  /** Dead jobs that nobody wants any more. */
  readonly discards?: readonly JobDiscard[]
  readonly command?: CommandAnswer
  /** People whose values history keeps no longer; what this very commit says of them is blanked, too. */
  readonly erasures?: readonly Erasure[]
}

/** From where on mail is fetched from a mailbox. */
export interface MailCursor {
  /** The adapter's name: `imap`. */
  readonly provider: string
  readonly cursor: string
}

/** What becomes of the workspace's credit for text messages. */
export interface SmsCreditChange {
  /** In parts: below zero, it is taken. */
  readonly parts: number
  /** Whether it is refused if less than that is left. What was sent after all is taken whatever is left. */
  readonly needsCredit: boolean
}

/** A person of whom history is to keep no value. */
export interface Erasure {
  readonly personId: ContactId
}

/** A dead job that is to be done after all. */
export interface JobReplay {
  readonly key: JobKey
  readonly dueAt: Instant
}

/** A dead job that nobody wants any more. */
export interface JobDiscard {
  readonly key: JobKey
  /** Counts as the end of the job. */
  readonly at: Instant
}

/** What a store did. */
export interface CommitReceipt {
  /** The numbers that new companies, contacts and interactions were given, by record id. */
  readonly numbers: ReadonlyMap<string, number>
  /** The workspace's identity version before and after this commit. */
  readonly identityBefore: number
  readonly identityAfter: number
}

/** Why a store wrote nothing. */
export type CommitRefusal =
  | { readonly code: 'version-conflict'; readonly subject: Subject }
  | { readonly code: 'identity-changed' }
  | { readonly code: 'command-repeated'; readonly answer: CommandAnswer }
  | { readonly code: 'still-referenced'; readonly subject: Subject }
  | { readonly code: 'missing-reference'; readonly subject: Subject }
  | { readonly code: 'resource-taken'; readonly conflicts: readonly Booking[] }
  | { readonly code: 'no-credit'; readonly needed: number; readonly available: number }
  | { readonly code: 'too-many'; readonly kind: 'message-template'; readonly most: number }
