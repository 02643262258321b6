/** What every kind of record carries besides its own fields. @module */
import type { GroupId, ImportId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** The kinds of records that the party room keeps. */
export type PartyKind = 'company' | 'contact' | 'affiliation'

/**
 * Who may see and change a record: only its owner and whom it is shared with (`private`), everybody may read it
 * (`read`), or everybody may also change it (`write`). Administrators and managers see and change everything.
 */
export type Visibility = 'private' | 'read' | 'write'

/** The row of a file that made a record. */
export interface ImportOrigin {
  readonly importId: ImportId
  /** Counted from 1, without the heading. */
  readonly row: number
  /** The hash of the row's cells, where nothing else identified the record: the same row is recognized again. */
  readonly rowHash?: string
}

/** Stored facts that are not the caller's to write. */
export interface RecordStamp {
  /** 1 for a new record, one more with every write. */
  readonly version: number
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** When the record was put into the trash; absent while it is in use. */
  readonly trashedAt?: Instant
  /**
   * The record that this one was merged into: it is kept for its number, its history and its way back, and stands for
   * that one. Absent for all others. Rules: docs/concepts/merge.md (MRG-2)
   */
  readonly mergedInto?: string
  /** The import that created the record. */
  readonly origin?: ImportOrigin
}

/** What somebody may do with a record that is shared with him. */
export type ShareLevel = 'read' | 'write'

/** That a record is shared with a member, or with everybody in a group, whatever its visibility. */
export interface Share {
  readonly with: MemberId | GroupId
  readonly level: ShareLevel
}

/** Who answers for a record and who may see it. */
export interface Ownership {
  /** The responsible member, or `null` while nobody is. */
  readonly ownerId: MemberId | null
  readonly visibility: Visibility
  /** Whom it is shared with, each once; absent for a record that never was, empty for one that is no longer. */
  readonly shares?: readonly Share[]
}
