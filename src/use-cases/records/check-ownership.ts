/** Who may make whom the owner of a record, and hide it. Rules: docs/concepts/access.md (ACC-1, ACC-2). @module */
import { isVisible, scopeOf } from '../../access/actor.ts'
import { mayOwn } from '../../access/member-states.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type MemberId } from '../../kernel/ids.ts'
import type { Ownership } from '../../party/record.ts'
import type { Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { type OwnedKind, type OwnedRecord, requireOwnerRight } from './record-access.ts'

/** The owner of a record that names none: who creates it. A system job creates records that nobody owns. */
export function usualOwner({ actor }: Session): MemberId | null {
  return actor.kind === 'member' ? actor.memberId : null
}

/** The owner of a record that takes after another: the same, or whoever creates it where that one may own no longer. */
export async function ownerAfter(session: Session, ownerId: MemberId | null): Promise<MemberId | null> {
  const usual = usualOwner(session)
  if (ownerId === null || ownerId === usual) return ownerId
  const member = await session.store.workspaces.findMember(session.actor.workspaceId, ownerId)
  return member !== null && mayOwn(member) ? ownerId : usual
}

/**
 * Checks the owner and the visibility of a new record: nobody makes a record that he could not see himself.
 * @throws {CrmError} forbidden, invalid-input
 */
export async function checkNewOwnership(session: Session, kind: OwnedKind, record: Ownership): Promise<void> {
  if (!isVisible(scopeOf(session.actor).filter, record)) {
    throw new CrmError('forbidden', {
      message: `You may not create ${kind === 'interaction' ? 'an' : 'a'} ${kind} that you could not see. Own it yourself, or let everybody read it.`,
      details: { kind, ownerId: record.ownerId },
    })
  }
  if (record.ownerId !== usualOwner(session)) await checkOwner(session, record.ownerId, 'ownerId')
}

/**
 * Checks a change of owner or visibility: it takes the owner or an administrator.
 * @throws {CrmError} forbidden, invalid-input
 */
export async function checkOwnershipChange(
  session: Session,
  kind: OwnedKind,
  before: OwnedRecord,
  after: Ownership,
): Promise<void> {
  const isHandedOver = before.ownerId !== after.ownerId
  if (!isHandedOver && before.visibility === after.visibility) return
  requireOwnerRight(session, kind, before, 'has an owner and a visibility that are not yours to change')
  if (isHandedOver) await checkOwner(session, after.ownerId, 'ownerId')
}

/**
 * Checks that somebody who is to own records can.
 * @throws {CrmError} invalid-input - no member of the workspace, or one who has left it
 */
export async function checkOwner({ store, actor }: Session, ownerId: MemberId | null, path: string): Promise<void> {
  if (ownerId === null) return
  const member = isUuid(ownerId) ? await store.workspaces.findMember(actor.workspaceId, ownerId) : null
  if (member !== null && mayOwn(member)) return
  const remedy = 'Name a member of the workspace who has not left it, or nobody (null).'
  throw inputError([{ path, problem: 'unknown-member', value: ownerId, remedy }])
}
