/**
 * What each error says besides its code, as plain data. Pages: docs/errors. Details never hold personal values of records
 * that the actor may not see.
 *
 * Errors quote what rules of every room say, so this file names types of rooms that otherwise import the kernel. They are
 * types only: nothing of it is there at run time.
 * @module
 */
import type { CallName } from '../access/call-rules.ts'
import type { KnownRecord } from '../access/known-record.ts'
import type { Capability } from '../access/role.ts'
import type { CallRefusal } from '../call/line.ts'
import type { KeyType } from '../identity/verdict.ts'
import type { ImportStepRefusal } from '../import/import-step-refusal.ts'
import type { MappingRefusal } from '../import/mapping.ts'
import type { TableRefusal } from '../import/table-refusal.ts'
import type { SendProblem } from '../message/may-send.ts'
import type { LiftRefused } from '../message/suppression.ts'
import type { InputIssue } from '../party/input-issue.ts'
import type { InteractionId, MemberId, ResourceId } from './ids.ts'
import type { Instant } from './time.ts'

/** The details of every error, by its code. */
export interface CrmErrorDetails {
  // A rule says no.
  readonly 'ambiguous-duplicate': AmbiguousDuplicateDetails
  readonly 'call-refused': CallRefusedDetails
  readonly duplicate: DuplicateDetails
  readonly forbidden: ForbiddenDetails
  readonly 'import-refused': ImportRefusedDetails
  readonly 'invalid-input': InvalidInputDetails
  readonly 'last-administrator': LastAdministratorDetails
  readonly 'no-account': NoAccountDetails
  readonly 'not-found': NotFoundDetails
  readonly 'not-lifted': NotLiftedDetails
  readonly 'resource-taken': ResourceTakenDetails
  readonly 'send-refused': SendRefusedDetails
  readonly 'still-referenced': StillReferencedDetails
  readonly 'transition-refused': TransitionRefusedDetails
  readonly 'version-conflict': VersionConflictDetails
  // The world fails.
  readonly 'backend-full': BackendDetails
  readonly 'backend-refused': BackendDetails
  readonly 'backend-unavailable': BackendDetails
  readonly 'schema-outdated': SchemaOutdatedDetails
  readonly 'transaction-conflict': BackendDetails
}

/** The kinds of things that an error can be about. */
export type ErrorSubjectKind =
  | 'workspace'
  | 'member'
  | 'group'
  | 'resource'
  | 'company'
  | 'contact'
  | 'affiliation'
  | 'import'
  | 'webhook'
  | 'merge'
  | 'interaction'
  | 'timer'
  | 'feed'
  | 'directory'
  | 'catalog'
  | 'template'
  | 'message'
  | 'message-template'
  | 'line'
  | 'call'
  | 'file'
  | 'mail'
  | 'inbound-address'

/** The record may be one of several that are there. */
export interface AmbiguousDuplicateDetails {
  readonly kind: 'company' | 'contact'
  /** The kind of key that they share. */
  readonly by: KeyType
  /** Those that the actor may see. */
  readonly recordIds: readonly string[]
  /** All of them, as far as the actor may know. */
  readonly records: readonly KnownRecord[]
}

/** Somebody may not call, or is not to be called from this number. */
export interface CallRefusedDetails {
  readonly because: CallRefusal['because']
  readonly remedy: string
}

/** A suppression stays. */
export interface NotLiftedDetails {
  /** `none`: the address is not suppressed for that. `person-only`: the person has to ask for it. */
  readonly because: LiftRefused['because']
}

/** A message is not sent: everything that is against it. */
export interface SendRefusedDetails {
  readonly problems: readonly SendProblem[]
}

/** The record is there already; or the id of a new workspace, member or resource is taken. */
export interface DuplicateDetails {
  readonly kind: 'company' | 'contact' | 'workspace' | 'member' | 'resource'
  /** The kind of key that both share: of companies and contacts. */
  readonly by?: KeyType
  /** The other record; absent if the actor may not see it. */
  readonly recordId?: string
  /** Whom to ask; `null` while nobody owns the other record. */
  readonly ownerId?: MemberId | null
  /** Whether the other record lies in the trash, where the actor may see it. */
  readonly inTrash?: boolean
  /** The number is the same, yet neither name nor place: perhaps a typing mistake. */
  readonly isSuspicious?: boolean
  /** Of `contacts.createMany`, where two of the call are the same: which one, from 0. */
  readonly index?: number
  /** The one that it is the same as, from 0. */
  readonly otherIndex?: number
}

