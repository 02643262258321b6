/**
 * Reading companies and contacts. Writing is {@link Store.commit}'s alone.
 *
 * - scope: the workspace and the access predicate; what does not pass it is as if it did not exist.
 * - position: the sort value and id of the last record of a page.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { PartyQuery } from './page.ts'

/** Reads records of one kind. */
export interface PartyRepository<PartyRecord> {
  /**
   * The record with this id.
   * - Resolves `null` for an id that is unknown, of another workspace, or not visible in the scope.
   * - A record in the trash is found.
   * - A record that was merged into another is found as it is, and says into which.
   * - Under a granted filter finds what is not private, the member's own, and what is shared with a grantee.
   * - Under an assigned filter finds what is the member's own, nobody's, or shared with a grantee, and nothing else:
   *   what everybody may read is no exception.
   * - Gives back with whom a record is shared: no shares at all differ from an empty list.
   */
  find(scope: AccessScope, id: string): Promise<PartyRecord | null>

  /**
   * The records with these ids.
   * - Leaves out ids that are unknown, of another workspace, or not visible in the scope.
   * - Sees under every filter what {@link PartyRepository.find} sees.
   * - A record named twice comes once; the order is not specified.
   * - Records that were merged into others are among them.
   */
  findMany(scope: AccessScope, ids: readonly string[]): Promise<readonly PartyRecord[]>

  /**
   * One page of records, in the order asked for, ties by id in the same direction.
   * - Holds only records of the scope: a page is full whenever enough visible records follow.
   * - Sees under every filter what {@link PartyRepository.find} sees, in use and in the trash.
   * - Pages under an assigned filter are full and in order, each record once, however often it is shared.
   * - Records in the trash come only, and alone, when asked for.
   * - Records that were merged into others never come.
   * - Every word must occur in the record's search text, or be its short number.
   * - Names are compared by the code points of the sort key.
   * - Starts right after the position, whether or not the record there still exists.
   */
  list(scope: AccessScope, query: PartyQuery): Promise<readonly PartyRecord[]>

  /**
   * How many records a query without limit and position would list.
   * - Counts only records of the scope: under every filter what {@link PartyRepository.list} sees, each record once.
   * - Stops counting at the cap.
   */
  count(scope: AccessScope, query: Pick<PartyQuery, 'words' | 'trashed'>, cap: number): Promise<number>

  /**
   * Records whose sort key equals one of these, for possible duplicates.
   * - Is not limited by a scope's filter: what may be told of a record is the caller's to decide (IDN-7).
   * - Records in the trash are among them, those that were merged into others are not.
   * - At most `limit` of them, by id.
   */
  findBySortKey(workspaceId: string, sortKeys: readonly string[], limit: number): Promise<readonly PartyRecord[]>

  /**
   * Records that have this number: any of theirs, a contact's at any job as well.
   * - Is not limited by a scope's filter: what may be told of a record is the caller's to decide.
   * - Records in the trash are among them, those that were merged into others are not.
   * - At most `limit` of them, by id.
   */
  findByPhone(workspaceId: string, e164: PhoneE164, limit: number): Promise<readonly PartyRecord[]>

  /**
   * One page of the records that this member owns, by id.
   * - Private records and those in the trash are among them, those that were merged into others are not.
   * - Starts right after the id, if given.
   */
  listOwnedBy(
    workspaceId: string,
    ownerId: MemberId,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly PartyRecord[]>

  /** How many records this member owns: all that {@link PartyRepository.listOwnedBy} gives, page after page. */
  countOwnedBy(workspaceId: string, ownerId: MemberId): Promise<number>
}
