/** Interactions in memory. @module */
import { type AccessScope, isVisible } from '../access/actor.ts'
import { notPlanned } from '../calendar/planned-span.ts'
import { attendeesOf } from '../calendar/window.ts'
import type { StoredCall } from '../call/stored-call.ts'
import { type ContactDates, recordTouch } from '../interaction/contact-dates.ts'
import type { Interaction } from '../interaction/interaction.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { Instant } from '../kernel/time.ts'
import type {
  InteractionFilter,
  InteractionOrder,
  InteractionRepository,
  PlaceDates,
  TimelineEntry,
  TimelinePlace,
  TimelinePosition,
} from '../ports/interaction-repository.ts'
import type { PagePosition } from '../ports/page.ts'
import { messagesOfPlace } from './messages.ts'
import type { InteractionRow, Tables } from './tables.ts'

/** The interactions of a memory store. */
export function memoryInteractions(read: (workspaceId: string) => Tables): InteractionRepository {
  const rowsOf = (workspaceId: string): readonly InteractionRow[] => [...read(workspaceId).interactions.values()]
  const copy = <Value>(value: Value): Value => structuredClone(value)

  return {
    find: async ({ workspaceId, filter }, id) => {
      const record = read(workspaceId).interactions.get(id)?.record
      return record !== undefined && isVisible(filter, record) ? copy(record) : null
    },
    findMany: async ({ workspaceId, filter }, ids) => {
      const { interactions } = read(workspaceId)
      const records = [...new Set(ids)].flatMap((id) => interactions.get(id)?.record ?? [])
      return copy(records.filter((record) => isVisible(filter, record)))
    },
    list: async (scope, query) => {
      const { order, descending, after, limit } = query
      const compare = (a: PagePosition, b: PagePosition): number => comparePositions(a, b, order, descending)
      const rows = listed(read(scope.workspaceId), scope, query)
        .map((row) => ({ record: row.record, position: positionOf(row, order) }))
        .sort((a, b) => compare(a.position, b.position))
        .filter(({ position }) => after === undefined || compare(position, after) > 0)
      return copy(rows.slice(0, limit).map(({ record }) => record))
    },
    findPlannedFrom: async (workspaceId, id) => {
      const row = read(workspaceId).interactions.get(id)
      return row === undefined ? null : (row.index.planned?.from ?? notPlanned)
    },
    count: async (scope, filter, cap) => Math.min(cap, listed(read(scope.workspaceId), scope, filter).length),
    listOwnedBy: async (workspaceId, ownerId, { after, limit }) => {
      const records = rowsOf(workspaceId)
        .map(({ record }) => record)
        .filter((record) => record.ownerId === ownerId && (after === undefined || record.id > after))
      return copy(records.sort((a, b) => compareCodePoints(a.id, b.id)).slice(0, limit))
    },
    countOwnedBy: async (workspaceId, ownerId) =>
      rowsOf(workspaceId).filter(({ record }) => record.ownerId === ownerId).length,
    isStepInUse: async (workspaceId, type) =>
      rowsOf(workspaceId).some(
        ({ record }) => record.type === type || (record.state === 'done' && record.cameFrom === type),
      ),
    timeline: async (scope, place, { after, limit }) => {
      const entries = timelineOf(read(scope.workspaceId), scope, place)
        .filter((entry) => after === undefined || compareTimes(entry, after) < 0)
        .sort((a, b) => compareTimes(b, a))
      return copy(entries.slice(0, limit))
    },
    datesOf: async (scope, kind, ids) => {
      const records = rowsOf(scope.workspaceId).map(({ record }) => record)
      return [...new Set(ids)].flatMap((id): PlaceDates[] => {
        const dates = records
          .filter((record) => isOfPlace(record, kind, [id]) && isInUse(scope, record))
          .reduce(latest, {})
        return Object.keys(dates).length === 0 ? [] : [{ id, ...dates }]
      })
    },
    listNotes: async (workspaceId, interactionId, { after, limit }) => {
      const notes = [...read(workspaceId).notes.values()].filter(
        (note) => note.interactionId === interactionId && (after === undefined || note.id > after),
      )
      return copy(notes.sort((a, b) => compareCodePoints(a.id, b.id)).slice(0, limit))
    },
    findTimer: async (workspaceId, memberId) => copy(read(workspaceId).timers.get(memberId) ?? null),
    listTimeSpent: async (workspaceId, interactionId) => {
      const rows = [...read(workspaceId).timeSpent.values()].filter((spent) => spent.interactionId === interactionId)
      return copy(rows.sort((a, b) => compareCodePoints(a.id, b.id)))
    },
  }
}

