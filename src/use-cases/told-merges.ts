/** Merges, as far as whoever asks may know what moved. Rules: docs/concepts/merge.md, docs/concepts/access.md (ACC-3). @module */
import { scopeOf } from '../access/actor.ts'
import { type Merge, type MergeRecord, toMerge } from '../identity/merge-record.ts'
import type { Subject } from '../ports/history.ts'
import type { Session } from './context.ts'

/** Of these records those that the actor may see. */
export async function seenAmong(session: Session, subjects: readonly Subject[]): Promise<readonly Subject[]> {
  const { store, actor } = session
  const scope = scopeOf(actor)
  if (scope.filter.sees === 'everything') return subjects
  const idsOf = (kind: Subject['kind']): readonly string[] =>
    subjects.filter((subject) => subject.kind === kind).map(({ id }) => id)
  const [jobs, companies] = await Promise.all([
    store.affiliations.findMany(scope, idsOf('affiliation')),
    store.companies.findMany(scope, idsOf('company')),
  ])
  const seen = new Set([...jobs, ...companies].map(({ id }) => id))
  return subjects.filter(({ id }) => seen.has(id))
}

/** Merges as they are told: what moved is counted as far as the actor may see it. */
export async function tellMerges(session: Session, merges: readonly MergeRecord[]): Promise<readonly Merge[]> {
  if (scopeOf(session.actor).filter.sees === 'everything') return merges.map(toMerge)
  const moved = merges.flatMap((merge) => merge.moved.map(({ kind, recordId }) => ({ kind, id: recordId })))
  const seen = new Set((await seenAmong(session, moved)).map(({ id }) => id))
  // A job that went is nowhere to be looked up any more.
  return merges.map((merge) =>
    toMerge({ ...merge, moved: merge.moved.filter(({ recordId }) => seen.has(recordId)), removed: [] }),
  )
}

/** A merge as it is told. */
export async function tellMerge(session: Session, merge: MergeRecord): Promise<Merge> {
  const [told] = await tellMerges(session, [merge])
  return told ?? toMerge(merge)
}
