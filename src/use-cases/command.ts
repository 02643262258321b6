/** Carrying out a command: one commit with its audit entry and its event, refusals thrown as errors. @module */
import type { Right } from '../access/actor.ts'
import type { KeyEntry } from '../identity/identity-key.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { CommandId } from '../kernel/ids.ts'
import type { CommitReceipt, CommitRefusal, IdentityGuard, Write } from '../ports/commit.ts'
import type { AuditEntry, Author, DomainEvent, FieldChange, PersonalValues, Subject } from '../ports/history.ts'
import type { Session } from './context.ts'

/** What every command may be given. */
export interface CommandOptions {
  /** The version that the caller has seen; a newer one in the store is refused with `version-conflict`. */
  readonly expectedVersion?: number
  /** A name of the caller's for this very command: carried out once, the same answer ever after. */
  readonly commandId?: CommandId
}

/** What a command writes, in its own words. */
export interface CommandEffect {
  /** The public name: `companies.create`. */
  readonly command: string
  readonly right: Right
  readonly subject: Subject
  readonly writes: readonly Write[]
  readonly keysAdded?: readonly KeyEntry[]
  readonly keysRemoved?: readonly KeyEntry[]
  readonly guard?: IdentityGuard
  /** What changed. For a person's record the values go to the side table, the names of the fields into the entry. */
  readonly changes: readonly FieldChange[]
  readonly personId?: string
  readonly count?: number
  /** `company.created`, … */
  readonly event: string
  readonly version?: number
}

/** Who acts, as history remembers it. */
export function authorOf({ actor }: Session): Author {
  return actor.kind === 'member'
    ? { kind: 'member', memberId: actor.memberId }
    : { kind: 'system', reason: actor.reason }
}

/** The history of an effect: its audit entry and its event. */
export function historyOf(
  session: Session,
  effect: CommandEffect,
  options: CommandOptions = {},
): { readonly audit: AuditEntry; readonly event: DomainEvent } {
  const at = session.clock.now()
  const author = authorOf(session)
  const { command, right, subject, changes, personId, count, version } = effect
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
      type: effect.event,
      author,
      subject,
      ...(version !== undefined && { version }),
      data: { fields: changes.map(({ field }) => field) },
    },
  }
}

/**
 * Commits an effect.
 * @throws {CrmError} version-conflict, still-referenced, not-found - as {@link throwRefusal} says
 * @returns the receipt, or `null` if keys changed meanwhile: load and decide again
 */
export async function commitEffect(
  session: Session,
  effect: CommandEffect,
  options: CommandOptions = {},
): Promise<CommitReceipt | null> {
  const { audit, event } = historyOf(session, effect, options)
  const result = await session.store.commit({
    workspaceId: session.actor.workspaceId,
    writes: effect.writes,
    keysAdded: effect.keysAdded ?? [],
    keysRemoved: effect.keysRemoved ?? [],
    ...(effect.guard !== undefined && { guard: effect.guard }),
    touches: [],
    refusedRows: [],
    audit: [audit],
    events: [event],
    ...(options.commandId !== undefined && {
      command: {
        commandId: options.commandId,
        command: effect.command,
        fingerprint: effect.subject.kind,
        answer: { subject: effect.subject },
      },
    }),
  })
  if (result.ok) return result.value
  if (result.error.code === 'identity-changed') return null
  return throwRefusal(result.error)
}

/** Throws a store's refusal as the error that a caller knows. */
export function throwRefusal(refusal: CommitRefusal): never {
  switch (refusal.code) {
    case 'version-conflict':
      throw new CrmError('version-conflict', {
        message: `${sayWhich(refusal.subject)} was changed by somebody else. Load it again and repeat the command.`,
        details: { ...refusal.subject },
      })
    case 'still-referenced':
      throw new CrmError('still-referenced', {
        message: `${sayWhich(refusal.subject)} can't be removed: another record points at it. Remove that one first.`,
        details: { ...refusal.subject },
      })
    case 'missing-reference':
      throw new CrmError('not-found', {
        message: `${sayWhich(refusal.subject)} does not exist, and a record would point at it.`,
        details: { ...refusal.subject },
      })
    case 'identity-changed':
      throw new CrmError('transaction-conflict', {
        message: 'Records with the same numbers or e-mails were written at the same time. Repeat the command.',
        retryable: true,
      })
    case 'command-repeated':
      throw new CrmError('invalid-input', {
        message: `The command id ${refusal.answer.commandId} was used for ${refusal.answer.command} before. Use a new one for another command.`,
        details: { field: 'commandId', command: refusal.answer.command },
      })
  }
}

function sayWhich(subject: Subject): string {
  return `${subject.kind.charAt(0).toUpperCase()}${subject.kind.slice(1)} ${subject.id}`
}