/** The actor may not do this. */
export interface ForbiddenDetails {
  /** What it is about. */
  readonly kind?: 'company' | 'contact' | 'interaction' | 'call' | 'directory'
  /** Absent for a record that is not there yet. */
  readonly id?: string
  /** Whom to ask: the record's owner. */
  readonly ownerId?: MemberId | null
  /** The member who acts. */
  readonly memberId?: MemberId
  /** The call, where the member may not make it whatever it is about. */
  readonly call?: CallName
  /** What the call takes: a capability, or a manager or an administrator; absent for a role that changes nothing. */
  readonly needs?: Capability | 'manager'
  /** The state of a member who may not act at all. */
  readonly state?: 'locked' | 'deactivated' | 'anonymized' | 'unknown'
}

/** A file, or a step of an import, is refused as a whole: `code` says which, and what else there is. */
export type ImportRefusedDetails = TableRefusal | MappingRefusal | ImportStepRefusal

/** Something that was handed in is wrong. */
export interface InvalidInputDetails {
  /** Everything that is wrong with it. */
  readonly issues: readonly InputIssue[]
}

/** Nobody would be left who could change anything. */
export interface LastAdministratorDetails {
  readonly memberId: MemberId
}

/** What a workspace may have no account for. */
export type AccountName = 'mail' | 'sms' | 'calls' | 'inbound' | 'mailbox' | 'files' | 'directory'

/** The host has given the workspace no account for this. */
export interface NoAccountDetails {
  /** What there is no account for. */
  readonly account: AccountName
  /** The option of `createCrm` that gives one: `channels.mail`. */
  readonly option: `channels.${'mail' | 'sms' | 'calls' | 'inbound' | 'inbound.mailbox' | 'files'}` | 'directories'
  readonly remedy: string
}

/** There is no such thing, or none that the actor may see. */
export interface NotFoundDetails {
  readonly kind: ErrorSubjectKind
  /** What was asked for. */
  readonly id: string
}

/** A resource is booked already. */
export interface ResourceTakenDetails {
  /** Up to twenty bookings that are in the way, by their start. */
  readonly conflicts: readonly {
    readonly resourceId: ResourceId
    readonly from: Instant
    /** Exclusive. */
    readonly until: Instant
    /** What it is booked for; absent if the actor may not see it. */
    readonly interactionId?: InteractionId
  }[]
}

/** Something points at what is to be removed. */
export interface StillReferencedDetails {
  /** What was to be removed. */
  readonly kind: ErrorSubjectKind
  readonly id: string
  /** Up to twenty that point at it, as far as the actor may see them; empty where somebody attached one just now. */
  readonly references: readonly { readonly kind: ErrorSubjectKind; readonly id: string }[]
  /** Whether something points at it that is not named: what the actor may not see is not counted. */
  readonly hasOthers?: boolean
}

/** The state of a record does not allow what was asked. */
export interface TransitionRefusedDetails {
  readonly kind: ErrorSubjectKind
  readonly id: string
  /** The state that it is in. */
  readonly state: string
  /** What was asked: `unlock`. */
  readonly asked: string
  /** What the state would allow instead. */
  readonly allowed: readonly string[]
  /** What it is because of: the record that it was merged into, or the later merge that has to be undone first. */
  readonly because?: { readonly kind: ErrorSubjectKind; readonly id: string }
}

/** Somebody else was faster. */
export interface VersionConflictDetails {
  /** What has changed. */
  readonly kind: ErrorSubjectKind
  readonly id: string
  /** The version that was given. */
  readonly expectedVersion?: number
  /** The version that it has now. Absent under the id of a record that was merged. */
  readonly version?: number
  /** Of an import: what the store said. */
  readonly refusal?: string
}

/** The database failed. */
export interface BackendDetails {
  /** What the driver said: a SQLSTATE, or a code of the network. */
  readonly sqlState?: string
}

/** The tables are not those of this version. */
export interface SchemaOutdatedDetails extends BackendDetails {
  /** The version of the tables; 0 or absent if there are none. */
  readonly found?: number
  /** The version that the package knows. */
  readonly needed?: number
}
