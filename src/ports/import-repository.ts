/** Reading imports and what they touched. @module */
import type { ImportRecord, ImportTouch, RefusedRow, SettledRows } from '../import/import-record.ts'
import type { ContactId, ImportId, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { PartyKind } from '../party/record.ts'

/** A record that an import created or changed. */
export interface TouchedRecord {
  readonly kind: PartyKind
  readonly recordId: string
  /** The import's change, or `null` for a record that it created and never touched again. */
  readonly touch: ImportTouch | null
  /** Whether the import created the record. */
  readonly created: boolean
}

/** A row of a file, and the contact that it once made or changed. */
export interface ErasedRow {
  readonly row: number
  readonly contactId: ContactId
}

/** Reads imports. */
export interface ImportRepository {
  /** How many rows an import had best write in one commit: more where a commit costs much. Default: 200. */
  readonly batchRows?: number

  /**
   * Whether an import is to plan its next batch while the store writes the last one: quicker where another thread or
   * machine writes, and nothing but more objects alive where this one does. Default: `true`.
   */
  readonly plansAhead?: boolean

  /** The import with this id. - Resolves `null` for an id that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, id: ImportId): Promise<ImportRecord | null>

  /**
   * One page of imports, the latest first (by start, then by id).
   * - Only those that a member made, if one is given.
   * - Starts right after the position, if given.
   */
  list(
    workspaceId: WorkspaceId,
    page: {
      readonly after?: { readonly startedAt: number; readonly id: ImportId }
      readonly limit: number
      readonly memberId?: MemberId
    },
  ): Promise<readonly ImportRecord[]>

  /**
   * The import that applied a file with this hash, if any: the latest that is not undone.
   * - Only among those that a member made, if one is given.
   * - Resolves `null` if there is none in the workspace.
   */
  findByFileHash(workspaceId: WorkspaceId, fileHash: string, memberId?: MemberId): Promise<ImportRecord | null>

  /**
   * One page of the records of one kind that an import created or changed, by record id.
   * - Each record comes once, with the image from before its first change.
   * - Records that are purged by now still come if they were changed, not if they were created.
   * - Starts right after the record id, if given.
   */
  listTouched(
    workspaceId: WorkspaceId,
    id: ImportId,
    kind: PartyKind,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly TouchedRecord[]>

  /**
   * The changes that imports made to a record, the first one first (by import id).
   * - The import that created the record is not among them: the record names it.
   */
  listTouches(workspaceId: WorkspaceId, recordId: string): Promise<readonly ImportTouch[]>

  /**
   * The changes that one import made to some records.
   * - Leaves out records that it did not change after they were there.
   * - A record named twice comes once; the order is not specified.
   */
  listTouchesOf(workspaceId: WorkspaceId, id: ImportId, recordIds: readonly string[]): Promise<readonly ImportTouch[]>

  /**
   * The changes that imports made to what is kept about a person, the first one first (by import id, then by record id).
   * - The contact's own are among them, and those of all its jobs, purged ones too.
   * - Leaves out those whose image was erased.
   */
  listTouchesOfPerson(workspaceId: WorkspaceId, personId: ContactId): Promise<readonly ImportTouch[]>

  /**
   * The rows by which an import made, or first changed, contacts that were anonymized since, by row.
   * - A contact that the import made and changed comes with both rows.
   */
  listErased(workspaceId: WorkspaceId, id: ImportId): Promise<readonly ErasedRow[]>

  /**
   * One page of the rows that an import refused, by row.
   * - Starts right after the row, if given.
   */
  listRefused(
    workspaceId: WorkspaceId,
    id: ImportId,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly RefusedRow[]>

  /**
   * One page of what an import left settled, by first row.
   * - Starts right after the first row of the page before, if given.
   */
  listSettled(
    workspaceId: WorkspaceId,
    id: ImportId,
    page: { readonly after?: number; readonly limit: number },
  ): Promise<readonly SettledRows[]>
}
