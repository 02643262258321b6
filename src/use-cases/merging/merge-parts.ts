/**
 * What moves when two records become one, kind by kind of what points at them. A kind of record that gets to point at
 * companies or contacts gets its part in {@link mergeParts}; merge and undo know no kind by name. Rules:
 * docs/concepts/merge.md (MRG-1 … MRG-3).
 * @module
 */
import type { KeptByUndo, MergeRecord, MovedRecord, RemovedJob } from '../../identity/merge-record.ts'
import type { Write } from '../../ports/commit.ts'
import type { Subject } from '../../ports/history.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import type { OwnedKind } from '../records/record-access.ts'
import { mattersOfCompany, mattersOfContact } from './merge-interactions.ts'
import { jobsOfCompany, jobsOfContact } from './merge-jobs.ts'
import { subsidiaries } from './merge-subsidiaries.ts'

/** Which record becomes part of which. */
export interface MergeIds {
  readonly survivorId: string
  readonly loserId: string
}

/** What moving some records takes. */
export interface MovedPart {
  readonly writes: readonly Write[]
  readonly moved: readonly MovedRecord[]
  /** Jobs that said what one of the survivor's says. */
  readonly removed: readonly RemovedJob[]
  /** What follows from the writes. */
  readonly follows?: FollowUp
}

/** What moving them back takes, and what stays where it is. */
export interface MovedBackPart {
  readonly writes: readonly Write[]
  readonly kept: readonly KeptByUndo[]
  /** What follows from the writes. */
  readonly follows?: FollowUp
}

/** One kind of record that points at another kind, and how it follows a merge. */
export interface MergePart {
  /** What points. */
  readonly from: Subject['kind']
  /** At what. */
  readonly to: OwnedKind
  /** Points the records with these ids, all of which point at the loser, at the survivor. */
  move(session: Session, ids: MergeIds, recordIds: readonly string[]): Promise<MovedPart>
  /** Points them at the loser again, as far as they have not been pointed elsewhere since. */
  moveBack(session: Session, merge: MergeRecord): Promise<MovedBackPart>
}

/** Everything that follows a merge. */
export const mergeParts: readonly MergePart[] = [
  jobsOfContact,
  jobsOfCompany,
  subsidiaries,
  mattersOfContact,
  mattersOfCompany,
]

/** What points at a record, by part. */
export interface PointingRecords {
  readonly part: MergePart
  readonly recordIds: readonly string[]
}

/** What has to follow a merge. */
export async function findPointing(
  { store, actor }: Session,
  kind: OwnedKind,
  { survivorId, loserId }: MergeIds,
): Promise<readonly PointingRecords[]> {
  const references = await store.references.pointingAt(actor.workspaceId, [{ kind, id: loserId }])
  const others = references.filter(({ from }) => from.id !== survivorId && from.id !== loserId)
  const parts = mergeParts.filter(({ to }) => to === kind)
  const unknown = others.find(({ from }) => !parts.some((part) => part.from === from.kind))
  if (unknown !== undefined)
    throw new Error(`mergeParts has no part for a ${unknown.from.kind} that points at a ${kind}`)
  return parts.map((part) => ({
    part,
    recordIds: others.filter(({ from }) => from.kind === part.from).map(({ from }) => from.id),
  }))
}
