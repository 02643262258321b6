/** The desk of address books: connecting, previewing, synchronizing, and what there is to look at. Rules: docs/concepts/directory.md (SYN-1 … SYN-6). @module */
import type { DirectoryAccount, DirectoryRunNote } from '../../directory/account.ts'
import { countDecisions } from '../../directory/decision.ts'
import type { DirectoryAccountChanges, NewDirectory } from '../../directory/new-account.ts'
import type { CommandOptions, PageQuery } from '../../inputs/call.ts'
import type { DirectoryResolution, PreviewDirectoryOptions, SyncOptions } from '../../inputs/directory.ts'
import type { DirectoryAccountId } from '../../kernel/ids.ts'
import { parseCommandOptions, parsePageQuery } from '../../schemas/call.ts'
import {
  parseDirectoryChanges,
  parseDirectoryResolution,
  parseNewDirectory,
  parsePreviewDirectoryOptions,
  parseSyncOptions,
} from '../../schemas/directory.ts'
import { carryOut, onlyRecord } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import {
  decideAccountChange,
  decideConnect,
  decideDisconnect,
  getAccount,
  getOwnAccount,
  listAccounts,
} from './directory-accounts.ts'
import type { RunEnd } from './directory-run.ts'
import { type OpenDirectory, withDirectoryRun } from './open-directory-run.ts'
import { decideResolution, type ReportedCase, reportCases } from './resolve-directory-case.ts'
import { type DirectoryPreview, type DirectoryRunReport, previewDirectory, syncDirectory } from './sync-directory.ts'

/** An address book with what its last run came to. */
export interface ConnectedDirectory extends DirectoryAccount {
  readonly lastRun?: DirectoryRunNote
}

/** Address books outside, of members and of the workspace. */
export interface DirectoryDesk {
  /**
   * Connects an address book. Nothing is read before it is previewed or synchronized.
   * @throws {CrmError} forbidden - it is somebody else's, or has contacts that may not be taken out
   * @throws {CrmError} not-found, invalid-input
   * @example
   * const { id } = await desk.directories.connect({ provider: 'google', label: 'anne@gmail.example' })
   */
  connect(input: NewDirectory, options?: Pick<CommandOptions, 'commandId'>): Promise<DirectoryAccount>

  /** An address book of the actor's, or of the workspace. @throws {CrmError} not-found */
  get(id: DirectoryAccountId): Promise<ConnectedDirectory>

  /** The actor's address books and the workspace's, by id; for whoever decides about settings, everybody's. */
  list(): Promise<readonly DirectoryAccount[]>

  /** Changes how it is synchronized. @throws {CrmError} not-found, forbidden, invalid-input, version-conflict */
  update(id: DirectoryAccountId, changes: DirectoryAccountChanges, options?: CommandOptions): Promise<DirectoryAccount>

  /** Forgets an address book and who is who in it. Neither side is changed. @throws {CrmError} not-found, forbidden, version-conflict */
  disconnect(id: DirectoryAccountId, options?: CommandOptions): Promise<void>

  /**
   * What {@link sync} would do, counted and in words. It reads, and changes nobody on either side; it makes the group that
   * says who takes part, if there is none.
   * @throws {CrmError} not-found, forbidden, invalid-input
   */
  preview(id: DirectoryAccountId, options?: PreviewDirectoryOptions): Promise<PreviewReport>

  /**
   * Synchronizes an address book, to the end if it lets us: else the report says when to go on. Whatever interrupts it,
   * the next run goes on where it was.
   * @throws {CrmError} not-found, forbidden, invalid-input
   * @example
   * const report = await desk.directories.sync(id)
   * if (report.outcome === 'postponed') console.log('go on at', new Date(report.goOnAt))
   */
  sync(id: DirectoryAccountId, options?: SyncOptions): Promise<DirectoryRunReport>

  /** One page of what people should look at: conflicts, and whoever can't be told. @throws {CrmError} not-found, forbidden, invalid-input */
  cases(id: DirectoryAccountId, page?: PageQuery): Promise<Page<ReportedCase>>

