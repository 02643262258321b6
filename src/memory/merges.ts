/** Merges in memory: nothing points at a record that was merged into another. @module */
import { imagesOfPeople, type MergeRecord } from '../identity/merge-record.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { CommitRefusal, Write } from '../ports/commit.ts'
import type { MergeRepository } from '../ports/merge-repository.ts'
import { pointers, targetsOfWrite } from './references.ts'
import type { Tables } from './tables.ts'

type Target = { readonly kind: 'company' | 'contact' | 'interaction'; readonly id: string }

/** Refuses writes after which something that they touch would point at a merged record. */
export function mergedRefusal(tables: Tables, writes: readonly Write[]): CommitRefusal | null {
  const written = new Map(writes.map((write) => [write.op === 'purge' ? write.id : write.record.id, write]))
  const conflict = (subject: Target): CommitRefusal => ({ code: 'version-conflict', subject })
  const isMerged = ({ kind, id }: Target): boolean => {
    if (kind === 'interaction') return false
    const write = written.get(id)
    if (write !== undefined && write.op !== 'purge' && write.kind === kind) return write.record.mergedInto !== undefined
    const rows = kind === 'company' ? tables.companies : tables.contacts
    return rows.get(id)?.record.mergedInto !== undefined
  }
  for (const write of writes) {
    const target = targetsOfWrite(write).find(isMerged)
    if (target !== undefined) return conflict(target)
  }
  for (const write of writes) {
    if (write.op !== 'update' || (write.kind !== 'company' && write.kind !== 'contact')) continue
    if (write.record.mergedInto === undefined) continue
    const subject = { kind: write.kind, id: write.record.id }
    if (isPointedAt(tables, subject, written)) return conflict(subject)
  }
  return null
}

/** Whether something that is not written now points at a record. */
function isPointedAt(tables: Tables, { kind, id }: Target, written: ReadonlyMap<string, unknown>): boolean {
  for (const { from, to } of pointers(tables)) {
    if (to.kind === kind && to.id === id && !written.has(from.id)) return true
  }
  return false
}

/** The merges of a memory store. */
export function memoryMerges(read: (workspaceId: string) => Tables): MergeRepository {
  return {
    find: async (workspaceId, id) => structuredClone(read(workspaceId).merges.get(id) ?? null),
    list: async (workspaceId, { recordIds, after, limit }) => {
      const wanted = recordIds === undefined ? null : new Set(recordIds)
      const isListed = ({ id, survivorId, loserId }: MergeRecord): boolean =>
        (wanted === null || wanted.has(survivorId) || wanted.has(loserId)) &&
        (after === undefined || compareCodePoints(id, after) < 0)
      const rows = [...read(workspaceId).merges.values()].filter(isListed)
      return structuredClone(rows.sort((a, b) => compareCodePoints(b.id, a.id)).slice(0, limit))
    },
    listOfPerson: async (workspaceId, personId) => {
      const people = new Set([personId])
      const rows = [...read(workspaceId).merges.values()].filter((merge) => imagesOfPeople(merge, people) !== null)
      return structuredClone(rows.sort((a, b) => compareCodePoints(b.id, a.id)))
    },
  }
}

/** A merge without what it keeps of these people. */
export function withoutImages(merge: MergeRecord, erased: ReadonlySet<string>): MergeRecord {
  const isOfErased = merge.before?.kind === 'contact' && erased.has(merge.survivorId)
  const removed = merge.removed.map((job) => (erased.has(job.personId) ? { ...job, before: null } : job))
  return { ...merge, before: isOfErased ? null : merge.before, removed }
}

/** A merge that is updated: images of people are written once, so that nobody who was erased comes back with an undo. */
export function withStoredImages(merge: MergeRecord, stored: MergeRecord | undefined): MergeRecord {
  if (stored === undefined) return merge
  return { ...merge, before: merge.kind === 'contact' ? stored.before : merge.before, removed: stored.removed }
}