/** The rows of a filter that a scope sees, in no order. */
function listed(tables: Tables, scope: AccessScope, filter: InteractionFilter): readonly InteractionRow[] {
  return [...tables.interactions.values()].filter(
    (row) => isVisible(scope.filter, row.record) && isListed(tables, row, filter),
  )
}

function isListed(tables: Tables, { record, index }: InteractionRow, filter: InteractionFilter): boolean {
  const { states, types, ownerId, attendeeIds, companyId, contactId, parentId, planned, withoutPlanAfter } = filter
  const span = index.planned
  return (
    (record.trashedAt !== undefined) === filter.trashed &&
    filter.words.every((word) => index.searchText.includes(word) || word === String(record.number)) &&
    (states === undefined || states.includes(record.state)) &&
    (types === undefined || types.includes(record.type)) &&
    (ownerId === undefined || record.ownerId === ownerId) &&
    (attendeeIds === undefined || attendeesOf(record).some(({ id }) => attendeeIds.includes(id))) &&
    (companyId === undefined || record.companyId === companyId) &&
    (contactId === undefined || record.contactIds.includes(contactId)) &&
    (parentId === undefined || record.parentId === parentId) &&
    (planned === undefined ||
      (span !== undefined && span.from < planned.until && (span.until === undefined || span.until > planned.from))) &&
    (withoutPlanAfter === undefined || lacksPlan(tables, { record, index }, withoutPlanAfter))
  )
}

function lacksPlan(tables: Tables, row: InteractionRow, after: Instant): boolean {
  const isAhead = ({ record, index: { planned } }: InteractionRow): boolean =>
    record.state !== 'done' && planned !== undefined && (planned.until === undefined || planned.until > after)
  if (row.record.state === 'done' || isAhead(row)) return false
  return ![...tables.interactions.values()].some(
    (part) => part.record.parentId === row.record.id && part.record.trashedAt === undefined && isAhead(part),
  )
}

function positionOf({ record, index }: InteractionRow, order: InteractionOrder): PagePosition {
  const { id } = record
  switch (order) {
    case 'subject':
      return { value: index.sortKey, id }
    case 'number':
      return { value: record.number, id }
    case 'created':
      return { value: record.createdAt, id }
    case 'updated':
      return { value: record.updatedAt, id }
    case 'update-date':
      return { value: record.updateDate.on, id }
    case 'planned':
      return { value: index.planned?.from ?? notPlanned, id }
  }
}

function comparePositions(a: PagePosition, b: PagePosition, order: InteractionOrder, descending: boolean): number {
  const sign = descending ? -1 : 1
  const isLast = (position: PagePosition): boolean => order === 'planned' && position.value === notPlanned
  if (isLast(a) !== isLast(b)) return isLast(a) ? 1 : -1
  const byValue =
    typeof a.value === 'number' && typeof b.value === 'number'
      ? a.value - b.value
      : compareCodePoints(String(a.value), String(b.value))
  return sign * (byValue === 0 ? compareCodePoints(a.id, b.id) : byValue)
}

function isOfPlace(record: Interaction, kind: 'company' | 'contact', ids: readonly string[]): boolean {
  if (kind === 'company') return record.companyId !== undefined && ids.includes(record.companyId)
  return record.contactIds.some((id) => ids.includes(id))
}

