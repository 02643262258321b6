/** The history of a record. Rules: docs/concepts/access.md (ACC-5). @module */
import { scopeOf } from '../access/actor.ts'
import { type AuditId, isUuid } from '../kernel/ids.ts'
import type { AuditEntry, FieldChange } from '../ports/history.ts'
import type { Session } from './context.ts'
import { listName, readCursor, writeCursor } from './cursor.ts'
import { type Page, type PageQuery, usualLimit } from './list-records.ts'
import { notFound, type OwnedKind } from './record-access.ts'

/**
 * One page of what happened to a record, the latest first. Whoever sees everything reads the history of purged records
 * too; others that of records that they may see.
 * @throws {CrmError} not-found
 */
export async function readHistory(
  session: Session,
  kind: OwnedKind,
  id: string,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<AuditEntry>> {
  const subjectId = id.toLowerCase()
  const { store, actor } = session
  const scope = scopeOf(actor)
  if (!isUuid(subjectId)) throw notFound(kind, id)
  const repository = kind === 'company' ? store.companies : store.contacts
  const isThere = (await repository.find(scope, subjectId)) !== null
  if (!isThere && scope.filter.sees !== 'everything') throw notFound(kind, id)
  const list = listName('history', { kind, subjectId })
  const after = cursor === undefined ? undefined : readCursor(list, cursor, 'text').id
  const entries = await readEntries(session, { kind, id: subjectId }, after, limit + 1)
  const items = entries.slice(0, limit)
  const last = items.at(-1)
  if (!isThere && items.length === 0 && after === undefined) throw notFound(kind, id)
  if (last === undefined || entries.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: '', id: last.id }) }
}

/** Entries in a row, as many as asked for if there are so many, as far as the actor may know of them. */
async function readEntries(
  session: Session,
  subject: { readonly kind: OwnedKind; readonly id: string },
  start: AuditId | undefined,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const { store, actor } = session
  const entries: AuditEntry[] = []
  let after = start
  for (;;) {
    const page = { subjectId: subject.id, limit, ...(after !== undefined && { after }) }
    const found = await store.history.listAudit(actor.workspaceId, page)
    entries.push(...(await asToldTo(session, subject.kind, found)))
    after = found.at(-1)?.id
    if (found.length < limit || entries.length >= limit) return entries.slice(0, limit)
  }
}

/** Of a record that may be seen, history also tells what links it to others: to those that may be seen as well. */
async function asToldTo(
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
  return field === 'ignoredDuplicate'
}

/** The companies that an entry about a job names; none if it names none, or if the values were erased. */
function employersOf({ personal }: AuditEntry): readonly string[] {
  return namedBy((personal?.changes ?? []).filter(({ field }) => field === 'affiliation.companyId'))
}

/** The other record of a pair that is no duplicate. */
function othersOf({ changes, personal }: AuditEntry): readonly string[] {
  return namedBy((personal?.changes ?? changes).filter(isPair))
}

function namedBy(changes: readonly FieldChange[]): readonly string[] {
  return changes.flatMap(({ before, after }) => [before, after].filter((value) => typeof value === 'string'))
}
