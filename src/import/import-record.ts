/** What is remembered of an import: its progress, its receipt, and what it touched (IMP-7 … IMP-10). @module */
import type { ContactId, ImportId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { PartyKind } from '../party/record.ts'

/** `applying` and `undoing` are work that can be resumed. */
export type ImportStatus = 'applying' | 'applied' | 'undoing' | 'undone'

/** How the records of one kind came out; each record counts once, whatever the number of its rows. */
export interface KindCounts {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly ambiguous: number
  /** Of those created: how many are another establishment of a company that was there. */
  readonly sibling: number
}

/** The receipt's figures. */
export interface ImportCounts {
  /** Data rows read so far: without the heading and without blank rows. */
  readonly rows: number
  readonly companies: KindCounts
  readonly contacts: KindCounts
  /** Rows that were refused because of what they say. */
  readonly invalid: number
  /** Rows that came out otherwise than in the preview, because records had changed since. */
  readonly decidedAnew: number
}

/** A row that was not imported. What it said is in the file; only reasons are kept here. */
export interface RefusedRow {
  /** Counted from 1, without the heading. */
  readonly row: number
  readonly reasons: readonly RefusalReason[]
}

/** Why a row was refused, without any value of the row. */
export interface RefusalReason {
  readonly code: string
  /** The heading of the column, where one column is to blame. */
  readonly column?: string
  /** Records that the row could not be told apart from, as far as the actor may see them. */
  readonly recordIds?: readonly string[]
}

/** An import, as it is stored. Options and mapping are kept so that it can be resumed. */
export interface ImportRecord {
  readonly id: ImportId
  readonly version: number
  readonly status: ImportStatus
  readonly fileName?: string
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly fileHash: string
  /** The preview that is being applied, as plain JSON. */
  readonly plan: unknown
  /** The last data row that is committed (while undoing: how many touched records were dealt with). */
  readonly rowsDone: number
  readonly counts: ImportCounts
  /** The member who imports, or `null` for a system job. */
  readonly memberId: MemberId | null
  readonly startedAt: Instant
  readonly updatedAt: Instant
}

/** The image of a record before an import changed it. */
export type BeforeImage =
  | { readonly kind: 'company'; readonly record: Company }
  | { readonly kind: 'contact'; readonly record: Contact }
  | { readonly kind: 'affiliation'; readonly record: Affiliation }

/** The person whom an image tells of: a contact, or the one whose job it is. */
export function personOfImage(image: BeforeImage | null): ContactId | null {
  switch (image?.kind) {
    case 'contact':
      return image.record.id
    case 'affiliation':
      return image.record.contactId
    case 'company':
    case undefined:
      return null
  }
}

/** That an import changed a record that was there before the row. Records that it created say so themselves (`origin`). */
export interface ImportTouch {
  readonly importId: ImportId
  readonly kind: PartyKind
  readonly recordId: string
  /** The first row of the file that touched the record, counted from 1. */
  readonly row: number
  /** The record's version after the import's last change to it before anybody else's. */
  readonly versionAfter: number
  /** The record before the import's first change to it; `null` once it was erased. */
  readonly before: BeforeImage | null
}

/**
 * Which records the rows of a batch were about and left as they are. What a second import of the same file goes by;
 * nothing of what the rows say.
 */
export interface SettledRows {
  readonly importId: ImportId
  /** Counted from 1, without the heading; inclusive, as `lastRow` is. */
  readonly firstRow: number
  readonly lastRow: number
  /** Stands for what the rows were read by: only the same reading gives the same rows. */
  readonly reading: string
  /** Ids and versions of records, row by row. */
  readonly rows: string
}
