/** Timelines: what was said, done and decided, the latest first. Rules: docs/concepts/interactions.md (INT-5, INT-7), docs/concepts/access.md (ACC-3). @module */
import { scopeOf } from '../../access/actor.ts'
import type { PageQuery } from '../../inputs/call.ts'
import type { TimelineEntry, TimelinePlace, TimelinePosition } from '../../ports/interaction-repository.ts'
import { withKnownPeople } from '../calls/show-call.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { showMessages } from '../messages/show-message.ts'
import { type Page, usualLimit } from './list-records.ts'
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
  const merged = kind === 'interaction' ? [] : await visibleMerged(session, repository, record.id)
  const list = listName('timeline', { kind, id: record.id })
  const after = cursor === undefined ? undefined : positionIn(list, cursor)
  const entries = await readEntries(session, { kind, ids: [record.id, ...merged] }, after, limit + 1)
  const items = entries.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || entries.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.at, id: last.id }) }
}

/** Entries in a row, as many as asked for if there are so many, as far as the actor may know of them. */
async function readEntries(
  session: Session,
  place: TimelinePlace,
  start: TimelinePosition | undefined,
  limit: number,
): Promise<readonly TimelineEntry[]> {
  const scope = scopeOf(session.actor)
  const entries: TimelineEntry[] = []
  for (let after = start; ; ) {
    const page = { limit, ...(after !== undefined && { after }) }
    const found = await session.store.interactions.timeline(scope, place, page)
    entries.push(...(scope.filter.sees === 'everything' ? found : await asSeen(session, found.flatMap(asTold))))
    after = found.at(-1)
    if (found.length < limit || entries.length >= limit) return entries.slice(0, limit)
  }
}

/** Calls and messages with those of their people whom the actor may see. */
async function asSeen(session: Session, entries: readonly TimelineEntry[]): Promise<readonly TimelineEntry[]> {
  const calls = entries.flatMap((entry) => (entry.kind === 'call' ? [entry.call] : []))
  const seen = new Map((await withKnownPeople(session, calls)).map((call) => [call.id, call]))
  const messages = entries.flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
  const shown = new Map((await showMessages(session, messages)).map((message) => [message.id, message]))
  return entries.map((entry) => {
    if (entry.kind === 'call') return { ...entry, call: seen.get(entry.call.id) ?? entry.call }
    return entry.kind === 'message' ? { ...entry, message: shown.get(entry.message.id) ?? entry.message } : entry
  })
}

/** Events that link a record to others: that there is another one is told to whoever sees everything. */
const linking = /\.(duplicate-|merge|affiliat)/

/** Others are told of an event about a company or a contact that it was, and not what it named. */
function asTold(entry: TimelineEntry): readonly TimelineEntry[] {
  if (entry.kind !== 'event' || entry.event.subject.kind === 'interaction') return [entry]
  if (linking.test(entry.event.type)) return []
  const { fields } = entry.event.data
  return [{ ...entry, event: { ...entry.event, data: fields === undefined ? {} : { fields } } }]
}

function positionIn(list: string, cursor: string): TimelinePosition {
  const { value, id } = readCursor(list, cursor, 'number')
  return { at: Number(value), id }
}
