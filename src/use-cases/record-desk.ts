/** The part of a desk that is the same for companies and contacts: finding, listing, the trash, history. @module */
import type { Share } from '../party/record.ts'
import type { AuditEntry } from '../ports/history.ts'
import { parseShare } from '../schemas/access.ts'
import {
  parseCommandOptions,
  parseCountQuery,
  parseListQuery,
  parsePageQuery,
  parsePairOptions,
} from '../schemas/call.ts'
import type { CommandOptions } from './command.ts'
import type { OpenSession } from './context.ts'
import { type DuplicatePage, findDuplicates } from './find-duplicates.ts'
import { changePair, type PairOptions } from './ignore-duplicate.ts'
import { accept } from './input-error.ts'
import {
  type CountQuery,
  countRecords,
  type ListedRecord,
  type ListQuery,
  listRecords,
  type Page,
  type PageQuery,
} from './list-records.ts'
import type { Party, Written } from './party.ts'
import { readHistory } from './read-history.ts'
import { readId } from './read-id.ts'
import { findRecord, getRecord } from './record-access.ts'
import { shareRecord, unshareRecord } from './share-record.ts'
import { moveRecord, purgeRecord } from './trash.ts'

/** What can be done with records of either kind. What the actor may not see is as if it did not exist. */
export interface RecordDesk<PartyRecord, RecordId extends string> {
  /** @throws {CrmError} not-found */
  get(id: RecordId): Promise<PartyRecord>

  /** The record, or `null` if there is none that the actor may see. Those in the trash are found. */
  find(id: RecordId): Promise<PartyRecord | null>

  /** One page of records. @throws {CrmError} invalid-input */
  list(query?: ListQuery): Promise<Page<PartyRecord>>

  /** How many records a list without pages would have, up to a cap. */
  count(query?: CountQuery): Promise<number>

  /**
   * Shares a record with a member, or with everybody in a group, to read or to change it, whatever its visibility. Shared
   * again with the same one, the level is replaced. It takes the owner, a manager or an administrator.
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - neither a group, nor a member who has not left; or the record is in the trash
   * @example
   * await desk.companies.share(id, { with: bob.id, level: 'write' })
   */
  share(id: RecordId, share: Share, options?: CommandOptions): Promise<Written<PartyRecord>>

  /** Shares a record no longer with a member or a group. @throws {CrmError} not-found, forbidden, invalid-input, version-conflict */
  unshare(id: RecordId, grantee: Share['with'], options?: CommandOptions): Promise<Written<PartyRecord>>

  /** Puts a record into the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  trash(id: RecordId, options?: CommandOptions): Promise<Written<PartyRecord>>

  /** Takes a record out of the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  restore(id: RecordId, options?: CommandOptions): Promise<Written<PartyRecord>>

  /**
   * Removes a record in the trash for good: a contact with all jobs. It takes its owner or an administrator.
   * @throws {CrmError} still-referenced - people or companies point at it; `details.references` names them
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - it is not in the trash
   */
  purge(id: RecordId, options?: CommandOptions): Promise<void>

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

  /** What happened to a record and to its parts, the latest first. @throws {CrmError} not-found */
  history(id: RecordId, page?: PageQuery): Promise<Page<AuditEntry>>
}

/** The desk of a kind of record, for whoever the session is opened for. */
export function recordDesk<PartyRecord extends ListedRecord>(
  open: OpenSession,
  party: Party<PartyRecord>,
): RecordDesk<PartyRecord, string> {
  return {
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await open(`${party.desk}.get`)
      return getRecord(session, party.repository(session), party.kind, known)
    },
    find: async (id) => {
      const known = readId(id, 'id')
      const session = await open(`${party.desk}.find`)
      return findRecord(session, party.repository(session), known)
    },
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
    share: async (id, share, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseShare(share)), accept(parseCommandOptions(options))]
      return shareRecord(await open(`${party.desk}.share`), party, known, asked, how)
    },
    unshare: async (id, grantee, options = {}) => {
      const [known, whom] = [readId(id, 'id'), readId(grantee, 'grantee')]
      const how = accept(parseCommandOptions(options))
      return unshareRecord(await open(`${party.desk}.unshare`), party, known, whom, how)
    },
    trash: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await open(`${party.desk}.trash`), party, 'trash', known, how)
    },
    restore: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await open(`${party.desk}.restore`), party, 'restore', known, how)
    },
    purge: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return purgeRecord(await open(`${party.desk}.purge`), party, known, how)
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
    history: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return readHistory(await open(`${party.desk}.history`), party.kind, known, asked)
    },
  }
}
