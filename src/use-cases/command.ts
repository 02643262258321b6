/** What a command writes: its history, and refusals thrown as errors. @module */
import type { Right } from '../access/actor.ts'
import type { Booking } from '../calendar/window.ts'
import type { CommandOptions } from '../inputs/call.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { VersionConflictDetails } from '../kernel/crm-error-details.ts'
import type { CommandId } from '../kernel/ids.ts'
import type { Commit, CommitRefusal, Write } from '../ports/commit.ts'
import type { AuditEntry, Author, DomainEvent, FieldChange, PersonalValues, Subject } from '../ports/history.ts'
import type { Session } from './context.ts'
import { inputError } from './input-error.ts'

/** One thing that a command did, as history tells it. */
export interface Happening {
  /** The public name: `companies.create`. */
  readonly command: string
  readonly right: Right
  readonly subject: Subject
  /** What changed. For a person's record the values go to the side table, the names of the fields into the entry. */
  readonly changes: readonly FieldChange[]
  readonly personId?: string
  readonly count?: number
  /** `company.created`, … */
  readonly event: string
  readonly version?: number
  /** What else the event says; it names records and quotes nobody. */
  readonly data?: Readonly<Record<string, unknown>>
}

/** What somebody is told of, beside what happened. */
export type Told = Pick<DomainEvent, 'type' | 'subject' | 'version' | 'data'>

/** What of a commit a command leaves out where there is nothing of it. */
type OptionalParts =
  | 'keysAdded'
  | 'keysRemoved'
  | 'guard'
  | 'memberGuards'
  | 'pairsIgnored'
  | 'pairsRestored'
  | 'notes'
  | 'notesBlanked'
  | 'timeSpent'
  | 'stepsReplaced'
  | 'bookings'
  | 'remindersAdded'
  | 'remindersDropped'
  | 'directories'
  | 'jobs'
  | 'replays'
  | 'discards'
  | 'erasures'
  | 'providerEventsBlanked'
  | 'suppressionsAdded'
  | 'consentsAdded'
  | 'messagesBlanked'
  | 'suppressionsBlanked'
  | 'consentsBlanked'
  | 'smsCredit'
  | 'providerEventsReplayed'

/** What a command writes, in one commit. */
export interface CommandEffect extends Partial<Pick<Commit, OptionalParts>> {
  readonly happenings: readonly Happening[]
  /** What members are told of, beside what happened. */
  readonly notices?: readonly Told[]
  readonly writes: readonly Write[]
}

/** Who acts, as history remembers it. */
export function authorOf({ actor }: Session): Author {
  return actor.kind === 'member'
    ? { kind: 'member', memberId: actor.memberId }
    : { kind: 'system', reason: actor.reason }
}

/** The audit entry and the event of something that a command did. */
export function historyOf(
  session: Session,
  happening: Happening,
  options: Pick<CommandOptions, 'commandId'> = {},
): { readonly audit: AuditEntry; readonly event: DomainEvent } {
  const at = session.clock.now()
  const author = authorOf(session)
  const { command, right, subject, changes, personId, count, version } = happening
  const personal: PersonalValues | undefined = personId === undefined ? undefined : { personId, changes }
  return {
    audit: {
      id: session.ids.next(),
      at,
      author,
      command,
      right,
      subject,
      changes: personal === undefined ? changes : changes.map(({ field }) => ({ field })),
      ...(personal !== undefined && { personal }),
      ...(count !== undefined && { count }),
      ...(options.commandId !== undefined && { commandId: options.commandId }),
    },
    event: {
      id: session.ids.next(),
      at,
      type: happening.event,
      author,
      subject,
      ...(version !== undefined && { version }),
      data: { fields: changes.map(({ field }) => field), ...happening.data },
    },
  }
}

/** The event that tells somebody. */
export function eventOf(session: Session, told: Told): DomainEvent {
  return { id: session.ids.next(), at: session.clock.now(), author: authorOf(session), ...told }
}

/** Throws a store's refusal as the error that a caller knows. */
export function throwRefusal(refusal: CommitRefusal): never {
  switch (refusal.code) {
    case 'version-conflict':
      throw versionConflict(refusal.subject)
    case 'still-referenced':
      throw new CrmError('still-referenced', {
        message: `${sayWhich(refusal.subject)} can't be removed: another record points at it. Remove that one first.`,
        details: { ...refusal.subject, references: [] },
      })
    case 'missing-reference':
      throw new CrmError('not-found', {
        message: `${sayWhich(refusal.subject)} does not exist, and a record would point at it.`,
        details: { ...refusal.subject },
      })
    case 'resource-taken':
      throw resourceTaken(refusal.conflicts, new Set())
    case 'no-credit': {
      const { needed, available } = refusal
      const remedy = 'Buy credit for text messages, shorten the text, or name fewer recipients.'
      throw new CrmError('send-refused', {
        message: `The text message takes ${needed} parts of the credit, of which ${available} are left. ${remedy}`,
        details: { problems: [{ path: '', problem: 'no-credit', needed, available, remedy }] },
      })
    }
    case 'too-many': {
      const remedy = `Remove one first: a workspace has at most ${refusal.most}.`
      throw inputError([{ path: 'key', problem: 'too-many', remedy }])
    }
    case 'identity-changed':
      throw new CrmError('transaction-conflict', {
        message: 'Records with the same numbers or e-mails were written at the same time. Repeat the command.',
        retryable: true,
      })
    case 'command-repeated':
      throw commandIdTaken(refusal.answer.commandId, refusal.answer.command)
  }
}

/**
 * That a record is not what the caller thinks it is.
 * @param versions the one that was given, and the one that is there; of records that the actor may see
 */
export function versionConflict(
  subject: Subject,
  versions: Pick<VersionConflictDetails, 'expectedVersion' | 'version'> = {},
): CrmError {
  const { expectedVersion, version } = versions
  const what =
    expectedVersion === undefined || version === undefined
      ? 'is not the version that was seen'
      : `has version ${version}, and version ${expectedVersion} was given`
  return new CrmError('version-conflict', {
    message: `${sayWhich(subject)} ${what}. Load it again, look at what has changed, and repeat what still holds.`,
    details: { ...subject, ...versions },
  })
}

/** That resources are booked already. @param known the matters among them that the actor may see */
export function resourceTaken(conflicts: readonly Booking[], known: ReadonlySet<string>): CrmError {
  const [first] = conflicts
  return new CrmError('resource-taken', {
    message: `Resource ${first?.resourceId} is booked already at that time. Choose another time or another resource.`,
    details: {
      conflicts: conflicts.map(({ resourceId, interactionId, period: { from, until } }) => ({
        resourceId,
        from,
        until,
        ...(known.has(interactionId) && { interactionId }),
      })),
    },
  })
}

/** That a command id belongs to another command. */
export function commandIdTaken(commandId: CommandId, command: string): CrmError {
  const remedy = `It belongs to a call of ${command} with another input or by somebody else; make a new one for each command.`
  return inputError([{ path: 'commandId', problem: 'used-before', value: commandId, remedy }])
}

/** A record in a sentence: "Company 0190…". */
function sayWhich(subject: Subject): string {
  return `${subject.kind.charAt(0).toUpperCase()}${subject.kind.slice(1)} ${subject.id}`
}
