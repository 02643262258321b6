/** Lists, page by page. Rules: docs/concepts/parties.md (PTY-8). @module */
import { scopeOf } from '../../access/actor.ts'
import { type SearchIndex, searchWords } from '../../identity/search-index.ts'
import type { CountQuery, ListQuery } from '../../inputs/call.ts'
import type { PagePosition, PartyOrder, PartyQuery } from '../../ports/page.ts'
import type { PartyRepository } from '../../ports/party-repository.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import type { OwnedKind, OwnedRecord } from './record-access.ts'

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** What to ask for the next page with; absent on the last one. */
  readonly nextCursor?: string
}

/** A record that lists can hold. */
export type ListedRecord = OwnedRecord & { readonly number: number }

/** How many items a page holds that does not say. */
export const usualLimit = 50

const usualCap = 10_000

/** One page of the records that the actor may see. */
export async function listRecords<PartyRecord extends ListedRecord>(
  session: Session,
  repository: PartyRepository<PartyRecord>,
  kind: OwnedKind,
  query: ListQuery,
  indexOf: (record: PartyRecord) => SearchIndex,
): Promise<Page<PartyRecord>> {
  const { limit = usualLimit, cursor, order = 'name', descending = false, trashed = false } = query
  const words = searchWords(query.search ?? '')
  const list = listName(kind, { order, descending, trashed, words })
  const asked: PartyQuery = { order, descending, words, trashed, limit: limit + 1 }
  const after = cursor === undefined ? undefined : readCursor(list, cursor, order === 'name' ? 'text' : 'number')
  const records = await repository.list(scopeOf(session.actor), after === undefined ? asked : { ...asked, after })
  const items = records.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || records.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, positionOf(last, order, indexOf)) }
}

/** How many records the actor may see, up to the cap. */
export function countRecords<PartyRecord>(
  session: Session,
  repository: PartyRepository<PartyRecord>,
  { search = '', trashed = false, cap = usualCap }: CountQuery,
): Promise<number> {
  return repository.count(scopeOf(session.actor), { words: searchWords(search), trashed }, cap)
}

function positionOf<PartyRecord extends ListedRecord>(
  record: PartyRecord,
  order: PartyOrder,
  indexOf: (record: PartyRecord) => SearchIndex,
): PagePosition {
  switch (order) {
    case 'name':
      return { value: indexOf(record).sortKey, id: record.id }
    case 'number':
      return { value: record.number, id: record.id }
    case 'created':
      return { value: record.createdAt, id: record.id }
    case 'updated':
      return { value: record.updatedAt, id: record.id }
  }
}
