/**
 * Timelines: the latest notes and events of interactions, and what happened to a company or a contact itself. Of each
 * source no more is read than a page holds, from where the page begins, however long the history is.
 * @module
 */
import type { InteractionRepository, TimelineEntry, TimelinePosition } from 'crmkit'
import { accessCondition } from './access-condition.ts'
import { callPartyTable, callTable, toCall } from './call-table.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { eventTable, toEvent } from './history-tables.ts'
import { noteTable, toNote } from './interaction-parts-tables.ts'
import { matterSeen } from './message-conditions.ts'
import { messageContactTable, messageTable, toMessage } from './message-table.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

/** Where entries come from. */
interface TimelineSource {
  readonly query: Statement
  toEntry(row: Row): TimelineEntry
}

/** Reads timelines. */
export function timelineReader(reader: Reader): InteractionRepository['timeline'] {
  const { schema } = reader
  return async ({ workspaceId, filter }, place, { after, limit }) => {
    if (place.ids.length === 0) return []
    const given = [workspaceId, arrayLiteral(place.ids), String(limit)]
    const position = after === undefined ? [] : [String(after.at), after.id]
    const access = accessCondition({ schema, kind: 'interaction', alias: 'p' }, filter, 4 + position.length)
    const values = [...given, ...position]
    /** Rows of one source, from the latest on. */
    const latest = (columns: string, rows: string, at: string, id: string): string => {
      const start = after === undefined ? '' : ` AND (${at}, ${id}) < ($4::bigint, $5::uuid)`
      return `SELECT ${columns} ${rows}${start} ORDER BY ${at} DESC, ${id} DESC LIMIT $3::bigint`
    }
    const matters = mattersOf(schema, place.kind, access.text)
    /** The latest rows of each of these, and of them the latest of all. */
    const ofEach = (ids: string, columns: string, rows: string, at: string, id: string): string =>
      `WITH matter AS MATERIALIZED (${ids}) SELECT u.* FROM matter AS m ` +
      `CROSS JOIN LATERAL (${latest(`${columns}, ${at} AS at_value, ${id} AS id_value`, rows, at, id)}) AS u ` +
      'ORDER BY u.at_value DESC, u.id_value DESC LIMIT $3::bigint'
    const events = (kind: string): string =>
      `FROM ${tableName(schema, eventTable.name)} AS e WHERE e.workspace_id = $1::uuid AND e.subject_id = m.id ` +
      `AND e.subject_kind = '${kind}' AND e.type <> 'interaction.noted'`
    const notes = `FROM ${tableName(schema, noteTable.name)} AS n WHERE n.workspace_id = $1::uuid AND n.interaction_id = m.id`
    const messages = `FROM ${tableName(schema, messageTable.name)} AS x WHERE x.workspace_id = $1::uuid AND x.interaction_id = m.id`
    const sources: TimelineSource[] = [
      {
        query: statement(ofEach(matters, noteColumns, notes, 'n.happened_at', 'n.id'), ...values, ...access.values),
        toEntry: noteEntry,
      },
      {
        query: statement(
          ofEach(matters, eventColumns, events('interaction'), 'e.at', 'e.id'),
          ...values,
          ...access.values,
        ),
        toEntry: eventEntry,
      },
      {
        query: statement(
          ofEach(matters, messageColumns, messages, 'x.created_at', 'x.id'),
          ...values,
          ...access.values,
        ),
        toEntry: messageEntry,
      },
    ]
    const calls = `FROM ${tableName(schema, callTable.name)} AS x WHERE x.workspace_id = $1::uuid AND x.interaction_id = m.id AND x.is_known`
    sources.push({
      query: statement(ofEach(matters, 'x.record', calls, 'x.started_at', 'x.id'), ...values, ...access.values),
      toEntry: callEntry,
    })
    if (place.kind !== 'interaction') {
      const own = latest(
        'x.record, k.started_at AS at_value, k.call_id AS id_value',
        `${callsWith(schema, place.kind)} AND k.party_id = a.id`,
        'k.started_at',
        'k.call_id',
      )
      const page =
        'SELECT DISTINCT ON (u.at_value, u.id_value) u.* FROM unnest($2::text::uuid[]) AS a(id) ' +
        `CROSS JOIN LATERAL (${own}) AS u ORDER BY u.at_value DESC, u.id_value DESC LIMIT $3::bigint`
      sources.push({ query: statement(page, ...values), toEntry: callEntry })
    }
    if (place.kind === 'contact') {
      const sent = [...values]
      const isSeen = `(x.interaction_id IS NULL OR ${matterSeen(schema, { filter }, false, 'x', sent)})`
      const own = latest(
        `${messageColumns}, k.created_at AS at_value, k.message_id AS id_value`,
        `${messagesTo(schema)} AND k.contact_id = a.id AND ${isSeen}`,
        'k.created_at',
        'k.message_id',
      )
      // One that is to several of them comes once, before the page is cut.
      const page =
        'SELECT DISTINCT ON (u.at_value, u.id_value) u.* FROM unnest($2::text::uuid[]) AS a(id) ' +
        `CROSS JOIN LATERAL (${own}) AS u ORDER BY u.at_value DESC, u.id_value DESC LIMIT $3::bigint`
      sources.push({ query: statement(page, ...sent), toEntry: messageEntry })
    }
    if (place.kind !== 'interaction') {
      const own = 'SELECT s.id FROM unnest($2::text::uuid[]) AS s(id)'
      sources.push({
        query: statement(ofEach(own, eventColumns, events(place.kind), 'e.at', 'e.id'), ...values),
        toEntry: eventEntry,
      })
      const { made, changed } = importsOf(schema, place.kind)
      sources.push(
        { query: statement(latest(importColumns.made, made, 'r.created_at', 'r.id'), ...values), toEntry: importEntry },
        {
          query: statement(latest(importColumns.changed, changed, 'i.started_at', 't.record_id'), ...values),
          toEntry: importEntry,
        },
      )
    }
    const answers = await reader.readAll(
      workspaceId,
      sources.map(({ query }) => query),
    )
    const entries = sources.flatMap(({ toEntry }, index) => (answers[index]?.rows ?? []).map(toEntry))
    return entries.filter(isFirstOfIts).sort(compareLatestFirst).slice(0, limit)
  }
}

