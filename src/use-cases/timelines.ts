/** Timelines: what was said, done and decided, the latest first. Rules: docs/concepts/interactions.md (INT-5, INT-7), docs/concepts/access.md (ACC-3). @module */
import { scopeOf } from '../access/actor.ts'
import type { TimelineEntry, TimelinePlace, TimelinePosition } from '../ports/interaction-repository.ts'
import type { Session } from './context.ts'
import { listName, readCursor, writeCursor } from './cursor.ts'
import { type Page, type PageQuery, usualLimit } from './list-records.ts'
import type { RecordKind } from './party.ts'
import { visibleMerged } from './read-history.ts'
import { getRecord, type OwnedRecord } from './record-access.ts'

/** One page of a timeline: of a matter, a company or a contact. */
export async function readTimeline<OneRecord extends OwnedRecord>(
  session: Session,
  of: Pick<RecordKind<OneRecord>, 'kind' | 'repository'>,
  id: string,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<TimelineEntry>> {
  const { kind } = of
  const repository = of.repository(session)
  const record = await getRecord(session, repository, kind, id)
  const scope = scopeOf(session.actor)
  const merged = kind === 'interaction' ? [] : await visibleMerged(session, repository, record.id)
  const list = listName('timeline', { kind, id: record.id })
  const after = cursor === undefined ? undefined : positionIn(list, cursor)
  const place: TimelinePlace = { kind, ids: [record.id, ...merged] }
  const page = { limit: limit + 1, ...(after !== undefined && { after }) }
  const entries = await session.store.interactions.timeline(scope, place, page)
  const items = entries.slice(0, limit).map((entry) => asTold(session, entry))
  const last = items.at(-1)
  if (last === undefined || entries.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.at, id: last.id }) }
}

/** Somebody who does not see everything is told of an event that it was, not what it named: other records, say. */
function asTold({ actor }: Session, entry: TimelineEntry): TimelineEntry {
  if (entry.kind !== 'event' || entry.event.subject.kind === 'interaction') return entry
  if (scopeOf(actor).filter.sees === 'everything') return entry
  const { fields } = entry.event.data
  return { ...entry, event: { ...entry.event, data: fields === undefined ? {} : { fields } } }
}

function positionIn(list: string, cursor: string): TimelinePosition {
  const { value, id } = readCursor(list, cursor, 'number')
  return { at: Number(value), id }
}
