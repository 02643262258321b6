/** Merges, as far as whoever asks may know what moved. Rules: docs/concepts/merge.md, docs/concepts/access.md (ACC-3). @module */
import { scopeOf } from '../../access/actor.ts'
import { type Merge, type MergeRecord, toMerge } from '../../identity/merge-record.ts'
import type { Subject } from '../../ports/history.ts'
import type { Session } from '../context.ts'

/** Of these records those that the actor may see. */
export async function seenAmong(session: Session, subjects: readonly Subject[]): Promise<readonly Subject[]> {
  const { store, actor } = session
  const scope = scopeOf(actor)
  if (scope.filter.sees === 'everything') return subjects
  const idsOf = (kind: Subject['kind']): readonly string[] =>
    subjects.filter((subject) => subject.kind === kind).map(({ id }) => id)
  const [jobs, companies, contacts, matters] = await Promise.all([
    store.affiliations.findMany(scope, idsOf('affiliation')),
    store.companies.findMany(scope, idsOf('company')),
    store.contacts.findMany(scope, idsOf('contact')),
    store.interactions.findMany(scope, idsOf('interaction')),
  ])
  const seen = new Set([...jobs, ...companies, ...contacts, ...matters].map(({ id }) => id))
  return subjects.filter(({ id }) => seen.has(id))
}

/**
 * Merges as they are told: those of which both halves may be seen, with what moved and what an undo kept as far as that
 * may be.
 */
export async function tellMerges(session: Session, merges: readonly MergeRecord[]): Promise<readonly Merge[]> {
  if (scopeOf(session.actor).filter.sees === 'everything') return merges.map(toMerge)
  const named = merges.flatMap(({ kind, survivorId, loserId, moved, undone }) => [
    { kind, id: survivorId },
    { kind, id: loserId },
    ...[...moved, ...(undone?.kept ?? [])].map((each) => ({ kind: each.kind, id: each.recordId })),
  ])
  const seen = new Set((await seenAmong(session, named)).map(({ id }) => id))
  const isSeen = ({ recordId }: { readonly recordId: string }): boolean => seen.has(recordId)
  return merges
    .filter(({ survivorId, loserId }) => seen.has(survivorId) && seen.has(loserId))
    .map(({ undone, ...merge }) =>
      toMerge({
        ...merge,
        moved: merge.moved.filter(isSeen),
        // A job that went is nowhere to be looked up any more.
        removed: [],
        ...(undone !== undefined && { undone: { ...undone, kept: undone.kept.filter(isSeen) } }),
      }),
    )
}

/** A merge as it is told. */
export async function tellMerge(session: Session, merge: MergeRecord): Promise<Merge> {
  const [told] = await tellMerges(session, [merge])
  return told ?? toMerge(merge)
}
