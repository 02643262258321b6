/** The part of a desk that is the same for every kind of record that has an owner: finding, sharing, the trash, history. @module */
import type { CommandOptions, PageQuery } from '../../inputs/call.ts'
import type { Share } from '../../party/record.ts'
import type { AuditEntry } from '../../ports/history.ts'
import { parseShare } from '../../schemas/access.ts'
import { parseCommandOptions, parsePageQuery } from '../../schemas/call.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import type { Page } from './list-records.ts'
import type { RecordKind, Written } from './party.ts'
import { readHistory } from './read-history.ts'
import { findRecord, getRecord, type OwnedRecord } from './record-access.ts'
import { shareRecord, unshareRecord } from './share-record.ts'
import { moveRecord, purgeRecord } from './trash.ts'

/** What can be done with records of every kind that has an owner. What the actor may not see is as if it did not exist. */
export interface OwnedDesk<OneRecord, RecordId extends string> {
  /** @throws {CrmError} not-found */
  get(id: RecordId): Promise<OneRecord>

  /** The record, or `null` if there is none that the actor may see. Those in the trash are found. */
  find(id: RecordId): Promise<OneRecord | null>

  /**
   * Shares a record with a member, or with everybody in a group, to read or to change it, whatever its visibility. Shared
   * again with the same one, the level is replaced. It takes the owner, a manager or an administrator.
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - neither a group, nor a member who has not left; or the record is in the trash
   * @example
   * await desk.companies.share(id, { with: bob.id, level: 'write' })
   */
  share(id: RecordId, share: Share, options?: CommandOptions): Promise<Written<OneRecord>>

  /** Shares a record no longer with a member or a group. @throws {CrmError} not-found, forbidden, invalid-input, version-conflict */
  unshare(id: RecordId, grantee: Share['with'], options?: CommandOptions): Promise<Written<OneRecord>>

  /** Puts a record into the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  trash(id: RecordId, options?: CommandOptions): Promise<Written<OneRecord>>

  /** Takes a record out of the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  restore(id: RecordId, options?: CommandOptions): Promise<Written<OneRecord>>

  /**
   * Removes a record in the trash for good: a contact with all jobs. It takes its owner or an administrator.
   * @throws {CrmError} still-referenced - people or companies point at it; `details.references` names them
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - it is not in the trash
   */
  purge(id: RecordId, options?: CommandOptions): Promise<void>

  /** What happened to a record and to its parts, the latest first. @throws {CrmError} not-found */
  history(id: RecordId, page?: PageQuery): Promise<Page<AuditEntry>>
}

/** The desk of a kind of record that has an owner, for whoever the session is opened for. */
export function ownedDesk<OneRecord extends OwnedRecord>(
  open: OpenSession,
  kind: RecordKind<OneRecord>,
): OwnedDesk<OneRecord, string> {
  return {
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await open(`${kind.desk}.get`)
      return getRecord(session, kind.repository(session), kind.kind, known)
    },
    find: async (id) => {
      const known = readId(id, 'id')
      const session = await open(`${kind.desk}.find`)
      return findRecord(session, kind.repository(session), known)
    },
    share: async (id, share, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseShare(share)), accept(parseCommandOptions(options))]
      return shareRecord(await open(`${kind.desk}.share`), kind, known, asked, how)
    },
    unshare: async (id, grantee, options = {}) => {
      const [known, whom] = [readId(id, 'id'), readId(grantee, 'grantee')]
      const how = accept(parseCommandOptions(options))
      return unshareRecord(await open(`${kind.desk}.unshare`), kind, known, whom, how)
    },
    trash: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await open(`${kind.desk}.trash`), kind, 'trash', known, how)
    },
    restore: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await open(`${kind.desk}.restore`), kind, 'restore', known, how)
    },
    purge: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return purgeRecord(await open(`${kind.desk}.purge`), kind, known, how)
    },
    history: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return readHistory(await open(`${kind.desk}.history`), kind, known, asked)
    },
  }
}
