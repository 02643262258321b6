/** Lists of calls, page by page. Rules: docs/concepts/calls.md (TEL-3). @module */
import { scopeOf } from '../../access/actor.ts'
import type { StoredCall } from '../../call/stored-call.ts'
import type { CallListQuery, MissedQuery } from '../../inputs/telephone.ts'
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import type { CallPosition, CallQuery } from '../../ports/call-repository.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import type { RecordRepository } from '../merging/follow-merges.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { visibleMerged } from '../records/read-history.ts'
import { getRecord } from '../records/record-access.ts'
import { type Call, showCalls } from './show-call.ts'

/** One page of the log. */
export async function listCalls(session: Session, query: CallListQuery): Promise<Page<Call>> {
  const {
    limit = usualLimit,
    cursor,
    contactId,
    companyId,
    interactionId,
    memberId,
    lineId,
    direction,
    statuses,
  } = query
  const { store } = session
  const conditions = {
    ...(contactId !== undefined && { contactIds: await allIds(session, 'contact', store.contacts, contactId) }),
    ...(companyId !== undefined && { companyIds: await allIds(session, 'company', store.companies, companyId) }),
    ...(interactionId !== undefined && { interactionId: await matterId(session, interactionId) }),
    ...(memberId !== undefined && { memberId }),
    ...(lineId !== undefined && { lineId }),
    ...(direction !== undefined && { direction }),
    ...(statuses !== undefined && { statuses }),
  } satisfies Omit<CallQuery, 'limit'>
  const list = listName('calls', { ...query, limit: undefined, cursor: undefined })
  const page = { limit: limit + 1, ...startOf(list, cursor) }
  return pageOf(session, list, await store.calls.list(scopeOf(session.actor), { ...conditions, ...page }), limit)
}

/** One page of what somebody still has to return. */
export async function listMissedCalls(session: Session, query: MissedQuery): Promise<Page<Call>> {
  const { limit = usualLimit, cursor, lineId } = query
  const list = listName('missed calls', { lineId })
  const page = { limit: limit + 1, ...(lineId !== undefined && { lineId }), ...startOf(list, cursor) }
  return pageOf(session, list, await session.store.calls.listMissed(scopeOf(session.actor), page), limit)
}

async function allIds(
  session: Session,
  kind: 'contact' | 'company',
  repository: RecordRepository<Contact | Company>,
  id: string,
): Promise<readonly string[]> {
  const record = await getRecord(session, repository, kind, id)
  return [record.id, ...(await visibleMerged(session, repository, record.id))]
}

async function matterId(session: Session, id: string): Promise<string> {
  return (await getRecord(session, session.store.interactions, 'interaction', id)).id
}

function startOf(list: string, cursor: string | undefined): { readonly after?: CallPosition } {
  if (cursor === undefined) return {}
  const { value, id } = readCursor(list, cursor, 'number')
  return { after: { at: Number(value), id } }
}

async function pageOf(
  session: Session,
  list: string,
  calls: readonly StoredCall[],
  limit: number,
): Promise<Page<Call>> {
  const items = await showCalls(session, calls.slice(0, limit))
  const last = items.at(-1)
  if (last === undefined || calls.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.startedAt, id: last.id }) }
}
