/** Whose a matter is that is made of what somebody wrote to us. Rules: docs/concepts/messages.md (MSG-4), docs/concepts/access.md (ACC-3). @module */
import type { MemberId } from '../../kernel/ids.ts'
import type { Contact } from '../../party/contact.ts'
import type { Visibility } from '../../party/record.ts'
import type { Session } from '../context.ts'
import { ownerAfter } from '../records/check-ownership.ts'

/** Whose a matter is to be. */
export interface FiledOwnership {
  readonly ownerId: MemberId | null
  /** Absent: as matters usually are. */
  readonly visibility?: Visibility
}

/**
 * What people wrote whom only their owner may see is his, and private as they are. Where they have several owners, or one
 * who may own nothing any more, it is whose it would be otherwise.
 * @param otherwise whose matters of other people are
 */
export async function ownershipAfter(
  session: Session,
  people: readonly Contact[],
  otherwise: MemberId | null,
): Promise<FiledOwnership> {
  const hidden = people.filter(({ visibility }) => visibility === 'private')
  if (hidden.length === 0) return { ownerId: otherwise }
  const [owner = null, another] = new Set(hidden.map(({ ownerId }) => ownerId))
  const ownerId = another === undefined ? await ownerAfter(session, owner) : null
  return { visibility: 'private', ownerId: ownerId ?? otherwise }
}
