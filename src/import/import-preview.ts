/** What an import would do, as plain data: it can be stored, sent, and applied in another request (IMP-5). @module */
import type { ImportId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { PartyKind } from '../party/record.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportCounts } from './import-record.ts'
import type { Mapping } from './mapping.ts'
import type { TableOptions } from './read-table.ts'
import type { RowPlan } from './row-plan.ts'

/** How a file is read and what is done with it: everything that an import needs besides the file. */
export interface ImportSetup {
  /** The id that the import has, or will have. Applying the same setup again goes on with it. */
  readonly importId: ImportId
  readonly fileName?: string
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly fileHash: string
  readonly mapping: Mapping
  readonly options: ImportOptions
  /** What was found out, or said, of the file's encoding and dialect. */
  readonly table: TableOptions
}

/** How often a problem or a reason occurs in a column. */
export interface IssueCount {
  readonly code: string
  readonly column?: string
  readonly rows: number
  /** The first row that has it, counted from 1. */
  readonly firstRow: number
}

/** A plan. It writes nothing; apply it together with the same file. */
export interface ImportPreview extends ImportSetup {
  readonly headers: readonly string[]
  /** Headings of columns that are not imported. */
  readonly columnsLeftOut: readonly string[]
  readonly counts: ImportCounts
  /** Problems and reasons, the most frequent first. */
  readonly issues: readonly IssueCount[]
  /** The plans of the first rows, and of the first ones of each kind of outcome. */
  readonly sample: readonly RowPlan[]
  /** Two letters a row: see `outcomeOf`. */
  readonly outcomes: string
  readonly previewedAt: Instant
}

/** What was done. */
export interface ImportReceipt {
  readonly importId: ImportId
  readonly counts: ImportCounts
  /** Whether the import was applied to its end now, or had been before. */
  readonly wasAppliedBefore: boolean
}

/** What became of the records of one kind when an import was undone. */
export interface UndoCounts {
  /** The import had created them, and they are gone now. */
  readonly purged: number
  /** They are again as they were before the import. */
  readonly restored: number
  /** They were left as they are. */
  readonly kept: number
}

/** What an undo did, all calls of it taken together. */
export interface UndoReceipt {
  readonly importId: ImportId
  readonly companies: UndoCounts
  readonly contacts: UndoCounts
  readonly affiliations: UndoCounts
  /** The first thousand records that were left as they are, each with the reason. */
  readonly kept: readonly KeptRecord[]
}

/** A record that an undo left alone. */
export interface KeptRecord {
  readonly kind: PartyKind
  readonly recordId: string
  /** It changed since, something else points at it by now, it was purged since, or its former image was erased. */
  readonly reason: 'changed-since' | 'still-referenced' | 'purged-since' | 'erased'
}

/** How far an import or an undo has come. */
export interface ImportProgress {
  readonly phase: 'preview' | 'apply' | 'undo'
  /** Data rows (of an undo: records) that are done. */
  readonly done: number
  /** Of how many, where that is known. */
  readonly total?: number
}
