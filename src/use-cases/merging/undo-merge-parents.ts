/** What two companies belong to once their merge is taken back. Rules: docs/concepts/merge.md (MRG-3). @module */
import type { KeptByUndo, MergeRecord } from '../../identity/merge-record.ts'
import type { CompanyId } from '../../kernel/ids.ts'
import type { Write } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { followMerges } from './follow-merges.ts'
import { lineageOf, parentBefore, parentChange } from './merge-subsidiaries.ts'

/** The parents that the two are to have. */
export interface RestoredParents {
  readonly survivor: CompanyId | undefined
  readonly loser: CompanyId | undefined
  readonly kept: readonly KeptByUndo[]
}

/**
 * Works out the parents. One that was merged meanwhile is what it became; one that is gone, and one that would make a
 * company belong to itself, is left out and named.
 * @param current what the survivor belongs to now
 * @param others what else the undo writes: companies that belong to the loser again
 */
export async function restoreParents(
  session: Session,
  merge: MergeRecord,
  current: CompanyId | undefined,
  others: readonly Write[],
): Promise<RestoredParents> {
  if (merge.kind !== 'company') return { survivor: undefined, loser: undefined, kept: [] }
  const { survivorId, loserId } = merge
  const kept: KeptByUndo[] = []
  const keep = (recordId: string, reason: KeptByUndo['reason']): void => {
    kept.push({ kind: 'company', recordId, field: 'parentId', reason })
  }
  const changed = new Map<CompanyId, CompanyId | undefined>()
  for (const write of others) {
    if (write.op === 'update' && write.kind === 'company') changed.set(write.record.id, write.record.parentId)
  }
  const allowed = async (recordId: string, parentId: CompanyId | undefined): Promise<CompanyId | undefined> => {
    if (parentId === undefined) return undefined
    const parent = parentId === loserId ? loserId : (await followMerges(session, session.store.companies, parentId))?.id
    if (parent === undefined) keep(recordId, 'purged-since')
    else if ((await lineageOf(session, parent, changed)).includes(recordId)) keep(recordId, 'cycle')
    else return parent
    return undefined
  }

  const loser = await allowed(loserId, parentBefore(merge))
  changed.set(loserId, loser)
  const change = parentChange(merge, survivorId)
  if (change === null) return { survivor: current, loser, kept }
  if (change.after !== current) {
    keep(survivorId, 'changed-since')
    return { survivor: current, loser, kept }
  }
  const before = typeof change.before === 'string' ? change.before : undefined
  const found = before === undefined ? undefined : await allowed(survivorId, before)
  return { survivor: before === undefined ? undefined : (found ?? current), loser, kept }
}
