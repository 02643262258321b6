/** The part of a desk that is the same for companies and contacts: listing, and what may be there twice. @module */
import type { CountQuery, ListQuery, PageQuery, PairOptions } from '../../inputs/call.ts'
import { parseCountQuery, parseListQuery, parsePageQuery, parsePairOptions } from '../../schemas/call.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { type DuplicatePage, findDuplicates } from '../merging/find-duplicates.ts'
import { changePair } from '../merging/ignore-duplicate.ts'
import { readId } from '../read-id.ts'
import { countRecords, type ListedRecord, listRecords, type Page } from './list-records.ts'
import { type OwnedDesk, ownedDesk } from './owned-desk.ts'
import type { Party } from './party.ts'

/** What can be done with records of either kind. What the actor may not see is as if it did not exist. */
export interface RecordDesk<PartyRecord, RecordId extends string> extends OwnedDesk<PartyRecord, RecordId> {
  /** One page of records. @throws {CrmError} invalid-input */
  list(query?: ListQuery): Promise<Page<PartyRecord>>

  /** How many records a list without pages would have, up to a cap. */
  count(query?: CountQuery): Promise<number>

  /**
   * One page of the pairs of records that may be one, with the reason of each: both in use and for the actor to see, and
   * not ignored. Each pair comes once. A page may be short, even empty: go on until there is no `nextCursor`.
   * @throws {CrmError} invalid-input
   * @example
   * let cursor: string | undefined
   * do {
   *   const page = await desk.companies.duplicates({ cursor })
   *   for (const { records: [a, b], verdict, by } of page.items) console.log(verdict, by.key, a.name, b.name)
   *   cursor = page.nextCursor
   * } while (cursor !== undefined)
   */
  duplicates(page?: PageQuery): Promise<DuplicatePage<PartyRecord>>

  /**
   * Says that two records are not one: {@link duplicates} leaves them out from now on, whatever becomes of them. It takes
   * the right to change both; which of them is named first does not matter.
   * @throws {CrmError} not-found, forbidden
   * @throws {CrmError} invalid-input - the two ids are one
   */
  ignoreDuplicate(id: RecordId, otherId: RecordId, options?: PairOptions): Promise<void>

  /** Takes {@link ignoreDuplicate} back. @throws {CrmError} not-found, forbidden, invalid-input */
  stopIgnoring(id: RecordId, otherId: RecordId, options?: PairOptions): Promise<void>
}

/** The desk of a kind of record, for whoever the session is opened for. */
export function recordDesk<PartyRecord extends ListedRecord>(
  open: OpenSession,
  party: Party<PartyRecord>,
): RecordDesk<PartyRecord, string> {
  return {
    ...ownedDesk(open, party),
    list: async (query = {}) => {
      const asked = accept(parseListQuery(query))
      const session = await open(`${party.desk}.list`)
      return listRecords(session, party.repository(session), party.kind, asked, party.indexOf)
    },
    count: async (query = {}) => {
      const asked = accept(parseCountQuery(query))
      const session = await open(`${party.desk}.count`)
      return countRecords(session, party.repository(session), asked)
    },
    duplicates: async (page = {}) => {
      const asked = accept(parsePageQuery(page))
      return findDuplicates(await open(`${party.desk}.duplicates`), party, asked)
    },
    ignoreDuplicate: async (id, otherId, options = {}) => {
      const ids = [readId(id, 'id'), readId(otherId, 'otherId')] as const
      const how = accept(parsePairOptions(options))
      return changePair(await open(`${party.desk}.ignoreDuplicate`), party, 'ignoreDuplicate', ids, how)
    },
    stopIgnoring: async (id, otherId, options = {}) => {
      const ids = [readId(id, 'id'), readId(otherId, 'otherId')] as const
      const how = accept(parsePairOptions(options))
      return changePair(await open(`${party.desk}.stopIgnoring`), party, 'stopIgnoring', ids, how)
    },
  }
}