function isInUse({ filter }: AccessScope, record: Interaction): boolean {
  return record.trashedAt === undefined && isVisible(filter, record)
}

/** The later ones of two sets of dates. */
function latest(dates: ContactDates, { contactDates = {} }: Interaction): ContactDates {
  const { lastInteractionAt, lastInboundAt, lastOutboundAt } = contactDates
  let after = dates
  if (lastInteractionAt !== undefined) after = recordTouch(after, { at: lastInteractionAt })
  if (lastInboundAt !== undefined) after = recordTouch(after, { at: lastInboundAt, direction: 'inbound' })
  if (lastOutboundAt !== undefined) after = recordTouch(after, { at: lastOutboundAt, direction: 'outbound' })
  return after
}

function timelineOf(tables: Tables, scope: AccessScope, place: TimelinePlace): TimelineEntry[] {
  const own = new Set(place.ids)
  const { kind } = place
  const matters = new Set(
    [...tables.interactions.values()].flatMap(({ record }) => {
      const isThere =
        kind === 'interaction'
          ? own.has(record.id) && isVisible(scope.filter, record)
          : isOfPlace(record, kind, place.ids) && isInUse(scope, record)
      return isThere ? [record.id] : []
    }),
  )
  const notes = [...tables.notes.values()]
    .filter(({ interactionId }) => matters.has(interactionId))
    .map((note): TimelineEntry => {
      return { kind: 'note', at: note.kind === 'words' ? note.happenedAt : note.at, id: note.id, note }
    })
  const events = tables.events
    .filter(({ type, subject }) => {
      const isOwn = kind !== 'interaction' && subject.kind === kind && own.has(subject.id)
      return type !== 'interaction.noted' && (isOwn || (subject.kind === 'interaction' && matters.has(subject.id)))
    })
    .map((event): TimelineEntry => ({ kind: 'event', at: event.at, id: event.id, event }))
  const calls = [...tables.calls.values()]
    .filter((call) => call.early === undefined && isCallOf(call, place, matters))
    .map((call): TimelineEntry => ({ kind: 'call', at: call.startedAt, id: call.id, call }))
  const messages = messagesOfPlace(tables, scope, place, matters)
  const imports = kind === 'interaction' ? [] : importsOf(tables, { kind, ids: place.ids })
  return [...notes, ...events, ...calls, ...messages, ...imports]
}

function isCallOf(call: StoredCall, { kind, ids }: TimelinePlace, matters: ReadonlySet<string>): boolean {
  if (call.interactionId !== undefined && matters.has(call.interactionId)) return true
  if (kind === 'interaction') return false
  return (kind === 'company' ? call.companyIds : call.contactIds).some((id) => ids.includes(id))
}

function importsOf(tables: Tables, { kind, ids }: Pick<TimelinePlace, 'kind' | 'ids'>): readonly TimelineEntry[] {
  const rows = kind === 'company' ? tables.companies : tables.contacts
  const made = ids.flatMap((recordId): TimelineEntry[] => {
    const record = rows.get(recordId)?.record
    if (record?.origin === undefined) return []
    const { importId, row } = record.origin
    return [{ kind: 'import', at: record.createdAt, id: recordId, importId, row, created: true }]
  })
  const changed = [...tables.touches.values()].flatMap((touch): TimelineEntry[] => {
    const { importId, recordId, row } = touch
    const at = tables.imports.get(importId)?.startedAt
    const isMaker = rows.get(recordId)?.record.origin?.importId === importId
    if (at === undefined || isMaker || touch.kind !== kind || !ids.includes(recordId)) return []
    return [{ kind: 'import', at, id: recordId, importId, row, created: false }]
  })
  return [...made, ...changed]
}

function compareTimes(a: TimelinePosition, b: TimelinePosition): number {
  return a.at - b.at || compareCodePoints(a.id, b.id)
}