  /**
   * Says what is to be done about a case of the report.
   * @throws {CrmError} not-found, forbidden
   * @throws {CrmError} invalid-input - that is nothing that can be done about it
   */
  resolve(
    id: DirectoryAccountId,
    key: string,
    resolution: DirectoryResolution,
    options?: Pick<CommandOptions, 'commandId'>,
  ): Promise<void>
}

/** What came of a preview. */
export type PreviewReport = DirectoryPreview | RunEnd

/** The desk of address books of whoever the session is opened for. */
export function directoryDesk(open: OpenSession, openDirectory: OpenDirectory | undefined): DirectoryDesk {
  const running = (session: Session, account: DirectoryAccount) => {
    const { store, clock, ids, pipelines, channelsOf, chance } = session
    return [
      { store, clock, ids, pipelines, channelsOf, chance },
      openDirectory,
      { workspaceId: session.actor.workspaceId, account },
    ] as const
  }
  return {
    connect: async (input, options = {}) => {
      const [asked, how] = [accept(parseNewDirectory(input)), accept(parseCommandOptions(options))]
      const session = await open('directories.connect')
      return carryOut(
        session,
        { command: 'directories.connect', input: asked, options: how },
        () => decideConnect(session, asked),
        (answer) => getAccount(session, onlyRecord(answer).id),
      )
    },
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await open('directories.get')
      const account = await getAccount(session, known)
      const progress = await session.store.directories.findProgress(session.actor.workspaceId, known)
      return { ...account, ...(progress?.lastRun !== undefined && { lastRun: progress.lastRun }) }
    },
    list: async () => listAccounts(await open('directories.list')),
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseDirectoryChanges(changes)), accept(parseCommandOptions(options))]
      const session = await open('directories.update')
      return carryOut(
        session,
        { command: 'directories.update', input: { id: known, changes: asked }, options: how },
        () => decideAccountChange(session, known, asked, how),
        (answer) => getAccount(session, onlyRecord(answer).id),
      )
    },
    disconnect: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('directories.disconnect')
      return carryOut(
        session,
        { command: 'directories.disconnect', input: { id: known }, options: how },
        () => decideDisconnect(session, known, how),
        async () => {},
      )
    },
    preview: async (id, options = {}) => {
      const [known, { signal }] = [readId(id, 'id'), accept(parsePreviewDirectoryOptions(options))]
      const session = await open('directories.preview')
      const account = await getOwnAccount(session, known)
      return withDirectoryRun(...running(session, account), { signal }, previewDirectory)
    },
    sync: async (id, options = {}) => {
      const known = readId(id, 'id')
      const { confirmDeletions = false, onProgress, signal } = accept(parseSyncOptions(options))
      const session = await open('directories.sync')
      const account = await getOwnAccount(session, known)
      const wishes = { confirmsDeletions: confirmDeletions, signal }
      const came = await withDirectoryRun(...running(session, account), wishes, (run) => syncDirectory(run, onProgress))
      return { counts: countDecisions([]), ...came }
    },
    cases: async (id, page = {}) => {
      const [known, { limit = usualLimit, cursor }] = [readId(id, 'id'), accept(parsePageQuery(page))]
      const session = await open('directories.cases')
      const account = await getOwnAccount(session, known)
      const { workspaceId } = session.actor
      const list = listName('directory-cases', { known })
      const after = cursor === undefined ? undefined : String(readCursor(list, cursor, 'text').value)
      const found = await session.store.directories.listCases(workspaceId, known, {
        limit: limit + 1,
        ...(after !== undefined && { after }),
      })
      const shown = found.slice(0, limit)
      const items = await reportCases(session, account, shown)
      const last = shown.at(-1)
      if (last === undefined || found.length <= limit) return { items }
      return { items, nextCursor: writeCursor(list, { value: last.key, id: workspaceId }) }
    },
    resolve: async (id, key, resolution, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseDirectoryResolution(resolution)), accept(parseCommandOptions(options))]
      const session = await open('directories.resolve')
      const account = await getOwnAccount(session, known)
      return carryOut(
        session,
        { command: 'directories.resolve', input: { id: known, key, resolution: asked }, options: how },
        () => decideResolution(session, account, key, asked),
        async () => {},
      )
    },
  }
}
