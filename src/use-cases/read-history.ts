/** The history of a record. Rules: docs/concepts/access.md (ACC-5). @module */
import { scopeOf } from '../access/actor.ts'
import { isUuid } from '../kernel/ids.ts'
import type { AuditEntry, AuditPosition } from '../ports/history.ts'
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
  const after = cursor === undefined ? undefined : readAuditCursor(list, cursor)
  const page = { subjectId, limit: limit + 1, ...(after !== undefined && { after }) }
  const entries = (await store.history.listAudit(actor.workspaceId, page)).filter(
    ({ subject }) => subject.kind === kind,
  )
  if (!isThere && entries.length === 0 && after === undefined) throw notFound(kind, id)
  return auditPage(list, entries, limit)
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
