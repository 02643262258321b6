/** What calls of all desks are given besides: options of commands, queries of lists, options of a run. @module */
import type { ImportRecord } from '../import/import-record.ts'
import type { AbortSignalLike } from '../import/web-types.ts'
import type { JobProblem } from '../job/job.ts'
import type { CommandId, JobKey, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PartyOrder } from '../ports/page.ts'
import type { ReminderState } from '../reminder/ledger.ts'

/** What every command may be given. */
export interface CommandOptions {
  /** The version that the caller has seen; a newer one in the store is refused with `version-conflict`. */
  readonly expectedVersion?: number | undefined
  /** A name of the caller's for this very command: carried out once, the same answer ever after. */
  readonly commandId?: CommandId | undefined
}

/** What to do with a record that is the same as another: refuse it (default), or write it all the same. */
export type OnDuplicate = 'refuse' | 'create'

/** What a command that creates may be given. */
export interface CreateOptions extends Pick<CommandOptions, 'commandId'> {
  /** Default: `refuse`. */
  readonly onDuplicate?: OnDuplicate | undefined
}

/** What a command that changes what identifies a record may be given. */
export interface UpdateOptions extends CommandOptions {
  /** Whether the record may become the same as another (`create`). Default: `refuse`. */
  readonly onDuplicate?: OnDuplicate | undefined
}

/** What a command on a pair may be given: there is no one version to expect. */
export type PairOptions = Pick<CommandOptions, 'commandId'>

/** What changing a secret may be given. */
export interface RotateOptions extends CommandOptions {
  /** How long requests are signed with the old secret as well. Default: a day. */
  readonly overlapMs?: number | undefined
}

/** How much to do. */
export interface RunOptions {
  /** At most so many jobs. Default: 1,000. */
  readonly limit?: number | undefined
  /**
   * Only reminders, and the series that they are planned from. A process that does not have the host's subscribers hands
   * reminders over this way, and leaves events to those that have them. Default: everything that this process can do.
   */
  readonly only?: 'reminders' | undefined
  /** Stops claiming; what has begun is brought to its end. */
  readonly signal?: AbortSignalLike | undefined
  /** For how long a job is ours before others may take it over; at most a week. Default: 60,000. */
  readonly leaseMs?: number | undefined
  /** Told of every attempt that failed, and of a sender that threw, with the cause: for the host's own log. If it throws, nothing follows. */
  readonly onFailure?: ((failure: JobFailure) => void) | undefined
}

/** An attempt that failed. */
export interface JobFailure {
  readonly workspaceId: WorkspaceId
  readonly key: JobKey
  readonly kind: string
  readonly attempts: number
  readonly problem: JobProblem
  /** What was thrown, if anything was. */
  readonly cause?: unknown
}

/** Which part of a list. */
export interface PageQuery {
  /** At most so many items, 1 to 500. Default: 50. */
  readonly limit?: number | undefined
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined
}

/** Which records, in which order. */
export interface ListQuery extends PageQuery {
  /** Words, each of which must occur in a name, e-mail, phone, number or city; accents and case do not count. */
  readonly search?: string | undefined
  /** Default: `name`. Contacts are sorted by family name first. */
  readonly order?: PartyOrder | undefined
  /** Default: `false`. */
  readonly descending?: boolean | undefined
  /** The records in the trash instead of those in use. Default: `false`. */
  readonly trashed?: boolean | undefined
}

/** Which records to count. */
export interface CountQuery extends Pick<ListQuery, 'search' | 'trashed'> {
  /** Where to stop counting. Default: 10,000. */
  readonly cap?: number | undefined
}

/** Which reminders of a workspace. */
export interface ReminderQuery extends PageQuery {
  readonly state: ReminderState
}

/** Which audit entries; of several conditions, those that meet all. */
export interface AuditQuery extends PageQuery {
  /** What the commands were about: a company, a contact, a member, an import, … */
  readonly recordId?: string | undefined
  /** Who carried them out. */
  readonly memberId?: MemberId | undefined
  /** The public name of the command: `companies.create`. */
  readonly command?: string | undefined
  /** The first instant, inclusive. */
  readonly from?: Instant | undefined
  /** The end, exclusive. */
  readonly until?: Instant | undefined
}

/** Which imports. */
export interface ImportQuery {
  /** At most so many; 200 at most. Default: 50. */
  readonly limit?: number | undefined
  /** The last import of the page before. */
  readonly after?: Pick<ImportRecord, 'id' | 'startedAt'> | undefined
}
