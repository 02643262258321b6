/** What history tells of a record to somebody who does not see everything. Rules: docs/concepts/access.md (ACC-3, ACC-5). @module */
import { scopeOf } from '../../access/actor.ts'
import type { AuditEntry, FieldChange } from '../../ports/history.ts'
import type { Session } from '../context.ts'
import type { OwnedKind } from './record-access.ts'

/** Of a record that may be seen, history also tells what links it to others: to those that may be seen as well. */
export async function asToldTo(
  session: Session,
  kind: OwnedKind,
  found: readonly AuditEntry[],
): Promise<readonly AuditEntry[]> {
  const entries = found.filter(({ subject }) => subject.kind === kind)
  const scope = scopeOf(session.actor)
  if (scope.filter.sees === 'everything') return entries
  const { companies, contacts } = session.store
  const [jobs, pairs] = [entries.flatMap(employersOf), entries.flatMap(othersOf)]
  const seen = await Promise.all([
    jobs.length === 0 ? [] : companies.findMany(scope, jobs),
    pairs.length === 0 ? [] : (kind === 'company' ? companies : contacts).findMany(scope, pairs),
  ])
  const known = new Set(seen.flat().map(({ id }) => id))
  const isKnown = (ids: readonly string[]): boolean => ids.length > 0 && ids.every((id) => known.has(id))
  return entries.flatMap((entry) => {
    if (entry.changes.some(isPair) && !isKnown(othersOf(entry))) return []
    if (!entry.changes.some(isOfJob) || isKnown(employersOf(entry))) return [entry]
    const changes = entry.changes.filter((change) => !isOfJob(change))
    if (changes.length === 0) return []
    const { personal, ...rest } = entry
    if (personal === undefined || personal === null) return [{ ...entry, changes }]
    return [{ ...rest, changes, personal: { ...personal, changes: personal.changes.filter((each) => !isOfJob(each)) } }]
  })
}

function isOfJob({ field }: FieldChange): boolean {
  return field.startsWith('affiliation.')
}

function isPair({ field }: FieldChange): boolean {
  return field === 'ignoredDuplicate' || field === 'mergedInto'
}

/** The companies that an entry about a job names; none if it names none, or if the values were erased. */
function employersOf({ personal }: AuditEntry): readonly string[] {
  return namedBy((personal?.changes ?? []).filter(({ field }) => field === 'affiliation.companyId'))
}

/** The other record of a pair that is no duplicate, or that became one. */
function othersOf({ changes, personal }: AuditEntry): readonly string[] {
  return namedBy((personal?.changes ?? changes).filter(isPair))
}

function namedBy(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ before, after }) => [before, after].filter((value) => typeof value === 'string'))
}