const noteColumns = selectList(noteTable.columns, 'n')
const eventColumns = selectList(eventTable.columns, 'e')
const messageColumns = selectList(messageTable.columns, 'x')

/** Messages by whom they are to. */
function messagesTo(schema: string): string {
  return (
    `FROM ${tableName(schema, messageContactTable.name)} AS k CROSS JOIN LATERAL ` +
    `(SELECT y.* FROM ${tableName(schema, messageTable.name)} AS y ` +
    'WHERE y.workspace_id = $1::uuid AND y.id = k.message_id LIMIT 1) AS x WHERE k.workspace_id = $1::uuid'
  )
}

/** Calls by whom they name. */
function callsWith(schema: string, kind: 'company' | 'contact'): string {
  return (
    `FROM ${tableName(schema, callPartyTable.name)} AS k CROSS JOIN LATERAL ` +
    `(SELECT y.* FROM ${tableName(schema, callTable.name)} AS y ` +
    'WHERE y.workspace_id = $1::uuid AND y.id = k.call_id AND y.is_known LIMIT 1) AS x ' +
    `WHERE k.workspace_id = $1::uuid AND k.kind = '${kind}'`
  )
}

/** The interactions of a place that the scope sees. Of its own timeline, one in the trash too. */
function mattersOf(schema: string, kind: 'company' | 'contact' | 'interaction', access: string): string {
  const interactions = `${tableName(schema, 'interactions')} AS p`
  switch (kind) {
    case 'interaction':
      return `SELECT p.id FROM ${interactions} WHERE p.workspace_id = $1::uuid AND p.id = ANY ($2::text::uuid[]) AND ${access}`
    case 'company':
      return (
        `SELECT p.id FROM ${interactions} WHERE p.workspace_id = $1::uuid AND p.company_id = ANY ($2::text::uuid[]) ` +
        `AND p.trashed_at IS NULL AND ${access}`
      )
    case 'contact':
      return (
        `SELECT DISTINCT p.id FROM ${tableName(schema, 'interaction_contacts')} AS s JOIN ${interactions} ` +
        'ON p.workspace_id = $1::uuid AND p.id = s.interaction_id WHERE s.workspace_id = $1::uuid ' +
        `AND s.contact_id = ANY ($2::text::uuid[]) AND p.trashed_at IS NULL AND ${access}`
      )
  }
}

/** The rows that say which import made a record, and which ones changed it; the one that made it counts as that alone. */
function importsOf(schema: string, kind: 'company' | 'contact'): { readonly made: string; readonly changed: string } {
  const records = tableName(schema, kind === 'company' ? 'companies' : 'contacts')
  const made =
    `FROM ${records} AS r WHERE r.workspace_id = $1::uuid AND r.id = ANY ($2::text::uuid[]) ` +
    'AND r.import_id IS NOT NULL'
  const changed =
    `FROM ${tableName(schema, 'import_touches')} AS t JOIN ${tableName(schema, 'imports')} AS i ` +
    'ON i.workspace_id = $1::uuid AND i.id = t.import_id WHERE t.workspace_id = $1::uuid ' +
    `AND t.record_id = ANY ($2::text::uuid[]) AND t.kind = '${kind}' AND NOT EXISTS (SELECT 1 FROM ${records} AS r ` +
    'WHERE r.workspace_id = $1::uuid AND r.id = t.record_id AND r.import_id = t.import_id)'
  return { made, changed }
}

const importColumns = {
  made: 'r.id, r.import_id, r.import_row, r.created_at, true',
  changed: 't.record_id, t.import_id, t.row, i.started_at, false',
} as const
const readImport = cellReader(['id', 'import_id', 'row', 'at', 'created'])

function noteEntry(row: Row): TimelineEntry {
  const note = toNote(row)
  return { kind: 'note', at: note.kind === 'words' ? note.happenedAt : note.at, id: note.id, note }
}

function eventEntry(row: Row): TimelineEntry {
  const event = toEvent(row)
  return { kind: 'event', at: event.at, id: event.id, event }
}

function messageEntry(row: Row): TimelineEntry {
  const message = toMessage(row)
  return { kind: 'message', at: message.createdAt, id: message.id, message }
}

function callEntry(row: Row): TimelineEntry {
  const call = toCall(row)
  return { kind: 'call', at: call.startedAt, id: call.id, call }
}

/** A message or a call of a matter that is with the contact, too, comes from both. */
function isFirstOfIts(entry: TimelineEntry, place: number, entries: readonly TimelineEntry[]): boolean {
  if (entry.kind !== 'message' && entry.kind !== 'call') return true
  return place === entries.findIndex(({ kind, id }) => kind === entry.kind && id === entry.id)
}

function importEntry(row: Row): TimelineEntry {
  const cells = readImport(row)
  return {
    kind: 'import',
    at: cells.integer('at'),
    id: cells.text('id'),
    importId: cells.text('import_id'),
    row: cells.integer('row'),
    created: cells.flag('created'),
  }
}

function compareLatestFirst(a: TimelinePosition, b: TimelinePosition): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}
