/** How far an undo has come, and what it did: kept with the import, so that it can be resumed and asked again (IMP-9). @module */
import type { ImportId } from '../kernel/ids.ts'
import type { PartyKind } from '../party/record.ts'
import type { KeptRecord, UndoCounts, UndoReceipt } from './import-preview.ts'
import type { UndoDecision } from './undo.ts'

/** The kinds that are gone through one after the other. A job is a part of its contact and goes with it. */
type UndoneKind = Exclude<PartyKind, 'affiliation'>

/** The state of an undo, as plain data. */
export interface UndoProgress {
  readonly kind: UndoneKind
  /** The last record of that kind that was dealt with. */
  readonly after: string | null
  /** How many records were dealt with. */
  readonly done: number
  readonly counts: Readonly<Record<PartyKind, ProgressCounts>>
  readonly kept: readonly KeptEntry[]
  /** Whether this goes once more through what an undo had to keep. */
  readonly isAgain: boolean
}

/** Records that were kept are counted apart: only what the import created may come free later. */
interface ProgressCounts {
  readonly purged: number
  readonly restored: number
  readonly keptCreated: number
  readonly keptChanged: number
}

interface KeptEntry extends KeptRecord {
  readonly created: boolean
}

/** What was decided of one record. */
export interface UndoneRecord {
  readonly kind: PartyKind
  readonly recordId: string
  /** Whether the import created the record. */
  readonly created: boolean
  readonly decision: UndoDecision
}

const mostKeptNamed = 1000
const order: readonly UndoneKind[] = ['contact', 'company']
const noCounts: ProgressCounts = { purged: 0, restored: 0, keptCreated: 0, keptChanged: 0 }

/** An undo of which nothing is done yet. */
export const undoBegins: UndoProgress = {
  kind: 'contact',
  after: null,
  done: 0,
  counts: { company: noCounts, contact: noCounts, affiliation: noCounts },
  kept: [],
  isAgain: false,
}

/** Whether asking again may come to more: something that the import created is still there. */
export function isUndoOpen({ counts }: UndoProgress): boolean {
  return Object.values(counts).some(({ keptCreated }) => keptCreated > 0)
}

/** The state in which a finished undo goes once more through what the import created. */
export function undoAgain({ counts, kept }: UndoProgress): UndoProgress {
  const withoutCreated = (count: ProgressCounts): ProgressCounts => ({ ...count, keptCreated: 0 })
  return {
    ...undoBegins,
    counts: {
      company: withoutCreated(counts.company),
      contact: withoutCreated(counts.contact),
      affiliation: withoutCreated(counts.affiliation),
    },
    kept: kept.filter(({ created }) => !created),
    isAgain: true,
  }
}

/** The state after a page that ended with a record. */
export function afterPage(progress: UndoProgress, last: string, records: readonly UndoneRecord[]): UndoProgress {
  const counts = { ...progress.counts }
  for (const record of records) counts[record.kind] = countDecision(counts[record.kind], record)
  const kept = records.flatMap(({ kind, recordId, created, decision }) =>
    decision.decision === 'keep' ? [{ kind, recordId, reason: decision.reason, created }] : [],
  )
  return {
    ...progress,
    after: last,
    done: progress.done + records.length,
    counts,
    kept: firstOfEach([...progress.kept, ...kept]),
  }
}

/** Of those to be tried again and of those that are settled as many each: the former may be gone one day. */
function firstOfEach(kept: UndoProgress['kept']): UndoProgress['kept'] {
  const room = { created: mostKeptNamed, changed: mostKeptNamed }
  return kept.filter(({ created }) => room[created ? 'created' : 'changed']-- > 0)
}

/** The state in which the next kind begins, or `null` after the last. */
export function afterKind(progress: UndoProgress): UndoProgress | null {
  const kind = order[order.indexOf(progress.kind) + 1]
  return kind === undefined ? null : { ...progress, kind, after: null }
}

/** What is told of an undo. */
export function undoReceipt(importId: ImportId, { counts, kept }: UndoProgress): UndoReceipt {
  return {
    importId,
    companies: toldOf(counts.company),
    contacts: toldOf(counts.contact),
    affiliations: toldOf(counts.affiliation),
    kept: kept.slice(0, mostKeptNamed).map(({ kind, recordId, reason }) => ({ kind, recordId, reason })),
  }
}

function countDecision(counts: ProgressCounts, { created, decision }: UndoneRecord): ProgressCounts {
  switch (decision.decision) {
    case 'purge':
      return { ...counts, purged: counts.purged + 1 }
    case 'restore':
      return { ...counts, restored: counts.restored + 1 }
    case 'keep':
      return created
        ? { ...counts, keptCreated: counts.keptCreated + 1 }
        : { ...counts, keptChanged: counts.keptChanged + 1 }
    case 'nothing':
      return counts
  }
}

function toldOf({ purged, restored, keptCreated, keptChanged }: ProgressCounts): UndoCounts {
  return { purged, restored, kept: keptCreated + keptChanged }
}
