/**
 * What happened: audit entries and events. Both are only ever added. Personal values do not stand in them: they lie in
 * a table of their own, keyed by the person, so that erasing a person never changes history (ACC-5).
 * @module
 */
import type { Right } from '../access/actor.ts'
import type { AuditId, CommandId, ContactId, EventId, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** Who did it: a member, or a job with its reason. */
export type Author =
  | { readonly kind: 'member'; readonly memberId: MemberId }
  | { readonly kind: 'system'; readonly reason: string }

/** A record that a command concerned. */
export interface Subject {
  readonly kind:
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
    | 'message'
    | 'message-template'
    | 'mail'
    | 'inbound-address'
    | 'line'
    | 'call'
  readonly id: string
}

/** A field that changed. Absent sides were blank; for a person's record the values are kept apart. */
export interface FieldChange {
  readonly field: string
  readonly before?: unknown
  readonly after?: unknown
}

/** The values of changed fields of one person. */
export interface PersonalValues {
  readonly personId: ContactId
  readonly changes: readonly FieldChange[]
}

/** One command, as it was carried out. */
export interface AuditEntry {
  readonly id: AuditId
  readonly at: Instant
  readonly author: Author
  /** The public name of the command: `companies.create`. */
  readonly command: string
  readonly commandId?: CommandId
  readonly right: Right
  readonly subject: Subject
  /** What changed; for a person's record the names of the fields only. */
  readonly changes: readonly FieldChange[]
  /** A person's values, stored apart and erasable; `null` once they were erased. */
  readonly personal?: PersonalValues | null
  /** How many records a bulk command changed. */
  readonly count?: number
}

/** Something that others may want to react to. It names records and never quotes a person. */
export interface DomainEvent {
  readonly id: EventId
  readonly at: Instant
  /** `company.created`, `import.batch-applied`, … */
  readonly type: string
  readonly author: Author
  readonly subject: Subject
  /** The subject's version after the event, so that a listener can tell old news. */
  readonly version?: number
  readonly data: Readonly<Record<string, unknown>>
}

/** Which audit entries. What is left out is no condition. */
export interface AuditPage {
  readonly subjectId?: string
  /** Who did it; entries of system jobs have no member. */
  readonly memberId?: MemberId
  /** The public name of the command. */
  readonly command?: string
  /** Entries that hold values of this person: those that were erased are left out. */
  readonly personId?: ContactId
  /** Inclusive. */
  readonly from?: Instant
  /** Exclusive. */
  readonly until?: Instant
  /** Where the page before ended. */
  readonly after?: AuditPosition
  readonly limit: number
}

/** The place of an audit entry among all: by instant, then by id. */
export type AuditPosition = Pick<AuditEntry, 'at' | 'id'>

/** Reads what happened. */
export interface History {
  /**
   * One page of audit entries, the latest first (by instant, then by id).
   * - Of one subject, member, command or person, if given; of several of these, those that are of all.
   * - From one instant on, up to and without another, if given.
   * - Starts right after the position, if given.
   * - Personal values stand in their entries; erased ones are `null`.
   * - Entries come back whatever they are about, and under whatever right.
   */
  listAudit(workspaceId: WorkspaceId, page: AuditPage): Promise<readonly AuditEntry[]>

  /**
   * One page of events, the first one first (by id), whatever they are about.
   * - Starts right after the id, if given.
   */
  listEvents(
    workspaceId: WorkspaceId,
    page: { readonly after?: EventId; readonly limit: number },
  ): Promise<readonly DomainEvent[]>

  /**
   * The answer that a command with this id was given.
   * - Resolves `null` if no such command was carried out in the workspace.
   */
  findCommand(workspaceId: WorkspaceId, commandId: CommandId): Promise<CommandAnswer | null>
}

/** What a command with an id of its own answered, kept so that a repeated call gets the same. */
export interface CommandAnswer {
  readonly commandId: CommandId
  /** The public name of the command. */
  readonly command: string
  /** A hash of what was asked, so that one id is never used for two different commands. */
  readonly fingerprint: string
  /** The answer, as plain JSON; it names records by id. */
  readonly answer: unknown
}
