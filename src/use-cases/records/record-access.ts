/** Getting a record that the actor may see, and the right to change it. @module */
import { type AccessScope, isVisible, ownerRight, type Right, scopeOf, writeRight } from '../../access/actor.ts'
import type { KnownRecord } from '../../access/known-record.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { ErrorSubjectKind } from '../../kernel/crm-error-details.ts'
import { isUuid } from '../../kernel/ids.ts'
import type { Ownership, RecordStamp } from '../../party/record.ts'
import type { Subject } from '../../ports/history.ts'
import { versionConflict } from '../command.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { findSurvivor, type MergeableRecord, type RecordRepository } from '../merging/follow-merges.ts'

/** A company, a contact or an interaction, as far as access is concerned. */
export interface OwnedRecord extends Ownership, RecordStamp {
  readonly id: string
}

/** The kinds of records that have an owner. */
export type OwnedKind = 'company' | 'contact' | 'interaction'

/** Everything in the actor's workspace: what rules look at, and never what is told. */
export function everythingOf({ actor }: Session): AccessScope {
  return { workspaceId: actor.workspaceId, filter: { sees: 'everything' } }
}

/**
 * The record with this id, or `null` for what is no id, unknown, or not for the actor to see. The id of a record that was
 * merged stands for the one that it became.
 */
export async function findRecord<PartyRecord extends MergeableRecord>(
  session: Session,
  repository: RecordRepository<PartyRecord>,
  id: string,
): Promise<PartyRecord | null> {
  const known = id.toLowerCase()
  return isUuid(known) ? findSurvivor(session, repository, known) : null
}

/** The record with this id. @throws {CrmError} not-found */
export async function getRecord<PartyRecord extends MergeableRecord>(
  session: Session,
  repository: RecordRepository<PartyRecord>,
  kind: OwnedKind,
  id: string,
): Promise<PartyRecord> {
  const record = await findRecord(session, repository, id)
  if (record === null) throw notFound(kind, id)
  return record
}

/** That there is no such record, as far as the actor may know. */
export function notFound(kind: ErrorSubjectKind, id: string): CrmError {
  return new CrmError('not-found', {
    message: `There is no ${kind} ${id} that you may see. Look for a mistyped id, or for one of another workspace.`,
    details: { kind, id },
  })
}

/** The right to change a record. @throws {CrmError} forbidden - saying whom to ask */
export function requireWriteRight(session: Session, kind: OwnedKind, record: OwnedRecord): Right {
  const right = writeRight(session.actor, record)
  if (right === null) throw forbidden(kind, record, 'may not be changed by you')
  return right
}

/** The right to decide about a record as its owner does. @throws {CrmError} forbidden - saying whom to ask @param what `may not be shared by you` */
export function requireOwnerRight(session: Session, kind: OwnedKind, record: OwnedRecord, what: string): Right {
  const right = ownerRight(session.actor, record)
  if (right === null) throw forbidden(kind, record, what)
  return right
}

/** That the actor may see a record, but not do this with it. */
function forbidden(kind: OwnedKind, record: OwnedRecord, what: string): CrmError {
  const whom = record.ownerId === null ? 'an administrator' : `its owner, member ${record.ownerId}, or an administrator`
  return new CrmError('forbidden', {
    message: `This ${kind} (${record.id}) ${what}. Ask ${whom}.`,
    details: { kind, id: record.id, ownerId: record.ownerId },
  })
}

/** @throws {CrmError} version-conflict - the caller has seen another version */
export function requireVersion(subject: Subject, version: number, expectedVersion: number | undefined): void {
  if (expectedVersion === undefined || expectedVersion === version) return
  throw versionConflict(subject, { expectedVersion, version })
}

/** @throws {CrmError} invalid-input - the record is in the trash */
export function requireInUse(kind: OwnedKind, record: OwnedRecord): void {
  if (record.trashedAt === undefined) return
  throw inputError([{ path: 'id', problem: 'in-trash', value: record.id, remedy: `Restore the ${kind} first.` }])
}

/** Another record, as far as the actor may know of it (IDN-7). */
export function asKnown(session: Session, record: OwnedRecord): KnownRecord {
  if (!isVisible(scopeOf(session.actor).filter, record)) return { ownerId: record.ownerId, inTrash: false }
  return { recordId: record.id, ownerId: record.ownerId, inTrash: record.trashedAt !== undefined }
}
