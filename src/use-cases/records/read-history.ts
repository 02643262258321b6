/** The history of a record. Rules: docs/concepts/access.md (ACC-5). @module */
import { scopeOf } from '../../access/actor.ts'
import type { PageQuery } from '../../inputs/call.ts'
import { compareCodePoints } from '../../kernel/compare.ts'
import { isUuid } from '../../kernel/ids.ts'
import type { AuditEntry, AuditPosition } from '../../ports/history.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { findSurvivor, mergedIds, type RecordRepository } from '../merging/follow-merges.ts'
import { asToldTo } from './history-as-told.ts'
import { type Page, usualLimit } from './list-records.ts'
import type { RecordKind } from './party.ts'
import { notFound, type OwnedKind, type OwnedRecord } from './record-access.ts'

/**
 * One page of what happened to a record, the latest first. Whoever sees everything reads the history of purged records
 * too; others that of records that they may see.
 * @throws {CrmError} not-found
 */
export async function readHistory<OneRecord extends OwnedRecord>(
  session: Session,
  of: Pick<RecordKind<OneRecord>, 'kind' | 'repository'>,
  id: string,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<AuditEntry>> {
  const known = id.toLowerCase()
  const { kind } = of
  const scope = scopeOf(session.actor)
  if (!isUuid(known)) throw notFound(kind, id)
  const repository = of.repository(session)
  const record = await findSurvivor(session, repository, known)
  const isThere = record !== null
  const subjectId = record?.id ?? known
  if (!isThere && scope.filter.sees !== 'everything') throw notFound(kind, id)
  const list = listName('history', { kind, subjectId })
  const after = cursor === undefined ? undefined : readAuditCursor(list, cursor)
  const merged = isThere ? await visibleMerged(session, repository, subjectId) : []
  const lists = await Promise.all(
    [subjectId, ...merged].map((each) => readEntries(session, { kind, id: each }, after, limit + 1)),
  )
  const entries = lists.flat().sort((a, b) => b.at - a.at || compareCodePoints(b.id, a.id))
  if (!isThere && entries.length === 0 && after === undefined) throw notFound(kind, id)
  return auditPage(list, entries, limit)
}

/** Entries in a row, as many as asked for if there are so many, as far as the actor may know of them. */
async function readEntries(
  session: Session,
  subject: { readonly kind: OwnedKind; readonly id: string },
  start: AuditPosition | undefined,
  limit: number,
): Promise<readonly AuditEntry[]> {
  const { store, actor } = session
  const entries: AuditEntry[] = []
  for (let after = start; ; ) {
    const page = { subjectId: subject.id, limit, ...(after !== undefined && { after }) }
    const found = await store.history.listAudit(actor.workspaceId, page)
    entries.push(...(await asToldTo(session, subject.kind, found)))
    after = found.at(-1)
    if (found.length < limit || entries.length >= limit) return entries.slice(0, limit)
  }
}

/** A page of entries of which one more was asked for than it holds. */
export function auditPage(list: string, entries: readonly AuditEntry[], limit: number): Page<AuditEntry> {
  const items = entries.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || entries.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.at, id: last.id }) }
}

/** Where a page of entries ended. @throws {CrmError} invalid-input */
export function readAuditCursor(list: string, cursor: string): AuditPosition {
  const { value, id } = readCursor(list, cursor, 'number')
  return { at: Number(value), id }
}

/** What was merged into a record tells its history too: as far as the actor might see it by itself. */
export async function visibleMerged(
  session: Session,
  repository: RecordRepository<OwnedRecord>,
  id: string,
): Promise<readonly string[]> {
  const ids = await mergedIds(session, id)
  if (ids.length === 0) return []
  return (await repository.findMany(scopeOf(session.actor), ids)).map((record) => record.id)
}
