/** Getting a member of the actor's workspace. @module */
import type { StoredMember } from '../../access/member.ts'
import { isUuid, type MemberId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import { notFound } from '../records/record-access.ts'

/** The member with this id. @throws {CrmError} not-found */
export async function getMember({ store, actor }: Session, id: MemberId): Promise<StoredMember> {
  const member = isUuid(id) ? await store.workspaces.findMember(actor.workspaceId, id) : null
  if (member === null) throw notFound('member', id)
  return member
}
